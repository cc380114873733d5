"""A copy of the whole database while the site runs, and the way back."""

import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from rubric.models import Assessment

# Results copied at a time, and the pause after them in which writers take their turn.
PORTION, PAUSE = 200, 0.01
# How many milliseconds a portion may wait for a lock.
PATIENCE = 20_000
# Nearly all of a large database are the results, and a stored one does not change but for this.
AHEAD = Assessment._meta.db_table
MAY_CHANGE = ("expires_on", "previous_id")
GIVEN_OUT = "sqlite_sequence"


class BackupError(Exception):
    """The copy could not be made or put back; the message says why. Nothing is half done."""


def back_up(target: Path) -> None:
    """Write a copy of the database to a file that is not there yet.

    SQLite is copied in portions, with writers in between; PostgreSQL by pg_dump. The copy gets its
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


def _to_read(name: object) -> str:
    """The address of a file of SQLite, whatever stands in its name, to be read alone."""
    return f"file:{quote(str(name))}?mode=ro"


def _copy_sqlite(target: Path) -> None:
    """Copy results ahead, in portions; everything else, and what changed meanwhile, in one moment.

    Who reads the file keeps writers waiting, so nobody could store anything for as long as a copy
    of all of it takes. What erasing has left in the file does not come along.
    """
    live = _to_read(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(target, isolation_level=None, uri=True)) as copy:
        # It counts for nothing before it is whole, so it needs no way back.
        copy.execute("PRAGMA journal_mode=OFF")
        copy.execute("PRAGMA synchronous=OFF")
        copy.execute(f"PRAGMA busy_timeout={PATIENCE}")
        try:
            copy.execute("ATTACH ? AS live", [live])
            _copy_ahead(copy)
            # One state of everything: from here on nothing is written, for as short as it gets.
            copy.execute("BEGIN")
            _copy_rest(copy)
            copy.execute("COMMIT")
            last = _statements(copy, "type IN ('index', 'trigger', 'view')")
            copy.execute("DETACH live")
            for statement in last:
                copy.execute(statement)
        except sqlite3.DatabaseError as error:
            raise BackupError(f"The database cannot be read: {error}.") from error
        _check_sqlite(copy, "The copy")
    with target.open("rb+") as written:
        os.fsync(written)


def _copy_ahead(copy: sqlite3.Connection) -> None:
    """Copy the results, the bulk of it; between two portions nothing is held, and writers go on."""
    for statement in _statements(copy, f"tbl_name = '{AHEAD}' AND type IN ('table', 'index')"):
        copy.execute(statement)
    while AHEAD in _tables(copy, "main") and _copy_later_than_those(copy, PORTION):
        time.sleep(PAUSE)


def _copy_later_than_those(copy: sqlite3.Connection, most: int) -> int:
    # Numbers only grow and are never given out twice, so what is there already has come along.
    return copy.execute(
        f"INSERT INTO main.{AHEAD} SELECT * FROM live.{AHEAD} "  # noqa: S608
        f"WHERE id > (SELECT COALESCE(MAX(id), 0) FROM main.{AHEAD}) ORDER BY id LIMIT ?",
        [most],
    ).rowcount


def _copy_rest(copy: sqlite3.Connection) -> None:
    if AHEAD in _tables(copy, "main"):
        _catch_up(copy)
    for statement in _statements(copy, "type = 'table'"):
        copy.execute(statement)
    # SQLite keeps the numbers it gave out in a table, and writes into it while others are filled.
    for table in sorted(_tables(copy, "live") - {AHEAD}, key=lambda name: name == GIVEN_OUT):
        copy.execute(f'DELETE FROM main."{table}"')  # noqa: S608
        copy.execute(f'INSERT INTO main."{table}" SELECT * FROM live."{table}"')  # noqa: S608


def _catch_up(copy: sqlite3.Connection) -> None:
    """Bring the results up to this moment: the new ones, the erased ones, and what may change.

    Each column that may change has an index of its own, so none of the large rows is read.
    """
    _copy_later_than_those(copy, -1)
    gone = f"SELECT id FROM main.{AHEAD} EXCEPT SELECT id FROM live.{AHEAD}"  # noqa: S608
    copy.execute(f"DELETE FROM main.{AHEAD} WHERE id IN ({gone})")  # noqa: S608
    for column in MAY_CHANGE:
        now = f"SELECT id, {column} AS value FROM live.{AHEAD}"  # noqa: S608
        then = f"SELECT id, {column} FROM main.{AHEAD}"  # noqa: S608
        copy.execute(
            f"UPDATE main.{AHEAD} SET {column} = moved.value "  # noqa: S608
            f"FROM ({now} EXCEPT {then}) AS moved WHERE moved.id = {AHEAD}.id"
        )


def _tables(copy: sqlite3.Connection, database: str) -> set[str]:
    wanted = f"type = 'table' AND (name NOT LIKE 'sqlite_%' OR name = '{GIVEN_OUT}')"
    named = f"SELECT name FROM {database}.sqlite_master WHERE {wanted}"  # noqa: S608
    return {name for (name,) in copy.execute(named)}


def _statements(copy: sqlite3.Connection, condition: str) -> list[str]:
    """What makes the part of the database that the copy does not have yet, tables first."""
    found = copy.execute(
        f"SELECT sql FROM live.sqlite_master WHERE {condition} AND name NOT LIKE 'sqlite_%' "  # noqa: S608
        "AND name NOT IN (SELECT name FROM main.sqlite_master) ORDER BY type = 'table' DESC"
    )
    return [statement for (statement,) in found]


def _check_sqlite(database: sqlite3.Connection, name: str) -> None:
    try:
        said = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{name} cannot be read: {error}.") from error
    if said != "ok":
        raise BackupError(f"{name} is damaged: {said}.")


def _put_back_sqlite(source: Path) -> None:
    with closing(sqlite3.connect(_to_read(source), uri=True)) as copy:
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
