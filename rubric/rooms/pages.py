"""What the picture of a room says, part by part. Pure: a snapshot and an edition in, words out."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import combinations

from rubric import scale
from rubric.definition import AxisAim, Criterion, Definition
from rubric.rooms.cells import Cell
from rubric.rooms.parts import LEANS, STATEMENTS, TOO_FEW, Bar, Part, Shown, part_of
from rubric.rooms.snapshots import HIGH, LOW, Snapshot, Table, most_divided
from rubric.rooms.tallies import (
    CHANGE,
    LEAN,
    MIDDLE,
    NEAR,
    OUTCOME,
    SETTLED,
    SPECIALTY,
    STATEMENT,
    YES,
    name,
)
from specialties.library import Library

# The parts that are no single statement, as they are called where they are shown or not.
DIVIDED, MOVED = "divided", "moved"
TITLE = "What leads most often"
# So many specialties are named at most, but for those that share the first place.
MOST_BARS = 8
# The fills of bars on either side of the middle; those in it, or across it, are hollow, so that
# nobody has to tell three colors apart.
HOLLOW = "hollow"
LEAN_TONES = {(0, 0): "ha", (2, 2): "act"}
MOVED_LEAD = "What moved since the first time, of those who let both sheets count."
# What the cells of a statement are called, alone and together.
VALUES = tuple(str(value) for value in scale.VALUES)
JOINT_VALUES = {
    (first, last): f"{VALUES[first]} {'or' if last - first == 1 else 'to'} {VALUES[last]}"
    for first, last in combinations(range(len(VALUES)), 2)
}
SKIPPED_TOO = "3 also counts those to whom it doesn’t matter."


def moved(snapshot: Snapshot, definition: Definition) -> tuple[Part, ...]:
    """What moved between two sheets of the same people, for every statement that may be shown."""
    words = ("Lower now", "The same", "Higher now")
    joint = {(0, 1): "Lower now, or the same", (1, 2): "Higher now, or the same"}
    found = []
    for criterion in definition.criteria:
        cells = snapshot.table_by_name[name(CHANGE, name(STATEMENT, criterion.key))].cells
        tones = [LEAN_TONES.get((cell.first, cell.last), HOLLOW) for cell in cells]
        key = name(CHANGE, criterion.key)
        part = part_of(
            key,
            criterion.name,
            cells,
            words,
            joint,
            tones,
            lead=MOVED_LEAD,
            statement=criterion.statement,
        )
        found.append(part)
    return tuple(part for part in found if part.bars)


class Picture:
    """The parts of one snapshot in the order of a page."""

    def __init__(self, snapshot: Snapshot, definition: Definition, library: Library) -> None:
        self.people = snapshot.people
        self._snapshot = snapshot
        self._definition = definition
        self._library = library

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        first, *leans = self._match() if self._has_axes else [self._lean()]
        statements = [self._statement(row) for row in self._definition.criteria]
        return (first, *self._divided(), *leans, *statements)

    @cached_property
    def all(self) -> Shown:
        return Shown(self.parts)

    @property
    def is_divided(self) -> bool:
        """Whether there is a statement to talk about."""
        return most_divided(self._snapshot) is not None

    def shown(self, revealed: Iterable[str]) -> Shown:
        """The parts that have been revealed, in the order of the page."""
        keys = set(revealed)
        return Shown(tuple(part for part in self.parts if part.key in keys))

    @property
    def _has_axes(self) -> bool:
        return isinstance(self._definition.aim, AxisAim)

    def _table(self, table: str) -> Table:
        return self._snapshot.table_by_name[table]

    def _lean(self) -> Part:
        first, second = self._sides
        words = (
            *(f"Clear lean, {second}", f"Leans {second}", "No clear lean"),
            *(f"Leans {first}", f"Clear lean, {first}"),
        )
        joint = {
            (0, 1): f"Lean {second}, clear or not",
            (3, 4): f"Lean {first}, clear or not",
            (0, 2): f"Lean {second}, or no clear lean",
            (2, 4): f"Lean {first}, or no clear lean",
        }
        cells = self._table(OUTCOME).cells
        tones = [_tone(cell, "hs", "gen") for cell in cells]
        near = self._count(NEAR)
        lead = f"{near} of {self.people} stand one answer from another lean." if near else ""
        title = self._headline(first, second)
        return part_of(OUTCOME, title, cells, words, joint, tones, lead=lead)

    @property
    def _sides(self) -> tuple[str, str]:
        names = {path.slug: path.name.lower() for path in self._library.paths}
        first, second = self._definition.scheme.sides
        return names.get(first, first), names.get(second, second)

    def _headline(self, first: str, second: str) -> str:
        """How many lean to the side that has more, where the table says it for both."""
        cells = self._table(OUTCOME).cells
        sides = [
            (sum(cell.people for cell in cells if cell.first > MIDDLE), first),
            (sum(cell.people for cell in cells if cell.last < MIDDLE), second),
        ]
        (most, side), (fewer, _) = sorted(sides, key=lambda pair: -pair[0])
        # A side that is counted together with the middle may be the larger one.
        if most == fewer or not (fewer or 2 * most > self.people):
            return "Which way the class leans"
        return f"{most} of {self.people} lean {side}"

    def _match(self) -> Iterator[Part]:
        rows = [
            (specialty.name, self._count(name(SPECIALTY, specialty.slug)))
            for specialty in self._library.specialties
        ]
        rows = _first_of(sorted((row for row in rows if row[1]), key=lambda row: -row[1]))
        most = max((people for _, people in rows), default=1)
        bars = tuple(Bar(label, people, 100 * people // most, "act") for label, people in rows)
        settled = self._count(SETTLED)
        lead = (
            f"For {settled} of {self.people}, one or more specialties come first."
            if settled
            else ""
        )
        note = "Somebody can have several. Where fewer than five stand apart, nothing is shown."
        yield Part(OUTCOME, TITLE, bars, lead=lead, note=note if bars else TOO_FEW)
        for axis in self._library.axes:
            cells = self._table(name(LEAN, axis.slug)).cells
            low, high = (f"Toward “{end}”" for end in (axis.low_end, axis.high_end))
            words = (low, "Neither way", high)
            joint = {(0, 1): f"{low}, or neither way", (1, 2): f"{high}, or neither way"}
            tones = [LEAN_TONES.get((cell.first, cell.last), HOLLOW) for cell in cells]
            key = name(LEAN, axis.slug)
            yield part_of(key, axis.name, cells, words, joint, tones, group=LEANS)

    def _statement(self, criterion: Criterion) -> Part:
        cells = self._table(name(STATEMENT, criterion.key)).cells
        tones = [_tone(cell, "ha", "act") for cell in cells]
        return part_of(
            name(STATEMENT, criterion.key),
            criterion.name,
            cells,
            VALUES,
            JOINT_VALUES,
            tones,
            statement=criterion.statement,
            ends=scale.ends(criterion.low_end, criterion.high_end),
            note=SKIPPED_TOO if self._definition.allows_skipping else "",
            group=STATEMENTS,
        )

    def _divided(self) -> Iterator[Part]:
        table = most_divided(self._snapshot)
        if table is None:
            return
        criterion = self._definition.criterion_by_key[table.name.partition(" ")[2]]
        part = self._statement(criterion)
        low, high = part.bars[0].label, part.bars[-1].label
        yield Part(
            DIVIDED,
            "Where you differ most",
            part.bars,
            statement=part.statement,
            ends=part.ends,
            question=f"What did those who chose {low} picture, and those who chose {high}?",
            note=part.note,
            of=table.name,
            words=part.words,
        )

    def _count(self, table: str) -> int:
        """How many stand in the last cell of a table that asks whether; 0 where it is hidden."""
        return sum(cell.people for cell in self._table(table).cells if cell.first == YES)


def _first_of(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The rows with the most people, without parting equals; those on top are all of them there."""
    if len(rows) <= MOST_BARS:
        return rows
    best, last = rows[0][1], rows[MOST_BARS][1]
    return [row for row in rows if row[1] == best or row[1] > last]


def _tone(cell: Cell, low: str, high: str) -> str:
    if cell.last <= LOW:
        return low
    return high if cell.first >= HIGH else HOLLOW
