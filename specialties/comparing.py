"""Which specialties an address wants side by side, and what to say of them first. Pure."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from specialties.filters import readable
from specialties.levels import Level, steps_between
from specialties.words import number_word

FEWEST, MOST = 2, 4
BAD_REQUEST, NOT_FOUND, OK = 400, 404, 200


@dataclass(frozen=True, slots=True)
class Picks:
    """The picks that can be shown, what is wrong with the others, and the status that says so."""

    slugs: tuple[str, ...]
    problems: tuple[str, ...]
    status: int

    @property
    def is_complete(self) -> bool:
        return not self.problems and FEWEST <= len(self.slugs) <= MOST


@dataclass(frozen=True, slots=True)
class Cell:
    """What one specialty has under one heading: a level, words, or nothing stated."""

    level: Level | None = None
    text: str = ""
    chips: tuple[Any, ...] = ()

    @property
    def is_stated(self) -> bool:
        return self.level is not None or bool(self.text)


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    detail: str
    cells: tuple[Cell, ...]
    chips: tuple[Any, ...] = ()

    @property
    def is_same(self) -> bool:
        return len({(cell.level, cell.text) for cell in self.cells}) <= 1

    @property
    def steps(self) -> int:
        """Steps between the lowest and the highest level; words have no steps."""
        return steps_between([cell.level for cell in self.cells if cell.level is not None])


def read_picks(values: Sequence[str], known: Collection[str]) -> Picks:
    """Read the picks of an address: blanks are left alone, valid ones keep their order.

    Unknown names make a 404, as an unknown address does; repeated ones, or more than four, a
    400. In either case what was valid is kept, four at most.
    """
    named = [value for value in values if value]
    unknown = [value for value in dict.fromkeys(named) if value not in known]
    valid = [value for value in dict.fromkeys(named) if value in known]
    repeated = [value for value, count in Counter(named).items() if count > 1 and value in known]
    problems = [f"There is no specialty “{readable(value)}” here." for value in unknown[:MOST]]
    if repeated:
        problems.append("A specialty can stand beside others, not beside itself: pick each once.")
    if len(valid) > MOST:
        problems.append(f"Only {number_word(MOST)} fit side by side. The first ones are kept.")
    status = NOT_FOUND if unknown else BAD_REQUEST if problems else OK
    return Picks(tuple(valid[:MOST]), tuple(problems), status)


def differences_first(rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Split rows into those that differ, by most steps first, and those that are the same.

    Rows that differ in words, or because one side is not stated, come after those with more
    steps. Ties keep their order.
    """
    different = sorted((row for row in rows if not row.is_same), key=lambda row: -row.steps)
    return tuple(different), tuple(row for row in rows if row.is_same)
