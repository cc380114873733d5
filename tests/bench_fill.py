"""What a database holds before something is measured: many results, and what hangs on them."""

import random
import secrets
from collections.abc import Mapping
from datetime import timedelta

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from rubric import assessments, editions, forms, receipts, tokens
from rubric.models import Assessment, Contribution, Rubric
from rubric.rooms import contributions, store, taking
from rubric.rooms.tallies import tally
from tests.bench import MATCH_RATINGS, RATINGS

SHEETS: dict[str, Mapping[str, int | str]] = {
    "sonographer-path": RATINGS,
    "specialty-match": MATCH_RATINGS,
}
# Sheets of each questionnaire that are scored for real; the rest are copies of their receipts.
REAL = 100
# The copies are spread over so many days, so that a tenth of them has expired.
DAYS = 100


def fill(count: int, every: int = 10) -> None:
    """Store this many results, half of each questionnaire, with a share, a plan and a log on some.

    Copy number n opens by `token_of(n)`. What was made on one day lies together, as in life.
    """
    real = max(1, min(REAL, count // 20))
    for slug, sheet in SHEETS.items():
        for number in range(real):
            submit(slug, sheet if number == 0 else vary(sheet, number))
    first = Assessment.objects.order_by("pk").values_list("pk", flat=True)[0]
    copies = count - 2 * real
    for day in range(DAYS):
        numbers = copies * day // DAYS, copies * (day + 1) // DAYS
        copy(first, 2 * real, numbers, DAYS - 1 - day)
    hang_on(first + 2 * real, every)
    if connection.vendor == "postgresql":
        # As autovacuum would do a minute later.
        run("ANALYZE")


def submit(slug: str, sheet: Mapping[str, int | str]) -> str:
    edition = editions.newest()
    return assessments.submit(
        edition=edition,
        definition=edition.content.rubric_by_slug[slug],
        ratings={key: value if isinstance(value, int) else None for key, value in sheet.items()},
        form_key=forms.new_key(),
    )


def vary(sheet: Mapping[str, int | str], seed: int) -> dict[str, int | str]:
    dice = random.Random(seed)  # noqa: S311 - the same sheets in every run
    return {key: dice.randint(1, 5) for key in sheet}


def token_of(number: int) -> str:
    """What opens a copy; 43 characters, as every token has."""
    return f"{number:043}"


def copy(first: int, real: int, numbers: tuple[int, int], age: int) -> None:
    """Store copies of the real results, made so many days ago."""
    start, end = numbers
    made = timezone.localdate() - timedelta(days=age)
    same = [
        f'"{field.column}"'
        for field in Assessment._meta.concrete_fields
        if field.name not in ("id", "token_digest", "created_on", "expires_on")
    ]
    days = f"'{made}', '{made + timedelta(days=settings.RETENTION_DAYS)}'"
    run(
        f"WITH RECURSIVE n(i) AS (SELECT {start} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {end})"
        " INSERT INTO rubric_assessment"
        f" (token_digest, created_on, expires_on, {', '.join(same)})"
        f" SELECT {sha256(PADDED)}, {days}, {', '.join(f'seed.{column}' for column in same)}"
        f" FROM n JOIN rubric_assessment seed ON seed.id = {first} + n.i % {real}"
        f" WHERE n.i < {end}"
    )


def hang_on(first: int, every: int) -> None:
    """A share, a plan and two entries of a log; every fiftieth copy answers the one before it."""
    some = f"FROM rubric_assessment WHERE id >= {first} AND id % {every} = 0"
    run(
        "INSERT INTO rubric_share (assessment_id, key, token_digest, label, scope, with_plan,"
        f" with_log, created_on, expires_on) SELECT id, {KEY}, {sha256('token_digest')}, 'Maria',"
        f" 'answers', TRUE, TRUE, created_on, expires_on {some}"
    )
    run(
        "INSERT INTO rubric_plan (assessment_id, starts_on, done)"
        f" SELECT id, created_on, '[]' {some}"
    )
    for number in range(2):
        run(
            'INSERT INTO rubric_logentry (assessment_id, key, "on", place, liked, deeds, line)'
            f" SELECT id, '{number}' || substr({KEY}, 2), created_on, 'cardiology', TRUE, '[]',"
            f" 'Two hours of echo.' {some}"
        )
    run(f"UPDATE rubric_assessment SET previous_id = id - 1 WHERE id > {first} AND id % 50 = 0")


KEY = "substr(token_digest, 1, 43)"
# `token_of` in words of the database.
PADDED = f"substr('{'0' * 43}' || n.i, length('' || n.i) + 1)"


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def sha256(text: str) -> str:
    """SHA-256 in hexadecimal, in words of the database; Django teaches SQLite that function."""
    return (
        f"SHA256({text})" if is_sqlite() else f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')"
    )


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(statement)


def publish(number: int) -> None:
    """Publish an edition that says something else than the one before."""
    Rubric.objects.update(invitation=f"Measured for the {number + 1}th time.")
    editions.publish(note="For a measurement.")


def fill_room(token: str, people: int) -> None:
    """Count this many people in a room, of two minds, and show the picture."""
    room = store.live(tokens.digest(token))
    edition = taking.edition_of(room)
    definition = edition.content.rubric_by_slug[room.rubric]
    sheets = [{**dict.fromkeys(RATINGS, rating), "pace": 3} for rating in (1, 5)]
    tallies = [
        tally(definition, sheet, receipts.compose(edition.content, definition, sheet))
        for sheet in sheets
    ]
    Contribution.objects.bulk_create(
        (
            Contribution(
                pk=secrets.randbelow(contributions.LARGEST_KEY) + 1,
                room=room,
                sitting=room.sitting,
                handle=secrets.token_hex(32),
                tally=msgspec.to_builtins(tallies[number % len(tallies)]),
            )
            for number in range(people)
        ),
        batch_size=200,
    )
    taking.release(room)
    store.reveal(room, ["outcome", "divided", *(f"statement {key}" for key in RATINGS)])
