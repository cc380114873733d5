"""A result beside its class: where its owner stands, and for how long."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from rubric import assessments, editions, erasing, forms, tokens
from rubric.models import Contribution, Room
from rubric.rooms import store, taking
from tests.conftest import MATCH, back_date
from tests.rubric.rooms.conftest import answer, make, text

pytestmark = pytest.mark.usefixtures("no_demo")


def test_a_student_sees_their_answers_in_what_was_shown(
    client: Client, token: str, room: Room
) -> None:
    own = answer(room, pace=1)
    page = f"/r/{own}/class/"
    assert "has no picture with your answers yet" in text(client.get(page))
    for number in range(11):
        answer(room, pace=1 + number % 2 * 4)
    taking.release(room)
    assert "Your educator shows no part of it now." in text(client.get(page))
    client.post(f"/room/{token}/reveal/", {"part": ["statement pace"]})

    said = text(client.get(page))
    assert "12 people are in the picture, you among them." in said
    assert "You: 1. With you 7 of 12: 1 to 3." in said


def test_a_newcomer_is_not_told_that_they_are_in_the_picture(
    client: Client, token: str, room: Room
) -> None:
    for _ in range(6):
        answer(room)
    taking.release(room)
    client.post(f"/room/{token}/reveal/", {"everything": "yes"})
    late = answer(room)

    assert "has no picture with your answers yet" in text(client.get(f"/r/{late}/class/"))
    store.close(room)
    said = text(client.get(f"/r/{late}/class/"))
    assert "is closed. Its picture does not count your answers: no other could be" in said


def test_a_class_without_a_picture_says_so_to_whoever_answered(
    client: Client, token: str, room: Room
) -> None:
    own, *others = [answer(room) for _ in range(6)]
    for other in others[:2]:
        erasing.erase(owner_token=other)
    store.close(room)
    said = text(client.get(f"/r/{own}/class/"))
    assert "is closed and has no picture: too few were counted." in said

    store.open_again(room)

    said = text(client.get(f"/r/{own}/class/"))
    assert "Monday group has asked a second time since." in said
    assert "no longer shown" not in said


def test_what_was_left_out_is_not_told_as_chosen(client: Client, db: None) -> None:
    token = make(rubric=MATCH)
    room = store.live(tokens.digest(token))
    edition = editions.of(room.edition_id)
    definition = edition.content.rubric_by_slug[MATCH]
    keys = [criterion.key for criterion in definition.criteria]

    def sheet(number: int) -> str:
        ratings: dict[str, int | None] = dict.fromkeys(keys, 1 + number % 2 * 4)
        if not number:
            ratings[keys[0]] = None
        return assessments.submit(
            edition=edition,
            definition=definition,
            ratings=ratings,
            form_key=forms.new_key(),
            room=room,
        )

    own, *_ = [sheet(number) for number in range(13)]
    taking.release(room)
    client.post(f"/room/{token}/reveal/", {"part": [f"statement {key}" for key in keys]})

    said = text(client.get(f"/r/{own}/class/"))
    assert said.count("You: left out, counted as 3.") == 1
    assert said.count("You: 1.") == len(keys) - 1


def test_where_they_differ_most_has_a_place_for_everybody(
    client: Client, token: str, room: Room
) -> None:
    own = answer(room, pace=5)
    for number in range(13):
        answer(room, pace=1 + number % 2 * 4)
    taking.release(room)
    client.post(f"/room/{token}/reveal/", {"part": ["divided"]})

    said = text(client.get(f"/r/{own}/class/"))

    assert "Where you differ most" in said
    assert "You: 5. With you 7 of 14: " in said
    client.post(f"/room/{token}/reveal/", {})
    assert "Your educator shows no part of it now." in text(client.get(f"/r/{own}/class/"))


def test_a_result_that_is_over_opens_no_class(client: Client, room: Room) -> None:
    own = answer(room)
    assert client.get(f"/r/{own}/class/").status_code == 200

    back_date(own, 100)

    assert Contribution.objects.exists()
    assert client.get(f"/r/{own}/class/").status_code == 404


@pytest.mark.parametrize(("hours", "is_there"), [(35, True), (37, False)])
def test_a_result_leads_to_its_class_until_the_last_day_is_over_everywhere(
    client: Client, room: Room, monkeypatch: pytest.MonkeyPatch, hours: int, is_there: bool
) -> None:
    own = answer(room)
    last = datetime.combine(room.ends_on, time(), UTC)
    monkeypatch.setattr(timezone, "now", lambda: last + timedelta(hours=hours))

    assert ("beside the class" in text(client.get(f"/r/{own}/"))) is is_there
    assert (client.get(f"/r/{own}/class/").status_code == 200) is is_there
