"""One specialty in full. A part that nothing is known of is left out and named at the end. Pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from specialties import neighbors, pictures
from specialties.levels import Level
from specialties.library import (
    BASES,
    FREQUENCIES,
    Activity,
    AxisLevel,
    EmphasisItem,
    ImagingShare,
    Library,
    Specialty,
    TimelineStep,
)
from specialties.neighbors import Neighbor
from specialties.pages.parts import (
    Cited,
    Ref,
    day_bar,
    field_day_bar,
    fit_keys,
    fit_sentence,
    level_words,
    levels,
    warnings,
)
from specialties.pages.routes import OWN_RESIDENCY, after_slugs, in_text, way_there
from specialties.words import counted, grouped, listed, number_word, plain, sentence_case

# The pictures that only some specialties have, by the field that holds them.
PICTURES = {
    "emphasis": "Where the probe goes in a shift",
    "shares": "What its imaging is made of",
    "timeline": "How the probe came in",
}
KINDS = {"ultrasound": "Ultrasound", "imaging": "Imaging", "procedure": "Procedures"}
# What is done most comes first, what has no frequency before what is rare.
BY_FREQUENCY = ("daily", "common", "unstated", "occasional", "depends")
# Notes on what is done in practice, which a page has for its own specialty alone.
REAL_USE = ("counted", "probe")
NOT_FOUND = "not found"
# The letter of a basis that is our reading of the guide’s text.
FROM_TEXT = "p"


class AxisView(NamedTuple):
    name: str
    low_end: str
    high_end: str
    level: Level
    why: str


class MatchRow(NamedTuple):
    """One line of the match table; every figure in words."""

    name: str
    detail: str
    offered: str
    filled: str
    applicants: str
    refs: tuple[Ref, ...]


class Page:
    pictures = PICTURES

    def __init__(self, library: Library, specialty: Specialty) -> None:
        cited = Cited(library)
        self.specialty = specialty
        self.group = library.group_by_slug[specialty.group]
        self.way = way_there(library, specialty)
        self.after = [library.specialty_by_slug[slug] for slug in after_slugs(specialty)]
        self.subspecialties = [
            row
            for row in library.specialties
            if any(route.after == specialty.slug for route in row.routes)
        ]
        self.levels = levels(specialty)
        self.fit = fit_sentence(specialty)
        self.warnings = warnings(specialty)
        # Numbers rise in the order of the page, so its parts are read in that order.
        self.origin = cited.origin(specialty.source, *fit_keys(specialty))
        self.is_estimated = specialty.levels_source not in self.origin.covers
        if self.is_estimated:
            # Said in words beside the levels.
            cited.origin(specialty.levels_source)
        self._draw_day(library, cited)
        self._draw_activities(cited)
        self._draw_pictures(cited)
        self.real_use = cited.own_notes(specialty.slug, *REAL_USE, but=self.origin.covers)
        self._draw_axes(library, cited)
        self.training = list(_training(library, cited, specialty))
        self.matches = list(_matches(cited, specialty))
        self.has_fill = any(row.fill is not None for row in specialty.matches)
        self.has_applicants = any(row.applicants is not None for row in specialty.matches)
        self.missing = _missing(specialty)
        self.neighbors = list(_neighbors(library, specialty))
        links = [
            (area, link)
            for area in library.areas
            for link in area.specialties
            if link.specialty == specialty.slug
        ]
        self.areas = [area for area, _ in links]
        self.area_refs = cited.refs(*(link.source for _, link in links), but=self.origin.covers)
        self.foot = cited.foot()

    def _draw_day(self, library: Library, cited: Cited) -> None:
        """Its own day, or that of the whole field, which is never called its own."""
        specialty, covers = self.specialty, self.origin.covers
        self.whole_field = library.whole_field_by_slug.get(specialty.whole_field or "")
        self.field_words = level_words(self.whole_field) if self.whole_field else ""
        field_source = self.whole_field.source if self.whole_field else None
        self.field_refs = cited.refs(field_source, but=covers)
        self.probe_refs = cited.refs(specialty.probe_source, but=covers)
        self.is_whole_day = bool(self.whole_field and not specialty.day_split)
        self.day = day_bar(specialty)
        day_source = specialty.day_split.source if specialty.day_split else None
        if self.whole_field and self.is_whole_day:
            self.day, day_source = field_day_bar(self.whole_field), field_source
        self.day_refs = cited.refs(day_source, but=covers)

    def _draw_activities(self, cited: Cited) -> None:
        self.activities = [
            [
                (
                    heading,
                    [(row, cited.refs(row.source, but=self.origin.covers)) for row in found],
                )
                for heading, found in group
            ]
            for group in _activity_groups(self.specialty)
        ]
        self.activity_notes = cited.own_notes(
            self.specialty.slug, "activities", but=self.origin.covers
        )

    def _draw_pictures(self, cited: Cited) -> None:
        specialty = self.specialty
        self.emphasis = pictures.value_chart(
            [(row.name, row.emphasis) for row in specialty.emphasis]
        )
        self.shares = pictures.value_chart(
            [(row.name, row.percent) for row in specialty.shares], unit="\u00a0%"
        )
        self.timeline = pictures.timeline([(row.year, row.text) for row in specialty.timeline])
        rows: dict[str, Sequence[EmphasisItem | ImagingShare | TimelineStep]] = {
            "emphasis": specialty.emphasis,
            "shares": specialty.shares,
            "timeline": specialty.timeline,
        }
        covers = self.origin.covers
        self.picture_refs = {}
        self.picture_notes = {}
        for name, found in rows.items():
            if found:
                self.picture_refs[name] = cited.refs(*(row.source for row in found), but=covers)
                self.picture_notes[name] = cited.notes(name, specialty=specialty.slug, but=covers)

    def _draw_axes(self, library: Library, cited: Cited) -> None:
        """Each row says in words what it rests on."""
        rows = [(library.axis_by_slug[row.axis], row) for row in self.specialty.axis_levels]
        self.fan = pictures.level_fan([(axis.gist, row.level) for axis, row in rows])
        self.axes = tuple(
            AxisView(axis.name, axis.low_end, axis.high_end, row.level, axis_reason(row))
            for axis, row in rows
        )
        self.axis_count = number_word(len(library.axes))
        covers = cited.origin(*(row.source for _, row in rows)).covers | self.origin.covers
        self.axis_notes = cited.notes("axes", specialty=self.specialty.slug, but=covers)


def _activity_groups(specialty: Specialty) -> list[list[tuple[str, list[Activity]]]]:
    """The activities of each kind that it has, under a heading for each frequency."""
    groups = [
        [
            (_heading(kind, frequency), list(found))
            for frequency, found in groupby(
                sorted(
                    (row for row in specialty.activities if row.kind == kind),
                    key=lambda row: BY_FREQUENCY.index(row.frequency),
                ),
                key=lambda row: row.frequency,
            )
        ]
        for kind in KINDS
    ]
    return [found for found in groups if found]


def _heading(kind: str, frequency: str) -> str:
    words = FREQUENCIES[frequency]
    return f"{KINDS[kind]}, {words.lower()}" if words else KINDS[kind]


def axis_reason(row: AxisLevel) -> str:
    """Why a level on an axis is what it is: our words, if any, and what they rest on."""
    if not row.is_estimate:
        basis = f"From {listed([BASES[letter] for letter in row.basis])}."
    elif FROM_TEXT in row.basis:
        basis = "Our estimate, read from the guide’s text."
    else:
        basis = "Our estimate."
    return f"{row.reason} {basis}".strip()


def _training(
    library: Library, cited: Cited, specialty: Specialty
) -> Iterator[tuple[str, str, tuple[Ref, ...]]]:
    if specialty.training:
        yield (
            "After medical school (US)",
            specialty.training,
            cited.refs(specialty.training_source),
        )
    for route in specialty.routes:
        after = route.after and in_text(library.specialty_by_slug[route.after].name)
        years = f"{route.years} years" if route.years else ""
        yield (
            f"After {after}" if after else sentence_case(OWN_RESIDENCY),
            ". ".join(filter(None, (years, route.text))) or NOT_FOUND,
            cited.refs(route.source),
        )
    for floor in specialty.floors:
        yield floor.label, floor.text, cited.refs(floor.source)


def _matches(cited: Cited, specialty: Specialty) -> Iterator[MatchRow]:
    """The newest year first; within a year in the given order."""
    for row in sorted(specialty.matches, key=lambda row: -row.year):
        yield MatchRow(
            f"{row.year}, {row.label}",
            row.detail,
            grouped(row.positions),
            f"{plain(row.fill)}\u00a0%" if row.fill is not None else NOT_FOUND,
            grouped(row.applicants) if row.applicants is not None else NOT_FOUND,
            cited.refs(row.source),
        )


def _missing(specialty: Specialty) -> str:
    """The parts that this page leaves out because nothing is known, in words."""
    known = {
        "how its day divides": specialty.day_split or specialty.whole_field,
        "what fills its day": specialty.activities,
        "how long its training takes": specialty.training or specialty.routes,
        "numbers that its training must reach": specialty.floors,
        "figures of its match": specialty.matches,
    }
    return listed([words for words, found in known.items() if not found], last="or")


def _neighbors(library: Library, specialty: Specialty) -> Iterator[tuple[Specialty, str, str]]:
    """The nearest specialties, how far off each is, and what separates them."""
    profiles = {row.slug: row.axes for row in library.specialties}
    for group in neighbors.nearest(specialty.slug, profiles):
        for found in group:
            distance = sentence_case(counted(found.distance, "step apart", "steps apart"))
            yield library.specialty_by_slug[found.slug], distance, _separation(library, found)


def _separation(library: Library, neighbor: Neighbor) -> str:
    """The axes with the largest difference, in words."""
    if not neighbor.separations:
        return "The same level on every axis."
    largest = neighbor.separations[0].steps
    parts = [
        f"{library.axis_by_slug[row.axis].name.lower()}: {row.there.label} there, "
        f"{row.here.label} here"
        for row in neighbor.separations
        if row.steps == largest
    ]
    is_all = len(parts) == len(neighbor.separations)
    text = f"{'; '.join(parts)}."
    return sentence_case(text) if is_all else f"Furthest apart in {text}"
