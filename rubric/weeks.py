"""How many results came out how, week by week: counts alone, and none that could be of somebody."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.utils import timezone

from rubric.content import Content
from rubric.definition import Definition, PathAim
from rubric.models import Assessment, Example
from rubric.reports import FEWEST_TOLD, monday

WEEKS = 8
HIDDEN = f"fewer than {FEWEST_TOLD}"
# A Monday, a rubric and an outcome, the last two by slug.
Cell = tuple[date, str, str]


@dataclass(frozen=True, slots=True)
class Week:
    """A row of a table. `total`: empty where it would tell what a hidden count is."""

    starts_on: date
    counts: tuple[str, ...]
    total: str


@dataclass(frozen=True, slots=True)
class Counted:
    title: str
    outcomes: tuple[str, ...]
    weeks: tuple[Week, ...]
    hidden: str = HIDDEN

    @property
    def is_told(self) -> bool:
        """Whether there is a count to tell in any week."""
        return any(count != HIDDEN for week in self.weeks for count in week.counts)


def counted(content: Content) -> list[Counted]:
    """The last whole weeks of each questionnaire of a content, the newest first. One query.

    The week that is running is not counted: a number that moves with every result would tell
    whoever looks again and again how each of them came out.
    """
    this = monday(timezone.localdate())
    mondays = [this - timedelta(weeks=back) for back in range(1, WEEKS + 1)]
    counts = _counts(mondays[-1], this)
    return [_counted(definition, mondays, counts) for definition in content.rubrics]


def _counts(since: date, until: date) -> Counter[Cell]:
    found: Counter[Cell] = Counter()
    columns = ("created_on", "rubric", "outcome")
    rows = (
        Assessment.objects.filter(created_on__gte=since, created_on__lt=until)
        .values_list(*columns)
        .order_by()
    )
    for day, rubric, outcome, count in rows.annotate(count=Count("*")):
        found[monday(day), rubric, outcome or ""] += count
    return found


def _counted(
    definition: Definition, mondays: Sequence[date], counts: Mapping[Cell, int]
) -> Counted:
    names = _outcomes(definition)
    weeks = tuple(_weeks(definition.slug, list(names), mondays, counts))
    return Counted(definition.title, tuple(names.values()), weeks)


def _weeks(
    slug: str, outcomes: Sequence[str], mondays: Sequence[date], counts: Mapping[Cell, int]
) -> Iterator[Week]:
    for start in mondays:
        found = [counts.get((start, slug, outcome), 0) for outcome in outcomes]
        # One of them hidden, a total would tell it to whoever subtracts; so would nought.
        total = "" if min(found) < FEWEST_TOLD else f"{sum(found):,}"
        yield Week(start, tuple(_said(count) for count in found), total)


def _said(count: int) -> str:
    return HIDDEN if count < FEWEST_TOLD else f"{count:,}"


def _outcomes(definition: Definition) -> dict[str, str]:
    """How a result can come out, by slug and in words."""
    aim = definition.aim
    if isinstance(aim, PathAim):
        return {persona.slug: persona.name for persona in aim.personas}
    return {state.value: state.label.capitalize() for state in Example.State}
