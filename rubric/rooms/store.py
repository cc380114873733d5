"""Rooms and what hangs on them: made, joined, released, closed and deleted, each whole.

A room is locked while it is released, closed or left by somebody, so that the people whom a picture
counts are exactly those whom its record names.
"""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from rubric import buckets, editions, tokens
from rubric.definition import Definition
from rubric.editions import Published
from rubric.models import Contribution as Contribution
from rubric.models import Release
from rubric.models import Room as Room
from rubric.models import Sitting as Sitting
from rubric.models.rooms import RoomQuerySet
from rubric.rooms import codes, releases, snapshots, tallies
from rubric.rooms.pages import Picture
from rubric.rooms.releases import Stay
from rubric.rooms.snapshots import Snapshot
from rubric.rooms.tallies import Tally, change

# How often a code that is taken already is drawn anew before something must be wrong.
DRAWS = 20
# A key of a row: positive, and within what every database counts with.
LARGEST_KEY = 2**62


class Wish(NamedTuple):
    """What somebody who makes a room asks for."""

    rubric: str
    title: str
    smallest: int
    ends_on: date


class ClosedError(ValueError):
    """Nobody can join any more."""


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


def edition_of(room: Room) -> Published:
    """The edition that a room was made under, which it keeps."""
    return editions.of(room.edition_id, room.edition.digest)


def contribute(*, room: Room, owner_token: str, tally: Tally) -> None:
    """Count a sheet in a room, once, however often it is sent.

    Raises ClosedError when nobody can join any more. Belongs into the transaction that stores the
    result.
    """
    _add(room, room.sitting, tally, handle=tokens.derive_handle(owner_token))


def contribute_change(*, room: Room, owner_token: str, first_token: str, tally: Tally) -> None:
    """Count how somebody's second sheet differs from their first; otherwise as `contribute`.

    Nothing is counted when the first is not, or no longer.
    """
    first = Contribution.objects.filter(
        room=room, sitting=Sitting.BEFORE, handle=tokens.derive_handle(first_token)
    ).first()
    if first is None:
        return
    _add(
        room,
        Sitting.CHANGE,
        change(tallies.read(first.tally), tally),
        handle=tokens.derive_handle(owner_token),
        first_handle=tokens.derive_handle(first_token),
    )


def _add(room: Room, sitting: int, tally: Tally, **handles: str) -> None:
    with transaction.atomic():
        held = Room.objects.live().filter(pk=room.pk, is_open=True, sitting=room.sitting)
        # Whoever closes the room waits until those who are on their way in have arrived. Asked a
        # second time meanwhile, it counts nobody among the first any more.
        if not held.select_for_update(no_key=True).exists():
            raise ClosedError("Nobody can join this class any more.")
        # The same form can be sent into two classes; a result is counted in the first of them.
        same = Contribution.objects.filter(handle=handles["handle"])
        if not same.filter(~Q(room=room) | Q(sitting=sitting)).exists():
            Contribution.objects.create(
                pk=_new_key(),
                room=room,
                sitting=sitting,
                tally=msgspec.to_builtins(tally),
                **handles,
            )


def withdraw(owner_token: str) -> int:
    """Take back what a result added to a room; returns how many rows that were.

    What no picture counts yet is gone; of the others only stays which pictures counted somebody.
    """
    handle = tokens.derive_handle(owner_token)
    own = Contribution.objects.filter(Q(handle=handle) | Q(first_handle=handle))
    with transaction.atomic():
        rooms = Room.objects.filter(pk__in=own.values_list("room").order_by()).order_by("pk")
        # Held in one order, so that no two wait for each other.
        list(rooms.select_for_update().values_list("pk"))
        uncounted, _ = own.filter(since=None).delete()
        return uncounted + own.update(tally=None, handle="", first_handle="")


def release(room: Room) -> Release | None:
    """Take a picture of a room if its people allow it; returns it, or None.

    The second time, also one of what moved, if those with two sheets allow it.
    """
    with transaction.atomic():
        room = locked(room.pk)
        taken = _release(room, room.sitting)
        if taken and room.sitting == Sitting.AFTER and _may_show_change(room):
            _release(room, Sitting.CHANGE)
        return taken


def _may_show_change(room: Room) -> bool:
    """Whether those with two sheets are all whom a picture counts, or all but enough.

    What moved is what parts the two pictures. Of one person more in either of them it would say
    how they answered.
    """
    pairs = releases.people_now(stays(room, Sitting.CHANGE))
    pictures = (newest(room, Sitting.BEFORE), newest(room, Sitting.AFTER))
    alone = [picture.people - pairs for picture in pictures if picture]
    return len(alone) == 2 and all(it == 0 or it >= room.smallest for it in alone)


def _release(room: Room, sitting: int) -> Release | None:
    past = list(room.releases.filter(sitting=sitting))
    is_last = not room.is_open and not any(row.is_last for row in past)
    if not releases.may_release(
        stays(room, sitting), released=len(past), smallest=room.smallest, is_last=is_last
    ):
        return None
    return _take(room, sitting, past, is_last=is_last)


