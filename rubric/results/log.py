"""What was lived at work, beside what was answered. Pure. It changes no score."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from rubric.content import Content
from rubric.definition import AxisAim
from rubric.leans import MIDPOINT
from specialties.library import Library
from specialties.words import counted, listed, sentence_case, signed

# How long ago an entry may lie.
DAYS_BACK = 365
# From so many entries on, it is worth saying that all come from one place.
FEWEST_FOR_A_WARNING = 2
# So many entries stand open; the others wait in a fold.
SHOWN = 8


class Entry(Protocol):
    """What the log holds of one thing lived."""

    @property
    def key(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def place(self) -> str: ...
    @property
    def liked(self) -> bool: ...
    @property
    def deeds(self) -> Sequence[str]: ...
    @property
    def line(self) -> str: ...


class Place(NamedTuple):
    slug: str
    name: str


class Places(NamedTuple):
    """Where an entry can come from, in groups with a heading each."""

    label: str
    groups: tuple[tuple[str, tuple[Place, ...]], ...]

    @property
    def rows(self) -> tuple[Place, ...]:
        return tuple(row for _, group in self.groups for row in group)


class Deed(NamedTuple):
    axis: str
    words: str


class Row(NamedTuple):
    """One entry as a page says it."""

    key: str
    when: str
    place: str
    liked: bool
    deeds: str
    line: str

    @property
    def verdict(self) -> str:
        return "Liked" if self.liked else "Did not like"


class Lived(NamedTuple):
    """One thing done, or one place: what the log says of it, and what was answered."""

    name: str
    liked: int
    disliked: int
    stated: str
    note: str = ""


def places(content: Content, rubric: str) -> Places:
    """The specialties of a match; for two paths the focus areas and the paths themselves."""
    library = content.library
    if isinstance(content.rubric_by_slug[rubric].aim, AxisAim):
        rows = tuple(Place(row.slug, row.name) for row in library.specialties)
        return Places("Specialty", (("", rows),))
    areas = tuple(Place(row.slug, row.name) for row in library.areas)
    paths = tuple(Place(row.slug, f"{row.name} work, no one area") for row in library.paths)
    return Places("Area", (("Focus areas", areas), ("Or a path", paths)))


def deeds(library: Library) -> tuple[Deed, ...]:
    """What can have been done: a deed for each axis that has one."""
    return tuple(Deed(axis.slug, sentence_case(axis.deed)) for axis in library.axes if axis.deed)


class Page:
    """The entries of one result, the earliest first, and the profile they make."""

    def __init__(
        self,
        receipt: Mapping[str, Any],
        content: Content,
        rubric: str,
        entries: Sequence[Entry],
    ) -> None:
        self.receipt = receipt
        self.library = content.library
        self.entries = entries
        self.places = places(content, rubric)
        self.deeds = deeds(content.library)
        self._names = {row.slug: row.name for row in self.places.rows}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every entry, the latest day first."""
        return tuple(map(self._row, reversed(self.entries)))

    @property
    def latest(self) -> tuple[Row, ...]:
        return self.rows[:SHOWN]

    @property
    def older(self) -> tuple[Row, ...]:
        return self.rows[SHOWN:]

    def row(self, key: str) -> Row:
        """One entry. Raises KeyError when there is none with that key."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(key)

    @property
    def count(self) -> str:
        return counted(len(self.entries), "entry", "entries")

    def _row(self, entry: Entry) -> Row:
        done = [deed.words.lower() for deed in self.deeds if deed.axis in entry.deeds]
        return Row(
            entry.key,
            f"{entry.on:%b} {entry.on.day}, {entry.on.year}",
            self._names.get(entry.place, entry.place),
            entry.liked,
            listed(done),
            entry.line,
        )

    @cached_property
    def by_place(self) -> tuple[Lived, ...]:
        """How each place was liked, in the order of the list."""
        return tuple(
            Lived(name, *_tally([row for row in self.entries if row.place == slug]), "")
            for slug, name in self._names.items()
            if any(row.place == slug for row in self.entries)
        )

    @cached_property
    def by_deed(self) -> tuple[Lived, ...]:
        """How each thing done was liked, beside the answers about it."""
        return tuple(self._lived(deed) for deed in self.deeds)

    def _lived(self, deed: Deed) -> Lived:
        liked, disliked = _tally([row for row in self.entries if deed.axis in row.deeds])
        lean, stated = self._stated(deed.axis)
        parts = (liked - disliked) * lean < 0
        note = "The log points the other way." if parts else ""
        return Lived(deed.words, liked, disliked, stated, note)

    def _stated(self, axis: str) -> tuple[Fraction, str]:
        """The lean that was answered, with its sign, and the same in words."""
        row = self.library.axis_by_slug[axis]
        if "leans" in self.receipt:
            found = self.receipt["leans"].get(axis)
            lean = None if found is None else Fraction(found)
            figure = "" if found is None else f" ({signed(found)})"
        else:
            # The first match held the mean of the answers instead.
            found = self.receipt.get("values", {}).get(axis)
            lean = None if found is None else Fraction(found) - MIDPOINT
            figure = ""
        if lean is None:
            return Fraction(0), "left out"
        if not lean:
            return lean, f"in the middle{figure}"
        return lean, f"{row.high_end if lean > 0 else row.low_end}{figure}"

    @property
    def has_stated(self) -> bool:
        """Whether the answers said anything about axes, as those of a match do."""
        return "items" in self.receipt

    @property
    def stated(self) -> str:
        """What was answered, in a sentence, where it stands beside places and not axes."""
        if self.has_stated:
            return ""
        return f"The answers gave: {self.receipt['persona']['name']}."

    @cached_property
    def warning(self) -> str:
        """Why a log may say less than it seems to."""
        seen = {row.place for row in self.entries}
        if len(self.entries) < FEWEST_FOR_A_WARNING or len(seen) != 1:
            return ""
        name = self._names.get(self.entries[0].place, self.entries[0].place)
        return (
            f"All entries come from one place: {name}. One rotation shows the culture of a "
            "team, not what the field is like. Look for what repeats elsewhere."
        )


def _tally(entries: Sequence[Entry]) -> tuple[int, int]:
    liked = sum(entry.liked for entry in entries)
    return liked, len(entries) - liked
