"""Limits: how many at once, how long to wait, and that nobody can be read from what is stored."""

import re
import threading
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from rubric import buckets, locks
from rubric.buckets import ACCOUNT, MISSES, SUBMISSIONS, Limit, bucket_key, peek, take
from rubric.models import Assessment, Bucket
from tests.conftest import WORKED_EXAMPLE, Clock

FORM = "/q/sonographer-path/"
LIMIT = Limit("some", most=3, seconds=10)

pytestmark = pytest.mark.usefixtures("clock")


def test_so_many_at_once_and_then_one_in_so_many_seconds(db: None, clock: Clock) -> None:
    assert [take(LIMIT, "a") for _ in range(5)] == [0, 0, 0, 10, 10]
    clock.now += 9
    assert take(LIMIT, "a") == 1
    clock.now += 1
    assert [take(LIMIT, "a"), take(LIMIT, "a")] == [0, 10]
    clock.now += 1000
    assert [take(LIMIT, "a") for _ in range(4)] == [0, 0, 0, 10]


def test_looking_takes_nothing(db: None, clock: Clock, settings: Any) -> None:
    assert [peek(LIMIT, "a") for _ in range(4)] == [0, 0, 0, 0]
    assert [take(LIMIT, "a") for _ in range(3)] == [0, 0, 0]
    assert [peek(LIMIT, "a"), peek(LIMIT, "b")] == [10, 0]
    clock.now += 9
    assert peek(LIMIT, "a") == 1
    settings.LIMITS = False
    assert peek(LIMIT, "a") == 0


def test_everybody_has_a_bucket_of_their_own(db: None, clock: Clock) -> None:
    assert [take(LIMIT, "a") for _ in range(4)][-1] == 10
    assert take(LIMIT, "b") == 0
    assert take(Limit("other", most=3, seconds=10), "a") == 0


def test_a_school_passes_and_a_program_does_not(db: None, clock: Clock) -> None:
    assert not any(take(SUBMISSIONS, "school") for _ in range(300))
    clock.now += 30
    taken = sum(not take(SUBMISSIONS, "school") for _ in range(2000))
    assert taken == 330


def test_waiting_for_an_account_grows_and_ends(db: None, clock: Clock) -> None:
    waits = []
    for _ in range(12):
        while wait := take(ACCOUNT, "ada"):
            waits.append(wait)
            clock.now += wait
    assert waits == sorted(waits)
    assert waits[-1] > 2 * waits[0]
    assert waits[-1] <= ACCOUNT.seconds * (1 + ACCOUNT.growth * buckets.MOST_STRIKES)
    clock.now += 24 * 60 * 60
    assert [take(ACCOUNT, "ada") for _ in range(3)] == [0, 0, 0]


def test_who_signed_in_begins_anew(db: None, clock: Clock) -> None:
    while not take(ACCOUNT, "ada"):
        pass
    buckets.give_back(ACCOUNT, "ada")
    assert take(ACCOUNT, "ada") == 0


def test_full_buckets_are_forgotten(db: None, clock: Clock) -> None:
    take(LIMIT, "a")
    clock.now += 5
    take(LIMIT, "b")
    clock.now += 6
    assert buckets.sweep() == 1
    assert Bucket.objects.count() == 1


def test_a_bucket_that_is_in_use_again_is_not_forgotten(db: None, clock: Clock) -> None:
    take(LIMIT, "a")
    take(LIMIT, "b")
    clock.now += 11

    def use_after_choosing(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("DELETE"):
            Bucket.objects.filter(key=bucket_key(LIMIT, "a", today)).update(full_at=clock.now + 10)
        return execute(sql, *rest)

    today = timezone.localdate()
    with connection.execute_wrapper(use_after_choosing):
        buckets.sweep()

    assert Bucket.objects.get().key == bucket_key(LIMIT, "a", today)


def test_no_address_is_stored(db: None, clock: Clock) -> None:
    take(MISSES, "192.0.2.7")
    row = str(Bucket.objects.values().get())
    assert "192.0.2.7" not in row
    day, next_day = date(2026, 11, 29), date(2026, 11, 30)
    keys = {
        bucket_key(limit, "192.0.2.7", at) for limit in (MISSES, LIMIT) for at in (day, next_day)
    }
    assert len(keys) == 4


def test_no_two_take_the_last_token(committed_db: None) -> None:
    taken: list[int] = []

    def work() -> None:
        try:
            taken.extend(take(LIMIT, "a") for _ in range(5))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 20
    assert taken.count(0) == 3


@pytest.mark.parametrize(
    ("meta", "is_behind", "found"),
    [
        ({"REMOTE_ADDR": "192.0.2.7"}, False, "192.0.2.7"),
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}, False, "192.0.2.7"),
        (
            {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.1"},
            True,
            "198.51.100.1",
        ),
        ({"REMOTE_ADDR": "10.0.0.1"}, True, "10.0.0.1"),
        ({"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, False, "2001:db8:1:2::/64"),
        ({"REMOTE_ADDR": "::ffff:192.0.2.7"}, False, "192.0.2.7"),
        ({"REMOTE_ADDR": ""}, False, ""),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "<b>"}, True, ""),
    ],
)
def test_who_sends(settings: Any, meta: dict[str, str], is_behind: bool, found: str) -> None:
    settings.BEHIND_PROXY = is_behind
    assert buckets.sender(meta) == found


