"""Which pictures are taken: the last one, those of a second time, and what moved between."""

from collections.abc import Callable

import pytest

from rubric import erasing
from rubric.models import Contribution, Room, Sitting
from rubric.rooms import contributions, snapshots, store, taking
from tests.rubric.rooms.conftest import a_tally, answer, answer_again, ask_again, make_room

pytestmark = pytest.mark.usefixtures("no_demo")

Join = Callable[..., list[str]]


def people_in(room: Room, sitting: int) -> int:
    picture = taking.newest(room, sitting)
    return picture.people if picture else 0


def test_who_left_keeps_the_number_of_the_picture_that_let_them_go(room: Room, join: Join) -> None:
    came = join(10)
    taking.release(room)
    for token in came[:5]:
        erasing.erase(owner_token=token)
    for newcomers in (10, 15):
        join(newcomers)
        assert taking.release(room)

    left = Contribution.objects.filter(handle="")
    assert list(left.values_list("since", "until")) == [(1, 2)] * 5


def test_after_the_last_picture_leaving_makes_no_other(room: Room, join: Join) -> None:
    came = join(12)
    store.close(room)
    for token in came[:5]:
        erasing.erase(owner_token=token)

    assert taking.release(room) is None
    assert people_in(room, Sitting.BEFORE) == 12


def test_what_moved_is_set_beside_the_first_picture_as_well(room: Room, join: Join) -> None:
    """Eleven the first time, ten of them the second: the one who stayed away stands alone."""
    firsts = join(11)
    ask_again(room)
    for first in firsts[:10]:
        answer_again(room, first, pace=5)

    store.close(room)
    assert people_in(room, Sitting.AFTER) == 10
    assert people_in(room, Sitting.CHANGE) == 0


def test_what_moved_needs_a_picture_of_the_first_time(db: None) -> None:
    room = make_room(smallest=10)
    firsts = [answer(room) for _ in range(7)]
    ask_again(room)
    # Nobody but an operator could.
    Room.objects.update(smallest=5)
    for first in firsts:
        answer_again(room, first, pace=5)

    store.close(room)
    assert people_in(room, Sitting.AFTER) == 7
    assert people_in(room, Sitting.BEFORE) == people_in(room, Sitting.CHANGE) == 0


def test_what_moved_waits_until_nobody_can_join(room: Room, join: Join) -> None:
    firsts = join(10)
    ask_again(room)
    for first in firsts:
        answer_again(room, first, pace=5)

    assert taking.release(room)
    assert people_in(room, Sitting.AFTER) == 10
    assert people_in(room, Sitting.CHANGE) == 0
    # Nobody came since, so closing takes no other picture of this time.
    store.close(room)
    assert people_in(room, Sitting.CHANGE) == 10
    assert room.releases.filter(sitting=Sitting.AFTER).count() == 1


def test_a_latecomer_is_not_among_those_who_moved(room: Room, join: Join) -> None:
    """As many are missing as came late: by numbers alone, nobody would stand alone."""
    firsts = join(10)
    taking.release(room)
    (late,) = join(1)
    ask_again(room)
    for first in [*firsts[:9], late]:
        answer_again(room, first, pace=5)

    store.close(room)

    assert people_in(room, Sitting.BEFORE) == people_in(room, Sitting.AFTER) == 10
    assert people_in(room, Sitting.CHANGE) == 0


def test_a_latecomer_takes_what_moved_from_nobody(room: Room, join: Join) -> None:
    firsts = join(10)
    taking.release(room)
    (late,) = join(1)
    ask_again(room)
    for first in firsts:
        answer_again(room, first, pace=5)
    taking.release(room)
    answer_again(room, late, pace=1)

    store.close(room)

    assert people_in(room, Sitting.CHANGE) == 10


def test_a_second_sheet_that_no_picture_counts_is_not_among_those_who_moved(
    room: Room, join: Join
) -> None:
    firsts = join(15)
    ask_again(room)
    for first in firsts[:10]:
        answer_again(room, first, pace=5)
    taking.release(room)
    for first in firsts[10:14]:
        answer_again(room, first, pace=1)

    store.close(room)

    assert people_in(room, Sitting.AFTER) == people_in(room, Sitting.CHANGE) == 10


