"""Writes on the log of a result, each whole or not at all, and reading it back."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction

from rubric import tokens, traces
from rubric.assessments import Assessment
from rubric.editions import Published
from rubric.models import Assessment as Row
from rubric.models import LogEntry
from rubric.results.log import Page

MOST = 400


class LogError(ValueError):
    """Why an entry was not taken, as a sentence for the reader."""


def of(assessment: Assessment) -> Sequence[LogEntry]:
    """Every entry, the earliest day first."""
    return tuple(LogEntry.objects.filter(assessment=assessment))


def page(assessment: Assessment, edition: Published) -> Page:
    """The entries of a result, and the profile they make."""
    return Page(assessment.receipt, edition.content, assessment.rubric, of(assessment))


@transaction.atomic
def add(
    *,
    assessment: Assessment,
    form_key: str,
    on: date,
    place: str,
    liked: bool,
    deeds: Sequence[str],
    line: str,
) -> None:
    """Write one entry down; the same form sent again with the same words is the same entry.

    Raises LogError when the log is full, ValueError for a form key that this site did not issue;
    then nothing is stored.
    """
    wish = "\n".join((on.isoformat(), place, str(liked), ",".join(deeds), line))
    key = tokens.derive_entry_key(settings.SECRET_KEY, form_key, wish)
    # One entry at a time, so that two at once cannot pass the limit.
    Row.objects.select_for_update().get(pk=assessment.pk)
    entries = LogEntry.objects.filter(assessment=assessment)
    if entries.filter(key=key).exists():
        return
    if entries.count() >= MOST:
        raise LogError(f"The log is full: it holds {MOST} entries. Remove one first.")
    LogEntry.objects.create(
        assessment=assessment,
        key=key,
        on=on,
        place=place,
        liked=liked,
        deeds=list(deeds),
        line=line,
    )


def remove(*, assessment: Assessment, key: str) -> bool:
    """Remove one entry; returns whether there was one."""
    deleted, _ = LogEntry.objects.filter(assessment=assessment, key=key).delete()
    traces.leave_none()
    return deleted > 0
