"""Which specialties lie nearest on the axes, and what separates them. Pure.

Distance: steps between the two levels of an axis (Low to Moderate is two), added up over all
axes. Whole numbers, so equal distances are exactly equal, and the steps that separate two
specialties add up to their distance. Unlike agreement, which compares directions, this asks how
alike two working days are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from specialties.levels import Level

Profile = Mapping[str, Level]
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Separation:
    """One axis on which two specialties differ."""

    axis: str
    here: Level
    there: Level

    @property
    def steps(self) -> int:
        return abs(self.there - self.here)


@dataclass(frozen=True, slots=True)
class Neighbor:
    slug: str
    distance: int
    separations: tuple[Separation, ...]


def nearest(
    slug: str, profiles: Mapping[str, Profile], *, fewest: int = FEWEST
) -> tuple[tuple[Neighbor, ...], ...]:
    """Return groups of equal distance, nearest first, until at least `fewest` are named.

    A tie is never cut: a group is shown whole or not at all. Specialties that lack a level on
    an axis of the given one have no distance and are left out. Separations are ordered by
    steps, most first; equal ones, and neighbors within a group, keep the order they came in.
    """
    own = profiles.get(slug, {})
    found = sorted(
        (
            _neighbor(other, own, profile)
            for other, profile in profiles.items()
            if other != slug and own and own.keys() <= profile.keys()
        ),
        key=lambda neighbor: neighbor.distance,
    )
    groups: list[tuple[Neighbor, ...]] = []
    for _, group in groupby(found, key=lambda neighbor: neighbor.distance):
        if sum(map(len, groups)) >= fewest:
            break
        groups.append(tuple(group))
    return tuple(groups)


def _neighbor(slug: str, own: Profile, other: Profile) -> Neighbor:
    separations = sorted(
        (
            Separation(axis, level, other[axis])
            for axis, level in own.items()
            if level != other[axis]
        ),
        key=lambda separation: -separation.steps,
    )
    return Neighbor(slug, sum(row.steps for row in separations), tuple(separations))
