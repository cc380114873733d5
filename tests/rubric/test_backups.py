"""A copy while the site is used, and the way back: the same results, the same pages."""

import sqlite3
import stat
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from rubric import assessments, backups, editions, erasing, forms, tokens
from rubric.models import Assessment
from tests.conftest import SONOGRAPHER, WORKED_EXAMPLE

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about a file")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with some hundred rows in the place of the site's own."""
    file = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(file)) as live:
        live.execute("PRAGMA journal_mode=TRUNCATE")
        live.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, text)")
        live.executemany("INSERT INTO t (text) VALUES (?)", [("x" * 3000,)] * 400)
        live.commit()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
    return file


def count(file: Path) -> int:
    with closing(sqlite3.connect(file)) as found:
        return int(found.execute("SELECT COUNT(*) FROM t").fetchone()[0])


@only_sqlite
def test_a_copy_is_whole_and_for_its_owner_alone(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite3"
    backups.back_up(target)

    assert count(target) == 400
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir() if "half" in file.name] == []


@only_sqlite
def test_a_copy_under_load_is_one_state_and_refuses_nobody(database: Path, tmp_path: Path) -> None:
    """Each writer adds two rows at once, so an odd number would be half a transaction."""
    wrong, stop = list[str](), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(database, timeout=20, isolation_level=None)) as live:
            while not stop.is_set():
                try:
                    live.execute("BEGIN IMMEDIATE")
                    live.execute("INSERT INTO t (text) VALUES ('a')")
                    live.execute("INSERT INTO t (text) VALUES ('b')")
                    live.execute("COMMIT")
                except sqlite3.OperationalError as error:
                    wrong.append(str(error))
                time.sleep(0.002)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        for number in range(4):
            backups.back_up(tmp_path / f"copy-{number}.sqlite3")
    finally:
        stop.set()
        for writer in writers:
            writer.join()

    counts = [count(tmp_path / f"copy-{number}.sqlite3") for number in range(4)]
    assert all(found % 2 == 0 for found in counts)
    assert counts == sorted(counts)
    assert wrong == []


@pytest.fixture
def used(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Five results, each of which answers the one before it, and what people do during a copy."""
    monkeypatch.setattr(backups, "PORTION", 2)
    owners = list[str]()
    for _ in range(5):
        before = assessments.live(tokens.digest(owners[-1])) if owners else None
        owners.append(store(before))
    pending = list(owners)

    def meanwhile(seconds: float) -> None:
        if not pending:
            return
        first, second, *_ = pending
        pending.clear()
        erasing.erase(owner_token=first)
        kept = assessments.live(tokens.digest(second))
        assessments.keep(assessment=kept, until=kept.expires_on + timedelta(days=9))
        store(kept)

    monkeypatch.setattr(time, "sleep", meanwhile)
    return owners


def store(previous: Assessment | None) -> str:
    edition = editions.newest()
    return assessments.submit(
        edition=edition,
        definition=edition.content.rubric_by_slug[SONOGRAPHER],
        ratings=WORKED_EXAMPLE,
        form_key=forms.new_key(),
        previous=previous,
    )


def content_of(file: Path | str) -> dict[str, list[Any]]:
    """Every row of every table, and what the tables are made of."""
    with closing(sqlite3.connect(file)) as found:
        schema = found.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
        names = [name for kind, name, _ in schema if kind == "table"]
        rows = {name: sorted(found.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}
        return {"schema": schema, **rows}


@only_sqlite
def test_a_copy_is_the_database_as_it_is_at_the_end(used: list[str], tmp_path: Path) -> None:
    """One result was erased, one extended and one answered again after they had been copied."""
    backups.back_up(tmp_path / "copy")

    live = content_of(connection.settings_dict["NAME"])
    assert content_of(tmp_path / "copy") == live
    assert len(live["rubric_assessment"]) == len(used) == 5


@only_sqlite
@pytest.mark.parametrize("given_up", [*backups.MAY_CHANGE, "erased"])
def test_without_catching_up_the_copy_would_be_another(
    used: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given_up: str
) -> None:
    kept = tuple(column for column in backups.MAY_CHANGE if column != given_up)
    monkeypatch.setattr(backups, "MAY_CHANGE", kept)
    if given_up == "erased":
        monkeypatch.setattr(backups, "_catch_up", lambda copy: None)

    backups.back_up(tmp_path / "copy")

    assert content_of(tmp_path / "copy") != content_of(connection.settings_dict["NAME"])


@only_sqlite
def test_a_result_changes_only_where_a_copy_looks(submit: Callable[..., str]) -> None:
    submit()
    columns = {str(field.column) for field in Assessment._meta.concrete_fields} - {"id"}
    changed = set[str]()
    for column in columns:
        with suppress(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE rubric_assessment SET {column} = '2999-01-01x'")
            changed.add(column)
            transaction.set_rollback(True)

    assert changed == set(backups.MAY_CHANGE)


@only_sqlite
@pytest.mark.parametrize("column", backups.MAY_CHANGE)
def test_catching_up_reads_no_large_row(db: None, column: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN SELECT id, {column} FROM rubric_assessment")
        assert "COVERING INDEX" in cursor.fetchone()[3]


@only_sqlite
def test_a_restore_needs_an_empty_place(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    backups.back_up(copy)
    backups._put_back_sqlite(copy)
    assert count(database) == 400
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda folder: backups.back_up(folder), "is there already"),
        (lambda folder: backups.back_up(folder / "none" / "copy"), "There is no folder"),
        (lambda folder: backups.restore(folder / "none"), "There is no file"),
    ],
)
def test_what_cannot_be_done_is_said(
    act: Callable[[Path], Any], words: str, tmp_path: Path, db: None
) -> None:
    with pytest.raises(backups.BackupError, match=words):
        act(tmp_path)


def test_a_database_in_use_is_never_replaced(tmp_path: Path, db: None) -> None:
    file = tmp_path / "copy"
    file.write_bytes(b"anything")
    with pytest.raises(backups.BackupError, match="is not empty"):
        backups.restore(file)


@only_sqlite
def test_a_damaged_copy_is_refused(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    backups.back_up(copy)
    text = bytearray(copy.read_bytes())
    text[8192:60000] = b"\xff" * (60000 - 8192)
    copy.write_bytes(text)
    with pytest.raises(backups.BackupError, match=r"damaged|cannot be read"):
        backups._put_back_sqlite(copy)
    assert count(database) == 400


@only_sqlite
def test_a_database_that_cannot_be_read_leaves_no_copy(database: Path, tmp_path: Path) -> None:
    database.write_bytes(b"not a database at all" * 1000)
    target = tmp_path / "copy.sqlite3"
    with pytest.raises(backups.BackupError, match="cannot be read"):
        backups.back_up(target)
    assert not target.exists()
