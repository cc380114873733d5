"""What holds on every page of the library: its foot, and a list of any length."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from specialties.library import Library
from specialties.pages import (
    areas,
    compare,
    index,
    paths,
    pictures,
    profile,
    reading,
    rotations,
    sources,
    table,
)
from specialties.pages.parts import Cited
from tests.specialties.pages.builders import cut, keys, source_checked

ALL: dict[str, Callable[[Library], Any]] = {
    "areas": areas.Page,
    "compare": lambda library: compare.Page(library, [row.slug for row in library.specialties[:2]]),
    "index": lambda library: index.Page(library, {}),
    "paths": paths.Comparison,
    "pictures": pictures.Page,
    "profile": lambda library: profile.Page(library, library.specialties[0]),
    "reading": lambda library: reading.Reading(
        library,
        leaders=[library.specialties[0].slug],
        compared=[row.slug for row in library.specialties[:5]],
    ),
    "rotations": rotations.Page,
    "table": table.Page,
}
# Every list of every page, as far as its length depends on the rows alone.
LISTS: dict[str, Callable[[Library], Any]] = {
    "areas": lambda library: areas.Page(library).areas,
    "credentials": lambda library: paths.Comparison(library).credentials,
    "failure modes of the first path": lambda it: paths.Comparison(it).failure_modes[0][1],
    "failure modes of the second path": lambda it: paths.Comparison(it).failure_modes[1][1],
    "pay": lambda library: paths.Comparison(library).pay.rows,
    "pay by year": lambda library: paths.Comparison(library).pay_years.rows,
    "hiring": lambda library: paths.Comparison(library).hiring,
    "faq": lambda library: paths.Comparison(library).faq,
    "responsibilities": lambda it: _of_one_kind(it, paths.Comparison(it).responsibilities.rows),
    "index": lambda it: [row for group in index.Page(it, {}).groups for row in group.rows],
    "index, sorted": lambda it: index.Page(it, {"sort": ["imaging"]}).groups[0].rows,
    "options to pick": lambda library: compare.Page(library, []).selects[0][1],
    "probes": lambda library: pictures.Page(library).probes,
    "tips": lambda library: rotations.Page(library).tips,
    "asks": lambda library: rotations.Page(library).asks,
    "pulls": lambda library: rotations.Page(library).pulls,
    "answers": lambda library: rotations.Page(library).answers,
    "cards": lambda it: (
        reading.Reading(it, leaders=[], compared=[row.slug for row in it.specialties]).compared
    ),
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
    named = keys(ALL[name](library).foot.sources)
    for key in named:
        page = ALL[name](source_checked(library, key, date(2019, 3, 31)))
        assert page.foot.checked == "March 2019"
    assert ALL[name](library).foot.checked == "November 2026"


@pytest.mark.parametrize("name", ALL)
def test_a_source_that_a_page_does_not_name_does_not_age_it(library, name):
    named = keys(ALL[name](library).foot.sources)
    other = next((row.key for row in library.sources if row.key not in named), None)
    assert other
    page = ALL[name](source_checked(library, other, date(2019, 3, 31)))
    assert page.foot.checked == "November 2026"


@pytest.mark.parametrize("name", ["areas", "index", "paths", "pictures", "rotations", "table"])
def test_an_empty_library_is_no_error(name):
    assert ALL[name](Library()).foot.sources == ()
    assert sources.Page(Library()).sources == ()


def test_a_source_is_named_once_in_the_order_asked_for(library):
    cited = Cited(library)
    assert keys(cited.chips("editorial", None, "guide-specialties", "editorial")) == [
        "editorial",
        "guide-specialties",
    ]
    assert keys(cited.estimates("guide-specialties", "editorial")) == ["editorial"]
