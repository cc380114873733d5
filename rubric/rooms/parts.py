"""What a picture shows is made of: parts, each with its bars, and how they stand together. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rubric.rooms.cells import FEWEST, Cell

# What stands together on a page.
MAIN, LEANS, STATEMENTS = "main", "leans", "statements"
TOO_FEW = (
    f"Not shown: somewhere fewer than {FEWEST} people would stand apart, "
    "or nearly everyone answered alike."
)


@dataclass(frozen=True, slots=True)
class Bar:
    """`width` is in hundredths of the longest bar of its part; `tone` names its color."""

    label: str
    people: int
    width: int
    tone: str
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to show. `key` is what it is revealed by; without bars, `note` says why."""

    key: str
    title: str
    bars: tuple[Bar, ...]
    group: str = MAIN
    lead: str = ""
    statement: str = ""
    ends: tuple[str, str] | None = None
    question: str = ""
    note: str = ""
    # The statement that a part without a name of its own shows.
    of: str = ""
    # What each cell of its table is called by itself.
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What everyone sees of a picture."""

    parts: tuple[Part, ...] = ()

    @property
    def main(self) -> tuple[Part, ...]:
        return self._of(MAIN)

    @property
    def leans(self) -> tuple[Part, ...]:
        return self._of(LEANS)

    @property
    def statements(self) -> tuple[Part, ...]:
        return self._of(STATEMENTS)

    def _of(self, group: str) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.group == group)


def part_of(
    key: str,
    title: str,
    cells: Sequence[Cell],
    words: Sequence[str],
    joint: Mapping[tuple[int, int], str],
    tones: Sequence[str],
    *,
    lead: str = "",
    statement: str = "",
    ends: tuple[str, str] | None = None,
    note: str = "",
    group: str = MAIN,
) -> Part:
    """A part with a bar and a tone for each cell; without cells, it says why.

    `words` name the cells of the table one by one, and `joint` what is counted together, by its
    first and last cell.
    """
    most = max((cell.people for cell in cells), default=1)
    bars = tuple(
        Bar(_label(cell, words, joint), cell.people, 100 * cell.people // most, tone, cell)
        for cell, tone in zip(cells, tones, strict=True)
    )
    shown_note = note if bars else TOO_FEW
    return Part(key, title, bars, group, lead, statement, ends, note=shown_note, words=tuple(words))


def _label(cell: Cell, words: Sequence[str], joint: Mapping[tuple[int, int], str]) -> str:
    if cell.first == cell.last:
        return words[cell.first]
    return joint[cell.first, cell.last]
