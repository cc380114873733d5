import pytest

from rubric.rooms.releases import Stay, band, difference, larger, may_release, people_now


def test_the_first_picture_waits_for_the_smallest_group() -> None:
    assert not may_release([Stay(9)], released=0, smallest=10)
    assert may_release([Stay(10)], released=0, smallest=10)


def test_nobody_is_counted_whose_answers_are_gone() -> None:
    stays = [Stay(9), Stay(3, since=1, until=2), Stay(2, since=1, is_gone=True), Stay(4, since=1)]

    assert people_now(stays) == 13
    assert difference(stays, 1) == 9


def test_those_who_came_and_those_who_went_are_counted_apart() -> None:
    """Five sheets taken back and sent again are no ten people beside whom a newcomer may stand."""
    stays = [Stay(5, since=1), Stay(5, since=1, is_gone=True)]

    assert difference([*stays, Stay(6)], 1) == 6
    assert not may_release([*stays, Stay(9)], released=1, smallest=10, is_last=True)
    assert may_release([*stays, Stay(10)], released=1, smallest=10, is_last=True)
    assert difference([*stays, Stay(2)], 1) == 5


def test_a_picture_that_leaves_somebody_out_does_not_count_them() -> None:
    gone = Stay(5, since=2, until=4)

    assert [gone.is_in(release) for release in range(1, 6)] == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("newcomers", "is_last", "allowed"),
    [(19, False, False), (20, False, True), (9, True, False), (10, True, True)],
)
def test_a_later_picture_needs_as_many_again_but_for_the_last(
    newcomers: int, is_last: bool, allowed: bool
) -> None:
    stays = [Stay(20, since=1), Stay(newcomers)]

    assert may_release(stays, released=1, smallest=10, is_last=is_last) is allowed


def test_a_second_picture_of_a_small_first_one_needs_the_smallest_group() -> None:
    assert not may_release([Stay(5, since=1), Stay(5)], released=1, smallest=8)
    assert may_release([Stay(8, since=1), Stay(8)], released=1, smallest=8)


def test_the_same_people_are_no_new_picture() -> None:
    assert not may_release([Stay(20, since=1)], released=1, smallest=10)
    assert not may_release([Stay(20, since=1)], released=1, smallest=10, is_last=True)


def test_a_picture_is_set_beside_all_that_went_before() -> None:
    # The ten of the first, then twelve more; eleven of those leave, so one would stand alone.
    stays = [Stay(10, since=1), Stay(1, since=2), Stay(11, since=2, is_gone=True)]

    assert difference(stays, 2) == 11
    assert difference(stays, 1) == 1
    assert not may_release(stays, released=2, smallest=10, is_last=True)


def test_too_few_who_stay_are_no_picture() -> None:
    stays = [Stay(9, since=1), Stay(30, since=1, is_gone=True)]

    assert not may_release(stays, released=1, smallest=10, is_last=True)


@pytest.mark.parametrize(
    ("people", "said"),
    [
        *((0, (0, 9)), (9, (0, 9)), (10, (10, 14)), (14, (10, 14)), (15, (15, 19))),
        *((63, (60, 64)), (499, (495, 499)), (500, (500, 0))),
    ],
)
def test_how_many_answered_is_said_in_fives(people: int, said: tuple[int, int]) -> None:
    assert band(people, 10) == said


@pytest.mark.parametrize("smallest", range(5, 51))
def test_every_band_is_five_wide_or_more_and_holds_whom_it_says(smallest: int) -> None:
    for people in range(smallest, 500):
        least, most = band(people, smallest)
        assert least <= people <= most
        assert most - least >= 4


@pytest.mark.parametrize("first", range(5, 51))
def test_raising_the_smallest_group_counts_nobody_one_by_one(first: int) -> None:
    """What the bands of all groups tell together is no finer than five people."""
    for people in range(first, 200):
        told = [band(people, smallest) for smallest in (first, *larger(first))]
        least = max(least for least, _ in told)
        most = min(most for _, most in told)
        assert most - least >= 4


def test_a_smallest_group_grows_in_fives() -> None:
    assert larger(10) == (15, 20, 25, 30, 35, 40, 45, 50)
    assert larger(12)[0] == 20
    assert larger(50) == ()
