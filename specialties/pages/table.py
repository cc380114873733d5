"""The guide’s own table, row by row. Pure."""

from specialties.library import Library
from specialties.pages.parts import Cited, level_keys, levels
from specialties.words import counted, sentence_case

# The exact headings of the guide’s table.
COLUMNS = ("Ultrasound use", "Other imaging reliance", "Procedural intensity")


class Page:
    columns = COLUMNS

    def __init__(self, library: Library) -> None:
        cited = Cited(library)
        listed = [row for row in library.specialties if row.guide_order is not None]
        listed.sort(key=lambda row: row.guide_order or 0)
        self.count = counted(len(listed), "specialty", "specialties")
        self.title = f"{sentence_case(self.count)}, as the guide has them"
        self.rows = tuple(
            (
                row,
                tuple(
                    view._replace(name=heading)
                    for heading, view in zip(COLUMNS, levels(row), strict=True)
                ),
            )
            for row in listed
        )
        self.chips = cited.chips(*level_keys(listed))
        self.foot = cited.foot()
