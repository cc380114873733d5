"""Who may open what of a class: every address, for everybody who might ask."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rubric import editions, forms, tokens
from rubric.models import Contribution, Release, Room
from rubric.rooms import store, taking
from rubric.rooms.store import Wish
from rubric.views import joining, rooms, walls
from tests.conftest import SONOGRAPHER
from tests.rubric.rooms.conftest import answer
from tests.rubric.rooms.table import FORMS_ALONE, LEAD_BACK, ROOMS, WHO

TITLE = "a-title-of-a-class"


@dataclass
class World:
    """A class with a picture, and everybody who might ask for it."""

    token: str
    held: dict[str, list[str]]
    clients: dict[str, Client]

    @property
    def room(self) -> Room:
        return Room.objects.get(token_digest=tokens.digest(self.token))

    def records(self) -> list[Any]:
        return [list(model.objects.values()) for model in (Room, Contribution, Release)]

    def secrets(self, who: str) -> set[str]:
        """What of the class must not stand on a page for somebody else."""
        wall = tokens.derive_wall_token(self.token)
        held = {word for words in self.held.values() for word in words if len(word) > 9}
        known = {"projector": {self.room.code, TITLE}, "student": {self.room.code, TITLE}}
        words = {self.token, wall, TITLE, self.room.code, *held}
        return words - set(self.held[who]) - known.get(who, set())


def make(title: str) -> str:
    wish = Wish(SONOGRAPHER, title, 5, timezone.localdate())
    return store.make(edition=editions.newest(), wish=wish, form_key=forms.new_key())


@pytest.fixture
def world(db: None) -> World:
    token, another, over = make(TITLE), make("another"), make("over")
    for one in (token, another):
        room = store.live(tokens.digest(one))
        counted = [answer(room, pace=1 + number % 5) for number in range(6)]
        taking.release(room)
        store.reveal(room, ["outcome"])
        if one == token:
            own = counted[0]
    late = Room.objects.get(token_digest=tokens.digest(over))
    before = timezone.localdate() - timedelta(days=2)
    Room.objects.filter(pk=late.pk).update(made_on=date(2026, 1, 1), ends_on=before)
    code = Room.objects.get(token_digest=tokens.digest(token)).code
    made_up = secrets.token_urlsafe(32)
    held = {
        "nobody": [made_up, "1", "KMTRVX"],
        "educator": [token],
        "another": [another],
        "projector": [tokens.derive_wall_token(token)],
        "student": [code],
        "contributor": [own],
        "late": [over, tokens.derive_wall_token(over), late.code],
        "staff": [made_up, str(late.pk - 1), tokens.digest(token)],
    }
    clients = {who: Client() for who in WHO}
    clients["staff"].force_login(User.objects.create_superuser("staff", password="irrelevant-here"))
    return World(token, held, clients)


def addresses(name: str, who: str, world: World) -> list[str]:
    if ROOMS[name] == "oooooooo":
        return [reverse(name)]
    return [reverse(name, args=[held]) for held in world.held[who]]


def faults(world: World) -> Iterator[str]:
    """Every way in which the site is not what the table says."""
    nothing = Client().get("/room/nothing/").content
    for name, row in ROOMS.items():
        for who, letter in zip(WHO, row, strict=True):
            for address in addresses(name, who, world):
                found = list(faults_of(name, who, letter, address, world, nothing))
                yield from (f"{who} at {name}: {fault}" for fault in found)


def faults_of(
    name: str, who: str, letter: str, address: str, world: World, nothing: bytes
) -> Iterator[str]:
    answered = world.clients[who].get(address)
    if name in FORMS_ALONE:
        if answered.status_code != 405:
            yield f"shows something, {answered.status_code}"
    elif letter == "-":
        if (answered.status_code, answered.content) != (404, nothing):
            yield f"{answered.status_code}, or another page than the one for nothing"
    elif name in LEAD_BACK:
        if answered.headers.get("Location") != address.removesuffix("again/"):
            yield "does not lead back"
    elif answered.status_code != 200:
        yield f"{answered.status_code} where it should open"
    elif who != "educator":
        text = answered.content.decode()
        yield from (f"shows {word}" for word in world.secrets(who) if word in text)
    if letter == "-" and name != "rubric:join":
        before = world.records()
        sent = world.clients[who].post(address, {"part": ["outcome"], "everything": "yes"})
        if sent.status_code not in (404, 405) or world.records() != before:
            yield f"a form is answered with {sent.status_code}, or changes something"


@pytest.mark.slow
def test_a_class_is_what_the_table_says(world: World) -> None:
    assert list(faults(world)) == []


def anybody(world: World, patch: Any) -> None:
    real = rooms.room_or_404
    patch.setattr(rooms, "room_or_404", lambda _: real(world.token))


def any_wall(world: World, patch: Any) -> None:
    wall = tokens.digest(tokens.derive_wall_token(world.token))
    patch.setattr(walls, "_on_wall_or_404", lambda _: store.on_wall(wall))


def any_code(world: World, patch: Any) -> None:
    code = world.room.code
    patch.setattr(joining, "joined_or_404", lambda *_: store.by_code(code))


def walls_for_rooms(world: World, patch: Any) -> None:
    """The link that everybody in the lecture hall can read runs the class."""

    def found(token: str) -> Room:
        for look in (store.live, store.on_wall):
            try:
                return look(tokens.digest(token))
            except ObjectDoesNotExist:
                continue
        raise Http404

    patch.setattr(rooms, "room_or_404", found)


def classes_that_are_over(world: World, patch: Any) -> None:
    patch.setattr(store, "_found", lambda: Everything())


class Everything:
    """Rooms found without asking whether they are over."""

    def live(self) -> Any:
        return Room.objects.select_related("edition")

    def get(self, **conditions: Any) -> Room:
        return Room.objects.get(**conditions)


@pytest.mark.slow
@pytest.mark.parametrize(
    "sabotage", [anybody, any_wall, any_code, walls_for_rooms, classes_that_are_over]
)
def test_taking_out_one_check_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, sabotage: Callable[..., None]
) -> None:
    sabotage(world, monkeypatch)

    assert next(faults(world), None) is not None
