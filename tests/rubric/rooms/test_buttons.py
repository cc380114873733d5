"""What the buttons of a class come to, also when they come late, twice or from elsewhere."""

import re

import pytest
from django.test import Client

from rubric import buckets, erasing
from rubric.models import Release, Room
from rubric.rooms import store, taking
from tests.conftest import Clock
from tests.rubric.rooms.conftest import answer, ask_again, text, wish

pytestmark = pytest.mark.usefixtures("no_demo")


def test_every_button_says_what_came_of_it(client: Client, token: str, room: Room) -> None:
    def press(end: str, **sent: str | list[str]) -> str:
        answered = client.post(f"/room/{token}/{end}/", sent)
        assert answered.status_code == 303
        assert answered.headers["Location"].endswith("#said")
        page = client.get(answered.headers["Location"]).content.decode()
        (said,) = re.findall(r'id="said" role="status" tabindex="-1">(.*?)</p>', page, re.S)
        return " ".join(said.split())

    assert press("release") == "There was no picture to take: fewer than 5 people were counted."
    for _ in range(5):
        answer(room)
    assert press("release").startswith("The picture is new.")
    assert press("release").startswith("There is no new picture: too few people came, or left,")
    lean = "“Which way the class leans”"
    assert press("reveal", part="outcome") == f"Everyone sees {lean}, and nothing else."
    four = [f"statement {key}" for key in ("pace", "depth", "variety", "research")]
    assert press("reveal", part=four) == "Everyone sees 4 parts of the picture, and nothing else."
    assert press("smallest", smallest="10") == "Every picture from now on needs 10 people."
    assert press("reveal") == "Nothing is shown now."
    assert press("close").startswith("Joining is closed. Look at the picture below")
    assert press("again").startswith("The class asks a second time.")
    assert 'id="said"' not in client.get(f"/room/{token}/").content.decode()


def test_a_question_from_before_closes_no_second_time(
    client: Client, token: str, room: Room
) -> None:
    page = client.get(f"/room/{token}/close/").content.decode()
    assert 'name="sitting" value="1"' in page
    client.post(f"/room/{token}/close/", {"sitting": "1"})
    assert client.get(f"/room/{token}/close/").status_code == 303
    client.post(f"/room/{token}/again/")

    client.post(f"/room/{token}/close/", {"sitting": "1"})

    assert Room.objects.get().is_open
    client.post(f"/room/{token}/close/", {"sitting": "2"})
    assert not Room.objects.get().is_open


def test_a_page_from_before_takes_no_picture_of_the_second_time(
    client: Client, token: str, room: Room
) -> None:
    form = re.compile(r'/release/".*?name="sitting" value="(\d)".*?</form>', re.DOTALL)
    (old,) = form.findall(client.get(f"/room/{token}/").content.decode())
    ask_again(room)
    for _ in range(5):
        answer(room)

    answered = client.post(f"/room/{token}/release/", {"sitting": old})

    assert (answered.status_code, answered.headers["Location"]) == (303, f"/room/{token}/")
    assert not Release.objects.exists()
    (new,) = form.findall(client.get(f"/room/{token}/").content.decode())
    client.post(f"/room/{token}/release/", {"sitting": new})
    assert Release.objects.get().sitting == store.Sitting.AFTER


