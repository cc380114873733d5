from decimal import Decimal

import pytest
from msgspec.structs import replace

from specialties.library import FailureMode, Library
from specialties.pages.paths import LAST_PARTS, PARTS, STATEMENT_PARTS, Cell, Comparison
from tests.specialties.pages.builders import keys


@pytest.fixture(scope="module")
def comparison(library: Library) -> Comparison:
    return Comparison(library)


def test_the_two_paths_carry_their_signs(comparison):
    assert list(comparison.paths) == [
        ("generalist", "Generalist", "gen"),
        ("specialist", "Specialist", "spec"),
    ]


def test_every_theme_has_a_cell_on_each_side(comparison):
    tables = (
        comparison.responsibilities,
        comparison.stakeholders,
        comparison.kpis,
        *comparison.parts,
    )
    assert {len(row.cells) for table in tables for row in table.rows} == {2}
    # The guide gives each path one theme of its own.
    one_sided = [row.theme for table in tables for row in table.rows if not all(row.cells)]
    assert one_sided == ["Range", "Teaching"]


def test_each_path_says_what_is_its_own(library, comparison):
    for number, path in enumerate(library.paths):
        said = [
            (row.theme, cell.text, cell.detail)
            for table in (comparison.responsibilities, *comparison.parts)
            for row in table.rows
            for cell in row.cells[number]
        ]
        assert sorted(said) == sorted(
            (row.theme, row.text, row.detail)
            for row in library.statements
            if row.path == path.slug and row.kind != "lead"
        )


def test_a_side_may_say_several_things_under_one_theme(library):
    first = library.stakeholders[0]
    more = replace(library, stakeholders=(first, replace(first, name="Others", needs="results")))
    (row,) = Comparison(more).stakeholders.rows
    assert row.cells == (
        (Cell(strong=first.name, text=first.needs), Cell(strong="Others", text="results")),
        (),
    )


def test_a_target_names_what_qualifies_it(library):
    number = {"low": Decimal("8.00"), "high": Decimal(12)}
    kpi = replace(library.kpis[0], name="Exams", qualifier="by complexity", **number)
    (row,) = Comparison(replace(library, kpis=(kpi,))).kpis.rows
    assert row.cells == ((Cell("Exams, by complexity", target="8–12\u00a0exams a day"),), ())


def test_an_example_target_is_marked(comparison):
    marked = {
        cell.text
        for row in comparison.kpis.rows
        for cells in row.cells
        for cell in cells
        if cell.is_example
    }
    assert len(marked) == 7
    assert "Exams per day, by complexity" not in marked


def test_a_note_stands_under_its_theme_or_under_its_part(library, comparison):
    themed = {
        (table.anchor, row.theme): [note.text for note in row.notes]
        for table in (
            comparison.responsibilities,
            comparison.stakeholders,
            comparison.kpis,
            *comparison.parts,
        )
        for row in table.rows
        if row.notes
    }
    wanted: dict[tuple[str, str], list[str]] = {}
    for note in library.notes:
        # Those of the specialties and of a match stand on other pages.
        if note.theme and note.section not in ("specialties", "evidence"):
            wanted.setdefault((note.section, note.theme), []).append(note.text)
    assert themed == wanted
    assert len(comparison.mission) == len(library.notes_in("mission")) > 0


def test_the_failure_modes_are_those_of_each_path(library, comparison):
    first, second = comparison.paths
    assert comparison.failure_modes == (
        (first, tuple(it for it in library.failure_modes if it.path == "generalist")),
        (second, tuple(it for it in library.failure_modes if it.path == "specialist")),
    )
    assert [len(rows) for _, rows in comparison.failure_modes] == [5, 5]


def test_a_failure_mode_stands_on_its_own_side_alone(library):
    modes = tuple(
        FailureMode(path, f"{path} sign", f"{path} cost", f"{path} remedy", "editorial")
        for path in ("specialist", "generalist")
    )
    found = Comparison(replace(library, failure_modes=modes))
    assert found.failure_modes == (
        (found.paths[0], (modes[1],)),
        (found.paths[1], (modes[0],)),
    )
    assert keys(found.failure_sources) == ["editorial"]


