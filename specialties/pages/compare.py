"""Two to four specialties side by side, what differs most first. Pure."""

from collections import Counter
from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

from specialties.filters import readable
from specialties.levels import Level, steps_between
from specialties.library import COLUMNS, Library, Specialty
from specialties.pages.parts import (
    FIT,
    Cited,
    Foot,
    Option,
    Ref,
    day_bars,
    day_keys,
    fit_words,
    level_keys,
    level_words,
)
from specialties.pages.routes import OWN_RESIDENCY, way_there
from specialties.words import counted, listed, number_word, sentence_case

FEWEST, MOST = 2, 4
BAD_REQUEST, NOT_FOUND, OK = 400, 404, 200
PICKS = ("First", "Second", "Third, if you like", "Fourth, if you like")


@dataclass(frozen=True, slots=True)
class Picks:
    """The picks that can be shown, what is wrong with the others, and the status that says so."""

    slugs: tuple[str, ...]
    problems: tuple[str, ...]
    status: int

    @property
    def is_complete(self) -> bool:
        return not self.problems and FEWEST <= len(self.slugs) <= MOST


class Column(NamedTuple):
    slug: str
    name: str
    is_estimated: bool


class Cell(NamedTuple):
    """What one specialty has under one heading, in words; empty is not stated."""

    name: str
    text: str
    refs: tuple[Ref, ...] = ()


class Head(NamedTuple):
    """What a row compares, how far apart, and the sources that say it for all."""

    name: str
    detail: str
    refs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One heading with a level for each specialty, or words for each; `keys`: what those name."""

    name: str
    gist: str = ""
    levels: tuple[tuple[str, Level | None], ...] = ()
    cells: tuple[Cell, ...] = ()
    keys: tuple[tuple[str | None, ...], ...] = ()
    refs: tuple[Ref, ...] = ()

    @property
    def is_same(self) -> bool:
        return len({level for _, level in self.levels} | {cell.text for cell in self.cells}) <= 1

    @property
    def steps(self) -> int:
        """Steps between the lowest and the highest level; words have no steps."""
        return steps_between([level for _, level in self.levels if level is not None])

    @property
    def detail(self) -> str:
        if not self.steps:
            return self.gist
        return f"{self.gist}; {counted(self.steps, 'step', 'steps')} apart"

    def numbered(self, cited: Cited, covers: Container[str]) -> Self:
        """What we estimate is said in its cell; a source that says it for all, once."""
        named = (key for keys in self.keys for key in keys if key not in cited.ours)
        refs = cited.refs(*named, but=covers)
        cells = tuple(
            cell._replace(refs=cited.estimates(*keys))
            for cell, keys in zip(self.cells, self.keys, strict=True)
        )
        return replace(self, refs=refs, cells=cells)

    @property
    def head(self) -> Head:
        return Head(self.name, self.detail, self.refs)


class Page:
    """The picker, and when the picks allow it the comparison."""

    def __init__(self, library: Library, values: Sequence[str]) -> None:
        cited = Cited(library)
        self.picks = read_picks(values, library.specialty_by_slug)
        slugs = self.picks.slugs if self.picks.is_complete else ()
        shown = [library.specialty_by_slug[slug] for slug in slugs]
        count = sentence_case(number_word(len(shown)))
        self.title = f"{count} specialties, side by side" if shown else "Compare specialties"
        self.names = listed([row.name for row in shown])
        title = f"{self.title}: {self.names}" if shown else self.title
        self.full_title = f"Error: {title}" if self.picks.problems else title
        self.selects = _selects(library, self.picks)
        # Numbers rise in the order of the page.
        self.origin = cited.origin(
            *level_keys(shown),
            *(level.source for row in shown for level in row.axis_levels),
            *day_keys(library, shown),
        )
        covers = self.origin.covers - cited.ours
        self.estimates = _estimates(shown)
        self.axis_notes = cited.notes("axes", but=self.origin.covers)
        self.columns = [
            Column(row.slug, row.name, library.source_by_key[row.levels_source].is_ours)
            for row in shown
        ]
        different, same = differences_first(_rows(library, shown))
        self.different = tuple(row.numbered(cited, covers) for row in different)
        self.same = tuple(row.numbered(cited, covers) for row in same)
        self.days = day_bars(library, shown)
        self.day_notes = cited.notes("day", but=covers)
        # The picker alone states no facts, so it names no sources.
        self.foot = cited.foot() if shown else Foot()


def read_picks(values: Sequence[str], known: Collection[str]) -> Picks:
    """Read the picks of an address: blanks are left alone, valid ones keep their order.

    Unknown names make a 404, as an unknown address does; repeated ones, or more than four, a
    400. In either case what was valid is kept, four at most.
    """
    named = [value for value in values if value]
    unknown = [value for value in dict.fromkeys(named) if value not in known]
    valid = [value for value in dict.fromkeys(named) if value in known]
    repeated = [value for value, count in Counter(named).items() if count > 1 and value in known]
    problems = [f"There is no specialty “{readable(value)}” here." for value in unknown[:MOST]]
    if repeated:
        problems.append("A specialty can stand beside others, not beside itself: pick each once.")
    if len(valid) > MOST:
        problems.append(f"Only {number_word(MOST)} fit side by side. The first ones are kept.")
    status = NOT_FOUND if unknown else BAD_REQUEST if problems else OK
    return Picks(tuple(valid[:MOST]), tuple(problems), status)


def differences_first(rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Split rows into those that differ, by most steps first, and those that are the same.

    Rows that differ in words, or because one side is not stated, come after those with more
    steps. Ties keep their order.
    """
    different = sorted((row for row in rows if not row.is_same), key=lambda row: -row.steps)
    return tuple(different), tuple(row for row in rows if row.is_same)


