"""The six ordered levels and their values. Pure.

Low < Low–Moderate < Moderate < Moderate–High < High < Very High: equal steps from 1 to 5.
"""

from collections.abc import Sequence
from enum import IntEnum
from fractions import Fraction
from typing import Self

LABELS = ("Low", "Low–Moderate", "Moderate", "Moderate–High", "High", "Very High")
LOWEST, STEP = Fraction(1), Fraction(4, 5)


class Level(IntEnum):
    """How much of something a specialty has. Compares and subtracts in steps."""

    LOW = 1
    LOW_MODERATE = 2
    MODERATE = 3
    MODERATE_HIGH = 4
    HIGH = 5
    VERY_HIGH = 6

    @property
    def label(self) -> str:
        """The word for a reader, e.g. “Low–Moderate”."""
        return LABELS[self.value - 1]

    @property
    def slug(self) -> str:
        """The word for an address or a fixture, e.g. “low-moderate”."""
        return self.name.lower().replace("_", "-")

    @property
    def exact(self) -> Fraction:
        """The value on the scale from 1 to 5: 1, 9/5, 13/5, 17/5, 21/5 or 5."""
        return LOWEST + STEP * (self.value - 1)

    @property
    def number(self) -> str:
        """The exact value as a reader sees it, e.g. “4.2”; one decimal always suffices."""
        return f"{float(self.exact):.1f}"

    @classmethod
    def parse(cls, slug: str) -> Self:
        """Read a level from its slug. Raises ValueError for anything else."""
        try:
            return next(level for level in cls if level.slug == slug)
        except StopIteration:
            raise ValueError(f"{slug!r} is not a level.") from None


def steps_between(levels: Sequence[Level]) -> int:
    """Steps from the lowest to the highest of some levels; 0 for one level or none."""
    return max(levels) - min(levels) if levels else 0