@pytest.fixture
def erased_meanwhile(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The class is opened, and erased from elsewhere before anything is done with it."""
    live = store.live

    def opened_and_erased(token_digest: str) -> Room:
        found = live(token_digest)
        erasing.erase_room(live(token_digest))
        return found

    monkeypatch.setattr(store, "live", opened_and_erased)


@pytest.mark.usefixtures("erased_meanwhile")
@pytest.mark.parametrize("end", ["release/", "close/"])
def test_a_class_that_was_erased_meanwhile_is_not_there(
    client: Client, token: str, end: str
) -> None:
    answered = client.post(f"/room/{token}/{end}")

    assert answered.status_code == 404
    assert answered.content == client.get("/room/x/").content


def said(client: Client, token: str, name: str) -> bool:
    """Whether the page says what a button came to, by its name in the address."""
    return 'id="said"' in client.get(f"/room/{token}/", {"said": name}).content.decode()


def test_what_a_button_came_to_is_said_only_while_it_is_so(
    client: Client, token: str, room: Room
) -> None:
    names = ("taken", "shown", "closed", "again")

    def so_far() -> set[str]:
        return {name for name in names if said(client, token, name)}

    assert so_far() == set()
    store.close(room)
    assert so_far() == {"closed"}
    store.open_again(room)
    room.refresh_from_db()
    assert so_far() == {"again"}
    for _ in range(5):
        answer(room)
    taking.release(room)
    assert so_far() == {"again", "taken", "shown"}
    store.close(room)
    assert so_far() == {"closed", "taken", "shown"}
    assert not said(client, token, "nothing")


def test_without_a_picture_no_button_says_that_it_is_shown(client: Client, token: str) -> None:
    answered = client.post(f"/room/{token}/reveal/", {"everything": "yes"})

    assert answered.headers["Location"] == f"/room/{token}/"


@pytest.mark.parametrize("end", ["release", "reveal", "smallest"])
def test_following_a_link_presses_no_button(
    client: Client, token: str, room: Room, end: str
) -> None:
    for _ in range(6):
        answer(room)

    assert client.get(f"/room/{token}/{end}/").status_code == 405
    assert not Release.objects.exists()


def test_a_closed_class_raises_nothing(client: Client, token: str, room: Room) -> None:
    store.close(room)

    answered = client.post(f"/room/{token}/smallest/", {"smallest": "15"})

    assert answered.headers["Location"] == f"/room/{token}/"
    assert Room.objects.get().smallest == 5


def test_a_page_from_before_shows_nothing_of_the_second_time(
    client: Client, token: str, room: Room
) -> None:
    ask_again(room)
    for _ in range(5):
        answer(room)
    taking.release(room)

    client.post(f"/room/{token}/reveal/", {"everything": "yes", "sitting": "1"})

    assert Room.objects.get().revealed == []


@pytest.mark.parametrize("is_second", [False, True])
def test_only_a_class_that_closed_its_first_time_asks_a_second(
    client: Client, token: str, room: Room, is_second: bool
) -> None:
    if is_second:
        ask_again(room)
        store.close(room)

    for answered in (client.get(f"/room/{token}/again/"), client.post(f"/room/{token}/again/")):
        assert (answered.status_code, answered.headers["Location"]) == (303, f"/room/{token}/")


@pytest.mark.usefixtures("erased_meanwhile")
def test_a_class_that_was_deleted_meanwhile_is_deleted(client: Client, token: str) -> None:
    assert client.post(f"/room/{token}/delete/").headers["Location"] == "/rooms/deleted/"


def test_a_raised_group_is_what_the_next_picture_needs(
    client: Client, token: str, room: Room
) -> None:
    for _ in range(7):
        answer(room)
    taking.release(room)
    store.raise_smallest(room, 15)

    page = text(client.get(f"/room/{token}/"))

    assert "at least 15 people who came since the last one, or 15 who left." in page
    assert "When you close joining, it needs at least 15." in page


def test_what_moved_is_no_part_of_a_class_that_was_asked_once(
    client: Client, token: str, room: Room
) -> None:
    for _ in range(7):
        answer(room)
    taking.release(room)

    page = client.get(f"/room/{token}/").content.decode()

    assert 'name="part" value="outcome"' in page
    assert 'value="moved"' not in page


def test_making_classes_is_limited_by_address_and_keeps_what_was_typed(
    client: Client, db: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "ROOMS", buckets.Limit("rooms", 1, seconds=3600))
    assert client.post("/rooms/new/", wish()).status_code == 303

    answered = client.post("/rooms/new/", wish(title="Kept title"))

    assert answered.status_code == 429
    assert 'value="Kept title"' in answered.content.decode()
    assert Room.objects.count() == 1


@pytest.mark.parametrize("path", ["/room/ä/", "/wall/ä/"])
def test_what_can_be_no_token_opens_no_class(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404
