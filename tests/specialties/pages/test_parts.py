"""What holds on every page of the library: its foot, and a list of any length."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from specialties.library import Library
from specialties.pages import (
    areas,
    compare,
    credentials,
    failure_modes,
    guide,
    hiring,
    index,
    paths,
    pay,
    pictures,
    profile,
    questions,
    reading,
    rotations,
    sources,
    table,
    work,
)
from specialties.pages.parts import Cited
from tests.specialties.pages.builders import cut, keys, source_checked

ALL: dict[str, Callable[[Library], Any]] = {
    "areas": areas.Page,
    "compare": lambda library: compare.Page(library, [row.slug for row in library.specialties[:2]]),
    "index": lambda library: index.Page(library, {}),
    "paths": paths.Page,
    **guide.PAGES,
    "pictures": pictures.Page,
    "profile": lambda library: profile.Page(library, library.specialties[0]),
    "reading": lambda library: reading.Reading(library, [library.specialties[0].slug]).end,
    "rotations": rotations.Page,
    "table": table.Page,
}
GUIDE_ALONE = "From the career guide, no published source."
GUIDE_MOST = "From the career guide, no published source, unless numbered."
GUIDES = {"guide-sonographer", "guide-specialties"}
BOTH = "From the career guide and our own reading, no published source."
BLS_MOST = "From US BLS 2021–2024 unless numbered."
# Every list of every page, as far as its length depends on the rows alone.
LISTS: dict[str, Callable[[Library], Any]] = {
    "areas": lambda library: areas.Page(library).areas,
    "credentials": lambda library: credentials.Page(library).rows,
    "failure modes of the first path": lambda it: failure_modes.Page(it).sides[0][1],
    "failure modes of the second path": lambda it: failure_modes.Page(it).sides[1][1],
    "pay": lambda library: pay.Page(library).chart.rows,
    "pay by year": lambda library: pay.Page(library).years.rows,
    "hiring": lambda library: hiring.Page(library).asks,
    "faq": lambda library: questions.Page(library).answers,
    "responsibilities": lambda it: _of_one_kind(it, paths.Page(it).duties.rows),
    "hand-overs": lambda library: work.Page(library).tables[1].rows[:3],
    "index": lambda it: [row for group in index.Page(it, {}).groups for row in group.rows],
    "index, sorted": lambda it: index.Page(it, {"sort": ["imaging"]}).groups[0].rows,
    "options to pick": lambda library: compare.Page(library, []).selects[0][1],
    "probes": lambda library: pictures.Page(library).probes,
    "tips": lambda library: rotations.Page(library).tips,
    "asks": lambda library: rotations.Page(library).asks,
    "pulls": lambda library: rotations.Page(library).pulls,
    "answers": lambda library: rotations.Page(library).answers,
    "cards": lambda it: reading.Reading(it, [row.slug for row in it.specialties]).leaders,
}


def _of_one_kind(library: Library, rows):
    themes = {row.theme for row in library.statements if row.kind == "responsibility"}
    return [row for row in rows if row.theme in themes]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_as_long_as_its_rows(library, name, count):
    assert len(LISTS[name](cut(library, count))) == count


@pytest.mark.parametrize("name", ALL)
def test_the_oldest_reading_of_a_source_is_what_a_page_admits(library, name):
    named = keys(ALL[name](library).foot.refs)
    for key in named:
        page = ALL[name](source_checked(library, key, date(2019, 3, 31)))
        assert page.foot.checked == "March 2019"
    assert ALL[name](library).foot.checked == "November 2026"


@pytest.mark.parametrize("name", ALL)
def test_a_source_that_a_page_does_not_name_does_not_age_it(library, name):
    named = keys(ALL[name](library).foot.refs)
    other = next((row.key for row in library.sources if row.key not in named), None)
    assert other
    page = ALL[name](source_checked(library, other, date(2019, 3, 31)))
    assert page.foot.checked == "November 2026"


@pytest.mark.parametrize("name", ["areas", "index", "paths", "pictures", "rotations", "table"])
def test_an_empty_library_is_no_error(name):
    assert ALL[name](Library()).foot.refs == ()
    assert sources.Page(Library()).refs == ()


def test_a_source_is_named_once_in_the_order_asked_for(library):
    cited = Cited(library)
    assert keys(cited.refs("editorial", None, "guide-specialties", "editorial")) == [
        "editorial",
        "guide-specialties",
    ]
    assert keys(cited.estimates("guide-specialties", "editorial")) == ["editorial"]


def test_a_number_stays_with_its_source_all_over_the_page(library):
    cited = Cited(library)
    first = cited.refs("bls-oews", "walsh")
    again = cited.refs("walsh", "jase", "bls-oews")
    assert [ref.number for ref in first] == [1, 2]
    assert [ref.number for ref in again] == [2, 3, 1]
    assert [ref.number for ref in cited.foot().refs] == [1, 2, 3]
    assert keys(cited.foot().refs) == ["bls-oews", "walsh", "jase"]


def test_what_the_part_names_gets_no_number_and_is_explained_at_the_foot(library):
    cited = Cited(library)
    origin = cited.origin("guide-sonographer")
    assert cited.refs("guide-sonographer", but=origin.covers) == ()
    foot = cited.foot()
    assert (foot.refs, foot.names_guide, foot.names_ours) == ((), True, False)
    assert foot.checked == "November 2026"


def test_a_numbered_guide_needs_no_explanation_at_the_foot(library):
    cited = Cited(library)
    cited.refs("guide-sonographer", "editorial")
    foot = cited.foot()
    assert (foot.names_guide, foot.names_ours) == (False, False)


@pytest.mark.parametrize(
    ("named", "text", "covers", "numbered"),
    [
        (["guide-sonographer"] * 2, GUIDE_ALONE, {"guide-sonographer"}, []),
        # The guide comes first, however many name others; our own reading shares the line with it.
        (["guide-sonographer", "walsh", "walsh"], GUIDE_MOST, {"guide-sonographer"}, []),
        (["guide-sonographer"] * 2 + ["editorial"], GUIDE_MOST, {"guide-sonographer"}, []),
        (["guide-sonographer", "editorial"], BOTH, {"guide-sonographer", "editorial"}, []),
        (["editorial", "editorial", "walsh"], "Our estimate unless numbered.", {"editorial"}, []),
        (["editorial"], "Our estimate.", {"editorial"}, []),
        (["bls-oews"] * 3 + ["walsh"], BLS_MOST, {"bls-oews"}, ["bls-oews"]),
        (["ama-aamc-2025"], "From AMA 2025, as reported.", {"ama-aamc-2025"}, ["ama-aamc-2025"]),
        # Every fact has another one: the numbers say it.
        (["walsh", "jase"], "", set(), []),
        ([None], "", set(), []),
        # Several behind one fact: the guide is not what it rests on where it never stands alone.
        ([("walsh", "guide-sonographer"), ("jase", "guide-sonographer")], "", set(), []),
        ([("walsh", "guide-sonographer"), "guide-specialties"], GUIDE_MOST, GUIDES, []),
        ([], "", set(), []),
    ],
)
def test_a_part_says_once_where_it_comes_from(library, named, text, covers, numbered):
    cited = Cited(library)
    origin = cited.origin(*named)
    assert (origin.text, set(origin.covers), keys(origin.refs)) == (text, covers, numbered)
    assert keys(cited.foot().refs) == numbered


def test_what_the_line_of_a_part_covers_hangs_on_no_fact(library):
    cited = Cited(library)
    origin = cited.origin("guide-sonographer", "guide-sonographer", "iac-echo-2021")
    facts = [("guide-sonographer",), ("iac-echo-2021", "guide-sonographer")]
    assert [keys(cited.refs(*fact, but=origin.covers)) for fact in facts] == [
        [],
        ["iac-echo-2021"],
    ]
