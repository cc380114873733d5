"""Rooms: made, found by what opens them, shown, closed and opened again, each whole."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from rubric import buckets, tokens
from rubric.definition import Definition
from rubric.editions import Published
from rubric.models import Room as Room
from rubric.models import Sitting as Sitting
from rubric.models.rooms import RoomQuerySet
from rubric.rooms import codes, releases, taking
from rubric.rooms.contributions import contribute, write_anew
from rubric.rooms.pages import Picture
from rubric.rooms.tallies import Tally

# How often a code that is taken already is drawn anew before something must be wrong.
DRAWS = 20


class Wish(NamedTuple):
    """What somebody who makes a room asks for."""

    rubric: str
    title: str
    smallest: int
    ends_on: date


def make(*, edition: Published, wish: Wish, form_key: str, sender: str = "") -> str:
    """Make a room and return its token. The same form with the same wish makes one room.

    Raises ValueError for a form key that this site did not issue, and buckets.TooManyError; then
    nothing is stored.
    """
    canonical = repr((*wish[:3], wish.ends_on.isoformat()))
    token = tokens.derive_room_token(settings.SECRET_KEY, form_key, canonical)
    with transaction.atomic():
        if Room.objects.filter(token_digest=tokens.digest(token)).exists():
            return token
        if sender:
            buckets.need(buckets.ROOMS, sender)
        _store(edition, wish, token)
    return token


def _store(edition: Published, wish: Wish, token: str, *, is_demo: bool = False) -> Room:
    digest = tokens.digest(token)
    for _ in range(DRAWS):
        code = codes.make_code()
        try:
            with transaction.atomic():
                return Room.objects.create(
                    token_digest=digest,
                    wall_digest=tokens.digest(tokens.derive_wall_token(token)),
                    code=code,
                    rubric=wish.rubric,
                    edition_id=edition.number,
                    title=wish.title,
                    smallest=wish.smallest,
                    made_on=timezone.localdate(),
                    ends_on=wish.ends_on,
                    is_demo=is_demo,
                )
        except IntegrityError:
            # Sent twice at once, the form has made it already.
            if found := Room.objects.filter(token_digest=digest).first():
                return found
            if not Room.objects.filter(code=code).exists():
                raise
    raise RuntimeError("no code is free")


def live(token_digest: str) -> Room:
    """Return the room that a token opens; raises Room.DoesNotExist for any other."""
    return _found().live().get(token_digest=token_digest)


def on_wall(wall_digest: str) -> Room:
    """Return the room that a projector shows; raises Room.DoesNotExist for none."""
    return _found().live().get(wall_digest=wall_digest)


def demo() -> Room:
    """Return the room with made-up answers; raises Room.DoesNotExist before `seed`."""
    return _found().get(is_demo=True)


def by_code(code: str) -> Room:
    """Return the room to join by a code; raises Room.DoesNotExist for none."""
    return _found().live().get(code=code, is_demo=False)


def _found() -> RoomQuerySet:
    # The edition by its number and digest alone: its content is in memory, or read once.
    return Room.objects.select_related("edition").defer("edition__content")


def close(room: Room) -> None:
    """Let nobody join any more, and take the last picture if it may be taken.

    Whoever no picture counts is stored anew all the same, away from their results. Asked a second
    time meanwhile, it stays open.
    """
    with transaction.atomic():
        sitting, room = room.sitting, Room.objects.held(room.pk)
        if room.sitting != sitting:
            return
        room.is_open = False
        room.save(update_fields=("is_open",))
        taking.release(room)
        write_anew(list(room.contributions.filter(since=None)))


def raise_smallest(room: Room, people: int) -> None:
    """Let so many be behind every picture from now on; what is no more than before does nothing.

    Pictures that were taken stay as they are.
    """
    Room.objects.filter(pk=room.pk, smallest__lt=people).update(smallest=people)


def open_again(room: Room) -> None:
    """Ask a second time: from now on sheets count as answered after, and nothing is shown of them.

    Does nothing while a room is open, or when it was asked twice already.
    """
    Room.objects.filter(pk=room.pk, is_open=False, sitting=Sitting.BEFORE).update(
        sitting=Sitting.AFTER, is_open=True, revealed=[]
    )


def reveal(room: Room, tables: Sequence[str]) -> None:
    """Show these parts of the picture, and no others; nothing once the class is asked anew."""
    Room.objects.filter(pk=room.pk, sitting=room.sitting).update(revealed=sorted(set(tables)))


def rebuild_demo(edition: Published, definition: Definition, tallies: Sequence[Tally]) -> Room:
    """Make the room with made-up answers anew, with everything shown."""
    with transaction.atomic():
        Room.objects.filter(is_demo=True).delete()
        wish = Wish(definition.slug, "A made-up class", releases.USUAL_SMALLEST, date.max)
        room = _store(edition, wish, tokens.derive_room_token(*_demo_key(), ""), is_demo=True)
        for tally in tallies:
            contribute(room=room, owner_token=secrets.token_hex(32), tally=tally)
        close(room)
        shown = taking.newest(room, Sitting.BEFORE)
        if shown:
            picture = Picture(shown, definition, edition.content.library)
            reveal(room, [part.key for part in picture.parts])
    return room


def _demo_key() -> tuple[str, str]:
    return settings.SECRET_KEY, tokens.make_form_key(settings.SECRET_KEY)
