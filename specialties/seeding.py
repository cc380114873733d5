"""Fixtures into tables, without ever undoing what an admin has edited."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.db import transaction

from specialties.models import SeededRow
from specialties.models.base import Content


@dataclass(slots=True)
class Report:
    """How many rows were created, updated, left as they were or kept as edited."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        words = ("created", "updated", "unchanged", "kept")
        return ", ".join(f"{self.counts[word]} {word}" for word in words)


def load(files: Iterable[Path], *, overwrite: bool = False) -> Report:
    """Load YAML fixtures, all or nothing, in the order given.

    A row that is missing is created, unless an admin has deleted it. A row that looks as
    it was last seeded follows the fixture. A row that an admin has edited stays as it is;
    `overwrite` takes the fixture's word in either case. Raises the database's
    IntegrityError, naming the constraint, for a row that breaks one.
    """
    report = Report()
    with transaction.atomic():
        seeded = {(row.model, row.natural_key): row for row in SeededRow.objects.all()}
        for wanted in _objects(files):
            _load_row(wanted, seeded, report, overwrite=overwrite)
    return report


def _objects(files: Iterable[Path]) -> Iterator[Any]:
    for path in files:
        with path.open(encoding="utf-8") as stream:
            yield from serializers.deserialize("yaml", stream, handle_forward_references=True)


def _load_row(
    wanted: Any, seeded: dict[tuple[str, str], SeededRow], report: Report, *, overwrite: bool
) -> None:
    row: Content = wanted.object
    if gone := _gone(wanted):
        if not gone <= seeded.keys():
            raise DeserializationError(f"{row._meta.label_lower} names what is not there: {gone}")
        # Whoever deleted what this row leans on has deleted this row too.
        report.counts["kept"] += 1
        report.kept += [f"{row._meta.label_lower} that leans on {' '.join(name)}" for name in gone]
        return
    name = (row._meta.label_lower, json.dumps(row.natural_key()))
    last = seeded.get(name)
    if row.pk is not None:
        now = _digest(type(row)._default_manager.get(pk=row.pk))
        target = _digest(row)
        if now == target and last:
            report.counts["unchanged"] += 1
            return
        is_edited = now != target and (last is None or now != last.digest)
    else:
        now, is_edited = "", last is not None
    if is_edited and not overwrite:
        report.counts["kept"] += 1
        report.kept.append(f"{name[0]} {name[1]}")
        return
    wanted.save()
    report.counts["updated" if now else "created"] += 1
    SeededRow.objects.update_or_create(
        model=name[0], natural_key=name[1], defaults={"digest": _digest(row)}
    )


def _gone(wanted: Any) -> set[tuple[str, str]]:
    """The rows that a fixture row names and that are not there."""
    return {
        (field.remote_field.model._meta.label_lower, json.dumps(tuple(key)))
        for field, key in (wanted.deferred_fields or {}).items()
    }


def _digest(row: Content) -> str:
    values = {
        field.attname: field.get_prep_value(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    text = json.dumps(values, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    # 8 and 8.00 are the same target, whether read from YAML or from the database.
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
