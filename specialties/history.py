"""Who changed what, when, and from what to what: the histories of many tables read as one.

However much has changed, a page takes a fixed number of queries for each table that it names.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.paginator import Page, Paginator
from django.db.models import CharField, Model, OuterRef, Q, Subquery, Value

from specialties.models.history import BEFORE
from specialties.words import day_words, plain

PER_PAGE = 50
# What belongs together: a table, and which of its rows.
Scope = tuple[type[Model], Q]
Tables = dict[type[Model], dict[Any, Model]]

UNKNOWN = "somebody without an account"
DEEDS = {"+": "added", "~": "changed", "-": "removed"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, in words; empty where there was or is nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one row."""

    row: Any
    before: Any
    name: str
    differences: tuple[Difference, ...]

    @property
    def on(self) -> datetime:
        return self.row.history_date  # type: ignore[no-any-return]

    @property
    def who(self) -> str:
        """The account, or how it was written without one."""
        user = self.row.history_user
        return str(user) if user else self.row.history_change_reason or UNKNOWN

    @property
    def why(self) -> str:
        """What an account did it with, where that was said."""
        return (self.row.history_user and self.row.history_change_reason) or ""

    @property
    def deed(self) -> str:
        return DEEDS[self.row.history_type]

    @property
    def kind(self) -> str:
        return str(self.row.instance_type._meta.verbose_name)

    @property
    def model(self) -> type[Model]:
        return self.row.instance_type  # type: ignore[no-any-return]

    @property
    def earlier(self) -> Any:
        """The state that it can go back to: before this change. None before it was there."""
        return self.row if self.row.history_type == "-" else self.before


def page(scopes: Iterable[Scope], number: Any, *, after: datetime | None = None) -> Page[Any]:
    """A page of the changes to all that the scopes name, the newest first."""
    # Side by side: one within the other is more than SQLite takes.
    first, *others = [
        _changes(model)
        .filter(where, **({"history_date__gte": after} if after else {}))
        .order_by()
        .annotate(table=Value(model._meta.label_lower, CharField()))
        .values_list("history_date", "history_id", "table")
        for model, where in scopes
    ]
    keys = first.union(*others, all=True)
    found = Paginator(keys.order_by("-history_date", "-history_id"), PER_PAGE).get_page(number)
    found.object_list = _entries(list(found.object_list))
    return found


def entry(model: type[Model], number: int, where: Q) -> Entry:
    """One change, by its number in the history of its table. Raises DoesNotExist."""
    row = _changes(model).filter(where).get(history_id=number)
    [found] = _entries([(row.history_date, number, model._meta.label_lower)])
    return found


def authors(
    model: type[Model], column: str, keys: Iterable[Any]
) -> list[tuple[Any, datetime, str]]:
    """Each change to the rows of a table whose column holds one of the keys: key, when, who."""
    rows = _changes(model).filter(**{f"{column}__in": list(keys)})
    found = rows.values_list(
        column, "history_date", "history_user__username", "history_change_reason"
    )
    return [(key, on, name or reason or UNKNOWN) for key, on, name, reason in found]


def compared(old: Any, new: Any) -> tuple[Difference, ...]:
    """What two states of one row say differently, or all that one of them says, in words."""
    names = _related([state for state in (old, new) if state])
    return tuple(_differences(old, new, names))


def _changes(model: Any) -> Any:
    # How a row stood before its first change is nobody's change.
    return model.history.exclude(history_change_reason=BEFORE)


def _entries(keys: Sequence[tuple[Any, int, str]]) -> list[Entry]:
    numbers: dict[str, list[int]] = defaultdict(list)
    for _, number, table in keys:
        numbers[table].append(number)
    found = {
        (table, row.history_id): (row, before)
        for table, wanted in numbers.items()
        for row, before in _with_before(apps.get_model(table), wanted)
    }
    names = _related([state for pair in found.values() for state in pair if state])
    return [_entry(*found[table, number], names) for _, number, table in keys]


def _with_before(model: Any, numbers: Sequence[int]) -> Iterator[tuple[Any, Any]]:
    """The changes of those numbers, each with the state before it."""
    earlier = model.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    last = Subquery(earlier.order_by("-history_id").values("history_id")[:1])
    rows = model.history.filter(history_id__in=numbers).annotate(before=last)
    rows = list(rows.select_related("history_user"))
    befores = model.history.model.objects.in_bulk([row.before for row in rows if row.before])
    for row in rows:
        before = befores.get(row.before)
        # Whoever comes again after having gone begins anew.
        yield row, None if before is None or before.history_type == "-" else before


def _entry(row: Any, before: Any, names: Tables) -> Entry:
    old, new = (row, None) if row.history_type == "-" else (before, row)
    return Entry(row, before, _name(row, names), tuple(_differences(old, new, names)))


def _related(states: Iterable[Any]) -> Tables:
    """Every row that the states name, also one that is gone, by its table."""
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for state in states:
        for field in _links(state):
            wanted[field.related_model].add(getattr(state, field.attname))
    return {model: _rows(model, keys - {None}) for model, keys in wanted.items()}


def _rows(model: Any, keys: set[Any]) -> dict[Any, Model]:
    found = model._default_manager.in_bulk(keys)
    if gone := keys - found.keys():
        past = model.history.filter(id__in=gone).order_by("history_id")
        found |= {state.id: state.instance for state in past}
    return found  # type: ignore[no-any-return]


def _links(state: Any) -> list[Any]:
    return [field for field in state.instance_type._meta.concrete_fields if field.is_relation]


def _name(state: Any, names: Tables) -> str:
    row = state.instance
    for field in _links(state):
        # Its own words may name what it belongs to, which is not asked for again.
        key = getattr(state, field.attname)
        related = names[field.related_model].get(key) or field.related_model()
        setattr(row, field.name, related if key else None)
    return str(row)


def _differences(old: Any, new: Any, names: Tables) -> Iterator[Difference]:
    state = new or old
    for field in state.instance_type._meta.concrete_fields:
        if field.primary_key:
            continue
        before, after = _said(old, field, names), _said(new, field, names)
        if before != after:
            yield Difference(str(field.verbose_name), before, after)


def _said(state: Any, field: Any, names: Mapping[Any, Any]) -> str:
    """What a state has in a field, in the words of a list to choose from where there is one."""
    value = getattr(state, field.attname) if state else None
    if value in (None, ""):
        return ""
    if field.is_relation:
        return str(names[field.related_model].get(value, "one that is gone"))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.choices:
        return str(dict(field.flatchoices).get(getattr(value, "value", value), value))
    if isinstance(value, date):
        return day_words(value)
    return plain(value) if isinstance(value, Decimal) else str(value)
