"""The library as readers know it: what a person can choose, frozen. Pure.

One `Library` is a part of one edition. Rows name each other by slug or key; every tuple stands in
the order of the page. A fact names its source by key; one that leans on several names them all,
the first one first. An empty text or None is “not stated”.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from specialties.levels import Level
from specialties.words import plain

# The words of a grade.
GRADES = {
    "published": "published",
    "as-reported": "as reported",
    "guide": "career guide, no published source",
    "editorial": "our estimate",
}
COMPARATORS = {
    "between": "Between",
    "at-least": "at least",
    "at-most": "at most",
    "under": "Under",
    "within": "Within",
}
PROBES = {
    "performs": "Performs",
    "interprets": "Interprets",
    "both": "Both",
    "rarely": "Rarely",
}
FREQUENCIES = {
    "daily": "Daily",
    "common": "Common",
    "occasional": "Occasional",
    "depends": "depends on the program or subspecialty",
    "unstated": "",
}
# What stands behind a level on an axis. The first three are the guide’s own words on it.
BASES = {
    "t": "the guide’s table of levels",
    "d": "the guide’s split of the day",
    "s": "what the guide says on who scans",
    "p": "the guide’s text, read by us",
    "o": "our reading",
}
GROUNDED = frozenset("tds")
FITS = {"fit": "what it fits", "warning": "a warning"}
# What the page of a specialty calls its three levels, in the order of the table.
COLUMNS = {"ultrasound": "Ultrasound", "imaging": "Imaging", "procedures": "Procedures"}

Row = TypeVar("Row")


class Frozen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value of an edition: it never changes, and an unknown field is an error."""


class Source(Frozen, frozen=True):
    """Where facts come from. `grade` tells how much stands behind them."""

    key: str
    publisher: str
    title: str
    year: str
    url: str
    grade: str
    checked_on: date

    @property
    def chip(self) -> str:
        return chip(self.publisher, self.year, self.grade)

    @property
    def label(self) -> str:
        """Its title with whoever published it, unless the title says so itself."""
        return self.title if self.publisher in self.title else f"{self.publisher}: {self.title}"

    @property
    def grade_words(self) -> str:
        return GRADES[self.grade]

    @property
    def is_plain(self) -> bool:
        """Whether its grade goes without saying."""
        return self.grade == "published"

    @property
    def is_ours(self) -> bool:
        return self.grade == "editorial"


class Path(Frozen, frozen=True):
    slug: str
    name: str


class Statement(Frozen, frozen=True):
    """One cell of the comparison: what a path is like under one theme."""

    path: str
    kind: str
    theme: str
    text: str
    detail: str
    source: str


class Stakeholder(Frozen, frozen=True):
    path: str
    theme: str
    name: str
    needs: str
    source: str


class Kpi(Frozen, frozen=True):
    """A key performance indicator; `low` is the number, or the lower one of two."""

    path: str
    theme: str
    name: str
    qualifier: str
    comparator: str
    low: Decimal
    high: Decimal | None
    unit: str
    period: str
    is_example: bool
    source: str

    @property
    def target(self) -> str:
        return target(self.comparator, self.low, self.high, self.unit, self.period)


class FailureMode(Frozen, frozen=True):
    path: str
    sign: str
    cost: str
    remedy: str
    source: str


class Note(Frozen, frozen=True):
    """What stands beside one part of a page; `theme` or `specialty` narrow where."""

    key: str
    section: str
    theme: str
    specialty: str | None
    text: str
    sources: tuple[str, ...]


class Credential(Frozen, frozen=True):
    key: str
    area: str
    path: str | None
    names: str
    note: str
    sources: tuple[str, ...]


class PayFigure(Frozen, frozen=True):
    """A range, a median or both, in US dollars a year."""

    key: str
    label: str
    path: str | None
    low: int | None
    middle: int | None
    high: int | None
    as_of: str
    source: str


class PayYear(Frozen, frozen=True):
    """What sonographers earned in one year, in US dollars, at five percentiles; `jobs` counted."""

    year: int
    p10: int
    p25: int
    p50: int
    p75: int
    p90: int
    jobs: int | None
    source: str


