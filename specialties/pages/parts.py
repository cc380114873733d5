"""What several pages say in the same way. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from specialties import pictures
from specialties.levels import Level
from specialties.library import COLUMNS, PROBES, Library, Note, Source, Specialty, oldest_check

NOT_STATED = "not stated"
PROBE_WORDS = {probe: words.lower() for probe, words in PROBES.items()}
# What fills the blanks of a note for a reader who has not chosen an area.
ANY_AREA = {"{area}": "your area", "{patients}": "your patients"}


class CitedNote(NamedTuple):
    text: str
    sources: tuple[Source, ...]


class LevelView(NamedTuple):
    """One of the three levels with the heading it stands under."""

    name: str
    level: Level


class Option(NamedTuple):
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Foot:
    """The sources that a page named, by title, and the month in which the oldest was read."""

    sources: tuple[Source, ...] = ()
    checked: str = ""


class Cited:
    """Hands out the sources of one page and remembers them for its foot."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._named: dict[str, None] = {}

    def chips(self, *keys: str | None) -> tuple[Source, ...]:
        """Each source once, in the order asked for; None names no source."""
        wanted = dict.fromkeys(key for key in keys if key is not None)
        self._named.update(wanted)
        return tuple(self._library.source_by_key[key] for key in wanted)

    def estimates(self, *keys: str | None) -> tuple[Source, ...]:
        """Only the chips that say “our estimate”; what the guide says is said once a page."""
        return tuple(source for source in self.chips(*keys) if source.is_ours)

    def notes(
        self, *sections: str, theme: str = "", specialty: str | None = None
    ) -> tuple[CitedNote, ...]:
        return tuple(
            CitedNote(_filled(note), self.chips(*note.sources))
            for section in sections
            for note in self._library.notes_in(section, theme=theme, specialty=specialty)
        )

    def foot(self) -> Foot:
        """Ask for it last: what is named later is not in it."""
        named = [self._library.source_by_key[key] for key in self._named]
        listed = tuple(sorted(named, key=lambda source: source.title.lower()))
        return Foot(listed, oldest_check(listed))


def levels(specialty: Specialty) -> tuple[LevelView, ...]:
    return tuple(LevelView(name, getattr(specialty, column)) for column, name in COLUMNS.items())


def day_bar(specialty: Specialty) -> pictures.DayBar:
    split = specialty.day_split
    return pictures.day_bar(specialty.name, specialty.slug, split.shares if split else None)


def level_keys(specialties: Iterable[Specialty]) -> tuple[str, ...]:
    """The sources behind the three levels."""
    return tuple(specialty.levels_source for specialty in specialties)


def _filled(note: Note) -> str:
    text = note.text
    for blank, words in ANY_AREA.items():
        text = text.replace(blank, words)
    return text
