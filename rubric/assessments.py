"""Writes on the way of one answer sheet, each whole or not at all, and reading it back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from rubric import buckets, editions, erasing, receipts, tokens
from rubric.definition import Definition
from rubric.editions import Published
from rubric.models import Assessment as Assessment
from rubric.models import Room
from rubric.models.rooms import earliest_end
from rubric.rooms import contributions
from rubric.rooms.tallies import Tally, tally

Ratings = Mapping[str, int | None]

# As many are read at once when all are looked through.
READ_AT_ONCE = 200

# What can be wrong with a stored result; an operator reads it, so it quotes nothing of a person.
CHANGED = "edition, ratings or receipt are not what was stored, by the checksum"
OTHERWISE = "its ratings and its edition give another receipt"


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored result, by its primary key, and what is wrong with it."""

    pk: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        return f"Result {self.pk}: {'; '.join(self.faults)}."


def submit(
    *,
    edition: Published,
    definition: Definition,
    ratings: Ratings,
    form_key: str,
    previous: Assessment | None = None,
    sender: str = "",
    room: Room | None = None,
    is_counted: bool = True,
    first_token: str = "",
) -> str:
    """Store one filled-in sheet with its receipt and return the owner token.

    `ratings`: 1–5 for every criterion of the definition, or None for “doesn’t matter to me”
    where the questionnaire allows that. `previous`: the result that was answered again; should
    it have been erased meanwhile, the new one stands alone. `sender`: the address it comes
    from, which may store so many in a while (`buckets.SUBMISSIONS`); without one nothing is
    counted. `room`: the class it was answered in, whose picture counts the sheet as well if
    `is_counted`; with `first_token`, that of the owner’s first result there, also what moved
    between the two. Sent before with another `is_counted`, the sheet is counted as it was asked
    for last. The same form with the same ratings gives the same token and one row, however
    often and however simultaneously it is sent. Raises ValueError for bad ratings or a form key
    that this site did not issue, buckets.TooManyError, and rooms.contributions.ClosedError;
    then nothing is stored.
    """
    sheet = _canonical(edition, definition, ratings)
    token = tokens.derive_owner_token(settings.SECRET_KEY, form_key, sheet)
    today = timezone.localdate()
    receipt = receipts.compose(edition.content, definition, ratings)
    row: dict[str, str | int | None] = {
        "rubric": definition.slug,
        "edition_id": edition.number,
        "token_digest": tokens.digest(token),
        "created_on": today.isoformat(),
        "expires_on": (today + timedelta(days=settings.RETENTION_DAYS)).isoformat(),
        "ratings": msgspec.json.encode(ratings).decode(),
        "receipt": msgspec.json.encode(receipt).decode(),
        "checksum": receipts.checksum(
            edition=edition.number, rubric=definition.slug, ratings=ratings, receipt=receipt
        ),
        "outcome": receipts.outcome(receipt),
        "previous_id": previous.pk if previous else None,
    }
    erasing.sweep()
    if not (sender or room):
        _store(row)
        return token
    # Counted and stored together: that is one commit, and what is refused changes nothing.
    with transaction.atomic():
        if sender:
            buckets.need(buckets.SUBMISSIONS, sender)
        if room:
            # First, as whoever erases a result holds its room first, too, and then the result.
            own = tally(definition, ratings, receipt) if is_counted else None
            _count(room, token, own, first_token=first_token)
        _store(row)
    return token


def _count(room: Room, token: str, own: Tally | None, *, first_token: str) -> None:
    """Count what a sheet adds to a class, or take back what it added before."""
    if own is None:
        contributions.withdraw(token, within=room)
        return
    contributions.contribute(room=room, owner_token=token, tally=own)
    if first_token:
        contributions.contribute_change(
            room=room, owner_token=token, first_token=first_token, tally=own
        )


def _store(row: Mapping[str, str | int | None]) -> None:
    """Store a row once: sent twice, it meets itself. Past its last day it is a new result."""
    if _insert(row):
        return
    expired = Assessment.objects.expired().filter(token_digest=row["token_digest"])
    with transaction.atomic():
        if expired.delete()[0]:
            _insert(row)


def _insert(row: Mapping[str, str | int | None]) -> bool:
    """Store a row in one statement; returns whether its token was new.

    Saving through the model costs a transaction, and several times as long.
    """
    # Looked up where it is stored, so that one which is gone leaves nothing and refuses nothing;
    # where several can write at once, it is held until the new row is there.
    held = " FOR KEY SHARE" if connection.vendor == "postgresql" else ""
    place_of = {"previous_id": f"(SELECT id FROM rubric_assessment WHERE id = %s{held})"}  # noqa: S608
    columns, places = ", ".join(row), ", ".join(place_of.get(name, "%s") for name in row)
    values = list(row.values())
    if connection.vendor == "sqlite":
        # A result that is there may not come again, not even to be passed over: a guard sees to it.
        # Writers take turns, so nobody comes between looking and storing.
        taken = "EXISTS (SELECT 1 FROM rubric_assessment WHERE token_digest = %s)"
        rows, values = f"SELECT {places} WHERE NOT {taken}", [*values, row["token_digest"]]
    else:
        rows = f"VALUES ({places}) ON CONFLICT (token_digest) DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO rubric_assessment ({columns}) {rows}", values)
        return bool(cursor.rowcount)


