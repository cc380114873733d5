"""What several pages say in the same way. Pure."""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from specialties import pictures
from specialties.levels import Level
from specialties.library import (
    COLUMNS,
    PROBES,
    Library,
    Note,
    Question,
    Source,
    Specialty,
    WholeField,
    oldest_check,
)
from specialties.words import listed

NOT_STATED = "not stated"
PROBE_WORDS = {probe: words.lower() for probe, words in PROBES.items()}
# How a part says that it comes from no published source, by grade.
ORIGINS = {
    "guide": "From the career guide, no published source",
    "editorial": "Our estimate",
}
BOTH = "From the career guide and our own reading, no published source"
# What fills the blanks of a note for a reader who has not chosen an area; most are said to others.
ANY_AREA = {
    "{area}": "this area",
    "{patients}": "these patients",
    "{technique}": "this technique",
    "{works_with}": "doctors I scan for",
    "{credential}": "this credential",
}
FIT, WARNING = "fit", "warning"


class Ref(NamedTuple):
    """A raised number in a text, and the source it leads to at the foot of the page."""

    number: int
    source: Source


class Origin(NamedTuple):
    """The one line in which a part says where it comes from.

    `covers`: the keys that need no number in this part, because the line names them.
    """

    text: str = ""
    refs: tuple[Ref, ...] = ()
    covers: frozenset[str] = frozenset()


class CitedNote(NamedTuple):
    text: str
    refs: tuple[Ref, ...]


class CitedQuestion(NamedTuple):
    question: Question
    refs: tuple[Ref, ...]


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
    """The numbered sources of a page, and the month in which the oldest it named was read.

    What parts say in words stands in no list: `names_guide` and `names_ours` tell what the foot
    has to explain.
    """

    refs: tuple[Ref, ...] = ()
    names_guide: bool = False
    names_ours: bool = False
    checked: str = ""


class Cited:
    """Numbers the sources of one page in the order in which it names them, for its foot."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._by_key = library.source_by_key
        self._numbered: dict[str, Ref] = {}
        self._covered: set[str] = set()
        self.ours = frozenset(source.key for source in library.sources if source.is_ours)
        # What a part need not mark where it says nothing but what we think of it.
        self.unpublished = frozenset(
            source.key for source in library.sources if source.grade in ORIGINS
        )

    def refs(self, *keys: str | None, but: Container[str] = ()) -> tuple[Ref, ...]:
        """Each source once, in the order asked for; None names none.

        `but`: what the part as a whole already names.
        """
        wanted = dict.fromkeys(key for key in keys if key is not None and key not in but)
        return tuple(
            self._numbered.setdefault(key, Ref(len(self._numbered) + 1, self._by_key[key]))
            for key in wanted
        )

    def estimates(self, *keys: str | None) -> tuple[Ref, ...]:
        """Only those that are our own estimates; what the guide says is said once a page."""
        return self.refs(*(key for key in keys if key and self._by_key[key].is_ours))

    def origin(
        self, *facts: str | Sequence[str] | None, beside: Iterable[str | None] = ()
    ) -> Origin:
        """What stands behind a part: `facts` holds the key of each, or the keys together.

        The guide if it stands alone behind any fact, with our own reading where that is named as
        often; otherwise what is named for more than half of them; nothing where each has another.
        `beside`: what else the part says, which has no say in that but may need a number.
        """
        named = [{fact} if isinstance(fact, str) else set(fact) for fact in facts if fact]
        counts = Counter(key for keys in named for key in keys)
        covers, words = self._shared(named, counts)
        if not covers:
            return Origin()
        self._covered.update(covers)
        named.extend({key} for key in beside if key)
        unless = "" if all(keys <= covers for keys in named) else " unless numbered"
        if words:
            pause = "," if unless and "," in words else ""
            return Origin(f"{words}{pause}{unless}.", (), covers)
        refs = self.refs(*covers)
        return Origin(f"From {refs[0].source.chip}{unless}.", refs, covers)

    def notes(
        self,
        *sections: str,
        theme: str = "",
        specialty: str | None = None,
        but: Container[str] = (),
        most: int | None = None,
    ) -> tuple[CitedNote, ...]:
        """`most`: so many of each section, the first ones."""
        return tuple(
            self._note(note, but)
            for section in sections
            for note in self._library.notes_in(section, theme=theme, specialty=specialty)[:most]
        )

    def questions(self, kind: str, *, but: Container[str] = ()) -> tuple[CitedQuestion, ...]:
        return tuple(
            CitedQuestion(row, self.refs(*row.sources, but=but))
            for row in self._library.questions_of(kind)
        )

    def own_notes(
        self, specialty: str, *sections: str, but: Container[str] = ()
    ) -> tuple[CitedNote, ...]:
        """The notes on one specialty alone, without those on all."""
        return tuple(
            self._note(note, but)
            for section in sections
            for note in self._library.notes_in(section, specialty=specialty)
            if note.specialty
        )

    def foot(self) -> Foot:
        """Ask for it last: what is named later is not in it."""
        covered = [self._by_key[key] for key in sorted(self._covered)]
        numbered = tuple(self._numbered.values())
        grades = {source.grade for source in covered}
        return Foot(
            numbered,
            "guide" in grades,
            "editorial" in grades,
            oldest_check([*covered, *(ref.source for ref in numbered)]),
        )

    def _shared(
        self, named: Sequence[set[str]], counts: Counter[str]
    ) -> tuple[frozenset[str], str]:
        """The keys that a part says once, and the words for those that nobody published."""
        guides = frozenset(key for key in counts if self._by_key[key].grade == "guide")
        ours = frozenset(key for key in counts if self._by_key[key].is_ours)
        total = {keys: sum(counts[key] for key in keys) for keys in (guides, ours)}
        if guides and total[ours] >= total[guides] and any(it <= guides | ours for it in named):
            return guides | ours, BOTH
        if any(it <= guides for it in named):
            return guides, ORIGINS["guide"]
        most = frozenset(key for key in counts if 2 * counts[key] > len(named)) - guides
        return most, ORIGINS["editorial"] if most and most <= ours else ""

    def _note(self, note: Note, but: Container[str]) -> CitedNote:
        """Where it stands on a source, its own words say what in it is ours."""
        theirs = [key for key in note.sources if not self._by_key[key].is_ours]
        return CitedNote(filled(note.text), self.refs(*(theirs or note.sources), but=but))


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
