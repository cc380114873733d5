"""Lists of specialties: as an address asks for them, the guide’s table, and the pictures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from specialties import filters, pictures
from specialties.filters import COLUMNS, Filter
from specialties.levels import Level
from specialties.models import Specialty, SpecialtyGroup
from specialties.queries import NoteView, SourceView
from specialties.specialty_queries import (
    PROBES,
    Foot,
    LevelView,
    LinkView,
    Shelf,
    SpecialtyRow,
    day_bar,
    level_views,
)
from specialties.words import counted, listed, number_word, sentence_case

# The exact headings of the guide’s table.
GUIDE_COLUMNS = ("Ultrasound use", "Other imaging reliance", "Procedural intensity")
# Pictures that stand on the page of one specialty: its slug, their place and their title.
PROFILE_PICTURES = (
    ("emergency-medicine", "emphasis", "Where the probe goes in an emergency shift"),
    ("cardiology", "shares", "What cardiology’s imaging is made of"),
    ("internal-medicine", "timeline", "How internal medicine took up the probe"),
)


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows under one heading; a sorted list has one group without a heading."""

    name: str
    description: str
    rows: tuple[SpecialtyRow, ...]


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Select:
    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    title: str
    groups: tuple[RowGroup, ...]
    count: str
    selects: tuple[Select, ...]
    problems: tuple[str, ...]
    is_changed: bool
    level_chips: tuple[SourceView, ...]
    foot: Foot


@dataclass(frozen=True, slots=True)
class TableRow:
    slug: str
    name: str
    levels: tuple[LevelView, ...]


@dataclass(frozen=True, slots=True)
class TablePage:
    title: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    chips: tuple[SourceView, ...]
    foot: Foot


@dataclass(frozen=True, slots=True)
class PicturesPage:
    probes: tuple[SpecialtyRow, ...]
    probe_words: tuple[tuple[str, str], ...]
    probe_notes: tuple[NoteView, ...]
    days: tuple[pictures.DayBar, ...]
    day_notes: tuple[NoteView, ...]
    without_day: str
    further: tuple[tuple[str, str, str], ...]
    foot: Foot


@dataclass(frozen=True, slots=True)
class GroupLinks:
    """A group by name, with the specialties in it as links."""

    name: str
    description: str
    links: tuple[LinkView, ...]


def group_links() -> tuple[GroupLinks, ...]:
    """Every specialty under its group: 1 query."""
    rows = Specialty.objects.select_related("group").order_by("group__order", "order")
    return tuple(
        GroupLinks(
            group.name,
            group.description,
            tuple(LinkView(row.slug, row.name) for row in found),
        )
        for group, found in groupby(rows, key=lambda row: row.group)
    )


def list_page(parameters: Mapping[str, Sequence[str]]) -> ListPage:
    """Specialties as an address asks for them: 2 queries."""
    shelf = Shelf()
    groups = list(dict.fromkeys(row.group for row in shelf.specialties))
    request = filters.read(parameters, groups=[group.slug for group in groups])
    found = filters.chosen(request.wanted, shelf.specialties, lambda row: row.group.slug)
    rows = _row_groups(shelf, found, is_sorted=bool(request.wanted.sort))
    level_chips = shelf.chips(*(row.levels_source_id for row in shelf.specialties))
    total = len(shelf.specialties)
    return ListPage(
        title=sentence_case(counted(total, "specialty", "specialties")),
        groups=rows,
        count=_count_words(request.wanted, len(found), total, groups),
        selects=_selects(request.kept, groups),
        problems=request.problems,
        is_changed=bool(request.kept or request.problems),
        level_chips=level_chips,
        foot=shelf.foot(),
    )


