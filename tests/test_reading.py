"""Form and result read at the eighth grade or below, measured on the pages themselves."""

import re
from typing import Any

import pytest
from django.test import Client

from specialties.pages import guide
from tests import reading
from tests.conftest import WORKED_EXAMPLE

HARDEST = 8
HIDDEN = r'<input type="hidden" name="(\w+)" value="([^"]*)">'
FORMS = ("/q/sonographer-path/", "/q/specialty-match/")


def grade(answer: Any) -> float:
    return reading.grade(reading.sentences(answer.content.decode()))


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("cat", 1), ("made", 1), ("table", 2), ("makes", 1), ("washes", 2), ("asked", 1)),
        *(("wanted", 2), ("the", 1), ("specialty", 3), ("24", 1), ("answers", 2)),
    ],
)
def test_the_syllables_of_a_word(word: str, count: int) -> None:
    assert reading.syllables(word) == count


def test_the_grade_of_known_sentences() -> None:
    # Six words of one syllable: 0.39 · 6 + 11.8 · 1 − 15.59.
    assert reading.grade(["The cat sat on the mat."]) == pytest.approx(-1.45)
    hard = "Considerable uncertainty characterizes individual occupational preferences."
    assert reading.grade([hard]) > HARDEST


def test_only_whole_sentences_that_are_seen_count() -> None:
    page = """<main><h1>A label</h1><p>It is <b>one</b>. Is it two?</p><p class="vh">Not seen.</p>
        <script>Not read.</script><table><tr><td>12</td><td>A cell.</td></tr></table></main>
        <footer><p>Not of the page.</p></footer>"""

    assert reading.sentences(page) == ["It is one.", "Is it two?", "A cell."]


@pytest.mark.parametrize("path", FORMS)
def test_a_form_is_easy_to_read(client: Client, db: None, path: str) -> None:
    assert grade(client.get(path)) <= HARDEST
    assert grade(client.post(path, {})) <= HARDEST


@pytest.mark.parametrize("ratings", ["52443235", "33333333", "31112121", "54545445", "51252542"])
def test_a_result_is_easy_to_read(client: Client, db: None, ratings: str) -> None:
    html = client.get(FORMS[0]).content.decode()
    sheet = dict(zip(WORKED_EXAMPLE, ratings, strict=True))
    address = client.post(FORMS[0], {**dict(re.findall(HIDDEN, html)), **sheet})["Location"]
    answer = client.get(address)
    own = answer.content.decode()
    # What is ours alone, without what the library says below.
    lead = own[: own.index('id="sides"')]

    assert grade(answer) <= HARDEST
    assert reading.grade(reading.sentences(lead)) <= HARDEST


@pytest.mark.parametrize("part", ["", *guide.PAGES])
def test_a_part_of_the_guide_is_easy_to_read(client: Client, db: None, part: str) -> None:
    assert grade(client.get(f"/paths/{part}/" if part else "/paths/")) <= HARDEST


@pytest.mark.parametrize("page", ["plan/", "log/", "words/"])
@pytest.mark.parametrize("form", FORMS)
def test_what_follows_a_result_is_easy_to_read(
    client: Client, db: None, form: str, page: str
) -> None:
    html = client.get(form).content.decode()
    names = set(re.findall(r'type="radio" name="([\w-]+)"', html))
    sheet = {name: str(1 + place % 5) for place, name in enumerate(sorted(names))}
    address = client.post(form, {**dict(re.findall(HIDDEN, html)), **sheet})["Location"]
    assert grade(client.get(address + page)) <= HARDEST


@pytest.mark.parametrize("page", ["again/", "again/?empty", "before/", "what-if/?pace=1&x=2"])
def test_what_compares_results_is_easy_to_read(client: Client, db: None, page: str) -> None:
    address = FORMS[0]
    for ratings in ("52443235", "14215552"):
        html = client.get(address).content.decode()
        sheet = dict(zip(WORKED_EXAMPLE, ratings, strict=True))
        result = client.post(address, {**dict(re.findall(HIDDEN, html)), **sheet})["Location"]
        address = f"{result}again/"

    assert grade(client.get(f"{result}{page}")) <= HARDEST
