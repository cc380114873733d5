"""Counts that name nobody: neighbors are counted together until no count is small. Pure.

A table counts every person of a room once, in cells in an order. It is shown as finely as one of
a few fixed ways of putting neighbors together allows: every count shown is of at least FEWEST
people and of 5 to 95 in a hundred. Which way is taken depends on nothing but that, so it says
little more than the counts themselves; what no way can show is not shown.

Where the same count is shown again, a table only parts what an earlier one put together, or puts
together what it parted. Crossed, the two give away what both hide: 5 of 10 people in the first two
cells of three, then 14 of 20 in the first alone, and of those 5 it was 4 and 1. And what lies
between the two is how those answered who came between them: where nearly all of those stand alike,
the later table would tell of each of them, and is not shown.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

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


class Before(NamedTuple):
    """What an earlier picture showed of a count, and the cells of those who came since."""

    cells: tuple[Cell, ...]
    came: Sequence[int]

    def allows(self, table: Sequence[Cell]) -> bool:
        """Whether a table may be shown after this one."""
        starts, others = ({cell.first for cell in cells} for cells in (self.cells, table))
        if not (starts <= others or starts >= others):
            return False
        parts = list(pairwise((*sorted(starts & others), len(self.came))))
        came = [sum(self.came[first:end]) for first, end in parts]
        went = [
            _people(self.cells, first, end) + new - _people(table, first, end)
            for (first, end), new in zip(parts, came, strict=True)
        ]
        # Those who came and those who went blur each other; the more of them show.
        more = max(came, went, key=sum)
        return 100 * max(more, default=0) <= MOST_SHARE * sum(more)


def shown(counts: Sequence[int], earlier: Iterable[Before] = ()) -> tuple[Cell, ...]:
    """Return the finest table of these counts that may be shown; empty when none may.

    `counts`: people in each cell, in order; 2, 3 or 5 cells, of which everybody is in one.
    `earlier`: what was shown of the same count before. Raises KeyError for another number of cells.
    """
    whole, earlier = sum(counts), tuple(earlier)
    for way in WAYS[len(counts)]:
        parts = tuple(
            Cell(first, last - 1, sum(counts[first:last]))
            for first, last in pairwise((*way, len(counts)))
        )
        is_shown = all(_may_be_shown(part.people, whole) for part in parts)
        if is_shown and all(before.allows(parts) for before in earlier):
            return parts
    return ()


def gives_away(one: Sequence[Cell], other: Sequence[Cell], fewer: int, more: int) -> bool:
    """Whether what moved tells that cells which a table counts together are empty.

    `one`, `other`: a count of the same people at two times, empty where it is not shown. `fewer`:
    how many at most stand lower at the other time than at the one, `more`: higher. Whoever stands
    at or below a cell at the other time stood there at the one as well, or is one of `fewer`. Where
    that empties a cell of the one, it empties a cell of the other, so that one look is enough.
    """
    for cell in one if other else ():
        for last in range(cell.first, cell.last):
            least = sum(it.people for it in other if it.last <= last) - fewer
            most = sum(it.people for it in other if it.first <= last) + more
            if least >= _people(one, 0, cell.last + 1) or most <= _people(one, 0, cell.first):
                return True
    return False


def _people(cells: Sequence[Cell], first: int, end: int) -> int:
    return sum(cell.people for cell in cells if first <= cell.first < end)


def _may_be_shown(people: int, whole: int) -> bool:
    return people >= FEWEST and 100 - MOST_SHARE <= 100 * people / whole <= MOST_SHARE
