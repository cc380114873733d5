"""The second questionnaire: the same form, the same store, another arithmetic."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rubric import assessments, editions, forms
from rubric.definition import Definition
from rubric.models import Assessment, Rubric
from specialties.models import Axis, AxisLevel, Specialty
from tests.conftest import MATCH, WORKED_EXAMPLE

FORM = "/q/specialty-match/"
HIDDEN = r'<input type="hidden" name="(\w+)" value="([^"]*)">'
AXES = ("generate", "interpret", "act", "reason", "tempo")
Sheet = dict[str, str]
Rate = Callable[..., Sheet]

# The values of the acceptance list, and who has to come out first, all of them in any order.
ACCEPTANCE = (
    (
        (5, 3, 5, 2, 5),
        {
            "emergency-medicine",
            "anesthesiology",
            "critical-care",
            "ob-gyn",
            "interventional-radiology",
        },
        0.85,
        0.60,
    ),
    (
        (1, 5, 1, 3, 3),
        {"diagnostic-radiology", "internal-medicine", "cardiology", "neurology"},
        0.80,
        0.40,
    ),
    (
        (1, 3, 5, 2, 4),
        {
            "general-surgery",
            "neurosurgery",
            "electrophysiology",
            "interventional-cardiology",
            "orthopedic-surgery",
            "vascular-surgery",
        },
        None,
        None,
    ),
    ((1, 1, 2, 5, 1), {"adult-primary-care", "psychiatry", "pediatrics"}, 0.95, 0.60),
)


@pytest.fixture
def sheet(match_definition: Definition) -> Rate:
    """Answers whose axis values are exactly these."""

    def fill(*values: int) -> Sheet:
        wanted = dict(zip(AXES, values, strict=True))
        return {
            item.key: str(wanted[item.axis] if item.direction > 0 else 6 - wanted[item.axis])
            for item in match_definition.items
        }

    return fill


def send(client: Client, answers: Sheet, **changes: Any) -> Any:
    html = client.get(FORM).content.decode()
    hidden = dict(re.findall(HIDDEN, html))
    return client.post(FORM, {**hidden, **answers, **changes})


def result(client: Client, answers: Sheet) -> tuple[str, Any]:
    answer = send(client, answers)
    assert answer.status_code == 303, answer.content.decode()
    address = answer["Location"]
    return client.get(address).content.decode(), client.get(f"{address}result.json").json()


@pytest.mark.parametrize(("values", "first", "at_least", "then_below"), ACCEPTANCE)
def test_the_acceptance_profiles_through_the_real_form(
    client: Client,
    db: None,
    sheet: Rate,
    values: tuple[int, ...],
    first: set[str],
    at_least: float | None,
    then_below: float | None,
) -> None:
    _, data = result(client, sheet(*values))

    ranked = data["agreement"]
    assert data["axes"] == dict(zip(AXES, map(float, values), strict=True))
    assert {row["specialty"] for row in ranked[: len(first)]} == first
    if at_least is not None and then_below is not None:
        assert min(row["agreement"] for row in ranked[: len(first)]) >= at_least
        assert ranked[len(first)]["agreement"] < then_below
    if values == (1, 3, 5, 2, 4):
        assert ranked[0]["specialty"] == "general-surgery"


def test_the_data_has_what_the_page_shows(client: Client, db: None, sheet: Rate) -> None:
    html, data = result(client, sheet(5, 3, 5, 2, 5))

    assert (data["rubric"], data["edition"]) == ("specialty-match", 1)
    assert len(data["ratings"]) == 15
    assert data["leading_group"] == ["emergency-medicine", "anesthesiology"]
    assert len(data["agreement"]) == 19
    for row in data["agreement"]:
        parts = [round(part * 1000) for part in row["contributions"].values()]
        assert sum(parts) == round(row["agreement"] * 1000)
        assert f">{row['agreement']:+.3f}<".replace("-", "−") in html or row["agreement"] == 0
    swing = data["swings"][0]
    assert set(swing) == {"criterion", "from", "to", "leading"}
    assert abs(swing["to"] - swing["from"]) == 1


def test_the_page_names_the_leading_group_in_words(client: Client, db: None, sheet: Rate) -> None:
    html, _ = result(client, sheet(5, 3, 5, 2, 5))

    assert "<h1>You lean towards Emergency Medicine and Anesthesiology</h1>" in html
    assert "One group, not a winner." in html
    assert "would put another specialty first" in html
    assert "51\u00a0%" in html
    assert "for hiring, admission or ranking" in html


def test_the_ledger_of_each_leader_adds_up(client: Client, db: None, sheet: Rate) -> None:
    html, _ = result(client, sheet(5, 3, 5, 2, 5))

    tables = re.findall(r"<caption><b>([^<]+)</b></caption>.*?</table>", html, re.DOTALL)
    assert tables[:2] == ["Emergency Medicine", "Anesthesiology"]
    for table in re.findall(r"<caption><b>[^<]+</b></caption>(.*?)</table>", html, re.DOTALL):
        numbers = [
            int(text.replace("+", "").replace("−", "-").replace(".", ""))
            for text in re.findall(r">([+−]?\d\.\d{3})<", table)
        ]
        assert sum(numbers[:-1]) == numbers[-1]


def test_every_statement_has_to_be_answered_or_left_out(
    client: Client, db: None, sheet: Rate
) -> None:
    answers = sheet(3, 3, 4, 3, 3)
    missing = answers.pop("blood")

    answer = send(client, answers)

    html = answer.content.decode()
    assert missing == "2"
    assert answer.status_code == 422
    assert "One statement still needs a rating" in html
    assert 'href="#blood-1"' in html
    assert html.count(" checked>") == 14
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("value", ["0", "6", "none", "Skip", "skip ", ""])
def test_a_bad_answer_is_refused(client: Client, db: None, sheet: Rate, value: str) -> None:
    answer = send(client, sheet(5, 3, 5, 2, 5), blood=value)

    assert answer.status_code == 422
    assert not Assessment.objects.exists()


def test_leaving_out_is_not_offered_where_every_answer_counts(client: Client, db: None) -> None:
    html = client.get("/q/sonographer-path/").content.decode()
    answers = {**dict(re.findall(HIDDEN, html)), **WORKED_EXAMPLE, "pace": "skip"}

    answer = client.post("/q/sonographer-path/", answers)

    assert "Doesn’t matter to me" not in html
    assert answer.status_code == 422


def test_what_is_left_out_does_not_count(
    client: Client, db: None, sheet: Rate, match_definition: Definition
) -> None:
    left_out = {item.key: "skip" for item in match_definition.items if item.axis == "interpret"}

    html, data = result(client, sheet(5, 3, 5, 2, 5) | left_out)

    assert "interpret" not in data["axes"]
    assert data["ratings"]["reading-room"] is None
    assert set(data["agreement"][0]["contributions"]) == {"generate", "act", "reason", "tempo"}
    assert "Part of the picture is left out" in html
    assert list(Assessment.objects.get().ratings.values()).count(None) == 3


def test_one_answer_left_out_still_leaves_its_axis(client: Client, db: None, sheet: Rate) -> None:
    _, data = result(client, {**sheet(5, 3, 5, 2, 5), "urgent": "skip"})

    assert data["axes"]["tempo"] == 5.0


def test_with_fewer_than_three_axes_there_is_no_ranking(
    client: Client, db: None, sheet: Rate, match_definition: Definition
) -> None:
    axes = ("interpret", "act", "tempo")
    left_out = {item.key: "skip" for item in match_definition.items if item.axis in axes}

    html, data = result(client, sheet(5, 3, 5, 2, 5) | left_out)

    assert (data["reason"], data["leading_group"], data["agreement"]) == ("too-few-axes", [], [])
    assert "<h1>There is not enough to rank yet</h1>" in html
    assert "I want to do something to the body and see the change right away." in html


def test_everything_left_out_is_no_error(client: Client, db: None, sheet: Rate) -> None:
    html, data = result(client, dict.fromkeys(sheet(3, 3, 3, 3, 3), "skip"))

    assert data["axes"] == {}
    assert "There is not enough to rank yet" in html


def test_all_neutral_has_no_direction(client: Client, db: None, sheet: Rate) -> None:
    html, data = result(client, sheet(3, 3, 3, 3, 3))

    assert (data["reason"], data["agreement"]) == ("no-direction", [])
    assert "<h1>You have no clear lean</h1>" in html
    assert "Every axis ends up in the middle" in html


def test_equal_answers_are_warned_about(client: Client, db: None, sheet: Rate) -> None:
    html, data = result(client, dict.fromkeys(sheet(3, 3, 3, 3, 3), "5"))

    assert data["notes"] == ["all-alike"]
    assert "Every answer was the same" in html


def test_ties_are_groups_whatever_the_order_of_the_lists(
    client: Client, db: None, sheet: Rate
) -> None:
    """Two specialties alike on every axis share a place, and renaming one changes nothing."""
    pediatrics = Specialty.natural("pediatrics")
    for level in AxisLevel.objects.filter(specialty__slug="psychiatry"):
        AxisLevel.objects.filter(specialty=pediatrics, axis=level.axis).update(level=level.level)
    editions.publish(note="Alike.")

    _, before = result(client, sheet(1, 1, 1, 5, 1))
    Specialty.objects.filter(slug="psychiatry").update(name="Aardvark medicine", order=999)
    editions.publish(note="Another name and place.")
    _, after = result(client, sheet(1, 1, 1, 5, 2))

    for data in (before, after):
        places = {row["specialty"]: row["agreement"] for row in data["agreement"]}
        assert places["psychiatry"] == places["pediatrics"]
        assert {"psychiatry", "pediatrics"} & set(data["leading_group"]) in (
            {"psychiatry", "pediatrics"},
            set(),
        )


def test_editing_a_level_changes_no_stored_result_and_the_page_says_so(
    client: Client, db: None, sheet: Rate
) -> None:
    address = send(client, sheet(5, 3, 5, 2, 5))["Location"]
    page, data = client.get(address).content, client.get(f"{address}result.json").content
    AxisLevel.objects.filter(
        specialty__slug__in=("emergency-medicine", "anesthesiology"), axis__slug="tempo"
    ).update(level=1)
    assert client.get(address).content == page

    editions.publish(note="Calmer.")

    assert client.get(f"{address}result.json").content == data
    html = client.get(address).content.decode()
    assert "<h1>You lean towards Emergency Medicine and Anesthesiology</h1>" in html
    assert "Levels have been edited since" in html
    assert "same answers would put first: Critical Care" in html
    assert assessments.verify() == (1, [])


@pytest.mark.parametrize(
    "edit",
    [
        lambda: Specialty.objects.filter(slug="anesthesiology").update(slug="anaesthesia"),
        lambda: Specialty.objects.filter(slug="psychiatry").update(order=0, summary="Anew."),
        lambda: Axis.objects.filter(slug="tempo").update(slug="urgency", name="Urgency"),
        lambda: AxisLevel.objects.filter(specialty__slug="psychiatry").update(level=1),
    ],
)
def test_an_old_match_is_byte_for_byte_what_it_was(
    client: Client, db: None, sheet: Rate, edit: Callable[[], object]
) -> None:
    address = send(client, sheet(5, 3, 5, 2, 5))["Location"]
    page = client.get(address).content

    edit()
    editions.publish(note="Edited.")

    assert client.get(address).content == page


def test_the_same_form_twice_is_one_result(client: Client, db: None, sheet: Rate) -> None:
    sent = {"key": forms.new_key(), "edition": "1", **sheet(5, 3, 5, 2, 5)}

    assert client.post(FORM, sent)["Location"] == client.post(FORM, sent)["Location"]
    assert Assessment.objects.count() == 1


def test_leaving_out_and_a_rating_are_different_answers(
    client: Client, db: None, sheet: Rate
) -> None:
    sent = {"key": forms.new_key(), "edition": "1", **sheet(5, 3, 5, 2, 5)}

    first = client.post(FORM, sent)["Location"]
    second = client.post(FORM, {**sent, "urgent": "skip"})["Location"]

    assert first != second


def test_the_form_takes_one_query_and_a_match_two(
    client: Client, db: None, sheet: Rate, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    addresses = [
        send(client, answers)["Location"]
        for answers in (sheet(1, 5, 1, 3, 3), sheet(3, 3, 3, 3, 3))
    ]
    with django_assert_num_queries(1):
        client.get(FORM)
    for address in addresses:
        with django_assert_num_queries(2):
            client.get(address)


def test_two_readers_never_see_each_other(client: Client, db: None, sheet: Rate) -> None:
    """What pages share is kept, so nothing of a reader may get into it."""
    one, two = (send(client, sheet(*values))["Location"] for values in ((5, 3, 5, 2, 5), [1] * 5))
    first = client.get(one).content

    second = client.get(two).content

    assert one.encode() not in second
    assert b"You lean towards Emergency Medicine" not in second
    assert first == client.get(one).content


def test_no_two_neighbors_on_the_page_share_an_axis(match_definition: Definition) -> None:
    items = match_definition.items

    assert len(items) == 15
    assert all(before.axis != after.axis for before, after in pairwise(items))
    for axis in AXES:
        assert sorted(item.direction for item in items if item.axis == axis) == [-1, 1, 1]


def test_thresholds_belong_to_weights_and_skipping_to_axes(db: None) -> None:
    for changes in ({"band": 3}, {"kind": "weights"}):
        rubric = Rubric(**{**Rubric.objects.values().get(slug=MATCH), **changes})
        with (
            pytest.raises(IntegrityError, match="rubric_thresholds_fit_its_kind"),
            transaction.atomic(),
        ):
            rubric.save()


def test_the_focus_areas_of_a_sonographer_lead_to_specialties_and_back(
    client: Client, submit: Callable[..., str]
) -> None:
    html = client.get(f"/r/{submit()}/").content.decode()
    areas = html[html.index('id="areas"') : html.index('id="pay"')]

    assert "/specialties/cardiology/" in areas
    assert "/specialties/vascular-surgery/" in areas
    assert "Adult echocardiography" in client.get("/specialties/cardiology/").content.decode()


def test_a_leading_group_beyond_the_top_of_the_ranking_is_what_is_compared(
    client: Client, db: None, sheet: Rate
) -> None:
    answers = {**sheet(3, 3, 3, 3, 3), "probe-daily": "5", "no-scanner": "1"}

    html, data = result(client, answers)

    link = re.search(r'href="/specialties/compare/\?([^"]+)"', html)
    assert link
    slugs = re.findall(r"with=([\w-]+)", link[1])
    assert slugs == data["leading_group"][:4]
