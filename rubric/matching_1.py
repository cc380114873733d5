"""The first match (engine axes-1): from answers to leans, agreement and a leading group.

Kept for stored results and for forms of the editions that asked for it; `rubric.matching` is its
successor. Pure and exact: no float anywhere, so every machine gives the same result. Formula: read
person and target as leans away from the midpoint 3; agreement is the cosine of the two leans over
the answered axes, Σxy / (|x|·|y|), from −1 (opposite) to 1 (the same direction). Only the printed
figures need the root; all comparing is done on dot·|dot| / norm, which is rational and keeps the
order. Targets that agree equally form one group and keep the order they came in.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache, cmp_to_key
from itertools import groupby
from math import isqrt, lcm
from numbers import Rational
from typing import Any

from rubric.leans import AxisItem
from rubric.scoring import HIGHEST, LOWEST

MIDPOINT = 3
FEWEST_ANSWERS, FEWEST_AXES = 2, 3


class Word(StrEnum):
    """An agreement in words: very close ≥ 0.85, close ≥ 0.60, partly ≥ 0.20, opposite ≤ −0.20."""

    VERY_CLOSE = "very-close"
    CLOSE = "close"
    PARTLY = "partly"
    NOT_CLOSE = "not-close"
    OPPOSITE = "opposite"


_LEAST_HUNDREDTHS = {85: Word.VERY_CLOSE, 60: Word.CLOSE, 20: Word.PARTLY}
_OPPOSITE_HUNDREDTHS = -20


class Unranked(StrEnum):
    """Why a sheet has no ranking."""

    TOO_FEW_AXES = "too-few-axes"
    NO_DIRECTION = "no-direction"


@dataclass(frozen=True, slots=True)
class Target:
    """What a person is matched with: a level from 1 to 5 on every axis."""

    slug: str
    levels: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Field:
    """All targets, prepared: for each axis their leans in order, `scale` times the true ones."""

    slugs: tuple[str, ...]
    scale: int
    leans: Mapping[str, tuple[int, ...]]


Ratings = Mapping[str, int | None]
Targets = Sequence[Target] | Field


@dataclass(frozen=True, slots=True)
class Missing:
    """`axes`: left out, having fewer than two answers. `unanswered`: every statement without a
    rating; `wanted`: those of them that belong to `axes`.
    """

    axes: tuple[str, ...]
    unanswered: tuple[str, ...]
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one target agrees with a person.

    `square`: agreement times its absolute value, exact, −1 to 1. `agreement_thousandths`: rounded,
    halves away from nought.
    `ledger`: what each axis contributes in thousandths; adds up to `agreement_thousandths`.
    """

    slug: str
    square: Fraction
    agreement_thousandths: int
    word: Word
    ledger: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Groups of equal agreement, best first; `reason` says why there are none."""

    groups: tuple[tuple[Standing, ...], ...]
    reason: Unranked | None = None


@dataclass(frozen=True, slots=True)
class Swing:
    """One answer which, moved alone to `to`, puts `leaders` first (nobody: no lean is left)."""

    key: str
    rating: int
    to: int
    leaders: tuple[str, ...]

    @property
    def points(self) -> int:
        return abs(self.to - self.rating)


@dataclass(frozen=True, slots=True)
class LeadingGroup:
    """`first`: the best group as answered. `slugs`: those and all that one point on one answer
    would put first, in ranking order. `swings`: the moves that do so. `fading`: one-point moves
    that leave no lean at all and put nobody first. All are empty for a sheet without a ranking.
    """

    first: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    swings: tuple[Swing, ...] = ()
    fading: tuple[Swing, ...] = ()


@dataclass(frozen=True, slots=True)
class _Person:
    """A sheet met with a field: `scale` times the true leans, Σxy and Σy² for each target."""

    field: Field
    scale: int
    leans: Mapping[str, int]
    dots: Sequence[int]
    norms: Sequence[int]


def axis_values(items: Sequence[AxisItem], ratings: Ratings) -> dict[str, Fraction]:
    """Return the mean of the answered statements for each axis, 1 to 5.

    None or no entry means "doesn't matter to me" and leaves the statement out; an axis with
    fewer than two answers is left out. Raises ValueError for a rating that is not a whole number
    from 1 to 5, for an unknown key, and for two items with one key.
    """
    return {
        axis: Fraction(sum(given), len(given))
        for axis, given in _points(items, ratings).items()
        if len(given) >= FEWEST_ANSWERS
    }


def missing(items: Sequence[AxisItem], ratings: Ratings) -> Missing:
    """Say what is unanswered, in the order of the items. Raises ValueError as `axis_values`."""
    points = _points(items, ratings)
    axes = [axis for axis, given in points.items() if len(given) < FEWEST_ANSWERS]
    unanswered = [item for item in items if ratings.get(item.key) is None]
    wanted = tuple(item.key for item in unanswered if item.axis in axes)
    return Missing(tuple(axes), tuple(item.key for item in unanswered), wanted)


def leans(values: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return how far each axis value lies from the midpoint 3: −2 to 2."""
    return {axis: value - MIDPOINT for axis, value in values.items()}


