"""Rooms as they are stored: who is counted, when, and what is left of those who leave."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import msgspec
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rubric import assessments, buckets, editions, erasing, forms, tokens
from rubric.models import Assessment, Contribution, Release, Room, Sitting
from rubric.rooms import codes, contributions, releases, store, taking
from rubric.rooms.cells import Cell
from rubric.rooms.contributions import ClosedError
from rubric.rooms.snapshots import Snapshot
from rubric.rooms.store import Wish
from tests.conftest import SONOGRAPHER, Clock
from tests.rubric.rooms.conftest import answer, answer_again, ask_again, make_room

pytestmark = pytest.mark.usefixtures("no_demo")

Join = Callable[..., list[str]]


def shown_people(room: Room) -> int:
    picture = taking.newest(room, Sitting.BEFORE)
    return picture.people if picture else 0


def test_a_room_is_found_by_its_links_and_its_code(db: None) -> None:
    wish = Wish(SONOGRAPHER, "Monday group", 10, timezone.localdate())
    token = store.make(edition=editions.newest(), wish=wish, form_key=forms.new_key())

    room = store.live(tokens.digest(token))
    assert (room.title, room.smallest, room.edition_id) == ("Monday group", 10, 1)
    assert store.on_wall(tokens.digest(tokens.derive_wall_token(token))) == room
    assert store.by_code(room.code) == room
    with pytest.raises(Room.DoesNotExist):
        store.live(tokens.digest(tokens.derive_wall_token(token)))


def test_the_same_form_makes_one_room(db: None) -> None:
    key, wish = forms.new_key(), Wish(SONOGRAPHER, "Monday", 10, timezone.localdate())
    first = store.make(edition=editions.newest(), wish=wish, form_key=key)

    assert store.make(edition=editions.newest(), wish=wish, form_key=key) == first
    others = (
        wish._replace(title="Tuesday"),
        wish._replace(smallest=15),
        wish._replace(ends_on=wish.ends_on + timedelta(days=1)),
    )
    made = {store.make(edition=editions.newest(), wish=it, form_key=key) for it in others}
    assert len(made - {first}) == 3
    assert Room.objects.count() == 4


def test_the_same_form_sent_again_is_not_counted_again(
    db: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "ROOMS", buckets.Limit("rooms", 1, seconds=3600))
    key, wish = forms.new_key(), Wish(SONOGRAPHER, "Monday", 10, timezone.localdate())

    first, again = (
        store.make(edition=editions.newest(), wish=wish, form_key=key, sender="192.0.2.7")
        for _ in range(2)
    )

    assert first == again


def test_a_code_that_is_taken_is_drawn_anew(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["KMTRVX", "KMTRVX", "KMTRVX", "CDFHJK"])
    monkeypatch.setattr(codes, "make_code", lambda: next(drawn))

    assert [make_room().code, make_room().code] == ["KMTRVX", "CDFHJK"]


def test_only_so_many_rooms_are_made_from_one_address(db: None, clock: Clock) -> None:
    wish = Wish(SONOGRAPHER, "Monday", 10, timezone.localdate())

    def make() -> str:
        return store.make(
            edition=editions.newest(), wish=wish, form_key=forms.new_key(), sender="192.0.2.7"
        )

    for _ in range(buckets.ROOMS.most):
        make()
    with pytest.raises(buckets.TooManyError):
        make()
    assert Room.objects.count() == buckets.ROOMS.most


def test_an_operator_ends_a_class_by_its_code(room: Room) -> None:
    answer(room)
    other = make_room()
    typed = f"{room.code[:3]} {room.code[3:].lower()}"

    said = StringIO()
    call_command("erase_class", typed, stdout=said)

    assert said.getvalue() == "Erased the class “Monday group”.\n"
    assert list(Room.objects.all()) == [other]
    assert Assessment.objects.count() == 1
    for nothing in (typed, "no code"):
        with pytest.raises(CommandError, match="No class opens with this code"):
            call_command("erase_class", nothing)


def test_a_room_that_is_over_opens_nothing(room: Room) -> None:
    Room.objects.update(made_on=date(2026, 1, 1), ends_on=timezone.localdate() - timedelta(days=2))

    for opened in (
        lambda: store.live(room.token_digest),
        lambda: store.on_wall(room.wall_digest),
        lambda: store.by_code(room.code),
    ):
        with pytest.raises(Room.DoesNotExist):
            opened()
    with pytest.raises(ClosedError):
        answer(room)


def test_no_group_is_smaller_than_five(db: None) -> None:
    with (
        pytest.raises(IntegrityError, match="room_smallest_group_is_no_smaller"),
        transaction.atomic(),
    ):
        make_room(smallest=4)


def test_a_contribution_says_nothing_of_its_result(room: Room) -> None:
    token = answer(room)

    row = Contribution.objects.values().get()
    result = Assessment.objects.values().get()
    assert result["token_digest"] == tokens.digest(token)
    of_the_result = {str(value) for name, value in result.items() if name not in ("ratings",)}
    # Neither a value nor a date in common; a tally holds the cells of its answers.
    assert not {str(value) for value in row.values()} & (of_the_result - {"1", "None"})
    assert not any(isinstance(value, date) for value in row.values())
    assert row["id"] > 2**32
    assert row["tally"]
    assert set(row["tally"]["cells"].values()) <= {0, 1, 2, 3, 4}


def test_the_order_of_contributions_is_not_that_of_results(room: Room, join: Join) -> None:
    handles = [tokens.derive_handle(token) for token in join(12)]

    in_order = Contribution.objects.order_by("pk").values_list("handle", flat=True)
    # One order in 479 million is that in which they came.
    assert list(in_order) != handles
    if connection.vendor == "sqlite":
        # Rows lie in the file by this number, which elsewhere counts up.
        with connection.cursor() as cursor:
            cursor.execute("SELECT handle FROM rubric_contribution ORDER BY rowid")
            assert [handle for (handle,) in cursor.fetchall()] == list(in_order)


def test_a_release_stores_everybody_anew_in_one_go(room: Room, join: Join) -> None:
    join(6)
    before = set(Contribution.objects.values_list("pk", flat=True))

    taking.release(room)

    assert Contribution.objects.count() == 6
    assert not before & set(Contribution.objects.values_list("pk", flat=True))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM rubric_contribution")
            assert cursor.fetchone() == (1,)


def test_closing_stores_those_anew_whom_no_picture_counts(room: Room, join: Join) -> None:
    join(3)
    before = set(Contribution.objects.values_list("pk", flat=True))

    store.close(room)

    assert not Release.objects.exists()
    assert Contribution.objects.count() == 3
    assert not before & set(Contribution.objects.values_list("pk", flat=True))


def test_closing_leaves_those_where_they_are_whom_a_picture_counts(room: Room, join: Join) -> None:
    join(6)
    taking.release(room)
    counted = set(Contribution.objects.values_list("pk", flat=True))
    join(3)

    store.close(room)

    assert counted < set(Contribution.objects.values_list("pk", flat=True))


def test_a_class_that_asks_again_meanwhile_is_not_closed(room: Room) -> None:
    before = Room.objects.get()
    ask_again(room)

    store.close(before)

    assert Room.objects.get().is_open


def test_a_class_asks_again_only_once_it_is_closed_and_never_a_third_time(room: Room) -> None:
    def now() -> tuple[int, bool, list[str]]:
        return Room.objects.values_list("sitting", "is_open", "revealed").get()

    store.reveal(room, ["outcome"])
    store.open_again(room)
    assert now() == (Sitting.BEFORE, True, ["outcome"])
    ask_again(room)
    assert now() == (Sitting.AFTER, True, [])
    store.reveal(room, ["near"])
    store.close(room)
    store.open_again(room)
    assert now() == (Sitting.AFTER, False, ["near"])


def test_the_same_sheet_sent_twice_counts_once(room: Room) -> None:
    key = forms.new_key()

    assert answer(room, key) == answer(room, key)

    assert Contribution.objects.count() == 1


def test_a_picture_waits_for_enough_and_then_stands_still(room: Room, join: Join) -> None:
    join(4)
    assert taking.release(room) is None
    join(3)
    assert taking.release(room) is not None
    join(6)
    assert taking.release(room) is None

    assert shown_people(room) == 7
    join(1)
    assert taking.release(room) is not None
    assert shown_people(room) == 14


def test_a_later_picture_never_crosses_an_earlier_one(room: Room, join: Join) -> None:
    for pace, people in ((1, 2), (2, 3), (4, 2), (5, 3)):
        join(people, pace=pace)
    taking.release(room)
    for pace, people in ((1, 8), (2, 8), (5, 1)):
        join(people, pace=pace)
    taking.release(room)

    first, second = (
        msgspec.json.decode(row.picture, type=Snapshot).table_by_name["statement pace"].cells
        for row in room.releases.all()
    )
    assert first == (Cell(0, 2, 5), Cell(3, 4, 5))
    # By itself it would be 10, 11 and the other 6, across the border between 3 and 4.
    assert second == (Cell(0, 2, 21), Cell(3, 4, 6))


def test_a_form_sent_into_two_classes_is_counted_in_the_first(room: Room) -> None:
    key, other = forms.new_key(), make_room()

    assert answer(room, key) == answer(other, key)

    assert Contribution.objects.get().room == room


def test_a_form_sent_again_the_second_time_is_found_there(room: Room) -> None:
    key = forms.new_key()
    token = answer(room, key)
    ask_again(room)

    assert answer(room, key) == token

    assert contributions.own(token).sitting == Sitting.AFTER
    erasing.erase(owner_token=token)
    assert not Contribution.objects.exists()


def test_whoever_was_on_their_way_is_not_counted_the_first_time(room: Room) -> None:
    late = Room.objects.get(pk=room.pk)
    store.close(room)
    store.open_again(room)

    with pytest.raises(ClosedError):
        answer(late)


def test_closing_takes_one_last_picture(room: Room, join: Join) -> None:
    join(7)
    taking.release(room)
    join(5)
    store.close(room)

    assert shown_people(room) == 12
    with pytest.raises(ClosedError):
        answer(room)
    assert Assessment.objects.count() == 12
    # Not a second one, however many leave.
    assert list(Release.objects.values_list("number", "is_last")) == [(1, False), (2, True)]


def test_a_picture_counts_what_everybody_answered(room: Room, join: Join) -> None:
    join(5, pace=1)
    join(6, pace=5)
    taking.release(room)

    picture = taking.newest(room, Sitting.BEFORE)
    assert picture is not None
    assert picture.table_by_name["statement pace"].cells == (Cell(0, 2, 5), Cell(3, 4, 6))


def test_deleting_a_result_takes_it_out_of_the_next_picture(room: Room, join: Join) -> None:
    tokens_of_all = join(10)
    taking.release(room)
    for token in tokens_of_all[:5]:
        erasing.erase(owner_token=token)

    assert shown_people(room) == 10
    left = Contribution.objects.filter(handle="")
    assert [(row.tally, row.since, row.until) for row in left] == [(None, 1, None)] * 5
    store.close(room)
    assert shown_people(room) == 5
    assert set(left.values_list("tally", "since", "until")) == {(None, 1, 2)}


def test_deleting_before_any_picture_leaves_nothing(room: Room) -> None:
    erasing.erase(owner_token=answer(room))

    assert not Contribution.objects.exists()


def test_a_room_is_deleted_with_all_that_hangs_on_it(room: Room, join: Join) -> None:
    join(6)
    taking.release(room)

    erasing.erase_room(room)

    assert not any(model.objects.exists() for model in (Room, Contribution, Release))
    assert Assessment.objects.count() == 6


def test_rooms_past_their_last_day_are_purged(room: Room, join: Join) -> None:
    join(3)
    make_room()
    Room.objects.filter(pk=room.pk).update(
        made_on=date(2026, 1, 1), ends_on=timezone.localdate() - timedelta(days=2)
    )

    assert erasing.purge() == (0, 0, 1)

    assert Room.objects.count() == 1
    assert not Contribution.objects.exists()


def test_a_second_sitting_is_counted_by_itself(room: Room, join: Join) -> None:
    join(6)
    ask_again(room)
    join(5)
    taking.release(room)

    assert shown_people(room) == 6
    second = taking.newest(room, Sitting.AFTER)
    assert second is not None
    assert second.people == 5


def test_a_room_costs_the_same_with_few_and_with_many(room: Room, join: Join) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            contributions.people_now(room, Sitting.BEFORE)
            taking.newest(room, Sitting.BEFORE)
        return len(found)

    join(5)
    taking.release(room)
    few = queries()
    join(30)

    assert queries() == few == 2
    assert len(contributions.stays(room, Sitting.BEFORE)) == 2


def test_people_are_counted_without_those_who_left(room: Room, join: Join) -> None:
    came = join(7)
    taking.release(room)
    for token in came[:2]:
        erasing.erase(owner_token=token)
    join(3)

    now = contributions.people_now(room, Sitting.BEFORE)
    assert now == releases.people_now(contributions.stays(room, Sitting.BEFORE)) == 8
    assert contributions.people_now(room, Sitting.AFTER) == 0


def test_people_are_counted_in_an_index(room: Room) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("how a few rows are counted there depends on how many there are")
    with CaptureQueriesContext(connection) as found, connection.cursor() as cursor:
        contributions.people_now(room, Sitting.BEFORE)
        cursor.execute(f"EXPLAIN QUERY PLAN {found.captured_queries[0]['sql']}")
        plan = str(cursor.fetchall())

    assert "USING COVERING INDEX contribution_once" in plan


def test_a_sheet_that_is_not_stored_is_not_counted(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(assessments, "_store", full)

    with pytest.raises(OSError, match="disk full"):
        answer(room)
    assert not Contribution.objects.exists()


def test_a_sheet_that_is_not_counted_is_not_stored(room: Room) -> None:
    store.close(room)

    with pytest.raises(ClosedError):
        answer(room)

    assert not Assessment.objects.exists()


def test_who_comes_in_when_it_asks_again_already_is_not_counted_as_before(room: Room) -> None:
    store.close(room)
    store.open_again(room)

    with pytest.raises(ClosedError):
        answer(room)
    assert not Contribution.objects.exists()


def test_what_moved_is_not_shown_where_one_person_stands_alone(room: Room) -> None:
    """Ten answer twice; beside them, one newcomer's answer would be the difference of pictures."""
    firsts = [answer(room, pace=2) for _ in range(10)]
    ask_again(room)
    for number, first in enumerate(firsts):
        answer_again(room, first, pace=2 if number < 5 else 5)
    answer(room, pace=5)
    store.close(room)

    assert shown_people(room) == 10
    assert taking.newest(room, Sitting.AFTER) is not None
    assert taking.newest(room, Sitting.CHANGE) is None


@pytest.mark.parametrize("newcomers", [0, 5])
def test_what_moved_is_shown_where_nobody_stands_alone(room: Room, newcomers: int) -> None:
    firsts = [answer(room, pace=2) for _ in range(10)]
    ask_again(room)
    for first in firsts:
        answer_again(room, first, pace=5)
    for _ in range(newcomers):
        answer(room, pace=1)
    store.close(room)

    change = taking.newest(room, Sitting.CHANGE)
    assert change is not None
    assert change.people == 10


@pytest.mark.parametrize(("hours", "is_there"), [(35, True), (37, False)])
def test_a_last_day_lasts_until_it_is_over_everywhere(
    room: Room, monkeypatch: pytest.MonkeyPatch, hours: int, is_there: bool
) -> None:
    own = answer(room)
    last = datetime.combine(room.ends_on, time(), UTC)
    monkeypatch.setattr(timezone, "now", lambda: last + timedelta(hours=hours))

    assert Room.objects.live().exists() is is_there
    assert Room.objects.expired().exists() is not is_there
    assert Contribution.objects.exists()
    if is_there:
        assert contributions.own(own).room == room
    else:
        with pytest.raises(Contribution.DoesNotExist):
            contributions.own(own)
