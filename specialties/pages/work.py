"""What the work on each path is like. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from specialties.library import Library, Statement
from specialties.pages import pairs
from specialties.pages.parts import Cited

# The tables of the page in order, by the kind of their statements.
TABLES = {
    "trade-off": "What you trade",
    "deliverable": "What you hand over",
    "schedule": "Schedule",
    "advancement": "Where it leads",
    "challenge": "What is hard",
}


class Page:
    def __init__(self, library: Library) -> None:
        cited = Cited(library)
        rows = {kind: pairs.statements(library, kind) for kind in TABLES}
        self.origin = cited.origin(*(row.source for found in rows.values() for row in found))
        self.tables = tuple(
            self._table(library, cited, kind, found) for kind, found in rows.items() if found
        )
        self.notes = cited.notes("work")
        self.foot = cited.foot()

    def _table(
        self, library: Library, cited: Cited, kind: str, rows: Sequence[Statement]
    ) -> pairs.Table:
        """A table of which nothing comes from where the others do says so itself."""
        is_apart = not any(row.source in self.origin.covers for row in rows)
        origin = cited.origin(*(row.source for row in rows)) if is_apart else pairs.NO_ORIGIN
        return replace(
            pairs.table(
                pairs.path_views(library),
                TABLES[kind],
                rows,
                pairs.statement_cell,
                cited=cited,
                covers=self.origin.covers | origin.covers,
                section=kind,
            ),
            origin=origin,
        )
