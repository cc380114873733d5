"""From answers to leans: which statements count, how much, and where a reader leans. Pure.

On each axis two statements are worded towards it and two away. A reader leans X = Σ d·m·rating,
d = 1 towards and −1 away, so that equal answers cancel; m = 2 for an answer whose twin (same axis,
same side) is left out, otherwise 1. X runs from −8 to 8.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from rubric.scoring import HIGHEST, LOWEST

MIDPOINT = 3
# Statements on each side of an axis.
SIDE = 2
# Mean ratings from which, and down to which, a sheet says yes or no to nearly everything.
MUCH_YES, MUCH_NO = 4, 2

Direction = Literal[1, -1]
Ratings = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class AxisItem:
    """One statement, worded towards its axis (1) or away from it (−1)."""

    key: str
    axis: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that counts; `multiplicity` is 1, or 2 where its twin is left out."""

    key: str
    axis: str
    direction: Direction
    multiplicity: int
    rating: int

    @property
    def step(self) -> int:
        """How far one point moves the lean, with its sign: d·m."""
        return self.direction * self.multiplicity


@dataclass(frozen=True, slots=True)
class Missing:
    """An axis that does not count, with the statements of each side that has no answer.

    One of `towards`, and one of `away`, wants an answer; a side that has one is empty.
    """

    axis: str
    towards: tuple[str, ...]
    away: tuple[str, ...]


class Flag(StrEnum):
    """What the ratings alone say about a sheet: all the same, mostly yes, mostly no, not all."""

    ALL_ALIKE = "all-alike"
    YES_SAYING = "yes-saying"
    NO_SAYING = "no-saying"
    LEFT_OUT = "left-out"


def count(items: Sequence[AxisItem], ratings: Ratings) -> tuple[Answer, ...]:
    """Return the answers that count, in the order of the items.

    None or no entry means “doesn’t matter to me”. An axis counts if a statement towards it and one
    away from it are answered. Raises ValueError for a rating that is not a whole number from 1 to
    5, an unknown key, two items with one key, and more than two statements on one side.
    """
    given = {
        side: [item.key for item in row if ratings.get(item.key) is not None]
        for side, row in _sides(items, ratings).items()
    }
    answers = []
    for item in items:
        rating = ratings.get(item.key)
        if rating is not None and given[item.axis, -item.direction]:
            multiplicity = SIDE // len(given[item.axis, item.direction])
            answers.append(Answer(item.key, item.axis, item.direction, multiplicity, rating))
    return tuple(answers)


def lean_by_axis(answers: Sequence[Answer]) -> dict[str, int]:
    """Add up the lean, −8 to 8, on each axis that counts."""
    leans = dict.fromkeys((answer.axis for answer in answers), 0)
    for answer in answers:
        leans[answer.axis] += answer.step * answer.rating
    return leans


def missing(items: Sequence[AxisItem], ratings: Ratings) -> tuple[Missing, ...]:
    """Say what each axis that does not count still needs, in the order the items name them.

    Raises ValueError as `count`.
    """
    wanted = {
        side: tuple(item.key for item in row)
        for side, row in _sides(items, ratings).items()
        if all(ratings.get(item.key) is None for item in row)
    }
    return tuple(
        Missing(axis, wanted.get((axis, 1), ()), wanted.get((axis, -1), ()))
        for axis in dict.fromkeys(item.axis for item in items)
        if (axis, 1) in wanted or (axis, -1) in wanted
    )


def flags(items: Sequence[AxisItem], ratings: Ratings) -> tuple[Flag, ...]:
    """Say what is worth knowing about the ratings, whether they count or not.

    All alike takes two ratings at least; a mean is that of all ratings, whatever their direction.
    """
    given = [rating for item in items if (rating := ratings.get(item.key)) is not None]
    found = []
    if len(given) > 1 and len(set(given)) == 1:
        found.append(Flag.ALL_ALIKE)
    if given and sum(given) >= MUCH_YES * len(given):
        found.append(Flag.YES_SAYING)
    if given and sum(given) <= MUCH_NO * len(given):
        found.append(Flag.NO_SAYING)
    if len(given) < len(items):
        found.append(Flag.LEFT_OUT)
    return tuple(found)


def _sides(items: Sequence[AxisItem], ratings: Ratings) -> dict[tuple[str, int], list[AxisItem]]:
    """Return the statements of every axis and side, once all that is given has been checked."""
    keys = {item.key for item in items}
    if len(keys) < len(items):
        raise ValueError("two criteria have the same key")
    if unknown := sorted(ratings.keys() - keys):
        raise ValueError(f"unknown criterion {', '.join(unknown)}")
    for key, rating in ratings.items():
        # True is an int to Python and would count as 1.
        whole = isinstance(rating, int) and not isinstance(rating, bool)
        if rating is not None and not (whole and LOWEST <= rating <= HIGHEST):
            raise ValueError(f"rating of {key} must be a whole number from 1 to 5")
    sides: dict[tuple[str, int], list[AxisItem]] = {
        (item.axis, direction): [] for item in items for direction in (1, -1)
    }
    for item in items:
        sides[item.axis, item.direction].append(item)
    if crowded := sorted({axis for (axis, _), row in sides.items() if len(row) > SIDE}):
        raise ValueError(f"more than {SIDE} statements on one side of {', '.join(crowded)}")
    return sides
