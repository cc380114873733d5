"""Erasing for good: rows, and what the file of the database still holds of them."""

from collections.abc import Callable, Iterator
from datetime import date
from time import sleep

from django.db import connection, transaction
from django.utils import timezone

from rubric import buckets, locks, tokens
from rubric.models import Assessment, Room, Share
from rubric.rooms import store

# Small portions and a pause between them, so that nobody waits for a large clean-up.
PORTION = 200
PAUSE = 0.05
Kind = type[Assessment] | type[Share] | type[Room]
KINDS: tuple[Kind, ...] = (Assessment, Share, Room)
# The day on which this process last looked for what has expired.
_swept_on: list[date] = []


def erase(*, owner_token: str) -> bool:
    """Erase a result and all that hangs on it; returns whether there was one.

    What it added to a class is taken back as well.
    """
    found = Assessment.objects.filter(token_digest=tokens.digest(owner_token))
    with transaction.atomic():
        store.withdraw(owner_token)
        # Held from the start, so that nobody hangs anything on it meanwhile.
        deleted = found.delete()[0] if found.select_for_update().exists() else 0
    leave_no_trace()
    return deleted > 0


def erase_room(room: Room) -> None:
    """Erase a room with all that was added to it and every picture of it."""
    with transaction.atomic():
        store.locked(room.pk).delete()
    leave_no_trace()


def sweep() -> None:
    """Erase one portion of what has expired, and of buckets, once a day in each process."""
    today = timezone.localdate()
    if _swept_on == [today]:
        return
    _swept_on[:] = [today]
    if sum(_erase_portion(kind) for kind in KINDS):
        leave_no_trace()
    buckets.sweep()


def purge(*, pause: Callable[[float], None] = sleep) -> tuple[int, int, int]:
    """Erase all that has expired, a portion at a time; returns how many results, shares, rooms."""
    results, shares, rooms = (sum(_portions(kind, pause)) for kind in KINDS)
    while buckets.sweep():
        pause(PAUSE)
    # Also when nothing was due: an earlier erasure may have met a reader who was in the way.
    leave_no_trace()
    return results, shares, rooms


def _portions(kind: Kind, pause: Callable[[float], None]) -> Iterator[int]:
    while erased := _erase_portion(kind):
        yield erased
        pause(PAUSE)


def _erase_portion(kind: Kind) -> int:
    """Erase what is past its last day, the oldest first; returns how much."""
    expired = kind.objects.expired().order_by(kind.LAST_DAY)
    chosen = list(expired.values_list("pk", flat=True)[:PORTION])
    if not chosen:
        return 0
    # Asked once more: its owner may have extended a result since.
    _, counts = kind.objects.expired().filter(pk__in=chosen).delete()
    return counts.get(kind._meta.label, 0)


def leave_no_trace() -> None:
    """Take what was erased out of SQLite's log of changes, too, once it is committed.

    In its own pages erased bytes are overwritten (`secure_delete`); the log beside the file holds
    them until it is emptied. A reader may be in the way: then the next erasure empties it.
    """
    if connection.vendor == "sqlite":
        transaction.on_commit(_empty_log)


def _empty_log() -> None:
    with locks.impatient():
        # Answers at once, and does nothing, where there is no such log.
        locks.pragma("wal_checkpoint(TRUNCATE)")


def vacuum() -> None:
    """Write the file of SQLite anew, without what moving rows has left between them.

    It takes twice the space for a moment, and writers wait.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        leave_no_trace()
