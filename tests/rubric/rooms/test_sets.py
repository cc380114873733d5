"""Whatever happens in a room, no two pictures of it differ by fewer people than its smallest."""

import os
import secrets
from itertools import combinations
from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from rubric.models import Room, Sitting
from rubric.rooms import contributions, releases, store, taking
from tests.rubric.rooms.conftest import a_tally, make_room

SMALLEST = 5
RUNS = int(os.environ.get("ROOM_RUNS", "15"))


class Rooms(RuleBasedStateMachine):
    """People come to two rooms and leave; the educator looks as often as they like."""

    people = Bundle("people")

    def __init__(self) -> None:
        super().__init__()
        # Nothing of a run is kept.
        self.around = transaction.atomic()
        self.around.__enter__()
        self.rooms: list[Room] = []
        self.here: dict[tuple[int, int], set[str]] = {}
        self.shown: dict[tuple[int, int], list[frozenset[tuple[str, int]]]] = {}
        # How often somebody took their sheet back and sent it again.
        self.sent: dict[str, int] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    @initialize()
    def make(self) -> None:
        for number in range(2):
            self.rooms.append(make_room(SMALLEST))
            for sitting in (Sitting.BEFORE, Sitting.AFTER):
                self.here[number, sitting] = set()
                self.shown[number, sitting] = []

    @rule(target=people, number=st.integers(0, 1), some=st.integers(1, 6), pace=st.integers(1, 5))
    def join(self, number: int, some: int, pace: int) -> Any:
        room = self.rooms[number]
        if not room.is_open:
            return multiple()
        came = [secrets.token_urlsafe(32) for _ in range(some)]
        for person in came:
            contributions.contribute(room=room, owner_token=person, tally=a_tally(pace))
        self.here[number, room.sitting].update(came)
        return multiple(*came)

    @rule(person=consumes(people))
    def leave(self, person: str) -> None:
        assert contributions.withdraw(person) == 1
        for here in self.here.values():
            here.discard(person)

    @rule(number=st.integers(0, 1), some=st.integers(1, 6), pace=st.integers(1, 5))
    def send_again(self, number: int, some: int, pace: int) -> None:
        """Without the box ticked, and then with it: who was counted leaves and comes."""
        room = self.rooms[number]
        if not room.is_open:
            return
        for person in sorted(self.here[number, room.sitting])[:some]:
            assert contributions.withdraw(person) == 1
            contributions.contribute(room=room, owner_token=person, tally=a_tally(pace))
            self.sent[person] = self.sent.get(person, 0) + 1

    @rule(number=st.integers(0, 1))
    def look(self, number: int) -> None:
        taking.release(self.rooms[number])

    @rule(number=st.integers(0, 1))
    def close(self, number: int) -> None:
        store.close(self.rooms[number])
        self.rooms[number].refresh_from_db()

    @rule(number=st.integers(0, 1))
    def open_again(self, number: int) -> None:
        room = self.rooms[number]
        if not room.is_open and room.sitting == Sitting.BEFORE:
            store.open_again(room)
            room.refresh_from_db()

    @invariant()
    def every_picture_shows_who_is_here(self) -> None:
        for (number, sitting), shown in self.shown.items():
            if not self.rooms:
                continue
            taken = self.rooms[number].releases.filter(sitting=sitting).count()
            if taken > len(shown):
                here = self.here[number, sitting]
                shown.append(frozenset((person, self.sent.get(person, 0)) for person in here))
                picture = taking.newest(self.rooms[number], sitting)
                assert picture is not None
                assert picture.people == len(shown[-1])
            assert taken == len(shown)

    @invariant()
    def no_two_pictures_part_a_few_people(self) -> None:
        for shown in self.shown.values():
            assert all(len(people) >= SMALLEST for people in shown)
            for one, other in combinations(shown, 2):
                # So many came, or so many went: of a few of either the others tell nothing.
                more = max(len(one - other), len(other - one))
                assert more == 0 or more >= SMALLEST


def run(most: int = RUNS) -> None:
    run_state_machine_as_test(
        Rooms,
        settings=settings(
            max_examples=most,
            phases=(Phase.generate,),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_no_two_pictures_of_a_room_part_a_few_people(db: None) -> None:
    run()


@pytest.mark.slow
def test_a_picture_after_every_arrival_is_caught(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def live(stays: Any, *, smallest: int, **_: Any) -> bool:
        return releases.people_now(stays) >= smallest

    monkeypatch.setattr(releases, "may_release", live)

    with pytest.raises(AssertionError):
        run(200)
