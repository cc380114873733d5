"""The way of one answer sheet, as a reader and as someone who sends nonsense."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from careerfit.errors import LONGEST_ECHO
from rubric import assessments, editions, forms, receipts, tokens
from rubric.models import Assessment, Criterion, Rubric
from specialties.models import Kpi
from tests.conftest import MATCH, SONOGRAPHER, WORKED_EXAMPLE

FORM = "/q/sonographer-path/"
HIDDEN = r'<input type="hidden" name="(\w+)" value="([^"]*)">'


def open_form(client: Client) -> dict[str, Any]:
    return dict(re.findall(HIDDEN, client.get(FORM).content.decode()))


def without_csrf(answer: Any) -> bytes:
    """A page but for the token that is masked anew each time."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content)


def send(client: Client, **changes: Any) -> Any:
    answers = {**open_form(client), **WORKED_EXAMPLE, **changes}
    return client.post(FORM, {k: v for k, v in answers.items() if v is not None})


def checked(html: str) -> dict[str, str]:
    return dict(re.findall(r'name="([\w-]+)" id="[\w-]+" value="(\d)"\s+checked', html))


def problems(html: str) -> list[str]:
    summary = re.search(r'<div class="errors.*?</div>', html, re.DOTALL)
    assert summary
    lines = re.findall(r"<li>(.*?)</li>", summary[0], re.DOTALL)
    return [re.sub("<[^>]+>", "", line).strip() for line in lines]


def still_open(html: str) -> list[str]:
    return re.findall(r"Statement </span>(\d+)</a>", html)


def test_it_works(client: Client, db: None) -> None:
    answer = send(client)

    assert answer.status_code == 303
    address = answer["Location"]
    assert re.fullmatch(r"/r/[\w-]{43}/", address)
    page = client.get(address)
    assert page.status_code == 200
    data = client.get(f"{address}result.json").json()
    assert data["totals"] == {"generalist": 39, "specialist": 25}
    assert data["margin"] == 14
    assert data["persona"] == "versatile-generalist"


def test_the_data_has_every_key_of_the_page(client: Client, db: None) -> None:
    address = send(client, depth=4, research=4, pace=3)["Location"]

    data = client.get(f"{address}result.json").json()

    assert data["rubric"] == "sonographer-path"
    assert data["edition"] == 1
    assert data["ratings"] == {**WORKED_EXAMPLE, "depth": 4, "research": 4, "pace": 3}
    assert data["totals"] == {"generalist": 37, "specialist": 33}
    assert (data["margin"], data["band"], data["persona"]) == (4, 3, "versatile-generalist")
    assert data["smallest_change"] == {
        "points": 1,
        "persona": "balanced-hybrid",
        "personas": ["balanced-hybrid"],
    }
    assert {"criterion": "variety", "from": 5, "to": 4, "persona": "balanced-hybrid"} in data[
        "swings"
    ]
    assert sum(row["points"]["generalist"] for row in data["ledger"]) == 37
    assert sum(row["points"]["specialist"] for row in data["ledger"]) == 33
    assert list(data["odds"]) == ["versatile-generalist", "balanced-hybrid", "focused-specialist"]
    assert sum(data["odds"].values()) == pytest.approx(1, abs=0.0002)


def test_the_data_has_its_keys_in_order(client: Client, db: None) -> None:
    data = client.get(f"{send(client)['Location']}result.json").json()

    assert list(data) == [
        "rubric",
        "edition",
        "ratings",
        "totals",
        "margin",
        "persona",
        "strength",
        "band",
        "notes",
        "smallest_change",
        "swings",
        "ledger",
        "odds",
        "previous",
        "plan",
        "log",
        "shares",
    ]


def test_opening_the_form_stores_nothing_and_sets_nothing(client: Client, db: None) -> None:
    html = client.get(FORM).content.decode()

    assert checked(html) == {}
    assert not Assessment.objects.exists()


def test_the_form_says_what_a_reader_must_know_before_the_first_question(
    client: Client, db: None
) -> None:
    html = client.get(FORM).content.decode()
    before = html[: html.index("<fieldset")]

    assert "about 2 minutes" in before
    assert "for 90 days" in " ".join(before.split())
    assert "no answer is the right one" in before


