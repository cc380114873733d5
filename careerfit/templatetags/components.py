"""The parts that pages are made of. A missing or misspelled argument is an error."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from careerfit.stylesheet import SCREEN, SCREEN_CSS
from rubric.charts import Dial, MarginLine
from rubric.results.paths import LedgerRow, TotalRow
from specialties.charts import RangeChart
from specialties.queries import NoteView, PairTable, PathView, SourceView

register = template.Library()


@register.simple_tag
def screen_styles() -> SafeString:
    """The screen styles within the page; while developing as files, so that edits show."""
    if settings.DEBUG:
        links = ((static(f"css/{name}"),) for name in SCREEN)
        return format_html_join("\n", '<link rel="stylesheet" href="{}">', links)
    # Our own file, let in by its hash.
    return mark_safe(f"<style>{SCREEN_CSS}</style>")  # noqa: S308


@register.simple_tag
def chips(sources: Sequence[SourceView]) -> SafeString:
    """Source chips: the mark is the grade, the words say it too."""
    return format_html_join(
        " ",
        '<a class="src {}" href="#src-{}">{}</a>',
        ((source.mark, source.key, source.chip) for source in sources),
    )


@register.simple_tag
def glyph(name: str) -> SafeString:
    """The sector sign of a side: gen, spec or hyb."""
    return format_html('<svg class="glyph" aria-hidden="true"><use href="#g-{}"/></svg>', name)


@register.inclusion_tag("components/dial.html")
def dial_screen(*, dial: Dial, totals: Sequence[TotalRow], caption: str) -> dict[str, Any]:
    first, second = totals
    return {"dial": dial, "first": first, "second": second, "caption": caption}


@register.inclusion_tag("components/score_scale.html")
def score_scale(
    *, totals: Sequence[TotalRow], low: int, high: int, ticks: Sequence[int]
) -> dict[str, Any]:
    return {"totals": totals, "low": low, "high": high, "ticks": ticks}


@register.inclusion_tag("components/margin_line.html")
def margin_line(*, line: MarginLine) -> dict[str, Any]:
    return {"line": line}


@register.inclusion_tag("components/ledger.html")
def ledger(
    *, rows: Sequence[LedgerRow], totals: Sequence[TotalRow], low: int, high: int, margin: str
) -> dict[str, Any]:
    return {"rows": rows, "totals": totals, "low": low, "high": high, "margin": margin}


@register.inclusion_tag("components/pair_table.html")
def pair_table(*, table: PairTable, paths: Sequence[PathView], caption: str) -> dict[str, Any]:
    return {"table": table, "paths": paths, "caption": caption}


@register.inclusion_tag("components/range_chart.html")
def range_chart(*, chart: RangeChart, caption: str) -> dict[str, Any]:
    return {"chart": chart, "caption": caption}


@register.inclusion_tag("components/notes.html")
def notes(*, notes: Sequence[NoteView]) -> dict[str, Any]:
    return {"notes": notes}


@register.inclusion_tag("components/source_list.html")
def source_list(*, sources: Sequence[SourceView]) -> dict[str, Any]:
    return {"sources": sources}


@register.inclusion_tag("components/notice.html")
def notice(
    *, heading: str, text: str, items: Sequence[str] = (), link: str = "", link_text: str = ""
) -> dict[str, Any]:
    """A quiet panel that says one thing; the link is what to do about it."""
    return {
        "heading": heading,
        "text": text,
        "items": items,
        "link": link,
        "link_text": link_text,
    }


@register.inclusion_tag("components/section_navigation.html")
def section_navigation(*, parts: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Links to the parts of a long page: each an id on it and what to call it."""
    return {"parts": parts}


@register.inclusion_tag("components/link_panel.html")
def link_panel(*, name: str, label: str, address: str, hint: str) -> dict[str, Any]:
    """A read-only address to select and copy; `name` is its id on the page."""
    return {"name": name, "label": label, "address": address, "hint": hint}


@register.inclusion_tag("components/checklist.html")
def checklist(
    *, when: str, aim: str, name: str, tasks: Sequence[tuple[str, str, bool]], proof: str
) -> dict[str, Any]:
    """Things to tick: value, words and whether it is done; `proof` is what to keep."""
    return {"when": when, "aim": aim, "name": name, "tasks": tasks, "proof": proof}