class Question(Frozen, frozen=True):
    key: str
    kind: str
    path: str | None
    topic: str
    question: str
    answer: str
    sources: tuple[str, ...]


class PlanTask(Frozen, frozen=True):
    key: str
    path: str | None
    text: str
    source: str


class PlanWeek(Frozen, frozen=True):
    number: int
    aim: str
    proof: str
    source: str
    tasks: tuple[PlanTask, ...]


class FocusLink(Frozen, frozen=True):
    specialty: str
    source: str


class FocusArea(Frozen, frozen=True):
    """Where a sonographer can go deep, with the specialties whose patients it shares."""

    slug: str
    name: str
    technique: str
    patients: str
    works_with: str
    credential: str
    source: str
    specialties: tuple[FocusLink, ...]


class Phrase(Frozen, frozen=True):
    """A sentence with blanks. A focus area fills them, or a specialty where the text names one."""

    key: str
    occasion: str
    text: str
    source: str

    @property
    def is_of_area(self) -> bool:
        return "{specialty}" not in self.text


class Axis(Frozen, frozen=True):
    """One thing that a working day has much or little of; `gist` is its word in charts.

    `deed` is what a log calls having done it, e.g. “scanned”; empty where nothing is done.
    """

    slug: str
    name: str
    gist: str
    low_end: str
    high_end: str
    source: str
    deed: str = ""


class Group(Frozen, frozen=True):
    slug: str
    name: str
    description: str
    source: str


class AxisLevel(Frozen, frozen=True):
    """`basis`: letters of BASES, e.g. “td”; `reason` in words, where there is more to say."""

    axis: str
    level: Level
    basis: str
    reason: str
    source: str

    @property
    def is_estimate(self) -> bool:
        """Whether nothing in the guide states it."""
        return not GROUNDED & set(self.basis)


class DaySplit(Frozen, frozen=True):
    """Percent of the working day; the three add up to 100."""

    procedures: int
    imaging: int
    thinking: int
    source: str

    @property
    def shares(self) -> tuple[int, int, int]:
        return self.procedures, self.imaging, self.thinking


class MatchFigure(Frozen, frozen=True):
    """Positions offered in one match; `label` says which, e.g. “fellowship”.

    `fill`: the percentage of them filled; `applicants`: how many people applied.
    """

    year: int
    label: str
    positions: int
    fill: Decimal | None
    applicants: int | None
    detail: str
    source: str


class Route(Frozen, frozen=True):
    """One way into a specialty: a fellowship after another one, or a residency of its own."""

    after: str | None
    years: str
    text: str
    source: str


class Fit(Frozen, frozen=True):
    """Whom a specialty fits, after “if you want”; a warning is a sentence of its own."""

    kind: str
    text: str
    source: str


class WholeField(Frozen, frozen=True):
    """A row of the guide that covers several tracks: its levels, and its day in percent."""

    slug: str
    name: str
    ultrasound: Level
    imaging: Level
    procedures: Level
    source: str
    day_procedures: int
    day_imaging: int
    day_thinking: int
    guide_order: int

    @property
    def day_split(self) -> DaySplit:
        return DaySplit(self.day_procedures, self.day_imaging, self.day_thinking, self.source)


class Activity(Frozen, frozen=True):
    kind: str
    frequency: str
    name: str
    detail: str
    source: str


class TrainingFloor(Frozen, frozen=True):
    label: str
    text: str
    source: str


class EmphasisItem(Frozen, frozen=True):
    name: str
    emphasis: int
    source: str


class ImagingShare(Frozen, frozen=True):
    name: str
    percent: int
    source: str


class TimelineStep(Frozen, frozen=True):
    year: int
    text: str
    source: str


class Specialty(Frozen, frozen=True):
    slug: str
    name: str
    group: str
    whole_field: str | None
    summary: str
    source: str
    ultrasound: Level
    imaging: Level
    procedures: Level
    levels_source: str
    probe: str
    probe_text: str
    probe_source: str | None
    training: str
    training_source: str | None
    guide_order: int | None
    guide_name: str
    axis_levels: tuple[AxisLevel, ...]
    day_split: DaySplit | None
    routes: tuple[Route, ...]
    fits: tuple[Fit, ...]
    matches: tuple[MatchFigure, ...]
    activities: tuple[Activity, ...]
    floors: tuple[TrainingFloor, ...]
    emphasis: tuple[EmphasisItem, ...]
    shares: tuple[ImagingShare, ...]
    timeline: tuple[TimelineStep, ...]

    @property
    def axes(self) -> dict[str, Level]:
        """Its level on each axis, in the order of the axes."""
        return {row.axis: row.level for row in self.axis_levels}


