from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from rubric import assessments, editions, forms, receipts, tokens
from rubric.models import Room
from rubric.rooms import store
from rubric.rooms.store import Wish
from rubric.rooms.tallies import Tally, tally
from tests.conftest import SONOGRAPHER, WORKED_EXAMPLE


def make_room(smallest: int = 5, **changes: Any) -> Room:
    """A class that opens until tomorrow."""
    ends_on = timezone.localdate() + timedelta(days=1)
    wish = Wish(SONOGRAPHER, "Monday group", smallest, ends_on)._replace(**changes)
    token = store.make(edition=editions.newest(), wish=wish, form_key=forms.new_key())
    return store.live(tokens.digest(token))


def a_tally(pace: int) -> Tally:
    """The tally of a sheet that differs from others in one answer."""
    definition = editions.newest().content.rubric_by_slug[SONOGRAPHER]
    ratings = {**WORKED_EXAMPLE, "pace": pace}
    receipt = receipts.compose(editions.newest().content, definition, ratings)
    return tally(definition, ratings, receipt)


def answer(room: Room, key: str = "", **changes: int) -> str:
    """Somebody answers and is counted; returns their owner token."""
    edition = editions.of(room.edition_id)
    return assessments.submit(
        edition=edition,
        definition=edition.content.rubric_by_slug[room.rubric],
        ratings={**WORKED_EXAMPLE, **changes},
        form_key=key or forms.new_key(),
        room=room,
    )


@pytest.fixture
def no_demo(db: None) -> None:
    """Without the made-up class, only those that a test makes are there."""
    Room.objects.filter(is_demo=True).delete()


@pytest.fixture
def room(no_demo: None) -> Room:
    return make_room()


@pytest.fixture
def join(room: Room) -> Callable[..., list[str]]:
    """So many people answer and are counted; returns their owner tokens."""

    def people(number: int, **changes: int) -> list[str]:
        return [answer(room, "", **changes) for _ in range(number)]

    return people
