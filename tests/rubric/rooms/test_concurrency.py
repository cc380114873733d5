"""A class that joins, leaves and is looked at in the same moment."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Q

from rubric import assessments, editions, erasing, forms, tokens
from rubric.models import Contribution, Release, Room, Sitting
from rubric.rooms import snapshots, store, taking
from tests.conftest import SONOGRAPHER, WORKED_EXAMPLE
from tests.rubric.rooms.conftest import answer, make_room
from tests.rubric.test_concurrency import at_once

pytestmark = pytest.mark.slow

THREADS, JOINS = 16, 5


@pytest.fixture
def room(committed_db: None) -> Iterator[Room]:
    yield make_room()
    Room.objects.filter(is_demo=False).delete()


def people_of(release: Release) -> int:
    return snapshots.read(release.picture).people


def recorded(release: Release) -> int:
    """Whom a picture counts, as their rows say."""
    here = Q(until=None) | Q(until__gt=release.number)
    rows = Contribution.objects.filter(room=release.room, sitting=release.sitting)
    return rows.filter(here, since__lte=release.number).count()


def test_a_picture_counts_whom_its_record_names_whatever_goes_on(room: Room) -> None:
    early = [answer(room, pace=1 + number % 5) for number in range(12)]
    taking.release(room)

    def act(number: int) -> int:
        if number < 2:
            return sum(erasing.erase(owner_token=token) for token in early[number::4])
        for turn in range(JOINS):
            answer(room, pace=1 + (number + turn) % 5)
            if number < 4:
                taking.release(room)
        return 0

    erased = sum(at_once(THREADS, act))
    store.close(room)

    assert erased == 6
    pictures = list(Release.objects.filter(room=room))
    assert len(pictures) > 2
    assert [people_of(one) for one in pictures] == [recorded(one) for one in pictures]
    here = 12 - erased + (THREADS - 2) * JOINS
    # Too few to part from the last picture wait for ever.
    assert 0 <= here - people_of(pictures[-1]) < room.smallest
    assert Contribution.objects.filter(room=room, until=None, tally__isnull=False).count() == here
    gone = [tokens.derive_handle(token) for number in (0, 1) for token in early[number::4]]
    assert not Contribution.objects.filter(handle__in=gone).exists()


def test_a_first_result_is_erased_while_its_second_is_sent(room: Room) -> None:
    firsts = [answer(room, pace=1 + number % 5) for number in range(THREADS // 2)]
    store.close(room)
    store.open_again(room)
    room.refresh_from_db()
    opened = [assessments.live(tokens.digest(token)) for token in firsts]
    edition = editions.of(room.edition_id)

    def act(number: int) -> Any:
        first = firsts[number // 2]
        if number % 2:
            return erasing.erase(owner_token=first)
        return assessments.submit(
            edition=edition,
            definition=edition.content.rubric_by_slug[SONOGRAPHER],
            ratings={**WORKED_EXAMPLE, "pace": 4},
            form_key=forms.new_key(),
            previous=opened[number // 2],
            room=room,
            first_token=first,
        )

    sent = at_once(THREADS, act)

    assert sent[1::2] == [True] * len(firsts)
    rows = Contribution.objects.filter(room=room)
    # Whoever left takes along what moved, whichever of the two came first.
    assert rows.filter(sitting=Sitting.AFTER).count() == len(firsts)
    assert not rows.filter(sitting=Sitting.CHANGE, tally__isnull=False).exists()
    assert not rows.filter(first_handle__gt="").exists()