class RotationTip(Frozen, frozen=True):
    key: str
    kind: str
    lead: str
    text: str
    source: str


class Library(Frozen, frozen=True, dict=True):
    """Everything a person can choose between, with where each fact comes from."""

    sources: tuple[Source, ...] = ()
    paths: tuple[Path, ...] = ()
    statements: tuple[Statement, ...] = ()
    stakeholders: tuple[Stakeholder, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    failure_modes: tuple[FailureMode, ...] = ()
    notes: tuple[Note, ...] = ()
    credentials: tuple[Credential, ...] = ()
    pay: tuple[PayFigure, ...] = ()
    pay_years: tuple[PayYear, ...] = ()
    questions: tuple[Question, ...] = ()
    plan: tuple[PlanWeek, ...] = ()
    areas: tuple[FocusArea, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    axes: tuple[Axis, ...] = ()
    groups: tuple[Group, ...] = ()
    whole_fields: tuple[WholeField, ...] = ()
    specialties: tuple[Specialty, ...] = ()
    tips: tuple[RotationTip, ...] = ()

    @cached_property
    def grounded(self) -> tuple[int, int]:
        """How many of all levels on the axes the guide states, and how many there are."""
        rows = [level for row in self.specialties for level in row.axis_levels]
        return sum(not level.is_estimate for level in rows), len(rows)

    @cached_property
    def worked_out(self) -> dict[object, Any]:
        """What pages have worked out of it for all readers; whoever adds to it keeps it small."""
        return {}

    @cached_property
    def source_by_key(self) -> Mapping[str, Source]:
        return {source.key: source for source in self.sources}

    @cached_property
    def specialty_by_slug(self) -> Mapping[str, Specialty]:
        return {specialty.slug: specialty for specialty in self.specialties}

    @cached_property
    def whole_field_by_slug(self) -> Mapping[str, WholeField]:
        return {field.slug: field for field in self.whole_fields}

    @cached_property
    def axis_by_slug(self) -> Mapping[str, Axis]:
        return {axis.slug: axis for axis in self.axes}

    @cached_property
    def group_by_slug(self) -> Mapping[str, Group]:
        return {group.slug: group for group in self.groups}

    @cached_property
    def path_by_slug(self) -> Mapping[str, Path]:
        return {path.slug: path for path in self.paths}

    def notes_in(
        self, section: str, *, theme: str = "", specialty: str | None = None
    ) -> tuple[Note, ...]:
        """The notes of one part of a page: those on every specialty, and those on this one."""
        return tuple(
            note
            for note in self.notes
            if note.section == section
            and note.theme == theme
            and note.specialty in (None, specialty)
        )

    def questions_of(self, kind: str) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.kind == kind)

    def tips_of(self, kind: str) -> tuple[RotationTip, ...]:
        return tuple(tip for tip in self.tips if tip.kind == kind)


def chip(publisher: str, year: str, grade: str) -> str:
    """A source in short: publisher and year, or the grade in words."""
    if grade in ("guide", "editorial"):
        return GRADES[grade]
    label = f"{publisher} {year}".strip()
    return f"{label}, as reported" if grade == "as-reported" else label


def target(comparator: str, low: Decimal, high: Decimal | None, unit: str, period: str) -> str:
    """A target in words, e.g. “8–12 exams a day” or “at least 4.5 of 5”."""
    number = plain(low)
    if high is not None:
        number = f"{number}–{plain(high)}"
    elif comparator != "between":
        number = f"{COMPARATORS[comparator].lower()} {number}"
    return f"{number}\u00a0{unit}{f' a {period}' if period else ''}"


def oldest_check(sources: Iterable[Source]) -> str:
    """The month in which the longest unread of some sources was last read; empty for none."""
    dates = [source.checked_on for source in sources]
    return f"{min(dates):%B %Y}" if dates else ""
