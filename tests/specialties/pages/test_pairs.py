from decimal import Decimal

from msgspec.structs import replace

from specialties.library import Library, Note
from specialties.pages import pairs
from specialties.pages.parts import Cited
from tests.specialties.pages.builders import keys


def table(library: Library, rows, cell):
    return pairs.table(
        pairs.path_views(library),
        "Title",
        rows,
        cell,
        cited=Cited(library),
        covers={"guide-sonographer"},
        section="here",
    )


def test_the_paths_carry_their_signs(library):
    assert list(pairs.path_views(library)) == [
        ("generalist", "Generalist", "gen"),
        ("specialist", "Specialist", "spec"),
    ]
    assert [path.glyph for path in pairs.path_views(library, "specialist")] == ["spec", "gen"]
    assert pairs.path_views(Library()) == ()


def test_a_side_may_say_several_things_under_one_theme_or_nothing(library):
    first = library.stakeholders[0]
    rows = [first, replace(first, name="Others", needs="results")]
    (row,) = table(library, rows, pairs.stakeholder_cell).rows
    assert row.cells == (
        (
            pairs.Cell(strong=first.name, text=first.needs),
            pairs.Cell(strong="Others", text="results"),
        ),
        (),
    )


def test_themes_stand_in_the_order_in_which_they_come_up(library):
    kind = [row for row in library.statements if row.kind == "responsibility"]
    rows = table(library, list(reversed(kind)), pairs.statement_cell).rows
    assert [row.theme for row in rows] == list(dict.fromkeys(row.theme for row in reversed(kind)))


def test_a_target_names_what_qualifies_it(library):
    number = {"low": Decimal("8.00"), "high": Decimal(12)}
    kpi = replace(library.kpis[0], name="Exams", qualifier="by complexity", **number)
    (row,) = table(library, [kpi], pairs.kpi_cell).rows
    assert row.cells == (
        (pairs.Cell("Exams, by complexity", target="8–12\u00a0exams a day"),),
        (),
    )


def test_an_example_target_is_marked(library):
    cells = [pairs.kpi_cell(row) for row in library.kpis]
    assert sum(cell.is_example for cell in cells) == 7
    assert not next(cell for cell in cells if cell.text.startswith("Exams per day")).is_example


def test_a_fact_with_another_source_than_its_part_is_numbered(library):
    first = library.stakeholders[0]
    rows = [first, replace(first, name="Others", source="walsh")]
    (row,) = table(library, rows, pairs.stakeholder_cell).rows
    assert [keys(cell.refs) for cell in row.cells[0]] == [[], ["walsh"]]


def test_notes_stand_under_their_theme_or_under_the_table(library):
    first = library.stakeholders[0]
    notes = (
        Note("a", "here", first.theme, None, "Under the theme.", ("walsh",)),
        Note("b", "here", "", None, "Under the table.", ("guide-sonographer",)),
        Note("c", "elsewhere", first.theme, None, "Not here.", ("jase",)),
    )
    found = table(replace(library, notes=notes), [first], pairs.stakeholder_cell)
    (row,) = found.rows
    assert [(note.text, keys(note.refs)) for note in row.notes] == [("Under the theme.", ["walsh"])]
    assert [(note.text, keys(note.refs)) for note in found.notes] == [("Under the table.", [])]
    assert keys(row.refs) == ["walsh"]
