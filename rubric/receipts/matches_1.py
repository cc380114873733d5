"""The receipt of a match: which specialties lean the same way as a reader. Pure.

Fractions are kept as text, e.g. “14/3”; agreement and contributions in thousandths.
"""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any

from rubric import matching_1
from rubric.content import Content
from rubric.definition import Definition
from rubric.matching_1 import Field, Ranking, Target

ENGINE = "axes-1"
# One answer may move from one end of the scale to the other.
REACH = 4


class MatchNote(StrEnum):
    """What a ranking alone does not say about a sheet."""

    ALL_ALIKE = "all-alike"
    ALL_NEUTRAL = "all-neutral"
    LEFT_OUT = "left-out"


def compose(
    content: Content,
    definition: Definition,
    ratings: Mapping[str, int | None],
    *,
    as_shown: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Match one sheet with every specialty; see `receipts.compose`.

    The levels are written down too, so that a result can be worked out again without its edition.
    """
    shown, field = (
        (as_shown, _field(as_shown)) if as_shown else (library_rows(content), content.field_1)
    )
    items = definition.items
    ranking = matching_1.rank(matching_1.axis_values(items, ratings), field)
    return {
        "engine": ENGINE,
        "axes": shown["axes"],
        "items": [
            {
                "criterion": item.key,
                "text": definition.criterion_by_key[item.key].statement,
                "axis": item.axis,
                "direction": item.direction,
                "rating": ratings.get(item.key),
            }
            for item in items
        ],
        **_values(definition, ratings),
        "targets": shown["targets"],
        "reason": ranking.reason.value if ranking.reason else None,
        "notes": [note.value for note in _notes(ratings)],
        "standings": _standings(ranking),
        **_firmness(definition, ratings, field),
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
            {
                "slug": target.slug,
                "name": names[target.slug].name,
                "levels": {axis: str(level) for axis, level in target.levels.items()},
            }
            for target in content.targets_1
        ],
    }


def _field(shown: Mapping[str, Any]) -> Field:
    return matching_1.prepare(
        [
            Target(row["slug"], {axis: Fraction(text) for axis, text in row["levels"].items()})
            for row in shown["targets"]
        ]
    )


def _values(definition: Definition, ratings: Mapping[str, int | None]) -> dict[str, Any]:
    values = matching_1.axis_values(definition.items, ratings)
    missing = matching_1.missing(definition.items, ratings)
    return {
        "values": {axis: str(value) for axis, value in values.items()},
        "missing": {
            "axes": list(missing.axes),
            "unanswered": list(missing.unanswered),
            "wanted": list(missing.wanted),
        },
    }


def _standings(ranking: Ranking) -> list[list[dict[str, Any]]]:
    return [
        [
            {
                "slug": standing.slug,
                "thousandths": standing.agreement_thousandths,
                "word": standing.word.value,
                "ledger": dict(standing.ledger),
            }
            for standing in group
        ]
        for group in ranking.groups
    ]


def _firmness(
    definition: Definition, ratings: Mapping[str, int | None], field: Field
) -> dict[str, Any]:
    leading = matching_1.leading_group(definition.items, ratings, field)
    swings = matching_1.swings(definition.items, ratings, field, reach=REACH)
    return {
        "first": list(leading.first),
        "leading": list(leading.slugs),
        "swings": [
            {
                "criterion": swing.key,
                "from": swing.rating,
                "to": swing.to,
                "leaders": list(swing.leaders),
            }
            for swing in swings
        ],
        "fading": len(leading.fading),
    }


def _notes(ratings: Mapping[str, int | None]) -> list[MatchNote]:
    given = [rating for rating in ratings.values() if rating is not None]
    notes = []
    if given and set(given) == {matching_1.MIDPOINT}:
        notes.append(MatchNote.ALL_NEUTRAL)
    elif len(given) > 1 and len(set(given)) == 1:
        notes.append(MatchNote.ALL_ALIKE)
    if len(given) < len(ratings):
        notes.append(MatchNote.LEFT_OUT)
    return notes
