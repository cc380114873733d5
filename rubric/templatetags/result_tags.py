"""The rows of a match, of which there are many and no two readers have the same.

They are filled in by format strings, which takes a tenth of the time of a loop in a template.
"""

from collections.abc import Iterable, Sequence
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from rubric.results.matches import AxisCell, DifferenceRow, OddsRow, PointGroup, PointRow
from rubric.results.matches_1 import ContributionRow, SwingRow
from rubric.results.standings import LeanRow, Named, StandingRow
from specialties.pictures import DivergingBar
from specialties.templatetags.library_tags import profile_link
from specialties.words import listed

register = template.Library()

SWING = """
<tr><th scope="row">%s</th><td>%s</td><td><b>%s</b></td><td>%s</td></tr>"""
LEAN = """
<tr role="row">
  <th scope="row" role="rowheader">%s<small>%s</small></th>
  <td class="v" role="cell"><b>%s</b>%s</td>
  <td class="b" role="cell">
    <svg class="c" height="44" aria-hidden="true">
      <line class="k k-line" x1="0" x2="100%%" y1="22" y2="22"/>
      <line class="k k-act k-fat" x1="%s" x2="%s" y1="22" y2="22"/>
      <line class="k k-ink" x1="%s" x2="%s" y1="10" y2="34"/>
      <circle class="f-act" cx="%s" cy="22" r="6"/>%s
    </svg>
    <span class="ends"><span>%s</span><span>%s</span></span>
  </td>
</tr>"""
MARK = '<text x="%s" y="%s" text-anchor="middle">%s</text>'
CONTRIBUTION = """
<tr role="row">
  <th scope="row" role="rowheader">%s<small>%s: you %s, it %s</small></th>
  <td class="v" role="cell">%s</td>
  <td class="b" role="cell">
    <svg class="c" height="22" aria-hidden="true">
      <line class="k k-line" x1="0" x2="100%%" y1="11" y2="11"/>%s
      <line class="k k-ink" x1="50%%" x2="50%%" y1="0" y2="22"/>
    </svg>
  </td>
</tr>"""
POINTS_HEAD = """
<tbody><tr class="ax"><th scope="rowgroup">%s <small>%s</small></th><td></td>%s</tr>"""
POINTS_CELL = "<td>%s <small>%s</small> <small>%s</small></td>"
POINTS = """
<tr><th scope="row"><span class="on-phone">%s</span><span class="on-wide">%s</span>%s</th>
<td>%s</td>%s</tr>"""
ODDS = """
<tr><th scope="row">%s<small>%s</small></th><td><b>%s</b></td><td>%s</td></tr>"""
DIFFERENCE = """
<tr><th scope="row">%s</th><td>%s</td><td>%s</td><td>%s</td></tr>"""
BAR = '<rect class="%s" x="%s" y="4" width="%s" height="14"/>'
STANDING = """
<tr role="row">
  <th scope="row" role="rowheader">%s</th>
  <td class="v" role="cell">%s</td>
  <td class="b" role="cell">
    <svg class="c" height="16" aria-hidden="true">
      <line class="k k-line" x1="0" x2="100%%" y1="8" y2="8"/>
      <rect class="%s" x="%s" y="4" width="%s" height="8"/>
      <line class="k" x1="50%%" x2="50%%" y1="0" y2="16"/>
      <circle class="f-ink" cx="%s" cy="8" r="4"/>
    </svg>
  </td>
</tr>"""


@register.simple_tag
def swing_rows(rows: Iterable[SwingRow]) -> SafeString:
    return _filled(SWING, rows)


@register.simple_tag
def lean_rows(rows: Iterable[LeanRow], middle: str) -> SafeString:
    """Your value and those of the first two on each axis; `middle` is where the midpoint is."""
    return _filled(
        LEAN,
        (
            (
                row.name,
                row.detail,
                row.you.text,
                "".join(f" · {mark.text}" for mark in row.others if mark.text),
                row.start,
                row.end,
                middle,
                middle,
                row.you.at,
                _filled(MARK, [(mark.at, mark.y, mark.sign) for mark in row.others]),
                row.low_end,
                row.high_end,
            )
            for row in rows
        ),
    )


@register.simple_tag
def contribution_rows(rows: Iterable[ContributionRow]) -> SafeString:
    """What each axis adds, as a bar from the middle of its line."""
    return _filled(
        CONTRIBUTION,
        ((row.name, row.gist, row.yours, row.theirs, row.text, _bar(row.bar)) for row in rows),
    )


@register.simple_tag
def odds_rows(rows: Iterable[OddsRow]) -> SafeString:
    return _filled(ODDS, ((_link(row.specialty), *row[1:]) for row in rows))


@register.simple_tag
def difference_rows(rows: Iterable[DifferenceRow]) -> SafeString:
    return _filled(DIFFERENCE, rows)


@register.simple_tag
def point_rows(groups: Iterable[PointGroup]) -> SafeString:
    """Each axis with what it gives to every specialty of the table, then its statements."""
    drawn = (
        _filled(POINTS_HEAD, [(group.name, group.lean, _axis_cells(group.cells))])
        + _filled(POINTS, map(_point_cells, group.rows))
        + SafeString("</tbody>")
        for group in groups
    )
    return SafeString("".join(drawn))


@register.simple_tag
def specialty_links(specialties: Sequence[Named]) -> SafeString:
    """Specialties by name, each leading to its page, as a sentence lists them."""
    return SafeString(listed([str(_link(row)) for row in specialties]))


@register.simple_tag
def standing_rows(rows: Iterable[StandingRow]) -> SafeString:
    return _filled(
        STANDING,
        (
            (
                specialty_links(row.specialties),
                row.agreement,
                "f-act" if row.bar.is_towards else "f-ha",
                row.bar.start,
                row.bar.width,
                row.bar.at,
            )
            for row in rows
        ),
    )


def _link(row: Named) -> SafeString:
    return profile_link(row.slug, row.name) if row.has_page else SafeString(escape(row.name))


def _axis_cells(cells: Iterable[AxisCell]) -> SafeString:
    return _filled(POINTS_CELL, cells)


def _point_cells(row: PointRow) -> tuple[object, ...]:
    note = SafeString(f"<small>{escape(row.note)}</small>" if row.note else "")
    # Numbers of ours, which need no escaping.
    points = SafeString("".join([f"<td>{text}</td>" for text in row.points]))
    return row.name, row.text, note, SafeString(row.rating), points


def _bar(bar: DivergingBar) -> SafeString:
    kinds = ("f-act",) if bar.is_towards else ("f-ha", "k k-away")
    return _filled(BAR, [(kind, bar.start, bar.width) for kind in kinds])


def _filled(pattern: str, rows: Iterable[Sequence[object]]) -> SafeString:
    """Our own pattern with values in it, each escaped unless it is safe by itself."""
    filled = "".join([pattern % tuple(map(_escaped, row)) for row in rows])
    return mark_safe(filled)  # noqa: S308


def _escaped(value: object) -> str:
    return value if isinstance(value, SafeString) else escape(str(value))
