"""Processor time of each kind of page as a ratio to a bare view: python3 dev.py bench

The bare view is eleven bytes behind Django's own eight usual middleware, served by a second
gunicorn with the same configuration. It is measured right before every batch of every page, so
that a ratio is of two neighbours and a slow moment of the machine meets both alike. What counts
is the time that a worker spends on the processor, so that waiting and other programs do not.
"""

import argparse
import http.client
import os
import random
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from rubric import matching, standings
from rubric.leans import SIDE, AxisItem, Direction

ROOT = Path(__file__).resolve().parent.parent

# The worked example of the sonographer questionnaire.
RATINGS = {
    "variety": 5,
    "depth": 2,
    "patients": 4,
    "pace": 4,
    "problem-solving": 3,
    "research": 2,
    "independence": 3,
    "communication": 5,
}
# The worked example of the match: emergency medicine, critical care and anesthesiology lead.
MATCH_RATINGS: dict[str, int | str] = {
    "hold-probe": 5,
    "little-talk": 2,
    "answer-in-image": 4,
    "planned-day": 2,
    "fix-by-hand": 5,
    "clear-step": 2,
    "long-talks": 2,
    "report-enough": 3,
    "others-scan": 2,
    "emergencies": 5,
    "one-hard-case": 4,
    "leave-procedures": 1,
    "slow-decisions": 1,
    "scan-daily": 4,
    "case-debates": 3,
    "same-patients": "skip",
    "little-screen": 3,
    "procedures-daily": 5,
    "meet-once": 4,
    "thought-changed-plan": 4,
    "no-scanning": 1,
    "fast-result": 5,
    "reading-day": 2,
    "away-from-blood": 1,
}
SONOGRAPHER, MATCH = "/q/sonographer-path/", "/q/specialty-match/"
COMPARED = "emergency-medicine", "anesthesiology", "neurology", "psychiatry"
BARE_BATCH = 100
DIRECTIONS: tuple[Direction, ...] = (1, -1)


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: str = ""
    expected: int = 200
    headers: dict[str, str] = field(default_factory=dict)


BARE = Request("GET", "/bare/")


