"""Processor time of each kind of page beside a view that does nothing: python3 dev.py bench

Both run through the same middleware in the same gunicorn. What counts is the time its worker
spends on the processor, so that waiting and other programs do not.
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from rubric import matching

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
# Someone who scans and acts: emergency medicine and anesthesiology lead.
MATCH_RATINGS = {
    "probe-daily": 5,
    "urgent": 5,
    "diagnosis-from-images": 3,
    "blood": 1,
    "reasoned-plan": 2,
    "own-image": 5,
    "tired-by-scans": 3,
    "same-patients": 1,
    "needle-or-scalpel": 5,
    "doing-over-talking": 4,
    "reading-room": 3,
    "no-scanner": 1,
    "answer-in-minutes": 5,
    "fixed-by-hand": 5,
    "hard-differentials": 2,
}
HIDDEN_FIELDS = ("csrfmiddlewaretoken", "key", "version")


@dataclass
class Request:
    method: str
    path: str
    body: str = ""
    expected: int = 200


@dataclass
class Site:
    """The served site, spoken to over one connection as a browser does."""

    port: int
    is_compressed: bool = False
    cookies: dict[str, str] = field(default_factory=dict)
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
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if self.is_compressed:
            headers["Accept-Encoding"] = "gzip, br"
        if request.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(request.method, request.path, request.body, headers)
        response = self.connection.getresponse()
        return response, response.read()

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def processor_milliseconds(self) -> float:
        return int(self.send(Request("GET", "/clock/"))[1]) / 1e6


def get(path: str) -> Callable[[Site, int], list[Request]]:
    return lambda site, count: [Request("GET", path)] * count


def submissions(path: str, answers: dict[str, int]) -> Callable[[Site, int], list[Request]]:
    """Filled-in forms, each fetched for itself: a form that is sent twice is stored once."""

    def prepare(site: Site, count: int) -> list[Request]:
        return [filled_form(site, path, answers) for _ in range(count)]

    return prepare


def filled_form(site: Site, path: str, answers: dict[str, int]) -> Request:
    plain = Site(site.port, cookies=site.cookies, connection=site.connection)
    page = plain.send(Request("GET", path))[1].decode()
    site.connection = plain.connection
    hidden = {name: hidden_value(page, name) for name in HIDDEN_FIELDS}
    return Request("POST", path, urlencode({**hidden, **answers}), expected=303)


def hidden_value(page: str, name: str) -> str:
    tag = re.search(rf'<input\b[^>]*\bname="{name}"[^>]*>', page)
    value = tag and re.search(r'\bvalue="([^"]*)"', tag[0])
    if not value:
        raise SystemExit(f"The form has no hidden field {name!r}.")
    return value[1]


def result(path: str, answers: dict[str, int]) -> Callable[[Site, int], list[Request]]:
    def prepare(site: Site, count: int) -> list[Request]:
        response, _ = site.send(filled_form(site, path, answers))
        return [Request("GET", response.headers["Location"])] * count

    return prepare


# A page is its name and what makes its requests; the first one is the measure of the others.
PAGES: dict[str, Callable[[Site, int], list[Request]]] = {
    "bare view": get("/bare/"),
    "front page": get("/"),
    "form": get("/q/sonographer-path/"),
    "submission": submissions("/q/sonographer-path/", RATINGS),
    "result": result("/q/sonographer-path/", RATINGS),
    "paths": get("/paths/"),
    "second form": get("/q/specialty-match/"),
    "second submission": submissions("/q/specialty-match/", MATCH_RATINGS),
    "match": result("/q/specialty-match/", MATCH_RATINGS),
    "specialties": get("/specialties/"),
    "profile": get("/specialties/emergency-medicine/"),
    "comparison": get(
        "/specialties/compare/?with=emergency-medicine&with=anesthesiology"
        "&with=neurology&with=psychiatry"
    ),
}


def measure(site: Site, requests: list[Request]) -> float:
    """Processor milliseconds per request."""
    before = site.processor_milliseconds()
    for request in requests:
        site.send(request)
    return (site.processor_milliseconds() - before) / len(requests)


def measure_pages(site: Site, names: list[str], rounds: int, count: int) -> dict[str, list[float]]:
    """Rounds of every page in turn, so that a slow moment of the machine meets all alike."""
    for name in names:
        measure(site, PAGES[name](site, count))
    times: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            times[name].append(measure(site, PAGES[name](site, count)))
    return times


def free_port() -> int:
    with socket.socket() as candidate:
        candidate.bind(("127.0.0.1", 0))
        port: int = candidate.getsockname()[1]
        return port


@contextmanager
def served_site() -> Iterator[Site]:
    """The production stack with one worker and a database of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        site = Site(free_port())
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.bench_settings",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "DEBUG": "off",
            "HTTPS": "off",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": f"sqlite:///{scratch}/bench.sqlite3",
            "STATIC_ROOT": f"{scratch}/static",
            "BIND": "127.0.0.1",
            "PORT": str(site.port),
            "WEB_CONCURRENCY": "1",
        }
        for command in (["migrate", "-v0"], ["seed"], ["collectstatic", "--no-input", "-v0"]):
            subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        with Path(scratch, "access.log").open("w") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"],
                cwd=ROOT,
                env=environment,
                stdout=log,
            )
            try:
                wait_until_served(site, server)
                yield site
            finally:
                site.hang_up()
                server.terminate()
                server.wait(timeout=40)


