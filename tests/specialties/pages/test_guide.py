"""The parts of the guide: their order, their main points, and where their facts come from."""

import pytest
from msgspec.structs import replace

from specialties.library import FailureMode, Library
from specialties.pages import guide, work
from specialties.pages.parts import Cited
from tests.specialties.pages.builders import keys


def points(library: Library) -> dict[str, str]:
    return {it.part.title: it.point for it in guide.reading_list(library, Cited(library))}


def part(library: Library, slug: str):
    return guide.PAGES[slug](library)


# The way


def test_every_part_leads_to_the_one_before_and_the_one_after():
    ways = [guide.way(part) for part in guide.PARTS]
    assert [way.next for way in ways[:-1]] == list(guide.PARTS[1:])
    assert [way.previous for way in ways[1:]] == list(guide.PARTS[:-1])
    assert (ways[0].previous, ways[-1].next) == (None, None)


def test_every_part_below_the_paths_has_a_page():
    assert list(guide.PAGES) == list(guide.PART_BY_SLUG)
    titles = [part.title for part in guide.PARTS]
    assert len(set(titles)) == len(titles) == 8


# What each says in one line


def test_each_part_says_its_main_point(library):
    assert points(library) == {
        "What the work is like": (
            "Wider exposure, more contact with patients, faster days; "
            "or more depth, harder cases, research."
        ),
        "Credentials": (
            "Nine areas, each with its letters; vascular and breast go with either path."
        ),
        "Pay": "Median $96,590 in 2025; no source splits it by path.",
        "How each goes wrong": (
            "Ten signs to watch for. The first: "
            "“You skip a view because the next patient is waiting.”"
        ),
        "What employers look for": (
            "Six things to show, each with an example of your own, and a reason for your path."
        ),
        "Questions people ask": (
            "“Which path offers more openings, better pay or more contentment?” And eleven more."
        ),
        "Focus areas": "Eight areas, and the twelve specialties they work with.",
    }


def test_only_what_was_published_is_numbered_in_the_list(library):
    found = {
        it.part.title: keys(it.refs)
        for it in guide.reading_list(library, Cited(library))
        if it.refs
    }
    assert found == {"Pay": ["bls-oews-2025"]}


def test_a_published_range_of_a_path_is_a_source_that_splits_the_pay(library):
    first, *others = library.pay
    told_apart = replace(library, pay=(replace(first, source="bls-oews"), *others))
    assert points(told_apart)["Pay"] == "Median $96,590 in 2025."


def test_points_keep_to_what_is_there(library):
    one = replace(
        library,
        credentials=library.credentials[3:4],
        failure_modes=library.failure_modes[:1],
        questions=(library.questions_of("faq")[0], library.questions_of("hiring")[0]),
        areas=(replace(library.areas[0], specialties=()),),
        statements=library.statements[:0],
    )
    found = points(one)
    assert "What the work is like" not in found
    assert found["Credentials"] == "One area, each with its letters; breast goes with either path."
    assert found["How each goes wrong"].startswith("One sign to watch for.")
    assert found["What employers look for"].startswith("One thing to show")
    assert found["Questions people ask"].endswith("?”")
    assert found["Focus areas"] == "One area in which you can go deep."
    assert points(Library()) == {}


# The parts


def test_the_work_has_every_statement_of_its_kinds(library):
    page = part(library, "work")
    assert [table.title for table in page.tables] == list(work.TABLES.values())
    for number, path in enumerate(library.paths):
        said = [
            (row.theme, cell.text, cell.detail)
            for table in page.tables
            for row in table.rows
            for cell in row.cells[number]
        ]
        assert sorted(said) == sorted(
            (row.theme, row.text, row.detail)
            for row in library.statements
            if row.path == path.slug and row.kind in work.TABLES
        )
    assert len(page.notes) == len(library.notes_in("work")) > 0


def test_a_table_that_is_all_ours_says_so_and_carries_no_numbers(library):
    tables = {table.title: table for table in part(library, "work").tables}
    said = {title: table.origin.text for title, table in tables.items() if table.origin.text}
    assert said == {"What you hand over": "Our estimate."}
    assert not [
        cell
        for table in tables.values()
        for row in table.rows
        for it in row.cells
        for cell in it
        if cell.refs
    ]


def test_a_credential_belongs_to_a_path_or_to_either(library):
    page = part(library, "credentials")
    found = {row.credential.names: row.path.slug if row.path else None for row in page.rows}
    assert found["RDCS (AE) or RCS"] == "specialist"
    assert found["RVT, RVS or ARRT (VS)"] is None
    # What the part names hangs on no row.
    assert keys(page.origin.refs) == ["ardms-exams"]
    assert keys(page.rows[0].refs) == ["aium-arrt"]


def test_the_pay_of_each_path_is_drawn_as_that_path(library):
    page = part(library, "pay")
    first, second, third, *_ = page.chart.rows
    assert (first.kind, first.text, first.refs) == ("gen", "$60,000–$80,000", ())
    assert (second.kind, second.text, second.refs) == ("spec", "$75,000–$100,000", ())
    assert (third.kind, third.text, keys(third.refs)) == ("", "$123,610", ["bls-ooh-2024"])


def test_pay_by_year_is_its_percentiles(library):
    page = part(library, "pay")
    rows = {row.label: row.texts for row in page.years.rows}
    assert rows["2025"] == ("$67,820", "$80,430", "$96,590", "$106,930", "$129,370")
    assert list(rows) == [str(row.year) for row in library.pay_years]
    assert [keys(row.refs) for row in page.years.rows] == [[], [], [], ["bls-oews-2025"]]
    assert page.year_origin.text == "From US BLS 2021–2024 unless numbered."


def test_a_failure_mode_stands_on_its_own_side_alone(library):
    assert [len(rows) for _, rows in part(library, "failure-modes").sides] == [5, 5]
    modes = tuple(
        FailureMode(path, f"{path} sign", f"{path} cost", f"{path} remedy", "editorial")
        for path in ("specialist", "generalist")
    )
    page = part(replace(library, failure_modes=modes), "failure-modes")
    assert [[row.mode for row in rows] for _, rows in page.sides] == [[modes[1]], [modes[0]]]
    assert page.origin.text == "Our estimate."


def test_hiring_has_its_questions_the_trap_and_every_phrase(library):
    page = part(library, "hiring")
    assert page.count == "Six"
    assert [it.question for it in page.asks] == list(library.questions_of("hiring"))
    found = (page.lead, page.rationale, page.phrase_lead)
    notes = ("hiring", "rationale", "phrases")
    assert [len(library.notes_in(name)) for name in notes] == [len(it) for it in found]
    said = [phrase.text for _, phrases in page.phrases for phrase in phrases]
    assert len(said) == len([row for row in library.phrases if row.is_of_area]) > 0
    assert not [text for text in said if "{" in text]
    assert page.foot.refs == ()


def test_every_answer_cites_what_the_guide_alone_does_not_say(library):
    page = part(library, "questions")
    cited = {row.question.key: keys(row.refs) for row in page.answers}
    assert cited == {
        row.key: [key for key in row.sources if not key.startswith("guide-")]
        for row in library.questions_of("faq")
    }
    assert cited["faq-pay"][-2:] == ["bls-ooh-2024", "bls-oews-2025"]


@pytest.mark.parametrize("slug", guide.PAGES)
def test_a_part_of_nothing_is_no_error(slug):
    assert part(Library(), slug).foot.checked == ""
