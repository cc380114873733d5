"""A database from before editions, carried over: what was published, every result, every edit."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rubric import content
from rubric.definition import PathAim
from rubric.receipts import outcome
from tests.conftest import WORKED_EXAMPLE

ROOT = Path(__file__).resolve().parents[2]
# Two versions of one questionnaire with results of both, a draft of a third, edits by an admin.
BEFORE = ROOT / "tests" / "data" / "before-editions.sql.gz"

pytestmark = pytest.mark.slow


def manage(database: Path, *words: str) -> str:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "careerfit.settings",
        "SECRET_KEY": "only-for-this-database-and-longer-than-needed-0123456789",
        "ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": f"sqlite:///{database}",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("old") / "careerfit.sqlite3"
    manage(file, "migrate", "specialties", "0002", "-v0")
    manage(file, "migrate", "rubric", "0004", "-v0")
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(gzip.decompress(BEFORE.read_bytes()).decode())
    return file


@pytest.fixture(scope="module")
def receipts_before(database: Path) -> dict[str, Any]:
    return receipts(database, "WHERE example_of_id IS NULL")


@pytest.fixture(scope="module")
def carried(database: Path, receipts_before: dict[str, Any]) -> Path:
    manage(database, "migrate", "-v0")
    return database


def rows(database: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def receipts(database: Path, where: str = "") -> dict[str, Any]:
    found = rows(database, f"SELECT token_digest, receipt FROM rubric_assessment {where}")
    return {digest: json.loads(receipt) for digest, receipt in found}


def stored_content(database: Path, number: int) -> content.Content:
    ((text,),) = rows(database, f"SELECT content FROM rubric_edition WHERE number = {number}")
    return content.read(text)


def weight(found: content.Content, criterion: str) -> int:
    aim = found.rubric_by_slug["sonographer-path"].aim
    assert isinstance(aim, PathAim)
    return aim.weights[criterion]["generalist"]


def test_results_keep_address_answers_and_receipt(
    receipts_before: dict[str, Any], carried: Path
) -> None:
    assert len(receipts_before) == 7
    assert receipts(carried) == receipts_before
    ((ratings,),) = rows(carried, "SELECT ratings FROM rubric_assessment ORDER BY id LIMIT 1")
    assert json.loads(ratings) == WORKED_EXAMPLE


def test_results_are_counted_as_what_their_receipts_say(carried: Path) -> None:
    with closing(sqlite3.connect(carried)) as connection:
        rows = connection.execute("SELECT outcome, receipt FROM rubric_assessment").fetchall()

    assert rows
    assert [found for found, _ in rows] == [outcome(json.loads(text)) for _, text in rows]


def test_every_version_with_results_is_in_an_edition(carried: Path) -> None:
    by_edition = rows(
        carried,
        "SELECT rubric, edition_id, count(*) FROM rubric_assessment GROUP BY 1, 2 ORDER BY 1, 2",
    )

    assert by_edition == [
        ("sonographer-path", 1, 3),
        ("sonographer-path", 2, 1),
        ("specialty-match", 2, 3),
    ]
    assert weight(stored_content(carried, 1), "pace") == 2
    assert weight(stored_content(carried, 2), "pace") == 1


def test_what_is_published_is_what_was_published(carried: Path) -> None:
    found = stored_content(carried, 2)

    (kpi,) = (row for row in found.library.kpis if row.name == "Diagnostic accuracy")
    assert kpi.target == "at least 97\u00a0%"
    notes = {note.key: note.text for note in found.library.notes}
    assert notes["psychiatry-no-more"] == "Edited by an admin, too."
    statements = [row.statement for row in found.rubric_by_slug["sonographer-path"].criteria]
    assert "Work in progress." not in statements


def test_a_newer_draft_waits_in_the_working_copy(carried: Path) -> None:
    differences = manage(carried, "preview_diff")

    assert "Work in progress." in differences
    # Besides, what would be published today is worked out as it is today.
    assert "rubrics, specialty-match, aim, engine" in differences
    assert differences.count("\n  + ") == 2


def test_every_result_verifies_though_the_library_had_moved_on(carried: Path) -> None:
    assert manage(carried, "verify_results") == "7 results checked, 0 differ.\n"


@pytest.fixture(scope="module")
def seeded(carried: Path) -> tuple[Path, list[str]]:
    """The same database after the fixtures of today, with what was kept."""
    lines = manage(carried, "seed").splitlines()
    return carried, [line for line in lines if "kept as edited" in line]


def test_seeding_keeps_what_was_edited_and_nothing_else(
    seeded: tuple[Path, list[str]],
) -> None:
    _, kept = seeded
    assert len(kept) == 8, kept


def test_what_nobody_edited_follows_the_second_content(seeded: tuple[Path, list[str]]) -> None:
    database, _ = seeded
    axes = rows(database, 'SELECT slug FROM specialties_axis ORDER BY "order"')
    assert [slug for (slug,) in axes] == [
        *("generate", "interpret", "act", "think", "people", "tempo"),
    ]
    assert rows(database, "SELECT count(*) FROM specialties_axislevel") == [(19 * 6,)]
    assert rows(database, "SELECT count(*) FROM specialties_axislevel WHERE basis = ''") == [(0,)]
    fields = rows(
        database,
        "SELECT s.slug, f.slug FROM specialties_specialty s "
        "JOIN specialties_wholefield f ON f.id = s.field_id ORDER BY s.slug",
    )
    assert dict(fields)["cardiology"] == "cardiology-field"
    assert rows(
        database, "SELECT count(*) FROM specialties_route WHERE years = '' AND text = ''"
    ) == [(0,)]
    years = rows(database, "SELECT DISTINCT year FROM specialties_matchfigure ORDER BY year")
    assert [year for (year,) in years] == [2021, 2025, 2026]


def test_what_an_admin_edited_stays_as_it_was(seeded: tuple[Path, list[str]]) -> None:
    database, _ = seeded
    assert rows(database, "SELECT low FROM specialties_kpi WHERE name = 'Diagnostic accuracy'") == [
        (97,)
    ]
    note = rows(database, "SELECT text FROM specialties_note WHERE key = 'psychiatry-no-more'")
    assert note == [("Edited by an admin, too.",)]
