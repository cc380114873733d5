"""The picture of a room as it is stored: how many stand where, in tables that name nobody. Pure.

Page, projection, print and file are made from it, and from nothing else.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import msgspec

from rubric.definition import AxisAim, Definition
from rubric.rooms.cells import Before, Cell, gives_away, shown
from rubric.rooms.tallies import (
    CHANGE,
    LEAN,
    NEAR,
    NO,
    OUTCOME,
    SETTLED,
    SPECIALTY,
    STATEMENT,
    YES,
    Tally,
    name,
)
from specialties.library import Frozen, Library

# How far a low and a high answer lie from the middle of a statement.
LOW, HIGH = 1, 3


class Table(Frozen, frozen=True):
    """The cells that are shown; without one there were too few in some for any."""

    name: str
    cells: tuple[Cell, ...]


class Snapshot(Frozen, frozen=True, dict=True):
    """One release: `people` were counted, each once in every table."""

    people: int
    tables: tuple[Table, ...]

    @cached_property
    def table_by_name(self) -> Mapping[str, Table]:
        return {table.name: table for table in self.tables}


class Earlier(NamedTuple):
    """A picture that was shown before, and the sheets that came since."""

    picture: Snapshot
    came: Sequence[Tally]


# Made by one thread, as the module is loaded: see rubric.content.
_SNAPSHOT = msgspec.json.Decoder(Snapshot)


def read(text: str) -> Snapshot:
    """Return a picture as it was stored."""
    return _SNAPSHOT.decode(text)


def take(
    definition: Definition,
    library: Library,
    tallies: Sequence[Tally],
    earlier: Sequence[Earlier] = (),
) -> Snapshot:
    """Count sheets of one questionnaire into the tables that may be shown beside `earlier` ones."""
    sizes = _sizes(definition, library)
    counts = _count(sizes, tallies)
    before = [(one.picture.table_by_name, _count(sizes, one.came)) for one in earlier]
    tables = (
        Table(
            table,
            shown(
                counts[table],
                [Before(tables[table].cells, came[table]) for tables, came in before],
            ),
        )
        for table in sizes
    )
    return Snapshot(len(tallies), tuple(tables))


def take_change(
    definition: Definition, tallies: Sequence[Tally], before: Snapshot, after: Snapshot
) -> Snapshot:
    """Count how second sheets differ from the first, statement by statement, as far as that may be
    shown beside what both times were.
    """
    statements = [name(STATEMENT, row.key) for row in definition.criteria]
    counts = _count({name(CHANGE, statement): 3 for statement in statements}, tallies)
    tables = (
        Table(
            name(CHANGE, statement),
            _change(
                counts[name(CHANGE, statement)],
                before.table_by_name[statement].cells,
                after.table_by_name[statement].cells,
            ),
        )
        for statement in statements
    )
    return Snapshot(len(tallies), tuple(tables))


def _change(
    counts: Sequence[int], before: Sequence[Cell], after: Sequence[Cell]
) -> tuple[Cell, ...]:
    cells = shown(counts)
    # Counted together with the same, they are that many at most.
    lower, higher = (cells[end].people for end in (0, -1)) if cells else (0, 0)
    return () if cells and gives_away(before, after, lower, higher) else cells


def _count(sizes: Mapping[str, int], tallies: Sequence[Tally]) -> dict[str, list[int]]:
    """How many stand in each cell of each table."""
    counts: dict[str, Counter[int]] = {table: Counter() for table in sizes}
    for tally in tallies:
        for table, cell in tally.cells.items():
            counts[table][cell] += 1
        for slug in tally.specialties:
            counts[name(SPECIALTY, slug)][YES] += 1
    for table in sizes:
        if table.startswith(f"{SPECIALTY} "):
            counts[table][NO] = len(tallies) - counts[table][YES]
    return {table: [counts[table][cell] for cell in range(size)] for table, size in sizes.items()}


def _sizes(definition: Definition, library: Library) -> dict[str, int]:
    """The tables of a questionnaire in the order of a page, and how many cells each has."""
    statements = {name(STATEMENT, row.key): 5 for row in definition.criteria}
    if not isinstance(definition.aim, AxisAim):
        return {OUTCOME: 5, NEAR: 2, **statements}
    return {
        SETTLED: 2,
        **{name(SPECIALTY, row.slug): 2 for row in library.specialties},
        **{name(LEAN, row.slug): 3 for row in library.axes},
        **statements,
    }


def most_divided(snapshot: Snapshot) -> Table | None:
    """The statement with the most people on whichever side has fewer; the first of equals.

    Read from what is shown alone, so that the choice says nothing more. Where no statement shows
    both sides, an end that is counted together with the middle counts as one. None when no
    statement shows two counts.
    """
    statements = [table for table in snapshot.tables if table.name.startswith(f"{STATEMENT} ")]
    for fewer in (_fewer_side, _fewer_end):
        best = max(statements, key=fewer, default=None)
        if best and fewer(best):
            return best
    return None


def _fewer_end(table: Table) -> int:
    first, *others = table.cells or (None,)
    return min(first.people, others[-1].people) if first and others else 0


def _fewer_side(table: Table) -> int:
    low = sum(cell.people for cell in table.cells if cell.last <= LOW)
    high = sum(cell.people for cell in table.cells if cell.first >= HIGH)
    return min(low, high)