def _take(room: Room, sitting: int, past: Sequence[Release], *, is_last: bool) -> Release:
    number = len(past) + 1
    earlier = [snapshots.read(row.picture) for row in past]
    edition = edition_of(room)
    definition = edition.content.rubric_by_slug[room.rubric]
    rows = list(room.contributions.filter(sitting=sitting, until=None))
    for row in rows:
        if row.tally is None:
            row.until = number
        elif row.since is None:
            row.since = number
    counted = [tallies.read(row.tally) for row in rows if row.tally is not None]
    if sitting == Sitting.CHANGE:
        picture = snapshots.take_change(definition, counted, earlier)
    else:
        picture = snapshots.take(definition, edition.content.library, counted, earlier)
    _write_anew(rows)
    return Release.objects.create(
        room=room,
        sitting=sitting,
        number=number,
        is_last=is_last,
        picture=msgspec.json.encode(picture).decode(),
    )


def _write_anew(rows: Sequence[Contribution]) -> None:
    """Store rows again under new keys, all at one moment and in no order.

    A database remembers in which transaction a row was written, and where; afterwards that is the
    same for all of them, and no longer the one that stored somebody's result.
    """
    Contribution.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        row.pk = _new_key()
    Contribution.objects.bulk_create(sorted(rows, key=lambda row: int(row.pk)), batch_size=200)


def stays(room: Room, sitting: int) -> tuple[Stay, ...]:
    """The people of a room, those who came and went alike together."""
    groups = (
        Contribution.objects.filter(room=room, sitting=sitting)
        .values("since", "until")
        .annotate(all=Count("pk"), here=Count("pk", filter=Q(tally__isnull=False)))
        .order_by()
    )
    found = []
    for group in groups:
        span = group["since"], group["until"]
        found.append(Stay(group["here"], *span))
        found.append(Stay(group["all"] - group["here"], *span, is_gone=True))
    return tuple(stay for stay in found if stay.people)


def people_now(room: Room, sitting: int) -> int:
    """How many a picture taken now would count, or releases.MOST_COUNTED if they are more."""
    # Those who left have no handle. Written out, the empty one lets a database count in the index
    # of those who have one, without a look at what they answered.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM (SELECT 1 FROM rubric_contribution WHERE room_id = %s "
            "AND sitting = %s AND NOT (handle = '') LIMIT %s) AS counted",
            [room.pk, sitting, releases.MOST_COUNTED],
        )
        (people,) = cursor.fetchone()
    return int(people)


def newest(room: Room, sitting: int) -> Snapshot | None:
    """The picture of a room as it is shown now, if there is one."""
    row = room.releases.filter(sitting=sitting).order_by("-number").first()
    return snapshots.read(row.picture) if row else None


def close(room: Room) -> None:
    """Let nobody join any more, and take the last picture if it may be taken.

    Whoever no picture counts is stored anew all the same, away from their results.
    """
    with transaction.atomic():
        room = locked(room.pk)
        room.is_open = False
        room.save(update_fields=("is_open",))
        release(room)
        _write_anew(list(room.contributions.filter(since=None)))


def open_again(room: Room) -> None:
    """Ask a second time: from now on sheets count as answered after, and nothing is shown of them.

    Does nothing while a room is open, or when it was asked twice already.
    """
    Room.objects.filter(pk=room.pk, is_open=False, sitting=Sitting.BEFORE).update(
        sitting=Sitting.AFTER, is_open=True, revealed=[]
    )


def reveal(room: Room, tables: Sequence[str]) -> None:
    """Show these parts of the picture, and no others."""
    Room.objects.filter(pk=room.pk).update(revealed=sorted(set(tables)))


def own(owner_token: str) -> Contribution:
    """What a result adds to a class that still opens, a second time before a first.

    Raises Contribution.DoesNotExist.
    """
    return (
        Contribution.objects.select_related("room__edition")
        .defer("room__edition__content")
        .exclude(sitting=Sitting.CHANGE)
        .filter(handle=tokens.derive_handle(owner_token), room__ends_on__gte=timezone.localdate())
        .latest("sitting", "pk")
    )


def rebuild_demo(edition: Published, definition: Definition, tallies: Sequence[Tally]) -> Room:
    """Make the room with made-up answers anew, with everything shown."""
    with transaction.atomic():
        Room.objects.filter(is_demo=True).delete()
        wish = Wish(definition.slug, "A made-up class", releases.USUAL_SMALLEST, date.max)
        room = _store(edition, wish, tokens.derive_room_token(*_demo_key(), ""), is_demo=True)
        for tally in tallies:
            _add(room, Sitting.BEFORE, tally, handle=secrets.token_hex(32))
        close(room)
        shown = newest(room, Sitting.BEFORE)
        if shown:
            picture = Picture(shown, definition, edition.content.library)
            reveal(room, [part.key for part in picture.parts])
    return room


def _demo_key() -> tuple[str, str]:
    return settings.SECRET_KEY, tokens.make_form_key(settings.SECRET_KEY)


def locked(pk: Any) -> Room:
    """A room that nobody else releases, closes or leaves until the transaction ends."""
    return Room.objects.select_for_update().get(pk=pk)


def _new_key() -> int:
    return secrets.randbelow(LARGEST_KEY) + 1
