"""Codes, the form of a class, and who is counted."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from rubric import assessments, buckets, editions, erasing
from rubric.models import Assessment, Contribution, Room, Rubric
from rubric.rooms import contributions, releases, store
from tests.conftest import SONOGRAPHER, WORKED_EXAMPLE, Clock
from tests.rubric.rooms.conftest import answer, ask_again, make_room, sheet, text, without_keys

pytestmark = pytest.mark.usefixtures("no_demo")


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}-"])
def test_a_typed_code_leads_to_the_form(client: Client, room: Room, typed: str) -> None:
    sent = client.post("/j/", {"code": typed.format(room.code.lower())})

    assert sent.status_code == 303
    assert sent.headers["Location"] == f"/j/{room.code}/"
    page = text(client.get(sent.headers["Location"]))
    assert "You are in “Monday group”." in page
    assert "pictures of at least 5 people together" in page


def test_a_code_in_small_letters_opens_from_the_address_too(client: Client, room: Room) -> None:
    sent = client.get(f"/j/{room.code.lower()}/")

    assert (sent.status_code, sent.headers["Location"]) == (303, f"/j/{room.code}/")
    # Whether a class opens is told by the one address alone.
    assert client.get("/j/kmtrvx/").headers["Location"] == "/j/KMTRVX/"
    assert client.get("/j/KMTRVX/").status_code == 404


def test_what_is_no_code_is_said_and_kept(client: Client, db: None) -> None:
    answered = client.post("/j/", {"code": "KMT 12"})

    assert answered.status_code == 422
    assert "A code has six letters" in text(answered)
    assert 'value="KMT 12"' in answered.content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("KMTRV", "A code has six letters"),
        ("KMTRVXX", "A code has six letters"),
        ("ABCDEF", "No class opens with this code."),
    ],
)
def test_a_code_that_is_none_says_why(client: Client, db: None, typed: str, sentence: str) -> None:
    answered = client.post("/j/", {"code": typed})

    assert answered.status_code == 422
    assert sentence in text(answered)


def test_an_unknown_code_stays_in_its_field(client: Client, room: Room) -> None:
    answered = client.post("/j/", {"code": "cdf hjk"})

    assert answered.status_code == 422
    assert "No class opens with this code." in text(answered)
    assert 'value="cdf hjk"' in answered.content.decode()
    assert client.post("/j/", {"code": room.code}).headers["Location"] == f"/j/{room.code}/"


def test_a_wrong_code_is_the_one_404(client: Client, room: Room) -> None:
    Room.objects.filter(pk=make_room().pk).update(
        code="CDFHJK", made_on=date(2026, 1, 1), ends_on=date(2026, 1, 2)
    )
    unknown = client.get("/j/KMTRVX/")

    assert unknown.status_code == 404
    for path in ("/j/CDFHJK/", "/j/x/", f"/j/{room.code}X/", f"/room/{'a' * 43}/"):
        found = client.get(path)
        assert (found.status_code, found.content) == (404, unknown.content)


@pytest.mark.parametrize("how", ["get", "post", "bare"])
def test_guessing_codes_is_slowed_down(client: Client, room: Room, clock: Clock, how: str) -> None:
    bare = Client(enforce_csrf_checks=True)

    def guess(code: str) -> Any:
        if how == "get":
            return client.get(f"/j/{code}/")
        return (bare if how == "bare" else client).post(f"/j/{code}/", sheet())

    first = 403 if how == "bare" else 404
    assert {guess("KMTRVX").status_code for _ in range(buckets.CODES.most)} == {first}

    # From then on a right code says no more than a wrong one.
    wrong, right = guess("KMTRVX"), guess(room.code)
    assert wrong.status_code == right.status_code == (403 if how == "bare" else 429)
    assert room.title not in text(right)
    assert without_keys(wrong).replace("KMTRVX", "") == without_keys(right).replace(room.code, "")


def test_codes_typed_in_vain_are_counted(client: Client, room: Room, clock: Clock) -> None:
    seen = [client.post("/j/", {"code": "CDFHJK"}).status_code for _ in range(buckets.CODES.most)]

    assert set(seen) == {422}
    # A right one would show among many guesses; it opens once there is time for one again.
    for code in ("CDFHJK", room.code):
        assert client.post("/j/", {"code": code}).status_code == 429
        assert client.get(f"/j/{code}/").status_code == 429
        late = client.post(f"/j/{code}/", sheet(count="yes"))
        assert late.status_code == 429
        assert f'action="/j/{code}/"' in late.content.decode()
        assert late.content.decode().count('type="hidden"') >= len(WORKED_EXAMPLE)


def test_joining_without_the_tick_counts_nobody(client: Client, room: Room) -> None:
    sent = client.post(f"/j/{room.code}/", sheet())

    assert sent.status_code == 303
    assert Assessment.objects.count() == 1
    assert not Contribution.objects.exists()
    assert "beside the class" not in text(client.get(sent.headers["Location"]))


def test_the_box_is_not_ticked_before(client: Client, room: Room) -> None:
    page = client.get(f"/j/{room.code}/").content.decode()

    box = re.search(r'<input type="checkbox" name="count"[^>]*>', page)
    assert box
    assert "checked" not in box.group()


def test_joining_with_the_tick_counts_once(client: Client, room: Room) -> None:
    sent = sheet(count="yes")

    first, again = (client.post(f"/j/{room.code}/", sent) for _ in range(2))

    assert first.headers["Location"] == again.headers["Location"]
    assert Contribution.objects.count() == Assessment.objects.count() == 1
    assert "Your answers beside the class" in text(client.get(first.headers["Location"]))


def test_taking_the_tick_away_takes_the_answers_back(client: Client, room: Room) -> None:
    sent = sheet(count="yes")
    first = client.post(f"/j/{room.code}/", sent).headers["Location"]
    sent.pop("count")

    assert client.post(f"/j/{room.code}/", sent).headers["Location"] == first

    assert not Contribution.objects.exists()
    assert Assessment.objects.count() == 1
    assert "beside the class" not in text(client.get(first))


def test_taking_the_tick_away_is_one_deed_with_the_result(
    client: Client, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = sheet(count="yes")
    client.post(f"/j/{room.code}/", sent)
    del sent["count"]

    def broken(_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(assessments, "_store", broken)
    with pytest.raises(RuntimeError):
        client.post(f"/j/{room.code}/", sent)

    assert Contribution.objects.count() == 1


def test_a_sheet_with_a_gap_keeps_the_tick(client: Client, room: Room) -> None:
    answered = client.post(f"/j/{room.code}/", sheet(count="yes", pace=""))

    assert answered.status_code == 422
    page = answered.content.decode()
    assert re.search(r'name="count" value="yes" checked', page)
    assert not Contribution.objects.exists()


def test_a_class_that_closed_meanwhile_keeps_the_answers(client: Client, room: Room) -> None:
    store.close(room)

    answered = client.post(f"/j/{room.code}/", sheet(count="yes"))

    assert answered.status_code == 422
    assert "This class counts no more answers." in text(answered)
    assert answered.content.decode().count(" checked") == len(WORKED_EXAMPLE)
    assert not Assessment.objects.exists()
    assert client.post(f"/j/{room.code}/", sheet()).status_code == 303


def test_a_class_that_closes_while_a_sheet_is_on_its_way_asks_for_no_tick(
    client: Client, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit = assessments.submit

    def submit_late(**sent: Any) -> str:
        store.close(sent["room"])
        return submit(**sent)

    monkeypatch.setattr(assessments, "submit", submit_late)

    answered = client.post(f"/j/{room.code}/", sheet(count="yes"))

    assert answered.status_code == 422
    assert "It counts no more answers." in text(answered)
    assert 'name="count"' not in answered.content.decode()


@pytest.mark.parametrize("is_second", [False, True])
def test_a_class_speaks_of_the_edition_it_was_made_under(
    client: Client, token: str, room: Room, is_second: bool
) -> None:
    first = answer(room)
    publish_another_title()
    address = f"/j/{room.code}/"
    if is_second:
        ask_again(room)
        address = f"/r/{first}/class/again/"

    page = client.get(address).content.decode()

    assert 'name="edition" value="1"' in page
    assert "Generalist or specialist?" in page
    assert "Another title" not in page


def test_the_data_of_a_class_names_the_edition_it_was_made_under(
    client: Client, token: str, room: Room
) -> None:
    for _ in range(5):
        answer(room)
    store.close(room)
    publish_another_title()

    assert client.get(f"/room/{token}/class.json").json()["edition"] == 1


def publish_another_title() -> None:
    Rubric.objects.filter(slug=SONOGRAPHER).update(title="Another title")
    editions.publish(note="Another title.")


def test_a_sheet_sent_again_after_closing_stays_counted(client: Client, room: Room) -> None:
    sent = sheet(count="yes")
    first = client.post(f"/j/{room.code}/", sent)
    store.close(room)

    second = client.post(f"/j/{room.code}/", sent)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert Contribution.objects.count() == 1


def test_a_class_goes_on_under_its_own_edition(client: Client, room: Room) -> None:
    page = client.get(f"/j/{room.code}/").content.decode()

    assert f'name="edition" value="{room.edition_id}"' in page


@pytest.mark.parametrize("end", ["deleted", "over", "never"])
def test_a_class_that_ends_meanwhile_keeps_every_answer(
    client: Client, room: Room, end: str
) -> None:
    sent = sheet(count="yes", pace=2)
    if end == "deleted":
        erasing.erase_room(room)
    elif end == "over":
        Room.objects.update(made_on=date(2026, 1, 1), ends_on=date(2026, 1, 2))
    code = "CDFHJK" if end == "never" else room.code

    answered = client.post(f"/j/{code}/", sent)

    assert answered.status_code == 404
    assert "no-store" in answered.headers["Cache-Control"]
    assert "has ended or was deleted. Sent again, this gives a result of your own." in text(
        answered
    )
    # No class that there was is told from one that there never was.
    never = client.post("/j/WXYWXY/", sent)
    assert without_keys(answered) == without_keys(never)
    page = answered.content.decode()
    assert page.count(" checked") == len(WORKED_EXAMPLE)
    assert re.search(r'id="pace-2" value="2"[^>]*checked', page)
    assert not Assessment.objects.exists()
    # The form leads to a result without a class.
    assert f'action="/q/{SONOGRAPHER}/"' in page
    del sent["count"]
    assert client.post(f"/q/{SONOGRAPHER}/", sent).status_code == 303
    assert Assessment.objects.get().ratings["pace"] == 2


def test_what_is_no_sheet_gets_the_one_page_for_no_class(client: Client, room: Room) -> None:
    nothing = client.get("/j/BCDFGH/").content

    assert client.post("/j/BCDFGH/").content == nothing
    assert client.post("/j/BCDFGH/", {"title": "x"}).content == nothing


def test_a_form_that_ran_out_says_that_its_class_is_gone(room: Room) -> None:
    erasing.erase_room(room)

    answered = Client(enforce_csrf_checks=True).post(f"/j/{room.code}/", sheet(count="yes"))

    assert answered.status_code == 403
    assert "The class or the result that it belonged to has ended" in text(answered)
    assert answered.content.decode().count(" checked") == len(WORKED_EXAMPLE)


@pytest.mark.parametrize("again", [False, True])
def test_a_database_that_is_away_drops_nobody_out_of_a_class(
    client: Client, room: Room, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    address = f"/j/{room.code}/"
    if again:
        first = answer(room)
        ask_again(room)
        address = f"/r/{first}/class/again/"
    sent = sheet(count="yes")

    def away(*_: Any, **__: Any) -> Any:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(store, "by_code", away)
        patch.setattr(contributions, "own", away)
        answered = client.post(address, sent)
    assert answered.status_code == 503
    page = answered.content.decode()
    assert f'action="{address}"' in page
    kept = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))

    before = Contribution.objects.count()
    assert client.post(address, kept).status_code == 303
    assert Contribution.objects.count() > before


def test_a_limit_keeps_answers_and_tick(
    client: Client, room: Room, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "SUBMISSIONS", buckets.Limit("submissions", 1, seconds=60))
    buckets.take(buckets.SUBMISSIONS, "127.0.0.1")

    answered = client.post(f"/j/{room.code}/", sheet(count="yes"))

    assert answered.status_code == 429
    assert "Your answers are still here. Send the form again in 60 seconds." in text(answered)
    assert answered.content.decode().count(" checked") == len(WORKED_EXAMPLE) + 1


def test_no_more_are_counted_than_a_class_has(
    client: Client, token: str, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "MOST_COUNTED", 12)
    for _ in range(14):
        answer(room)

    assert contributions.people_now(room, room.sitting) == 12
    assert "At least 10 people are counted now." in text(client.get(f"/room/{token}/"))


def test_deleting_a_result_leaves_the_class(client: Client, room: Room) -> None:
    own = answer(room)

    client.post(f"/r/{own}/delete/")

    assert not Contribution.objects.exists()
    assert client.get(f"/r/{own}/class/").status_code == 404
