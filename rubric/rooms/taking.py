"""Taking the picture of a room: whether its people allow one, and whom it counts.

A room is held meanwhile, so that the people whom a picture counts are exactly those whom its record
names.
"""

from collections.abc import Sequence

import msgspec
from django.db import transaction

from rubric import editions
from rubric.editions import Published
from rubric.models import Release, Room, Sitting
from rubric.rooms import releases, snapshots, tallies
from rubric.rooms.contributions import stays, write_anew
from rubric.rooms.snapshots import Snapshot


def release(room: Room) -> Release | None:
    """Take a picture of a room if its people allow it; returns it, or None.

    The second time, also one of what moved, if those with two sheets allow it.
    """
    with transaction.atomic():
        room = Room.objects.held(room.pk)
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
    write_anew(rows)
    return Release.objects.create(
        room=room,
        sitting=sitting,
        number=number,
        is_last=is_last,
        picture=msgspec.json.encode(picture).decode(),
    )


def newest(room: Room, sitting: int) -> Snapshot | None:
    """The picture of a room as it is shown now, if there is one."""
    row = room.releases.filter(sitting=sitting).order_by("-number").first()
    return snapshots.read(row.picture) if row else None


def edition_of(room: Room) -> Published:
    """The edition that a room was made under, which it keeps."""
    return editions.of(room.edition_id, room.edition.digest)