def _rows(library: Library, shown: Sequence[Specialty]) -> list[Row]:
    """Every heading under which the specialties can be compared; none when there are none."""
    if not shown:
        return []
    rows = [
        Row(name, "level", tuple((row.name, getattr(row, column)) for row in shown))
        for column, name in COLUMNS.items()
    ]
    axes = [(row.name, row.axes) for row in shown]
    rows += [
        Row(
            axis.name,
            "axis level",
            tuple((name, levels.get(axis.slug)) for name, levels in axes),
        )
        for axis in library.axes
    ]
    worded: dict[str, list[tuple[str, tuple[str | None, ...]]]] = {
        "Who holds the probe": [(row.probe_text, (row.probe_source,)) for row in shown],
        "It may fit if you want": [
            (fit_words(row), tuple(fit.source for fit in row.fits if fit.kind == FIT))
            for row in shown
        ],
        "How to get there": [
            (
                way_there(library, row) or sentence_case(OWN_RESIDENCY),
                tuple(route.source for route in row.routes),
            )
            for row in shown
        ],
        "Training after medical school": [(row.training, (row.training_source,)) for row in shown],
        "Group": [(library.group_by_slug[row.group].name, ()) for row in shown],
    }
    if any(row.whole_field for row in shown):
        worded["Row of the guide’s table"] = [_guide_row(library, row) for row in shown]
    return rows + [
        Row(
            name,
            cells=tuple(Cell(row.name, text) for row, (text, _) in zip(shown, cells, strict=True)),
            keys=tuple(keys for _, keys in cells),
        )
        for name, cells in worded.items()
    ]


def _guide_row(library: Library, specialty: Specialty) -> tuple[str, tuple[str, ...]]:
    """The row that covers it: its own, that of its whole field with the levels there, or none."""
    field = library.whole_field_by_slug.get(specialty.whole_field or "")
    if field:
        return f"{field.name}: {level_words(field)}", (field.source,)
    return ("its own", (specialty.levels_source,)) if specialty.guide_name else ("none", ())


def _estimates(shown: Sequence[Specialty]) -> str:
    """How many of the axis levels side by side are our estimate, as a sentence."""
    rows = [level.is_estimate for specialty in shown for level in specialty.axis_levels]
    if not any(rows):
        return ""
    return (
        f"{sum(rows)} of the {len(rows)} axis levels here are our estimate; "
        "each profile says which, and why."
    )


def _selects(library: Library, picks: Picks) -> list[tuple[str, list[Option]]]:
    chosen = [*picks.slugs, *[""] * (len(PICKS) - len(picks.slugs))]
    return [
        (label, [Option(row.slug, row.name, row.slug == slug) for row in library.specialties])
        for label, slug in zip(PICKS, chosen, strict=True)
    ]