def test_every_radio_says_its_number_and_its_meaning(client: Client, db: None) -> None:
    html = client.get(FORM).content.decode()

    names = [
        re.sub(r"<[^>]+>", "", label).strip()
        for label in re.findall(r"<label>(.*?)</label>", html, re.DOTALL)
    ]
    assert len(names) == 40
    assert names[:5] == [
        "1, not me at all: I’d rather stay with one kind",
        "2, not much like me",
        "3, partly me",
        "4, mostly me",
        "5, very much me: I’d rather keep switching",
    ]


def test_missing_answers_come_back_with_links_and_the_rest_kept(client: Client, db: None) -> None:
    answer = send(client, depth=None, research=None)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: Generalist or specialist?" in html
    assert "Two statements still need a rating" in html
    assert "Six answers kept." in html
    summary = " ".join(re.sub("<[^>]+>", "", html[html.index("Still open:") :][:600]).split())
    assert summary.startswith("Still open: Statement 2 and Statement 6")
    assert 'href="#depth-1"' in html
    assert 'href="#research-1"' in html
    assert checked(html) == {
        key: str(value) for key, value in WORKED_EXAMPLE.items() if key not in ("depth", "research")
    }
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    "value",
    ["0", "6", "3.0", "１", "", " 3 4", "-1", "1e0", "true", "\0", "3\0", "<b>", "x" * 60_000],
)
def test_a_bad_rating_is_one_sentence_and_the_rest_kept(
    client: Client, db: None, value: str
) -> None:
    answer = send(client, pace=value)

    html = answer.content.decode()
    assert answer.status_code == 422
    if value:
        assert problems(html) == [f"Statement 4: {forms.BAD_RATING}"]
    else:
        assert problems(html) == []
        assert still_open(html) == ["4"]
    assert len(checked(html)) == 7
    assert len(answer.content) < 120_000
    assert not Assessment.objects.exists()


def test_a_list_of_ratings_is_one_sentence(client: Client, db: None) -> None:
    answer = send(client, pace=["4", "5"])

    assert answer.status_code == 422
    assert problems(answer.content.decode()) == [
        "Statement 4: More than one number arrived. Choose one from 1 to 5."
    ]
    assert not Assessment.objects.exists()


def test_an_unknown_field_is_one_sentence(client: Client, db: None) -> None:
    answer = send(client, height="3")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert problems(html) == ["The form sent something it does not ask for: “height”."]
    assert len(checked(html)) == 8
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("edition", ["0", "2", "one", "", "1.0", "01", "٣", "9" * 400, None])
def test_an_unknown_edition_is_one_sentence_and_all_answers_kept(
    client: Client, db: None, edition: str | None
) -> None:
    answer = send(client, edition=edition)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert problems(html) == [forms.BAD_EDITION]
    assert len(checked(html)) == 8
    assert 'name="edition" value="1"' in html
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "A" * 65, "\0", "é", None])
def test_a_foreign_form_key_is_one_sentence_and_a_new_key(
    client: Client, db: None, key: str | None
) -> None:
    answer = send(client, key=key)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert problems(html) == [forms.BAD_KEY]
    assert len(checked(html)) == 8
    fresh = re.search(r'name="key" value="([^"]+)"', html)
    assert fresh
    again = client.post(FORM, {**WORKED_EXAMPLE, "edition": "1", "key": fresh[1]})
    assert again.status_code == 303


def test_an_empty_form_lists_every_statement(client: Client, db: None) -> None:
    answer = client.post(FORM, {})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Eight statements still need a rating" in html
    assert still_open(html) == ["1", "2", "3", "4", "5", "6", "7", "8"]
    assert problems(html) == [forms.BAD_KEY, forms.BAD_EDITION]


def test_a_form_opened_before_a_publication_is_scored_by_its_own_edition(
    client: Client, db: None
) -> None:
    hidden = open_form(client)
    republish_with_a_wide_band()

    old = client.post(FORM, {**hidden, **WORKED_EXAMPLE})["Location"]
    new = send(client)["Location"]

    results = [client.get(f"{address}result.json").json() for address in (old, new)]
    assert [(data["edition"], data["persona"]) for data in results] == [
        (1, "versatile-generalist"),
        (2, "balanced-hybrid"),
    ]


