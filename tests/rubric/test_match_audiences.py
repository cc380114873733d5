"""What the page of a match shows to whom."""

import gzip
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from msgspec.structs import replace

from rubric import receipts, results
from rubric.content import Content, read
from rubric.definition import AxisAim
from rubric.models import Assessment
from rubric.results.audience import ANSWERS, OUTCOME, OWNER, Audience, holder
from tests.conftest import MATCH

DATA = Path(__file__).resolve().parents[1] / "data"


def receipt_of(content: Content, **changes: int | None) -> dict[str, Any]:
    definition = content.rubric_by_slug[MATCH]
    assert isinstance(definition.aim, AxisAim)
    ratings = definition.aim.example("mara").ratings
    return receipts.compose(content, definition, {**ratings, **changes})


def drawn(content: Content, receipt: dict[str, Any], audience: Audience) -> str:
    page = results.build(receipt, content, audience, rubric=MATCH)
    day = date(2026, 1, 1)
    context = {
        "page": page,
        "audience": audience,
        "rubric": MATCH,
        "assessment": Assessment(created_on=day, expires_on=day),
        "share": {"expires_on": day},
        "token": "a-token",
        "address": "/somewhere/",
        "data_url": "/data/",
        "otherwise": None,
        "outline": {"is_running": False},
        "log": {"rows": ()},
    }
    html = "".join(render_to_string(name, context) for name in page.fragments.values())
    assert "⟪" not in html
    return html


def old() -> tuple[Content, list[dict[str, Any]]]:
    text = gzip.decompress((DATA / "edition-format-1.json.gz").read_bytes()).decode()
    rows = json.loads(gzip.decompress((DATA / "receipts-1.json.gz").read_bytes()))
    return read(text), [row["receipt"] for row in rows if row["receipt"]["engine"] == "axes-1"]


def test_an_outcome_names_no_statement_and_no_number_of_an_answer(content: Content) -> None:
    receipt = receipt_of(content)
    html = drawn(content, receipt, holder(OUTCOME))

    assert "No clear first: Emergency Medicine, Critical Care and Anesthesiology" in html
    assert "one of these three first in about 9 of 10 retakes" in html
    assert html.count("<article") == 3
    for item in receipt["items"]:
        assert item["text"] not in html
        assert item["name"] not in html
    for axis in receipt["axes"]:
        assert axis["name"] not in html
    for row in receipt["standings"][0]:
        assert f"{row['P']:+}" not in html
    for words in ("What would change it", "rated", 'class="pts', "nineteen", "<figure"):
        assert words not in html
        assert words in drawn(content, receipt, OWNER)


def test_the_same_group_is_the_same_outcome_whatever_was_answered(content: Content) -> None:
    """Nothing but the outcome gets into it: two sheets that come out alike look alike."""
    one, two = receipt_of(content), receipt_of(content)
    for row in two["items"]:
        row["rating"], row["m"] = 3, 1
    two["leans"] = dict.fromkeys(two["leans"], 1)
    two["tipping"], two["flags"] = 1, []

    assert drawn(content, one, holder(OUTCOME)) == drawn(content, two, holder(OUTCOME))
    assert drawn(content, one, holder(ANSWERS)) != drawn(content, two, holder(ANSWERS))


@pytest.mark.parametrize("scope", [OUTCOME, ANSWERS])
def test_a_holder_gets_no_link_of_the_owner(content: Content, scope: str) -> None:
    few = receipt_of(content, **dict.fromkeys(content.rubric_by_slug[MATCH].criterion_by_key))
    for receipt in (receipt_of(content), few):
        html = drawn(content, receipt, holder(scope))
        assert "a-token" not in html
        assert "/r/" not in html
        said = re.sub("<article.*?</article>|<q>.*?</q>", "", html, flags=re.DOTALL)
        assert not re.search(r"\b[Yy]our\b", said)
    assert "a-token" in drawn(content, receipt_of(content), OWNER)


