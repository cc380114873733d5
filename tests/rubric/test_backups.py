"""A copy while the site is used, and the way back: the same results, the same pages."""

import sqlite3
import stat
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from rubric import backups

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
def test_a_copy_under_load_is_one_state_and_keeps_nobody_waiting(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each writer adds two rows at once, so an odd number would be half a transaction."""
    monkeypatch.setattr(backups, "PATIENCE", 0.5)
    longest, stop = [0.0], threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(database, timeout=20, isolation_level=None)) as live:
            while not stop.is_set():
                started = time.monotonic()
                live.execute("BEGIN IMMEDIATE")
                live.execute("INSERT INTO t (text) VALUES ('a')")
                live.execute("INSERT INTO t (text) VALUES ('b')")
                live.execute("COMMIT")
                longest[0] = max(longest[0], time.monotonic() - started)
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
    assert longest[0] < 2


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