def test_a_questionnaire_that_its_edition_lacks_is_asked_again(client: Client, db: None) -> None:
    Rubric.objects.filter(slug=SONOGRAPHER).update(slug="other-path")
    editions.publish(note="Another name.")
    hidden = dict(re.findall(HIDDEN, client.get("/q/other-path/").content.decode()))

    answer = client.post("/q/other-path/", {**hidden, **WORKED_EXAMPLE, "edition": "1"})

    assert answer.status_code == 422
    assert problems(answer.content.decode()) == [forms.BAD_EDITION]
    assert len(checked(answer.content.decode())) == 8
    assert client.get(FORM).status_code == 404
    # Whoever opened the old one in time still gets a result.
    sent = {**WORKED_EXAMPLE, "edition": "1", "key": forms.new_key()}
    assert client.post(FORM, sent).status_code == 303


def test_a_form_of_the_previous_edition_is_scored_by_it(
    client: Client, after_the_first_edition: None
) -> None:
    first, newest = editions.of(1), editions.newest()
    asked = [first.content.rubric_by_slug[MATCH], newest.content.rubric_by_slug[MATCH]]
    assert [len(definition.criteria) for definition in asked] == [15, 24]
    sheet = {key: "45"[place % 2] for place, key in enumerate(asked[0].criterion_by_key)}
    sent = {**sheet, "edition": "1", "key": forms.new_key()}

    address = client.post("/q/specialty-match/", sent)["Location"]
    answer = client.get(f"{address}result.json").json()

    assert (answer["edition"], set(answer["ratings"])) == (1, set(sheet))
    assert client.get(address).status_code == 200
    assert Assessment.objects.get().receipt["engine"] == "axes-1"
    assert assessments.verify() == (1, [])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"hard-differentials": "6"}, "Statement 15: " + forms.BAD_RATING),
        ({"hold-probe": "4"}, "The form sent something it does not ask for: “hold-probe”."),
    ],
)
def test_a_faulty_form_of_the_previous_edition_comes_back_as_it_was(
    client: Client, after_the_first_edition: None, changes: dict[str, str], problem: str
) -> None:
    keys = editions.of(1).content.rubric_by_slug[MATCH].criterion_by_key
    sheet = {**dict.fromkeys(keys, "2"), **changes}

    answer = client.post("/q/specialty-match/", {**sheet, "edition": "1", "key": forms.new_key()})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert problems(html) == [problem]
    assert checked(html) == {key: "2" for key in keys if key not in changes}
    assert 'name="edition" value="1"' in html
    assert re.findall(r"<small>([^<]+)</small>", html) == ["1 to 8 of 15", "9 to 15 of 15"]
    assert not Assessment.objects.exists()


def test_a_form_of_the_previous_edition_that_names_the_new_one_is_asked_again(
    client: Client, after_the_first_edition: None
) -> None:
    keys = editions.of(1).content.rubric_by_slug[MATCH].criterion_by_key
    number = editions.newest().number
    sent = {**dict.fromkeys(keys, "2"), "edition": str(number), "key": forms.new_key()}

    answer = client.post("/q/specialty-match/", sent)

    assert answer.status_code == 422
    assert len(still_open(answer.content.decode())) > 0
    assert not Assessment.objects.exists()


def test_statements_stand_in_groups_of_eight(client: Client, db: None) -> None:
    html = client.get("/q/specialty-match/").content.decode()

    heads = re.findall(r'<h2 class="group-head">(.*?)</h2>', html, re.DOTALL)
    assert [" ".join(re.sub("<[^>]+>", "", head).split()) for head in heads] == [
        "The first eight 1 to 8 of 24",
        "The next eight 9 to 16 of 24",
        "The last eight 17 to 24 of 24",
    ]
    groups = html.split('<h2 class="group-head">')[1:]
    assert [group.count("<fieldset") for group in groups] == [8, 8, 8]
    # Before the first statement: what a 3 is, and what is not counted.
    before = " ".join(html[: html.index("<fieldset")].split())
    assert "A 3 means partly me." in before
    assert "it is not counted" in before
    assert "group-head" not in client.get(FORM).content.decode()[html.index("<main") :]


def test_what_is_left_open_in_a_match_says_that_it_may_be_left_out(
    client: Client, db: None
) -> None:
    html = client.post("/q/specialty-match/", {}).content.decode()

    assert "24 statements still need a rating" in html
    assert still_open(html) == [str(number) for number in range(1, 25)]
    assert html.count(forms.NO_RATING_NOR_SKIPPED) == 24


def republish_with_a_wide_band() -> None:
    """The worked example, a clear lean by 14 points, falls into the band."""
    Rubric.objects.filter(slug=SONOGRAPHER).update(band=15, clear_from=16)
    editions.publish(note="A wider band.")