def live(token_digest: str, *, handle: str = "") -> Assessment:
    """Return the result a token opens; raises Assessment.DoesNotExist for any other token.

    `handle`: what its contribution to a class would be found by.
    """
    return _open("token_digest", token_digest, handle)


def before(assessment: Assessment) -> Assessment:
    """Return the result that this one answered again; raises Assessment.DoesNotExist for none."""
    return _open("id", assessment.previous_id)


def _open(column: str, value: str | int | None, handle: str = "") -> Assessment:
    # The edition by its number and digest alone: its content is in memory, or read once. One
    # statement of our own costs half of what the query set for it does.
    today = timezone.localdate().isoformat()
    rows = Assessment.objects.raw(
        "SELECT a.*, e.digest AS edition_digest, p.id IS NOT NULL AS has_previous, "  # noqa: S608
        # Asked again is who counts the first time alone.
        "(SELECT CASE WHEN MAX(c.sitting) = 1 AND MAX(CASE WHEN r.is_open AND r.sitting = 2 "
        "AND NOT EXISTS (SELECT 1 FROM rubric_contribution d WHERE d.first_handle = c.handle) "
        "THEN 1 ELSE 0 END) = 1 THEN 2 WHEN COUNT(*) > 0 THEN 1 END "
        "FROM rubric_contribution c JOIN rubric_room r ON r.id = c.room_id AND r.ends_on >= %s "
        "WHERE c.handle = NULLIF(%s, '')) AS class_state "
        "FROM rubric_assessment a JOIN rubric_edition e ON e.number = a.edition_id "
        "LEFT JOIN rubric_assessment p ON p.id = a.previous_id AND p.expires_on >= %s "
        f"WHERE a.{column} = %s AND a.expires_on >= %s",
        [earliest_end().isoformat(), handle, today, value, today],
    )
    for row in rows:
        # SQLite has numbers for yes and no.
        row.has_previous = bool(row.has_previous)
        return row
    raise Assessment.DoesNotExist


def keep(*, assessment: Assessment, until: date) -> None:
    """Let a result open until another day, and none of its shares for longer."""
    with transaction.atomic():
        Assessment.objects.filter(pk=assessment.pk).update(expires_on=until)
        assessment.shares.filter(expires_on__gt=until).update(expires_on=until)


def longest(assessment: Assessment) -> date:
    """The latest day that a result may be kept to, however often it is extended."""
    return assessment.created_on + timedelta(days=settings.LONGEST_RETENTION_DAYS)


def verify() -> tuple[int, list[Difference]]:
    """Hold every stored result against its checksum, and work it out again from its ratings.

    Returns how many were checked, and what differs.
    """
    checked, found = 0, []
    known: dict[int, Published] = {}
    for assessment in _in_pages():
        number = assessment.edition_id
        known[number] = edition = known.get(number) or editions.of(number)
        faults = []
        if not _is_as_stored(assessment):
            faults.append(CHANGED)
        if not _verifies(edition, assessment):
            faults.append(OTHERWISE)
        if faults:
            found.append(Difference(assessment.pk, tuple(faults)))
        checked += 1
    return checked, found


def _in_pages() -> Iterator[Assessment]:
    """Every stored result. Between two pages nothing is held open, so writers never wait."""
    last = 0
    while page := list(Assessment.objects.filter(pk__gt=last).order_by("pk")[:READ_AT_ONCE]):
        yield from page
        last = page[-1].pk


def _is_as_stored(assessment: Assessment) -> bool:
    return assessment.checksum == receipts.checksum(
        edition=assessment.edition_id,
        rubric=assessment.rubric,
        ratings=assessment.ratings,
        receipt=assessment.receipt,
    )


def _verifies(edition: Published, assessment: Assessment) -> bool:
    try:
        definition = edition.content.rubric_by_slug[assessment.rubric]
        stored = assessment.receipt
        sheet = edition.content, definition, assessment.ratings
        receipt = receipts.compose(*sheet, engine=stored["engine"])
        if receipt != stored and edition.is_carried_over:
            # Before editions the library moved on under stored results: their own words count,
            # and the checksum sees to it that they are the words that were stored.
            receipt = receipts.compose(*sheet, engine=stored["engine"], as_shown=stored)
    except (KeyError, ValueError):
        return False
    return bool(receipt == stored)


def _canonical(edition: Published, definition: Definition, ratings: Ratings) -> str:
    answers = ",".join(f"{key}={ratings[key]}" for key in sorted(ratings))
    return f"{definition.slug}/{edition.number}/{answers}"
