"""A copy of the whole database while the site runs, and the way back."""

import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

# Pages copied at a time, and the pause after them in which writers take their turn.
STEP, PAUSE = 256, 0.01
# How long a step may wait for a lock, and how long copying in steps is tried.
PATIENCE = 5.0


class BackupError(Exception):
    """The copy could not be made or put back; the message says why. Nothing is half done."""


def back_up(target: Path) -> None:
    """Write a copy of the database to a file that is not there yet.

    SQLite is copied in steps that let writers in between; PostgreSQL by pg_dump. The copy gets its
    name only when it is whole, and nobody but its owner can read it.
    """
    if target.exists():
        raise BackupError(f"{target} is there already.")
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent}.")
    half = target.with_name(f".{target.name}.half")
    half.unlink(missing_ok=True)
    try:
        # Whatever the mask of the process is: it holds results and the passwords of admins.
        half.touch(mode=0o600)
        if connection.vendor == "sqlite":
            _copy_sqlite(half)
        else:
            _run("pg_dump", "--format=custom", f"--file={half}", *_address())
        half.rename(target)
    finally:
        half.unlink(missing_ok=True)


def restore(source: Path) -> None:
    """Put a copy in the place of an empty database.

    Raises BackupError when there is a table already: a restore never replaces anything.
    """
    if not source.is_file():
        raise BackupError(f"There is no file {source}.")
    if tables := connection.introspection.table_names():
        raise BackupError(f"The database is not empty: it has {len(tables)} tables.")
    connection.close()
    if connection.vendor == "sqlite":
        _put_back_sqlite(source)
    else:
        _run(
            "pg_restore",
            "--no-owner",
            "--exit-on-error",
            "--single-transaction",
            *_address("--dbname="),
            str(source),
        )


def _copy_sqlite(target: Path) -> None:
    database = connection.settings_dict["NAME"]
    with (
        closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=PATIENCE)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        _check_sqlite(live, "The database")
        # One state of it, whatever is written meanwhile: a step that meets a change begins anew,
        # and the steps grow until one is quick enough.
        pages = STEP
        started = time.monotonic()
        while True:
            try:
                live.backup(copy, pages=pages, sleep=PAUSE, progress=_give_up(started))
                break
            except _TooLongError:
                pages, started = -1, time.monotonic()
        _check_sqlite(copy, "The copy")


class _TooLongError(Exception):
    """Writers came in between so often that copying in steps did not end."""


def _give_up(started: float) -> Any:
    def progress(status: int, remaining: int, total: int) -> None:
        if remaining and time.monotonic() - started > PATIENCE:
            raise _TooLongError

    return progress


def _check_sqlite(database: sqlite3.Connection, name: str) -> None:
    try:
        said = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{name} cannot be read: {error}.") from error
    if said != "ok":
        raise BackupError(f"{name} is damaged: {said}.")


def _put_back_sqlite(source: Path) -> None:
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
        _check_sqlite(copy, "The backup")
    place = Path(connection.settings_dict["NAME"])
    half = place.with_name(f".{place.name}.half")
    shutil.copyfile(source, half)
    half.chmod(0o600)
    for end in ("-wal", "-shm", "-journal"):
        place.with_name(place.name + end).unlink(missing_ok=True)
    half.replace(place)


def _address(prefix: str = "") -> tuple[str, ...]:
    """How PostgreSQL's own programs are told which database; the password goes another way."""
    parts = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
    settings = connection.settings_dict
    named = " ".join(f"{name}={settings[key]}" for name, key in parts.items() if settings[key])
    return (f"{prefix}{named}",)


def _run(*words: str) -> None:
    environment = dict(os.environ)
    if password := connection.settings_dict["PASSWORD"]:
        environment["PGPASSWORD"] = password
    try:
        done = subprocess.run(  # noqa: S603
            words, env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise BackupError(f"{words[0]} is not installed.") from error
    if done.returncode:
        raise BackupError(done.stderr.strip() or f"{words[0]} failed.")
