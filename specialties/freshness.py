"""Which sources somebody should read again, and which facts lean on them."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from specialties.models import Source

# What makes a source another one than its facts were read in.
IDENTIFYING = frozenset({"title", "year", "url", "grade"})

# Beyond a hundred years nothing is old.
MOST_MONTHS = 1_200


def oldest_fresh(today: date) -> date:
    """The day from which a check still counts: FRESH_MONTHS before today."""
    months = min(settings.FRESH_MONTHS, MOST_MONTHS)
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def queue() -> QuerySet[Any]:
    """The sources that have become others, then those not checked for long, the oldest first."""
    old = Q(checked_on__lt=oldest_fresh(timezone.localdate()))
    rows = Source.objects.filter(old | Q(changed_on__isnull=False))
    return rows.order_by(F("changed_on").asc(nulls_last=True), "checked_on", "key")


def facts(sources: Iterable[Model]) -> dict[Any, list[Any]]:
    """The rows that name each source, by its key in the tables. Two queries at most a table."""
    keys = [source.pk for source in sources]
    found: dict[Any, list[Any]] = defaultdict(list)
    for relation in Source._meta.related_objects:
        column = relation.field.attname
        for row in _named(relation.related_model).filter(**{f"{column}__in": keys}):
            found[getattr(row, column)].append(row)
    return found


def is_old(source: Any) -> bool:
    """Whether nobody has checked it for longer than FRESH_MONTHS."""
    return bool(source.checked_on < oldest_fresh(timezone.localdate()))


def _named(model: Any) -> QuerySet[Any]:
    """Rows with whatever their own words name."""
    links = [field.name for field in model._meta.concrete_fields if field.is_relation]
    rows: QuerySet[Any] = model._default_manager.select_related(*links)
    return rows


def mark_checked(source: Any) -> None:
    """Somebody has read the source today."""
    source.checked_on = timezone.localdate()
    # That alone: somebody may be editing the rest.
    source.save(update_fields=("checked_on",))


def mark_read(source: Any) -> None:
    """Somebody has read the facts again that lean on a source which became another."""
    source.changed_on = None
    source.save(update_fields=("changed_on",))


def note_change(source: Any, fields: Iterable[str]) -> None:
    """Ask for the facts of a source if one of these fields makes it another one."""
    if IDENTIFYING & set(fields):
        source.changed_on = timezone.localdate()