def test_the_same_form_twice_gives_one_row_and_the_same_address(client: Client, db: None) -> None:
    hidden = open_form(client)

    first = client.post(FORM, {**hidden, **WORKED_EXAMPLE})
    second = client.post(FORM, {**hidden, **WORKED_EXAMPLE})

    assert first["Location"] == second["Location"]
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "/r/abc/",
        f"/r/{'A' * 43}/",
        f"/r/{'A' * 44}/",
        "/r/%00/",
        "/r/é/",
        f"/r/{'A' * 43}/result.json",
        f"/r/{'A' * 43}/delete/",
        "/q/nothing/",
        "/q/sonographer-path/examples/nobody/",
        "/q/sonographer-path/examples/nobody/result.json",
        "/nowhere/",
    ],
)
def test_what_does_not_exist_gives_a_404_page(client: Client, db: None, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    same = "/r/x/" if address.startswith("/r/") else "/nothing-here/"
    assert answer.content == client.get(same).content


def test_a_deleted_and_an_unknown_result_look_the_same(
    client: Client, submit: Callable[..., str]
) -> None:
    token = submit()
    assert client.get(f"/r/{token}/delete/").status_code == 200
    assert client.get(f"/r/{token}/").status_code == 200

    answer = client.post(f"/r/{token}/delete/")

    assert (answer.status_code, answer["Location"]) == (303, "/deleted/")
    gone = client.get(f"/r/{token}/")
    assert gone.status_code == 404
    assert gone.content == client.get(f"/r/{'A' * 43}/").content
    assert client.get("/deleted/").status_code == 200
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("method", "address"),
    [("get", ""), ("get", "result.json"), ("get", "delete/"), ("post", "delete/")],
)
def test_nothing_under_a_token_is_kept_or_indexed(
    client: Client, submit: Callable[..., str], method: str, address: str
) -> None:
    answer = getattr(client, method)(f"/r/{submit()}/{address}")

    assert answer.status_code == (303 if method == "post" else 200)
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_form_is_kept(client: Client, db: None, method: str) -> None:
    assert "no-store" in getattr(client, method)(FORM)["Cache-Control"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_result_is_only_read(client: Client, submit: Callable[..., str], method: str) -> None:
    assert getattr(client, method)(f"/r/{submit()}/").status_code == 405


def test_the_form_takes_one_query(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    editions.newest()
    with django_assert_num_queries(1):
        client.get(FORM)


@pytest.mark.parametrize(("address", "count"), [("", 3), ("result.json", 4), ("delete/", 3)])
def test_a_result_takes_its_row_and_the_newest_edition(
    client: Client,
    submit: Callable[..., str],
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    count: int,
) -> None:
    token = submit()
    with django_assert_num_queries(count):
        client.get(f"/r/{token}/{address}")


def test_two_readers_never_see_each_other(client: Client, submit: Callable[..., str]) -> None:
    """What pages share is kept, so nothing of a reader may get into it."""
    one, two = submit(), submit(**dict.fromkeys(WORKED_EXAMPLE, 1))
    first = without_csrf(client.get(f"/r/{one}/"))

    second = client.get(f"/r/{two}/").content

    assert one.encode() not in second
    assert b"You clearly lean generalist" not in second
    assert first == without_csrf(client.get(f"/r/{one}/"))


def test_two_readers_never_get_one_form(db: None) -> None:
    forms_sent = [open_form(Client()) for _ in range(2)]

    for name in ("key", "csrfmiddlewaretoken"):
        one, two = (hidden[name] for hidden in forms_sent)
        assert one != two


def test_an_old_result_is_byte_for_byte_what_it_was(
    client: Client, submit: Callable[..., str]
) -> None:
    address = f"/r/{submit(depth=1, pace=5)}/"
    page, data = without_csrf(client.get(address)), client.get(f"{address}result.json").content
    Criterion.objects.filter(rubric__slug=SONOGRAPHER, key="pace").update(name="Something else")
    Rubric.objects.filter(slug=SONOGRAPHER).update(audience="Others", lede="Another lede.")
    editions.publish(note="Other words.")

    assert without_csrf(client.get(address)) == page
    assert client.get(f"{address}result.json").content == data
    assert b"Another lede." in client.get(FORM).content


def test_an_old_result_says_when_today_would_say_otherwise(
    client: Client, submit: Callable[..., str]
) -> None:
    address = f"/r/{submit()}/"
    data = client.get(f"{address}result.json").content
    republish_with_a_wide_band()

    html = client.get(address).content.decode()

    assert "<h1>You clearly lean generalist</h1>" in html
    assert (
        "With the questionnaire of today the same answers would make this the Balanced Hybrid: "
        "no clear lean."
    ) in html
    assert client.get(f"{address}result.json").content == data


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({}, ["You clearly lean generalist", "Versatile Generalist", "in nearly every retake."]),
        ({"depth": 4, "research": 4, "pace": 3}, ["You lean generalist", "of 10 retakes."]),
        (
            {"variety": 1, "patients": 1, "pace": 1, "depth": 5, "research": 5, "independence": 5},
            ["You clearly lean specialist", "Focused Specialist"],
        ),
    ],
)
def test_every_kind_of_result_has_its_own_words(
    client: Client, submit: Callable[..., str], changes: dict[str, int], sentences: list[str]
) -> None:
    html = client.get(f"/r/{submit(**changes)}/").content.decode()

    assert [sentence for sentence in sentences if sentence not in html] == []


