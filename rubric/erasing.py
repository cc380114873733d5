"""Erasing for good: rows, and what the file of the database still holds of them."""

from collections.abc import Callable, Iterator
from datetime import date
from time import sleep

from django.db import transaction
from django.utils import timezone

from rubric import buckets, tokens, traces
from rubric.models import Assessment, Room, Share
from rubric.rooms import contributions

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
        contributions.withdraw(owner_token)
        # Held from the start, so that nobody hangs anything on it meanwhile.
        deleted = found.delete()[0] if found.select_for_update().exists() else 0
    traces.leave_none()
    return deleted > 0


def erase_room(room: Room) -> None:
    """Erase a room with all that was added to it and every picture of it."""
    with transaction.atomic():
        Room.objects.held(room.pk).delete()
    traces.leave_none()


def sweep() -> None:
    """Erase one portion of what has expired, and of buckets, once a day in each process."""
    today = timezone.localdate()
    if _swept_on == [today]:
        return
    _swept_on[:] = [today]
    if sum(_erase_portion(kind) for kind in KINDS):
        traces.leave_none()
    buckets.sweep()


def purge(*, pause: Callable[[float], None] = sleep) -> tuple[int, int, int]:
    """Erase all that has expired, a portion at a time; returns how many results, shares, rooms."""
    results, shares, rooms = (sum(_portions(kind, pause)) for kind in KINDS)
    while buckets.sweep():
        pause(PAUSE)
    # Also when nothing was due: an earlier erasure may have met a reader who was in the way.
    traces.leave_none()
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
