"""The two paths side by side, with everything that a page says about them. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from specialties import pictures
from specialties.library import Kpi, Library, Source, Stakeholder, Statement
from specialties.pages.parts import Cited, CitedNote, filled

Fact = TypeVar("Fact", Statement, Stakeholder, Kpi)

# Where the comparison can be entered: the ids of its parts and what to call them.
PARTS = (
    ("responsibilities", "Side by side"),
    ("kpis", "Targets"),
    ("trade-off", "Trade-offs and more"),
    ("failure-modes", "How each goes wrong"),
    ("credentials", "Credentials"),
    ("areas", "Focus areas"),
    ("work", "What the work asks of you"),
    ("pay", "Pay"),
    ("hiring", "What employers look for"),
)
LAST_PARTS = (
    ("faq", "Questions people ask"),
    ("limits", "What this is not"),
    ("sources", "Sources"),
)
# What only the page of the paths has; a result leads there.
APART = ("credentials", "areas", "work", "faq")
# The signs of the first and the second path.
GLYPHS = ("gen", "spec")
# The parts of the comparison that are plain statements, in the order of the page.
STATEMENT_PARTS = {
    "trade-off": "What you trade",
    "deliverable": "What you hand over",
    "schedule": "Schedule",
    "advancement": "Where it leads",
    "challenge": "What is hard",
}
# The first words of a table on each side: statements of this kind, under the name of the table.
LEAD = "lead"
STAKEHOLDERS, KPIS = "Stakeholders", "KPIs"
# When a phrase is said, in the order of the page.
OCCASIONS = {
    "manager": "To a manager",
    "interview": "In an interview",
    "training": "To get training",
}


class PathView(NamedTuple):
    slug: str
    name: str
    glyph: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One fact of one path: a lead word or number, the text, an answer to it."""

    text: str
    strong: str = ""
    detail: str = ""
    target: str = ""
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """What each path says under one theme; a path may say several things or nothing."""

    theme: str
    cells: tuple[tuple[Cell, ...], ...]
    notes: tuple[CitedNote, ...] = ()


@dataclass(frozen=True, slots=True)
class PairTable:
    anchor: str
    title: str
    caption: str
    rows: tuple[ThemeRow, ...]
    notes: tuple[CitedNote, ...]
    sources: tuple[Source, ...]
    lead: tuple[str, ...] = ()