@pytest.mark.parametrize(
    ("ratings", "headline"),
    [
        ("33333333", "You gave every statement the same number"),
        ("31112121", "Little on this list appealed to you"),
        ("54545445", "Both sides appeal to you"),
        (
            "51252542",
            "On the border: Versatile Generalist today, Balanced Hybrid about as likely",
        ),
    ],
)
def test_a_state_stands_above_any_name_and_shows_a_way_on(
    client: Client, db: None, ratings: str, headline: str
) -> None:
    sheet = dict(zip(WORKED_EXAMPLE, ratings, strict=True))

    html = client.get(send(client, **sheet)["Location"]).content.decode()

    body = html[html.index("<main") : html.index('id="sides"')]
    above, heading, below = body.partition(f"<h1>{headline}</h1>")
    assert heading
    assert f"<title>{headline}" in html
    is_straight = ratings == "33333333"
    for name in ("Versatile Generalist", "Balanced Hybrid", "Focused Specialist"):
        assert name not in above
        assert not (is_straight and name in below)
    is_border = headline.startswith("On the border")
    assert ("By the sums alone" in below) == (not is_straight and not is_border)
    assert "Rate it again</a>" in below
    assert '<a href="#sides">' in below


@pytest.mark.parametrize("ratings", ["52443235", "43433334", "33333333", "51252542", "15115553"])
def test_no_result_calls_itself_firm(client: Client, db: None, ratings: str) -> None:
    sheet = dict(zip(WORKED_EXAMPLE, ratings, strict=True))

    html = client.get(send(client, **sheet)["Location"]).content.decode()

    assert not re.search(r"\bfirm", html[html.index("<main") : html.index('id="sides"')], re.I)
    for gone in (", leans", "middling", "one-point change"):
        assert gone not in html


def test_a_result_from_before_the_odds_still_opens_and_verifies(client: Client, db: None) -> None:
    with patch.object(receipts, "engine_of", lambda definition: "weights-1"):
        address = send(client)["Location"]
    new = send(client)["Location"]

    old, html = (client.get(it).content.decode() for it in (address, new))
    data = client.get(f"{address}result.json").json()

    assert "You clearly lean generalist" in old
    assert "It takes six steps to get to the Balanced Hybrid." in old
    assert "retake" not in old
    assert "odds" not in data
    assert ('<use href="#d-f"' in html, '<use href="#d-f"' in old) == (True, False)
    assert assessments.verify() == (2, [])


def test_the_sections_stand_in_the_order_a_reader_needs(
    client: Client, submit: Callable[..., str]
) -> None:
    html = client.get(f"/r/{submit()}/").content.decode()

    ids = re.findall(r'<section [^>]*\bid="([\w-]+)"', html)
    assert ids == ["change", "points", "sides", "plan", "reading", "sources"]


def test_the_ledger_on_the_page_adds_up(client: Client, submit: Callable[..., str]) -> None:
    html = client.get(f"/r/{submit()}/").content.decode()
    table = re.search(r'<table class="ledger">.*?</table>', html, re.DOTALL)
    assert table

    rows = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", table[0], re.DOTALL)
    points = [re.findall(r"<b>(\d+)</b>|<td class=\"soft\">(0)</td>", row) for row in rows[:8]]
    sums = [sum(int(a or b) for a, b in side) for side in zip(*points, strict=True)]
    assert sums == [39, 25]
    assert "39 − 25 = +14" in table[0]


