"""What a bad night brings besides: a database that only reads, a file that is gone, open doors."""

import os
import runpy
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
)
from django.test import Client

from careerfit.errors import is_away
from rubric import forms
from rubric.models import Assessment
from tests.conftest import WORKED_EXAMPLE
from tests.rubric.test_again import checked

ROOT = Path(__file__).resolve().parent.parent
FORM = "/q/sonographer-path/"
only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own")
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own")


def sheet() -> dict[str, Any]:
    return {**WORKED_EXAMPLE, "key": forms.new_key(), "edition": "1"}


def ask(query: str, *values: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]


@contextmanager
def read_only() -> Iterator[None]:
    """As after a failover to a copy that only reads."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA query_only=ON")
        else:
            cursor.execute("SET LOCAL transaction_read_only = on")
        yield
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA query_only=OFF")


def test_a_database_that_only_reads_keeps_every_answer(client: Client, db: None) -> None:
    client.get(FORM)

    with read_only():
        answer = client.post(FORM, sheet())
        page = client.get("/paths/")

    assert answer.status_code == 503
    sent = {name: str(rating) for name, rating in WORKED_EXAMPLE.items()}
    assert checked(answer.content.decode()) == sent
    assert "no-store" in answer["Cache-Control"]
    assert page.status_code == 200
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_connection_that_breaks_is_a_database_away(kind: type[Exception]) -> None:
    assert is_away(kind())


@pytest.mark.parametrize("state", ["08006", "25006", "53100", "55P03", "57P01", "58030"])
def test_a_database_that_cannot_serve_is_away(state: str) -> None:
    error = DatabaseError()
    error.__cause__ = type("Cause", (Exception,), {"sqlstate": state})()
    assert is_away(error)


@pytest.mark.parametrize("state", ["22P05", "23505", "42P01", None])
def test_a_fault_of_ours_is_no_database_away(state: str | None) -> None:
    error = DatabaseError()
    error.__cause__ = type("Cause", (Exception,), {"sqlstate": state})()
    assert not is_away(error)


def test_operators_learn_that_nothing_can_be_written(client: Client, db: None) -> None:
    assert client.get("/healthz?deep").status_code == 200

    with read_only():
        assert client.get("/healthz").status_code == 200
        assert client.get("/healthz?deep").status_code == 503


def test_operators_learn_that_nothing_is_published(client: Client, empty_db: None) -> None:
    assert client.get("/healthz?deep").status_code == 503


@only_sqlite
def test_a_file_that_is_gone_is_not_healthy(
    client: Client, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "gone.sqlite3"))
    assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize("address", [FORM, "/admin/login/"])
def test_a_form_that_ran_out_is_stored_nowhere_on_its_way(db: None, address: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(address, sheet())

    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]


def test_no_cookie_outlives_its_browser(client: Client, db: None) -> None:
    client.get(FORM)

    assert client.cookies["csrftoken"]["max-age"] == ""
    assert client.cookies["csrftoken"]["expires"] == ""
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
    assert settings.SESSION_COOKIE_AGE <= 8 * 60 * 60


def test_what_a_worker_writes_is_for_its_owner_alone() -> None:
    before = os.umask(0o022)
    try:
        runpy.run_path(str(ROOT / "gunicorn.conf.py"))
        assert os.umask(0o022) == 0o077
    finally:
        os.umask(before)


@only_sqlite
def test_erased_bytes_are_overwritten(db: None) -> None:
    assert ask("PRAGMA secure_delete") == 1


@only_postgresql
def test_no_statement_carries_a_value(db: None) -> None:
    """What the server would log of it is what it knows of itself here."""
    seen = ask(
        "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid() AND %s <> ''", "4711"
    )
    assert "4711" not in seen
    assert "$1" in seen


@only_postgresql
def test_nobody_waits_for_a_lock_or_a_statement_for_ever(db: None) -> None:
    assert (ask("SHOW lock_timeout"), ask("SHOW statement_timeout")) == ("5s", "15s")


def test_a_form_sent_twice_is_no_error_of_the_database(client: Client, db: None) -> None:
    errors, twice = list[Exception](), sheet()

    def note(execute: Any, *rest: Any) -> Any:
        try:
            return execute(*rest)
        except IntegrityError as error:
            errors.append(error)
            raise

    with connection.execute_wrapper(note):
        assert [client.post(FORM, twice).status_code for _ in range(2)] == [303, 303]

    assert errors == []
    assert Assessment.objects.count() == 1
