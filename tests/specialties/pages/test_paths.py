import pytest
from msgspec.structs import replace

from specialties.library import Library
from specialties.pages.parts import Cited
from specialties.pages.paths import Page, SideBySide
from tests.specialties.pages.builders import keys


@pytest.fixture(scope="module")
def page(library: Library) -> Page:
    return Page(library)


def sides(library: Library, first: str = "", *, with_notes: bool = False) -> SideBySide:
    return SideBySide(library, Cited(library), first, with_notes=with_notes)


def test_duties_stakeholders_and_targets_stand_on_both_sides(page):
    tables = (page.duties, *page.sides.tables)
    assert [(len(table.rows), len(table.paths)) for table in tables] == [(8, 2), (4, 2), (5, 2)]
    one_sided = [row.theme for table in tables for row in table.rows if not all(row.cells)]
    assert one_sided == ["Range"]


@pytest.mark.parametrize("first", ["generalist", "specialist"])
def test_the_path_that_a_reader_leans_to_stands_in_front(library, first):
    found = sides(library, first)
    usual = sides(library)
    for table, other in zip(found.tables, usual.tables, strict=True):
        assert table.paths[0].slug == first
        assert {path.glyph for path in table.paths} == {"gen", "spec"}
        # Signs and cells go with their path.
        by_path = [
            dict(zip(it.paths, row.cells, strict=True)) for it in (table, other) for row in it.rows
        ]
        assert by_path[: len(table.rows)] == by_path[len(table.rows) :]


def test_a_path_that_is_gone_changes_no_order(library):
    assert [path.slug for path in sides(library, "nobody").kpis.paths] == [
        "generalist",
        "specialist",
    ]


def test_stakeholders_and_targets_have_a_lead_on_each_side(library):
    leads = {(row.theme, row.path): row.text for row in library.statements if row.kind == "lead"}
    assert len(leads) == 4
    found = sides(library)
    for table, theme in ((found.stakeholders, "Stakeholders"), (found.kpis, "KPIs")):
        assert table.lead == tuple(leads[theme, path.slug] for path in library.paths)


def test_what_was_published_beside_a_target_hangs_on_its_row(library):
    rows = {row.theme: keys(row.refs) for row in sides(library).kpis.rows}
    assert rows == {
        "Volume and case mix": ["sdms-benchmark-2007", "cadth-cm0012"],
        "Quality": ["sdms-scope"],
        "Service": ["ajr-2022"],
        "Turnaround and output": ["iac-echo-2021"],
        "Equipment and visibility": [],
    }


def test_the_sides_say_once_that_they_are_the_guides(library):
    found = sides(library)
    assert found.origin.text == "From the career guide, no published source."
    assert not [
        cell
        for table in found.tables
        for row in table.rows
        for it in row.cells
        for cell in it
        if cell.refs
    ]


def test_what_is_ours_among_the_guides_duties_is_numbered(library, page):
    numbered = {
        cell.text: keys(cell.refs)
        for row in page.duties.rows
        for cells in row.cells
        for cell in cells
        if cell.refs
    }
    ours = {row.text for row in library.statements if row.source == "editorial"}
    assert set(numbered) == ours & {
        cell.text for row in page.duties.rows for cells in row.cells for cell in cells
    }
    assert set(map(tuple, numbered.values())) == {("editorial",)}


def test_what_we_say_of_ourselves_carries_no_number(page):
    cited = {note.text[:14]: keys(note.refs) for note in page.limits}
    assert len(cited) == 8
    assert [found for found in cited.values() if found] == [["interests-107"]]


def test_blanks_are_filled_for_a_reader_without_an_area(library):
    note = replace(library.notes_in("mission")[0], text="We scan {patients} in {area}.")
    (filled,) = Page(replace(library, notes=(note,))).mission
    assert filled.text == "We scan these patients in this area."
