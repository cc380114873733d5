"""A file compared with a table: what it would change, what is wrong with it, and doing it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F

from specialties import freshness
from specialties.models import Source
from specialties.models.base import Content
from specialties.tables.columns import Column, Names, columns, name_of, tables
from specialties.tables.files import CONTROL, Line

# How far aside rows go while others take their places.
ASIDE = 20_000
REASON = "Imported from a table."


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where; a file as a whole has no number."""

    number: int | None
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell, as it is and as it would be."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """A row that would be added or changed."""

    line: Line
    name: str
    row: Any
    edits: tuple[Edit, ...]
    is_new: bool


@dataclass(slots=True)
class Report:
    """What a file would do to a table. With a fault it would do nothing at all."""

    header: tuple[str, ...] = ()
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def added(self) -> list[Change]:
        return [change for change in self.changes if change.is_new]

    @property
    def changed(self) -> list[Change]:
        return [change for change in self.changes if not change.is_new]


def compare(model: type[Content], lines: Sequence[Line], *, for_update: bool = False) -> Report:
    """What the lines of a file, the first being its columns, would change.

    It reads every table that is named once, asks the database about each changed row, and writes
    nothing. A row is known by its natural key: one that is
    not there would be added, and none is ever removed. With `for_update` the rows stay as they
    are until the transaction ends.
    """
    header = tuple(cell.strip() for cell in lines[0].cells)
    if faults := list(_header_faults(model, header)):
        return Report(header, faults=faults)
    report = Report(header)
    present = {row.natural_key(): row for row in _rows(model, for_update=for_update)}
    named: dict[tuple[Any, ...], Line] = {}
    for line, row in _read_rows(model, header, lines[1:], report):
        key = row.natural_key()
        if key in named:
            again = f"It is row {named[key].number} once more."
            report.faults.append(Fault(line.number, "", again))
            continue
        named[key] = line
        _note(report, columns(model), line, row, present.get(key))
    changed = {change.row.natural_key(): change for change in report.changes}
    report.faults += _doubles(model, present, changed)
    if not report.faults:
        report.faults += _broken_rules(model, report.changes)
    report.faults.sort(key=lambda fault: fault.number or 0)
    return report


def _header_faults(model: type[Content], header: tuple[str, ...]) -> Iterator[Fault]:
    wanted = [column.name for column in columns(model)]
    if set(header) != set(wanted) and (other := _owner(header)):
        yield Fault(None, "", f"This is the table of {other._meta.verbose_name_plural}.")
        return
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield Fault(None, name, "This column is there twice.")
        if name not in wanted:
            yield Fault(None, name, "This table has no such column.")
    for name in wanted:
        if name not in header:
            yield Fault(None, name, "This column is missing.")


def _owner(header: tuple[str, ...]) -> type[Content] | None:
    """The one table that has exactly these columns."""
    found = [model for model in tables() if {c.name for c in columns(model)} == set(header)]
    return found[0] if len(found) == 1 else None


def _rows(model: type[Content], *, for_update: bool) -> Iterable[Any]:
    rows = model.named()
    return rows.select_for_update(of=("self",)) if for_update else rows


def _read_rows(
    model: type[Content], header: tuple[str, ...], lines: Sequence[Line], report: Report
) -> Iterator[tuple[Line, Content]]:
    """The rows as the file has them; lines that make none are faults of the report."""
    related = {column.field.related_model for column in columns(model) if column.field.is_relation}
    names = {other: {name_of(row): row for row in other.named()} for other in related}
    for line in lines:
        faults = len(report.faults)
        if any(line.cells[len(header) :]):
            report.faults.append(Fault(line.number, "", "It has more cells than columns."))
        cells = dict(zip(header, (*line.cells, *[""] * len(header)), strict=False))
        values = _read(columns(model), cells, names, line.number, report)
        if len(report.faults) == faults:
            yield line, model(**values)


def _read(
    table: Sequence[Column], cells: Mapping[str, str], names: Names, number: int, report: Report
) -> dict[str, Any]:
    """What the cells of a line mean."""
    values = {}
    for column in table:
        cell = cells[column.name]
        try:
            if CONTROL.search(cell):
                raise ValidationError("It holds a character that no text has.")
            values[column.name] = column.read(cell, names)
        except ValidationError as error:
            report.faults.append(Fault(number, column.name, " ".join(error.messages)))
    return values


def _note(
    report: Report, table: Sequence[Column], line: Line, row: Content, old: Content | None
) -> None:
    """Count a row as unchanged, or keep what would become of it."""
    pairs = ((column, column.text(old) if old else "", column.text(row)) for column in table)
    edits = tuple(Edit(column.name, was, now) for column, was, now in pairs if was != now)
    if not edits:
        report.unchanged += 1
        return
    changed = row if old is None else copy(old)
    for column in table:
        setattr(changed, column.name, getattr(row, column.name))
    report.changes.append(Change(line, name_of(row), changed, edits, old is None))


def _doubles(
    model: type[Content],
    present: Mapping[tuple[Any, ...], Content],
    changed: Mapping[tuple[Any, ...], Change],
) -> Iterator[Fault]:
    """Values that would be given twice, once everything had been written."""
    final = {**present, **{key: change.row for key, change in changed.items()}}
    for together in _unique(model):
        attributes = [_field(model, name).attname for name in together]
        holders: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
        for key, row in final.items():
            value = tuple(getattr(row, attribute) for attribute in attributes)
            if None not in value:
                holders[value].append(key)
        for keys in holders.values():
            for key in [key for key in keys if key in changed and len(keys) > 1]:
                other = final[next(other for other in keys if other != key)]
                reason = f"“{name_of(other)}” would have the same."
                yield Fault(changed[key].line.number, ", ".join(together), reason)


def _field(model: type[Content], name: str) -> Any:
    return model._meta.get_field(name)


def _unique(model: type[Content]) -> list[tuple[str, ...]]:
    fields = [
        (field.name,)
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    ]
    return fields + [
        tuple(constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None
    ]


def _broken_rules(model: type[Content], changes: Iterable[Change]) -> Iterator[Fault]:
    """What the database would refuse for other reasons.

    One query for each row asks all its conditions at once; only a row that fails is asked more.
    """
    rules = [rule for rule in model._meta.constraints if getattr(rule, "condition", None)]
    checks = [rule.condition for rule in rules if isinstance(rule, models.CheckConstraint)]
    whole = [models.CheckConstraint(condition=reduce(and_, checks), name="all")] if checks else []
    unique = [rule for rule in rules if not isinstance(rule, models.CheckConstraint)]
    for change in changes:
        if any(_refused(rule, change.row) for rule in (*whole, *unique)):
            yield from _explained(model, rules, change)


def _explained(model: type[Content], rules: Iterable[Any], change: Change) -> Iterator[Fault]:
    for rule in rules:
        if error := _refused(rule, change.row):
            involved = rule.condition.referenced_base_fields | {*getattr(rule, "fields", ())}
            together = [column.name for column in columns(model) if column.name in involved]
            yield Fault(change.line.number, ", ".join(together), _reason(rule, error))


def _refused(rule: Any, row: Content) -> ValidationError | None:
    try:
        rule.validate(type(row), row)
    except ValidationError as error:
        return error
    return None


def _reason(rule: Any, error: ValidationError) -> str:
    if rule.violation_error_message == rule.default_violation_error_message:
        # The names of the rules are sentences.
        return f"The database has a rule: {rule.name.replace('_', ' ')}."
    return " ".join(error.messages)


def save(report: Report) -> None:
    """Write every change of a report without faults, or none, each row through its model.

    Raises IntegrityError where the database knows better than the report did.
    """
    if report.faults:
        raise ValueError("A report with faults is not written.")
    with transaction.atomic():
        _make_way(report.changed)
        for change in report.changes:
            if isinstance(change.row, Source):
                freshness.note_change(change.row, {edit.column for edit in change.edits})
            # Whoever keeps the history of a row keeps this with it.
            change.row._change_reason = REASON
            change.row.save(force_insert=change.is_new)


def _make_way(changed: Sequence[Change]) -> None:
    """Move rows aside that get another position, so that two can change places."""
    if not changed:
        return
    model = type(changed[0].row)
    for name in {name for together in _unique(model) for name in together}:
        if not isinstance(_field(model, name), models.IntegerField):
            continue
        moved = [
            change.row.pk for change in changed if name in {edit.column for edit in change.edits}
        ]
        move_aside(model, name, moved)


def move_aside(model: type[models.Model], name: str, keys: Sequence[Any]) -> None:
    """Put the positions of several rows out of the way, each of which is given once."""
    if len(keys) > 1:
        model._default_manager.filter(pk__in=keys).update(**{name: F(name) + ASIDE})