class Comparison:
    """The paths side by side. The page of a result holds the same one.

    `cited`: where a page names sources of its own before, so that one foot holds them all.
    """

    percentiles = pictures.PERCENTILES

    def __init__(
        self, library: Library, cited: Cited | None = None, *, is_brief: bool = False
    ) -> None:
        """`is_brief`: without the parts APART and without pay by year."""
        self.is_brief = is_brief
        self._library = library
        self._cited = cited = cited or Cited(library)
        self.paths = tuple(
            PathView(path.slug, path.name, glyph)
            for path, glyph in zip(library.paths, GLYPHS, strict=False)
        )
        self._compare(library)
        self.mission = cited.notes("mission")
        self.failure_modes = tuple(
            (path, tuple(row for row in library.failure_modes if row.path == path.slug))
            for path in self.paths
        )
        self.failure_notes = cited.notes("failure-modes")
        self.failure_sources = cited.chips(*(row.source for row in library.failure_modes))
        by_slug = {path.slug: path for path in self.paths}
        if not is_brief:
            self.credentials = tuple(
                (row, by_slug.get(row.path or ""), cited.chips(*row.sources))
                for row in library.credentials
            )
            self.credential_notes = cited.notes("credentials")
            self.work = cited.notes("work")
            self.faq = tuple(
                (row, cited.chips(*row.sources)) for row in library.questions_of("faq")
            )
        self._pay(library, by_slug)
        self._ask(library)
        self.rationale = cited.notes("rationale")
        self.limits = cited.notes("limits")
        self.foot = cited.foot()

    def _compare(self, library: Library) -> None:
        def statements(*kinds: str, theme: str = "") -> list[Statement]:
            return [
                row
                for kind in kinds
                for row in library.statements
                if row.kind == kind and theme in ("", row.theme)
            ]

        self.responsibilities = self._table(
            "responsibilities",
            statements("scope", "responsibility"),
            _statement,
            caption="What you would do.",
        )
        self.stakeholders = self._table(
            "stakeholders",
            library.stakeholders,
            lambda row: Cell(strong=row.name, text=row.needs),
            caption="Who relies on you, and what they need from you.",
            lead=statements(LEAD, theme=STAKEHOLDERS),
        )
        self.kpis = self._table(
            "kpis",
            library.kpis,
            _kpi,
            title="Targets you may meet",
            caption=(
                "What you may be measured by. "
                "The line under a target says what published figures add."
            ),
            lead=statements(LEAD, theme=KPIS),
        )
        self.parts = tuple(
            self._table(kind, statements(kind), _statement, title=title)
            for kind, title in STATEMENT_PARTS.items()
        )

    def _pay(self, library: Library, by_slug: Mapping[str, PathView]) -> None:
        self.pay_notes = self._cited.notes("pay")
        self.pay = pictures.range_chart(
            [
                pictures.Range(
                    label=row.label,
                    kind=by_slug[row.path].glyph if row.path else "",
                    low=row.low,
                    middle=row.middle,
                    high=row.high,
                    note=row.as_of,
                    chips=self._cited.chips(row.source),
                )
                for row in library.pay
            ]
        )
        if self.is_brief:
            return
        self.pay_years = pictures.percentile_chart(
            [
                (str(row.year), (row.p10, row.p25, row.p50, row.p75, row.p90))
                for row in library.pay_years
            ]
        )
        self.pay_year_sources = self._cited.chips(*(row.source for row in library.pay_years))

    def _ask(self, library: Library) -> None:
        self.hiring_lead = self._cited.notes("hiring")
        self.phrase_lead = self._cited.notes("phrases")
        self.phrases = tuple(
            (words, tuple(filled(row.text) for row in rows))
            for occasion, words in OCCASIONS.items()
            if (rows := [row for row in library.phrases if row.occasion == occasion])
        )
        self.phrase_sources = self._cited.chips(*(row.source for row in library.phrases))
        hiring = library.questions_of("hiring")
        self.hiring = tuple((row, self._cited.chips(*row.sources)) for row in hiring)
        # The questions are those of the first source; a further one stands behind an answer.
        self.hiring_sources = self._cited.chips(*(key for row in hiring for key in row.sources[:1]))

    def _table(
        self,
        section: str,
        rows: Iterable[Fact],
        cell: Callable[[Fact], Cell],
        *,
        title: str = "",
        caption: str = "",
        lead: Sequence[Statement] = (),
    ) -> PairTable:
        """Facts by theme, in the order in which the themes first come up."""
        said = {row.path: row.text for row in lead}
        themes: dict[str, dict[str, list[Cell]]] = {}
        cited = []
        for row in rows:
            cells = themes.setdefault(row.theme, {path.slug: [] for path in self.paths})
            cells.setdefault(row.path, []).append(cell(row))
            cited.append(row.source)
        return PairTable(
            anchor=section,
            title=title,
            caption=caption,
            rows=tuple(
                ThemeRow(
                    theme,
                    tuple(tuple(cells[path.slug]) for path in self.paths),
                    self._cited.notes(section, theme=theme),
                )
                for theme, cells in themes.items()
            ),
            notes=self._cited.notes(section),
            sources=self._cited.chips(*(row.source for row in lead), *cited),
            lead=tuple(said.get(path.slug, "") for path in self.paths) if said else (),
        )


def _statement(row: Statement) -> Cell:
    return Cell(text=row.text, detail=row.detail)


def _kpi(row: Kpi) -> Cell:
    name = f"{row.name}, {row.qualifier}" if row.qualifier else row.name
    return Cell(text=name, target=row.target, is_example=row.is_example)
