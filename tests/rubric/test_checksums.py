"""What a row says of itself: whoever changes a stored result in the file is found."""

import importlib
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from rubric import assessments, editions, receipts
from rubric.assessments import CHANGED, OTHERWISE
from rubric.migrations import _guards_3 as guards
from rubric.models import Assessment, Edition
from tests.conftest import WORKED_EXAMPLE, run_statements
from tests.test_processes import ROOT, database

SAID: dict[str, Any] = {
    "edition": 3,
    "rubric": "a",
    "ratings": {"x": 1, "y": None},
    "receipt": {"name": "Ä", "points": [1, 2]},
}
Changes = dict[str, Any]


def test_the_checksum_is_that_of_sorted_json() -> None:
    # printf '%s' '[3,"a",{"x":1,"y":null},{"name":"Ä","points":[1,2]}]' | sha256sum
    assert receipts.checksum(**SAID) == (
        "d940553b9f0fbca94a544a1c5155aec152a07052f8f4b677ca2393b5e2d09d89"
    )


def test_another_order_of_keys_is_the_same_result() -> None:
    turned = {"ratings": {"y": None, "x": 1}, "receipt": {"points": [1, 2], "name": "Ä"}}

    assert receipts.checksum(**{**SAID, **turned}) == receipts.checksum(**SAID)


@pytest.mark.parametrize(
    "change",
    [
        {"edition": 4},
        {"rubric": "b"},
        {"ratings": {"x": 1, "y": 1}},
        {"receipt": {"name": "A", "points": [1, 2]}},
        {"receipt": {"name": "Ä", "points": [2, 1]}},
    ],
)
def test_whatever_changes_changes_the_checksum(change: Changes) -> None:
    assert receipts.checksum(**{**SAID, **change}) != receipts.checksum(**SAID)


def checksum_of(row: Assessment) -> str:
    return receipts.checksum(
        edition=row.edition_id, rubric=row.rubric, ratings=row.ratings, receipt=row.receipt
    )


def test_a_result_is_stored_with_its_checksum(submit: Callable[..., str]) -> None:
    submit()

    stored = Assessment.objects.get()
    assert stored.checksum == checksum_of(stored)


def renamed(row: Assessment) -> Changes:
    """One letter of one name."""
    first, second = row.receipt["sides"]
    name = first["name"][:-1] + "m"
    return {"receipt": {**row.receipt, "sides": [{**first, "name": name}, second]}}


def rescored(row: Assessment) -> Changes:
    return {"receipt": {**row.receipt, "margin": row.receipt["margin"] - 1}}


def unasked(row: Assessment) -> Changes:
    """A questionnaire that its edition does not have."""
    return {"rubric": "no-such-rubric"}


def engineless(row: Assessment) -> Changes:
    return {"receipt": {name: it for name, it in row.receipt.items() if name != "engine"}}


def unheard(row: Assessment) -> Changes:
    """A rating that no scale has."""
    return {"ratings": {**row.ratings, "pace": 6}}


FORGERIES: dict[str, Callable[[Assessment], Changes]] = {
    "a letter of a name": renamed,
    "a score": rescored,
    "a rating": lambda row: {"ratings": {**row.ratings, "pace": 5}},
    "the edition": lambda row: {"edition_id": 2},
}


def forge(change: Callable[[Assessment], Changes], *, with_checksum: bool = False) -> Assessment:
    """Change a result as somebody who holds the file of the database can."""
    run_statements(guards.remove(connection.vendor))
    row = Assessment.objects.order_by("pk")[0]
    for name, value in change(row).items():
        setattr(row, name, value)
    if with_checksum:
        row.checksum = checksum_of(row)
    row.save()
    return row


def publish_the_same_again() -> None:
    """A second edition that gives every sheet the receipt of the first."""
    first = Edition.objects.get()
    Edition.objects.create(
        number=2,
        content=first.content,
        digest=first.digest,
        note="The same.",
        published_on=first.published_on,
    )


@pytest.fixture
def two_results(submit: Callable[..., str]) -> None:
    submit()
    submit(pace=1)
    publish_the_same_again()


@pytest.mark.parametrize("forgery", FORGERIES)
def test_whatever_is_changed_is_found(two_results: None, forgery: str) -> None:
    row = forge(FORGERIES[forgery])

    checked, [found] = assessments.verify()

    assert (checked, found.pk) == (2, row.pk)
    assert CHANGED in found.faults


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_name_of_a_result_from_before_editions_is_not_believed(
    two_results: None, monkeypatch: pytest.MonkeyPatch, forgery: str
) -> None:
    """Working it out again takes its names from the receipt, so the checksum alone can tell."""
    carried_over = replace(editions.of(1), is_carried_over=True)
    monkeypatch.setattr(editions, "of", lambda number: carried_over)
    row = forge(FORGERIES[forgery])

    _, [found] = assessments.verify()

    assert (found.pk, found.faults[0]) == (row.pk, CHANGED)
    assert (OTHERWISE in found.faults) is (forgery in ("a score", "a rating"))


