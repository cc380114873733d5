"""The rows of a match, of which there are many and no two readers have the same.

They are filled in by format strings, which takes a tenth of the time of a loop in a template.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from rubric.results.points import AxisRow, Bar
from rubric.results.rotations import Visit
from rubric.results.standings import Named, Row, WordGroup
from specialties.templatetags.library_tags import profile_link
from specialties.words import listed

register = template.Library()

ROW = "<li><b>%s:</b> %s</li>"
TASK = """
<li><h3>Ask %s</h3><p><q>%s</q></p>%s</li>"""
NOTE = '<p class="small soft">%s</p>'
AXIS = """
<tr class="ax"><th scope="row">%s <small>%s</small></th><td></td>%s<td>%s%s</td></tr>"""
# Without a specialty beside them, axes and answers alone.
LONE_AXIS = '\n<tr class="ax"><th scope="row">%s <small>%s</small></th><td></td></tr>'
POINTS = '\n<tr class="st"><th scope="row">%s%s</th><td>%s</td>%s<td>%s</td></tr>'
LONE_POINTS = '\n<tr class="st"><th scope="row">%s%s</th><td>%s</td></tr>'
SMALL = " <small>%s</small>"
BAR = (
    '<td class="b"><svg class="c" height="12" aria-hidden="true">'
    '<rect class="%s" x="%s" y="2" width="%s" height="8"/>'
    '<line class="k" x1="50%%" x2="50%%" y1="0" y2="12"/></svg></td>'
)
NO_BAR = SafeString('<td class="b"></td>')
WORD = "<div><dt>%s</dt><dd>%s</dd></div>"
STANDING = "%s <span>%s</span>"


@register.simple_tag
def sentence_rows(rows: Iterable[Row]) -> SafeString:
    """A sentence about one thing each."""
    return _filled(ROW, rows)


@register.simple_tag
def task_rows(visits: Iterable[Visit], *, is_owner: bool) -> SafeString:
    """Whom to ask what, and for the owner what to log and which answer it is about."""
    return _filled(
        TASK,
        (
            (row.whom, row.question, _note(f"{row.look_for} {row.why}") if is_owner else "")
            for row in visits
        ),
    )


@register.simple_tag
def point_rows(axes: Iterable[AxisRow], *, is_lone: bool = False) -> SafeString:
    """Each axis with what it gives, then its statements; alone when nothing stands beside them."""
    draw = _lone_point_row if is_lone else _point_row
    return SafeString(
        "".join(
            [
                text
                for axis in axes
                for text in (_axis_row(axis, is_lone), *(draw(*row) for row in axis.rows))
            ]
        )
    )


@register.simple_tag
def specialty_links(specialties: Sequence[Named]) -> SafeString:
    """Specialties by name, each leading to its page, as a sentence lists them."""
    return SafeString(listed([str(_link(row)) for row in specialties]))


@register.simple_tag
def standing_words(groups: Iterable[WordGroup]) -> SafeString:
    """All specialties under the word of their agreement; those that agree equally share one."""
    return _filled(
        WORD,
        (
            (
                group.word,
                SafeString(
                    " · ".join(
                        STANDING % (specialty_links(row.specialties), row.agreement)
                        for row in group.rows
                    )
                ),
            )
            for group in groups
        ),
    )


def _link(row: Named) -> SafeString:
    return profile_link(row.slug, row.name) if row.has_page else SafeString(escape(row.name))


def _axis_row(row: AxisRow, is_lone: bool) -> SafeString:
    if is_lone:
        return _filled(LONE_AXIS, [(row.name, row.leans)])
    return _filled(AXIS, [(row.name, row.leans, _bar(row.bar), row.points, _small(row.share))])


# A statement has five ratings, and a specialty one of six leans on its axis.
@lru_cache(maxsize=4000)
def _point_row(text: str, rating: str, points: str, bar: Bar | None, note: str) -> SafeString:
    return _filled(POINTS, [(text, _small(note), rating, _bar(bar), points)])


@lru_cache(maxsize=1000)
def _lone_point_row(text: str, rating: str, points: str, bar: Bar | None, note: str) -> SafeString:
    return _filled(LONE_POINTS, [(text, _small(note), rating)])


def _note(text: str) -> SafeString:
    return _filled(NOTE, [(text,)])


def _small(text: str) -> SafeString:
    return _filled(SMALL, [(text,)]) if text else SafeString()


def _bar(bar: Bar | None) -> SafeString:
    if bar is None:
        return NO_BAR
    return _filled(BAR, [("f-act" if bar.is_towards else "f-ha", bar.start, bar.width)])


def _filled(pattern: str, rows: Iterable[Sequence[object]]) -> SafeString:
    """Our own pattern with values in it, each escaped unless it is safe by itself."""
    filled = "".join([pattern % tuple(map(_escaped, row)) for row in rows])
    return mark_safe(filled)  # noqa: S308


def _escaped(value: object) -> str:
    return value if isinstance(value, SafeString) else escape(str(value))
