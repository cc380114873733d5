"""The columns of a table, read off its model: what stands in a cell, and what a cell means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from specialties.levels import Level
from specialties.models.base import Content
from specialties.models.fields import LevelField
from specialties.tables.files import Value

# PostgreSQL stores 32,767 in these fields, and rows that change places go 20,000 aside meanwhile.
HIGHEST_SMALL, HIGHEST = 9_999, 2_147_483_647
# Between the parts of a name; no part holds one.
PART = "/"
MISSING = "Fill this in."
YES_NO = {True: "yes", False: "no"}
TRUTHS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
LEVELS = {
    word: level
    for level in Level
    for word in (level.slug, level.label.casefold(), str(level.value))
}

# Rows by their names, for each model that a table points at.
Names = Mapping[type[models.Model], Mapping[str, Content]]


class Kind(NamedTuple):
    """How one kind of field is written into a cell, read from it, and explained."""

    write: Callable[[Any, Any], Value]
    read: Callable[[Any, str, Names], Any]
    explain: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Column:
    field: Any
    kind: Kind

    @property
    def name(self) -> str:
        return str(self.field.name)

    @property
    def takes(self) -> str:
        return self.kind.explain(self.field)

    @property
    def is_needed(self) -> bool:
        return not self.field.blank

    def value(self, row: Any) -> Value:
        """What stands in the cell, typed for a spreadsheet."""
        return self.kind.write(self.field, getattr(row, self.name))

    def text(self, row: Any) -> str:
        """The same as one text, by which two cells are compared."""
        value = self.value(row)
        return "" if value is None else str(value)

    def read(self, cell: str, names: Names) -> Any:
        """What a cell means. Raises ValidationError with the reason, in plain words."""
        cell = cell.replace("\r\n", "\n").strip()
        if not cell and self.is_needed:
            raise ValidationError(MISSING)
        return self.kind.read(self.field, cell, names)


def name_of(row: Content) -> str:
    """The natural key of a row as one text, e.g. of a criterion: questionnaire/key."""
    return PART.join("" if part is None else str(part) for part in row.natural_key())


def tables() -> list[type[Content]]:
    """Every table of the working copy."""
    return [model for model in apps.get_models() if issubclass(model, Content)]


@cache
def columns(model: type[Content]) -> tuple[Column, ...]:
    """One for each field that an editor fills in, in the model's own order."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return tuple(Column(field, _kind(field)) for field in fields if field.editable)


def highest(field: Any) -> int:
    """The largest number that an editor may give a field."""
    is_small = isinstance(field, models.PositiveSmallIntegerField)
    return HIGHEST_SMALL if is_small else HIGHEST


def _kind(field: Any) -> Kind:
    return next((kind for cls, kind in KINDS.items() if isinstance(field, cls)), PLAIN)


def _write_plain(field: Any, value: Any) -> Value:
    if isinstance(value, Decimal):
        # 8 and 8.00 are the same target.
        return Decimal(f"{value.normalize():f}")
    if value is None or isinstance(value, int | date):
        return value
    return str(value).replace("\r\n", "\n").strip()


def _read_plain(field: Any, cell: str, names: Names) -> Any:
    form_field = _form_field(field)
    value = form_field.clean(cell)
    if value not in form_field.empty_values:
        field.run_validators(value)
    return value


@cache
def _form_field(field: Any) -> Any:
    """What an editor fills in on a page reads a cell, too."""
    extra: dict[str, Any] = {}
    if isinstance(field, models.URLField):
        extra["assume_scheme"] = "https"
    if isinstance(field, models.IntegerField):
        extra["max_value"] = highest(field)
    form_field = field.formfield(**extra)
    form_field.error_messages |= {
        "required": MISSING,
        "invalid_choice": f"“%(value)s” is none of these: {_choices(field)}.",
    }
    if isinstance(field, models.DateField):
        form_field.input_formats = ["%Y-%m-%d"]
        form_field.error_messages["invalid"] = "Write a day like this: 2026-11-30."
    return form_field


def _choices(field: Any) -> str:
    return ", ".join(str(value) for value, _ in field.flatchoices if value != "")


def _explain_plain(field: Any) -> str:
    if field.flatchoices:
        return f"One of: {_choices(field)}."
    if field.max_length:
        return f"Text of at most {field.max_length} characters."
    return WORDS.get(field.get_internal_type(), "Text.")


WORDS = {
    "DateField": "A day, like 2026-11-30.",
    "DecimalField": "A number.",
    "PositiveIntegerField": "A whole number.",
    "PositiveSmallIntegerField": "A whole number.",
}


def _read_link(field: Any, cell: str, names: Names) -> Content | None:
    if not cell:
        return None
    try:
        return names[field.related_model][cell]
    except KeyError:
        word = field.related_model._meta.verbose_name
        raise ValidationError(f"There is no {word} “{cell}”.") from None


def _explain_link(field: Any) -> str:
    parts = [name.replace("__", " ") for name in field.related_model.NATURAL]
    return f"A {field.related_model._meta.verbose_name} by its {PART.join(parts)}."


def _read_level(field: Any, cell: str, names: Names) -> Level | None:
    if cell.casefold() not in LEVELS:
        slugs = ", ".join(level.slug for level in Level)
        raise ValidationError(f"“{cell}” is none of these: {slugs}.")
    return LEVELS[cell.casefold()]


def _read_truth(field: Any, cell: str, names: Names) -> bool:
    if cell.casefold() not in TRUTHS:
        raise ValidationError(f"“{cell}” is neither yes nor no.")
    return TRUTHS[cell.casefold()]


PLAIN = Kind(_write_plain, _read_plain, _explain_plain)
KINDS: dict[Any, Kind] = {
    models.ForeignKey: Kind(
        lambda field, row: name_of(row) if row else None, _read_link, _explain_link
    ),
    LevelField: Kind(
        lambda field, level: getattr(level, "slug", level),
        _read_level,
        lambda field: f"One of: {', '.join(level.slug for level in Level)}.",
    ),
    models.BooleanField: Kind(
        lambda field, truth: YES_NO[truth], _read_truth, lambda field: "yes or no."
    ),
}
