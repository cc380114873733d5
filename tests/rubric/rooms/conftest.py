import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from rubric import assessments, editions, forms, receipts, tokens
from rubric.models import Room
from rubric.rooms import store
from rubric.rooms.store import Wish
from rubric.rooms.tallies import Tally, tally
from tests.conftest import SONOGRAPHER, WORKED_EXAMPLE


def make(smallest: int = 5, **changes: Any) -> str:
    """Make a class that is open until tomorrow; returns the token of its private link."""
    ends_on = timezone.localdate() + timedelta(days=1)
    wish = Wish(SONOGRAPHER, "Monday group", smallest, ends_on)._replace(**changes)
    return store.make(edition=editions.newest(), wish=wish, form_key=forms.new_key())


def make_room(smallest: int = 5, **changes: Any) -> Room:
    return store.live(tokens.digest(make(smallest, **changes)))


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


def ask_again(room: Room) -> None:
    """Close a class, and let it ask a second time."""
    store.close(room)
    store.open_again(room)
    room.refresh_from_db()


def answer_again(room: Room, first: str, **changes: int) -> str:
    """Somebody answers a second time and lets the two sheets count together."""
    edition = editions.of(room.edition_id)
    return assessments.submit(
        edition=edition,
        definition=edition.content.rubric_by_slug[room.rubric],
        ratings={**WORKED_EXAMPLE, **changes},
        form_key=forms.new_key(),
        room=room,
        first_token=first,
    )


def sheet(**changes: Any) -> dict[str, Any]:
    """What the form of a class sends."""
    return {"key": forms.new_key(), "edition": "1", **WORKED_EXAMPLE, **changes}


def text(response: Any) -> str:
    """What a page says, on one line."""
    body = re.sub(r"<(head|style).*?</\1>", "", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def wish(**changes: Any) -> dict[str, Any]:
    """What the form for making a class sends."""
    today = timezone.localdate().isoformat()
    sent = {"key": forms.new_key(), "rubric": SONOGRAPHER, "title": "Monday", "smallest": "5"}
    return {**sent, "ends_on": today, **changes}


def without_keys(response: Any) -> str:
    """A page without what is new each time it is asked for."""
    keys = r'name="(key|csrfmiddlewaretoken)" value="[^"]*"'
    return re.sub(keys, "", response.content.decode())


@pytest.fixture
def no_demo(db: None) -> None:
    """Without the made-up class, only those that a test makes are there."""
    Room.objects.filter(is_demo=True).delete()


@pytest.fixture
def token(no_demo: None) -> str:
    return make()


@pytest.fixture
def room(token: str) -> Room:
    return store.live(tokens.digest(token))


@pytest.fixture
def join(room: Room) -> Callable[..., list[str]]:
    """So many people answer and are counted; returns their owner tokens."""

    def people(number: int, **changes: int) -> list[str]:
        return [answer(room, "", **changes) for _ in range(number)]

    return people
