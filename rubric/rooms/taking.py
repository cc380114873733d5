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
from rubric.rooms.contributions import Contribution, stays, write_anew
from rubric.rooms.snapshots import Earlier, Snapshot


def release(room: Room) -> Release | None:
    """Take a picture of a room if its people allow it; returns it, or None.

    None, too, when the class was asked a second time meanwhile.

    Once nobody can join a second time, also the one of what moved, if those with two sheets allow
    it. Another picture beside that would part it from those that it was measured against, so then
    all stay as they are.
    """
    with transaction.atomic():
        sitting, room = room.sitting, Room.objects.held(room.pk)
        if room.sitting != sitting or room.releases.filter(sitting=Sitting.CHANGE).exists():
            return None
        taken = _release(room, room.sitting)
        if room.sitting == Sitting.AFTER and not room.is_open and (pairs := _pairs(room)):
            _take(room, Sitting.CHANGE, pairs, [], is_last=True)
        return taken


def _pairs(room: Room) -> list[Contribution]:
    """Those with two sheets of which both are in the newest picture of their time; nobody when
    what moved may not be shown.

    What moved is what parts the pictures of both times. Of one person more in any of them, or one
    less, it would say how they answered. So it counts nobody, or at least as many as the smallest
    group, whom a picture does not count, and a picture nobody or as many whom it does not.
    """
    own = room.contributions.filter(sitting=Sitting.CHANGE).exclude(handle="")
    before, after = (_since(room, sitting) for sitting in (Sitting.BEFORE, Sitting.AFTER))
    pairs = [row for row in own if row.first_handle in before and row.handle in after]
    if len(pairs) < room.smallest:
        return []
    for row in room.releases.exclude(sitting=Sitting.CHANGE):
        is_first = row.sitting == Sitting.BEFORE
        since = [before[it.first_handle] if is_first else after[it.handle] for it in pairs]
        both = sum(number <= row.number for number in since)
        alone = snapshots.read(row.picture).people - both, len(pairs) - both
        if any(0 < people < room.smallest for people in alone):
            return []
    return pairs


def _since(room: Room, sitting: int) -> dict[str, int]:
    """Who is counted in the newest picture, by their handles, and the first one that does."""
    own = room.contributions.filter(sitting=sitting).exclude(handle="")
    counted = own.values_list("handle", "since")
    return {handle: since for handle, since in counted if since is not None}


def _release(room: Room, sitting: int) -> Release | None:
    past = list(room.releases.filter(sitting=sitting))
    is_last = not room.is_open and not any(row.is_last for row in past)
    if not releases.may_release(
        stays(room, sitting), released=len(past), smallest=room.smallest, is_last=is_last
    ):
        return None
    rows = list(room.contributions.filter(sitting=sitting, until=None))
    # What everyone sees was chosen from the picture before.
    room.revealed = []
    room.save(update_fields=("revealed",))
    return _take(room, sitting, rows, past, is_last=is_last)


def _take(
    room: Room,
    sitting: int,
    rows: Sequence[Contribution],
    past: Sequence[Release],
    *,
    is_last: bool,
) -> Release:
    number = len(past) + 1
    for row in rows:
        if row.tally is None:
            row.until = number
        elif row.since is None:
            row.since = number
    picture = _picture(room, sitting, [row for row in rows if row.tally is not None], past)
    write_anew(rows)
    return Release.objects.create(
        room=room,
        sitting=sitting,
        number=number,
        is_last=is_last,
        picture=msgspec.json.encode(picture).decode(),
    )


def _picture(
    room: Room, sitting: int, rows: Sequence[Contribution], past: Sequence[Release]
) -> Snapshot:
    """Count these rows, each with its first picture noted, beside the pictures before."""
    edition = edition_of(room)
    definition = edition.content.rubric_by_slug[room.rubric]
    counted = [tallies.read(row.tally) for row in rows]
    if sitting == Sitting.CHANGE:
        both = [newest(room, other) for other in (Sitting.BEFORE, Sitting.AFTER)]
        return snapshots.take_change(definition, counted, *filter(None, both))
    came = [
        [tally for row, tally in zip(rows, counted, strict=True) if (row.since or 0) > one.number]
        for one in past
    ]
    earlier = [
        Earlier(snapshots.read(one.picture), newcomers)
        for one, newcomers in zip(past, came, strict=True)
    ]
    return snapshots.take(definition, edition.content.library, counted, earlier)


def newest(room: Room, sitting: int) -> Snapshot | None:
    """The picture of a room as it is shown now, if there is one."""
    row = room.releases.filter(sitting=sitting).order_by("-number").first()
    return snapshots.read(row.picture) if row else None


def edition_of(room: Room) -> Published:
    """The edition that a room was made under, which it keeps."""
    return editions.of(room.edition_id, room.edition.digest)
