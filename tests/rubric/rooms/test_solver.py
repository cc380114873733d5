"""Whoever solves all tables of a class together still cannot tell what is not shown.

A solver that finds another class with the very same pictures, and another number in a count that is
not shown, proves that nobody can tell the two classes apart. It swaps and moves answers at random
and keeps what no picture shows.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pytest

from rubric import receipts, robustness, scoring
from rubric.content import Content
from rubric.definition import Definition
from rubric.rooms import cells, snapshots
from rubric.rooms.snapshots import Earlier, Snapshot
from rubric.rooms.tallies import MIDDLE, NEAR, NO, OUTCOME, STATEMENT, YES, Tally, name, tally
from specialties.library import Library

Sheet = dict[str, int]
# How a class answers, from 1 to 5.
MOODS = ((1, 1, 1, 1, 1), (5, 15, 25, 35, 20), (35, 12, 6, 12, 35))
TRIES = 30_000
# Few in every run of the suite, more when the whole attack is asked for.
SEEDS = range(6) if os.environ.get("ROOM_ATTACKS") else range(1)


def tally_of(definition: Definition, sheet: Mapping[str, int]) -> Tally:
    """As `tallies.tally`, without the odds that a receipt has besides."""
    scheme = definition.scheme
    found = scoring.score(scheme, sheet)
    side = {scheme.personas.first: 1, scheme.personas.second: -1}.get(found.persona, 0)
    is_clear = found.strength == scoring.Strength.CLEAR
    near = robustness.assess(scheme, sheet).swings
    return Tally(
        {
            **{name(STATEMENT, key): rating - 1 for key, rating in sheet.items()},
            OUTCOME: MIDDLE + side * (2 if is_clear else 1),
            NEAR: YES if near else NO,
        }
    )


class Solver:
    """Looks for classes that nobody can tell from one.

    `ends`: how many were in at each picture, in the order in which they came.
    """

    def __init__(
        self, definition: Definition, library: Library, people: list[Sheet], ends: Sequence[int]
    ) -> None:
        self.definition, self.library, self.ends = definition, library, ends
        self.people = people
        self.tallies = [tally_of(definition, sheet) for sheet in people]
        self.pictures = self._pictures()
        self.seen: dict[tuple[int, str, int], set[int]] = {}
        self._note()

    def solve(self, chance: random.Random, tries: int = TRIES) -> list[tuple[int, str, int]]:
        """Return the hidden counts for which no second number was found."""
        for _ in range(tries):
            if not self.alone():
                break
            self._try(chance)
        return self.alone()

    def alone(self) -> list[tuple[int, str, int]]:
        return [place for place, found in self.seen.items() if len(found) < 2]

    def _try(self, chance: random.Random) -> None:
        before = self.people[:], self.tallies[:]
        # Where one picture shows what another hides, only several moves together change neither.
        for _ in range(chance.choice((1, 1, 2, 3))):
            self._move(chance)
        if self._pictures() == self.pictures:
            self._note()
        else:
            self.people, self.tallies = before

    def _move(self, chance: random.Random) -> None:
        """Let two people swap an answer, or change theirs by a point."""
        key = chance.choice(list(self.people[0]))
        one, other = chance.sample(range(len(self.people)), 2)
        second, first = self.people[one][key], self.people[other][key]
        if chance.random() < 0.5:
            first = min(5, max(1, second + chance.choice((-1, 1))))
            second = min(5, max(1, self.people[other][key] + chance.choice((-1, 0, 1))))
        for who, rating in ((one, first), (other, second)):
            self.people[who] = {**self.people[who], key: rating}
            self.tallies[who] = tally_of(self.definition, self.people[who])

    def _pictures(self) -> list[Snapshot]:
        found: list[Snapshot] = []
        for end in self.ends:
            before = zip(found, self.ends, strict=False)
            earlier = [Earlier(one, self.tallies[start:end]) for one, start in before]
            tallies = self.tallies[:end]
            found.append(snapshots.take(self.definition, self.library, tallies, earlier))
        return found

    def _note(self) -> None:
        for number, (end, picture) in enumerate(zip(self.ends, self.pictures, strict=True)):
            for table in picture.tables:
                counts = Counter(row.cells[table.name] for row in self.tallies[:end])
                for cell in self._hidden(table):
                    self.seen.setdefault((number, table.name, cell), set()).add(counts[cell])

    def _hidden(self, table: snapshots.Table) -> Iterator[int]:
        size = 2 if table.name == NEAR else 5
        for cell in range(size):
            if not any(part.first == part.last == cell for part in table.cells):
                yield cell


def class_of(definition: Definition, people: int, seed: int) -> list[Sheet]:
    chance = random.Random(seed)  # noqa: S311
    mood = MOODS[seed % len(MOODS)]
    return [
        {row.key: chance.choices(range(1, 6), mood)[0] for row in definition.criteria}
        for _ in range(people)
    ]


def test_the_solver_counts_as_a_room_does(content: Content, definition: Definition) -> None:
    for sheet in class_of(definition, 30, seed=1):
        receipt = receipts.compose(content, definition, sheet)
        assert tally_of(definition, sheet) == tally(definition, sheet, receipt)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("ends", [(12,), (25,), (10, 20), (20, 45)])
def test_every_hidden_count_can_be_more_than_one_number(
    definition: Definition, library: Library, ends: tuple[int, ...], seed: int
) -> None:
    people = class_of(definition, ends[-1], seed)

    solver = Solver(definition, library, people, ends)

    assert solver.seen
    assert solver.solve(random.Random(seed)) == []  # noqa: S311


@pytest.mark.slow
def test_a_live_count_leaves_nothing_hidden(
    definition: Definition, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A picture after every arrival, each count of it shown but for the small ones.
    def small_ones_hidden(counts: Sequence[int], _: object) -> tuple[cells.Cell, ...]:
        return tuple(cells.Cell(i, i, people) for i, people in enumerate(counts) if people > 4)

    monkeypatch.setattr(snapshots, "shown", small_ones_hidden)
    people = class_of(definition, 30, seed=0)

    solver = Solver(definition, library, people, range(25, 31))

    assert solver.solve(random.Random(0), tries=2000) != []  # noqa: S311