def table_page() -> TablePage:
    """The guide’s own table, row by row: 2 queries."""
    shelf = Shelf()
    rows = sorted(
        (row for row in shelf.specialties if row.guide_order is not None),
        key=lambda row: row.guide_order or 0,
    )
    count = sentence_case(counted(len(rows), "specialty", "specialties"))
    return TablePage(
        title=f"{count}, as the guide has them",
        columns=GUIDE_COLUMNS,
        rows=tuple(
            TableRow(
                row.slug,
                row.guide_name,
                tuple(
                    LevelView(heading, view.level)
                    for heading, view in zip(GUIDE_COLUMNS, level_views(row), strict=True)
                ),
            )
            for row in rows
        ),
        chips=shelf.chips(*(row.levels_source_id for row in rows)),
        foot=shelf.foot(),
    )


def pictures_page() -> PicturesPage:
    """Who holds the probe, and how the day divides, for all: 3 queries."""
    shelf = Shelf()
    notes = shelf.notes()
    bars = [day_bar(row) for row in shelf.specialties]
    known = {row.slug for row in shelf.specialties}
    words = (*PROBES, "")
    by_probe = sorted(shelf.specialties, key=lambda row: words.index(row.probe))
    return PicturesPage(
        probes=tuple(map(shelf.row, by_probe)),
        probe_words=tuple(
            (word, choice.at)
            for word, choice in zip(
                PROBES.values(), pictures.choices("", tuple(PROBES)), strict=True
            )
        ),
        probe_notes=notes["probe"],
        days=tuple(bar for bar in bars if bar.segments),
        day_notes=notes["day"],
        further=tuple(link for link in PROFILE_PICTURES if link[0] in known),
        without_day=listed([bar.label for bar in bars if not bar.segments]),
        foot=shelf.foot(),
    )


def _row_groups(
    shelf: Shelf, found: Iterable[Specialty], *, is_sorted: bool
) -> tuple[RowGroup, ...]:
    if is_sorted:
        return (RowGroup("", "", tuple(map(shelf.row, found))),)
    by_group: dict[SpecialtyGroup, list[Specialty]] = {}
    for row in sorted(found, key=lambda row: row.group.order):
        by_group.setdefault(row.group, []).append(row)
    return tuple(
        RowGroup(group.name, group.description, tuple(map(shelf.row, rows)))
        for group, rows in by_group.items()
    )


def _count_words(wanted: Filter, found: int, total: int, groups: Iterable[SpecialtyGroup]) -> str:
    """How many are shown, and what they have in common, in a sentence or two."""
    sort = f" Sorted by {COLUMNS[wanted.sort].lower()}, most first." if wanted.sort else ""
    if not wanted.is_filtering:
        return f"Showing all {number_word(total)}.{sort}"
    names = {group.slug: group.name for group in groups}
    parts = [f"{COLUMNS[name].lower()} at least {lv.label}" for name, lv in wanted.least.items()]
    parts += [f"{COLUMNS[name].lower()} at most {lv.label}" for name, lv in wanted.most.items()]
    if wanted.probe:
        parts.append(f"who holds the probe: {PROBES[wanted.probe]}")
    if wanted.group:
        parts.append(f"group: {names[wanted.group]}")
    fits = "fit" if found > 1 else "fits"
    counted_rows = sentence_case(number_word(found)) if found else "None"
    return f"{counted_rows} of {number_word(total)} {fits}: {'; '.join(parts)}.{sort}"


def _selects(kept: Mapping[str, str], groups: Iterable[SpecialtyGroup]) -> tuple[Select, ...]:
    levels = [(level.slug, level.label) for level in Level]
    selects = [
        (f"{column}-{end}", f"{title}, {words}", [("", "any"), *levels])
        for end, words in ((filters.LEAST, "at least"), (filters.MOST, "at most"))
        for column, title in COLUMNS.items()
    ]
    selects += [
        ("probe", "Who holds the probe", [("", "any"), *PROBES.items()]),
        ("group", "Group", [("", "any"), *((group.slug, group.name) for group in groups)]),
        ("sort", "Sort by", [("", "group"), *((c, title.lower()) for c, title in COLUMNS.items())]),
    ]
    return tuple(
        Select(
            name,
            label,
            tuple(Option(value, text, value == kept.get(name, "")) for value, text in options),
        )
        for name, label, options in selects
    )
