"""What every specialty page reads first, and the views they share."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q

from specialties import pictures
from specialties.filters import COLUMNS
from specialties.levels import Level
from specialties.models import (
    Axis,
    AxisLevel,
    DaySplit,
    Grade,
    Specialty,
    SpecialtyCitation,
    SpecialtyNote,
)
from specialties.queries import MARKS, NoteView, SourceView, sources_by_pk

NOT_STATED = "not stated"
OURS = MARKS[Grade.EDITORIAL]
PROBES = {choice.value: choice.label.lower() for choice in Specialty.Probe}


@dataclass(frozen=True, slots=True)
class Foot:
    """The sources that a page named, and when they were last read."""

    sources: tuple[SourceView, ...]
    checked: str


@dataclass(frozen=True, slots=True)
class LevelView:
    """One of the three levels with the heading it stands under."""

    name: str
    level: Level


@dataclass(frozen=True, slots=True)
class LinkView:
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class SpecialtyRow:
    """One specialty in a list."""

    slug: str
    name: str
    levels: tuple[LevelView, ...]
    estimates: tuple[SourceView, ...]
    probe: str
    probe_text: str
    probe_chips: tuple[SourceView, ...]
    probe_estimates: tuple[SourceView, ...]
    places: tuple[pictures.Choice, ...]


class Sources:
    """Reads the sources, one query, and remembers which were named."""

    def __init__(self) -> None:
        self._sources = sources_by_pk()
        self._named: dict[int, None] = {}

    def chips(self, *keys: int | None) -> tuple[SourceView, ...]:
        wanted = dict.fromkeys(key for key in keys if key is not None)
        self._named.update(wanted)
        return tuple(self._sources[key] for key in wanted)

    def foot(self) -> Foot:
        named = (self._sources[key] for key in self._named)
        listed_sources = tuple(sorted(named, key=lambda source: source.title.lower()))
        return Foot(listed_sources, listed_sources[0].checked if listed_sources else "")


class Shelf(Sources):
    """Reads the specialties as well: two queries together."""

    def __init__(self) -> None:
        super().__init__()
        self.specialties = list(Specialty.objects.select_related("group", "day_split", "match"))

    def estimates(self, *keys: int | None) -> tuple[SourceView, ...]:
        """Only the chips that say “our estimate”; what the guide says is said once a page."""
        return tuple(chip for chip in self.chips(*keys) if chip.mark == OURS)

    def sources_but_ours(self, *keys: int | None) -> tuple[SourceView, ...]:
        return tuple(chip for chip in self.chips(*keys) if chip.mark != OURS)

    def notes(self, about: Specialty | None = None) -> Mapping[str, tuple[NoteView, ...]]:
        """Notes by section: those on every specialty and those on this one. One query."""
        rows = (
            SpecialtyCitation.objects.filter(note__isnull=False)
            .filter(Q(note__specialty=None) | Q(note__specialty=about))
            .select_related("note")
            .order_by("note__section", "note__order", "note__pk", "order")
        )
        found: dict[str, list[NoteView]] = {section.value: [] for section in SpecialtyNote.Section}
        for note, citations in groupby(rows, key=lambda row: row.note):
            chips = self.chips(*(citation.source_id for citation in citations))
            found[note.section].append(NoteView(note.text, chips))
        return {section: tuple(views) for section, views in found.items()}

    def row(self, specialty: Specialty) -> SpecialtyRow:
        return SpecialtyRow(
            slug=specialty.slug,
            name=specialty.name,
            levels=level_views(specialty),
            estimates=self.estimates(specialty.levels_source_id),
            probe=PROBES.get(specialty.probe, NOT_STATED),
            probe_text=specialty.probe_text,
            probe_chips=self.chips(specialty.probe_source_id),
            probe_estimates=self.estimates(specialty.probe_source_id),
            places=pictures.choices(specialty.probe, tuple(PROBES)),
        )


class AxisLevels:
    """Every specialty’s axis levels: one query."""

    def __init__(self) -> None:
        self.axes: dict[str, Axis] = {}
        self.sources: dict[int, None] = {}
        self._levels: dict[int, dict[str, Level]] = defaultdict(dict)
        rows = AxisLevel.objects.select_related("axis").order_by("axis__order", "pk")
        for row in rows:
            self.axes[row.axis.slug] = row.axis
            self.sources[row.source_id] = None
            self._levels[row.specialty_id][row.axis.slug] = row.level

    def of(self, specialty: Specialty) -> Mapping[str, Level]:
        return self._levels.get(specialty.pk, {})


def level_views(specialty: Specialty) -> tuple[LevelView, ...]:
    return tuple(LevelView(name, getattr(specialty, field)) for field, name in COLUMNS.items())


def day_bar(specialty: Specialty) -> pictures.DayBar:
    split: DaySplit | None = getattr(specialty, "day_split", None)
    shares = (split.procedures, split.imaging, split.thinking) if split else None
    return pictures.day_bar(specialty.name, specialty.slug, shares)
