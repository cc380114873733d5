"""Where somebody who was counted stands in the picture of their class. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rubric.rooms.parts import LEANS, MAIN, STATEMENTS, Bar, Part
from rubric.rooms.tallies import STATEMENT, Tally, name

# What stands together in a list, with the heading of each.
HEADINGS = {LEANS: "Axis by axis", STATEMENTS: "Statement by statement"}


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a picture, and the one of its bars that counts the reader.

    `own`: where the reader stands by themselves, in the words of the part.
    """

    part: Part
    bar: Bar
    own: str
    is_left_out: bool


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


def find(parts: Iterable[Part], tally: Tally, ratings: Mapping[str, int | None]) -> Own:
    """Find a counted reader in those parts of a picture that are shown.

    `ratings` are the reader's own, None for a statement that was left out.
    """
    left_out = {name(STATEMENT, key) for key, rating in ratings.items() if rating is None}
    return Own(tuple(_places(parts, tally, left_out)))


def _places(parts: Iterable[Part], tally: Tally, left_out: set[str]) -> Iterator[Place]:
    for part in parts:
        table = part.of or part.key
        cell = tally.cells.get(table)
        for bar in part.bars:
            if cell is not None and bar.cell and bar.cell.first <= cell <= bar.cell.last:
                yield Place(part, bar, part.words[cell], table in left_out)
