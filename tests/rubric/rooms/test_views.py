"""Making a class, and the pages of whoever made it or answered in it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rubric import editions, erasing, forms, tokens
from rubric.models import Assessment, Release, Room
from rubric.rooms import store, taking
from rubric.rooms.store import Wish
from tests.conftest import MATCH
from tests.rubric.rooms.conftest import answer, text, wish

pytestmark = pytest.mark.usefixtures("no_demo")

TOO_LATE = "2126-01-01"


def test_a_class_is_made_without_an_account(client: Client, db: None) -> None:
    made = client.post("/rooms/new/", wish())

    assert made.status_code == 303
    assert re.fullmatch(r"/room/[\w-]{43}/", made.headers["Location"])
    page = text(client.get(made.headers["Location"]))
    assert "Waiting for enough answers: fewer than 5 people are counted now." in page
    assert Room.objects.get().code in page
    assert "There is no picture yet." in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Give the class a title"),
        ({"title": "x" * 61}, "Use at most 60 characters"),
        ({"title": "a\x00b"}, "signs that can be seen."),
        ({"title": "\u202eegats"}, "signs that can be seen."),
        ({"title": "a\x07b"}, "signs that can be seen."),
        ({"title": "\u200d"}, "signs that can be seen."),
        ({"rubric": ""}, "Choose the questionnaire"),
        ({"smallest": "4"}, "a whole number from 5 to 50"),
        ({"smallest": "ten"}, "a whole number from 5 to 50"),
        ({"ends_on": "2020-01-01"}, "Pick a day from today"),
        ({"ends_on": TOO_LATE}, "Pick a day from today"),
        ({"ends_on": "soon"}, "That is no day of the calendar."),
        ({"rubric": "nothing"}, "Choose the questionnaire"),
        ({"key": "x"}, "did not come from this site"),
    ],
)
def test_a_mistake_makes_no_class_and_keeps_what_was_typed(
    client: Client, db: None, changes: dict[str, str], sentence: str
) -> None:
    answered = client.post("/rooms/new/", wish(**{"title": "Kept title", **changes}))

    assert answered.status_code == 422
    assert sentence in text(answered)
    assert "title" in changes or 'value="Kept title"' in answered.content.decode()
    assert not Room.objects.exists()


def test_nothing_is_shown_until_it_is_revealed(client: Client, token: str, room: Room) -> None:
    for _ in range(5):
        answer(room)
    wall = f"/wall/{tokens.derive_wall_token(token)}/"
    assert client.post(f"/room/{token}/release/").status_code == 303

    assert "Clear lean" not in text(client.get(f"{wall}?part=outcome"))
    assert 'class="bars"' not in client.get(f"/room/{token}/").content.decode()
    client.post(f"/room/{token}/reveal/", {"part": ["statement variety"]})

    page = client.get(f"/room/{token}/").content.decode()
    assert page.count('class="panel"') == 1
    assert "Interest in variety" in text(client.get(f"{wall}?part=statement+variety"))


def test_only_parts_that_there_are_can_be_revealed(client: Client, token: str, room: Room) -> None:
    client.post(f"/room/{token}/reveal/", {"part": ["outcome"]})
    assert Room.objects.get().revealed == []
    for _ in range(5):
        answer(room)
    taking.release(room)

    client.post(f"/room/{token}/reveal/", {"part": ["outcome", "<script>", "statement x"]})

    assert Room.objects.get().revealed == ["outcome"]


def test_between_two_pictures_no_page_of_a_class_moves(
    client: Client, token: str, room: Room
) -> None:
    for number in range(12):
        answer(room, pace=1 + number % 2 * 4)
    client.post(f"/room/{token}/release/")
    client.post(f"/room/{token}/reveal/", {"everything": "yes"})
    assert {"divided", "statement pace"} <= set(Room.objects.get().revealed)
    wall = f"/wall/{tokens.derive_wall_token(token)}/"
    places = (
        *(f"/room/{token}/class.json", f"/room/{token}/class.csv"),
        *(f"{wall}?part={part}" for part in ("", "outcome", "divided", "statement+pace")),
    )

    def seen() -> list[bytes]:
        return [client.get(place).content for place in places]

    before = seen()
    for _ in range(2):
        answer(room, pace=1, variety=1)

    assert seen() == before
    # The band is all that a class says of those who are waiting.
    assert "10 to 14 people are counted now." in text(client.get(f"/room/{token}/"))
    answer(room)
    assert "15 to 19 people are counted now." in text(client.get(f"/room/{token}/"))
    assert seen() == before


def test_page_table_and_data_say_the_same(client: Client, token: str, room: Room) -> None:
    for number in range(12):
        answer(room, pace=1 + number % 2 * 4)
    taking.release(room)
    client.post(f"/room/{token}/reveal/", {"everything": "yes"})

    data = client.get(f"/room/{token}/class.json").json()
    rows = client.get(f"/room/{token}/class.csv").content.decode("utf-8-sig").splitlines()
    page = text(client.get(f"/room/{token}/"))

    pace = next(
        part for part in data["parts"] if part["part"] == "Preference for a fast-paced environment"
    )
    assert [row["people"] for row in pace["rows"]] == [6, 6]
    assert data["people"] == 12
    # A part that may not be shown says so in the table.
    hidden = [part["part"] for part in data["parts"] if not part["rows"]]
    assert [row for row in rows if ",not shown,,12" in row] == [
        row for row in rows if row.partition(",")[0] in hidden
    ]
    counted = sum(len(part["rows"]) for part in data["parts"])
    assert counted + len(hidden) == len(rows) - 1
    assert all(row.endswith(",12") for row in rows[1:])
    named = client.get(f"/room/{token}/class.json").headers["Content-Disposition"]
    assert named == 'attachment; filename="careerfit-class.json"'
    for part in data["parts"]:
        for row in part["rows"]:
            assert f"{row['answer']} {row['people']}" in page


def test_an_export_before_any_picture_is_not_there(client: Client, token: str) -> None:
    assert client.get(f"/room/{token}/class.json").status_code == 404
    assert client.get(f"/room/{token}/class.csv").status_code == 404


def test_closing_counts_everyone(client: Client, token: str, room: Room) -> None:
    for _ in range(7):
        answer(room)

    assert client.post(f"/room/{token}/close/").status_code == 303

    page = text(client.get(f"/room/{token}/"))
    assert "7 are in the picture." in page
    assert room.code not in page
    assert "Ask a second time" in page


def test_closing_is_asked_first_and_says_what_comes_of_it(
    client: Client, token: str, room: Room
) -> None:
    answer(room)
    page = text(client.get(f"/room/{token}/close/"))

    assert "Close joining?" in page
    assert "Fewer than 5 people are counted now. If you close now, there" in page
    assert Room.objects.get().is_open
    for _ in range(5):
        answer(room)
    few = text(client.get(f"/room/{token}/close/"))
    assert "Fewer than" not in few
    assert "With fewer than ten, no part of the picture can be shown." in few
    for _ in range(4):
        answer(room)
    assert "fewer than ten" not in text(client.get(f"/room/{token}/close/"))


def test_a_part_that_hides_everything_says_so_before_it_is_shown(
    client: Client, token: str, room: Room
) -> None:
    for _ in range(6):
        answer(room)
    taking.release(room)

    page = text(client.get(f"/room/{token}/"))
    assert "Which way the class leans too few to show" in page
    assert "“Where you differ most” is missing" in page


def test_only_the_educator_sees_what_is_not_shown(client: Client, token: str, room: Room) -> None:
    for number in range(12):
        answer(room, pace=1 + number % 2 * 4)
    taking.release(room)
    client.post(f"/room/{token}/reveal/", {"part": "divided"})

    page = client.get(f"/room/{token}/").content.decode()
    mine, theirs = page.split('<section class="beside" id="who">')[0].split('<div class="parts">')
    assert "What only you see so far" in mine
    assert "<h3>Preference for a fast-paced environment</h3>" in mine
    assert "Where you differ most</h2>" in theirs
    assert "Preference for a fast-paced environment" not in theirs
    client.post(f"/room/{token}/reveal/", {"everything": "yes"})
    assert "What only you see" not in text(client.get(f"/room/{token}/"))
    # A part without a count would be an empty screen on the wall.
    assert "statement depth" not in Room.objects.get().revealed


def test_a_title_is_one_line(client: Client, db: None) -> None:
    client.post("/rooms/new/", wish(title="Monday \n \t 👩\u200d🏫"))

    assert Room.objects.get().title == "Monday 👩\u200d🏫"


def test_a_class_counts_nobody_who_deleted_their_result(
    client: Client, token: str, room: Room
) -> None:
    owners = [answer(room) for _ in range(10)]
    taking.release(room)
    for own in owners[:6]:
        erasing.erase(owner_token=own)

    page = text(client.get(f"/room/{token}/"))
    assert "fewer than 5 people are counted now. 10 are in the picture." in page
    assert "Fewer than 5 people are counted now." in text(client.get(f"/room/{token}/close/"))
    said = text(client.get(f"/room/{token}/", {"said": "none"}))
    assert "There is no new picture: fewer than 5 people are counted now." in said


def test_a_class_without_enough_at_the_end_blames_no_box(
    client: Client, token: str, room: Room
) -> None:
    for own in [answer(room) for _ in range(10)][:6]:
        erasing.erase(owner_token=own)
    said = text(client.get(f"/room/{token}/", {"said": "none"}))
    assert "There was no picture to take: fewer than 5 people were counted." in said
    store.close(room)

    page = text(client.get(f"/room/{token}/"))

    assert "There is no picture: too few were counted." in page
    assert "There is none: fewer than 5 people were counted." in page
    assert "ticked" not in page.partition("Who sees what")[0]


def test_a_closed_class_says_what_it_is_and_counts_no_longer(
    client: Client, token: str, room: Room
) -> None:
    answer(room)
    client.post(f"/room/{token}/close/")

    page = text(client.get(f"/room/{token}/"))
    assert "Joining is closed. There is no picture: too few were counted." in page
    assert "There is none: fewer than 5 people were counted." in page
    assert "Handout" not in page
    assert client.get(f"/room/{token}/hand-out/").headers["Location"] == f"/room/{token}/"
    assert "No picture: too few counted" in text(
        client.get(f"/wall/{tokens.derive_wall_token(token)}/")
    )


def test_the_smallest_group_is_raised_and_never_lowered(
    client: Client, token: str, room: Room
) -> None:
    client.post(f"/room/{token}/smallest/", {"smallest": "15"})
    assert Room.objects.get().smallest == 15

    for wrong in ("10", "15", "16", "55", "ten", ""):
        answered = client.post(f"/room/{token}/smallest/", {"smallest": wrong})
        assert answered.status_code == 422
        page = answered.content.decode()
        assert "The smallest group of a class only grows." in page
        # Said at the head, and at the field, which is open.
        assert 'id="problems"' in page
        assert 'id="smallest-err"' in page
        assert re.search(r"<details class=\"no-print\" open>", page)
    # Whoever raised it from another window is not undone either.
    store.raise_smallest(room, 10)
    assert Room.objects.get().smallest == 15
    assert "pictures of at least 15 people" in text(client.get(f"/j/{room.code}/"))


def test_a_wrong_group_shows_the_private_link_all_the_same(client: Client, token: str) -> None:
    answered = client.post(f"/room/{token}/smallest/", {"smallest": "10.5"})

    (link,) = re.findall(r'id="own-link">([^<]*)<', answered.content.decode())
    assert link == f"http://testserver/room/{token}/"


def test_a_class_says_what_the_next_picture_needs(client: Client, token: str, room: Room) -> None:
    for _ in range(7):
        answer(room)
    taking.release(room)
    client.post(f"/room/{token}/reveal/", {"part": ["statement pace", "statement depth"]})

    page = text(client.get(f"/room/{token}/"))
    needs = "The next picture needs at least 7 people who came since the last one, or 7 who left."
    assert f"{needs} When you close joining, it needs at least 5." in page
    assert "Statement by statement: 2 of 8 shown" in page
    # As short as it can be typed.
    assert "Join at testserver/j/ with" in page
    assert "Your class asks a second time" not in text(client.get(f"/r/{answer(room)}/"))


def test_a_class_without_a_picture_says_what_a_second_one_would_need(
    client: Client, token: str
) -> None:
    page = text(client.get(f"/room/{token}/"))

    needs = "needs at least as many people who came, or who left, as this one counts."
    assert f"With a picture now, the next one {needs} When you close joining, it needs" in page


def test_closing_says_what_a_last_picture_needs(client: Client, token: str, room: Room) -> None:
    for _ in range(7):
        answer(room)
    taking.release(room)

    page = text(client.get(f"/room/{token}/close/"))

    needs = "at least 5 people who came since the picture of 7, or 5 who left."
    assert f"A last picture needs {needs} With fewer, that picture stays as it is." in page


def test_making_a_class_says_what_each_picture_needs(client: Client, db: None) -> None:
    page = text(client.get("/rooms/new/"))

    assert "A picture needs this many people." in page
    assert "at least as many who came, or who left, as the last one counts." in page
    assert "When you close joining, it needs at least this many." in page


def test_making_a_class_says_for_whom_each_questionnaire_is(client: Client, db: None) -> None:
    page = text(client.get("/rooms/new/"))

    assert "Generalist or specialist? For sonographers." in page
    assert "Which specialty? For students." in page


def test_a_group_that_is_as_large_as_can_be_is_raised_no_more(
    client: Client, token: str, room: Room
) -> None:
    store.raise_smallest(room, 50)

    assert "Raise the smallest group" not in text(client.get(f"/room/{token}/"))
    assert client.post(f"/room/{token}/smallest/", {"smallest": "50"}).status_code == 303
    assert Room.objects.get().smallest == 50


def test_a_raised_group_holds_back_the_next_picture(client: Client, token: str, room: Room) -> None:
    for _ in range(9):
        answer(room)
    client.post(f"/room/{token}/smallest/", {"smallest": "10"})
    client.post(f"/room/{token}/release/")
    assert not Release.objects.exists()
    answer(room)

    client.post(f"/room/{token}/release/")

    assert Release.objects.count() == 1


def test_a_class_is_deleted_after_one_question(client: Client, token: str, room: Room) -> None:
    answer(room)

    assert "Delete this class?" in text(client.get(f"/room/{token}/delete/"))
    assert Room.objects.exists()
    assert client.post(f"/room/{token}/delete/").headers["Location"] == "/rooms/deleted/"

    assert not Room.objects.exists()
    assert Assessment.objects.count() == 1
    for path in (
        f"/room/{token}/",
        f"/wall/{tokens.derive_wall_token(token)}/",
        f"/j/{room.code}/",
    ):
        assert client.get(path).status_code == 404


def test_looking_writes_nothing(client: Client, token: str, room: Room) -> None:
    answer(room)
    wall = tokens.derive_wall_token(token)
    places = (f"/room/{token}/", f"/wall/{wall}/", f"/j/{room.code}/", "/j/", "/rooms/new/")

    with CaptureQueriesContext(connection) as found:
        for place in places:
            assert client.get(place).status_code == 200
    assert all(query["sql"].startswith("SELECT") for query in found.captured_queries)


def test_a_class_costs_the_same_with_few_and_with_many(
    client: Client, token: str, room: Room
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(f"/room/{token}/")
        return len(found)

    for _ in range(6):
        answer(room)
    taking.release(room)
    few = queries()
    for _ in range(30):
        answer(room)

    assert queries() == few == 4


def test_a_match_is_shown_axis_by_axis(client: Client, db: None) -> None:
    definition = editions.newest().content.rubric_by_slug[MATCH]
    wanted = Wish(MATCH, "Third year", 5, timezone.localdate() + timedelta(days=1))
    token = store.make(edition=editions.newest(), wish=wanted, form_key=forms.new_key())
    room = store.live(tokens.digest(token))
    for number in range(12):
        ratings = {
            row.key: 1 + (number + index) % 5 for index, row in enumerate(definition.criteria)
        }
        sent = {"key": forms.new_key(), "edition": "1", "count": "yes", **ratings}
        assert client.post(f"/j/{room.code}/", sent).status_code == 303
    client.post(f"/room/{token}/close/")
    client.post(f"/room/{token}/reveal/", {"everything": "yes"})

    page = text(client.get(f"/room/{token}/"))
    assert "Axis by axis" in page
    assert "Making the image" in page
    assert "12 are in the picture." in page


def test_the_page_for_educators_says_what_it_cannot_do(client: Client, db: None) -> None:
    page = text(client.get("/rooms/"))

    assert "What moved can be shown once you close joining again." in page
    assert "Of each time, those counted only then must be none, or at least ten." in page
    assert "can read off the one person who is left" in page
    assert len(re.findall(r"/examples/", client.get("/rooms/").content.decode())) == 6
