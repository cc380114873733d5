"""Classes as people meet them: making, joining, showing, reading along and deleting."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rubric import assessments, buckets, editions, erasing, forms, tokens
from rubric.models import Assessment, Contribution, Release, Room
from rubric.rooms import contributions, pages, releases, snapshots, store, taking, tallies
from rubric.rooms.store import Wish
from tests.conftest import MATCH, SONOGRAPHER, WORKED_EXAMPLE
from tests.rubric.rooms.conftest import answer, make_room

pytestmark = pytest.mark.usefixtures("no_demo")

TOO_LATE = "2126-01-01"


def text(response: Any) -> str:
    body = re.sub(r"<(head|style).*?</\1>", "", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def without_keys(response: Any) -> str:
    keys = r'name="(key|csrfmiddlewaretoken)" value="[^"]*"'
    return re.sub(keys, "", response.content.decode())


def wish(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    sent = {"key": forms.new_key(), "rubric": SONOGRAPHER, "title": "Monday", "smallest": "5"}
    return {**sent, "ends_on": today, **changes}


def sheet(**changes: Any) -> dict[str, Any]:
    return {"key": forms.new_key(), "edition": "1", **WORKED_EXAMPLE, **changes}


@pytest.fixture
def token(db: None) -> str:
    wanted = Wish(SONOGRAPHER, "Monday group", 5, timezone.localdate())
    return store.make(edition=editions.newest(), wish=wanted, form_key=forms.new_key())


@pytest.fixture
def room(token: str) -> Room:
    return store.live(tokens.digest(token))


def test_a_class_is_made_without_an_account(client: Client, db: None) -> None:
    made = client.post("/rooms/new/", wish())

    assert made.status_code == 303
    assert re.fullmatch(r"/room/[\w-]{43}/", made.headers["Location"])
    page = text(client.get(made.headers["Location"]))
    assert "Waiting for enough answers: fewer than 5 people are in." in page
    assert Room.objects.get().code in page
    assert "There is no picture yet." in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Give the class a title"),
        ({"title": "x" * 61}, "Use at most 60 characters"),
        ({"title": "a\x00b"}, "Null characters are not allowed."),
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


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}-"])
def test_a_typed_code_leads_to_the_form(client: Client, room: Room, typed: str) -> None:
    sent = client.post("/j/", {"code": typed.format(room.code.lower())})

    assert sent.status_code == 303
    assert sent.headers["Location"] == f"/j/{room.code}/"
    page = text(client.get(sent.headers["Location"]))
    assert "You are in “Monday group”." in page
    assert "pictures of at least 5 people together" in page


def test_what_is_no_code_is_said_and_kept(client: Client, db: None) -> None:
    answered = client.post("/j/", {"code": "KMT 12"})

    assert answered.status_code == 422
    assert "A code has six letters" in text(answered)
    assert 'value="KMT 12"' in answered.content.decode()


def test_a_wrong_code_is_the_one_404(client: Client, room: Room) -> None:
    Room.objects.filter(pk=make_room().pk).update(
        code="CDFHJK", made_on=date(2026, 1, 1), ends_on=date(2026, 1, 2)
    )
    unknown = client.get("/j/KMTRVX/")

    assert unknown.status_code == 404
    for path in ("/j/CDFHJK/", f"/j/{room.code.lower()}/", "/j/x/", f"/room/{'a' * 43}/"):
        found = client.get(path)
        assert (found.status_code, found.content) == (404, unknown.content)


@pytest.mark.parametrize("how", ["get", "post", "bare"])
def test_guessing_codes_is_slowed_down(client: Client, room: Room, settings: Any, how: str) -> None:
    settings.LIMITS = True
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


def test_a_form_sent_in_both_sittings_opens_beside_the_class(client: Client, room: Room) -> None:
    sent = sheet(count="yes")
    client.post(f"/j/{room.code}/", sent)
    store.close(room)
    store.open_again(room)
    result = client.post(f"/j/{room.code}/", sent).headers["Location"]

    assert client.get(f"{result}class/").status_code == 200


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
        store.close(room)
        store.open_again(room)
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


def test_a_sheet_sent_again_after_closing_stays_counted(client: Client, room: Room) -> None:
    sent = sheet(count="yes")
    first = client.post(f"/j/{room.code}/", sent)
    store.close(room)

    second = client.post(f"/j/{room.code}/", sent)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert Contribution.objects.count() == 1


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


def test_a_limit_keeps_answers_and_tick(
    client: Client, room: Room, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIMITS = True
    # One that does not fill up again while the test runs.
    monkeypatch.setattr(buckets, "SUBMISSIONS", buckets.Limit("submissions", 1, seconds=3600))
    buckets.take(buckets.SUBMISSIONS, "127.0.0.1")

    answered = client.post(f"/j/{room.code}/", sheet(count="yes"))

    assert answered.status_code == 429
    assert "Your answers are" not in answered.headers
    assert answered.content.decode().count(" checked") == len(WORKED_EXAMPLE) + 1


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
    for _ in range(6):
        answer(room)
    client.post(f"/room/{token}/release/")
    client.post(f"/room/{token}/reveal/", {"everything": "yes"})
    wall = f"/wall/{tokens.derive_wall_token(token)}/"
    places = (
        *(f"/room/{token}/class.json", f"/room/{token}/class.csv"),
        *(f"{wall}?part={part}" for part in ("", "outcome", "divided", "statement+pace")),
    )

    def seen() -> list[bytes]:
        return [client.get(place).content for place in places]

    before = seen()
    for _ in range(3):
        answer(room, pace=1, variety=1)

    assert seen() == before
    # The band is all that a class says of those who are waiting.
    assert "5 to 9 people are in so far." in text(client.get(f"/room/{token}/"))
    answer(room)
    assert "10 to 14 people are in so far." in text(client.get(f"/room/{token}/"))
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
    assert "Fewer than 5 people are in. If you close now, there will be no picture." in page
    assert Room.objects.get().is_open
    for _ in range(5):
        answer(room)
    assert "Fewer than" not in text(client.get(f"/room/{token}/close/"))


def test_every_button_says_what_came_of_it(client: Client, token: str, room: Room) -> None:
    def press(end: str, **sent: str) -> str:
        answered = client.post(f"/room/{token}/{end}/", sent)
        assert answered.status_code == 303
        assert answered.headers["Location"].endswith("#said")
        page = client.get(answered.headers["Location"]).content.decode()
        (said,) = re.findall(r'id="said" role="status" tabindex="-1">(.*?)</p>', page, re.S)
        return " ".join(said.split())

    assert press("release") == "There was no picture to take: fewer than 5 people were in."
    for _ in range(5):
        answer(room)
    assert press("release").startswith("The picture is new.")
    assert press("release").startswith("There is no new picture: too few people")
    assert press("reveal", everything="yes").startswith("Everyone sees what is ticked")
    assert press("smallest", smallest="10") == "Every picture from now on needs 10 people."
    assert press("reveal") == "Nothing is shown now."
    assert press("close") == "Joining is closed. Choose what everyone sees."
    assert press("again").startswith("The class asks a second time.")
    assert 'id="said"' not in client.get(f"/room/{token}/").content.decode()


def test_a_part_that_hides_everything_says_so_before_it_is_shown(
    client: Client, token: str, room: Room
) -> None:
    for _ in range(6):
        answer(room)
    taking.release(room)

    page = text(client.get(f"/room/{token}/"))
    assert "Which way the class leans too few to show" in page
    assert "“Where you differ most” is missing" in page


def test_a_closed_class_says_what_it_is_and_counts_no_longer(
    client: Client, token: str, room: Room
) -> None:
    answer(room)
    client.post(f"/room/{token}/close/")

    page = text(client.get(f"/room/{token}/"))
    assert "Joining is closed. There is no picture: too few were in." in page
    assert "Hand-out" not in page
    assert "No picture: too few answered" in text(
        client.get(f"/wall/{tokens.derive_wall_token(token)}/")
    )


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


def test_a_class_says_what_the_next_picture_needs(client: Client, token: str, room: Room) -> None:
    for _ in range(7):
        answer(room)
    taking.release(room)
    client.post(f"/room/{token}/reveal/", {"part": ["statement pace", "statement depth"]})

    page = text(client.get(f"/room/{token}/"))
    assert "The next picture needs 7 newcomers, or 5 when you close joining." in page
    assert "Statement by statement: 2 of 8 shown" in page
    # As short as it can be typed.
    assert "Join at testserver/j/ with" in page
    assert "Your class asks a second time" not in text(client.get(f"/r/{answer(room)}/"))


def test_making_a_class_says_for_whom_each_questionnaire_is(client: Client, db: None) -> None:
    page = text(client.get("/rooms/new/"))

    assert "Generalist or specialist? For sonographers." in page
    assert "Which specialty? For students." in page


def test_an_axis_is_told_by_its_own_ends(db: None) -> None:
    content = editions.newest().content
    definition = content.rubric_by_slug[MATCH]
    axis = content.library.axes[0]
    counted = [
        tallies.Tally({f"lean {axis.slug}": side}) for side in (0,) * 5 + (1,) * 6 + (2,) * 7
    ]
    taken = snapshots.take(definition, content.library, counted)
    (part,) = [
        part
        for part in pages.Picture(taken, definition, content.library).parts
        if part.key == f"lean {axis.slug}"
    ]

    assert [(bar.label, bar.people) for bar in part.bars] == [
        (f"Toward “{axis.low_end}”", 5),
        ("Neither way", 6),
        (f"Toward “{axis.high_end}”", 7),
    ]


def test_a_group_that_is_as_large_as_can_be_is_raised_no_more(
    client: Client, token: str, room: Room
) -> None:
    store.raise_smallest(room, 50)

    assert "Raise the smallest group" not in text(client.get(f"/room/{token}/"))
    assert client.post(f"/room/{token}/smallest/", {"smallest": "50"}).status_code == 303
    assert Room.objects.get().smallest == 50


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


def test_a_raised_group_holds_back_the_next_picture(client: Client, token: str, room: Room) -> None:
    for _ in range(9):
        answer(room)
    client.post(f"/room/{token}/smallest/", {"smallest": "10"})
    client.post(f"/room/{token}/release/")
    assert not Release.objects.exists()
    answer(room)

    client.post(f"/room/{token}/release/")

    assert Release.objects.count() == 1


@pytest.mark.parametrize(("light", "theme"), [("dark", "dark"), ("bright", "light")])
def test_the_wall_is_for_a_dark_or_a_bright_room(
    client: Client, token: str, room: Room, light: str, theme: str
) -> None:
    for _ in range(5):
        answer(room)
    client.post(f"/room/{token}/release/")
    client.post(f"/room/{token}/reveal/", {"everything": "yes"})
    wall = f"/wall/{tokens.derive_wall_token(token)}/"
    asked = client.get(wall).content.decode()
    assert '<html lang="en">' in asked
    assert "?light=dark" in asked
    assert "?light=bright" in asked

    page = client.get(wall, {"light": light, "part": "outcome"}).content.decode()

    assert f'<html lang="en" data-theme="{theme}">' in page
    # The next thing is for the same room.
    assert f'rel="prev" href="?light={light}"' in page
    assert f"?light={light}&amp;part=statement+variety" in page
    assert '<html lang="en">' in client.get(wall, {"light": "<b>"}).content.decode()


def test_a_student_sees_their_answers_in_what_was_shown(
    client: Client, token: str, room: Room
) -> None:
    own = answer(room, pace=1)
    page = f"/r/{own}/class/"
    assert "has no picture with your answers yet" in text(client.get(page))
    for number in range(11):
        answer(room, pace=1 + number % 2 * 4)
    taking.release(room)
    assert "your educator does not show it now" in text(client.get(page))
    client.post(f"/room/{token}/reveal/", {"part": ["statement pace"]})

    said = text(client.get(page))
    assert "12 people are in the picture, you among them." in said
    assert "You: 1. With you 7 of 12 chose 1 to 3." in said


def test_a_newcomer_is_not_told_that_they_are_in_the_picture(
    client: Client, token: str, room: Room
) -> None:
    for _ in range(6):
        answer(room)
    taking.release(room)
    client.post(f"/room/{token}/reveal/", {"everything": "yes"})
    late = answer(room)

    assert "has no picture with your answers yet" in text(client.get(f"/r/{late}/class/"))


def test_deleting_a_result_leaves_the_class(client: Client, room: Room) -> None:
    own = answer(room)

    client.post(f"/r/{own}/delete/")

    assert not Contribution.objects.exists()
    assert client.get(f"/r/{own}/class/").status_code == 404


def test_a_second_time_counts_what_moved(client: Client, token: str, room: Room) -> None:
    firsts = [answer(room, pace=1) for _ in range(6)]
    client.post(f"/room/{token}/close/")
    assert client.get(f"/r/{firsts[0]}/class/again/").status_code == 404
    client.post(f"/room/{token}/again/")

    assert "Answer a second time" in text(client.get(f"/r/{firsts[0]}/class/"))
    # Where they come back to, and where those look who lost it.
    assert "Your class asks a second time" in text(client.get(f"/r/{firsts[0]}/"))
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
    client.post(f"/room/{token}/reveal/", {"everything": "yes"})

    assert Release.objects.filter(sitting=store.Sitting.CHANGE).count() == 1
    page = text(client.get(f"/room/{token}/"))
    assert "6 are in the picture." in page
    client.post(f"/room/{token}/close/")
    assert "Your class asks a second time" not in text(client.get(f"/r/{firsts[0]}/"))


@pytest.mark.parametrize("end", ["closed", "deleted", "erased"])
def test_a_second_time_that_ends_meanwhile_keeps_every_answer(
    client: Client, room: Room, end: str
) -> None:
    first = answer(room)
    store.close(room)
    store.open_again(room)
    room.refresh_from_db()
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
    store.close(room)
    store.open_again(room)
    room.refresh_from_db()
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
    store.close(room)
    store.open_again(room)

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
    store.close(room)
    store.open_again(room)
    for first in firsts[:6]:
        client.post(f"/r/{first}/class/again/", sheet(pace=5, count="yes"))
    client.post(f"/room/{token}/close/")
    client.post(f"/room/{token}/reveal/", {"everything": "yes"})

    said = text(client.get(f"/r/{firsts[-1]}/class/"))

    assert "has asked a second time since. Its first picture is no longer shown." in said
    assert "With you" not in said


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
    assert "You: 5. With you 7 of 14" in said
    client.post(f"/room/{token}/reveal/", {})
    assert "your educator does not show it now" in text(client.get(f"/r/{own}/class/"))


def test_an_unknown_code_stays_in_its_field(client: Client, room: Room) -> None:
    answered = client.post("/j/", {"code": "cdf hjk"})

    assert answered.status_code == 422
    assert "No class opens with this code." in text(answered)
    assert 'value="cdf hjk"' in answered.content.decode()
    assert client.post("/j/", {"code": room.code}).headers["Location"] == f"/j/{room.code}/"


def test_codes_typed_in_vain_are_counted(client: Client, room: Room, settings: Any) -> None:
    settings.LIMITS = True
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


def test_what_moved_is_hidden_until_it_is_revealed(client: Client, token: str, room: Room) -> None:
    firsts = [answer(room, pace=3) for _ in range(12)]
    client.post(f"/room/{token}/close/")
    client.post(f"/room/{token}/again/")
    for number, first in enumerate(firsts):
        client.post(f"/r/{first}/class/again/", sheet(pace=2 + 2 * (number % 2), count="yes"))
    client.post(f"/room/{token}/release/")

    client.post(f"/room/{token}/reveal/", {"part": "statement pace"})
    page = client.get(f"/room/{token}/").content.decode()
    assert 'value="moved"' in page
    assert "Higher now" not in page
    client.post(f"/room/{token}/reveal/", {"part": ["statement pace", "moved"]})
    assert "Higher now" in client.get(f"/room/{token}/").content.decode()
    rows = client.get(f"/room/{token}/class.csv").content.decode("utf-8-sig").splitlines()
    moved = [row for row in rows if row.startswith("What moved: Preference for a fast-paced")]
    assert [row.rpartition(",")[0].rpartition(",")[2] for row in moved] == ["6", "6"]
    assert all(row.endswith(",12") for row in moved)
    wall = f"/wall/{tokens.derive_wall_token(token)}/?part=change+pace"
    assert "Higher now" in client.get(wall).content.decode()


def test_a_second_sheet_counts_together_only_with_its_first(client: Client, room: Room) -> None:
    first, gone = answer(room), answer(room)
    client.post(f"/r/{gone}/delete/")
    store.close(room)
    store.open_again(room)
    client.post(f"/r/{first}/class/again/", sheet(count="yes"))
    assert Contribution.objects.filter(sitting=store.Sitting.CHANGE).count() == 1

    client.post(f"/r/{first}/delete/")

    assert not Contribution.objects.filter(sitting=store.Sitting.CHANGE).exists()
    assert Contribution.objects.filter(sitting=store.Sitting.AFTER).count() == 1


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


def test_the_wall_leads_nowhere_else(client: Client, token: str, room: Room) -> None:
    wall = tokens.derive_wall_token(token)
    page = client.get(f"/wall/{wall}/").content.decode()

    assert token not in page
    assert "<form" not in page
    assert room.code in page
    assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in page
    assert client.get(f"/room/{wall}/").status_code == 404


@pytest.mark.parametrize("part", ["", "x", "-1", "²", "a\x00b", "moved", "statement depth"])
def test_a_part_that_is_not_shown_is_the_first_screen(
    client: Client, token: str, room: Room, part: str
) -> None:
    for _ in range(5):
        answer(room)
    taking.release(room)
    store.reveal(room, ["statement variety"])
    wall = f"/wall/{tokens.derive_wall_token(token)}/"
    assert "Generalist or specialist?" not in text(client.get(wall, {"part": "statement variety"}))

    page = client.get(wall, {"part": part})

    assert page.status_code == 200
    assert "Generalist or specialist?" in text(page)
    assert room.code in text(page)


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


def test_no_more_are_counted_than_a_class_has(
    client: Client, token: str, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "MOST_COUNTED", 12)
    for _ in range(14):
        answer(room)

    assert contributions.people_now(room, room.sitting) == 12
    assert "At least 10 people are in so far." in text(client.get(f"/room/{token}/"))


@pytest.mark.parametrize("end", ["release/", "close/"])
def test_a_class_that_was_erased_meanwhile_is_not_there(
    client: Client, token: str, room: Room, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    live = store.live

    def opened_and_erased(token_digest: str) -> Room:
        found = live(token_digest)
        erasing.erase_room(live(token_digest))
        return found

    monkeypatch.setattr(store, "live", opened_and_erased)

    answered = client.post(f"/room/{token}/{end}")

    assert answered.status_code == 404
    assert answered.content == client.get("/room/x/").content


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

    assert "can read off the one person who is left" in page
    assert len(re.findall(r"/examples/", client.get("/rooms/").content.decode())) == 6
