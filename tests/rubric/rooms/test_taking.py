"""Which pictures are taken: the last one, those of a second time, and what moved between."""

from collections.abc import Callable

import pytest

from rubric import erasing
from rubric.models import Contribution, Room, Sitting
from rubric.rooms import store, taking
from rubric.rooms.cells import Cell
from tests.rubric.rooms.conftest import answer, answer_again, ask_again, make_room

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

    assert taking.release(room)
    assert people_in(room, Sitting.CHANGE) == 0


def test_what_moved_needs_a_picture_of_the_first_time(db: None) -> None:
    room = make_room(smallest=10)
    firsts = [answer(room) for _ in range(7)]
    ask_again(room)
    # Nobody but an operator could.
    Room.objects.update(smallest=5)
    for first in firsts:
        answer_again(room, first, pace=5)

    assert taking.release(room)
    assert people_in(room, Sitting.BEFORE) == people_in(room, Sitting.CHANGE) == 0


def test_what_moved_is_taken_only_beside_a_picture_of_the_second_time(
    room: Room, join: Join
) -> None:
    firsts = join(10)
    ask_again(room)
    join(10)
    taking.release(room)
    for first in firsts[:5]:
        answer_again(room, first, pace=5)

    assert taking.release(room) is None
    assert people_in(room, Sitting.CHANGE) == 0


def test_what_moved_never_crosses_what_moved_before(room: Room) -> None:
    firsts = [answer(room, pace=3) for _ in range(20)]
    ask_again(room)
    for first, pace in zip(firsts, [2] * 4 + [3] + [4] * 5, strict=False):
        answer_again(room, first, pace=pace)
    taking.release(room)
    for first in firsts[10:]:
        answer_again(room, first, pace=2)
    taking.release(room)

    change = taking.newest(room, Sitting.CHANGE)
    assert change is not None
    # By itself it would be 14 who are lower now and 6 others, across the border from before.
    cells = change.table_by_name["change statement pace"].cells
    assert cells == (Cell(0, 1, 15), Cell(2, 2, 5))


def test_what_is_left_of_a_second_sheet_leads_to_no_first(room: Room, join: Join) -> None:
    firsts = join(6)
    ask_again(room)
    for first in firsts:
        answer_again(room, first, pace=5)
    taking.release(room)

    for first in firsts:
        erasing.erase(owner_token=first)

    left = Contribution.objects.filter(tally__isnull=True)
    assert left.filter(sitting=Sitting.CHANGE).count() == 6
    assert set(left.values_list("handle", "first_handle")) == {("", "")}
