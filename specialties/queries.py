"""Rows of the library in, frozen views of it out. A fixed number of queries each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from specialties import charts
from specialties.models import (
    Citation,
    Credential,
    FailureMode,
    FocusArea,
    FocusLink,
    Grade,
    Kpi,
    Note,
    Path,
    PayFigure,
    Question,
    Source,
    Stakeholder,
    Statement,
)

Cell = TypeVar("Cell")
MARKS = {
    Grade.PUBLISHED: "pub",
    Grade.REPORTED: "rep",
    Grade.GUIDE: "gui",
    Grade.EDITORIAL: "est",
}
# Where the comparison can be entered: the ids of its parts and what to call them.
PARTS = (
    ("responsibilities", "Side by side"),
    ("kpis", "Targets"),
    ("trade-off", "Trade-offs and more"),
    ("failure-modes", "How each goes wrong"),
    ("credentials", "Credentials"),
    ("areas", "Focus areas"),
    ("pay", "Pay"),
    ("hiring", "What employers look for"),
)
LAST_PARTS = (
    ("faq", "Questions people ask"),
    ("limits", "What this is not"),
    ("sources", "Sources"),
)
# The signs of the first and the second path, and of either.
GLYPHS, NEITHER = ("gen", "spec"), "hyb"
ANY_AREA = {"{area}": "your area", "{patients}": "your patients"}
# The parts of the comparison that are plain statements, in the order of the page.
STATEMENT_PARTS = (
    ("trade-off", "What you trade"),
    ("deliverable", "What you hand over"),
    ("schedule", "Schedule"),
    ("advancement", "Where it leads"),
    ("challenge", "What is hard"),
)


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source as a chip and as a line of the list at the foot."""

    key: str
    chip: str
    mark: str
    grade: str
    title: str
    publisher: str
    year: str
    url: str
    checked: str


@dataclass(frozen=True, slots=True)
class NoteView:
    text: str
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class CellView:
    """One fact of one path: a lead word or number, the text, an answer to it."""

    text: str
    strong: str = ""
    detail: str = ""
    target: str = ""
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """What both paths say under one theme; a path may say several things or nothing."""

    theme: str
    cells: tuple[tuple[CellView, ...], ...]
    notes: tuple[NoteView, ...]
    all_examples: bool = False


