"""Writes on the way of one answer sheet, each whole or not at all, and reading it back."""

from collections.abc import Mapping
from datetime import date, timedelta

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from rubric import editions, receipts, tokens
from rubric.definition import Definition
from rubric.editions import Published
from rubric.models import Assessment as Assessment

Ratings = Mapping[str, int | None]

# Expired results leave in small portions, so that no one waits for a large clean-up.
ERASE_AT_ONCE = 200
# The day on which this process last looked for expired results.
_erased_on: list[date] = []


def submit(*, edition: Published, definition: Definition, ratings: Ratings, form_key: str) -> str:
    """Store one filled-in sheet with its receipt and return the owner token.

    `ratings`: 1–5 for every criterion of the definition, or None for “doesn’t matter to me”
    where the questionnaire allows that. The same form with the same ratings gives the same token
    and one row, however often and however simultaneously it is sent. Raises ValueError for bad
    ratings or a form key that this site did not issue; then nothing is stored.
    """
    sheet = _canonical(edition, definition, ratings)
    token = tokens.derive_owner_token(settings.SECRET_KEY, form_key, sheet)
    today = timezone.localdate()
    row: dict[str, str | int] = {
        "rubric": definition.slug,
        "edition_id": edition.number,
        "token_digest": tokens.digest(token),
        "created_on": today.isoformat(),
        "expires_on": (today + timedelta(days=settings.RETENTION_DAYS)).isoformat(),
        "ratings": msgspec.json.encode(ratings).decode(),
        "receipt": msgspec.json.encode(
            receipts.compose(edition.content, definition, ratings)
        ).decode(),
    }
    if _erased_on != [today]:
        _erased_on[:] = [today]
        erase_expired()
    if not _insert(row):
        # Sent twice, it meets its own row. Past that row’s last day it is a new result.
        expired = Assessment.objects.expired().filter(token_digest=row["token_digest"])
        with transaction.atomic():
            if expired.delete()[0]:
                _insert(row)
    return token


def _insert(row: Mapping[str, str | int]) -> bool:
    """Store a row in one statement; returns whether its token was new.

    Saving through the model costs a transaction, and several times as long.
    """
    columns, places = ", ".join(row), ", ".join(["%s"] * len(row))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO rubric_assessment ({columns}) VALUES ({places}) "  # noqa: S608
            "ON CONFLICT (token_digest) DO NOTHING",
            list(row.values()),
        )
        return bool(cursor.rowcount)


def live(token_digest: str) -> Assessment:
    """Return the result a token opens; raises Assessment.DoesNotExist for any other token."""
    # The edition by its number and digest alone: its content is in memory, or read once. One
    # statement of our own costs half of what the query set for it does.
    rows = Assessment.objects.raw(
        "SELECT a.*, e.digest AS edition_digest FROM rubric_assessment a "
        "JOIN rubric_edition e ON e.number = a.edition_id "
        "WHERE a.token_digest = %s AND a.expires_on >= %s",
        [token_digest, timezone.localdate().isoformat()],
    )
    for row in rows:
        return row
    raise Assessment.DoesNotExist


def erase(*, token_digest: str) -> bool:
    """Erase a result with its ratings; returns whether there was one."""
    deleted, _ = Assessment.objects.filter(token_digest=token_digest).delete()
    return deleted > 0


def erase_expired(*, at_most: int = ERASE_AT_ONCE) -> int:
    """Erase results past their last day, the oldest first; returns how many."""
    expired = Assessment.objects.expired().order_by("expires_on")
    chosen = list(expired.values_list("pk", flat=True)[:at_most])
    if chosen:
        Assessment.objects.filter(pk__in=chosen).delete()
    return len(chosen)


def verify() -> tuple[int, list[int]]:
    """Work out every stored result again from its ratings and its edition.

    Returns how many were checked and the primary keys of those whose receipt differs.
    """
    checked, wrong = 0, []
    known: dict[int, Published] = {}
    for assessment in Assessment.objects.iterator(chunk_size=500):
        number = assessment.edition_id
        known[number] = edition = known.get(number) or editions.of(number)
        if not _verifies(edition, assessment):
            wrong.append(assessment.pk)
        checked += 1
    return checked, wrong


def _verifies(edition: Published, assessment: Assessment) -> bool:
    try:
        definition = edition.content.rubric_by_slug[assessment.rubric]
        stored = assessment.receipt
        sheet = edition.content, definition, assessment.ratings
        receipt = receipts.compose(*sheet, engine=stored["engine"])
        if receipt != stored and edition.is_carried_over:
            # Before editions the library moved on under stored results: their own words count.
            receipt = receipts.compose(*sheet, engine=stored["engine"], as_shown=stored)
    except (KeyError, ValueError):
        return False
    return bool(receipt == stored)


def _canonical(edition: Published, definition: Definition, ratings: Ratings) -> str:
    answers = ",".join(f"{key}={ratings[key]}" for key in sorted(ratings))
    return f"{definition.slug}/{edition.number}/{answers}"
