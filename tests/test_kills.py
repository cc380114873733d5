"""Bad nights: every process is killed, or the database ends at once, while 16 clients send sheets.

A few times in every run; `make attack` does it twenty times on each database.
"""

import http.client
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from rubric import tokens
from tests.clusters import PROGRAMS, Cluster, cluster
from tests.conftest import WORKED_EXAMPLE
from tests.servers import ROOT, Sheet, Site, fill, fill_in

CYCLES = int(os.environ.get("KILLS") or 2)
CLIENTS = 16
# So many are acknowledged before each kill: more than 5 000 in twenty cycles.
EACH = 260 if CYCLES > 2 else 40
LONGEST_WAIT = 120.0
FORM = "/q/sonographer-path/"

pytestmark = pytest.mark.slow


@dataclass
class Senders:
    """Clients that send a sheet again and again until it is acknowledged, then the next one."""

    port: int
    acknowledged: list[str] = field(default_factory=list)
    begun: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def send(self, number: int) -> None:
        dice, sheet = random.Random(number), None  # noqa: S311
        while not self.stop.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                sheet = sheet or self.fill_in(connection, dice)
                self.acknowledged.append(sheet.send(connection))
                sheet = None
            except (OSError, http.client.HTTPException):
                self.stop.wait(0.1)
            finally:
                connection.close()

    def fill_in(self, connection: http.client.HTTPConnection, dice: random.Random) -> Sheet:
        ratings = {name: dice.randint(1, 5) for name in WORKED_EXAMPLE}
        # Each is a sender of its own, or they would be too many from one.
        address = f"10.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(256)}"
        sheet = fill_in(connection, FORM, ratings, {"X-Forwarded-For": address})
        self.begun += 1
        return sheet


@contextmanager
def sending(port: int) -> Iterator[Senders]:
    senders = Senders(port)
    threads = [threading.Thread(target=senders.send, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield senders
    finally:
        senders.stop.set()
        for thread in threads:
            thread.join()


def start(site: Site) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"],
        cwd=ROOT,
        env=site.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(server: subprocess.Popen[bytes]) -> None:
    """All of its processes at once."""
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def survive(site: Site, power_cut: Callable[[], None] | None) -> Senders:
    """Every other time it is the database, if it can be."""
    dice, server = random.Random(CYCLES), start(site)  # noqa: S311
    try:
        with sending(site.port) as senders:
            for cycle in range(CYCLES):
                wait_for_more(senders)
                time.sleep(dice.random() / 2)
                if power_cut and cycle % 2:
                    power_cut()
                else:
                    kill(server)
                    server = start(site)
            wait_for_more(senders)
    finally:
        kill(server)
    return senders


def wait_for_more(senders: Senders) -> None:
    wanted, until = len(senders.acknowledged) + EACH, time.monotonic() + LONGEST_WAIT
    while len(senders.acknowledged) < wanted:
        assert time.monotonic() < until, f"{len(senders.acknowledged)} of {wanted}"
        time.sleep(0.02)


def check(site: Site, senders: Senders, stored: list[str]) -> str:
    """What was lost, doubled or stored in part, in a line."""
    wanted, rows = {tokens.digest(token) for token in senders.acknowledged}, set(stored)

    assert len(wanted) == len(senders.acknowledged)
    assert wanted - rows == set()
    assert len(rows) == len(stored)
    # The last ones may have been stored without anybody hearing of it.
    assert len(stored) <= senders.begun
    assert site.manage("verify_results") == f"{len(stored)} results checked, 0 differ.\n"
    return f"{CYCLES} kills, {len(wanted)} acknowledged: 0 lost, doubled or partial"


def test_kill_9_on_sqlite(
    tmp_path: Path, prepare: Callable[[Site], None], shown: Callable[[str], None]
) -> None:
    site = Site(tmp_path, more={"BEHIND_PROXY": "on"})
    prepare(site)
    senders = survive(site, None)
    with closing(sqlite3.connect(tmp_path / "site.sqlite3")) as database:
        stored = [row[0] for row in database.execute("SELECT token_digest FROM rubric_assessment")]
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    shown(check(site, senders, stored))


@pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL is not installed; CI has it")
def test_kill_9_and_power_cuts_on_postgresql(tmp_path: Path, shown: Callable[[str], None]) -> None:
    with cluster() as own:
        site = Site(tmp_path, own.url, more={"BEHIND_PROXY": "on"})
        fill(site.environment)
        senders = survive(site, lambda: cut_power(own))
        with psycopg.connect(own.url) as database:
            rows = database.execute("SELECT token_digest FROM rubric_assessment").fetchall()

        shown(check(site, senders, [str(row[0]) for row in rows]))


def cut_power(own: Cluster) -> None:
    own.stop("immediate")
    own.start()
