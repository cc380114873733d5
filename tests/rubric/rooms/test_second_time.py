"""A class that is asked twice, and what moved between."""

import re

import pytest
from django.test import Client

from rubric import buckets, erasing, tokens
from rubric.models import Contribution, Release, Room
from rubric.rooms import store, tallies
from tests.conftest import SONOGRAPHER, Clock, back_date
from tests.rubric.rooms.conftest import answer, answer_again, ask_again, sheet, text

pytestmark = pytest.mark.usefixtures("no_demo")


def test_a_class_is_asked_a_second_time_once(client: Client, token: str, room: Room) -> None:
    for _ in range(6):
        answer(room)
    client.post(f"/room/{token}/again/")
    assert Room.objects.get().sitting == store.Sitting.BEFORE

    client.post(f"/room/{token}/close/")
    client.post(f"/room/{token}/reveal/", {"everything": "yes"})
    client.post(f"/room/{token}/again/")
    again = Room.objects.get()
    # What is asked anew is not shown before the educator shows it.
    assert (again.sitting, again.is_open, again.revealed) == (store.Sitting.AFTER, True, [])

    client.post(f"/room/{token}/close/")
    client.post(f"/room/{token}/again/")
    assert not Room.objects.get().is_open


def test_a_form_sent_in_both_sittings_opens_beside_the_class(client: Client, room: Room) -> None:
    sent = sheet(count="yes")
    client.post(f"/j/{room.code}/", sent)
    ask_again(room)
    result = client.post(f"/j/{room.code}/", sent).headers["Location"]

    assert client.get(f"{result}class/").status_code == 200


def test_a_second_time_counts_what_moved(client: Client, token: str, room: Room) -> None:
    firsts = [answer(room, pace=1) for _ in range(6)]
    client.post(f"/room/{token}/close/")
    assert client.get(f"/r/{firsts[0]}/class/again/").status_code == 404
    client.post(f"/room/{token}/again/")

    assert "Answer a second time" in text(client.get(f"/r/{firsts[0]}/class/"))
    # Where they come back to, and where those look who lost it.
    asked = text(client.get(f"/r/{firsts[0]}/"))
    assert "Your class asks a second time" in asked
    assert "Start from these answers, or from none. Your class does not count them." in asked
    wall = f"/wall/{tokens.derive_wall_token(token)}/"
    assert "Open your own link and press Your class asks a second time" in text(client.get(wall))
    assert "open your own link instead" in text(client.get(f"/j/{room.code}/"))
    form = client.get(f"/r/{firsts[0]}/class/again/").content.decode()
    assert re.search(r'id="pace-1" value="1"[^>]*checked', form)
    for first in firsts:
        sent = client.post(f"/r/{first}/class/again/", sheet(pace=5, count="yes"))
        assert sent.status_code == 303
    # Who has answered a second time is asked no more.
    assert "Your class asks a second time" not in text(client.get(f"/r/{firsts[0]}/"))
    assert "Answer a second time" not in text(client.get(f"/r/{firsts[0]}/class/"))
    client.post(f"/room/{token}/release/")
    assert "6 are in the picture." in text(client.get(f"/room/{token}/"))
    # Another picture may come yet, and what is not there is not chosen.
    assert not Release.objects.filter(sitting=store.Sitting.CHANGE).exists()
    client.post(f"/room/{token}/reveal/", {"everything": "yes", "part": "moved"})
    room.refresh_from_db()
    assert "moved" not in room.revealed
    client.post(f"/room/{token}/close/")
    assert Release.objects.filter(sitting=store.Sitting.CHANGE).count() == 1
    assert "Your class asks a second time" not in text(client.get(f"/r/{firsts[0]}/"))


def test_asking_again_says_what_is_needed_to_show_what_moved(
    client: Client, token: str, room: Room
) -> None:
    store.close(room)

    page = text(client.get(f"/room/{token}/again/"))

    assert "What moved can be shown once you close joining again." in page
    assert "It needs at least 5 who let both sheets count." in page
    assert "Of each time, those counted only then must be none, or at least 5." in page


def test_the_form_of_a_second_time_says_only_what_is_so(client: Client, room: Room) -> None:
    first = answer(room)
    ask_again(room)
    address, box = f"/r/{first}/class/again/", "With the box at the end, your two sheets"
    asked = "“Monday group” asks a second time. "

    page = client.get(address)
    assert f"{asked}Your first answers are filled in: change what you" in text(page)
    assert box in text(page)
    # Nothing is kept on a device where the address of a form opens a result.
    assert "wait on this device" not in text(page)
    assert "wait on this device" in text(client.get(f"/j/{room.code}/"))
    wrong = sheet(count="yes", pace="")
    assert f"{asked}{box}" in text(client.post(address, wrong))
    store.close(room)
    for sent in (wrong, sheet(count="yes")):
        closed = client.post(address, sent)
        assert closed.status_code == 422
        said = text(closed)
        assert "“Monday group” counts no more answers. You can still have a result" in said
        assert "asks a second time" not in said
        assert box not in said