def prepare(targets: Targets) -> Field:
    """Make targets ready to meet many sheets; a Field comes back as it is.

    Raises ValueError for no targets, a repeated slug, targets with different axes, and a level
    that is not an exact number from 1 to 5.
    """
    if isinstance(targets, Field):
        return targets
    slugs = tuple(target.slug for target in targets)
    if not slugs or len(set(slugs)) < len(slugs):
        raise ValueError("at least one target is needed, and each with a slug of its own")
    axes = targets[0].levels.keys()
    for target in targets:
        if target.levels.keys() != axes:
            raise ValueError(f"{target.slug} must have the same axes as {slugs[0]}")
        _check_exact(target.levels, f"level of {target.slug}")
    scale = lcm(*(level.denominator for target in targets for level in target.levels.values()))
    columns = {axis: [target.levels[axis] - MIDPOINT for target in targets] for axis in axes}
    scaled = {axis: tuple(int(y * scale) for y in column) for axis, column in columns.items()}
    return Field(slugs, scale, scaled)


def rank(values: Mapping[str, Fraction], targets: Targets) -> Ranking:
    """Rank targets by agreement with a person's axis values (1 to 5), exactly.

    An axis without a value is left out on both sides; a target without a lean on the others
    agrees by 0. Equal agreement is one group. Fewer than three axes, or no lean on any, give a
    reason in place of a ranking. Raises ValueError as `prepare`, for an unknown axis, and for a
    value that is not an exact number from 1 to 5.
    """
    person = _meet(values, prepare(targets))
    if isinstance(person, Unranked):
        return Ranking((), reason=person)
    groups = _groups(person)
    return Ranking(tuple(tuple(_standing(person, index) for index in group) for group in groups))


def word(square: Fraction) -> Word:
    """Put an agreement, given as `Standing.square` so that nothing is rounded, into words."""
    scaled, whole = square.numerator * 100**2, square.denominator
    for least, name in _LEAST_HUNDREDTHS.items():
        if scaled >= least**2 * whole:
            return name
    return Word.OPPOSITE if scaled <= -(_OPPOSITE_HUNDREDTHS**2) * whole else Word.NOT_CLOSE


def leading_group(items: Sequence[AxisItem], ratings: Ratings, targets: Targets) -> LeadingGroup:
    """Find who comes first, and who would with one answer one point higher or lower.

    Only given answers move, within 1 to 5; "doesn't matter to me" stays. Coming first together
    with others counts. Raises ValueError as `axis_values` and `rank`.
    """
    person = _meet(axis_values(items, ratings), prepare(targets))
    if isinstance(person, Unranked):
        return LeadingGroup()
    slugs, first = person.field.slugs, _leaders(person, person.dots)
    moves = tuple(_moves(items, ratings, person, reach=1))
    leading = set(first).union(*(move.leaders for move in moves))
    return LeadingGroup(
        first=first,
        slugs=tuple(slugs[i] for group in _groups(person) for i in group if slugs[i] in leading),
        swings=tuple(move for move in moves if move.leaders),
        fading=tuple(move for move in moves if not move.leaders),
    )


def swings(
    items: Sequence[AxisItem], ratings: Ratings, targets: Targets, *, reach: int
) -> tuple[Swing, ...]:
    """List every single answer and other value, at most `reach` points away (1 to 4), that changes
    who comes first: smallest move first, then in the order of the items.

    Rules and errors as for `leading_group`; moves that leave no lean are not listed.
    """
    person = _meet(axis_values(items, ratings), prepare(targets))
    moves = () if isinstance(person, Unranked) else _moves(items, ratings, person, reach=reach)
    return tuple(sorted((move for move in moves if move.leaders), key=lambda move: move.points))


def _points(items: Sequence[AxisItem], ratings: Ratings) -> dict[str, list[int]]:
    by_key = {item.key: item for item in items}
    if len(by_key) < len(items):
        raise ValueError("two criteria have the same key")
    if unknown := sorted(ratings.keys() - by_key.keys()):
        raise ValueError(f"unknown criterion {', '.join(unknown)}")
    points: dict[str, list[int]] = {item.axis: [] for item in items}
    for key, item in by_key.items():
        rating = ratings.get(key)
        if rating is None:
            continue
        # True is an int to Python and would count as 1.
        whole = isinstance(rating, int) and not isinstance(rating, bool)
        if not whole or not LOWEST <= rating <= HIGHEST:
            raise ValueError(f"rating of {key} must be a whole number from 1 to 5")
        points[item.axis].append(rating if item.direction > 0 else LOWEST + HIGHEST - rating)
    return points


def _check_exact(values: Mapping[str, Fraction], what: str) -> None:
    for axis, value in values.items():
        if not isinstance(value, Rational) or not LOWEST <= value <= HIGHEST:
            raise ValueError(f"{what} on {axis} must be an exact number from 1 to 5")