@dataclass(frozen=True, slots=True)
class PairTable:
    title: str
    anchor: str
    rows: tuple[ThemeRow, ...]
    notes: tuple[NoteView, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class FailureView:
    sign: str
    cost: str
    remedy: str


@dataclass(frozen=True, slots=True)
class CredentialView:
    area: str
    path: str
    glyph: str
    names: str
    note: str
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class QuestionView:
    topic: str
    question: str
    answer: str
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class SpecialtyLink:
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class AreaView:
    """A focus area with the specialties that it works with."""

    name: str
    technique: str
    patients: str
    credential: str
    specialties: tuple[SpecialtyLink, ...]


@dataclass(frozen=True, slots=True)
class PathView:
    slug: str
    name: str
    glyph: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two paths side by side, with everything a page says about them."""

    paths: tuple[PathView, ...]
    mission: tuple[NoteView, ...]
    responsibilities: PairTable
    stakeholders: PairTable
    kpis: PairTable
    parts: tuple[PairTable, ...]
    failure_modes: tuple[tuple[PathView, tuple[FailureView, ...]], ...]
    failure_notes: tuple[NoteView, ...]
    failure_sources: tuple[SourceView, ...]
    credentials: tuple[CredentialView, ...]
    credential_notes: tuple[NoteView, ...]
    areas: tuple[AreaView, ...]
    area_sources: tuple[SourceView, ...]
    pay: charts.RangeChart
    pay_notes: tuple[NoteView, ...]
    hiring: tuple[QuestionView, ...]
    hiring_sources: tuple[SourceView, ...]
    rationale: tuple[NoteView, ...]
    faq: tuple[QuestionView, ...]
    limits: tuple[NoteView, ...]
    sources: tuple[SourceView, ...]
    checked: str


def comparison() -> Comparison:
    """Read the whole comparison of the paths: 10 queries, however much there is to say."""
    return _Reader().comparison()


def all_sources() -> tuple[SourceView, ...]:
    return tuple(_source_view(source) for source in Source.objects.order_by("title"))


def sources_by_pk() -> dict[int, SourceView]:
    return {source.pk: _source_view(source) for source in Source.objects.all()}


def _source_view(source: Source) -> SourceView:
    return SourceView(
        key=source.key,
        chip=source.chip,
        mark=MARKS[Grade(source.grade)],
        grade=source.get_grade_display(),
        title=source.title,
        publisher=source.publisher,
        year=source.year,
        url=source.url,
        checked=f"{source.checked_on:%B %Y}",
    )


class _Reader:
    """Reads every table once and remembers which sources were named."""

    def __init__(self) -> None:
        self.sources = sources_by_pk()
        self.named: set[int] = set()
        self.cited: dict[tuple[str, int], list[int]] = defaultdict(list)
        self.notes: dict[tuple[str, str], dict[int, Note]] = defaultdict(dict)
        # A note comes with its citations: one that cites nothing is not shown.
        rows = Citation.objects.select_related("note").order_by(
            "note__order", "order", "source__title"
        )
        for row in rows:
            if row.note:
                self.notes[row.note.section, row.note.theme][row.note.pk] = row.note
                self.cited["note", row.note.pk].append(row.source_id)
            elif row.credential_id:
                self.cited["credential", row.credential_id].append(row.source_id)
            elif row.question_id:
                self.cited["question", row.question_id].append(row.source_id)

    def comparison(self) -> Comparison:
        statements = list(Statement.objects.select_related("path").order_by("order", "pk"))
        self.paths = _path_views({row.path for row in statements})
        self.glyphs = {path.slug: path.glyph for path in self.paths}
        kinds: dict[str, list[Statement]] = defaultdict(list)
        for row in statements:
            kinds[row.kind].append(row)
        questions = list(Question.objects.order_by("order"))
        failures = list(FailureMode.objects.select_related("path").order_by("order"))
        return Comparison(
            paths=self.paths,
            mission=self._notes("mission"),
            responsibilities=self._pair_table(
                "What you would do",
                "responsibilities",
                kinds["scope"] + kinds["responsibility"],
                _statement_cell,
            ),
            stakeholders=self._pair_table(
                "Who relies on you",
                "stakeholders",
                Stakeholder.objects.select_related("path").order_by("order", "pk"),
                lambda row: CellView(strong=row.name, text=row.needs),
            ),
            kpis=self._pair_table(
                "Targets you may meet",
                "kpis",
                Kpi.objects.select_related("path").order_by("order", "pk"),
                _kpi_cell,
            ),
            parts=tuple(
                self._pair_table(title, kind, kinds[kind], _statement_cell)
                for kind, title in STATEMENT_PARTS
            ),
            failure_modes=tuple(
                (
                    path,
                    tuple(
                        FailureView(row.sign, row.cost, row.remedy)
                        for row in failures
                        if row.path.slug == path.slug
                    ),
                )
                for path in self.paths
            ),
            failure_notes=self._notes("failure-modes"),
            failure_sources=self._chips(row.source_id for row in failures),
            credentials=tuple(
                CredentialView(
                    area=row.area,
                    path=row.path.name.lower() if row.path else "either",
                    glyph=self._glyph(row.path) or NEITHER,
                    names=row.names,
                    note=row.note,
                    sources=self._chips(self.cited["credential", row.pk]),
                )
                for row in Credential.objects.select_related("path").order_by("order")
            ),
            credential_notes=self._notes("credentials"),
            **self._areas(),
            pay=self._pay(),
            pay_notes=self._notes("pay"),
            hiring=self._questions(questions, Question.Kind.HIRING),
            hiring_sources=self._chips(
                row.source_id for row in questions if row.kind == Question.Kind.HIRING
            ),
            rationale=self._notes("rationale"),
            faq=self._questions(questions, Question.Kind.FAQ),
            limits=self._notes("limits"),
            sources=(listed := self._listed_sources()),
            checked=listed[0].checked if listed else "",
        )

    def _pair_table(
        self, title: str, section: str, rows: Iterable[Any], cell: Callable[[Any], CellView]
    ) -> PairTable:
        themes: dict[str, dict[str, list[CellView]]] = {}
        cited = []
        for row in rows:
            themes.setdefault(row.theme, defaultdict(list))[row.path.slug].append(cell(row))
            cited.append(row.source_id)
        return PairTable(
            title=title,
            anchor=section,
            rows=tuple(self._theme_row(section, theme, cells) for theme, cells in themes.items()),
            notes=self._notes(section),
            sources=self._chips(cited),
        )

    def _theme_row(self, section: str, theme: str, cells: Mapping[str, list[CellView]]) -> ThemeRow:
        return ThemeRow(
            theme=theme,
            cells=tuple(tuple(cells.get(path.slug, ())) for path in self.paths),
            notes=self._notes(section, theme),
            all_examples=all(cell.is_example for row in cells.values() for cell in row),
        )

    def _notes(self, section: str, theme: str = "") -> tuple[NoteView, ...]:
        return tuple(
            NoteView(_fill(row.text), self._chips(self.cited["note", row.pk]))
            for row in self.notes[section, theme].values()
        )

    def _questions(self, rows: list[Question], kind: str) -> tuple[QuestionView, ...]:
        return tuple(
            QuestionView(
                row.topic,
                row.question,
                row.answer,
                self._chips([row.source_id, *self.cited["question", row.pk]]),
            )
            for row in rows
            if row.kind == kind
        )

    def _areas(self) -> dict[str, Any]:
        links: dict[FocusArea, list[SpecialtyLink]] = {}
        keys = []
        rows = FocusLink.objects.select_related("area", "specialty")
        for row in rows.order_by("area__order", "order"):
            link = SpecialtyLink(row.specialty.slug, row.specialty.name)
            links.setdefault(row.area, []).append(link)
            keys += [row.area.source_id, row.source_id]
        areas = tuple(
            AreaView(area.name, area.technique, area.patients, area.credential, tuple(found))
            for area, found in links.items()
        )
        return {"areas": areas, "area_sources": self._chips(keys)}

    def _pay(self) -> charts.RangeChart:
        rows = PayFigure.objects.select_related("path").order_by("order")
        return charts.range_chart(
            [
                charts.Range(
                    label=row.label,
                    kind=self._glyph(row.path),
                    low=row.low,
                    middle=row.middle,
                    high=row.high,
                    note=row.as_of,
                    chips=self._chips([row.source_id]),
                )
                for row in rows
            ]
        )

    def _glyph(self, path: Path | None) -> str:
        return self.glyphs.get(path.slug, "") if path else ""

    def _chips(self, keys: Iterable[int]) -> tuple[SourceView, ...]:
        wanted = dict.fromkeys(keys)
        self.named.update(wanted)
        return tuple(self.sources[pk] for pk in wanted)

    def _listed_sources(self) -> tuple[SourceView, ...]:
        named = (self.sources[pk] for pk in self.named)
        return tuple(sorted(named, key=lambda source: source.title.lower()))


def _fill(text: str) -> str:
    """Fill the blanks of a text for a reader who has not chosen an area."""
    for blank, words in ANY_AREA.items():
        text = text.replace(blank, words)
    return text


def _path_views(paths: Iterable[Path]) -> tuple[PathView, ...]:
    ordered = sorted(paths, key=lambda path: path.order)
    return tuple(
        PathView(path.slug, path.name, glyph) for path, glyph in zip(ordered, GLYPHS, strict=False)
    )


def _statement_cell(row: Statement) -> CellView:
    return CellView(text=row.text, detail=row.detail)


def _kpi_cell(row: Kpi) -> CellView:
    name = f"{row.name}, {row.qualifier}" if row.qualifier else row.name
    return CellView(text=name, target=row.target, is_example=row.is_example)
