"""Who holds the probe, and how the day divides, for all specialties. Pure."""

from typing import NamedTuple

from specialties import pictures
from specialties.library import Library, Specialty
from specialties.pages import profile
from specialties.pages.parts import NOT_STATED, PROBE_WORDS, Cited, Ref, day_bars, day_keys
from specialties.words import listed


class ProbeRow(NamedTuple):
    specialty: Specialty
    probe: str
    refs: tuple[Ref, ...]
    places: tuple[pictures.Choice, ...]


class Page:
    def __init__(self, library: Library) -> None:
        cited = Cited(library)
        self.origin = cited.origin(
            *(row.probe_source for row in library.specialties),
            *day_keys(library, library.specialties),
        )
        covers = self.origin.covers
        self.probe_notes = cited.notes("probe", but=covers)
        bars = day_bars(library, library.specialties)
        probes = (*PROBE_WORDS, "")
        self.probes = tuple(
            ProbeRow(
                row,
                PROBE_WORDS.get(row.probe, NOT_STATED),
                cited.refs(row.probe_source, but=covers),
                pictures.choices(row.probe, tuple(PROBE_WORDS)),
            )
            for row in sorted(library.specialties, key=lambda row: probes.index(row.probe))
        )
        self.probe_words = tuple(
            (words, choice.at)
            for words, choice in zip(
                PROBE_WORDS.values(), pictures.choices("", tuple(PROBE_WORDS)), strict=True
            )
        )
        self.days = tuple(bar for bar in bars if bar.segments)
        self.day_notes = cited.notes("day", but=covers)
        # A track has the day of its whole field, and no figures of its own.
        self.tracks = listed(
            [row.name for row in library.specialties if row.whole_field and not row.day_split]
        )
        self.without_day = listed(
            [row.name for row in library.specialties if not (row.whole_field or row.day_split)]
        )
        self.further = tuple(
            (specialty, place, f"{heading}: {specialty.name}")
            for specialty in library.specialties
            for place, heading in profile.PICTURES.items()
            if getattr(specialty, place)
        )
        self.foot = cited.foot()