@pytest.mark.parametrize("end", ["closed", "deleted", "erased"])
def test_a_second_time_that_ends_meanwhile_keeps_every_answer(
    client: Client, room: Room, end: str
) -> None:
    first = answer(room)
    ask_again(room)
    assert client.get(f"/r/{first}/class/again/").status_code == 200
    if end == "closed":
        store.close(room)
    elif end == "deleted":
        erasing.erase_room(room)
    else:
        erasing.erase(owner_token=first)
    sent = sheet(count="yes", pace=2)

    answered = client.post(f"/r/{first}/class/again/", sent)

    assert answered.status_code == (422 if end == "closed" else 404)
    page = answered.content.decode()
    assert re.search(r'id="pace-2" value="2"[^>]*checked', page)
    assert 'name="count"' not in page
    sentences = {
        "closed": "This class counts no more answers.",
        "deleted": "The class asks no second time now.",
        "erased": "has ended or was deleted.",
    }
    assert sentences[end] in text(answered)
    # Where the first result is there, the second is one to set beside it.
    places = {"closed": f"/r/{first}/class/again/", "deleted": f"/r/{first}/again/"}
    action = places.get(end, f"/q/{SONOGRAPHER}/")
    assert f'action="{action}"' in page
    del sent["count"]
    assert client.post(action, sent).status_code == 303
    assert not Contribution.objects.filter(sitting=store.Sitting.AFTER).exists()


def test_a_second_sheet_sent_again_after_closing_stays_counted(client: Client, room: Room) -> None:
    first = answer(room)
    ask_again(room)
    sent, address = sheet(count="yes"), f"/r/{first}/class/again/"
    assert client.post(address, sent).status_code == 303
    store.close(room)

    again = client.post(address, sent)

    assert again.status_code == 303
    assert Contribution.objects.exclude(handle="").count() == 3
    # Its own result is asked nothing more, and neither is the first.
    for result in (again.headers["Location"], f"/r/{first}/"):
        assert "Your class asks a second time" not in text(client.get(result))


def test_nobody_is_two_people_the_second_time(client: Client, token: str, room: Room) -> None:
    first = answer(room, pace=1)
    ask_again(room)

    for pace in (2, 3, 4, 5, 4):
        sent = client.post(f"/r/{first}/class/again/", sheet(pace=pace, count="yes"))
        assert sent.status_code == 303

    counted = Contribution.objects.exclude(handle="").exclude(sitting=store.Sitting.BEFORE)
    assert sorted(counted.values_list("sitting", flat=True)) == [2, 3]
    after = counted.get(sitting=store.Sitting.AFTER)
    assert tallies.read(after.tally).cells["statement pace"] == 3
    client.post(f"/room/{token}/release/")
    assert not Release.objects.filter(sitting=store.Sitting.AFTER).exists()


def test_the_first_picture_does_not_come_back(client: Client, token: str, room: Room) -> None:
    firsts = [answer(room, pace=1 + 4 * (number % 2)) for number in range(12)]
    ask_again(room)
    for number, first in enumerate(firsts):
        answer_again(room, first, pace=1 + 4 * (number % 2))
    client.post(f"/room/{token}/close/")
    client.post(f"/room/{token}/reveal/", {"part": "statement pace"})

    said = text(client.get(f"/r/{firsts[-1]}/class/"))

    assert "has asked a second time since. Its first picture is no longer shown." in said
    # Of the second picture a first sheet has no place.
    assert "you among them" not in said


def test_what_moved_is_hidden_until_it_is_revealed(client: Client, token: str, room: Room) -> None:
    firsts = [answer(room, pace=3) for _ in range(12)]
    client.post(f"/room/{token}/close/")
    client.post(f"/room/{token}/again/")
    for number, first in enumerate(firsts):
        client.post(f"/r/{first}/class/again/", sheet(pace=2 + 2 * (number % 2), count="yes"))
    client.post(f"/room/{token}/close/")

    client.post(f"/room/{token}/reveal/", {"part": "statement pace"})
    page = client.get(f"/room/{token}/").content.decode()
    assert 'value="moved"' in page
    others = client.get(f"/room/{token}/class.json").headers["Content-Disposition"]
    assert others.endswith('"careerfit-class-second-time.json"')
    wall = f"/wall/{tokens.derive_wall_token(token)}/?part=change+pace"
    assert "Higher now" not in client.get(wall).content.decode()
    client.post(f"/room/{token}/reveal/", {"part": ["statement pace", "moved"]})
    assert "Higher now" in client.get(f"/room/{token}/").content.decode()
    rows = client.get(f"/room/{token}/class.csv").content.decode("utf-8-sig").splitlines()
    moved = [row for row in rows if row.startswith("What moved: Preference for a fast-paced")]
    assert [row.rpartition(",")[0].rpartition(",")[2] for row in moved] == ["6", "6"]
    assert all(row.endswith(",12") for row in moved)
    assert "Higher now" in client.get(wall).content.decode()


