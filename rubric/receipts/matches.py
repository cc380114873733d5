"""The receipt of a match (engine axes-2): which specialties lean the way a reader does. Pure.

Leans, points, P, Q and N are whole numbers; agreement and contributions are thousandths. Odds are
whole parts of 613 retakes: sixtieths of one for a first place, which up to six may share, and
whole ones for a place among the first three.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from rubric import matching
from rubric.content import Content
from rubric.definition import Definition
from rubric.matching import Match, Swing
from rubric.odds import PARTS, RETAKES
from rubric.standings import Standing

ENGINE = "axes-2"


def compose(
    content: Content,
    definition: Definition,
    ratings: Mapping[str, int | None],
    *,
    as_shown: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Match one sheet with every specialty; see `receipts.compose`.

    `as_shown` changes nothing: no result of this engine is older than the editions.
    """
    found = matching.match(definition.items, ratings, content.field)
    return {
        "engine": ENGINE,
        "state": found.state.value,
        "flags": [flag.value for flag in found.flags],
        **library_rows(content),
        "items": _items(definition, ratings, found),
        "leans": dict(found.leans),
        "Q": found.square,
        "missing": [
            {"axis": row.axis, "towards": list(row.towards), "away": list(row.away)}
            for row in found.missing
        ],
        "standings": [[_standing(row, definition) for row in group] for group in found.groups],
        "leading": list(found.leading),
        "twins": [list(pair) for pair in found.twins],
        "swings": [_swing(swing) for swing in found.swings],
        "tipping": found.tipping,
        "one_axis": found.one_axis,
        "named": list(found.named),
    }


def library_rows(content: Content) -> dict[str, list[dict[str, Any]]]:
    """The parts of a receipt that an edition alone decides: its axes, and its levels on them."""
    names = content.library.specialty_by_slug
    return {
        "axes": [
            {
                "key": axis.slug,
                "name": axis.name,
                "gist": axis.gist,
                "low_end": axis.low_end,
                "high_end": axis.high_end,
            }
            for axis in content.library.axes
        ],
        "targets": [
            {"slug": target.slug, "name": names[target.slug].name, "leans": dict(target.leans)}
            for target in content.targets
        ],
    }


def _items(
    definition: Definition, ratings: Mapping[str, int | None], found: Match
) -> list[dict[str, Any]]:
    """Every statement as it was worded; `m` is nought where its answer did not count."""
    counted = {answer.key: answer.multiplicity for answer in found.answers}
    return [
        {
            "criterion": item.key,
            "name": definition.criterion_by_key[item.key].name,
            "text": definition.criterion_by_key[item.key].statement,
            "axis": item.axis,
            "direction": item.direction,
            "rating": ratings.get(item.key),
            "m": counted.get(item.key, 0),
        }
        for item in definition.items
    ]


def _standing(row: Standing, definition: Definition) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "P": row.dot,
        "N": row.norm,
        "thousandths": row.thousandths,
        "word": row.word.value,
        # In the order of the items, nought for what did not count.
        "points": [row.points.get(item.key, 0) for item in definition.items],
        "contributions": dict(row.contributions),
        "first": _whole(row.odds.first, PARTS * RETAKES),
        "first_three": _whole(row.odds.first_three, RETAKES),
    }


def _swing(swing: Swing) -> dict[str, Any]:
    return {
        "criterion": swing.key,
        "from": swing.rating,
        "to": swing.to,
        "leaders": list(swing.leaders),
    }


def _whole(share: Fraction, parts: int) -> int:
    """How many of so many parts a share is, which has to be a whole number."""
    number, rest = divmod(share.numerator * parts, share.denominator)
    if rest:
        raise ValueError(f"{share} is no whole number of {parts} parts")
    return number
