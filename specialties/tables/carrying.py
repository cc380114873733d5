"""What was shown of an import, carried by the page that asks whether to go on.

Nothing of it is kept on the server, so any node may do what another one has shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core import signing

from specialties.models.base import Content
from specialties.tables.files import Line
from specialties.tables.imports import Change, Fault, Report

# What a form may hold besides files, less what else it holds.
MOST_CARRIED = 2_000_000
# As long as somebody stays signed in.
MAX_AGE = 8 * 60 * 60
TOO_MUCH = "These are too many changes for one file. Send it in parts."
STALE = "This page was open too long, or is not whole. Nothing was imported: send the file again."


class CarryError(Exception):
    """Why nothing can be carried, or what came back is not what was sent."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The lines that would change something, and how each row looked when that was shown."""

    header: Line
    lines: list[Line]
    # For each line, by its number: the old cells that would change, or None for a new row.
    shown: dict[int, dict[str, str] | None]


def pack(report: Report, model: type[Content], owner: str) -> str:
    """A signed text for this table and person. Raises CarryError when it would be too long."""
    rows = [[*change.line, _shown(change)] for change in report.changes]
    text = signing.dumps([report.header, rows], salt=_salt(model, owner), compress=True)
    if len(text) > MOST_CARRIED:
        raise CarryError(TOO_MUCH)
    return text


def unpack(text: str, model: type[Content], owner: str) -> Carried:
    try:
        header, rows = signing.loads(text, salt=_salt(model, owner), max_age=MAX_AGE)
    except signing.BadSignature:
        raise CarryError(STALE) from None
    lines = [Line(number, tuple(cells)) for number, cells, _ in rows]
    shown = {number: old for number, _, old in rows}
    return Carried(Line(1, tuple(header)), lines, shown)


def _salt(model: type[Content], owner: str) -> str:
    return f"specialties.tables {model._meta.label_lower} {owner}"


def _shown(change: Change) -> dict[str, str] | None:
    return None if change.is_new else {edit.column: edit.old for edit in change.edits}


def moved(carried: Carried, report: Report) -> Iterator[Fault]:
    """What has changed since it was shown, row by row."""
    now = {change.line.number: change for change in report.changes}
    for line in carried.lines:
        cells: dict[str, str] = dict(zip(carried.header.cells, line.cells, strict=False))
        yield from _moved(line.number, cells, carried.shown[line.number], now.get(line.number))


def _moved(
    number: int, cells: dict[str, str], old: dict[str, str] | None, change: Change | None
) -> Iterator[Fault]:
    is_new = bool(change and change.is_new)
    if old is None:
        if not is_new:
            yield Fault(number, "", "Somebody has added this row meanwhile.")
        return
    if is_new:
        yield Fault(number, "", "Somebody has deleted this row meanwhile.")
        return
    edits: dict[str, Any] = {edit.column: edit for edit in change.edits} if change else {}
    for column in sorted({*old, *edits}):
        was = old.get(column, cells[column])
        found = edits[column].old if column in edits else cells[column]
        if was != found:
            yield Fault(number, column, f"It was “{was}”, and is “{found}” meanwhile.")
