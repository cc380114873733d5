"""Who is signed in stays so while at work, and not for longer."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError, InterfaceError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.test_holding import read_only

PASSWORD = "correct horse battery staple"
MINUTE, HOUR = 60, 3600


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_superuser("ada", password=PASSWORD)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let time pass, for the clock and for what the database compares with it."""
    began, now = time.time(), timezone.now()

    def pass_by(seconds: int) -> None:
        monkeypatch.setattr(time, "time", lambda: began + seconds)
        there = now + timedelta(seconds=seconds)
        monkeypatch.setattr(timezone, "now", lambda: there)

    return pass_by


def sign_in(client: Client) -> None:
    data = {"username": "ada", "password": PASSWORD}
    assert client.post("/admin/login/?next=/admin/", data).status_code == 302


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize("address", ["/admin/", "/preview/"])
def test_whoever_goes_on_stays_signed_in(
    client: Client, ada: User, later: Any, address: str
) -> None:
    sign_in(client)
    for number in range(1, 8):
        later(number * 59 * MINUTE)
        assert client.get(address).status_code == 200


def test_whoever_is_idle_for_an_hour_is_signed_out(client: Client, ada: User, later: Any) -> None:
    sign_in(client)
    later(10 * MINUTE)
    assert is_in(client)
    later(69 * MINUTE)
    assert is_in(client)
    later(69 * MINUTE + 61 * MINUTE)
    assert not is_in(client)


def test_after_a_working_day_everybody_signs_in_anew(client: Client, ada: User, later: Any) -> None:
    sign_in(client)
    for number in range(16):
        later(number * 30 * MINUTE)
        assert is_in(client)
    later(8 * HOUR)
    assert not is_in(client)
    assert not Session.objects.exists()
    sign_in(client)
    assert is_in(client)


def test_a_new_password_ends_every_other_session(client: Client, ada: User) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)
    ada.set_password("another long enough password")
    ada.save()

    assert not is_in(client)
    assert not is_in(other)


def test_changing_the_own_password_keeps_the_one_who_changes_it(client: Client, ada: User) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)
    new = "another long enough password"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/admin/password_change/", data).status_code == 302

    assert is_in(client)
    assert not is_in(other)


def test_pages_for_everybody_write_no_session_and_set_no_cookie(
    client: Client, ada: User, later: Any, submit: Any
) -> None:
    sign_in(client)
    before = list(Session.objects.values())
    pages = ("/", "/changes/", "/specialties/", "/specialties/?sort=procedures", f"/r/{submit()}/")
    later(5 * MINUTE)
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200
        assert "sessionid" not in response.cookies
    Client().get("/")
    assert list(Session.objects.values()) == before


def test_a_session_is_written_once_a_minute(client: Client, ada: User, later: Any) -> None:
    sign_in(client)
    client.get("/admin/")

    def writes() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert is_in(client)
        return sum(row["sql"].startswith("UPDATE") for row in captured.captured_queries)

    later(30)
    assert writes() == 0
    later(90)
    assert writes() == 1


@pytest.mark.parametrize("kind", [DatabaseError, InterfaceError, UpdateError])
def test_a_session_that_cannot_be_written_now_is_no_reason_to_refuse_a_page(
    client: Client, ada: User, later: Any, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    sign_in(client)
    later(5 * MINUTE)

    def fail(*_: Any, **__: Any) -> None:
        raise kind

    with monkeypatch.context() as patch:
        patch.setattr(SessionStore, "save", fail)
        assert is_in(client)

    assert is_in(client)


def test_an_editor_goes_on_reading_where_nothing_can_be_written(
    client: Client, ada: User, later: Any
) -> None:
    sign_in(client)
    later(5 * MINUTE)

    with read_only():
        assert is_in(client)
