"""Counts that name nobody: neighbors are counted together until no count is small. Pure.

A table counts every person of a room once, in cells in an order. It is shown as finely as one of
a few fixed ways of putting neighbors together allows: every count shown is of at least FEWEST
people and of 5 to 95 in a hundred. Which way is taken depends on nothing but that, so it says
little more than the counts themselves; what no way can show is not shown.

Where the same count is shown again, a table only parts what an earlier one put together, or puts
together what it parted. Crossed, the two give away what both hide: 5 of 10 people in the first two
cells of three, then 14 of 20 in the first alone, and of those 5 it was 4 and 1.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from specialties.library import Frozen

# The smallest count that is shown, and the largest part of all, in hundredths.
FEWEST, MOST_SHARE = 5, 95
# With fewer than these no table is shown, since each has two counts at least.
FEWEST_IN_ALL = 2 * FEWEST

# For each number of cells the ways to part them, the finest first: where each part begins.
WAYS: dict[int, tuple[tuple[int, ...], ...]] = {
    2: ((0, 1),),
    3: ((0, 1, 2), (0, 1), (0, 2)),
    5: (
        (0, 1, 2, 3, 4),
        (0, 2, 3, 4),
        (0, 1, 2, 3),
        (0, 2, 3),
        (0, 3, 4),
        (0, 1, 2),
        (0, 3),
        (0, 2),
    ),
}


class Cell(Frozen, frozen=True):
    """How many people stand from one cell to another, both counted in."""

    first: int
    last: int
    people: int


def shown(counts: Sequence[int], earlier: Iterable[Sequence[Cell]] = ()) -> tuple[Cell, ...]:
    """Return the finest table of these counts that may be shown; empty when none may.

    `counts`: people in each cell, in order; 2, 3 or 5 cells, of which everybody is in one.
    `earlier`: the tables that were shown of the same count before. Raises KeyError for another
    number of cells.
    """
    whole = sum(counts)
    before = [{cell.first for cell in table} for table in earlier]
    for way in WAYS[len(counts)]:
        if not all(starts.issubset(way) or starts.issuperset(way) for starts in before):
            continue
        parts = [
            Cell(first, last - 1, sum(counts[first:last]))
            for first, last in pairwise((*way, len(counts)))
        ]
        if all(_may_be_shown(part.people, whole) for part in parts):
            return tuple(parts)
    return ()


def _may_be_shown(people: int, whole: int) -> bool:
    return people >= FEWEST and 100 - MOST_SHARE <= 100 * people / whole <= MOST_SHARE