@pytest.mark.parametrize("change", [rescored, renamed, unasked, engineless, unheard])
def test_a_receipt_that_its_ratings_do_not_give_is_found_though_the_checksum_was_made_anew(
    two_results: None, change: Callable[[Assessment], Changes]
) -> None:
    row = forge(change, with_checksum=True)

    _, [found] = assessments.verify()

    assert (found.pk, found.faults) == (row.pk, (OTHERWISE,))


def test_a_checksum_that_is_gone_is_found(two_results: None) -> None:
    row = forge(lambda row: {"checksum": ""})

    _, [found] = assessments.verify()

    assert (found.pk, found.faults) == (row.pk, (CHANGED,))


def test_the_report_names_the_row_and_nothing_of_a_person(two_results: None) -> None:
    row, answer = forge(rescored), StringIO()

    with pytest.raises(CommandError) as refused:
        call_command("verify_results", stdout=answer)

    assert answer.getvalue() == "2 results checked, 1 differ.\n"
    assert str(refused.value) == (
        f"Result {row.pk}: edition, ratings or receipt are not what was stored, by the checksum; "
        "its ratings and its edition give another receipt."
    )


@pytest.mark.parametrize("column", ["checksum", "token_digest"])
def test_the_database_lets_nobody_change_it_alone(submit: Callable[..., str], column: str) -> None:
    submit()
    before = Assessment.objects.values().get()
    change = f"UPDATE rubric_assessment SET {column} = %s"

    with (
        pytest.raises(IntegrityError, match="stored_result_is_immutable"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change, ["0" * 64])

    assert Assessment.objects.values().get() == before
    run_statements(guards.remove(connection.vendor))
    with connection.cursor() as cursor:
        cursor.execute(change, ["0" * 64])
    assert getattr(Assessment.objects.get(), column) == "0" * 64


def test_older_rows_are_filled_in_portions(
    submit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    migration = importlib.import_module("rubric.migrations.0014_checksum")
    monkeypatch.setattr(migration, "AT_ONCE", 2)
    for pace in (1, 2, 3, 4, 5):
        submit(pace=pace)
    run_statements(guards.remove(connection.vendor))
    Assessment.objects.update(checksum="")
    assert len(assessments.verify()[1]) == 5

    migration.fill(None, SimpleNamespace(connection=connection))

    assert assessments.verify() == (5, [])


STORE = f"""
from rubric import assessments, editions, forms
from rubric.models import Assessment
edition = editions.newest()
definition = edition.content.rubric_by_slug["sonographer-path"]
for pace in (1, 2, 3):
    ratings = {WORKED_EXAMPLE!r} | {{"pace": pace}}
    assessments.submit(
        edition=edition, definition=definition, ratings=ratings, form_key=forms.new_key()
    )
"""
TRY = """
from django.db import connection
for change in ("receipt = '{}'", "token_digest = 'x'"):
    try:
        connection.cursor().execute(f"UPDATE rubric_assessment SET {change}")
    except Exception as error:
        print(str(error).splitlines()[0])
if connection.vendor == "sqlite":
    names = connection.cursor().execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'rubric_assessment'"
    )
    print(sorted(name for (name,) in names))
"""


@pytest.mark.slow
@pytest.mark.database
def test_the_migration_runs_both_ways_and_leaves_the_guards(tmp_path: Path) -> None:
    with database(tmp_path) as place:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "careerfit.settings",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "localhost",
            "DATABASE_URL": place,
        }

        def manage(*words: str) -> str:
            done = subprocess.run(
                [sys.executable, "manage.py", *words],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        manage("migrate", "-v0")
        manage("seed")
        manage("shell", "-v0", "-c", STORE)
        guarded = manage("shell", "-v0", "-c", TRY)
        assert guarded.count("stored_result_is_immutable") == 2

        manage("migrate", "rubric", "0013", "-v0")
        assert manage("shell", "-v0", "-c", TRY) == guarded
        manage("migrate", "-v0")

        assert manage("shell", "-v0", "-c", TRY) == guarded
        assert manage("verify_results") == "3 results checked, 0 differ.\n"
