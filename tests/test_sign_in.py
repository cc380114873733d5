"""Guessing a password gets slower and slower; the right one still works after the wait."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from rubric import buckets
from tests.conftest import Clock

PASSWORD = "correct horse battery staple"

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_superuser("ada", password=PASSWORD)


def sign_in(client: Client, password: str, **more: Any) -> Any:
    data = {"username": more.pop("username", "ada"), "password": password}
    return client.post("/admin/login/?next=/admin/", data, **more)


def test_the_right_password_opens(client: Client, ada: User) -> None:
    assert sign_in(client, PASSWORD).status_code == 302


def test_guessing_has_to_wait_and_the_password_is_not_looked_at(
    client: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [sign_in(client, f"wrong {number}") for number in range(40)]
    asked: list[str] = []
    monkeypatch.setattr(User, "check_password", lambda user, raw: asked.append(raw))
    last = sign_in(client, PASSWORD)

    assert ["Too many tries" in answer.content.decode() for answer in answers[:5]] == [False] * 5
    assert all("Too many tries" in answer.content.decode() for answer in answers[5:])
    assert last.status_code == 200
    assert "Wait" in last.content.decode()
    assert asked == []


def test_after_the_wait_the_right_password_opens(client: Client, ada: User, clock: Clock) -> None:
    for number in range(6):
        sign_in(client, f"wrong {number}")
    wait = buckets.take(buckets.ACCOUNT, "ada")
    clock.now += wait

    assert wait > 0
    assert sign_in(client, PASSWORD).status_code == 302


def test_another_spelling_is_the_same_account(client: Client, ada: User) -> None:
    for number in range(5):
        sign_in(client, f"wrong {number}", username="ADA")
    assert "Too many tries" in sign_in(client, "wrong").content.decode()


def test_one_address_that_tries_many_accounts_has_to_wait(client: Client, db: None) -> None:
    answers = [sign_in(client, "wrong", username=f"name{number}") for number in range(21)]
    assert "Too many tries" not in answers[19].content.decode()
    assert "Too many tries" in answers[20].content.decode()
    other = sign_in(client, "wrong", username="name50", REMOTE_ADDR="192.0.2.8")
    assert "Too many tries" not in other.content.decode()


def test_signing_in_begins_anew(client: Client, ada: User) -> None:
    for _ in range(8):
        assert sign_in(client, PASSWORD).status_code == 302
