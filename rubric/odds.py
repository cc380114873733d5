"""How often a result would come back if the same person answered again. Pure and exact.

Assumption, printed with every figure: each counted answer comes back by RETEST, on its own. The
table is ours; published retests of single items lie around it (sources hexaco-2022, path-2019).
The odds of a persona are worked out exactly. Those of a match are read off 613 retakes that a
lattice spreads evenly, so the same sheet always gets the same odds; their error against 100 000
random retakes is 0.4 points (root mean square).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from itertools import repeat
from math import isqrt
from operator import itemgetter
from struct import Struct

from rubric.scoring import LOWEST, Scheme, check_ratings, persona_at

# Of 100 answers of each rating, how many come back as 1, 2, 3, 4 and 5.
RETEST: Mapping[int, tuple[int, ...]] = {
    1: (68, 25, 7, 0, 0),
    2: (25, 43, 25, 7, 0),
    3: (7, 25, 36, 25, 7),
    4: (0, 7, 25, 43, 25),
    5: (0, 0, 7, 25, 68),
}
RETAKES, GENERATOR = 613, 67
# More than this many with one score say nothing about who comes first.
MOST_SHARING = 6
FIRST_THREE = 3
# At so many tenths or fewer a persona is on the border.
BORDER_TENTHS = 4
_FEW, _MANY = "in hardly any", "in nearly every retake"
# A first place can be split into up to six equal whole parts.
PARTS = 60
# Packed scores lie 32 bits apart, raised by 2²⁹ so that none is below nought. A score is at most
# 10⁶·√Q, so a sheet would need leans in the hundreds to overflow.
_BITS, _RAISED = 32, 1 << 29

# How far one point moves a sum, and the rating, 1 to 5.
Answer = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Odds:
    """The share of retakes, 0 to 1, in which a target comes `first`, and among the `first_three`.

    A first place is split among those who share it; everyone on third place is among the three.
    """

    first: Fraction
    first_three: Fraction


def tenths(share: Fraction) -> int:
    """Round a share to tenths, halves up: 0 to 10."""
    # In whole numbers, since every target of a match asks.
    part, whole = share.as_integer_ratio()
    return (20 * part + whole) // (2 * whole)


def phrase(share: Fraction) -> str:
    """Say a share of retakes in words, to follow “would come first again”."""
    rounded = tenths(share)
    return {0: _FEW, 10: _MANY}.get(rounded, f"in about {rounded} of 10 retakes")


def spread(answers: Iterable[Answer]) -> dict[int, int]:
    """Return every Σ step · rating of a retake with its weight; weights add up to 100^answers.

    Raises KeyError for a rating that is not 1 to 5.
    """
    weights = {0: 1}
    for step, rating in answers:
        grown: dict[int, int] = {}
        for total, weight in weights.items():
            for again, chance in enumerate(RETEST[rating], LOWEST):
                if chance:
                    moved = total + step * again
                    grown[moved] = grown.get(moved, 0) + weight * chance
        weights = grown
    return weights


def moved_odds(ratings: Iterable[int], points: int) -> Fraction:
    """Return the share of retakes that move the answers by `points` in all, or by more. Exact.

    Raises KeyError for a rating that is not 1 to 5.
    """
    weights = {0: 1}
    for rating in ratings:
        grown: dict[int, int] = {}
        for moved, weight in weights.items():
            for again, chance in enumerate(RETEST[rating], LOWEST):
                if chance:
                    further = moved + abs(again - rating)
                    grown[further] = grown.get(further, 0) + weight * chance
        weights = grown
    as_far = sum(weight for moved, weight in weights.items() if moved >= points)
    return Fraction(as_far, sum(weights.values()))


def persona_odds(scheme: Scheme, ratings: Mapping[str, int]) -> dict[str, Fraction]:
    """Return the exact odds of every persona, in the order of the scheme; they add up to 1.

    Raises ValueError as `scoring.score`.
    """
    check_ratings(scheme, ratings)
    odds = dict.fromkeys(scheme.personas.all(), 0)
    for margin, weight in spread((item.step, ratings[item.key]) for item in scheme.items).items():
        odds[persona_at(scheme, margin)] += weight
    whole = sum(odds.values())
    return {persona: Fraction(weight, whole) for persona, weight in odds.items()}


def across_the_border(odds: Mapping[str, Fraction], persona: str) -> tuple[str, ...]:
    """Return the likeliest other personas if this one's odds round to 4 of 10 or less, else none.

    Equally likely ones are all returned, in the order of `odds`.
    """
    if tenths(odds[persona]) > BORDER_TENTHS:
        return ()
    others = {other: share for other, share in odds.items() if other != persona}
    return tuple(other for other, share in others.items() if share == max(others.values()))


def match_odds(
    answers: Sequence[Sequence[Answer]], leans: Sequence[Sequence[int]]
) -> tuple[Odds, ...]:
    """Return the odds of every target, in the order given.

    `answers`: for each axis of the library, in its order, the counted answers; none where it does
    not count. `leans`: for each of these axes the lean of every target. A target scores
    ΣX·y·⌊10⁶/√N⌋ in a retake, N = Σy² over the counted axes. More than six on the first place, or
    on the first three, count for nobody in that retake.
    """
    axes = [(place, own) for place, own in enumerate(answers) if own]
    rows = zip(*(leans[place] for place, _ in axes), strict=True)
    squares = [sum(y * y for y in row) for row in rows]
    scales = [isqrt(10**12 // square) if square else 0 for square in squares]
    columns = []
    for place, own in axes:
        scaled = _packed(y * scale for y, scale in zip(leans[place], scales, strict=True))
        sliced: list[int] = []
        # In whichever order answers come, their leans weigh the same.
        for lean, slices in _owners(tuple(sorted(own))):
            sliced += [lean * scaled] * slices
        columns.append(_spread_out(place)(sliced))
    first, three = [0] * len(scales), [0] * len(scales)
    for scores in _unpacked(columns, len(scales)):
        ranked = sorted(scores)
        if len(ranked) > FIRST_THREE:
            fourth, third, second, best = ranked[-4:]
            if best > second > third > fourth:
                # Nobody shares one of the first three places, which is nearly always so.
                leader = scores.index(best)
                first[leader] += PARTS
                three[leader] += 1
                three[scores.index(second)] += 1
                three[scores.index(third)] += 1
                continue
        leaders = _down_to(1, ranked, scores)
        for target in leaders:
            first[target] += PARTS // len(leaders)
        for target in _down_to(FIRST_THREE, ranked, scores):
            three[target] += 1
    return tuple(
        Odds(Fraction(parts, PARTS * RETAKES), Fraction(times, RETAKES))
        for parts, times in zip(first, three, strict=True)
    )


@cache
def _spread_out(place: int) -> Callable[[Sequence[int]], tuple[int, ...]]:
    """Return what picks for each retake its one of 613 slices of an axis."""
    step = pow(GENERATOR, place, RETAKES)
    return itemgetter(*(retake * step % RETAKES for retake in range(RETAKES)))


# Four answers of an axis, two for it and two against it, make 400 kinds with those left out.
@lru_cache(maxsize=1000)
def _owners(answers: tuple[Answer, ...]) -> tuple[tuple[int, int], ...]:
    """Return the leans of an axis in rising order, each with how many of 613 slices it owns.

    A lean owns the slices below the share of all weight up to it, halves rounded up.
    """
    weights = spread(answers)
    whole = sum(weights.values())
    owned = []
    below = taken = 0
    for lean in sorted(weights):
        below += weights[lean]
        last = (2 * RETAKES * below + whole) // (2 * whole)
        owned.append((lean, last - taken))
        taken = last
    return tuple(owned)


def _packed(numbers: Iterable[int]) -> int:
    """Put whole numbers side by side into one, so that one sum adds all of them."""
    return sum(number << _BITS * place for place, number in enumerate(numbers))


def _unpacked(columns: Sequence[Sequence[int]], count: int) -> Iterator[tuple[int, ...]]:
    """Add up each row of packed numbers and take it apart, everything raised above nought."""
    raised = _packed([_RAISED] * count)
    layout = Struct(f"<{count}I")
    sums = map(sum, zip(repeat(raised, RETAKES), *columns, strict=True))
    return layout.iter_unpack(b"".join([row.to_bytes(layout.size, "little") for row in sums]))


def _down_to(place: int, ranked: Sequence[int], scores: Sequence[int]) -> Sequence[int]:
    """Return all targets with at least the score of a place; nobody if more than six are.

    `ranked`: the scores in rising order.
    """
    least = ranked[-min(place, len(ranked))]
    found = [target for target, score in enumerate(scores) if score >= least]
    return found if len(found) <= MOST_SHARING else ()
