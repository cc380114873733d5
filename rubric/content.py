"""Everything that one edition says, as one frozen value and as canonical JSON. Pure.

The JSON carries the number of its format. A release reads the format of every release before it
and writes only its own; an edition that is stored is never written again.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from rubric import matching_1, standings
from rubric.definition import Definition
from specialties.levels import Level
from specialties.library import Frozen, Library, Specialty

FORMAT = 3


class Content(Frozen, frozen=True, dict=True):
    """The library and the questionnaires together."""

    format: int = FORMAT
    library: Library = Library()
    rubrics: tuple[Definition, ...] = ()

    @cached_property
    def rubric_by_slug(self) -> Mapping[str, Definition]:
        return {rubric.slug: rubric for rubric in self.rubrics}

    @cached_property
    def targets(self) -> tuple[standings.Target, ...]:
        """What a student is matched with: every specialty that has a level on each axis."""
        return tuple(
            standings.Target(
                row.slug, {axis: level - Level.MODERATE for axis, level in row.axes.items()}
            )
            for row in self._placed
        )

    @cached_property
    def field(self) -> standings.Field:
        """The targets, ready to meet many sheets. Raises ValueError when there are none."""
        return standings.prepare([axis.slug for axis in self.library.axes], self.targets)

    @cached_property
    def targets_1(self) -> tuple[matching_1.Target, ...]:
        """The same for the engine axes-1, which takes levels on the scale from 1 to 5."""
        return tuple(
            matching_1.Target(row.slug, {axis: level.exact for axis, level in row.axes.items()})
            for row in self._placed
        )

    @cached_property
    def field_1(self) -> matching_1.Field:
        """Raises ValueError when there are no targets."""
        return matching_1.prepare(self.targets_1)

    @property
    def _placed(self) -> Iterator[Specialty]:
        count = len(self.library.axes)
        return (row for row in self.library.specialties if len(row.axis_levels) == count)


class UnknownFormatError(ValueError):
    """An edition was written by a newer release than this one."""


class _Head(msgspec.Struct):
    format: int


# Made before there are threads. To learn how a type is read, msgspec runs Python for a moment, and
# a second thread that reads the same type meanwhile finds it half learned and ends the process.
HEAD, CONTENT = msgspec.json.Decoder(_Head), msgspec.json.Decoder(Content)


def write(content: Content) -> str:
    """Return the canonical JSON: the same content always gives the same text."""
    return msgspec.json.encode(content, order="deterministic").decode()


def read(text: str) -> Content:
    """Return the content of a stored edition, whichever release wrote it.

    Raises UnknownFormatError for a format of the future, msgspec.ValidationError for a text that
    is no edition.
    """
    number = HEAD.decode(text).format
    if number not in READERS:
        raise UnknownFormatError(f"This release cannot read editions of format {number}.")
    return READERS[number](text)


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical text, 64 hexadecimal characters."""
    return hashlib.sha256(text.encode()).hexdigest()


def _read_3(text: str) -> Content:
    return CONTENT.decode(text)


def _read_2(text: str) -> Content:
    """Format 2 had no worked examples of a match, and nothing to try out or to log."""
    return msgspec.structs.replace(_read_3(text), format=FORMAT)


def _read_1(text: str) -> Content:
    """Format 1 had one parent, one match figure a specialty, and levels without a basis."""
    content = msgspec.json.decode(text)
    try:
        _upgrade_1(content)
    except (KeyError, TypeError, AttributeError) as error:
        raise msgspec.ValidationError(f"This is no edition of format 1: {error}.") from error
    return msgspec.convert({**content, "format": FORMAT}, Content)


def _upgrade_1(content: Any) -> None:
    for row in content["library"]["specialties"]:
        parent, figure = row.pop("parent"), row.pop("match")
        row["whole_field"], row["fits"] = None, []
        row["routes"] = (
            [{"after": parent, "years": "", "text": "", "source": row["source"]}] if parent else []
        )
        row["matches"] = (
            [{**figure, "label": "residency", "applicants": None, "detail": ""}] if figure else []
        )
        row["axis_levels"] = [{**level, "basis": "o", "reason": ""} for level in row["axis_levels"]]
        for activity in row["activities"]:
            activity["frequency"] = activity["frequency"] or "unstated"
    for rubric in content["rubrics"]:
        if rubric["aim"]["type"] == "axes":
            rubric["aim"]["engine"] = "axes-1"


READERS: Mapping[int, Callable[[str], Content]] = {1: _read_1, 2: _read_2, 3: _read_3}


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to a field: a field of `owner`, or a row or an entry by its name."""

    name: str
    owner: type[Frozen] | None = None
    row: Frozen | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One field that two contents say differently; None where one of them says nothing."""

    steps: tuple[Step, ...]
    before: Any
    after: Any

    @property
    def place(self) -> str:
        """Leads to the field: “library, specialties, cardiology, summary”."""
        return ", ".join(step.name for step in self.steps)

    @property
    def old(self) -> str | None:
        return _said(msgspec.to_builtins(self.before))

    @property
    def new(self) -> str | None:
        return _said(msgspec.to_builtins(self.after))


# By which of its fields a row of a list is known, the first that it has.
NAMES = ("key", "slug", "number", "axis", "specialty", "year", "after", "label", "sign", "name")
# What a change calls the order of the rows of a list.
ORDER = "order"


def diff(old: Content, new: Content) -> tuple[Change, ...]:
    """Compare two contents field by field; rows are matched by name, not by position.

    A row that is only in one of them is one change; a new order of the same rows is one, too.
    """
    return tuple(_changes((), old, new))


def _changes(steps: tuple[Step, ...], old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, Frozen) and type(old) is type(new):
        for field in old.__struct_fields__:
            step = Step(field, owner=type(old))
            yield from _changes((*steps, step), getattr(old, field), getattr(new, field))
    elif isinstance(old, dict) and isinstance(new, dict):
        for name in {**old, **new}:
            yield from _changes((*steps, Step(name)), old.get(name), new.get(name))
    elif _is_rows(old) and _is_rows(new):
        yield from _row_changes(steps, _by_name(old), _by_name(new))
    else:
        yield Change(steps, old, new)


def _row_changes(
    steps: tuple[Step, ...], before: dict[str, Frozen], after: dict[str, Frozen]
) -> Iterator[Change]:
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        yield from _changes((*steps, Step(name, row=new or old)), old, new)
    if list(before) != list(after) and before.keys() == after.keys():
        yield Change((*steps, Step(ORDER)), tuple(before), tuple(after))


def _is_rows(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(row, Frozen) for row in value)


def _by_name(rows: Sequence[Frozen]) -> dict[str, Frozen]:
    named: dict[str, Frozen] = {}
    for row in rows:
        name = _name(row)
        # Rows without a name of their own are told apart by their place among their likes.
        likes = sum(1 for other in named if other == name or other.startswith(f"{name} #"))
        named[f"{name} #{likes + 1}" if likes else name] = row
    return named


def _name(row: Frozen) -> str:
    fields = row.__struct_fields__
    if "path" in fields and "theme" in fields:
        parts = (getattr(row, part, None) for part in ("path", "kind", "theme", "name"))
        return " · ".join(str(part) for part in parts if part)
    return str(next((getattr(row, name) for name in NAMES if name in fields), ""))


def _said(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "; ".join(
            f"{name}: {_said(part)}"
            for name, part in value.items()
            if part not in ("", None, [], ())
        )
    if isinstance(value, tuple | list):
        return ", ".join(_said(part) or "" for part in value)
    return str(value)
