"""Editions: compile the working copy, check it, publish it, and hand out what is published.

Content is decoded once a process and kept for the last few editions, by digest, so that several
workers and nodes agree without telling each other anything.
"""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from rubric import changes as wording
from rubric import checks, compile, content
from rubric.checks import Problem
from rubric.content import Change, Content
from rubric.models import Edition

KEPT = 3
NOTE_LENGTH = 500
# Who published the editions that a migration made of a database from before them.
CARRIED_OVER = "migration"


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """One edition as a request meets it. Number 0: nothing is published yet.

    `kept` remembers what depends on this edition alone, as long as the process keeps it.
    """

    number: int
    digest: str
    content: Content
    published_on: date | None = None
    is_carried_over: bool = False
    kept: dict[Any, Any] = field(default_factory=dict)


class NotPublishableError(ValueError):
    """Gaps keep the working copy from being published; `problems` names each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(f"{problem.place}: {problem.text}" for problem in problems))
        self.problems = problems


_known: OrderedDict[tuple[int, str], Published] = OrderedDict()
_last: list[Published] = []
NOTHING = Published(0, "", Content())


def newest_mark() -> tuple[int, str]:
    """Return number and digest of the newest edition, or (0, ""). One small query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, digest FROM rubric_edition ORDER BY number DESC LIMIT 1")
        return cursor.fetchone() or (0, "")


def newest() -> Published:
    """Return the edition that readers see now; an empty one before the first."""
    mark = newest_mark()
    published = of(*mark) if mark[0] else NOTHING
    _last[:] = [published]
    return published


def last_seen() -> Published:
    """What this process served last, for when the database is away."""
    return _last[0] if _last else NOTHING


def remembered(number: str) -> Published | None:
    """An edition from memory alone, by its number as a form sends it."""
    return next((it for it in tuple(_known.values()) if str(it.number) == number), None)


def of(number: int, digest: str = "") -> Published:
    """Return an edition, from memory where its digest is known.

    Raises Edition.DoesNotExist for a number that was never given out.
    """
    if not digest:
        digest = Edition.objects.values_list("digest", flat=True).get(number=number)
    known = _known.get((number, digest))
    if known is None:
        row = Edition.objects.get(number=number)
        known = Published(
            number,
            digest,
            content.read(row.content),
            row.published_on,
            is_carried_over=row.published_by == CARRIED_OVER,
        )
        _known[number, digest] = known
        # The least used one goes first, which the newest never is.
        while len(_known) > KEPT:
            _known.popitem(last=False)
    with suppress(KeyError):
        _known.move_to_end((number, digest))
    return known


def published() -> QuerySet[Edition, tuple[int, date, str, bool, bool, bool]]:
    """Number, day, note and what moved of every edition, newest first."""
    fields = ("number", "published_on", "note", "moves_levels", "moves_weights", "moves_words")
    return Edition.objects.values_list(*fields)


def compiled() -> Content:
    """Read the working copy, in one state even while somebody saves."""
    with _one_state():
        return compile.read()


def preview() -> Published:
    """The working copy as readers would see it; never stored, never kept."""
    return Published(0, "", compiled())


def problems() -> tuple[Problem, ...]:
    """What keeps the working copy from being published."""
    return checks.check(compiled())


def changes() -> tuple[Change, ...]:
    """What publishing the working copy would change for readers, field by field."""
    return content.diff(newest().content, compiled())


def publish(*, note: str, by: str = "") -> Edition:
    """Publish the working copy as the next edition.

    Raises NotPublishableError when something is missing, another ValueError for a note that is
    empty or too long, when nothing is different, and when somebody else was quicker; then nothing
    is stored.
    """
    with _one_state():
        found = compile.read()
        if gaps := checks.check(found):
            raise NotPublishableError(gaps)
        return _store(content.write(found), note=note, by=by)


def republish(*, number: int, note: str, by: str = "") -> Edition:
    """Publish the content of an old edition again, under the next number.

    Raises Edition.DoesNotExist, and ValueError as `publish`; then nothing is stored.
    """
    with _one_state():
        return _store(Edition.objects.get(number=number).content, note=note, by=by)


def _store(text: str, *, note: str, by: str) -> Edition:
    note = note.strip()
    if not note:
        raise ValueError("Say in a note what is different.")
    if len(note) > NOTE_LENGTH:
        raise ValueError(f"A note has at most {NOTE_LENGTH} characters.")
    newest_edition = newest()
    found = content.diff(newest_edition.content, content.read(text))
    if not found:
        raise ValueError("Nothing is different: readers see this already.")
    try:
        return Edition.objects.create(
            number=newest_edition.number + 1,
            published_on=timezone.localdate(),
            published_by=by,
            note=note,
            content=text,
            digest=content.digest(text),
            # Before the first one there was nothing that could have moved.
            **(wording.moved(found)._asdict() if newest_edition.number else {}),
        )
    except IntegrityError as error:
        # Two asked for the same number: the database lets one of them in.
        raise ValueError("Somebody else has published meanwhile. Look again.") from error


@contextmanager
def _one_state() -> Iterator[None]:
    """Let every query within see the database at one moment."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
