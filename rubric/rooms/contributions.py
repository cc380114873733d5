"""What sheets add to the picture of a class: counted once, taken back, and found again.

A room is held while somebody joins or leaves, so that the people whom a picture counts are exactly
those whom its record names.
"""

import secrets
from collections.abc import Sequence

import msgspec
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet

from rubric import tokens, traces
from rubric.models import Contribution as Contribution
from rubric.models import Room
from rubric.models import Sitting as Sitting
from rubric.models.rooms import earliest_end
from rubric.rooms import releases, tallies
from rubric.rooms.releases import Stay
from rubric.rooms.tallies import Tally, change

# A key of a row: positive, and within what every database counts with.
LARGEST_KEY = 2**62


class ClosedError(ValueError):
    """Nobody can join any more."""


def contribute(*, room: Room, owner_token: str, tally: Tally) -> None:
    """Count a sheet in a room, once, however often it is sent.

    Raises ClosedError when nobody can join any more. Belongs into the transaction that stores the
    result.
    """
    _add(room, room.sitting, tally, handle=tokens.derive_handle(owner_token))


def contribute_change(*, room: Room, owner_token: str, first_token: str, tally: Tally) -> None:
    """Count how somebody's second sheet differs from their first; otherwise as `contribute`.

    Nothing is counted when the first is not, or no longer. Of several second sheets to one first
    the latest counts, and none of the others, so that nobody is two people.
    """
    first = Contribution.objects.filter(
        room=room, sitting=Sitting.BEFORE, handle=tokens.derive_handle(first_token)
    ).first()
    if first is None:
        return
    own = tokens.derive_handle(owner_token)
    earlier = Contribution.objects.filter(room=room, first_handle=first.handle).exclude(handle=own)
    _take_back(
        Contribution.objects.filter(handle__in=list(earlier.values_list("handle", flat=True)))
    )
    _add(
        room,
        Sitting.CHANGE,
        change(tallies.read(first.tally), tally),
        handle=own,
        first_handle=first.handle,
    )


def _add(room: Room, sitting: int, tally: Tally, **handles: str) -> None:
    with transaction.atomic():
        # Whoever closes the room waits until those who are on their way in have arrived.
        held = Room.objects.live().select_for_update(no_key=True).filter(pk=room.pk).first()
        same = Contribution.objects.filter(handle=handles["handle"])
        if same.filter(room=room, sitting=sitting).exists():
            # Sent again, when no answer came through the first time, it is counted already.
            return
        # Asked a second time meanwhile, a room counts nobody among the first any more.
        if held is None or not held.is_open or held.sitting != room.sitting:
            raise ClosedError("Nobody can join this class any more.")
        # The same form can be sent into two classes; a result is counted in the first of them.
        if not same.exclude(room=room).exists():
            Contribution.objects.create(
                pk=_new_key(),
                room=room,
                sitting=sitting,
                tally=msgspec.to_builtins(tally),
                **handles,
            )


def withdraw(owner_token: str, *, within: Room | None = None) -> int:
    """Take back what a result added to a room; returns how many rows that were.

    What no picture counts yet is gone; of the others only stays which pictures counted somebody.
    `within`: a room into which the same result may just be on its way.
    """
    handle = tokens.derive_handle(owner_token)
    own = Contribution.objects.filter(Q(handle=handle) | Q(first_handle=handle))
    with transaction.atomic():
        there = own.values_list("room", flat=True).order_by()
        rooms = Room.objects.filter(pk__in=[*there, within.pk] if within else there).order_by("pk")
        # Held in one order, so that no two wait for each other.
        list(rooms.select_for_update().values_list("pk"))
        return _take_back(own)


def _take_back(rows: QuerySet[Contribution]) -> int:
    uncounted, _ = rows.filter(since=None).delete()
    taken_back = uncounted + rows.update(tally=None, handle="", first_handle="")
    if taken_back:
        traces.leave_none()
    return taken_back


def has_second(owner_token: str) -> bool:
    """Whether a second sheet counts beside this one."""
    return Contribution.objects.filter(first_handle=tokens.derive_handle(owner_token)).exists()


def own(owner_token: str) -> Contribution:
    """What a result adds to a class that still opens, a second time before a first.

    Raises Contribution.DoesNotExist.
    """
    return (
        Contribution.objects.select_related("room__edition")
        .defer("room__edition__content")
        .exclude(sitting=Sitting.CHANGE)
        .filter(handle=tokens.derive_handle(owner_token), room__ends_on__gte=earliest_end())
        .latest("sitting", "pk")
    )


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


def write_anew(rows: Sequence[Contribution]) -> None:
    """Store rows again under new keys, all at one moment and in no order.

    A database remembers in which transaction a row was written, and where; afterwards that is the
    same for all of them, and no longer the one that stored somebody's result.
    """
    Contribution.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        row.pk = _new_key()
    Contribution.objects.bulk_create(sorted(rows, key=lambda row: int(row.pk)), batch_size=200)
    # The log of changes of SQLite would still tell who came when.
    traces.leave_none()


def _new_key() -> int:
    return secrets.randbelow(LARGEST_KEY) + 1
