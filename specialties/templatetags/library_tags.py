from collections.abc import Hashable, Iterable, Sequence
from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from specialties.levels import Level
from specialties.pages.guide import Part
from specialties.pages.parts import Option, Ref
from specialties.pictures import Fan

register = template.Library()


@register.simple_tag
def refs(found: Sequence[Ref]) -> SafeString:
    """Raised numbers that lead to the sources at the foot of the page."""
    return SafeString("\N{NO-BREAK SPACE}".join(_ref(it.number, it.source.chip) for it in found))


@register.simple_tag
@cache
def glyph(name: str) -> SafeString:
    """The sector sign of a side: gen, spec or hyb."""
    return format_html('<svg class="glyph" aria-hidden="true"><use href="#g-{}"/></svg>', name)


@register.simple_tag
@cache
def level_meter(level: Level) -> SafeString:
    """Six cells, as many filled as the level has steps, and the word that says the same."""
    return format_html(
        '<span class="lv"><svg class="meter" aria-hidden="true"><use href="#m{}"/></svg>{}</span>',
        level.value,
        level.label,
    )


@register.simple_tag
def level_cells(levels: Sequence[tuple[str, Level | None]]) -> SafeString:
    """A cell of a table for each level, with the heading that a narrow screen shows in it."""
    return SafeString("".join(_level_cell(name, level) for name, level in levels))


@register.simple_tag
def fan_shapes(fan: Fan) -> SafeString:
    """The shapes of a fan from back to front, then its labels.

    There are some fifty, and a loop in a template takes ten times as long for them.
    """
    layers = (
        ('class="f-soft wash"', fan.grounds),
        ('class="f-act"', fan.beams),
        ('class="k k-sunk"', fan.rings),
        ('class="k k-ink k-dash"', (fan.middle_ring,)),
        ('class="k k-ink"', (fan.near_ring,)),
        ('class="k k-ink k-fat"', fan.marks),
    )
    paths = [f'<path {kind} d="{path}"/>' for kind, paths in layers for path in paths]
    labels = [
        f'<text text-anchor="{it.anchor}" x="{it.x}" y="{it.y}">{escape(it.name)}</text>'
        f'<text class="t-s" text-anchor="{it.anchor}" x="{it.x}" y="{it.number_y}">'
        f"{escape(it.number)}</text>"
        for it in fan.labels
    ]
    return SafeString("".join(paths + labels))


@register.simple_tag
def profile_link(slug: str, name: str) -> SafeString:
    """A specialty by name, leading to its page."""
    return _profile_link(get_script_prefix(), slug, name)


@register.simple_tag
def guide_url(part: Part) -> str:
    """The address of a part of the guide."""
    return reverse(part.url_name, args=[part.slug] if part.slug else [])


@register.simple_tag
def drawn(template_name: str, it: Hashable) -> SafeString:
    """Draw a template for one value, called `it` there, and remember how it looks.

    For pictures of which there are few, however many readers there are.
    """
    return drawn_each(template_name, (it,))


@register.simple_tag
def drawn_each(template_name: str, values: Iterable[Hashable]) -> SafeString:
    """The same for each of several values, one after the other."""
    draw = _drawn.__wrapped__ if settings.DEBUG else _drawn
    prefix = get_script_prefix()
    return SafeString("".join([draw(prefix, template_name, it) for it in values]))


@register.simple_tag
def options(choices: Sequence[Option]) -> SafeString:
    """The options of a select."""
    return SafeString("".join(_option(*choice) for choice in choices))


# Small pieces that come many times on a page and in as many versions as there are words for them.
@lru_cache(maxsize=1000)
def _ref(number: int, words: str) -> SafeString:
    return format_html(
        '<a class="ref" href="#s{0}" aria-label="Source {0}: {1}">{0}</a>', number, words
    )


@lru_cache(maxsize=1000)
def _profile_link(prefix: str, slug: str, name: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("specialties:profile", args=[slug]), name)


@lru_cache(maxsize=4000)
def _drawn(prefix: str, template_name: str, it: Hashable) -> SafeString:
    return render_to_string(template_name, {"it": it})


@lru_cache(maxsize=1000)
def _level_cell(name: str, level: Level | None) -> SafeString:
    words = (
        level_meter(level) if level else SafeString('<span class="soft small">not stated</span>')
    )
    return format_html('<td role="cell"><small>{}</small>{}</td>', name, words)


@lru_cache(maxsize=1000)
def _option(value: str, label: str, is_chosen: bool) -> SafeString:
    if is_chosen:
        return format_html('<option value="{}" selected>{}</option>', value, label)
    return format_html('<option value="{}">{}</option>', value, label)