def test_every_number_leads_to_a_source_and_every_source_has_its_number(
    client: Client, submit: Callable[..., str]
) -> None:
    html = client.get(f"/r/{submit()}/").content.decode()

    numbers = set(re.findall(r'class="ref" href="#s(\d+)"', html))
    listed = re.findall(r'<li id="s(\d+)">', html)
    assert listed == [str(number) for number in range(1, len(listed) + 1)]
    assert numbers == set(listed)


def test_a_worked_example_is_public_and_says_so(client: Client, db: None) -> None:
    page = client.get("/q/sonographer-path/examples/focused-specialist/")
    data = client.get("/q/sonographer-path/examples/focused-specialist/result.json").json()

    assert page.status_code == 200
    assert b"A worked example" in page.content
    assert b"share/" not in page.content
    assert data["totals"] == {"generalist": 25, "specialist": 41}


def test_a_result_leads_to_every_part_of_the_guide(
    client: Client, submit: Callable[..., str]
) -> None:
    html = client.get(f"/r/{submit()}/").content.decode()
    part = html[html.index('id="reading"') : html.index('id="sources"')]

    led_to = re.findall(r'href="(/paths/[\w-]+/|/focus-areas/)"', part)
    assert len(led_to) == len(set(led_to)) == 7
    assert {client.get(address).status_code for address in led_to} == {200}


def test_what_a_reader_can_do_with_a_result_leads_below_its_address(
    client: Client, submit: Callable[..., str]
) -> None:
    token = submit()
    html = client.get(f"/r/{token}/").content.decode()

    ends = {
        *("share/#keep", "share/", "plan/", "words/", "log/", "what-if/", "again/"),
        *("result.json", "result.csv"),
    }
    assert set(re.findall(rf'href="/r/{token}/([^"]+)"', html)) == ends


def test_a_worked_example_stores_nothing(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/q/sonographer-path/examples/balanced-hybrid/")

    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    "address", ["/", "/paths/", "/method/", "/sources/", "/privacy/", "/accessibility/", FORM]
)
def test_every_page_reads_without_answering(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 200


def test_the_method_page_prints_what_was_counted(client: Client, db: None) -> None:
    html = client.get("/method/").content.decode()

    for figure in ("390,625", "5.6\u00a0%", "32\u00a0%", "36\u00a0%", "−28", "+28"):
        assert figure in html
    for figure in ("54 ÷ √(162 × 20) = +0.949", "15 of its 23 answers", "11.5", "82 / 99\u00a0%"):
        assert figure in html
    assert re.search(r"\bfirm", html, re.IGNORECASE) is None


def away(*args: Any, **kwargs: Any) -> Any:
    raise OperationalError("the database is away")


def no_database(kind: type[Exception] = OperationalError) -> AbstractContextManager[None]:
    def fail(*_: Any) -> Any:
        raise kind("the database is away")

    return connection.execute_wrapper(fail)


def test_the_database_away_gives_503_with_the_answers_in_the_form(client: Client, db: None) -> None:
    hidden = open_form(client)
    with no_database():
        answer = client.post(FORM, {**hidden, **WORKED_EXAMPLE})

    html = answer.content.decode()
    assert answer.status_code == 503
    assert "Your answers are still here" in html
    assert checked(html) == {key: str(value) for key, value in WORKED_EXAMPLE.items()}
    assert f'value="{hidden["key"]}"' in html
    assert client.post(FORM, {**hidden, **WORKED_EXAMPLE}).status_code == 303


def test_the_database_away_while_storing(client: Client, db: None) -> None:
    hidden = open_form(client)
    with patch.object(assessments, "submit", away):
        answer = client.post(FORM, {**hidden, **WORKED_EXAMPLE})

    assert answer.status_code == 503
    assert len(checked(answer.content.decode())) == 8
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_the_database_away_before_anything_was_read_keeps_the_answers_too(
    client: Client, db: None, kind: type[Exception]
) -> None:
    editions._last.clear()
    editions._known.clear()
    token, far_too_long = "the-token-of-the-old-page", "k" * (LONGEST_ECHO + 1)
    sent = {**WORKED_EXAMPLE, "key": far_too_long, "csrfmiddlewaretoken": token}
    with no_database(kind):
        answer = client.post(FORM, sent)

    html = answer.content.decode()
    assert answer.status_code == 503
    assert token not in html
    assert f'value="{far_too_long[:-1]}"' in html
    for key, value in WORKED_EXAMPLE.items():
        assert f'<input type="hidden" name="{key}" value="{value}">' in html


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
@pytest.mark.parametrize("address", [FORM, "/", "/paths/", "/healthz"])
def test_the_database_away_gives_503_everywhere(
    client: Client, db: None, address: str, kind: type[Exception]
) -> None:
    with no_database(kind):
        answer = client.get(address)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"


def test_an_expired_csrf_token_loses_nothing(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get(FORM)

    answer = strict.post(FORM, {**WORKED_EXAMPLE, "csrfmiddlewaretoken": "x" * 64})

    html = answer.content.decode()
    assert answer.status_code == 403
    assert len(checked(html)) == 8
    assert "Your answers are still here" in html
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))
    assert strict.post(FORM, {**WORKED_EXAMPLE, **hidden}).status_code == 303


