"""The receipt of a match: which targets lean the same way as a reader, as plain data.

Pure. Fractions are kept as text, e.g. “14/3”; agreement and contributions in thousandths.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from rubric import matching
from rubric.matching import AxisItem, Ranking, Target
from rubric.receipts import Receipt

ENGINE = "axes-1"
NEUTRAL = 3


class MatchNote(StrEnum):
    """What a ranking alone does not say about a sheet."""

    ALL_ALIKE = "all-alike"
    ALL_NEUTRAL = "all-neutral"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class Axis:
    key: str
    name: str
    gist: str
    low_end: str
    high_end: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A criterion as an item of its axis, with the words that were rated."""

    item: AxisItem
    text: str


@dataclass(frozen=True, slots=True)
class NamedTarget:
    name: str
    target: Target


def compose(
    statements: Sequence[Statement],
    axes: Sequence[Axis],
    targets: Sequence[NamedTarget],
    ratings: Mapping[str, int | None],
) -> Receipt:
    """Match one sheet with every target and write the receipt.

    `ratings`: 1–5 or None (“doesn’t matter to me”) for every statement. Levels of the targets
    are written down too, so the result can be worked out again when they have been edited.
    Raises ValueError as `matching.rank` does.
    """
    items = [statement.item for statement in statements]
    field = matching.prepare([named.target for named in targets])
    values = matching.axis_values(items, ratings)
    missing = matching.missing(items, ratings)
    ranking = matching.rank(values, field)
    leading = matching.leading_group(items, ratings, field)
    return {
        "engine": ENGINE,
        "axes": [
            {name: getattr(axis, name) for name in ("key", "name", "gist", "low_end", "high_end")}
            for axis in axes
        ],
        "items": [
            {
                "criterion": statement.item.key,
                "text": statement.text,
                "axis": statement.item.axis,
                "direction": statement.item.direction,
                "rating": ratings.get(statement.item.key),
            }
            for statement in statements
        ],
        "values": {axis: str(value) for axis, value in values.items()},
        "missing": {
            "axes": list(missing.axes),
            "unanswered": list(missing.unanswered),
            "wanted": list(missing.wanted),
        },
        "targets": [
            {
                "slug": named.target.slug,
                "name": named.name,
                "levels": {axis: str(level) for axis, level in named.target.levels.items()},
            }
            for named in targets
        ],
        "reason": ranking.reason.value if ranking.reason else None,
        "notes": [note.value for note in _notes(ratings)],
        "standings": _standings(ranking),
        "first": list(leading.first),
        "leading": list(leading.slugs),
        "swings": [
            {
                "criterion": swing.key,
                "from": swing.rating,
                "to": swing.to,
                "leaders": list(swing.leaders),
            }
            for swing in matching.swings(items, ratings, field, reach=4)
        ],
        "fading": len(leading.fading),
    }


def again(receipt: Receipt, targets: Sequence[NamedTarget] | None = None) -> Receipt:
    """Work a receipt out again from its own answers, with its own or with other targets."""
    return compose(
        [
            Statement(AxisItem(row["criterion"], row["axis"], row["direction"]), row["text"])
            for row in receipt["items"]
        ],
        stored_axes(receipt),
        stored_targets(receipt) if targets is None else targets,
        {row["criterion"]: row["rating"] for row in receipt["items"]},
    )


def stored_axes(receipt: Receipt) -> list[Axis]:
    return [Axis(**axis) for axis in receipt["axes"]]


def stored_targets(receipt: Receipt) -> list[NamedTarget]:
    """The targets with the levels that they had when the receipt was written."""
    return [
        NamedTarget(
            row["name"],
            Target(row["slug"], {axis: Fraction(text) for axis, text in row["levels"].items()}),
        )
        for row in receipt["targets"]
    ]


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


def _notes(ratings: Mapping[str, int | None]) -> list[MatchNote]:
    given = [rating for rating in ratings.values() if rating is not None]
    notes = []
    if given and set(given) == {NEUTRAL}:
        notes.append(MatchNote.ALL_NEUTRAL)
    elif len(given) > 1 and len(set(given)) == 1:
        notes.append(MatchNote.ALL_ALIKE)
    if len(given) < len(ratings):
        notes.append(MatchNote.LEFT_OUT)
    return notes
