"""What is drawn for whom: a scope is kept by the page, not by who happens to link to it."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from rubric import assessments, editions, forms, receipts, results, shares, tokens
from rubric.models import Plan
from rubric.results.audience import EXAMPLE, OWNER, Audience, holder
from rubric.views import drawing
from tests.bench import MATCH_RATINGS
from tests.conftest import MATCH, SONOGRAPHER, WORKED_EXAMPLE

TOKEN = "t" * 43
SHEETS: tuple[dict[str, Any], ...] = (
    {},
    {"depth": 4, "research": 4, "pace": 3},
    dict.fromkeys(WORKED_EXAMPLE, 3),
)


def test_a_scope_says_what_is_shown() -> None:
    assert holder("outcome") == Audience()
    assert holder("answers") == Audience(shows_answers=True)
    assert holder("outcome", with_plan=True) == Audience(shows_plan=True)
    assert holder("outcome", with_log=True) == Audience(shows_log=True)
    # A scope that is none of ours shows no answers.
    assert holder("everything") == Audience()


def drawn(audience: Audience, engine: str = "", **ratings: int) -> str:
    edition = editions.newest()
    definition = edition.content.rubric_by_slug[SONOGRAPHER]
    sheet = WORKED_EXAMPLE | ratings
    receipt = receipts.compose(edition.content, definition, sheet, engine=engine)
    page = results.build(receipt, edition.content, audience)
    request = RequestFactory().get("/s/somewhere/")
    answer = drawing.draw(request, page, rubric=SONOGRAPHER, edition=edition, token=TOKEN)
    html = answer.content.decode()
    return html[html.index("<main") :]


@pytest.mark.parametrize("ratings", SHEETS)
def test_an_outcome_has_no_answer_in_it(db: None, ratings: dict[str, Any]) -> None:
    html = drawn(holder("outcome"), **ratings)

    assert "They " in html
    for gone in ("instead of", 'id="change"', 'id="points"', "ledger", "/r/", TOKEN, "Your "):
        assert gone not in html
    for name in ("Interest in variety", "Communication skills"):
        assert name not in html


# Statements of a match, each sheet with other answers that it hangs on.
MATCH_SHEETS: tuple[dict[str, Any], ...] = (
    MATCH_RATINGS,
    dict.fromkeys(MATCH_RATINGS, 3),
    dict.fromkeys(MATCH_RATINGS, "skip"),
    dict.fromkeys(MATCH_RATINGS, 3) | {"hold-probe": 4},
)


def shared_plan(client: Client, rubric: str, sheet: Mapping[str, Any], scope: str) -> str:
    """The plan in a share of that scope."""
    edition = editions.newest()
    token = assessments.submit(
        edition=edition,
        definition=edition.content.rubric_by_slug[rubric],
        ratings={key: None if value == "skip" else int(value) for key, value in sheet.items()},
        form_key=forms.new_key(),
    )
    result = assessments.live(tokens.digest(token))
    Plan.objects.create(assessment=result, starts_on=timezone.localdate())
    wish = shares.Wish("Maria", scope, 30, with_plan=True)
    key = shares.make(assessment=result, owner_token=token, form_key=forms.new_key(), wish=wish)
    html = client.get(f"/s/{tokens.derive_share_token(token, key)}/").content.decode()
    start = html.index('<section class="part" id="plan">')
    return unescape(html[start : html.index('<section class="beside', start)])


@pytest.mark.parametrize(
    ("rubric", "sheet"),
    [
        *((SONOGRAPHER, WORKED_EXAMPLE | sheet) for sheet in SHEETS),
        *((MATCH, sheet) for sheet in MATCH_SHEETS),
    ],
)
def test_a_plan_beside_an_outcome_holds_no_task_that_answers_chose(
    client: Client, db: None, rubric: str, sheet: dict[str, Any]
) -> None:
    definition = editions.newest().content.rubric_by_slug[rubric]
    answers, outcome = (
        shared_plan(client, rubric, sheet, scope) for scope in ("answers", "outcome")
    )

    told = ("You rated", "They rated", "You left", "They left", ": “", "chosen by the answers")
    assert [words for words in told if words in outcome] == []
    for criterion in definition.criteria:
        for words in (criterion.name, criterion.trial, criterion.look_for):
            assert not words or words not in outcome
    # What is left are the days, the aims and the proofs; with the answers all of it is there.
    for text in (outcome, answers):
        assert text.count("Proof to keep:") == 4
        assert "The questions come again on" in text
    assert any(one.trial and one.trial in answers for one in definition.criteria)


def test_a_match_beside_an_outcome_still_says_where_to_shadow(client: Client, db: None) -> None:
    text = shared_plan(client, MATCH, MATCH_RATINGS, "outcome")

    assert text.count("Spend half a day with ") == 3
    assert "0 of 5 done." in text


def test_an_outcome_from_before_the_odds_says_nothing_of_what_would_change_it(db: None) -> None:
    said = "It takes "

    assert said not in drawn(holder("outcome"), engine="weights-1")
    assert said in drawn(holder("answers"), engine="weights-1")
    assert said in drawn(OWNER, engine="weights-1")


def test_answers_are_everything_but_what_only_the_owner_can_do(db: None) -> None:
    html = drawn(holder("answers"))

    assert 'id="change"' in html
    assert re.search(r"Total, of 9 to 45</th>\s*<td></td>\s*<td>39</td>\s*<td>25</td>", html)
    for gone in ("/r/", TOKEN, "data-answered", "Start the plan", "data-copy-page"):
        assert gone not in html


def test_an_example_is_nobodys(db: None) -> None:
    edition = editions.newest()
    definition = edition.content.rubric_by_slug[SONOGRAPHER]
    page = results.example(edition.content, definition, "balanced-hybrid")
    assert page.audience == EXAMPLE
    request = RequestFactory().get("/q/somewhere/")
    html = drawing.draw(request, page, rubric=SONOGRAPHER, edition=edition).content.decode()

    assert 'content="noindex' not in html
    assert "/r/" not in html


def test_two_audiences_never_share_what_is_kept(db: None) -> None:
    assert "data-answered" in drawn(OWNER)
    assert "data-answered" not in drawn(holder("answers"))