def test_a_second_sheet_counts_together_only_with_its_first(client: Client, room: Room) -> None:
    first, gone = answer(room), answer(room)
    client.post(f"/r/{gone}/delete/")
    ask_again(room)
    client.post(f"/r/{first}/class/again/", sheet(count="yes"))
    assert Contribution.objects.filter(sitting=store.Sitting.CHANGE).count() == 1

    client.post(f"/r/{first}/delete/")

    assert not Contribution.objects.filter(sitting=store.Sitting.CHANGE).exists()
    assert Contribution.objects.filter(sitting=store.Sitting.AFTER).count() == 1


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        # All moved the same way, and so nothing of it can be shown.
        (12, "What moved since the first time too few to show"),
        # Three were counted only once: what moved would tell how they answered.
        (9, "“What moved since the first time” is missing. It needs at least 5 people"),
    ],
)
def test_what_moved_says_beforehand_that_it_cannot_be_shown(
    client: Client, token: str, room: Room, pairs: int, said: str
) -> None:
    firsts = [answer(room, pace=3) for _ in range(12)]
    client.post(f"/room/{token}/close/")
    assert "What moved" not in text(client.get(f"/room/{token}/"))
    client.post(f"/room/{token}/again/")
    for first in firsts[:pairs]:
        client.post(f"/r/{first}/class/again/", sheet(pace=2, count="yes"))
    needs = "Of each time, those counted only then must be none, or at least 5."
    when = "It is taken when you close joining."
    client.post(f"/room/{token}/release/")
    assert f"{needs} {when}" in text(client.get(f"/room/{token}/"))
    client.post(f"/room/{token}/close/")

    page = text(client.get(f"/room/{token}/"))
    assert said in page
    assert page.count("What moved") == 1
    assert when not in page
    assert (needs in page) is ("is missing" in said)


def test_a_second_result_stands_in_the_second_picture_and_beside_the_first(
    client: Client, token: str, room: Room
) -> None:
    firsts = [answer(room, pace=1) for _ in range(12)]
    ask_again(room)
    results = [
        client.post(
            f"/r/{first}/class/again/", sheet(pace=1 + 4 * (number % 2), count="yes")
        ).headers["Location"]
        for number, first in enumerate(firsts)
    ]
    store.close(room)
    client.post(f"/room/{token}/reveal/", {"part": "statement pace"})

    said = text(client.get(f"{results[1]}class/"))

    assert "12 people are in the picture, you among them." in said
    assert "You: 5. With you 6 of 12: " in said
    assert client.get(f"{results[1]}before/").status_code == 200


def test_only_who_counts_the_first_time_is_asked_a_second_while_the_class_is_open(
    client: Client, room: Room
) -> None:
    first, other = answer(room), answer(room)
    ask_again(room)
    result = client.post(f"/r/{first}/class/again/", sheet(count="yes")).headers["Location"]

    def is_asked(result: str) -> tuple[bool, int]:
        page = text(client.get(f"{result}class/"))
        return "Answer a second time" in page, client.get(f"{result}class/again/").status_code

    assert is_asked(f"/r/{other}/") == (True, 200)
    # Who has answered again can do so once more, and is not asked to; of a second there is no more.
    assert is_asked(f"/r/{first}/") == (False, 200)
    assert is_asked(result) == (False, 404)
    store.close(room)
    assert is_asked(f"/r/{other}/") == (False, 404)


def test_a_result_that_is_over_is_asked_nothing(client: Client, room: Room) -> None:
    first = answer(room)
    ask_again(room)
    back_date(first, 100)

    for sent in (sheet(count="yes"), sheet(count="yes", pace="")):
        answered = client.post(f"/r/{first}/class/again/", sent)
        assert answered.status_code == 404
        assert "You are in “Monday group”" not in text(answered)


def test_a_second_sheet_that_comes_too_soon_keeps_answers_and_tick(
    client: Client, room: Room, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = answer(room)
    ask_again(room)
    monkeypatch.setattr(buckets, "SUBMISSIONS", buckets.Limit("submissions", 1, seconds=60))
    buckets.take(buckets.SUBMISSIONS, "127.0.0.1")

    answered = client.post(f"/r/{first}/class/again/", sheet(count="yes", pace=2))

    assert answered.status_code == 429
    page = answered.content.decode()
    assert re.search(r'id="pace-2" value="2"[^>]*checked', page)
    assert re.search(r'name="count" value="yes" checked', page)


def test_what_moved_is_part_of_the_data(client: Client, token: str, room: Room) -> None:
    firsts = [answer(room, pace=3) for _ in range(12)]
    ask_again(room)
    for number, first in enumerate(firsts):
        answer_again(room, first, pace=2 if number < 5 else 4)
    store.close(room)

    (part,) = client.get(f"/room/{token}/class.json").json()["moved"]

    counted = [(row["answer"], row["people"]) for row in part["rows"]]
    assert counted == [("Lower now", 5), ("Higher now, or the same", 7)]
