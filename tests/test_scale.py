"""Regular work on many results beside readers and writers: python3 dev.py scale

RESULTS says how many are stored first; a run of all tests takes a few. What is printed stands in
docs/operations.md.
"""

import os
import random
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path

import pytest

from tests.bench import RATINGS, SONOGRAPHER, Request, Site, filled_form
from tests.bench_fill import token_of
from tests.test_processes import ROOT, database, serving

RESULTS = int(os.environ.get("RESULTS", "2000"))
# From here on seconds are held to what is promised; a small run says whether it works.
MANY = 100_000
MOST_SECONDS = 2.0
READERS, WRITERS = 4, 4
# Between two requests of one client.
REST = 0.05
KEPT = cycle(["/", "/paths/", "/method/"])

pytestmark = [pytest.mark.slow, pytest.mark.database]


@dataclass
class Place:
    """A database with so many results, and the environment that serves it."""

    url: str
    folder: Path
    results: int
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "careerfit.settings",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "HTTPS": "off",
            "LIMITS": "off",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": self.url,
            "STATIC_ROOT": str(self.folder / "static"),
            "BIND": "127.0.0.1",
        }
        self.manage("migrate", "-v0")
        self.manage("seed")
        self.manage("collectstatic", "--no-input", "-v0")
        filling = f"from tests.bench_fill import *; fill({self.results})"
        self.manage("shell", "-v0", "-c", filling)

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def result(self) -> str:
        """The address of any result but the oldest, which have expired."""
        number = random.randrange(self.results // 5, self.results // 2)  # noqa: S311
        return f"/r/{token_of(number)}/"


@dataclass
class Seen:
    """What clients saw meanwhile: seconds of each kind of request, and what went wrong."""

    submissions: list[float] = field(default_factory=list)
    kept: list[float] = field(default_factory=list)
    results: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def time(self, kind: list[float], site: Site, request: Request) -> None:
        started = time.monotonic()
        site.send(request)
        kind.append(time.monotonic() - started)


def read(place: Place, site: Site, seen: Seen) -> None:
    seen.time(seen.kept, site, Request("GET", next(KEPT)))
    seen.time(seen.results, site, Request("GET", place.result()))


def write(place: Place, site: Site, seen: Seen) -> None:
    seen.time(seen.submissions, site, filled_form(site, SONOGRAPHER, RATINGS))


def beside_load(place: Place, port: int, act: Callable[[], str]) -> tuple[float, str, Seen]:
    """Do something while people read and write; returns how long it took, what it said."""
    seen, stop = Seen(), threading.Event()

    def live(deed: Callable[[Place, Site, Seen], None]) -> None:
        site = Site(port)
        while not stop.is_set():
            try:
                deed(place, site, seen)
            except (SystemExit, OSError) as problem:
                seen.wrong.append(str(problem))
            time.sleep(REST)
        site.hang_up()

    deeds = [read] * READERS + [write] * WRITERS
    people = [threading.Thread(target=live, args=(deed,)) for deed in deeds]
    for person in people:
        person.start()
    started = time.monotonic()
    try:
        # Long enough to see something where the work itself is short.
        said = act()
        took = time.monotonic() - started
        time.sleep(max(0, 1 - took))
    finally:
        stop.set()
        for person in people:
            person.join()
    return took, said, seen


@pytest.fixture(scope="module")
def place(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("scale")
    with database(folder) as url:
        yield Place(url, folder, RESULTS)


def slowest(seconds: list[float]) -> str:
    return f"{max(seconds, default=0):.2f}"


def row(name: str, took: float, seen: Seen) -> str:
    kinds = (seen.submissions, seen.kept, seen.results)
    cells = [name, f"{took:.0f}", *(f"{len(kind)} × {slowest(kind)}" for kind in kinds)]
    return f"| {' | '.join(cells)} | {len(seen.wrong)} |"


HEAD = "| Command | Seconds | Submissions | Kept pages | Results | Refused |"
COUNT = "from rubric.models import *; print(Assessment.objects.{}count())"


def test_regular_work_keeps_nobody_waiting(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each kind of page: how many were sent, and how many seconds the slowest of them took."""
    copy = place.folder / "copy"
    work = (["verify_results"], ["purge"], ["backup", str(copy)])
    expired = int(place.manage("shell", "-v0", "-c", COUNT.format("expired().")))
    everything = list[Seen]()
    with serving(place.environment) as browser, capsys.disabled():
        print(f"\n{place.results} results\n{HEAD}")
        port = int(browser.address.rpartition(":")[2])
        for words in work:
            took, said, seen = beside_load(place, port, partial(place.manage, *words))
            print(row(words[0], took, seen), flush=True)
            assert "differ" not in said or ", 0 differ" in said
            everything.append(seen)

    assert [problem for seen in everything for problem in seen.wrong] == []
    assert expired > place.results // 20
    assert place.manage("shell", "-v0", "-c", COUNT.format("expired().")) == "0\n"
    stored = sum(len(seen.submissions) for seen in everything)
    left = place.results - expired + stored
    assert place.manage("shell", "-v0", "-c", COUNT.format("")) == f"{left}\n"
    assert copy.stat().st_size > place.results * 1000
    longest = max(seconds for seen in everything for seconds in seen.submissions)
    assert place.results < MANY or longest < MOST_SECONDS
