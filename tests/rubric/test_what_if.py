"""What other answers would come to, asked by an address and never stored."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rubric import receipts
from rubric.content import Content
from rubric.models import Assessment
from rubric.results.change import Sheet
from rubric.results.what_if import WhatIf
from tests.bench import MATCH_RATINGS
from tests.conftest import MATCH, SONOGRAPHER, WORKED_EXAMPLE
from tests.rubric.test_again import store

RATINGS = {key: None if value == "skip" else int(value) for key, value in MATCH_RATINGS.items()}


def asked(
    content: Content, slug: str, ratings: Mapping[str, int | None], **values: Sequence[str]
) -> WhatIf:
    definition = content.rubric_by_slug[slug]
    stored = Sheet(
        receipts.compose(content, definition, ratings), ratings, definition.criterion_by_key
    )
    return WhatIf(content, definition, stored, {k.replace("_", "-"): v for k, v in values.items()})


def test_without_a_question_it_is_the_stored_result(content: Content) -> None:
    for slug, ratings in ((SONOGRAPHER, WORKED_EXAMPLE), (MATCH, RATINGS)):
        page = asked(content, slug, ratings)

        assert page.receipt == page.stored.receipt
        assert page.said == "These are your own answers. Change one and see what would come out."
        assert page.problems == ()
        said = {row.key: row.statement for row in page.definition.criteria}
        assert {row.key: row.text for row in page.selects} == said


def test_other_answers_come_to_what_they_would(content: Content) -> None:
    page = asked(content, SONOGRAPHER, WORKED_EXAMPLE, variety=["1"], pace=["1"], depth=["2"])

    changed = {**WORKED_EXAMPLE, "variety": 1, "pace": 1}
    definition = content.rubric_by_slug[SONOGRAPHER]
    assert page.receipt == receipts.compose(content, definition, changed)
    assert page.said == "Two answers are not your own."
    assert [row.name for row in page.change.changed] == [
        definition.criterion_by_key[key].name for key in ("variety", "pace")
    ]


def test_an_answer_may_be_left_out_where_that_is_offered(content: Content) -> None:
    key = next(key for key, rating in RATINGS.items() if rating is not None)
    page = asked(content, MATCH, RATINGS, **{key: ["skip"]})

    assert page.ratings[key] is None
    assert page.problems == ()
    select = next(row for row in page.selects if row.key == key)
    assert [option.label for option in select.options if option.is_chosen] == ["left out"]
    assert select.is_changed
    assert select.stored == str(RATINGS[key])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"pace": ["9"]},
            "“Preference for a fast-paced environment” was asked to be “9”, which is not one of "
            "the numbers 1 to 5. Your stored answer stands there.",
        ),
        (
            {"pace": ["skip"]},
            "“Preference for a fast-paced environment” was asked to be “skip”, which is not one "
            "of the numbers 1 to 5. Your stored answer stands there.",
        ),
        (
            {"pace": ["1", "1"]},
            "“Preference for a fast-paced environment” came more than once. Your stored answer "
            "stands there.",
        ),
        ({"nothing": ["1"]}, "“nothing” is no statement of this result."),
    ],
)
def test_what_cannot_be_is_said_and_the_rest_kept(
    content: Content, values: dict[str, list[str]], sentence: str
) -> None:
    page = asked(content, SONOGRAPHER, WORKED_EXAMPLE, variety=["1"], **values)

    assert page.problems == (sentence,)
    assert page.ratings == {**WORKED_EXAMPLE, "variety": 1}


def test_results_from_before_the_odds_stay_without(content: Content) -> None:
    definition = content.rubric_by_slug[SONOGRAPHER]
    receipt = receipts.compose(content, definition, WORKED_EXAMPLE, engine="weights-1")
    stored = Sheet(receipt, WORKED_EXAMPLE, definition.criterion_by_key)

    page = WhatIf(content, definition, stored, {"pace": ["1"]})

    assert page.receipt["engine"] == "weights-1"
    assert page.change.is_comparable


def chosen(html: str) -> dict[str, str]:
    selects = re.findall(r'<select name="([\w-]+)".*?</select>', html, re.DOTALL)
    values = re.findall(r'<option value="(\w+)" selected', html)
    return dict(zip(selects, values, strict=True))


def test_nothing_is_stored(client: Client, submit: Callable[..., str]) -> None:
    token = submit()
    before = list(Assessment.objects.values())

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"/r/{token}/what-if/?pace=1&variety=1")

    html = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert "Not saved." in html
    assert chosen(html) == {
        key: str(rating) for key, rating in {**WORKED_EXAMPLE, "pace": 1, "variety": 1}.items()
    }
    assert len(queries) == 2
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}
    assert list(Assessment.objects.values()) == before


def test_nonsense_is_a_bad_request_with_everything_kept(
    client: Client, submit: Callable[..., str]
) -> None:
    answer = client.get(f"/r/{submit()}/what-if/?pace=1&depth=%00&x={'y' * 5000}&variety=")

    html = answer.content.decode()
    assert answer.status_code == 400
    assert html.count("Your stored answer stands there") == 2
    assert chosen(html) == {**{k: str(v) for k, v in WORKED_EXAMPLE.items()}, "pace": "1"}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(client: Client, submit: Callable[..., str], method: str) -> None:
    assert getattr(client, method)(f"/r/{submit()}/what-if/").status_code == 405


def test_a_match_shows_both_leading_groups(client: Client, db: None) -> None:
    token = store(MATCH, RATINGS)
    turned: dict[str, Any] = {key: 6 - (rating or 3) for key, rating in RATINGS.items()}

    html = client.get(f"/r/{token}/what-if/", turned).content.decode()

    assert "As stored" in html
    assert "not saved" in html
    assert client.get(f"/r/{'A' * 43}/what-if/", turned).status_code == 404
