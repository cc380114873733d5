"""Fixtures into tables, without ever undoing what an admin has edited."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.db import transaction

from specialties.models import SeededRow
from specialties.models.base import PAST, Content

# The model of a row and its natural key as JSON.
Name = tuple[str, str]
Seeded = dict[Name, SeededRow]


@dataclass(slots=True)
class Report:
    """How many rows were created, updated, left as they were, kept as edited or retired."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        words = ("created", "updated", "unchanged", "kept", "retired")
        return ", ".join(f"{self.counts[word]} {word}" for word in words)


def load(files: Iterable[Path], *, overwrite: bool = False, complete: bool = False) -> Report:
    """Load YAML fixtures, all or nothing, in the order given.

    A row that is missing is created, unless an admin has deleted it. A row that looks as
    it was last seeded follows the fixture. A row that an admin has edited stays as it is;
    `overwrite` takes the fixture's word in either case. With `complete`, the files are all there
    are: a seeded row that none of them names is retired, unless it has been edited or another
    row leans on it. Raises the database's IntegrityError, naming the constraint, for a row that
    breaks one.
    """
    report, files = Report(), list(files)
    with transaction.atomic():
        seeded = {(row.model, row.natural_key): row for row in SeededRow.objects.all()}
        if complete and seeded:
            # What goes makes room first: a new row may take the place of an old one.
            for name in _retire(_unnamed(files, seeded), report, overwrite=overwrite):
                del seeded[name]
        dropped = dict(seeded)
        for wanted in _objects(files):
            _load_row(wanted, seeded, report, overwrite=overwrite)
            if not wanted.deferred_fields:
                dropped.pop(name_of(wanted.object), None)
        if complete:
            gone = _retire(dropped, report, overwrite=overwrite)
            for name in [name for name in dropped if name not in gone]:
                _keep(name, dropped[name], report)
    return report


def _unnamed(files: Iterable[Path], seeded: Seeded) -> Seeded:
    """The seeded rows that no fixture names, before any fixture is loaded."""
    named = set()
    for path in files:
        with path.open(encoding="utf-8") as stream:
            named |= {name_in_fixture(row) for row in yaml.safe_load(stream) or ()}
    return {name: last for name, last in seeded.items() if name not in named}


def name_in_fixture(row: Any) -> Name:
    """The name that a row of a fixture will have, read from its text alone."""
    model: Any = apps.get_model(row["model"])
    values = []
    for path in model.NATURAL:
        column, _, rest = path.partition("__")
        field = model._meta.get_field(column)
        value = row["fields"].get(column, field.get_default())
        if rest and value is not None:
            value = value[field.related_model.NATURAL.index(rest)]
        values.append(value)
    return model._meta.label_lower, json.dumps(values)


def _retire(dropped: Seeded, report: Report, *, overwrite: bool) -> set[Name]:
    """Delete those that nobody edited and no other row leans on; the names of those deleted.

    A row that was edited stays whole: what belongs to it stays, too. The last seeded goes first,
    since it leans on the others.
    """
    ordered = sorted(dropped.items(), key=lambda pair: pair[1].pk)
    staying: set[Name] = set()
    for name, last in ordered:
        row = _row(name)
        if row and not overwrite and (_digest(row) != last.digest or _owners(row) & staying):
            staying.add(name)
    gone = set()
    for name, last in reversed(ordered):
        row = _row(name)
        if row and name not in staying and not _leaning(row):
            row.delete()
            last.delete()
            gone.add(name)
    report.counts["retired"] += len(gone)
    return gone


def _keep(name: Name, last: SeededRow, report: Report) -> None:
    """Name a dropped row that stays; one that an admin has deleted is forgotten."""
    if _row(name):
        report.counts["kept"] += 1
        report.kept.append(f"{name[0]} {name[1]}, which the fixtures have dropped")
    else:
        last.delete()


def _row(name: Name) -> Any:
    """The row of that name, if it is there."""
    model: Any = apps.get_model(name[0])
    try:
        return model.natural(*json.loads(name[1]))
    except model.DoesNotExist:
        return None


def _owners(row: Content) -> set[Name]:
    """The names of the rows that this one points at."""
    owners = (getattr(row, field.name) for field in row._meta.concrete_fields if field.is_relation)
    return {name_of(owner) for owner in owners if owner}


def _leaning(row: Content) -> bool:
    """Whether another row names this one."""
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: row}).exists()
        for relation in row._meta.related_objects
    )


def _objects(files: Iterable[Path]) -> Iterator[Any]:
    for path in files:
        with path.open(encoding="utf-8") as stream:
            yield from serializers.deserialize("yaml", stream, handle_forward_references=True)


def _load_row(wanted: Any, seeded: Seeded, report: Report, *, overwrite: bool) -> None:
    row: Content = wanted.object
    if gone := _gone(wanted):
        if not gone <= seeded.keys():
            raise DeserializationError(f"{row._meta.label_lower} names what is not there: {gone}")
        # Whoever deleted what this row leans on has deleted this row too.
        report.counts["kept"] += 1
        report.kept += [f"{row._meta.label_lower} that leans on {' '.join(name)}" for name in gone]
        return
    name = name_of(row)
    last = seeded.get(name)
    before = None
    if row.pk is not None:
        before = type(row)._default_manager.get(pk=row.pk)
        now = _digest(before)
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
    if seeded:
        # What the first seeding writes is a beginning, not a change.
        PAST.write(row, before)
    report.counts["updated" if now else "created"] += 1
    SeededRow.objects.update_or_create(
        model=name[0], natural_key=name[1], defaults={"digest": _digest(row)}
    )


def name_of(row: Content) -> Name:
    return row._meta.label_lower, json.dumps(row.natural_key())


def _gone(wanted: Any) -> set[Name]:
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
