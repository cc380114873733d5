"""Whoever waits for the write lock of SQLite keeps no reader waiting."""

import http.client
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress

import pytest
from django.db import connection

from tests.servers import fill
from tests.test_processes import FORM, Browser, serving

# Some more than one worker has threads of either kind.
WRITERS, SECONDS_HELD, MOST_SECONDS = 20, 3.0, 2.0

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def environment(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("waiting")
    found = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "careerfit.settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "HTTPS": "off",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{folder}/waiting.sqlite3",
        "STATIC_ROOT": str(folder / "static"),
        "BIND": "127.0.0.1",
        "WEB_CONCURRENCY": "1",
    }
    like = connection.settings_dict["NAME"] if connection.vendor == "sqlite" else ""
    fill(found, like=like)
    return found


@contextmanager
def write_lock(environment: dict[str, str]) -> Iterator[None]:
    file = environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None, timeout=20)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("ROLLBACK")


def timed(ask: Callable[[], int]) -> tuple[int, float]:
    started = time.monotonic()
    return ask(), time.monotonic() - started


def status_of(port: int, path: str, **headers: str) -> int:
    """The status of an answer, or 0 for none in time."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=MOST_SECONDS + 1)
    with closing(connection), suppress(TimeoutError):
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    return 0


def waits(browser: Browser, environment: dict[str, str]) -> dict[str, tuple[set[int], float]]:
    """How readers fare, at worst, while many wait for the lock; all of these are stored then."""
    port = int(browser.address.rpartition(":")[2])
    with browser.opener.open(f"{browser.address}/") as page:
        tag = page.headers["ETag"]
    visitors = [Browser(port) for _ in range(WRITERS)]
    forms = [visitor.get(FORM) for visitor in visitors]
    result = visitors[0].send(forms[0])
    asked: dict[str, Callable[[], int]] = {
        "kept": lambda: status_of(port, "/paths/"),
        "known": lambda: status_of(port, "/", **{"If-None-Match": tag}),
        "result": lambda: status_of(port, result),
        "unknown": lambda: status_of(port, f"/r/{'x' * 43}/"),
    }
    found: dict[str, list[tuple[int, float]]] = {name: [] for name in asked}
    with ThreadPoolExecutor(WRITERS) as pool:
        with write_lock(environment):
            posts = [
                pool.submit(visitor.send, form)
                for visitor, form in zip(visitors, forms, strict=True)
            ]
            time.sleep(0.5)
            until = time.monotonic() + SECONDS_HELD
            while time.monotonic() < until:
                for name, ask in asked.items():
                    found[name].append(timed(ask))
                time.sleep(0.1)
            assert not any(post.done() for post in posts)
        stored = {post.result(timeout=60) for post in posts}
    # The first form was sent twice.
    assert len(stored) == WRITERS
    assert result in stored
    return {
        name: ({status for status, _ in rows}, max(seconds for _, seconds in rows))
        for name, rows in found.items()
    }


def test_readers_go_on_while_writers_wait(environment: dict[str, str]) -> None:
    with serving(environment) as browser:
        found = waits(browser, environment)

    assert {name: statuses for name, (statuses, _) in found.items()} == {
        "kept": {200},
        "known": {304},
        "result": {200},
        "unknown": {404},
    }
    assert max(seconds for _, seconds in found.values()) < MOST_SECONDS, found


def test_with_the_usual_worker_readers_would_wait(environment: dict[str, str]) -> None:
    usual = {**environment, "GUNICORN_CMD_ARGS": "--worker-class gthread"}
    with serving(usual) as browser:
        found = waits(browser, environment)

    assert found["kept"][1] > MOST_SECONDS
