"""Two to four specialties side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from specialties import pictures
from specialties.comparing import Cell, Picks, Row, differences_first, read_picks
from specialties.filters import COLUMNS
from specialties.models import Specialty
from specialties.queries import NoteView, SourceView
from specialties.specialty_queries import AxisLevels, Foot, Shelf, day_bar
from specialties.words import counted, listed, number_word, sentence_case

OWN_FIELD = "a field of its own"


@dataclass(frozen=True, slots=True)
class Column:
    slug: str
    name: str
    estimates: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class CompareRow:
    name: str
    detail: str
    chips: tuple[SourceView, ...]
    cells: tuple[tuple[Column, Cell], ...]


@dataclass(frozen=True, slots=True)
class PickOption:
    slug: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The picker, and when the picks allow it the comparison."""

    title: str
    names: str
    picks: Picks
    selects: tuple[tuple[str, tuple[PickOption, ...]], ...]
    columns: tuple[Column, ...]
    different: tuple[CompareRow, ...]
    same: tuple[CompareRow, ...]
    days: tuple[pictures.DayBar, ...]
    chips: tuple[SourceView, ...]
    notes: Mapping[str, tuple[NoteView, ...]]
    foot: Foot


def compare_page(values: Sequence[str]) -> ComparePage:
    """Read what an address wants side by side: 4 queries, however little is shown."""
    shelf = Shelf()
    by_slug = {row.slug: row for row in shelf.specialties}
    picks = read_picks(values, by_slug)
    axes = AxisLevels()
    notes = shelf.notes()
    shown = [by_slug[slug] for slug in picks.slugs] if picks.is_complete else []
    columns = tuple(
        Column(row.slug, row.name, shelf.estimates(row.levels_source_id)) for row in shown
    )
    different, same = differences_first(_compare_rows(shelf, shown, axes) if shown else [])
    count = sentence_case(number_word(len(shown)))
    return ComparePage(
        title=f"{count} specialties, side by side" if shown else "Compare specialties",
        names=listed([row.name for row in shown]),
        picks=picks,
        selects=_pick_selects(shelf.specialties, picks),
        columns=columns,
        different=_in_columns(columns, different),
        same=_in_columns(columns, same),
        days=tuple(map(day_bar, shown)),
        chips=shelf.chips(
            *(row.levels_source_id for row in shown), *(axes.sources if shown else ())
        ),
        notes=notes,
        # The picker alone states no facts, so it names no sources.
        foot=shelf.foot() if shown else Foot((), ""),
    )


def _compare_rows(shelf: Shelf, shown: Sequence[Specialty], axes: AxisLevels) -> list[Row]:
    names = {row.pk: row.name for row in shelf.specialties}
    rows = [
        Row(name, "level", tuple(Cell(level=getattr(row, field)) for row in shown))
        for field, name in COLUMNS.items()
    ]
    rows += [
        Row(
            axis.name,
            f"axis level: {axis.gist}",
            tuple(Cell(level=axes.of(row).get(slug)) for row in shown),
        )
        for slug, axis in axes.axes.items()
    ]
    worded: dict[str, list[tuple[str, int | None]]] = {
        "Who holds the probe": [(row.probe_text, row.probe_source_id) for row in shown],
        "Training after medical school": [(row.training, row.training_source_id) for row in shown],
        "Group": [(row.group.name, None) for row in shown],
        "Part of": [(names.get(row.parent_id or 0, OWN_FIELD), None) for row in shown],
    }
    return rows + [
        Row(
            name,
            "",
            # What we estimate is said in its cell; a source that says it for all, once.
            tuple(Cell(text=text, chips=shelf.estimates(source)) for text, source in cells),
            chips=shelf.sources_but_ours(*(source for _, source in cells)),
        )
        for name, cells in worded.items()
    ]


def _in_columns(columns: Sequence[Column], rows: Iterable[Row]) -> tuple[CompareRow, ...]:
    return tuple(
        CompareRow(
            row.name,
            f"{row.detail}; {counted(row.steps, 'step', 'steps')} apart"
            if row.steps
            else row.detail,
            row.chips,
            tuple(zip(columns, row.cells, strict=True)),
        )
        for row in rows
    )


def _pick_selects(
    specialties: Iterable[Specialty], picks: Picks
) -> tuple[tuple[str, tuple[PickOption, ...]], ...]:
    labels = ("First", "Second", "Third, if you like", "Fourth, if you like")
    chosen = [*picks.slugs, *[""] * (len(labels) - len(picks.slugs))]
    rows = list(specialties)
    return tuple(
        (label, tuple(PickOption(row.slug, row.name, row.slug == slug) for row in rows))
        for label, slug in zip(labels, chosen, strict=True)
    )