@given(st.text(max_size=60))
def test_any_text_may_stand_where_an_address_does(text: str) -> None:
    assert isinstance(buckets.sender({"REMOTE_ADDR": text}), str)


def send(client: Client, address: str = FORM, **meta: Any) -> Any:
    """Fill in a new form and send it."""
    page = client.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(key|edition)" value="([^"]*)"', page))
    return client.post(address, {**WORKED_EXAMPLE, **hidden}, **meta)


def test_who_stores_without_end_is_told_when_to_go_on_and_loses_nothing(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "SUBMISSIONS", Limit("submissions", most=2, seconds=60))
    first, second, third = send(client), send(client), send(client)
    other = send(client, REMOTE_ADDR="192.0.2.8")

    assert [first.status_code, second.status_code, other.status_code] == [303, 303, 303]
    assert third.status_code == 429
    assert 1 <= int(third["Retry-After"]) <= 60
    assert "no-store" in third["Cache-Control"]
    page = third.content.decode()
    assert f"Send the form again in {third['Retry-After']} seconds" in page
    assert page.count(" checked") == len(WORKED_EXAMPLE)
    assert Assessment.objects.count() == 3


def test_answering_again_is_counted_and_kept_the_same(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{send(client)['Location']}again/"
    monkeypatch.setattr(buckets, "SUBMISSIONS", Limit("submissions", most=1, seconds=60))
    for _ in range(2):
        last = send(client, address)

    assert last.status_code == 429
    assert last.content.decode().count(" checked") == len(WORKED_EXAMPLE)
    assert Assessment.objects.count() == 1


def test_what_is_refused_is_not_counted_twice(client: Client, db: None, clock: Clock) -> None:
    """A sheet that was not stored took no token: what counts and what is stored go together."""
    for _ in range(SUBMISSIONS.most):
        assert take(SUBMISSIONS, "127.0.0.1") == 0
    assert send(client).status_code == 429
    clock.now += 1
    assert send(client).status_code == 303


@pytest.mark.parametrize("start", ["/r/", "/s/"])
def test_guessing_addresses_ends_soon(client: Client, db: None, start: str) -> None:
    statuses = [client.get(f"{start}{'x' * 42}{number % 10}/").status_code for number in range(34)]
    assert statuses == [404] * 30 + [429] * 4
    assert client.get(send(client)["Location"]).status_code == 200
    assert client.get(f"{start}x/", REMOTE_ADDR="192.0.2.8").status_code == 404
    assert client.get("/nowhere/").status_code == 404


@pytest.mark.parametrize("kind", [DatabaseError, OperationalError, InterfaceError])
def test_a_guess_that_cannot_be_counted_is_a_wrong_address_all_the_same(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    def refuse(*_: Any) -> int:
        raise kind

    monkeypatch.setattr(buckets, "take", refuse)

    assert client.get("/r/x/").status_code == 404


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own")
def test_no_reader_waits_as_long_as_a_writer_to_be_counted(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = list[object]()

    def note(*_: Any) -> int:
        waits.append(locks.pragma("busy_timeout"))
        return 0

    monkeypatch.setattr(buckets, "take", note)
    usual = locks.pragma("busy_timeout")

    client.get("/r/x/")

    assert [*waits, locks.pragma("busy_timeout")] == [locks.PATIENCE, usual]
    assert usual != locks.PATIENCE
