"""The log below a private link, and the profile that it makes."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rubric import assessments, editions, forms, log_entries, receipts
from rubric.content import Content
from rubric.models import Assessment, LogEntry
from rubric.results.log import Page, deeds, places
from tests.conftest import MATCH, SONOGRAPHER, WORKED_EXAMPLE

Submit = Callable[..., str]
KEY = r'name="key" value="([^"]+)"'


@pytest.fixture
def token(db: None) -> str:
    """The private link of a match that leans towards the probe and away from talks."""
    edition = editions.newest()
    definition = edition.content.rubric_by_slug[MATCH]
    ratings: dict[str, int | None] = dict.fromkeys(definition.criterion_by_key, 3)
    ratings |= {"hold-probe": 5, "others-scan": 1, "long-talks": 1, "little-talk": 5}
    return assessments.submit(
        edition=edition, definition=definition, ratings=ratings, form_key=forms.new_key()
    )


def page(client: Client, token: str) -> str:
    return client.get(f"/r/{token}/log/").content.decode()


def entry(client: Client, token: str, **changes: Any) -> dict[str, Any]:
    found = re.search(KEY, page(client, token))
    assert found
    return {
        "key": found[1],
        "on": str(timezone.localdate()),
        "place": "emergency-medicine",
        "liked": "yes",
        "deeds": ["generate", "act"],
        "line": "A FAST exam in bay two.",
        **changes,
    }


def send(client: Client, token: str, **changes: Any) -> Any:
    return client.post(f"/r/{token}/log/", entry(client, token, **changes))


def test_reading_writes_nothing(client: Client, token: str) -> None:
    html = page(client, token)

    assert "Nothing yet" in html
    assert f'value="{timezone.localdate()}"' in html
    assert not LogEntry.objects.exists()


def test_an_entry_is_kept_and_shown(client: Client, token: str) -> None:
    answer = send(client, token)

    assert (answer.status_code, answer["Location"]) == (303, f"/r/{token}/log/")
    row = LogEntry.objects.get()
    assert (row.place, row.liked, row.deeds) == ("emergency-medicine", True, ["generate", "act"])
    html = page(client, token)
    assert "A FAST exam in bay two." in html
    assert "Emergency Medicine, scanned and did a procedure" in html


def test_the_same_form_twice_is_one_entry_and_another_is_another(
    client: Client, token: str
) -> None:
    sent = entry(client, token)
    for _ in range(2):
        assert client.post(f"/r/{token}/log/", sent).status_code == 303
    assert LogEntry.objects.count() == 1
    client.post(f"/r/{token}/log/", {**sent, "liked": "no"})
    send(client, token)
    assert LogEntry.objects.count() == 3


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"on": ""}, "Choose the day it happened."),
        ({"on": "yesterday"}, "That was no date."),
        ({"on": "9999-12-31"}, "That day is still to come."),
        ({"on": "2001-01-01"}, "That is more than 12 months ago."),
        ({"place": ""}, "Choose where it was."),
        ({"place": "adult-echo"}, "That place is not on the list."),
        ({"liked": ""}, "Say if you liked it or not."),
        ({"liked": "maybe"}, "Say if you liked it or not."),
        ({"deeds": ["generate", "tempo"]}, "One of the things done is not on the list."),
        ({"line": "x" * 141}, "The line has at most 140 characters."),
        ({"line": "x" * 100_000}, "The line has at most 140 characters."),
        ({"line": "a\x00b"}, "Null characters are not allowed."),
        ({"key": "made-up"}, "The form did not come from this site"),
        ({"key": ""}, "The form did not come from this site"),
    ],
)
def test_what_cannot_be_is_named_and_the_rest_is_kept(
    client: Client, token: str, changes: dict[str, Any], sentence: str
) -> None:
    answer = send(client, token, **changes)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in html
    assert not LogEntry.objects.exists()
    kept = {"on", "place", "liked", "line"} - changes.keys()
    if "on" in kept:
        assert f'id="on" value="{timezone.localdate()}"' in html
    if "place" in kept:
        assert 'value="emergency-medicine" selected' in html
    if "liked" in kept:
        assert 'name="liked" value="yes" checked' in html
    if "line" in kept:
        assert "A FAST exam in bay two." in html
    assert 'name="deeds" value="generate" checked' in html


@pytest.mark.parametrize("field", ["on", "line"])
def test_a_long_text_is_not_sent_back(client: Client, token: str, field: str) -> None:
    usual = client.get(f"/r/{token}/log/")

    answer = send(client, token, **{field: "2" * 100_000})

    assert answer.status_code == 422
    assert len(answer.content) < len(usual.content) + 4_000


def test_the_first_and_the_last_day_are_taken(client: Client, token: str) -> None:
    today = timezone.localdate()
    assert send(client, token, on=str(today - timedelta(days=365))).status_code == 303
    assert send(client, token, on=str(today - timedelta(days=366))).status_code == 422
    assert send(client, token, on=str(today + timedelta(days=1))).status_code == 422


def test_a_line_is_one_line(client: Client, token: str) -> None:
    send(client, token, line="  one\r\n two\tthree ")
    assert LogEntry.objects.get().line == "one two three"


def test_a_log_has_a_last_entry(
    client: Client, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_entries, "MOST", 2)
    assert [send(client, token, line=str(n)).status_code for n in range(3)] == [303, 303, 422]
    assert LogEntry.objects.count() == 2


def test_removing_asks_first(client: Client, token: str) -> None:
    send(client, token)
    key = LogEntry.objects.get().key
    address = f"/r/{token}/log/{key}/remove/"

    assert "Remove this entry?" in client.get(address).content.decode()
    assert LogEntry.objects.exists()
    assert client.post(address).status_code == 303
    assert not LogEntry.objects.exists()
    assert client.post(address).status_code == 404


def test_nobody_removes_the_entry_of_somebody_else(
    client: Client, token: str, submit: Submit
) -> None:
    send(client, token)
    key = LogEntry.objects.get().key

    answer = client.post(f"/r/{submit()}/log/{key}/remove/")

    assert answer.status_code == 404
    assert LogEntry.objects.exists()


def test_it_changes_no_score(client: Client, token: str) -> None:
    before = client.get(f"/r/{token}/result.json").json()
    send(client, token, liked="no")
    after = client.get(f"/r/{token}/result.json").json()

    assert {k: v for k, v in before.items() if k != "log"} == {
        k: v for k, v in after.items() if k != "log"
    }


def test_a_page_takes_three_queries(
    client: Client, token: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        send(client, token, line=str(number))
    with django_assert_num_queries(3):
        html = page(client, token)
    assert "Earlier entries" in html
    assert html.count("Remove<span") == 12


def test_a_path_offers_areas_and_paths(client: Client, submit: Submit) -> None:
    token = submit()
    html = page(client, token)

    assert 'value="adult-echo"' in html
    assert "Generalist work, no one area" in html
    assert 'value="emergency-medicine"' not in html
    assert send(client, token, place="adult-echo").status_code == 303
    assert "Versatile Generalist" in page(client, token)


class Lived:
    """An entry as the log stores it."""

    def __init__(self, place: str, done: str = "", *, liked: bool = True, day: int = 1) -> None:
        self.key, self.place, self.liked = f"{place}-{day}", place, liked
        self.deeds, self.on, self.line = done.split(), date(2026, 12, day), ""


def profile(content: Content, *entries: Lived, **ratings: int | None) -> Page:
    definition = content.rubric_by_slug[MATCH]
    sheet: dict[str, int | None] = dict.fromkeys(definition.criterion_by_key, 3)
    sheet |= {key.replace("_", "-"): value for key, value in ratings.items()}
    return Page(receipts.compose(content, definition, sheet), content, MATCH, entries)


def test_the_lived_profile_stands_beside_the_stated_one(content: Content) -> None:
    found = profile(
        content,
        Lived("cardiology", "generate"),
        Lived("cardiology", "generate people", liked=False),
        Lived("psychiatry", "people", liked=True),
        Lived("psychiatry", "people", liked=True),
        hold_probe=5,
        others_scan=1,
        long_talks=1,
        little_talk=5,
        answer_in_image=None,
        reading_day=None,
    )

    by_deed = {row.name: row for row in found.by_deed}
    assert by_deed["Scanned"][1:4] == (1, 1, "you hold the probe (+4)")
    assert by_deed["Talked at length"][1:4] == (2, 1, "one short meeting (−4)")
    assert by_deed["Talked at length"].note == "The log points the other way."
    assert by_deed["Scanned"].note == ""
    assert by_deed["Read images"].stated == "left out"
    assert by_deed["Did a procedure"].stated == "in the middle (0)"
    assert [row[:3] for row in found.by_place] == [
        ("Cardiology (non-invasive)", 1, 1),
        ("Psychiatry", 2, 0),
    ]


def test_one_place_alone_is_warned_about(content: Content) -> None:
    one = Lived("cardiology", day=1), Lived("cardiology", day=2)

    assert profile(content, *one[:1]).warning == ""
    assert "Cardiology (non-invasive)" in profile(content, *one).warning
    assert "culture" in profile(content, *one).warning
    assert profile(content, *one, Lived("psychiatry")).warning == ""


def test_the_latest_stand_first(content: Content) -> None:
    found = profile(content, *(Lived("cardiology", day=day) for day in range(1, 12)))

    assert [row.when for row in found.latest][:2] == ["Dec 11, 2026", "Dec 10, 2026"]
    assert (len(found.latest), len(found.older)) == (8, 3)


def test_a_result_of_the_first_match_has_a_stated_side(content: Content) -> None:
    definition = content.rubric_by_slug[MATCH]
    ratings = {key: 1 + place % 5 for place, key in enumerate(definition.criterion_by_key)}
    receipt = receipts.compose(content, definition, ratings, engine="axes-1")

    assert all(row.stated for row in Page(receipt, content, MATCH, ()).by_deed)


def test_the_page_of_a_path_says_where_and_what_was_answered(content: Content) -> None:
    definition = content.rubric_by_slug[SONOGRAPHER]
    receipt = receipts.compose(content, definition, WORKED_EXAMPLE)
    found = Page(receipt, content, SONOGRAPHER, (Lived("vascular", "generate"),))

    assert [row[:3] for row in found.by_place] == [("Vascular ultrasound", 1, 0)]
    assert found.stated == "The answers gave: Versatile Generalist."
    assert not found.has_stated


def test_an_edition_without_deeds_has_no_empty_table() -> None:
    log = {"by_deed": (), "by_place": ({"name": "ICU", "liked": 1},), "places": {"label": "Area"}}

    html = render_to_string("rubric/_log_profile.html", {"log": log})

    assert html.count("<table") == 1
    assert "ICU" in html


def test_every_axis_but_tempo_has_a_deed(content: Content) -> None:
    assert len(deeds(content.library)) == 5
    assert all(row.words[0].isupper() for row in deeds(content.library))
    assert len(places(content, MATCH).rows) == 19
    assert len(places(content, SONOGRAPHER).rows) == 10


def test_erasing_a_result_erases_its_log(client: Client, token: str) -> None:
    send(client, token)
    client.post(f"/r/{token}/delete/")
    assert not LogEntry.objects.exists()
    assert not Assessment.objects.exists()
