"""How far each target agrees with a reader: fields, standings, and their order. Pure and exact.

Whole numbers and fractions, so every machine gives the same result. A reader leans X on an axis
(`rubric.leans`), a target y = rank of its level − 3. Agreement is the cosine P / √(Q·N) with
P = ΣX·y, Q = ΣX² and N = Σy² over the axes that count, from −1 (opposite) to 1 (the same
direction); 0 for a target without a lean on them. All comparing is done on P·|P| / N, which keeps
the order without a root. Targets that agree equally form one group, in the order given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cmp_to_key
from itertools import combinations, groupby
from math import isqrt, lcm

from rubric.leans import MIDPOINT, Answer, lean_by_axis
from rubric.odds import Odds, match_odds

LOWEST_LEAN, HIGHEST_LEAN = -2, 3
# Squared agreement of two targets that answers can hardly part.
TWINS_FROM = Fraction(9, 10)


class Word(StrEnum):
    """An agreement in words, by its square with the sign kept."""

    VERY_CLOSE = "very-close"
    CLOSE = "close"
    PARTLY = "partly"
    NEITHER_WAY = "neither-way"
    AWAY = "away"
    OPPOSITE = "opposite"


PARTLY_FROM = Fraction(1, 4)
# The bounds of the words, from the closest to the furthest; between them lies NEITHER_WAY.
AT_LEAST = {Fraction(3, 4): Word.VERY_CLOSE, Fraction(1, 2): Word.CLOSE, PARTLY_FROM: Word.PARTLY}
AT_MOST = {Fraction(-1, 2): Word.OPPOSITE, Fraction(-1, 4): Word.AWAY}
_AT_LEAST, _AT_MOST = (
    [(bound.as_integer_ratio(), name) for bound, name in bounds.items()]
    for bounds in (AT_LEAST, AT_MOST)
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a reader is matched with: on each axis the rank of its level − 3, so −2 to 3."""

    slug: str
    leans: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Field:
    """All targets, prepared.

    `leans`: for each axis, in the order of the library, those of all targets. `twins`: pairs with a
    squared agreement of 9/10 or more, which answers can hardly part.
    """

    slugs: tuple[str, ...]
    leans: Mapping[str, tuple[int, ...]]
    twins: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one target agrees with a reader.

    `dot`: P. `norm`: N. `square`: agreement times its absolute value, exact, −1 to 1.
    `thousandths`: the agreement, halves away from nought. `points`: d·m·(rating − 3)·y of every
    counted answer; they add up to P. `contributions`: of every counted axis, in thousandths; they
    add up to `thousandths`.
    """

    slug: str
    dot: int
    norm: int
    square: Fraction
    thousandths: int
    word: Word
    points: Mapping[str, int]
    contributions: Mapping[str, int]
    odds: Odds


Groups = tuple[tuple[Standing, ...], ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """The answers that count, met with a field.

    `pulls`: of each answer its key, its axis and d·m·(rating − 3). `square`: Q. `dots`, `norms`: P
    and N of each target. `parts`: a common multiple of all N, divided by each N, so that
    P·|P|·parts puts the targets in order in whole numbers.
    """

    field: Field
    answers: tuple[Answer, ...]
    pulls: tuple[tuple[str, str, int], ...]
    leans: Mapping[str, int]
    square: int
    dots: tuple[int, ...]
    norms: tuple[int, ...]
    parts: tuple[int, ...]


def prepare(axes: Sequence[str], targets: Sequence[Target]) -> Field:
    """Make targets ready to meet many sheets; `axes` in the order of the library.

    Raises ValueError for no targets, a repeated slug, and a target that has not a whole lean from
    −2 to 3 on each of the axes and on no other.
    """
    slugs = tuple(target.slug for target in targets)
    if not slugs or len(set(slugs)) < len(slugs):
        raise ValueError("at least one target is needed, and each with a slug of its own")
    for target in targets:
        if target.leans.keys() != set(axes):
            raise ValueError(f"{target.slug} must have a lean on each axis and on no other")
        if not all(lean in range(LOWEST_LEAN, HIGHEST_LEAN + 1) for lean in target.leans.values()):
            raise ValueError(f"{target.slug} must lean a whole number from −2 to 3 on each axis")
    columns = {axis: tuple(target.leans[axis] for target in targets) for axis in axes}
    return Field(slugs, columns, tuple(_twins(targets)))


def meet(answers: tuple[Answer, ...], field: Field) -> Meeting:
    """Add up what the answers that count mean for each target.

    Raises ValueError for an answer on an axis that the field does not have.
    """
    found = lean_by_axis(answers)
    if unknown := sorted(found.keys() - field.leans.keys()):
        raise ValueError(f"no target has a lean on {', '.join(unknown)}")
    own = {axis: found[axis] for axis in field.leans if axis in found}
    # Without an axis there is no row to add up, and every sum is nought.
    rows = list(zip(*(field.leans[axis] for axis in own), strict=True)) or [()] * len(field.slugs)
    norms = tuple(_dot(row, row) for row in rows)
    multiple = lcm(*(norm or 1 for norm in norms))
    return Meeting(
        field=field,
        answers=answers,
        pulls=tuple((row.key, row.axis, row.step * (row.rating - MIDPOINT)) for row in answers),
        leans=own,
        square=_dot(own.values(), own.values()),
        dots=tuple(_dot(own.values(), row) for row in rows),
        norms=norms,
        parts=tuple(multiple // norm if norm else 0 for norm in norms),
    )


def rank(meeting: Meeting) -> Groups:
    """Order all targets by agreement, with their odds; at least one axis has to count."""
    sizes = [dot * abs(dot) * part for dot, part in zip(meeting.dots, meeting.parts, strict=True)]
    order = sorted(range(len(sizes)), key=sizes.__getitem__, reverse=True)
    odds = _odds(meeting)
    return tuple(
        tuple(_standing(meeting, target, odds[target]) for target in group)
        for _, group in groupby(order, key=sizes.__getitem__)
    )


def first_group(meeting: Meeting, dots: Iterable[int]) -> tuple[str, ...]:
    """Return who would come first with these dots, P of each target; equals keep their order."""
    sizes = [dot * abs(dot) * part for dot, part in zip(dots, meeting.parts, strict=True)]
    best = max(sizes)
    slugs = meeting.field.slugs
    # Mostly one, which is found sooner than all of them are compared.
    if sizes.count(best) == 1:
        return (slugs[sizes.index(best)],)
    return tuple(slug for slug, size in zip(slugs, sizes, strict=True) if size == best)


def alike(one: Target, other: Target) -> Fraction:
    """How far two targets lean the same way, over all axes, as `Standing.square`; −1 to 1.

    0 where one of them has no lean at all.
    """
    dot = sum(y * other.leans[axis] for axis, y in one.leans.items())
    norms = [sum(y * y for y in target.leans.values()) for target in (one, other)]
    return Fraction(dot * abs(dot), norms[0] * norms[1] or 1)


def word(square: Fraction) -> Word:
    """Put an agreement, given as `Standing.square` so that nothing is rounded, into words."""
    return _word(*square.as_integer_ratio())


def _word(share: int, size: int) -> Word:
    """Put share / size into words; whole numbers are compared ten times as fast as fractions."""
    for (part, whole), name in _AT_LEAST:
        if share * whole >= part * size:
            return name
    for (part, whole), name in _AT_MOST:
        if share * whole <= part * size:
            return name
    return Word.NEITHER_WAY


def _twins(targets: Sequence[Target]) -> Iterator[tuple[str, str]]:
    for one, other in combinations(targets, 2):
        if alike(one, other) >= TWINS_FROM:
            yield one.slug, other.slug


def _dot(one: Iterable[int], other: Iterable[int]) -> int:
    return sum(x * y for x, y in zip(one, other, strict=True))


def _odds(meeting: Meeting) -> tuple[Odds, ...]:
    answers: dict[str, list[tuple[int, int]]] = {axis: [] for axis in meeting.field.leans}
    for answer in meeting.answers:
        answers[answer.axis].append((answer.step, answer.rating))
    return match_odds(list(answers.values()), list(meeting.field.leans.values()))


def _standing(meeting: Meeting, target: int, odds: Odds) -> Standing:
    own = {axis: meeting.field.leans[axis][target] for axis in meeting.leans}
    dot, norm = meeting.dots[target], meeting.norms[target]
    size = meeting.square * norm or 1
    square = Fraction(dot * abs(dot), size)
    return Standing(
        slug=meeting.field.slugs[target],
        dot=dot,
        norm=norm,
        square=square,
        thousandths=_rounded(dot, size),
        word=_word(dot * abs(dot), size),
        points={key: pull * own[axis] for key, axis, pull in meeting.pulls},
        contributions=_contributions({axis: meeting.leans[axis] * own[axis] for axis in own}, size),
        odds=odds,
    )


def _rounded(share: int, size: int) -> int:
    """Round 1000·share / √size exactly, halves away from nought."""
    twice = isqrt((2000 * share) ** 2 // size)
    return (twice + 1) // 2 * (1 if share >= 0 else -1)


def _floored(share: int, size: int) -> int:
    """Round 1000·share / √size down, exactly."""
    square = (1000 * share) ** 2
    return isqrt(square // size) if share >= 0 else -isqrt((square - 1) // size) - 1


def _contributions(shares: Mapping[str, int], size: int) -> dict[str, int]:
    """Round 1000·share / √size so that the sum is the rounded sum: largest remainder first.

    Equal remainders go by the order of the axes.
    """
    found = {axis: _floored(share, size) for axis, share in shares.items()}
    short = _rounded(sum(shares.values()), size) - sum(found.values())

    # Remainders are compared without a root: f − g against 1000·(x − y) / √size, both squared.
    def compare(one: str, other: str) -> int:
        share, floor = shares[one] - shares[other], found[one] - found[other]
        return floor * abs(floor) * size - 1000**2 * share * abs(share)

    for axis in sorted(shares, key=cmp_to_key(compare))[:short]:
        found[axis] += 1
    return found