def test_an_expired_csrf_token_loses_nothing_in_a_process_that_just_started(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post(FORM, WORKED_EXAMPLE)

    assert answer.status_code == 403
    assert len(checked(answer.content.decode())) == 8


def test_the_form_kept_in_memory_is_that_of_its_edition(client: Client, db: None) -> None:
    before = client.get(FORM).content.decode()
    Criterion.objects.filter(rubric__slug=SONOGRAPHER, key="pace").update(
        statement="Something quite different."
    )
    editions.publish(note="Another statement.")

    after = client.get(FORM).content.decode()

    assert "Something quite different." not in before
    assert "Something quite different." in after
    assert 'name="edition" value="2"' in after


def test_the_pieces_of_a_page_stand_in_it_in_their_order(
    client: Client, submit: Callable[..., str]
) -> None:
    for address in (FORM, "/q/specialty-match/", f"/r/{submit()}/"):
        answer: Any = client.get(address)
        rest = answer.content
        assert len(answer.kept) > 2
        for piece in answer.kept:
            _, found, rest = rest.partition(piece)
            assert found == piece
        assert rest == b""


def test_no_answer_or_token_reaches_a_query_log_of_the_form(client: Client, db: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        address = send(client)["Location"]

    token = address.split("/")[2]
    assert not [query for query in captured if token in query["sql"]]
    assert [query for query in captured if tokens.digest(token) in query["sql"]]


def test_result_json_is_json_all_the_way(client: Client, submit: Callable[..., str]) -> None:
    answer = client.get(f"/r/{submit()}/result.json")

    assert answer["Content-Type"] == "application/json"
    assert json.loads(answer.content)["rubric"] == SONOGRAPHER


def test_a_bad_cookie_at_an_unknown_questionnaire_is_no_failure(db: None) -> None:
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.cookies["csrftoken"] = "bad!"

    assert browser.post("/q/no-such/", {"key": "x"}).status_code == 403


def test_a_form_of_an_older_edition_comes_back_under_it_without_the_database(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = editions.newest()
    Kpi.objects.filter(low=95).update(low=97)
    editions.publish(note="A higher target.")
    editions.newest()

    def away(*_: object, **__: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(editions, "newest", away)
    monkeypatch.setattr(editions, "of", away)
    sent = {**WORKED_EXAMPLE, "key": forms.new_key(), "edition": str(edition.number)}
    answer = client.post("/q/sonographer-path/", sent)

    assert answer.status_code == 503
    assert f'name="edition" value="{edition.number}"' in answer.content.decode()


@pytest.mark.parametrize(
    ("place", "field"),
    [("share/", "label"), ("log/", "line"), ("plan/", "starts_on"), ("keep/", "until")],
)
def test_a_form_cannot_bring_characters_that_nothing_holds(
    client: Client, submit: Callable[..., str], place: str, field: str
) -> None:
    """Half of a pair of surrogates, which UTF-7 can write."""
    part = f'--x\r\nContent-Disposition: form-data; name="{field}"\r\n\r\na+2AA-b\r\n--x--\r\n'

    answer = client.generic(
        "POST",
        f"/r/{submit()}/{place}",
        part,
        content_type="multipart/form-data; boundary=x; charset=utf-7",
    )

    assert answer.status_code == 400