@dataclass
class Site:
    """A served site, spoken to over one connection as a browser does."""

    port: int
    is_compressed: bool = False
    worker: int = 0
    environment: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    rooms: dict[int, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def send(self, request: Request) -> tuple[http.client.HTTPResponse, bytes]:
        try:
            response, body = self.exchange(request)
        except (http.client.RemoteDisconnected, ConnectionError):
            # The server closes a connection that was idle for a while.
            self.hang_up()
            response, body = self.exchange(request)
        if response.status != request.expected:
            raise SystemExit(f"{request.method} {request.path} gave {response.status}.")
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response, body

    def exchange(self, request: Request) -> tuple[http.client.HTTPResponse, bytes]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if self.is_compressed:
            headers["Accept-Encoding"] = "gzip, deflate, br, zstd"
        if request.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(
            request.method, request.path, request.body, {**headers, **request.headers}
        )
        response = self.connection.getresponse()
        return response, response.read()

    def read(self, path: str) -> str:
        headers = {"Accept-Encoding": "identity"}
        return self.send(Request("GET", path, headers=headers))[1].decode()

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def processor_milliseconds(self) -> float:
        return int(self.read("/clock/")) / 1e6


Maker = Callable[[Site, int], list[Request]]


def get(path: str) -> Maker:
    return lambda site, count: [Request("GET", path)] * count


def unchanged(path: str) -> Maker:
    """A reader who comes back and has the page already."""

    def prepare(site: Site, count: int) -> list[Request]:
        etag = site.send(Request("GET", path))[0].headers["ETag"]
        return [Request("GET", path, expected=304, headers={"If-None-Match": etag})] * count

    return prepare


def submissions(path: str, answers: Mapping[str, int | str]) -> Maker:
    """Filled-in forms, each fetched for itself: a form that is sent twice is stored once."""
    return lambda site, count: [filled_form(site, path, answers) for _ in range(count)]


def result(path: str, answers: Mapping[str, int | str]) -> Maker:
    def prepare(site: Site, count: int) -> list[Request]:
        response, _ = site.send(filled_form(site, path, answers))
        return [Request("GET", response.headers["Location"])] * count

    return prepare


def room(people: int) -> Maker:
    """The page of a class with a picture that counts so many, made once."""

    def prepare(site: Site, count: int) -> list[Request]:
        if people not in site.rooms:
            today = datetime.now(UTC).date().isoformat()
            wish: dict[str, int | str] = {"rubric": "sonographer-path", "title": "A class"}
            made = filled_form(site, "/rooms/new/", {**wish, "smallest": 10, "ends_on": today})
            site.rooms[people] = site.send(made)[0].headers["Location"]
            call(site, f"fill_room({site.rooms[people].split('/')[2]!r}, {people})")
        return [Request("GET", site.rooms[people])] * count

    return prepare


def filled_form(site: Site, path: str, answers: Mapping[str, int | str]) -> Request:
    hidden = hidden_fields(site.read(path))
    return Request("POST", path, urlencode({**hidden, **answers}), expected=303)


def hidden_fields(page: str) -> dict[str, str]:
    tags = re.findall(r'<input\b[^>]*\btype="hidden"[^>]*>', page)
    if not tags:
        raise SystemExit("The form has no hidden fields.")
    return {
        re.findall(r'\bname="([^"]*)"', tag)[0]: re.findall(r'\bvalue="([^"]*)"', tag)[0]
        for tag in tags
    }


# What makes the requests of each page, and what it may cost in bare views.
PAGES: dict[str, tuple[float, Maker]] = {
    "front page": (1.4, get("/")),
    "paths": (1.4, get("/paths/")),
    "profile": (1.4, get("/specialties/emergency-medicine/")),
    "list": (1.4, get("/specialties/")),
    "table": (1.4, get("/specialties/table/")),
    "method": (1.4, get("/method/")),
    "unchanged front page": (1.2, unchanged("/")),
    "form": (2, get(SONOGRAPHER)),
    "match form": (2, get(MATCH)),
    "submission": (4, submissions(SONOGRAPHER, RATINGS)),
    "match submission": (8, submissions(MATCH, MATCH_RATINGS)),
    "result": (6, result(SONOGRAPHER, RATINGS)),
    "match result": (8, result(MATCH, MATCH_RATINGS)),
    "class of 10": (16, room(10)),
    "class of 10000": (16, room(10_000)),
    "comparison": (5, get(f"/specialties/compare/?{urlencode([('with', s) for s in COMPARED])}")),
    "filtered list": (5, get("/specialties/?ultrasound-min=high")),
}


def measure(site: Site, requests: list[Request]) -> float:
    """Processor milliseconds per request."""
    before = site.processor_milliseconds()
    for request in requests:
        site.send(request)
    return (site.processor_milliseconds() - before) / len(requests)


@dataclass(frozen=True)
class Round:
    bare: float
    page: float

    @property
    def ratio(self) -> float:
        return self.page / self.bare


def measure_pages(
    bare: Site, site: Site, names: list[str], rounds: int, count: int
) -> dict[str, list[Round]]:
    measured: dict[str, list[Round]] = {name: [] for name in names}
    # The first round warms up and does not count.
    for number in range(rounds + 1):
        for name in names:
            requests = PAGES[name][1](site, count)
            found = Round(measure(bare, [BARE] * BARE_BATCH), measure(site, requests))
            if number:
                measured[name].append(found)
    return measured


def free_port() -> int:
    with socket.socket() as candidate:
        candidate.bind(("127.0.0.1", 0))
        port: int = candidate.getsockname()[1]
        return port


@contextmanager
def served_sites(results: int = 0) -> Iterator[tuple[Site, Site]]:
    """The bare view and the product with a database of its own, each with one worker."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        served("tests.bench_bare", scratch) as bare,
        served("tests.bench_settings", scratch, results) as site,
    ):
        yield bare, site


@contextmanager
def served(settings: str, scratch: str, results: int = 0) -> Iterator[Site]:
    site = Site(free_port())
    site.environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "DEBUG": "off",
        "HTTPS": "off",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{scratch}/{settings}.sqlite3",
        "STATIC_ROOT": f"{scratch}/static",
        "BIND": "127.0.0.1",
        "PORT": str(site.port),
        "WEB_CONCURRENCY": "1",
        # As `dev.py run` serves.
        "MALLOC_ARENA_MAX": "1",
    }
    Path(scratch, "static").mkdir(exist_ok=True)
    if settings == "tests.bench_settings":
        manage(site, "migrate", "-v0")
        manage(site, "seed")
        manage(site, "collectstatic", "--no-input", "-v0")
        if results:
            call(site, f"fill({results})")
    with Path(scratch, f"{settings}.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"],
            cwd=ROOT,
            env=site.environment,
            stdout=log,
        )
        try:
            wait_until_served(site, server)
            children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
            site.worker = int(children.read_text().split()[0]) if children.exists() else 0
            yield site
        finally:
            site.hang_up()
            server.terminate()
            server.wait(timeout=40)


def manage(site: Site, *words: str) -> None:
    command = [sys.executable, "manage.py", *words]
    subprocess.run(command, cwd=ROOT, env=site.environment, check=True, stdout=subprocess.DEVNULL)


def call(site: Site, function: str) -> None:
    """Call a function of `tests.bench_fill` on the site's database."""
    manage(site, "shell", "-v0", "-c", f"from tests.bench_fill import *; {function}")


def wait_until_served(site: Site, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            site.read("/clock/")
            return
        except OSError:
            site.hang_up()
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def print_table(title: str, measured: dict[str, list[Round]]) -> None:
    rounds = [found for own in measured.values() for found in own]
    bare = median(found.bare for found in rounds)
    print(f"\n{title:24}{'ms':>8}{'x bare':>9}{'lowest':>9}{'highest':>9}{'goal':>7}")
    print(f"{'bare view':24}{bare:8.3f}{1:9.2f}")
    for name, own in measured.items():
        ratios = [found.ratio for found in own]
        ratio, goal = median(ratios), PAGES[name][0]
        print(
            f"{name:24}{median(found.page for found in own):8.3f}{ratio:9.2f}"
            f"{min(ratios):9.2f}{max(ratios):9.2f}{goal:7.1f}{'' if ratio <= goal else '  above'}"
        )


def visit_every_page(site: Site) -> None:
    index = site.read("/specialties/")
    for path in {*re.findall(r'href="(/[a-z/-]*)[#"]', index + site.read("/"))}:
        site.send(Request("GET", path))
    for _, make in PAGES.values():
        for request in make(site, 1):
            site.send(request)


def own_megabytes(site: Site) -> float:
    """What a worker holds by itself, without what it shares with others. Linux only."""
    text = Path(f"/proc/{site.worker}/smaps_rollup").read_text(encoding="ascii")
    sizes = dict(re.findall(r"^(\w+):\s+(\d+) kB", text, re.MULTILINE))
    return (int(sizes["Private_Clean"]) + int(sizes["Private_Dirty"])) / 1024


def print_memory(bare: Site, site: Site) -> None:
    for _ in range(200):
        bare.send(BARE)
    for _ in range(5):
        visit_every_page(site)
    less, more = own_megabytes(bare), own_megabytes(site)
    print(f"\nMemory of a worker: {more:.1f} MiB, bare {less:.1f}, above it {more - less:.1f} (15)")


def print_first_after_publish(site: Site, rounds: int = 5) -> None:
    times = []
    for number in range(rounds):
        call(site, f"publish({number})")
        times.append(measure(site, [Request("GET", "/")]))
    print(f"First request after a publish: {median(times):.0f} ms, at most {max(times):.0f} (150)")


def matching_milliseconds(count: int, times: int = 25) -> float:
    """Processor time of one match with its odds, among `count` random profiles."""
    dice = random.Random(count)  # noqa: S311 - the same profiles in every run
    axes = ("generate", "interpret", "act", "think", "people", "tempo")
    items = [
        AxisItem(f"{axis}{direction}{n}", axis, direction)
        for axis in axes
        for direction in DIRECTIONS
        for n in range(SIDE)
    ]
    targets = [
        standings.Target(f"profile-{n}", {axis: dice.randint(-2, 3) for axis in axes})
        for n in range(count)
    ]
    sheets = [{item.key: dice.randint(1, 5) for item in items} for _ in range(times)]
    field = standings.prepare(axes, targets)
    start = time.process_time()
    for ratings in sheets:
        matching.match(items, ratings, field)
    return (time.process_time() - start) / times * 1000


def print_matching() -> None:
    print("\nMatching one sheet, with the search for the leading group (30 one-point variations):")
    for count in (19, 200):
        print(f"{count:4} profiles{matching_milliseconds(count):8.2f} ms")


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--requests", type=int, default=25, help="of each page in a round")
    parser.add_argument("--results", type=int, default=0, help="stored before measuring")
    parser.add_argument("pages", nargs="*", help=f"only these: {', '.join(PAGES)}")
    return parser.parse_args()


def main() -> None:
    arguments = read_arguments()
    if unknown := set(arguments.pages) - set(PAGES):
        raise SystemExit(f"No such page: {', '.join(sorted(unknown))}")
    names = [name for name in PAGES if name in (arguments.pages or PAGES)]
    count = arguments.rounds * arguments.requests
    print(f"Processor time of a request, median of {arguments.rounds} rounds, {count} requests.")
    print(f"Stored results before: {arguments.results}")
    with served_sites(arguments.results) as (bare, site):
        for is_compressed, title in ((False, "as it is"), (True, "compressed")):
            bare.is_compressed = site.is_compressed = is_compressed
            measured = measure_pages(bare, site, names, arguments.rounds, arguments.requests)
            print_table(title, measured)
        print_memory(bare, site)
        print_first_after_publish(site)
    print_matching()


if __name__ == "__main__":
    main()
