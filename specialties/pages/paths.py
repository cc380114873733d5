"""The two paths side by side, with everything that a page says about them. Pure."""

from specialties.library import Library
from specialties.pages import guide, pairs
from specialties.pages.parts import Cited

# The first words of a table on each side: statements of this kind, under the name of the table.
LEAD = "lead"
STAKEHOLDERS, KPIS = "Stakeholders", "KPIs"
# What a path is and what it has you do.
DUTIES = ("scope", "responsibility")


class SideBySide:
    """Whom each path answers to and what it is measured by; `first` stands in front.

    `with_notes`: with what was published beside a target, in words; otherwise as a number.
    """

    def __init__(
        self, library: Library, cited: Cited, first: str = "", *, with_notes: bool = False
    ) -> None:
        self.with_notes = with_notes
        paths = pairs.path_views(library, first)
        lead = pairs.statements(library, LEAD)
        self.origin = cited.origin(
            *(row.source for row in lead),
            *(row.source for row in library.stakeholders),
            *(row.source for row in library.kpis),
        )
        self.stakeholders = pairs.table(
            paths,
            "Who relies on you",
            library.stakeholders,
            pairs.stakeholder_cell,
            cited=cited,
            covers=self.origin.covers,
            section="stakeholders",
            lead=[row for row in lead if row.theme == STAKEHOLDERS],
        )
        self.kpis = pairs.table(
            paths,
            "Targets you may meet",
            library.kpis,
            pairs.kpi_cell,
            cited=cited,
            covers=self.origin.covers,
            section="kpis",
            lead=[row for row in lead if row.theme == KPIS],
        )
        self.tables = (self.stakeholders, self.kpis)


class Page:
    """What the two paths are, in the order of the library."""

    def __init__(self, library: Library) -> None:
        cited = Cited(library)
        duties = pairs.statements(library, *DUTIES)
        mission = library.notes_in("mission")
        self.origin = cited.origin(
            *(note.sources for note in mission), *(row.source for row in duties)
        )
        self.mission = cited.notes("mission", but=self.origin.covers)
        self.duties = pairs.table(
            pairs.path_views(library),
            "Duties",
            duties,
            pairs.statement_cell,
            cited=cited,
            covers=self.origin.covers,
            section="responsibilities",
        )
        self.sides = SideBySide(library, cited, with_notes=True)
        self.reading = guide.reading_list(library, cited)
        self.limits = cited.notes("limits", but=cited.unpublished)
        self.foot = cited.foot()
