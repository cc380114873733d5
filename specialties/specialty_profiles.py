"""One specialty in full."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, Model, QuerySet, Value

from specialties import neighbors, pictures
from specialties.charts import grouped
from specialties.levels import Level
from specialties.models import (
    Activity,
    Axis,
    EmphasisItem,
    FocusLink,
    ImagingShare,
    Specialty,
    TimelineStep,
    TrainingFloor,
)
from specialties.neighbors import Neighbor
from specialties.queries import NoteView, SourceView
from specialties.specialty_queries import (
    NOT_STATED,
    AxisLevels,
    Foot,
    LinkView,
    Shelf,
    SpecialtyRow,
    day_bar,
)
from specialties.words import counted, sentence_case

FREQUENCIES = ("daily", "common", "", "occasional", "depends")
KINDS = {"ultrasound": "Ultrasound", "imaging": "Imaging", "procedure": "Procedures"}
EMPHASIS, SHARE, STEP = "emphasis", "share", "step"


@dataclass(frozen=True, slots=True)
class ItemView:
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class ActivityGroup:
    heading: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class TrainingRow:
    label: str
    text: str
    chips: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class NeighborView:
    slug: str
    name: str
    separations: str


@dataclass(frozen=True, slots=True)
class NeighborGroup:
    distance: str
    neighbors: tuple[NeighborView, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """A specialty with everything its page says. An empty part is not stated."""

    row: SpecialtyRow
    summary: str
    group: str
    head_chips: tuple[tuple[str, tuple[SourceView, ...]], ...]
    parent: LinkView | None
    subspecialties: tuple[LinkView, ...]
    fan: pictures.Fan
    axes: pictures.AxisChart
    axis_chips: tuple[SourceView, ...]
    day: pictures.DayBar
    day_chips: tuple[SourceView, ...]
    activities: tuple[tuple[ActivityGroup, ...], ...]
    activity_chips: tuple[SourceView, ...]
    emphasis: pictures.ValueChart
    shares: pictures.ValueChart
    timeline: pictures.Timeline
    picture_chips: tuple[SourceView, ...]
    notes: Mapping[str, tuple[NoteView, ...]]
    training: tuple[TrainingRow, ...]
    neighbors: tuple[NeighborGroup, ...]
    areas: tuple[LinkView, ...]
    area_chips: tuple[SourceView, ...]
    foot: Foot


def profile(slug: str) -> Profile | None:
    """Read one specialty: 8 queries; None, after 2, when there is none of that name."""
    shelf = Shelf()
    specialty = next((row for row in shelf.specialties if row.slug == slug), None)
    return _profile(shelf, specialty) if specialty else None


def _profile(shelf: Shelf, specialty: Specialty) -> Profile:
    axes = AxisLevels()
    levels = axes.of(specialty)
    activities = list(Activity.objects.filter(specialty=specialty).order_by("order"))
    charts = _pictures(specialty)
    links = list(
        FocusLink.objects.filter(specialty=specialty).select_related("area").order_by("area__order")
    )
    by_pk = {row.pk: row for row in shelf.specialties}
    parent = by_pk.get(specialty.parent_id) if specialty.parent_id else None
    split = getattr(specialty, "day_split", None)
    return Profile(
        row=shelf.row(specialty),
        summary=specialty.summary,
        group=specialty.group.name,
        head_chips=_head_chips(shelf, specialty),
        parent=_link(parent) if parent else None,
        subspecialties=tuple(
            _link(row) for row in shelf.specialties if row.parent_id == specialty.pk
        ),
        fan=pictures.fan(
            [
                pictures.Beam(axes.axes[slug].name.lower(), level.exact)
                for slug, level in levels.items()
            ]
        ),
        axes=pictures.axis_chart([_axis_row(axes.axes[slug], lv) for slug, lv in levels.items()]),
        axis_chips=shelf.chips(*axes.sources) if levels else (),
        day=day_bar(specialty),
        day_chips=shelf.chips(split.source_id) if split else (),
        activities=tuple(_activity_groups(activities, kind) for kind in KINDS),
        activity_chips=shelf.chips(*(row.source_id for row in activities)),
        emphasis=pictures.value_chart([(name, value) for name, value, _ in charts[EMPHASIS]]),
        shares=pictures.value_chart(
            [(name, value) for name, value, _ in charts[SHARE]], unit="\u00a0%"
        ),
        timeline=pictures.timeline([(year, text) for text, year, _ in charts[STEP]]),
        picture_chips=shelf.chips(*(source for rows in charts.values() for *_, source in rows)),
        notes=shelf.notes(specialty),
        training=_training(shelf, specialty),
        neighbors=_neighbors(shelf, specialty, axes),
        areas=tuple(LinkView(link.area.slug, link.area.name) for link in links),
        area_chips=shelf.chips(*(link.source_id for link in links)),
        foot=shelf.foot(),
    )


def _head_chips(
    shelf: Shelf, specialty: Specialty
) -> tuple[tuple[str, tuple[SourceView, ...]], ...]:
    """What stands behind the summary and the levels, said once when it is the same."""
    if specialty.source_id == specialty.levels_source_id:
        return (("Summary and levels", shelf.chips(specialty.source_id)),)
    return (
        ("Summary", shelf.chips(specialty.source_id)),
        ("Levels", shelf.chips(specialty.levels_source_id)),
    )


def _link(specialty: Specialty) -> LinkView:
    return LinkView(specialty.slug, specialty.name)


def _axis_row(axis: Axis, level: Level) -> tuple[str, str, str, Level]:
    return axis.name, axis.low_end, axis.high_end, level


def _pictures(specialty: Specialty) -> Mapping[str, list[tuple[str, int, int]]]:
    """The rows of the three pictures as text, number and source, in one query."""

    def read(model: type[Model], kind: str, text: str, number: str) -> QuerySet[Any, Any]:
        rows = model._default_manager.filter(specialty=specialty).order_by()
        rows = rows.annotate(kind=Value(kind), words=F(text), figure=F(number))
        found: QuerySet[Any, Any] = rows.values_list(
            "kind", "words", "figure", "source_id", "order"
        )
        return found

    found = read(EmphasisItem, EMPHASIS, "name", "emphasis").union(
        read(ImagingShare, SHARE, "name", "percent"),
        read(TimelineStep, STEP, "text", "year"),
        all=True,
    )
    rows: dict[str, list[tuple[str, int, int]]] = {EMPHASIS: [], SHARE: [], STEP: []}
    for kind, words, number, source, _ in sorted(found, key=lambda row: row[-1]):
        rows[kind].append((words, number, source))
    return rows


def _activity_groups(activities: Iterable[Activity], kind: str) -> tuple[ActivityGroup, ...]:
    rows = sorted(
        (row for row in activities if row.kind == kind),
        key=lambda row: FREQUENCIES.index(row.frequency),
    )
    groups = []
    for frequency, found in groupby(rows, key=lambda row: row.frequency):
        words = Activity.Frequency(frequency).label.lower() if frequency else ""
        heading = f"{KINDS[kind]}, {words}" if words else KINDS[kind]
        items = tuple(ItemView(row.name, row.detail) for row in found)
        groups.append(ActivityGroup(heading, items))
    return tuple(groups) or (ActivityGroup(KINDS[kind], ()),)


def _training(shelf: Shelf, specialty: Specialty) -> tuple[TrainingRow, ...]:
    rows = [
        TrainingRow(
            "After medical school (US)",
            specialty.training or NOT_STATED,
            shelf.chips(specialty.training_source_id),
        )
    ]
    rows += [
        TrainingRow(floor.label, floor.text, shelf.chips(floor.source_id))
        for floor in TrainingFloor.objects.filter(specialty=specialty).order_by("order")
    ]
    if figure := getattr(specialty, "match", None):
        text = f"{grouped(figure.positions)} positions, {figure.fill.normalize():f}\u00a0% filled"
        rows.append(TrainingRow(f"Match {figure.year}", text, shelf.chips(figure.source_id)))
    else:
        rows.append(TrainingRow("Match", NOT_STATED, ()))
    return tuple(rows)


def _neighbors(shelf: Shelf, specialty: Specialty, axes: AxisLevels) -> tuple[NeighborGroup, ...]:
    names = {row.slug: row.name for row in shelf.specialties}
    profiles = {row.slug: axes.of(row) for row in shelf.specialties}
    return tuple(
        NeighborGroup(
            sentence_case(counted(group[0].distance, "step apart", "steps apart")),
            tuple(
                NeighborView(found.slug, names[found.slug], _separation(found, axes.axes))
                for found in group
            ),
        )
        for group in neighbors.nearest(specialty.slug, profiles)
    )


def _separation(neighbor: Neighbor, axes: Mapping[str, Axis]) -> str:
    """The axes with the largest difference, in words."""
    if not neighbor.separations:
        return "The same level on every axis."
    largest = neighbor.separations[0].steps
    parts = [
        f"{axes[row.axis].name.lower()}: {row.there.label} there, {row.here.label} here"
        for row in neighbor.separations
        if row.steps == largest
    ]
    is_all = len(parts) == len(neighbor.separations)
    text = sentence_case(f"{'; '.join(parts)}.")
    return text if is_all else f"Furthest apart in {text[0].lower()}{text[1:]}"
