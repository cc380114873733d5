"""Writes on a plan of thirty days, each whole or not at all, and reading it back."""

from collections.abc import Container, Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from rubric.assessments import Assessment
from rubric.editions import Published
from rubric.models import Assessment as Row
from rubric.models import Plan
from rubric.results import plan
from rubric.results.plan import Outline

# How long ago a plan may have begun.
DAYS_AGO = 31


class PlanError(ValueError):
    """Why a plan was not changed, as a sentence for the reader."""


def outline(
    assessment: Assessment, edition: Published, *, done: Container[str] | None = None
) -> Outline:
    """The plan of a result, running or not; `done` stands in for what is ticked off, if given."""
    # Every result asks for it, and a statement of our own costs half of what a query set does.
    rows = Plan.objects.raw("SELECT * FROM rubric_plan WHERE assessment_id = %s", [assessment.pk])
    row = next(iter(rows), None)
    return plan.outline(
        assessment.receipt,
        edition.content,
        assessment.rubric,
        starts_on=row.starts_on if row else None,
        done=done if done is not None else row.done if row else (),
    )


def limits(assessment: Assessment) -> tuple[date, date]:
    """The first and the last day that a plan can start on."""
    return timezone.localdate() - timedelta(days=DAYS_AGO), assessment.expires_on


def ends_before(outline: Outline, assessment: Assessment) -> date | None:
    """The last day of a result that ends before day 30 of its plan, which could start today."""
    retake_on = outline.retake_on or timezone.localdate() + timedelta(days=plan.DAYS - 1)
    return assessment.expires_on if assessment.expires_on < retake_on else None


@transaction.atomic
def start(*, assessment: Assessment, starts_on: date) -> None:
    """Start the plan of a result, or move it until its first task is ticked off.

    A result has one plan, however often it is started. Raises PlanError for a day outside the
    limits and for a plan that is under way, Assessment.DoesNotExist when the result was erased
    meanwhile; then nothing is changed.
    """
    first, last = limits(assessment)
    if not first <= starts_on <= last:
        raise PlanError(f"Choose a day from {_day(first)} to {_day(last)}.")
    # Held until the end, so that nobody erases the result meanwhile.
    Row.objects.select_for_update().get(pk=assessment.pk)
    row, _ = Plan.objects.select_for_update().get_or_create(
        assessment=assessment, defaults={"starts_on": starts_on}
    )
    if row.starts_on == starts_on:
        return
    if row.done:
        raise PlanError("The plan is under way. Take every tick off before you move it.")
    row.starts_on = starts_on
    row.save(update_fields=["starts_on"])


@transaction.atomic
def tick(*, assessment: Assessment, keys: Iterable[str], tasks: Iterable[str]) -> None:
    """Tick off exactly these tasks; `tasks` are all that the plan has.

    Raises PlanError for a key of no task and for a plan that was never started; then nothing is
    changed.
    """
    wanted, known = set(keys), set(tasks)
    if not wanted <= known:
        raise PlanError("That task is not in your plan. Nothing was changed.")
    row = Plan.objects.select_for_update().filter(assessment=assessment).first()
    if row is None:
        raise PlanError("The plan has not started yet. Choose its first day.")
    row.done = sorted(wanted)
    row.save(update_fields=["done"])


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
