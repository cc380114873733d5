"""Where somebody who was counted stands in the picture of their class. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rubric.rooms.parts import LEANS, MAIN, STATEMENTS, Bar, Part
from rubric.rooms.tallies import Tally
from rubric.scoring import LOWEST

# What stands together in a list, with the heading of each.
HEADINGS = {LEANS: "Axis by axis", STATEMENTS: "Statement by statement"}


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a picture, and the one of its bars that counts the reader."""

    part: Part
    bar: Bar
    cell: int

    @property
    def own(self) -> str:
        """Where the reader stands: a rating as it is counted, or what the bar says."""
        is_rating = self.part.of or self.part.group == STATEMENTS
        return str(self.cell + LOWEST) if is_rating else self.bar.label


@dataclass(frozen=True, slots=True)
class Own:
    """Every part that says where its reader stands, in the order of the page."""

    places: tuple[Place, ...] = ()

    @property
    def main(self) -> tuple[Place, ...]:
        return self._of(MAIN)

    @property
    def lists(self) -> list[tuple[str, str, tuple[Place, ...]]]:
        """Group, heading and places of what there are many of."""
        found = [(group, heading, self._of(group)) for group, heading in HEADINGS.items()]
        return [row for row in found if row[-1]]

    def _of(self, group: str) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.part.group == group)


def find(parts: Iterable[Part], tally: Tally) -> Own:
    """Find a counted reader in those parts of a picture that are shown."""
    return Own(tuple(_places(parts, tally)))


def _places(parts: Iterable[Part], tally: Tally) -> Iterator[Place]:
    for part in parts:
        cell = tally.cells.get(part.of or part.key)
        for bar in part.bars:
            if cell is not None and bar.cell and bar.cell.first <= cell <= bar.cell.last:
                yield Place(part, bar, cell)
