"""One specialty in full. An empty part is not stated. Pure."""

from collections.abc import Iterator
from itertools import groupby

from specialties import neighbors, pictures
from specialties.library import FREQUENCIES, Activity, Library, Source, Specialty
from specialties.neighbors import Neighbor
from specialties.pages.parts import NOT_STATED, Cited, day_bar, levels
from specialties.words import counted, grouped, plain, sentence_case

# The pictures that only some specialties have, by the field that holds them.
PICTURES = {
    "emphasis": "Where the probe goes in a shift",
    "shares": "What its imaging is made of",
    "timeline": "How the probe came in",
}
KINDS = {"ultrasound": "Ultrasound", "imaging": "Imaging", "procedure": "Procedures"}
# What is done most comes first, what has no frequency before what is rare.
BY_FREQUENCY = ("daily", "common", "", "occasional", "depends")


class Page:
    pictures = PICTURES

    def __init__(self, library: Library, specialty: Specialty) -> None:
        cited = Cited(library)
        self.specialty = specialty
        self.group = library.group_by_slug[specialty.group]
        self.parent = library.specialty_by_slug[specialty.parent] if specialty.parent else None
        self.subspecialties = [row for row in library.specialties if row.parent == specialty.slug]
        self.levels = levels(specialty)
        self.head_chips = _head_chips(cited, specialty)
        self.probe_chips = cited.chips(specialty.probe_source)
        self._draw_axes(library, cited)
        self.day = day_bar(specialty)
        self.day_chips = cited.chips(specialty.day_split.source if specialty.day_split else None)
        self.activities = [_activity_groups(specialty, kind) for kind in KINDS]
        self.activity_chips = cited.chips(*(row.source for row in specialty.activities))
        self._draw_pictures(cited)
        self.notes = {
            section: cited.notes(section, specialty=specialty.slug)
            for section in ("day", "activities", "emphasis", "shares", "counted", "axes")
        }
        self.training = list(_training(cited, specialty))
        self.neighbors = list(_neighbors(library, specialty))
        links = [
            (area, link)
            for area in library.areas
            for link in area.specialties
            if link.specialty == specialty.slug
        ]
        self.areas = [area for area, _ in links]
        self.area_chips = cited.chips(*(link.source for _, link in links))
        self.foot = cited.foot()

    def _draw_axes(self, library: Library, cited: Cited) -> None:
        rows = [(library.axis_by_slug[row.axis], row) for row in self.specialty.axis_levels]
        self.fan = pictures.fan(
            [pictures.Beam(axis.name.lower(), row.level.exact) for axis, row in rows]
        )
        self.axes = pictures.axis_chart(
            [(axis.name, axis.low_end, axis.high_end, row.level) for axis, row in rows]
        )
        self.axis_chips = cited.chips(*(row.source for _, row in rows))

    def _draw_pictures(self, cited: Cited) -> None:
        specialty = self.specialty
        self.emphasis = pictures.value_chart(
            [(row.name, row.emphasis) for row in specialty.emphasis]
        )
        self.shares = pictures.value_chart(
            [(row.name, row.percent) for row in specialty.shares], unit="\u00a0%"
        )
        self.timeline = pictures.timeline([(row.year, row.text) for row in specialty.timeline])
        self.picture_chips = cited.chips(
            *(row.source for row in specialty.emphasis),
            *(row.source for row in specialty.shares),
            *(row.source for row in specialty.timeline),
        )


def _head_chips(cited: Cited, specialty: Specialty) -> list[tuple[str, tuple[Source, ...]]]:
    """What stands behind the summary and the levels, said once when it is the same."""
    if specialty.source == specialty.levels_source:
        return [("Summary and levels", cited.chips(specialty.source))]
    return [
        ("Summary", cited.chips(specialty.source)),
        ("Levels", cited.chips(specialty.levels_source)),
    ]


def _activity_groups(specialty: Specialty, kind: str) -> list[tuple[str, list[Activity]]]:
    """The activities of one kind under a heading for each frequency."""
    rows = sorted(
        (row for row in specialty.activities if row.kind == kind),
        key=lambda row: BY_FREQUENCY.index(row.frequency),
    )
    groups = []
    for frequency, found in groupby(rows, key=lambda row: row.frequency):
        words = f", {FREQUENCIES[frequency].lower()}" if frequency else ""
        groups.append((f"{KINDS[kind]}{words}", list(found)))
    return groups or [(KINDS[kind], [])]


def _training(cited: Cited, specialty: Specialty) -> Iterator[tuple[str, str, tuple[Source, ...]]]:
    yield (
        "After medical school (US)",
        specialty.training or NOT_STATED,
        cited.chips(specialty.training_source),
    )
    for floor in specialty.floors:
        yield floor.label, floor.text, cited.chips(floor.source)
    if figure := specialty.match:
        text = f"{grouped(figure.positions)} positions, {plain(figure.fill)}\u00a0% filled"
        yield f"Match {figure.year}", text, cited.chips(figure.source)
    else:
        yield "Match", NOT_STATED, ()


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
