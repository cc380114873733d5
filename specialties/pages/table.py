"""The guide’s own table, row by row, and its split of the day. Pure."""

from typing import NamedTuple

from specialties.library import Library, Specialty, WholeField
from specialties.pages.parts import (
    Cited,
    LevelView,
    day_bar,
    field_day_bar,
    levels,
)
from specialties.words import number_word, sentence_case

# The exact headings of the guide’s table.
COLUMNS = ("Ultrasound use", "Other imaging reliance", "Procedural intensity")


class Row(NamedTuple):
    """A row of the guide. One that covers a whole field has no page, but tracks that have one."""

    name: str
    slug: str
    tracks: tuple[Specialty, ...]
    levels: tuple[LevelView, ...]


class Page:
    columns = COLUMNS

    def __init__(self, library: Library) -> None:
        cited = Cited(library)
        rated: list[Specialty | WholeField] = [
            *(row for row in library.specialties if row.guide_order is not None),
            *library.whole_fields,
        ]
        rated.sort(key=lambda row: row.guide_order or 0)
        self.rows = tuple(_row(library, row) for row in rated)
        days = (
            field_day_bar(row) if isinstance(row, WholeField) else day_bar(row) for row in rated
        )
        self.days = tuple(bar for bar in days if bar.segments)
        count = number_word(len(self.rows))
        self.title = f"{sentence_case(count)} rows, as the guide has them"
        self.count = count
        self.fields = _fields(len(library.whole_fields))
        self.origin = cited.origin(
            *(row.source if isinstance(row, WholeField) else row.levels_source for row in rated)
        )
        self.day_notes = cited.notes("day", but=self.origin.covers)
        self.foot = cited.foot()


def _fields(count: int) -> str:
    """How many rows cover a whole field, as a sentence; empty for none."""
    if not count:
        return ""
    verb = "covers" if count == 1 else "cover"
    return f"{sentence_case(number_word(count))} of its rows {verb} a whole field."


def _row(library: Library, rated: Specialty | WholeField) -> Row:
    views = tuple(
        view._replace(name=heading) for heading, view in zip(COLUMNS, levels(rated), strict=True)
    )
    if isinstance(rated, Specialty):
        return Row(rated.guide_name, rated.slug, (), views)
    tracks = tuple(row for row in library.specialties if row.whole_field == rated.slug)
    return Row(rated.name, "", tracks, views)
