"""Where readers meet each row of a questionnaire. Pure."""

from collections.abc import Mapping
from typing import Any

from specialties.places import Find, Place


def _form(rubric: Any) -> Place:
    return Place("rubric:ask", (rubric.slug,))


def _example(sheet: Any) -> Place:
    return Place("rubric:example", (sheet.rubric.slug, sheet.slug))


PLACES: Mapping[str, Find] = {
    "rubric": _form,
    "criterion": lambda row: _form(row.rubric)._replace(part=f"q-{row.key}"),
    "persona": _example,
    "example": _example,
}
