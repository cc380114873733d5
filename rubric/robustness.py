"""What would have to change in a scored sheet for another persona.

Pure and exact. A *one-point change* moves one answer up or down by one; moving the same
answer by three counts as three.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from rubric.scoring import HIGHEST, LOWEST, Item, Scheme, check_ratings, persona_at

# (how far one point moves the margin, how many such points there are)
Pools = tuple[tuple[int, int], ...]
# Some answers with their new ratings, in the order of the items.
Way = dict[str, int]


@dataclass(frozen=True, slots=True)
class Swing:
    """One answer which, moved alone to `to`, gives another persona."""

    key: str
    rating: int
    to: int
    persona: str

    @property
    def points(self) -> int:
        return abs(self.to - self.rating)


@dataclass(frozen=True, slots=True)
class Distance:
    """The fewest one-point changes that reach a persona."""

    persona: str
    points: int


@dataclass(frozen=True, slots=True)
class Robustness:
    """`distances`: every other persona that can be reached, nearest first; equals keep scheme
    order. `swings`: every single answer and value that changes the persona, smallest move
    first, then in the order of the items.
    """

    distances: tuple[Distance, ...]
    swings: tuple[Swing, ...]

    @property
    def smallest(self) -> tuple[Distance, ...]:
        """The nearest other personas: more than one when they are equally near."""
        nearest = min((distance.points for distance in self.distances), default=0)
        return tuple(distance for distance in self.distances if distance.points == nearest)


def assess(scheme: Scheme, ratings: Mapping[str, int]) -> Robustness:
    """Find what would give a complete sheet another persona.

    `ratings` as for `scoring.score`; raises ValueError likewise. The fewest changes are
    found by adding up how many points of each step size are left to move, which is exact
    for any weights (checked against brute force over all 5⁸ sheets).
    """
    check_ratings(scheme, ratings)
    margin = sum(item.step * ratings[item.key] for item in scheme.items)
    return Robustness(
        distances=_distances(scheme, _pools(scheme, ratings), margin),
        swings=_swings(scheme, ratings, margin),
    )


def ways(scheme: Scheme, ratings: Mapping[str, int], target: Distance, most: int) -> list[Way]:
    """Return up to `most` ways to a persona in the fewest one-point changes.

    `target` is one of the distances that `assess` found for the sheet. Those that move the fewest
    answers come first; of equals, the one that shares the fewest answers with those before it.
    """
    found: list[Way] = []
    for size in range(1, min(target.points, len(scheme.items)) + 1):
        rest = list(_ways_of(size, scheme, ratings, target))
        while rest and len(found) < most:
            found.append(min(rest, key=lambda way: sum(len(way.keys() & it) for it in found)))
            rest.remove(found[-1])
        if len(found) == most:
            break
    return found


def _ways_of(
    size: int, scheme: Scheme, ratings: Mapping[str, int], target: Distance
) -> Iterator[Way]:
    """Give the first way, if any, of every choice of so many answers that are all moved."""
    margin = sum(item.step * ratings[item.key] for item in scheme.items)
    # In the fewest changes every answer pushes the margin the same way.
    inward = -1 if margin > 0 else 1
    push = {scheme.personas.first: 1, scheme.personas.second: -1}.get(target.persona, inward)
    for chosen in combinations([item for item in scheme.items if item.step], size):
        for way in _moves(chosen, ratings, push, target.points):
            shift = sum(item.step * (way[item.key] - ratings[item.key]) for item in chosen)
            if persona_at(scheme, margin + shift) == target.persona:
                yield way
                break


def _moves(
    chosen: tuple[Item, ...], ratings: Mapping[str, int], push: int, points: int
) -> Iterator[Way]:
    """Give all ways to spread points over all of the chosen answers, each by one at least."""
    if not chosen:
        if not points:
            yield {}
        return
    item, *others = chosen
    rating = ratings[item.key]
    up = 1 if item.step * push > 0 else -1
    room = HIGHEST - rating if up > 0 else rating - LOWEST
    for moved in range(min(room, points), 0, -1):
        for way in _moves(tuple(others), ratings, push, points - moved):
            yield {item.key: rating + up * moved, **way}


def _pools(scheme: Scheme, ratings: Mapping[str, int]) -> Pools:
    room: Counter[int] = Counter()
    for item in scheme.items:
        room[item.step] += HIGHEST - ratings[item.key]
        room[-item.step] += ratings[item.key] - LOWEST
    # A step of nought moves nothing, however often it is taken.
    return tuple(sorted((step, points) for step, points in room.items() if step and points))


def _distances(scheme: Scheme, pools: Pools, margin: int) -> tuple[Distance, ...]:
    own = persona_at(scheme, margin)
    fewest: dict[str, int] = {}
    for shift, points in _fewest_points(pools):
        persona = persona_at(scheme, margin + shift)
        if persona != own and points < fewest.get(persona, points + 1):
            fewest[persona] = points
    reachable = (slug for slug in scheme.personas.all() if slug in fewest)
    return tuple(
        Distance(persona, fewest[persona])
        for persona in sorted(reachable, key=lambda slug: fewest[slug])
    )


@lru_cache(maxsize=4096)
def _fewest_points(pools: Pools) -> tuple[tuple[int, int], ...]:
    """Pair every reachable shift of the margin with the fewest points that make it.

    An answer moved up and down again is never cheapest, so pooling the room of all answers
    with the same step loses nothing.
    """
    best = {0: 0}
    for step, room in pools:
        reached = dict(best)
        for shift, points in best.items():
            for taken in range(1, room + 1):
                target = shift + step * taken
                if points + taken < reached.get(target, points + taken + 1):
                    reached[target] = points + taken
        best = reached
    return tuple(best.items())


def _swings(scheme: Scheme, ratings: Mapping[str, int], margin: int) -> tuple[Swing, ...]:
    own = persona_at(scheme, margin)
    found = []
    for item in scheme.items:
        rating = ratings[item.key]
        for value in range(LOWEST, HIGHEST + 1):
            persona = persona_at(scheme, margin + item.step * (value - rating))
            if persona != own:
                found.append(Swing(item.key, rating, value, persona))
    return tuple(sorted(found, key=lambda swing: swing.points))