def test_a_credential_belongs_to_a_path_or_to_either(comparison):
    found = {row.names: path.slug if path else None for row, path, _ in comparison.credentials}
    assert found["RDCS (AE) or RCS"] == "specialist"
    assert found["RVT, RVS or ARRT (VS)"] is None
    assert keys(comparison.credentials[0][2]) == ["ardms-exams", "aium-arrt"]


def test_stakeholders_and_targets_have_a_lead_on_each_side(library, comparison):
    leads = {(row.theme, row.path): row.text for row in library.statements if row.kind == "lead"}
    assert len(leads) == 4
    for table, theme in ((comparison.stakeholders, "Stakeholders"), (comparison.kpis, "KPIs")):
        assert table.lead == tuple(leads[theme, path.slug] for path in library.paths)
    assert comparison.responsibilities.lead == ()


def test_pay_by_year_is_its_percentiles(library, comparison):
    rows = {row.label: row.texts for row in comparison.pay_years.rows}
    assert rows["2025"] == ("$67,820", "$80,430", "$96,590", "$106,930", "$129,370")
    assert list(rows) == [str(row.year) for row in library.pay_years]
    assert comparison.pay_year_sources


def test_work_hiring_and_phrases_stand_with_their_notes(library, comparison):
    assert [len(library.notes_in(part)) for part in ("work", "hiring", "phrases")] == [
        len(found) for found in (comparison.work, comparison.hiring_lead, comparison.phrase_lead)
    ]
    said = [text for _, phrases in comparison.phrases for text in phrases]
    assert len(said) == len(library.phrases) > 0
    assert not [text for text in said if "{" in text]


def test_the_pay_of_each_path_is_drawn_as_that_path(comparison):
    first, second, *_ = comparison.pay.rows
    assert (first.kind, first.text, keys(first.chips)) == (
        "gen",
        "$60,000–$80,000",
        ["guide-sonographer"],
    )
    assert (second.kind, second.text) == ("spec", "$75,000–$100,000")


def test_every_answer_cites_all_its_sources(library, comparison):
    cited = {row.key: keys(sources) for row, sources in comparison.faq}
    assert cited == {row.key: list(row.sources) for row in library.questions_of("faq")}
    assert cited["faq-pay"][-2:] == ["bls-ooh-2024", "bls-oews-2025"]
    assert all(cited.values())


def test_what_employers_look_for_names_who_says_so(comparison):
    assert len(comparison.hiring) == 6
    assert keys(comparison.hiring_sources) == ["guide-sonographer"]


def test_blanks_are_filled_for_a_reader_without_an_area(library):
    note = replace(library.notes_in("mission")[0], text="We scan {patients} in {area}.")
    (filled,) = Comparison(replace(library, notes=(note,))).mission
    assert filled.text == "We scan your patients in your area."


def test_every_source_that_is_named_stands_at_the_foot(comparison):
    at_foot = set(keys(comparison.foot.sources))
    named = {key for _, sources in (*comparison.faq, *comparison.hiring) for key in keys(sources)}
    named |= {key for *_, sources in comparison.credentials for key in keys(sources)}
    assert named < at_foot
    titles = [source.title.lower() for source in comparison.foot.sources]
    assert titles == sorted(titles)


def test_every_part_can_be_entered(comparison):
    anchors = [anchor for anchor, _ in (*PARTS, *LAST_PARTS)]
    assert len(set(anchors)) == len(anchors)
    assert [table.anchor for table in comparison.parts] == list(STATEMENT_PARTS)


def test_an_empty_library_is_no_error():
    empty = Comparison(Library())
    assert (empty.paths, empty.failure_modes, empty.faq) == ((), (), ())
    assert (empty.pay.rows, empty.foot.checked) == ((), "")
