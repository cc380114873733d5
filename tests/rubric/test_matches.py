"""The second questionnaire: the same form, the same store, another arithmetic."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rubric import forms, match_receipts, queries, services, tokens
from rubric.models import Assessment, AxisItem, Criterion, Rating, Rubric
from rubric.queries import Definition
from specialties.models import Axis, AxisLevel, Specialty

FORM = "/q/specialty-match/"
STUDENT = "specialty-match"
FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "rubrics" / "specialty-match-1.yaml"
AXES = ("generate", "interpret", "act", "reason", "tempo")
READERS = Assessment.objects.filter(example_of=None)
Sheet = dict[str, str]

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
def student(db: None) -> Definition:
    return queries.published(STUDENT)


def items() -> list[tuple[str, str, int]]:
    rows = AxisItem.objects.filter(criterion__rubric__status="published")
    return list(
        rows.order_by("criterion__order").values_list("criterion__key", "axis__slug", "direction")
    )


def sheet(values: tuple[int, ...]) -> Sheet:
    """Answers whose axis values are exactly these."""
    wanted = dict(zip(AXES, values, strict=True))
    return {
        key: str(wanted[axis] if direction > 0 else 6 - wanted[axis])
        for key, axis, direction in items()
    }


def send(client: Client, answers: Sheet, **changes: Any) -> Any:
    html = client.get(FORM).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))
    return client.post(FORM, {**hidden, **answers, **changes})


def result(client: Client, answers: Sheet) -> tuple[str, Any]:
    answer = send(client, answers)
    assert answer.status_code == 303, answer.content.decode()
    address = answer["Location"]
    return client.get(address).content.decode(), client.get(f"{address}result.json").json()


@pytest.mark.parametrize(("values", "first", "at_least", "then_below"), ACCEPTANCE)
def test_the_acceptance_profiles_through_the_real_form(
    client: Client,
    student: Definition,
    values: tuple[int, ...],
    first: set[str],
    at_least: float | None,
    then_below: float | None,
) -> None:
    _, data = result(client, sheet(values))

    ranked = data["agreement"]
    assert data["axes"] == dict(zip(AXES, map(float, values), strict=True))
    assert {row["specialty"] for row in ranked[: len(first)]} == first
    if at_least is not None and then_below is not None:
        assert min(row["agreement"] for row in ranked[: len(first)]) >= at_least
        assert ranked[len(first)]["agreement"] < then_below
    if values == (1, 3, 5, 2, 4):
        assert ranked[0]["specialty"] == "general-surgery"


def test_the_data_has_what_the_page_shows(client: Client, student: Definition) -> None:
    html, data = result(client, sheet((5, 3, 5, 2, 5)))

    assert (data["rubric"], data["version"]) == ("specialty-match", 1)
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


def test_the_page_names_the_leading_group_in_words(client: Client, student: Definition) -> None:
    html, _ = result(client, sheet((5, 3, 5, 2, 5)))

    assert "<h1>You lean towards Emergency Medicine and Anesthesiology</h1>" in html
    assert "One group, not a winner." in html
    assert "would put another specialty first" in html
    assert "51\u00a0%" in html
    assert "for hiring, admission or ranking" in html


def test_the_ledger_of_each_leader_adds_up(client: Client, student: Definition) -> None:
    html, _ = result(client, sheet((5, 3, 5, 2, 5)))

    tables = re.findall(r"<caption><b>([^<]+)</b></caption>.*?</table>", html, re.DOTALL)
    assert tables[:2] == ["Emergency Medicine", "Anesthesiology"]
    for table in re.findall(r"<caption><b>[^<]+</b></caption>(.*?)</table>", html, re.DOTALL):
        numbers = [
            int(text.replace("+", "").replace("−", "-").replace(".", ""))
            for text in re.findall(r">([+−]?\d\.\d{3})<", table)
        ]
        assert sum(numbers[:-1]) == numbers[-1]


def test_every_statement_has_to_be_answered_or_left_out(
    client: Client, student: Definition
) -> None:
    answers = sheet((3, 3, 4, 3, 3))
    missing = answers.pop("blood")

    answer = send(client, answers)

    html = answer.content.decode()
    assert missing == "2"
    assert answer.status_code == 422
    assert "One statement still needs a rating" in html
    assert 'href="#blood-1"' in html
    assert html.count(" checked>") == 14
    assert not READERS.exists()


@pytest.mark.parametrize("value", ["0", "6", "none", "Skip", "skip ", ""])
def test_a_bad_answer_is_refused(client: Client, student: Definition, value: str) -> None:
    answer = send(client, sheet((5, 3, 5, 2, 5)), blood=value)

    assert answer.status_code == 422
    assert not READERS.exists()


def test_leaving_out_is_not_offered_where_every_answer_counts(client: Client, db: None) -> None:
    html = client.get("/q/sonographer-path/").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))
    answers = {c.key: "3" for c in queries.published("sonographer-path").criteria}

    answer = client.post("/q/sonographer-path/", {**hidden, **answers, "pace": "skip"})

    assert "Doesn’t matter to me" not in html
    assert answer.status_code == 422


def test_what_is_left_out_does_not_count(client: Client, student: Definition) -> None:
    answers = sheet((5, 3, 5, 2, 5))
    for key, axis, _ in items():
        if axis == "interpret":
            answers[key] = "skip"

    html, data = result(client, answers)

    assert "interpret" not in data["axes"]
    assert data["ratings"]["reading-room"] is None
    assert set(data["agreement"][0]["contributions"]) == {"generate", "act", "reason", "tempo"}
    assert "Part of the picture is left out" in html
    assert Rating.objects.filter(assessment__in=READERS, value=None).count() == 3


def test_one_answer_left_out_still_leaves_its_axis(client: Client, student: Definition) -> None:
    _, data = result(client, {**sheet((5, 3, 5, 2, 5)), "urgent": "skip"})

    assert data["axes"]["tempo"] == 5.0


def test_with_fewer_than_three_axes_there_is_no_ranking(
    client: Client, student: Definition
) -> None:
    answers = sheet((5, 3, 5, 2, 5))
    for key, axis, _ in items():
        if axis in ("interpret", "act", "tempo"):
            answers[key] = "skip"

    html, data = result(client, answers)

    assert (data["reason"], data["leading_group"], data["agreement"]) == ("too-few-axes", [], [])
    assert "<h1>There is not enough to rank yet</h1>" in html
    assert "I want to do something to the body and see the change right away." in html


def test_everything_left_out_is_no_error(client: Client, student: Definition) -> None:
    html, data = result(client, dict.fromkeys(sheet((3, 3, 3, 3, 3)), "skip"))

    assert data["axes"] == {}
    assert "There is not enough to rank yet" in html


def test_all_neutral_has_no_direction(client: Client, student: Definition) -> None:
    html, data = result(client, sheet((3, 3, 3, 3, 3)))

    assert (data["reason"], data["agreement"]) == ("no-direction", [])
    assert "<h1>You have no clear lean</h1>" in html
    assert "Every axis ends up in the middle" in html


def test_equal_answers_are_warned_about(client: Client, student: Definition) -> None:
    html, data = result(client, dict.fromkeys(sheet((3, 3, 3, 3, 3)), "5"))

    assert data["notes"] == ["all-alike"]
    assert "Every answer was the same" in html


def test_ties_are_groups_whatever_the_order_of_the_lists(
    client: Client, student: Definition
) -> None:
    """Two specialties alike on every axis share a place, and renaming one changes nothing."""
    pediatrics = Specialty.natural("pediatrics")
    for level in AxisLevel.objects.filter(specialty__slug="psychiatry"):
        AxisLevel.objects.filter(specialty=pediatrics, axis=level.axis).update(level=level.level)

    _, before = result(client, sheet((1, 1, 1, 5, 1)))
    Specialty.objects.filter(slug="psychiatry").update(name="Aardvark medicine", order=999)
    _, after = result(client, sheet((1, 1, 1, 5, 2)))

    for data in (before, after):
        places = {row["specialty"]: row["agreement"] for row in data["agreement"]}
        assert places["psychiatry"] == places["pediatrics"]
        assert {"psychiatry", "pediatrics"} & set(data["leading_group"]) in (
            {"psychiatry", "pediatrics"},
            set(),
        )


def test_editing_a_level_changes_no_stored_result_and_the_page_says_so(
    client: Client, student: Definition
) -> None:
    address = send(client, sheet((5, 3, 5, 2, 5)))["Location"]
    before = client.get(f"{address}result.json").content
    AxisLevel.objects.filter(
        specialty__slug__in=("emergency-medicine", "anesthesiology"), axis__slug="tempo"
    ).update(level=1)

    assert client.get(f"{address}result.json").content == before
    html = client.get(address).content.decode()
    assert "<h1>You lean towards Emergency Medicine and Anesthesiology</h1>" in html
    assert "Levels have been edited since" in html
    assert "Critical Care" in html
    call_command("verify_results", verbosity=0)


def test_the_page_is_silent_while_nothing_was_edited(client: Client, student: Definition) -> None:
    html, _ = result(client, sheet((5, 3, 5, 2, 5)))

    assert "Levels have been edited since" not in html


def test_a_specialty_that_is_gone_leaves_the_result_standing(
    client: Client, student: Definition
) -> None:
    address = send(client, sheet((5, 3, 5, 2, 5)))["Location"]
    Specialty.objects.filter(slug="anesthesiology").update(slug="anaesthesia")

    html = client.get(address).content.decode()

    assert "<h1>You lean towards Emergency Medicine and Anesthesiology</h1>" in html
    assert "/specialties/anesthesiology/" not in html


def test_the_same_form_twice_is_one_result(client: Client, student: Definition) -> None:
    sent = {"key": forms.new_key(), "version": "1", **sheet((5, 3, 5, 2, 5))}

    assert client.post(FORM, sent)["Location"] == client.post(FORM, sent)["Location"]
    assert READERS.count() == 1


def test_leaving_out_and_a_rating_are_different_answers(
    student: Definition, client: Client
) -> None:
    sent = {"key": forms.new_key(), "version": "1", **sheet((5, 3, 5, 2, 5))}

    first = client.post(FORM, sent)["Location"]
    second = client.post(FORM, {**sent, "urgent": "skip"})["Location"]

    assert first != second


def test_a_forged_match_is_found(student: Definition) -> None:
    ratings: dict[str, int | None] = {key: int(v) for key, v in sheet((5, 3, 5, 2, 5)).items()}
    token = services.submit(definition=student, ratings=ratings, form_key=forms.new_key())
    stored = queries.live_assessment(tokens.digest(token))
    receipt = stored.receipt

    assert match_receipts.again(receipt) == receipt
    forged = {**receipt, "leading": ["psychiatry"]}
    assert match_receipts.again(forged) != forged


def test_the_form_takes_one_query_and_three_the_first_time(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        client.get(FORM)
    with django_assert_num_queries(1):
        client.get(FORM)


def test_the_match_takes_seven_queries_whatever_there_is_to_show(
    client: Client, student: Definition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    wide = send(client, sheet((1, 5, 1, 3, 3)))["Location"]
    narrow = send(client, sheet((3, 3, 3, 3, 3)))["Location"]
    for address in (wide, narrow):
        with django_assert_num_queries(7):
            client.get(address)


def test_no_two_neighbors_on_the_page_share_an_axis(student: Definition) -> None:
    axes = [axis for _, axis, _ in items()]

    assert all(before != after for before, after in pairwise(axes))
    for axis in AXES:
        directions = sorted(d for _, a, d in items() if a == axis)
        assert directions == [-1, 1, 1]


def test_the_published_axes_cannot_be_turned_around(student: Definition) -> None:
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        AxisItem.objects.update(direction=1)


def test_an_axis_item_missing_keeps_a_draft_from_being_published(student: Definition) -> None:
    draft = services.start_draft(rubric=Rubric.natural(STUDENT, 1))
    AxisItem.objects.filter(criterion__rubric=draft, criterion__key="blood").delete()

    with pytest.raises(queries.IncompleteRubricError, match="No axis for blood"):
        services.publish(rubric=draft)


def test_a_copied_draft_speaks_to_the_same_axes(student: Definition) -> None:
    draft = services.start_draft(rubric=Rubric.natural(STUDENT, 1))

    assert queries.read(draft).aim == student.aim
    assert Criterion.objects.filter(rubric=draft).count() == 15


def test_thresholds_belong_to_weights_and_skipping_to_axes(student: Definition) -> None:
    for changes in ({"band": 3}, {"kind": "weights"}):
        draft = Rubric(slug="odd", version=1, title="Odd", lede="Odd", minutes=1, kind="axes")
        for name, value in changes.items():
            setattr(draft, name, value)
        with (
            pytest.raises(IntegrityError, match="rubric_thresholds_fit_its_kind"),
            transaction.atomic(),
        ):
            draft.save()


def test_the_statements_of_the_fixture_are_all_there() -> None:
    with FIXTURE.open(encoding="utf-8") as stream:
        rows = yaml.safe_load(stream)

    assert [row["model"] for row in rows].count("rubric.criterion") == 15
    assert [row["model"] for row in rows].count("rubric.axisitem") == 15


def test_the_focus_areas_of_a_sonographer_lead_to_specialties_and_back(
    client: Client, submit: Callable[..., str]
) -> None:
    html = client.get(f"/r/{submit()}/").content.decode()
    areas = html[html.index('id="areas"') : html.index('id="pay"')]

    assert "/specialties/cardiology/" in areas
    assert "/specialties/vascular-surgery/" in areas
    assert "Adult echocardiography" in client.get("/specialties/cardiology/").content.decode()


def test_a_leading_group_beyond_the_top_of_the_ranking_is_what_is_compared(
    client: Client, student: Definition
) -> None:
    answers = {**sheet((3, 3, 3, 3, 3)), "probe-daily": "5", "no-scanner": "1"}

    html, data = result(client, answers)

    link = re.search(r'href="/specialties/compare/\?([^"]+)"', html)
    assert link
    slugs = re.findall(r"with=([\w-]+)", link[1])
    assert slugs == data["leading_group"][:4]


def test_a_specialty_without_all_its_levels_is_left_out(
    client: Client, student: Definition
) -> None:
    address = send(client, sheet((5, 3, 5, 2, 5)))["Location"]
    AxisLevel.objects.filter(specialty__slug="psychiatry", axis__slug="tempo").delete()

    _, data = result(client, sheet((5, 3, 5, 2, 4)))

    assert len(data["agreement"]) == 18
    assert client.get(address).status_code == 200


def test_axes_that_are_no_more_leave_a_stored_match_standing(
    client: Client, student: Definition
) -> None:
    address = send(client, sheet((5, 3, 5, 2, 5)))["Location"]
    Axis.objects.filter(slug="tempo").update(slug="urgency")

    html = client.get(address).content.decode()

    assert "Levels have been edited since" not in html
    AxisLevel.objects.all().delete()
    assert client.get(address).status_code == 200


def test_reordering_the_list_is_no_edit_of_a_level(client: Client, student: Definition) -> None:
    address = send(client, sheet((5, 3, 5, 3, 5)))["Location"]
    for place, specialty in enumerate(Specialty.objects.order_by("-order")):
        Specialty.objects.filter(pk=specialty.pk).update(order=500 + place)

    assert "Levels have been edited since" not in client.get(address).content.decode()