def test_answers_show_every_rating_and_point(content: Content) -> None:
    html = drawn(content, receipt_of(content), holder(ANSWERS))

    assert html.count('<tr class="st">') == 24
    assert "What would change it" in html
    assert '<dl class="nineteen">' in html
    assert '<th scope="col">1–5</th>' in html
    assert "Their answers beside" in html
    assert "they +" in html
    assert "them +" not in html


def test_too_few_says_what_is_open_only_with_the_answers(content: Content) -> None:
    keys = [item.key for item in content.rubric_by_slug[MATCH].items if item.axis != "generate"]
    receipt = receipt_of(content, **dict.fromkeys(keys))
    owner = drawn(content, receipt, OWNER)

    assert receipt["state"] == "too-few"
    assert "Reading the image: “Answer in an image” or “A day of reading”; and " in owner
    # The first statement of the form that an axis waits for.
    assert 'href="/r/a-token/again/#q-little-talk">' in owner
    outcome = drawn(content, receipt, holder(OUTCOME))
    assert "There is not enough to rank yet" in outcome
    assert "Answer in an image" not in outcome
    assert "little-talk" not in outcome


def test_what_rests_on_one_axis_says_which_only_with_the_answers(content: Content) -> None:
    sides = ("fix-by-hand", "procedures-daily"), ("leave-procedures", "away-from-blood")
    sheets = [
        dict.fromkeys(content.rubric_by_slug[MATCH].criterion_by_key, 3)
        | dict.fromkeys(sides[0], towards)
        | dict.fromkeys(sides[1], 6 - towards)
        for towards in (5, 1)
    ]
    receipt, opposite = (receipt_of(content, **sheet) for sheet in sheets)
    owner, answers, outcome = (
        drawn(content, receipt, audience) for audience in (OWNER, holder(ANSWERS), holder(OUTCOME))
    )

    for html in (owner, answers):
        assert "It all rests on one axis: Doing procedures" in html
        assert "These have the most of it: " in html
    assert ">It all rests on one axis</h1>" in outcome
    for html in (outcome, drawn(content, opposite, holder(OUTCOME))):
        lead = html[: html.index('id="group"')] if 'id="group"' in html else html
        for words in ("Doing procedures", "the most", "the least", "one axis:"):
            assert words not in lead


def test_beside_another_headline_one_axis_has_its_name_only_with_the_answers(
    content: Content,
) -> None:
    keys = content.rubric_by_slug[MATCH].criterion_by_key
    receipt = receipt_of(content, **{**dict.fromkeys(keys, 3), "hold-probe": 4})
    axis = next(row for row in receipt["axes"] if row["key"] == receipt["one_axis"])

    assert receipt["state"] == "unsettled"
    assert f"about one axis: {axis['name']}." in drawn(content, receipt, holder(ANSWERS))
    outcome = drawn(content, receipt, holder(OUTCOME))
    assert "about one axis." in outcome
    assert axis["name"] not in outcome


@pytest.mark.parametrize("scope", [OUTCOME, ANSWERS, "owner"])
def test_first_matches_are_drawn_in_the_same_frame(scope: str) -> None:
    content, found = old()
    audience = OWNER if scope == "owner" else holder(scope)
    for receipt in found:
        html = drawn(content, receipt, audience)
        names = {row["slug"]: row["name"] for row in receipt["targets"]}
        assert all(names[slug] in html for slug in receipt["leading"])
        assert "retakes" not in html
        texts = [row["text"] for row in receipt["items"]]
        shown = [text for text in texts if text in html]
        assert shown == ([] if scope == OUTCOME else texts)


def test_a_site_without_tips_or_questions_draws_as_well(content: Content) -> None:
    bare = replace(content.library, questions=(), tips=())
    html = drawn(replace(content, library=bare), receipt_of(content), OWNER)

    assert "Questions people ask" not in html