def wait_until_served(site: Site, server: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        try:
            site.send(Request("GET", "/bare/"))
            return
        except OSError:
            site.hang_up()
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def print_table(title: str, times: dict[str, list[float]]) -> None:
    milliseconds = {name: median(rounds) for name, rounds in times.items()}
    bare = next(iter(milliseconds.values()))
    print(f"\n{title:24}{'ms':>8}{'x bare':>9}{'lowest':>9}{'highest':>9}")
    for name, value in milliseconds.items():
        low, high = min(times[name]), max(times[name])
        print(f"{name:24}{value:8.2f}{value / bare:9.2f}{low:9.2f}{high:9.2f}")


def matching_milliseconds(count: int, times: int = 25) -> float:
    """Processor time of one match with its leading group, among `count` random profiles."""
    dice = random.Random(count)  # noqa: S311 - the same profiles in every run
    axes = ("generate", "interpret", "act", "reason", "tempo")
    items = [
        matching.AxisItem(f"{axis}-{n}", axis, -1 if n == 2 else 1)
        for axis in axes
        for n in range(3)
    ]
    targets = [
        matching.Target(
            f"profile-{n}", {axis: Fraction(5 + 4 * dice.randrange(6), 5) for axis in axes}
        )
        for n in range(count)
    ]
    sheets = [{item.key: dice.randint(1, 5) for item in items} for _ in range(times)]
    start = time.process_time()
    for ratings in sheets:
        field = matching.prepare(targets)
        matching.rank(matching.axis_values(items, ratings), field)
        matching.leading_group(items, ratings, field)
    return (time.process_time() - start) / times * 1000


def print_matching() -> None:
    print("\nMatching one sheet, with the search for the leading group (30 one-point variations):")
    for count in (19, 200):
        print(f"{count:4} profiles{matching_milliseconds(count):8.2f} ms")


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--requests", type=int, default=25, help="of each page in a round")
    parser.add_argument("pages", nargs="*", help=f"only these: {', '.join(PAGES)}")
    return parser.parse_args()


def main() -> None:
    arguments = read_arguments()
    unknown = set(arguments.pages) - set(PAGES)
    if unknown:
        raise SystemExit(f"No such page: {', '.join(sorted(unknown))}")
    first, *others = PAGES
    names = [first, *(name for name in others if name in (arguments.pages or others))]
    count = arguments.rounds * arguments.requests
    print(f"Processor time of a request, median of {arguments.rounds} rounds, {count} requests.")
    with served_site() as site:
        for is_compressed, title in ((False, "as it is"), (True, "compressed")):
            site.is_compressed = is_compressed
            times = measure_pages(site, names, arguments.rounds, arguments.requests)
            print_table(title, times)
    print_matching()


if __name__ == "__main__":
    main()
