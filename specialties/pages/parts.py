"""What several pages say in the same way. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from specialties import pictures
from specialties.levels import Level
from specialties.library import (
    COLUMNS,
    PROBES,
    Library,
    Source,
    Specialty,
    WholeField,
    oldest_check,
)
from specialties.words import listed

NOT_STATED = "not stated"
PROBE_WORDS = {probe: words.lower() for probe, words in PROBES.items()}
# What fills the blanks of a note for a reader who has not chosen an area.
ANY_AREA = {
    "{area}": "your area",
    "{patients}": "your patients",
    "{technique}": "its techniques",
    "{works_with}": "doctors you scan for",
    "{credential}": "its credential",
}
FIT, WARNING = "fit", "warning"


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
            CitedNote(filled(note.text), self.chips(*note.sources))
            for section in sections
            for note in self._library.notes_in(section, theme=theme, specialty=specialty)
        )

    def own_notes(self, specialty: str, *sections: str) -> tuple[CitedNote, ...]:
        """The notes on one specialty alone, without those on all."""
        return tuple(
            CitedNote(filled(note.text), self.chips(*note.sources))
            for section in sections
            for note in self._library.notes_in(section, specialty=specialty)
            if note.specialty
        )

    def foot(self) -> Foot:
        """Ask for it last: what is named later is not in it."""
        named = [self._library.source_by_key[key] for key in self._named]
        listed = tuple(sorted(named, key=lambda source: source.title.lower()))
        return Foot(listed, oldest_check(listed))


def levels(rated: Specialty | WholeField) -> tuple[LevelView, ...]:
    return tuple(LevelView(name, getattr(rated, column)) for column, name in COLUMNS.items())


def level_words(rated: Specialty | WholeField) -> str:
    """The three levels in words: “ultrasound High, imaging High and procedures Low”."""
    return listed([f"{name.lower()} {level.label}" for name, level in levels(rated)])


def day_bar(specialty: Specialty) -> pictures.DayBar:
    """Its own day; the day of its whole field is another bar, never its own."""
    if specialty.day_split:
        return pictures.day_bar(specialty.name, specialty.slug, specialty.day_split.shares)
    words = "only for the whole field" if specialty.whole_field else NOT_STATED
    return pictures.no_day(specialty.name, specialty.slug, words)


def field_day_bar(field: WholeField) -> pictures.DayBar:
    return pictures.day_bar(field.name, "", field.day_split.shares)


def day_bars(library: Library, specialties: Sequence[Specialty]) -> tuple[pictures.DayBar, ...]:
    """A bar for each, then one for every whole field that stands in for a day of its own."""
    fields = dict.fromkeys(
        row.whole_field for row in specialties if row.whole_field and not row.day_split
    )
    return (
        *map(day_bar, specialties),
        *(field_day_bar(library.whole_field_by_slug[slug]) for slug in fields),
    )


def day_keys(library: Library, specialties: Sequence[Specialty]) -> tuple[str, ...]:
    """The sources behind the bars of `day_bars`."""
    splits = (
        row.day_split or library.whole_field_by_slug.get(row.whole_field or "")
        for row in specialties
    )
    return tuple(split.source for split in splits if split)


def fit_words(specialty: Specialty) -> str:
    """What has to be wanted for it to fit, after “It may fit if you want”."""
    return "; or ".join(row.text for row in specialty.fits if row.kind == FIT)


def fit_sentence(specialty: Specialty) -> str:
    words = fit_words(specialty)
    return f"It may fit if you want {words}." if words else ""


def warnings(specialty: Specialty) -> tuple[str, ...]:
    return tuple(row.text for row in specialty.fits if row.kind == WARNING)


def fit_keys(specialty: Specialty) -> tuple[str, ...]:
    return tuple(row.source for row in specialty.fits)


def level_keys(specialties: Iterable[Specialty]) -> tuple[str, ...]:
    """The sources behind the three levels."""
    return tuple(specialty.levels_source for specialty in specialties)


def filled(text: str) -> str:
    """A note or a phrase with its blanks filled for any reader."""
    for blank, words in ANY_AREA.items():
        text = text.replace(blank, words)
    return text
