"""Whoever watches a room fill up learns nothing about those who come later."""

import os
from collections.abc import Sequence

import pytest

from rubric.rooms.cells import Before, Cell, shown
from tests.rubric.rooms.observer import by_the_rule, exactly, in_batches, live_from, watch

# Few in every run of the suite, many when the whole attack is asked for.
CLASSES = int(os.environ.get("ROOM_ATTACKS", "400"))


@pytest.mark.parametrize("people", [25, 40, 55, 60, 100])
def test_watching_beats_a_blind_guess_by_less_than_five_points(people: int) -> None:
    found = watch(people, by_the_rule(10), classes=CLASSES, seed=people)

    assert found.made >= CLASSES * 10
    assert found.gain < 5


@pytest.mark.parametrize("people", [25, 60])
def test_a_live_count_gives_every_later_answer_away(people: int) -> None:
    found = watch(people, live_from(10), show=exactly, classes=40, seed=people)

    assert found.made == 40 * (people - 10)
    assert found.share == 1


def test_batches_of_ten_alone_give_too_much_away() -> None:
    assert watch(100, in_batches(10), classes=CLASSES, seed=1).gain > 5


def test_small_cells_alone_do_not_mend_a_live_count() -> None:
    def alone(counts: Sequence[int], _: Sequence[Before]) -> tuple[Cell, ...]:
        return shown(counts)

    assert watch(60, live_from(10), show=alone, classes=40, seed=2).gain > 15