def _meet(values: Mapping[str, Fraction], field: Field) -> _Person | Unranked:
    if unknown := sorted(values.keys() - field.leans.keys()):
        raise ValueError(f"no target has a level on {', '.join(unknown)}")
    _check_exact(values, "value")
    if len(values) < FEWEST_AXES:
        return Unranked.TOO_FEW_AXES
    scale = lcm(*(value.denominator for value in values.values()))
    own = {axis: int(lean * scale) for axis, lean in leans(values).items()}
    if not any(own.values()):
        return Unranked.NO_DIRECTION
    rows = list(zip(*(field.leans[axis] for axis in own), strict=True))
    dots = [sum(x * y for x, y in zip(own.values(), row, strict=True)) for row in rows]
    # A target without a lean has the dot 0, and the agreement wanted for it is 0/1.
    return _Person(field, scale, own, dots, norms=[sum(y * y for y in row) or 1 for row in rows])


def _by_agreement(dots: Sequence[int], norms: Sequence[int]) -> Callable[[int], Any]:
    squares = [dot * abs(dot) for dot in dots]
    return cmp_to_key(lambda one, two: squares[one] * norms[two] - squares[two] * norms[one])


def _groups(person: _Person) -> Iterator[tuple[int, ...]]:
    key = _by_agreement(person.dots, person.norms)
    order = sorted(range(len(person.dots)), key=key, reverse=True)
    return (tuple(group) for _, group in groupby(order, key=key))


def _leaders(person: _Person, dots: Sequence[int]) -> tuple[str, ...]:
    """Return the first group for other dots without sorting the rest."""
    leaders: list[str] = []
    best_square, best_norm = 0, 0
    for slug, dot, norm in zip(person.field.slugs, dots, person.norms, strict=True):
        square = dot * abs(dot)
        # Two fractions compared without dividing, as whole numbers.
        ahead = square * best_norm - best_square * norm if leaders else 1
        if ahead > 0:
            leaders, best_square, best_norm = [slug], square, norm
        elif ahead == 0:
            leaders.append(slug)
    return tuple(leaders)


def _moves(
    items: Sequence[AxisItem], ratings: Ratings, person: _Person, *, reach: int
) -> Iterator[Swing]:
    """Yield every single answer and other value in reach that changes the first group."""
    given = Counter(item.axis for item in items if ratings.get(item.key) is not None)
    # One point moves a mean of n answers by 1/n: a finer scale keeps that whole.
    finer = lcm(*given.values())

    # Statements of one axis move it alike, so most moves have been seen before.
    @cache
    def leaders_after(axis: str, step: int) -> tuple[str, ...]:
        moved_leans = {**person.leans, axis: person.leans[axis] * finer + step}
        if not any(moved_leans.values()):
            return ()
        column = person.field.leans[axis]
        dots = [dot * finer + step * y for dot, y in zip(person.dots, column, strict=True)]
        return _leaders(person, dots)

    first = _leaders(person, person.dots)
    for item in items:
        rating = ratings.get(item.key)
        if rating is None or item.axis not in person.leans:
            continue
        step = item.direction * person.scale * finer // given[item.axis]
        for to in range(max(LOWEST, rating - reach), min(HIGHEST, rating + reach) + 1):
            leaders = leaders_after(item.axis, step * (to - rating))
            if leaders != first:
                yield Swing(item.key, rating, to, leaders)


def _standing(person: _Person, index: int) -> Standing:
    shares = {axis: x * person.field.leans[axis][index] for axis, x in person.leans.items()}
    dot, norm = person.dots[index], person.norms[index]
    size = norm * sum(x * x for x in person.leans.values())
    square = Fraction(dot * abs(dot), size)
    return Standing(
        slug=person.field.slugs[index],
        square=square,
        agreement_thousandths=_rounded(dot, size),
        word=word(square),
        ledger=_ledger(shares, size),
    )


def _rounded(share: int, size: int) -> int:
    """Round 1000·share / √size exactly, halves away from nought."""
    twice = isqrt((2000 * share) ** 2 // size)
    return (twice + 1) // 2 * (1 if share >= 0 else -1)


def _floored(share: int, size: int) -> int:
    """Round 1000·share / √size down, exactly."""
    square = (1000 * share) ** 2
    return isqrt(square // size) if share >= 0 else -isqrt((square - 1) // size) - 1


def _ledger(shares: Mapping[str, int], size: int) -> dict[str, int]:
    """Round 1000·share / √size so that the sum is the rounded sum: largest remainder first.

    Equal remainders go by axis key, so that the order of rows does not matter.
    """
    ledger = {axis: _floored(share, size) for axis, share in shares.items()}
    short = _rounded(sum(shares.values()), size) - sum(ledger.values())

    def compare(one: str, two: str) -> int:
        share, floor = shares[one] - shares[two], ledger[one] - ledger[two]
        return floor * abs(floor) * size - 1000**2 * share * abs(share)

    for axis in sorted(sorted(shares), key=cmp_to_key(compare))[:short]:
        ledger[axis] += 1
    return ledger
