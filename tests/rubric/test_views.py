"""The way of one answer sheet, as a reader and as someone who sends nonsense."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from rubric import assessments, editions, forms, tokens
from rubric.content import Content
from rubric.models import Assessment, Criterion, Rubric
from specialties.models import Kpi
from tests.conftest import SONOGRAPHER, WORKED_EXAMPLE

FORM = "/q/sonographer-path/"
HIDDEN = r'<input type="hidden" name="(\w+)" value="([^"]*)">'


def open_form(client: Client) -> dict[str, Any]:
    return dict(re.findall(HIDDEN, client.get(FORM).content.decode()))


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
        "1, not me at all: I’d rather repeat one thing",
        "2, not much like me",
        "3, partly me",
        "4, mostly me",
        "5, very much me: I want something new each hour",
    ]


def test_missing_answers_come_back_with_links_and_the_rest_kept(client: Client, db: None) -> None:
    answer = send(client, depth=None, research=None)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: Generalist or specialist?" in html
    assert "Two statements still need a rating" in html
    assert 'href="#depth-1"' in html
    assert 'href="#research-1"' in html
    assert checked(html) == {
        key: str(value) for key, value in WORKED_EXAMPLE.items() if key not in ("depth", "research")
    }
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    "value",
    ["0", "6", "3.0", "１", "", " 3 4", "-1", "1e0", "true", "\0", "3\0", "<b>", "x" * 1_000_000],
)
def test_a_bad_rating_is_one_sentence_and_the_rest_kept(
    client: Client, db: None, value: str
) -> None:
    answer = send(client, pace=value)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert len(problems(html)) == 1
    assert problems(html)[0].startswith("4. Preference for a fast-paced environment: ")
    assert len(checked(html)) == 7
    assert len(answer.content) < 60_000
    assert not Assessment.objects.exists()


def test_a_list_of_ratings_is_one_sentence(client: Client, db: None) -> None:
    answer = send(client, pace=["4", "5"])

    assert answer.status_code == 422
    assert problems(answer.content.decode()) == [
        "4. Preference for a fast-paced environment: "
        "More than one number arrived. Choose one from 1 to 5."
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
    assert len(problems(html)) == 10


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


@pytest.mark.parametrize(("address", "count"), [("", 2), ("result.json", 1), ("delete/", 2)])
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
    first = client.get(f"/r/{one}/").content

    second = client.get(f"/r/{two}/").content

    assert one.encode() not in second
    assert b"You clearly lean generalist" not in second
    assert first == client.get(f"/r/{one}/").content


def test_two_readers_never_get_one_form(db: None) -> None:
    forms_sent = [open_form(Client()) for _ in range(2)]

    for name in ("key", "csrfmiddlewaretoken"):
        one, two = (hidden[name] for hidden in forms_sent)
        assert one != two


def test_an_old_result_is_byte_for_byte_what_it_was(
    client: Client, submit: Callable[..., str]
) -> None:
    address = f"/r/{submit(depth=1, pace=5)}/"
    page, data = client.get(address).content, client.get(f"{address}result.json").content
    Criterion.objects.filter(rubric__slug=SONOGRAPHER, key="pace").update(name="Something else")
    Rubric.objects.filter(slug=SONOGRAPHER).update(audience="Others", lede="Another lede.")
    editions.publish(note="Other words.")

    assert client.get(address).content == page
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
        "With the questionnaire of today the same answers would make this the Balanced Hybrid, "
        "no clear lean."
    ) in html
    assert client.get(f"{address}result.json").content == data


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({}, ["You clearly lean generalist", "Versatile Generalist", "Firm."]),
        ({"depth": 4, "research": 4, "pace": 3}, ["You lean generalist", "Not very firm."]),
        (
            {"variety": 3, "depth": 3, "patients": 3, "pace": 3, "research": 3, "communication": 3},
            ["You have no clear lean", "Every answer was the same", "exact tie"],
        ),
        (dict.fromkeys(WORKED_EXAMPLE, 1), ["Little on this list appealed to you"]),
        (dict.fromkeys(WORKED_EXAMPLE, 5), ["Both sides appeal to you", "exact tie"]),
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


def test_the_sections_stand_in_the_order_a_reader_needs(
    client: Client, submit: Callable[..., str]
) -> None:
    html = client.get(f"/r/{submit()}/").content.decode()

    ids = re.findall(r'<section class="part[^"]*" id="([\w-]+)"', html)
    assert ids == [
        "totals",
        "firm",
        "ledger",
        "responsibilities",
        "kpis",
        "trade-off",
        "deliverable",
        "schedule",
        "advancement",
        "challenge",
        "failure-modes",
        "credentials",
        "areas",
        "pay",
        "hiring",
        "examples",
        "faq",
        "limits",
        "sources",
        "keep",
    ]


def test_the_ledger_on_the_page_adds_up(client: Client, submit: Callable[..., str]) -> None:
    html = client.get(f"/r/{submit()}/").content.decode()
    table = re.search(r'<table class="ledger">.*?</table>', html, re.DOTALL)
    assert table

    rows = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", table[0], re.DOTALL)
    points = [re.findall(r"<b>(\d+)</b>|<td class=\"soft\">(0)</td>", row) for row in rows[:8]]
    sums = [sum(int(a or b) for a, b in side) for side in zip(*points, strict=True)]
    assert sums == [39, 25]
    assert "39 − 25 = +14" in table[0]


def test_every_source_chip_leads_to_a_source_with_its_grade(
    client: Client, submit: Callable[..., str]
) -> None:
    html = client.get(f"/r/{submit()}/").content.decode()

    chips = set(re.findall(r'class="src \w+" href="#src-([\w-]+)"', html))
    listed = set(re.findall(r'<li id="src-([\w-]+)">\s*<span class="src \w+">', html))
    assert chips
    assert chips == listed


def test_a_worked_example_is_public_and_says_so(client: Client, db: None) -> None:
    page = client.get("/q/sonographer-path/examples/focused-specialist/")
    data = client.get("/q/sonographer-path/examples/focused-specialist/result.json").json()

    assert page.status_code == 200
    assert b"A worked example" in page.content
    assert b"Delete my result" not in page.content
    assert data["totals"] == {"generalist": 25, "specialist": 41}


def test_every_question_of_the_page_stands_on_its_sources(
    client: Client, submit: Callable[..., str], content: Content
) -> None:
    html = client.get(f"/r/{submit()}/").content.decode()
    part = html[html.index('id="faq"') : html.index('id="limits"')]

    shown = [re.findall(r'href="#src-([\w-]+)"', row) for row in part.split("<dt>")[1:]]
    asked = content.library.questions_of("faq")
    assert shown == [list(question.sources) for question in asked]
    assert max(map(len, shown)) > 1


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

    for figure in ("390\u00a0625", "5.6\u00a0%", "32\u00a0%", "36\u00a0%", "−28", "+28"):
        assert figure in html


def away(*args: Any, **kwargs: Any) -> Any:
    raise OperationalError("the database is away")


def no_database() -> AbstractContextManager[None]:
    return connection.execute_wrapper(away)


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


def test_the_database_away_before_anything_was_read_keeps_the_answers_too(
    client: Client, db: None
) -> None:
    editions._last.clear()
    editions._known.clear()
    with no_database():
        answer = client.post(FORM, {**WORKED_EXAMPLE, "key": "k", "edition": "1"})

    html = answer.content.decode()
    assert answer.status_code == 503
    for key, value in WORKED_EXAMPLE.items():
        assert f'<input type="hidden" name="{key}" value="{value}">' in html


@pytest.mark.parametrize("address", [FORM, "/", "/paths/", "/healthz"])
def test_the_database_away_gives_503_everywhere(client: Client, db: None, address: str) -> None:
    with no_database():
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