def test_what_moved_needs_as_many_as_the_smallest_group(room: Room, join: Join) -> None:
    firsts = join(10)
    ask_again(room)
    for first in firsts[:4]:
        answer_again(room, first, pace=5)
    join(8)

    store.close(room)

    assert people_in(room, Sitting.AFTER) == 12
    assert people_in(room, Sitting.CHANGE) == 0


def test_a_later_picture_hides_where_all_who_came_since_stand_alike(room: Room, join: Join) -> None:
    join(5, pace=1)
    join(5, pace=5)
    taking.release(room)
    join(10, pace=5)
    taking.release(room)

    first, second = (snapshots.read(row.picture).table_by_name for row in room.releases.all())
    assert [cell.people for cell in first["statement pace"].cells] == [5, 5]
    assert second["statement pace"].cells == ()


def test_a_picture_asked_for_the_first_time_is_not_taken_the_second(room: Room, join: Join) -> None:
    join(10)
    seen = Room.objects.get(pk=room.pk)
    ask_again(room)
    join(10)

    assert taking.release(seen) is None
    assert people_in(room, Sitting.AFTER) == 0


@pytest.mark.parametrize(("more", "is_shown"), [(1, False), (5, True)])
def test_what_moved_is_set_beside_the_pictures_that_went_before(
    room: Room, join: Join, more: int, is_shown: bool
) -> None:
    """Ten in the first picture of a time, so many more of those who answer twice in its second."""
    firsts = join(10)
    taking.release(room)
    later = [*join(more), *join(10 - more)]
    taking.release(room)
    assert people_in(room, Sitting.BEFORE) == 20
    ask_again(room)
    for first in [*firsts, *later[:more]]:
        answer_again(room, first, pace=5)
    store.close(room)

    # The others are nine, or five, all of them in the newest picture alone.
    assert people_in(room, Sitting.AFTER) == 10 + more
    assert people_in(room, Sitting.CHANGE) == (15 if is_shown else 0)


def test_after_what_moved_no_other_picture_is_taken(room: Room, join: Join) -> None:
    firsts = join(15)
    ask_again(room)
    seconds = [answer_again(room, first, pace=5) for first in firsts]
    store.close(room)
    for token in seconds[:8]:
        erasing.erase(owner_token=token)

    assert people_in(room, Sitting.CHANGE) == 15
    assert taking.release(room) is None
    assert room.releases.filter(sitting=Sitting.AFTER).count() == 1


def test_what_a_picture_shows_is_chosen_anew(room: Room, join: Join) -> None:
    join(10)
    taking.release(room)
    store.reveal(room, ["statement pace"])
    join(10)

    assert taking.release(room)

    room.refresh_from_db()
    assert room.revealed == []


def test_what_is_shown_stays_where_no_picture_is_taken(room: Room, join: Join) -> None:
    join(10)
    taking.release(room)
    store.reveal(room, ["statement pace"])
    join(4)

    assert taking.release(room) is None

    room.refresh_from_db()
    assert room.revealed == ["statement pace"]


def test_nothing_is_shown_of_a_time_by_a_page_of_the_other(room: Room, join: Join) -> None:
    join(10)
    ask_again(Room.objects.get(pk=room.pk))

    store.reveal(room, ["statement pace"])

    room.refresh_from_db()
    assert room.revealed == []


@pytest.mark.parametrize("sheets", [5, 9])
def test_sheets_taken_back_and_sent_again_hide_no_newcomer(db: None, sheets: int) -> None:
    room = make_room(smallest=10)
    own = [answer(room) for _ in range(sheets)]
    for _ in range(10 - sheets):
        answer(room)
    assert taking.release(room)
    for token in own:
        contributions.withdraw(token)
        contributions.contribute(room=room, owner_token=token, tally=a_tally(5))
    answer(room)

    assert (taking.release(room) is None) is (sheets == 5)


def test_what_is_left_of_a_second_sheet_leads_to_no_first(room: Room, join: Join) -> None:
    firsts = join(6)
    ask_again(room)
    for first in firsts:
        answer_again(room, first, pace=5)
    store.close(room)

    for first in firsts:
        erasing.erase(owner_token=first)

    left = Contribution.objects.filter(tally__isnull=True)
    assert left.filter(sitting=Sitting.CHANGE).count() == 6
    assert set(left.values_list("handle", "first_handle")) == {("", "")}
