"""The second questionnaire: the same form, the same store, another arithmetic."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import brotli
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from msgspec.structs import replace
from pytest_django import DjangoAssertNumQueries

from rubric import assessments, editions, forms, receipts, results
from rubric.content import Content, digest, read
from rubric.definition import Definition
from rubric.models import Assessment, Edition, Rubric
from rubric.results import matches
from rubric.results.points import in_hundredths
from specialties.models import AxisLevel, Specialty
from tests.conftest import MATCH, WORKED_EXAMPLE

FORM = "/q/specialty-match/"
HIDDEN = r'<input type="hidden" name="(\w+)" value="([^"]*)">'
AXES = ("generate", "interpret", "act", "think", "people", "tempo")
SKIP = "skip"
WORKED = (5, 2, 4, 2, 5, 2, 2, 3, 2, 5, 4, 1, 1, 4, 3, SKIP, 3, 5, 4, 4, 1, 5, 2, 1)
DATA = Path(__file__).resolve().parents[1] / "data"
Sheet = dict[str, str]


@pytest.fixture
def worked(match_definition: Definition) -> Sheet:
    keys = match_definition.criterion_by_key
    return {key: str(answer) for key, answer in zip(keys, WORKED, strict=True)}


@pytest.fixture
def leaning(match_definition: Definition) -> Callable[..., Sheet]:
    """Answers with these leans, built from 3s a point at a time; None leaves an axis out."""

    def fill(*leans: int | None) -> Sheet:
        ratings: dict[str, int | str] = dict.fromkeys(match_definition.criterion_by_key, 3)
        for axis, lean in zip(AXES, leans, strict=True):
            items = [item for item in match_definition.items if item.axis == axis]
            if lean is None:
                ratings |= dict.fromkeys((item.key for item in items), SKIP)
                continue
            sides = [[item for item in items if item.direction == sign] for sign in (1, -1)]
            turns = [item for pair in zip(*sides, strict=True) for item in pair] * 2
            for item in turns[: abs(lean)]:
                step = item.direction if lean > 0 else -item.direction
                ratings[item.key] = int(ratings[item.key]) + step
        return {key: str(rating) for key, rating in ratings.items()}

    return fill


def send(client: Client, answers: Sheet, **changes: Any) -> Any:
    hidden = dict(re.findall(HIDDEN, client.get(FORM).content.decode()))
    return client.post(FORM, {**hidden, **answers, **changes})


def result(client: Client, answers: Sheet) -> tuple[str, Any]:
    answer = send(client, answers)
    assert answer.status_code == 303, answer.content.decode()
    address = answer["Location"]
    return client.get(address).content.decode(), client.get(f"{address}result.json").json()


def heading(html: str) -> str:
    found = re.search("<h1>(.*?)</h1>", html)
    assert found
    return found[1]


def number(text: str) -> int:
    return int(text.replace("−", "-").replace("+", "").replace(".", ""))


def test_the_worked_example_through_the_real_form(client: Client, db: None, worked: Sheet) -> None:
    html, data = result(client, worked)

    assert list(data)[:9] == [
        *("rubric", "edition", "engine", "ratings", "leans", "state", "leading_group"),
        *("agreement", "swings"),
    ]
    assert (data["rubric"], data["engine"], data["state"]) == (MATCH, "axes-2", "no-clear-first")
    assert data["ratings"]["same-patients"] is None
    assert data["leans"] == dict(zip(AXES, (6, 0, 8, 3, -2, 7), strict=True))
    assert data["leading_group"] == ["emergency-medicine", "critical-care", "anesthesiology"]
    first, second, third = data["agreement"][:3]
    assert [row["agreement"] for row in (first, second, third)] == [0.949, 0.943, 0.934]
    assert sum(first["points"].values()) == 54
    assert first["contributions"] == dict(
        zip(AXES, (0.211, 0, 0.281, 0.053, 0.035, 0.369), strict=True)
    )
    # 9 600, 12 510 and 11 700 sixtieths of 613; 582, 502 and 495 of 613.
    assert [row["odds"] for row in (first, second, third)] == [
        {"first": 0.261, "first_three": 0.9494},
        {"first": 0.3401, "first_three": 0.8189},
        {"first": 0.3181, "first_three": 0.8075},
    ]
    assert data["agreement"][-1]["agreement"] == -0.539
    assert heading(html) == "No clear first: Emergency Medicine, Critical Care and Anesthesiology"
    assert "one of these three first in about 9 of 10 retakes: each of them in about 3." in html
    assert "Fifteen of 23 answers, moved by one point, would put another one first." in html
    assert "<b>Minutes or months:</b> +0.37 for Emergency Medicine and +0.27 for " in html
    assert "counts twice, its twin is left out" in html
    assert "A fellowship after internal medicine, emergency medicine" in html
    assert "Its own residency: 3 or 4 years<a " in html
    assert "Fits whoever wants to talk, scan, cut" in html
    stored = Assessment.objects.get().receipt
    assert stored["Q"] == 162
    assert [row[0]["first"] for row in stored["standings"][:3]] == [9600, 12510, 11700]
    assert [row[0]["first_three"] for row in stored["standings"][:3]] == [582, 502, 495]
    assert (stored["standings"][0][0]["P"], stored["standings"][0][0]["N"]) == (54, 20)


def rows_of_points(html: str) -> tuple[list[list[str]], list[list[str]], list[str]]:
    """The cells of the axes, of the statements, and of the foot of the table of points."""
    table = html[html.index('<table class="pts') :]
    table = table[: table.index("</table>")]
    axes, statements = (
        [
            re.findall(r"<td>(.*?)</td>", row)
            for row in re.findall(rf'<tr class="{kind}">(.*?)</tr>', table, re.DOTALL)
        ]
        for kind in ("ax", "st")
    )
    foot = table[table.index("<tfoot>") :] if "<tfoot>" in table else ""
    return axes, statements, re.findall(r"<td>(.*?)</td>", foot)


@pytest.mark.parametrize("beside", ["", "psychiatry", "critical-care"])
def test_the_points_on_the_page_add_up_and_are_those_of_the_data(
    client: Client, db: None, worked: Sheet, beside: str
) -> None:
    address = send(client, worked)["Location"]
    html = client.get(address, {"beside": beside} if beside else {}).content.decode()
    data = client.get(f"{address}result.json").json()
    (row,) = [
        row for row in data["agreement"] if row["specialty"] == (beside or data["leading_group"][0])
    ]
    axes, statements, (_, total) = rows_of_points(html)

    points = [number(points) for _, points in statements if points]
    assert len(statements) == 24
    assert sorted(points) == sorted(
        value for key, value in row["points"].items() if key != "same-patients"
    )
    shown = [re.findall(r"[+−]?[\d.]+", cell) for _, cell in axes]
    assert sum(number(whole) for whole, _ in shown) == sum(points) == sum(row["points"].values())
    agreement = re.findall(r"[+−]?[\d.]+", total)
    assert number(agreement[0]) == sum(points)
    assert sum(number(share) for _, share in shown) == number(agreement[1])
    assert abs(number(agreement[1]) - 100 * row["agreement"]) <= 0.5
    ratings = {key: "–" if value is None else str(value) for key, value in data["ratings"].items()}
    assert sorted(rating for rating, _ in statements) == sorted(ratings.values())


def test_the_specialty_beside_is_chosen_by_the_address(
    client: Client, db: None, worked: Sheet
) -> None:
    address = send(client, worked)["Location"]

    def options(query: str = "") -> tuple[int, str, list[tuple[str, str]]]:
        answer = client.get(address + query)
        html = answer.content.decode()
        return answer.status_code, html, re.findall(r'<option value="([\w-]+)"( selected)?>', html)

    status, html, found = options()
    assert status == 200
    assert len(found) == 19
    assert [slug for slug, chosen in found if chosen] == ["emergency-medicine"]
    assert f'<form class="start no-print" method="get" action="{address}#points">' in html
    status, html, found = options("?beside=psychiatry")
    assert status == 200
    assert [slug for slug, chosen in found if chosen] == ["psychiatry"]
    assert "Together: away" in html
    for query, text in (
        ("?beside=nothing", "No specialty of this list is called “nothing”, so this is Emergency"),
        ("?beside=", "No specialty of this list is called “”, so this is Emergency Medicine."),
        (
            "?beside=psychiatry&beside=neurology",
            "One specialty at a time can stand here, so this is Emergency Medicine.",
        ),
        ("?beside=%3Cb%3E", "called “&lt;b&gt;”"),
    ):
        status, html, found = options(query)
        assert status == 400
        assert text in html
        assert [slug for slug, chosen in found if chosen] == ["emergency-medicine"]
        assert html.count("<section") == 6
    answer = client.get(address + "?beside=psychiatry")
    assert "no-store" in answer["Cache-Control"]


def test_every_agreement_stands_under_its_word(client: Client, db: None, worked: Sheet) -> None:
    html, data = result(client, worked)

    assert len(data["agreement"]) == 19
    part = html[html.index('<dl class="nineteen">') :]
    part = part[: part.index("</dl>")]
    for row in data["agreement"]:
        parts = [round(part * 1000) for part in row["contributions"].values()]
        assert sum(parts) == round(row["agreement"] * 1000)
        # Halves go away from nought, as on paper.
        hundredths = int(abs(row["agreement"]) * 100 + 0.5 + 1e-9) / 100
        sign = "+" if row["agreement"] > 0 else "−"
        link = f'/specialties/{row["specialty"]}/">'
        found = re.search(rf"{link}.*?<span>([^<]+)<", part)
        assert found
        assert found[1] == (f"{sign}{hundredths:.2f}" if hundredths else "0.00")
    words = re.findall(r"<dt>([^<]+)</dt>", part)
    assert words == ["Very close", "Close", "Partly", "Neither way", "Away"]


def test_a_clear_first(client: Client, db: None, leaning: Callable[..., Sheet]) -> None:
    html, data = result(client, leaning(-6, 8, -6, 6, -6, 0))

    assert (data["state"], data["leading_group"]) == ("clear", ["diagnostic-radiology"])
    assert heading(html) == "A clear first: Diagnostic Radiology"
    assert "would put Diagnostic Radiology first in nearly every retake." in html
    assert "It all rests on one axis" not in html
    assert "The one that leads" in html


def test_a_clear_first_lists_up_to_three_answers(
    client: Client, db: None, leaning: Callable[..., Sheet]
) -> None:
    html, data = result(client, leaning(-6, 2, 8, 0, 0, 2))

    assert data["state"] == "clear"
    assert data["leading_group"][0] == "orthopedic-surgery"
    assert 1 <= len(data["swings"]) <= 3
    swing = data["swings"][0]
    assert f"{swing['to']} instead of {swing['from']} puts" in html


def test_one_axis_is_said_and_all_at_its_end_are_named(
    client: Client, db: None, leaning: Callable[..., Sheet]
) -> None:
    html, data = result(client, leaning(0, 0, 8, 0, 0, 0))

    group = {"general-surgery", "orthopedic-surgery", "electrophysiology", "vascular-surgery"}
    assert set(data["leading_group"]) == group
    assert heading(html) == "It all rests on one axis: Doing procedures"
    assert "These have the most of it: " in html
    assert "The four that lead" in html
    # Three of them have a card; nothing tells the first two apart.
    assert html.count('<article class="panel card">') == 3
    assert re.search(r"It leads, too:</b>\s+<a [^>]+>Vascular Surgery</a>", html)
    tied = "General Surgery and Orthopedic Surgery"
    assert f"{tied} share the first place and gain the same on every axis." in html
    assert "answers, moved by one point, would change who stands first." in html
    assert "Of those seven, each of these stands first, comes first in 2 of 10 retakes" in html
    # A move that leaves one of the two does not put it first for the first time.
    assert "would put General Surgery first alone." in html
    assert "would put General Surgery first." not in html
    before = html.index("See what the other axes ask.")
    assert before < html.index("The four that lead")


def test_without_a_direction_or_a_fit_it_says_how_firm_that_is(
    client: Client, db: None, leaning: Callable[..., Sheet]
) -> None:
    none, data = result(client, leaning(0, 0, 0, 0, 0, 0))
    assert data["state"] == "no-direction"
    assert "Any answer that counts, moved by one point, would give the sheet a direction." in none

    html, data = result(client, leaning(4, -6, -6, -4, -4, 4))
    assert data["state"] == "no-fit"
    nearest = data["agreement"][0]["agreement"]
    assert re.search(r"comes? nearest, and would again in [^.]+ retakes?\.", html)
    assert f"The agreement is {nearest:.3f}; a fit in part takes 0.500." in html


def test_an_axis_that_prints_the_same_twice_does_not_tell_the_first_two_apart(
    content: Content, match_definition: Definition
) -> None:
    rng = Random(3)  # noqa: S311
    keys = match_definition.criterion_by_key
    checked = 0
    for _ in range(60):
        receipt = receipts.compose(
            content, match_definition, {key: rng.randint(1, 5) for key in keys}
        )
        if receipt["state"] != "no-clear-first":
            continue
        page = results.build(receipt, content, rubric=MATCH)
        assert isinstance(page, matches.Page)
        for row in page.rows_of_change:
            first, second = re.findall(r"([+−]?\d\.\d\d) for ", row.text)
            assert first != second
            checked += 1
    assert checked


def test_the_source_of_levels_stands_beside_them(client: Client, db: None, worked: Sheet) -> None:
    html, _ = result(client, worked)

    assert "Levels:" not in html


def test_the_fan_says_whose_answers_are_filled(client: Client, db: None, worked: Sheet) -> None:
    html, _ = result(client, worked)

    assert "Filled: your answers, from −8 to +8." in html


def test_twins_lead_together_and_the_page_says_why(
    client: Client, db: None, leaning: Callable[..., Sheet]
) -> None:
    html, data = result(client, leaning(-8, -6, -6, 6, 8, -6))

    assert data["leading_group"] == ["adult-primary-care", "psychiatry"]
    assert "These statements hardly tell" in html
    assert "one of these two first in nearly every retake: each of them in about 5." in html
    # A tie is one row of the list.
    row = r'adult-primary-care/">[^<]+</a> and <a href="/specialties/psychiatry/">'
    assert re.search(row, html[html.index('id="all"') :])


def names_on(html: str, library_names: list[str]) -> list[str]:
    main = html[html.index("<main") : html.index("Read on")]
    return [name for name in library_names if name in main]


@pytest.mark.parametrize("rating", range(1, 6))
def test_equal_answers_have_no_direction_and_name_no_specialty(
    client: Client, db: None, content: Content, worked: Sheet, rating: int
) -> None:
    html, data = result(client, dict.fromkeys(worked, str(rating)))

    assert (data["state"], data["leading_group"], data["agreement"]) == ("no-direction", [], [])
    assert heading(html) == "Every answer was the same"
    assert "so equal answers cancel out." in html
    names = [row.name for row in content.library.specialties]
    assert names_on(html, names) == []
    assert names_on(html.replace("Every answer was", names[0]), names) == names[:1]


def test_balanced_answers_have_no_direction(
    client: Client, db: None, leaning: Callable[..., Sheet], match_definition: Definition
) -> None:
    first = match_definition.items[0]
    twin = next(
        item
        for item in match_definition.items
        if item.axis == first.axis and item.direction != first.direction
    )
    html, data = result(client, leaning(0, 0, 0, 0, 0, 0) | {first.key: "5", twin.key: "5"})

    assert data["state"] == "no-direction"
    assert heading(html) == "The answers lean no way"


@pytest.mark.parametrize("rating", ["2", "4"])
def test_one_faint_answer_leads_nobody(
    client: Client, db: None, worked: Sheet, rating: str
) -> None:
    for key in worked:
        html, data = result(client, {**dict.fromkeys(worked, "3"), key: rating})

        assert data["state"] in ("unsettled", "no-fit")
        assert data["leading_group"] == []
        assert len(data["agreement"]) == 19
        assert heading(html) in (
            "The answers do not settle on a first",
            "No specialty here leans the same way",
        )
        assert "Nearly all of it is about one axis: " in html


def test_saying_yes_to_everything_leaves_little(client: Client, db: None, worked: Sheet) -> None:
    html, data = result(client, {**dict.fromkeys(worked, "5"), "others-scan": "1"})

    assert data["leans"]["generate"] == 4
    assert heading(html) == "Nearly everything here appeals to you"
    html, data = result(client, {**dict.fromkeys(worked, "1"), "others-scan": "3"})
    assert heading(html) == "Little here appeals to you"


def test_too_few_axes_are_not_ranked(
    client: Client, db: None, leaning: Callable[..., Sheet]
) -> None:
    html, data = result(client, leaning(None, None, 8, None, None, 7))

    assert (data["state"], data["agreement"]) == ("too-few", [])
    assert data["leans"] == {"act": 8, "tempo": 7}
    assert heading(html) == "There is not enough to rank yet"
    assert "So far it has two." in html
    assert "Reading the image: “Answer in an image” or “A day of reading”; and" in html
    part = html[html.index("High where your answers lean") :]
    part = part[: part.index("</section>")]
    assert set(re.findall(r'/specialties/([\w-]+)/">', part)) == {
        *("emergency-medicine", "interventional-cardiology", "general-surgery"),
        *("anesthesiology", "critical-care", "neurosurgery"),
    }


def test_everything_left_out_is_no_error(client: Client, db: None, worked: Sheet) -> None:
    html, data = result(client, dict.fromkeys(worked, SKIP))

    assert (data["state"], data["leans"]) == ("too-few", {})
    assert "So far it has none." in html


def test_an_axis_left_out_counts_for_nobody(
    client: Client, db: None, leaning: Callable[..., Sheet]
) -> None:
    html, data = result(client, leaning(8, None, 8, 0, 0, 4))

    assert "interpret" not in data["leans"]
    assert "interpret" not in data["agreement"][0]["contributions"]
    assert "Part of the picture is left out" in html


@pytest.mark.parametrize("value", ["0", "6", "none", "Skip", "skip ", "", "1.0"])
def test_a_bad_answer_is_refused_and_the_rest_kept(
    client: Client, db: None, worked: Sheet, value: str
) -> None:
    answer = send(client, worked, **{"hold-probe": value})

    assert answer.status_code == 422
    assert answer.content.decode().count(" checked>") == 23
    assert not Assessment.objects.exists()


def test_an_unknown_statement_is_refused_and_the_rest_kept(
    client: Client, db: None, worked: Sheet
) -> None:
    answer = send(client, worked, surprise="5")

    assert answer.status_code == 422
    assert answer.content.decode().count(" checked>") == 24


def test_leaving_out_is_not_offered_where_every_answer_counts(client: Client, db: None) -> None:
    html = client.get("/q/sonographer-path/").content.decode()
    answers = {**dict(re.findall(HIDDEN, html)), **WORKED_EXAMPLE, "pace": SKIP}

    assert "Doesn’t matter to me" not in html
    assert client.post("/q/sonographer-path/", answers).status_code == 422


def test_editing_a_level_changes_no_stored_result_and_the_page_says_so(
    client: Client, db: None, leaning: Callable[..., Sheet]
) -> None:
    address = send(client, leaning(-6, 8, -6, 6, -6, 0))["Location"]
    page, data = client.get(address).content, client.get(f"{address}result.json").content
    AxisLevel.objects.filter(specialty__slug="diagnostic-radiology").update(level=1)
    assert client.get(address).content == page

    editions.publish(note="Lower.")

    assert client.get(f"{address}result.json").content == data
    html = client.get(address).content.decode()
    assert heading(html) == "A clear first: Diagnostic Radiology"
    assert "Levels have been edited since" in html
    assert assessments.verify() == (1, [])


@pytest.mark.parametrize(
    "edit",
    [
        lambda: Specialty.objects.filter(slug="psychiatry").update(order=0, summary="Anew."),
        lambda: AxisLevel.objects.filter(specialty__slug="psychiatry").update(level=1),
    ],
)
def test_an_old_match_is_byte_for_byte_what_it_was(
    client: Client, db: None, worked: Sheet, edit: Callable[[], object]
) -> None:
    address = send(client, worked)["Location"]
    page = client.get(address).content

    edit()
    editions.publish(note="Edited.")

    assert client.get(address).content == page


def test_a_changed_receipt_does_not_verify(client: Client, db: None, worked: Sheet) -> None:
    content = editions.newest().content
    definition = content.rubric_by_slug[MATCH]
    ratings = {key: None if text == SKIP else int(text) for key, text in worked.items()}
    receipt = receipts.compose(content, definition, ratings)
    again = json.loads(json.dumps(receipt))

    assert again == receipt
    again["standings"][0][0]["first"] += 1
    assert again != receipt


def test_the_same_form_twice_is_one_result(client: Client, db: None, worked: Sheet) -> None:
    sent = {"key": forms.new_key(), "edition": "1", **worked}

    assert client.post(FORM, sent)["Location"] == client.post(FORM, sent)["Location"]
    assert Assessment.objects.count() == 1


def test_the_form_takes_one_query_and_a_match_two(
    client: Client, db: None, worked: Sheet, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sheets = worked, dict.fromkeys(worked, "3"), dict.fromkeys(worked, SKIP)
    addresses = [send(client, answers)["Location"] for answers in sheets]
    with django_assert_num_queries(1):
        client.get(FORM)
    for address in addresses:
        with django_assert_num_queries(2):
            client.get(address)


def test_two_readers_never_see_each_other(client: Client, db: None, worked: Sheet) -> None:
    """What pages share is kept, so nothing of a reader may get into it."""
    one = send(client, worked)["Location"]
    two = send(client, dict.fromkeys(worked, "3"))["Location"]
    first = client.get(one).content

    second = client.get(two).content

    assert one.encode() not in second
    assert b"one of these three first" not in second
    assert first == client.get(one).content


def test_a_match_is_light(client: Client, db: None, worked: Sheet) -> None:
    without = {**worked, "answer-in-image": SKIP, "reading-day": SKIP}
    for answers in (worked, without):
        html, _ = result(client, answers)
        assert len(brotli.compress(html.encode())) <= 12 * 1024


def test_no_two_neighbors_on_the_page_share_an_axis(match_definition: Definition) -> None:
    items = match_definition.items

    assert len(items) == 24
    assert all(before.axis != after.axis for before, after in pairwise(items))
    for axis in AXES:
        assert sorted(item.direction for item in items if item.axis == axis) == [-1, -1, 1, 1]


def test_thresholds_belong_to_weights_and_skipping_to_axes(db: None) -> None:
    for changes in ({"band": 3}, {"kind": "weights"}):
        rubric = Rubric(**{**Rubric.objects.values().get(slug=MATCH), **changes})
        with (
            pytest.raises(IntegrityError, match="rubric_thresholds_fit_its_kind"),
            transaction.atomic(),
        ):
            rubric.save()


def old_text() -> str:
    """The edition that the release before this one published, as it stored it."""
    return gzip.decompress((DATA / "edition-format-1.json.gz").read_bytes()).decode()


def test_a_form_of_the_edition_before_is_scored_by_it(client: Client, db: None) -> None:
    text = old_text()
    Edition.objects.create(
        number=2, published_on=date(2026, 1, 1), note="Old.", content=text, digest=digest(text)
    )
    sent = dict(re.findall(HIDDEN, client.get(FORM).content.decode()))
    editions.publish(note="New statements.")

    old_keys = read(text).rubric_by_slug[MATCH].criterion_by_key
    ratings = {**dict.fromkeys(old_keys, "3"), "probe-daily": "5", "no-scanner": "1"}
    answer = client.post(FORM, {**sent, **ratings})

    assert sent["edition"] == "2"
    assert answer.status_code == 303
    assert Assessment.objects.get().receipt["engine"] == "axes-1"
    html = client.get(answer["Location"]).content.decode()
    data = client.get(f"{answer['Location']}result.json").json()
    assert heading(html).startswith("You lean towards ")
    assert "There are new statements" in html
    assert f'<a href="{answer["Location"]}again/">Rate the new statements</a>' in html
    assert not re.search(r"\bfirm\b|firm\.", html, re.IGNORECASE)
    assert (data["edition"], list(data["axes"])) == (
        2,
        ["generate", "interpret", "act", "reason", "tempo"],
    )
    assert assessments.verify() == (1, [])


def old_page(
    content: Content, row: dict[str, Any], beside: list[str] | None = None
) -> results.matches_1.Page:
    page = results.build(row["receipt"], content, beside=beside or [])
    assert isinstance(page, results.matches_1.Page)
    return page


OLD = [
    row
    for row in json.loads(gzip.decompress((DATA / "receipts-1.json.gz").read_bytes()))
    if row["receipt"]["engine"] == "axes-1"
]


@pytest.mark.parametrize("row", OLD)
def test_an_old_result_keeps_every_number_and_name(content: Content, row: dict[str, Any]) -> None:
    old = read(old_text())
    page, receipt = old_page(old, row), row["receipt"]
    names = {target["slug"]: target["name"] for target in receipt["targets"]}

    shown = [
        (link.name, line.agreement)
        for group in page.standings
        for line in group.rows
        for link in line.specialties
    ]
    assert shown == [
        (names[entry["slug"]], in_hundredths(entry["thousandths"], {})[0])
        for group in receipt["standings"]
        for entry in group
    ]
    data = page.data()
    assert data["leading_group"] == receipt["leading"]
    assert data["swings"] == page.swings_data()
    assert "engine" not in data
    for slug in page.rows:
        table = old_page(old, row, beside=[slug]).table
        assert table.name == names[slug]
        assert sum(number(axis.points) for axis in table.axes) == number(table.total)


def test_an_old_result_offers_the_new_statements(content: Content) -> None:
    old = read(old_text())
    page = old_page(old, OLD[0])

    assert results.otherwise(page, MATCH, old) is None
    caution = results.otherwise(page, MATCH, content)
    assert caution
    assert caution.heading == "There are new statements"


def test_specialties_with_other_names_are_still_the_same(
    content: Content, match_definition: Definition, worked: Sheet
) -> None:
    ratings = {key: None if answer == SKIP else int(answer) for key, answer in worked.items()}
    page = results.build(receipts.compose(content, match_definition, ratings), content)
    renamed = tuple(replace(row, name=f"{row.name}!") for row in content.library.specialties)
    edited = replace(content, library=replace(content.library, specialties=renamed))

    assert results.otherwise(page, MATCH, content) is None
    assert results.otherwise(page, MATCH, edited) is None
