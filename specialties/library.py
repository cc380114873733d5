"""The library as readers know it: what a person can choose, frozen. Pure.

One `Library` is a part of one edition. Rows name each other by slug or key; every tuple stands in
the order of the page. A fact names its source by key; one that leans on several names them all,
the first one first. An empty text or None is “not stated”.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

import msgspec

from specialties.levels import Level
from specialties.words import plain

# The words of a grade, and the mark of its chip.
GRADES = {
    "published": "published",
    "as-reported": "as reported",
    "guide": "career guide, no published source",
    "editorial": "our estimate",
}
MARKS = {"published": "pub", "as-reported": "rep", "guide": "gui", "editorial": "est"}
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
}
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
    def mark(self) -> str:
        return MARKS[self.grade]

    @property
    def grade_words(self) -> str:
        return GRADES[self.grade]

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
    key: str
    occasion: str
    text: str
    source: str


class Axis(Frozen, frozen=True):
    slug: str
    name: str
    gist: str
    low_end: str
    high_end: str
    source: str


class Group(Frozen, frozen=True):
    slug: str
    name: str
    description: str
    source: str


class AxisLevel(Frozen, frozen=True):
    axis: str
    level: Level
    source: str


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
    """Positions offered in one residency match, and the percentage of them filled."""

    year: int
    positions: int
    fill: Decimal
    source: str


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
    parent: str | None
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
    match: MatchFigure | None
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
    questions: tuple[Question, ...] = ()
    plan: tuple[PlanWeek, ...] = ()
    areas: tuple[FocusArea, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    axes: tuple[Axis, ...] = ()
    groups: tuple[Group, ...] = ()
    specialties: tuple[Specialty, ...] = ()
    tips: tuple[RotationTip, ...] = ()

    @cached_property
    def source_by_key(self) -> Mapping[str, Source]:
        return {source.key: source for source in self.sources}

    @cached_property
    def specialty_by_slug(self) -> Mapping[str, Specialty]:
        return {specialty.slug: specialty for specialty in self.specialties}

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
    """What a source chip says: publisher and year, or the grade in words."""
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
