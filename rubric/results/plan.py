"""Thirty days to try a result out: four weeks, their tasks, and the day to answer again. Pure.

The aims and general tasks are the library’s. The other tasks go by the answers that the result
hangs on, so that equal results for different reasons have different plans.
"""

from collections.abc import Container, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from rubric.content import Content
from rubric.definition import Criterion
from rubric.results import rotations, shaky
from rubric.results.paths import Page
from rubric.results.rotations import Visit as Visit
from rubric.results.rotations import rotation as rotation
from specialties.words import listed

Receipt = Mapping[str, Any]

WEEK, DAYS = 7, 30
# So many answers of a sheet are tried out.
AIMED_AT = 3
# How their keys begin.
TRIES = "try-"


class Task(NamedTuple):
    """One thing to do; `why` says which answer it is for, if any.

    `is_aimed`: certain answers have chosen it, so that it tells of them.
    """

    key: str
    text: str
    why: str = ""
    is_aimed: bool = False
    is_done: bool = False

    @property
    def why_of_them(self) -> str:
        """The same to somebody else, who opens a share."""
        you = "You "
        return f"They {self.why.removeprefix(you)}" if self.why.startswith(you) else self.why


class Week(NamedTuple):
    """Seven days; `starts_on` and `ends_on` once the plan has a first day."""

    number: int
    aim: str
    tasks: tuple[Task, ...]
    proof: str
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def main(self) -> Task | None:
        """The task to name where there is room for one: the first that has a reason."""
        return next((task for task in self.tasks if task.why), next(iter(self.tasks), None))

    @property
    def when(self) -> str:
        """Its days, e.g. “Nov 30 – Dec 6” or “Dec 7–13”, or else its number."""
        if self.starts_on is None or self.ends_on is None:
            return f"Week {self.number}"
        if self.starts_on.month == self.ends_on.month:
            return f"{_day(self.starts_on)}–{self.ends_on.day}"
        return f"{_day(self.starts_on)} – {_day(self.ends_on)}"


class Outline:
    """A plan, running or not yet."""

    def __init__(self, lead: str, weeks: tuple[Week, ...], starts_on: date | None) -> None:
        self.lead = lead
        self.weeks = weeks
        self.starts_on = starts_on

    @property
    def is_running(self) -> bool:
        return self.starts_on is not None

    @property
    def without_answers(self) -> "Outline":
        """The same plan with nothing in it that answers have chosen: aims, dates and proofs."""
        weeks = tuple(
            week._replace(tasks=tuple(task for task in week.tasks if not task.is_aimed))
            for week in self.weeks
        )
        return Outline(self.lead.removesuffix(rotations.CHOSEN).strip(), weeks, self.starts_on)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every task that can be ticked off."""
        return frozenset(task.key for week in self.weeks for task in week.tasks)

    @property
    def has_reasons(self) -> bool:
        """Whether tasks for certain answers stand among the general ones of every week."""
        return any(task.key.startswith(TRIES) for week in self.weeks for task in week.tasks)

    @property
    def tried(self) -> str:
        """Which weeks try the answers that the result hangs on, in a sentence."""
        weeks = [
            str(week.number)
            for week in self.weeks
            if any(task.key.startswith(TRIES) for task in week.tasks)
        ]
        if not weeks:
            return ""
        start = f"Week {weeks[0]} tries" if len(weeks) == 1 else f"Weeks {listed(weeks)} try"
        return f"{start} the answers that could move the result most."

    @cached_property
    def done(self) -> int:
        return sum(task.is_done for week in self.weeks for task in week.tasks)

    @property
    def progress(self) -> str:
        return f"{self.done} of {len(self.keys)} done"

    @property
    def retake_on(self) -> date | None:
        """The last of the thirty days, on which the questionnaire is answered again."""
        return self.starts_on + timedelta(days=DAYS - 1) if self.starts_on else None

    @property
    def retake(self) -> str:
        return f"{_day(self.retake_on)}, {self.retake_on.year}" if self.retake_on else "Day 30"


def outline(
    receipt: Receipt,
    content: Content,
    rubric: str,
    *,
    starts_on: date | None = None,
    done: Container[str] = (),
) -> Outline:
    """The plan of a result, with its edition and the slug of its questionnaire.

    `done`: keys of tasks ticked off; those of no task count for nothing. The same result always
    gives the same tasks and keys.
    """
    criteria = content.rubric_by_slug[rubric].criterion_by_key
    if "sides" in receipt:
        lead, weeks = _for_paths(receipt, content, criteria)
    else:
        lead, weeks = _for_match(receipt, content, criteria)
    return Outline(lead, tuple(_dated(week, starts_on, done) for week in weeks), starts_on)


def _dated(week: Week, starts_on: date | None, done: Container[str]) -> Week:
    tasks = tuple(task._replace(is_done=task.key in done) for task in week.tasks)
    if starts_on is None:
        return week._replace(tasks=tasks)
    first = starts_on + timedelta(days=WEEK * (week.number - 1))
    last = first + timedelta(days=WEEK - 1)
    return week._replace(tasks=tasks, starts_on=first, ends_on=last)


def _for_paths(
    receipt: Receipt, content: Content, criteria: Mapping[str, Criterion]
) -> tuple[str, tuple[Week, ...]]:
    page = Page(receipt)
    # On the border either way of working is as likely, so both are tried.
    path = None if page.others or page.is_straight else page.persona["path"]
    aimed = tuple(_tries(receipt, content, criteria))[:AIMED_AT]
    weeks = tuple(
        Week(
            week.number,
            week.aim,
            (
                *(Task(row.key, row.text) for row in week.tasks if row.path == path),
                *(task for number, task in aimed if number == week.number),
            ),
            week.proof,
        )
        for week in content.library.plan
    )
    return _paths_lead(page, path, content), weeks


def _tries(
    receipt: Receipt, content: Content, criteria: Mapping[str, Criterion]
) -> Iterator[tuple[int, Task]]:
    """A task for each shaky answer that has one, with the week that it fits."""
    for answer in shaky.answers(receipt, content):
        criterion = criteria.get(answer.criterion)
        if criterion and criterion.trial and criterion.week:
            text = f"{criterion.trial} {criterion.look_for}".strip()
            yield criterion.week, Task(f"{TRIES}{criterion.key}", text, answer.said, is_aimed=True)


def _paths_lead(page: Page, path: str | None, content: Content) -> str:
    """In words for whoever reads it: a share shows them, too."""
    if page.level_state:
        return "The answers leave much open, so go and see."
    if page.others:
        return "The result lies on the border, so the plan tries both ways of working."
    if path is None:
        return "There is no clear lean, so the plan tries both ways of working."
    return f"Four weeks to try out work as a {content.library.path_by_slug[path].name.lower()}."


def _for_match(
    receipt: Receipt, content: Content, criteria: Mapping[str, Criterion]
) -> tuple[str, tuple[Week, ...]]:
    lead, stages = rotations.stages(receipt, content, criteria)
    weeks = tuple(
        Week(number, stage.aim, tuple(Task(*step) for step in stage.steps), stage.proof)
        for number, stage in enumerate(stages, 1)
    )
    return lead, weeks


def _day(day: date | None) -> str:
    return f"{day:%b} {day.day}" if day else ""
