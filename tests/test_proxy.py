"""The site behind its proxy, as deploy/nginx.conf has it: two nodes, slow clients, restarts."""

import http.client
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.bench import RATINGS, SONOGRAPHER, Request, Site, filled_form
from tests.servers import fill
from tests.test_processes import database

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATION = ROOT / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
MOST_SECONDS = 2.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed; CI has it"),
]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Place:
    """Two nodes on one database behind one proxy."""

    folder: Path
    url: str
    port: int = field(default_factory=free_port)
    nodes: list[int] = field(default_factory=lambda: [free_port(), free_port()])
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "careerfit.settings",
            "SECRET_KEY": self.key,
            "ALLOWED_HOSTS": "127.0.0.1",
            "BEHIND_PROXY": "on",
            "HTTPS": "on",
            "DEBUG": "off",
            "DATABASE_URL": self.url,
            "STATIC_ROOT": str(self.folder / "static"),
            "WEB_CONCURRENCY": "1",
            # One program stands for a whole school here.
            "LIMITS": "off",
        }

    key: str = field(default_factory=lambda: secrets.token_urlsafe(64))

    def manage(self, *words: str) -> str:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def start(self, node: int) -> None:
        words = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
        self.running[node] = subprocess.Popen(
            words,
            cwd=ROOT,
            env={**self.environment, "PORT": str(node)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 40
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", node), timeout=1):
                if self.ask("/healthz", port=node)[1] == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("A node did not start.")

    def stop(self, node: int) -> None:
        server = self.running.pop(node)
        server.terminate()
        server.wait(timeout=40)

    def proxy(self) -> subprocess.Popen[bytes]:
        text = CONFIGURATION.read_text(encoding="utf-8")
        for old, new in (
            ("127.0.0.1:8080", f"127.0.0.1:{self.port}"),
            ("127.0.0.1:8000", f"127.0.0.1:{self.nodes[0]}"),
            ("127.0.0.1:8001", f"127.0.0.1:{self.nodes[1]}"),
            ("worker_processes auto", "daemon off; worker_processes 1"),
        ):
            assert old in text
            text = text.replace(old, new)
        file = self.folder / "nginx.conf"
        file.write_text(text, encoding="utf-8")
        return subprocess.Popen([str(NGINX), "-p", str(self.folder), "-c", str(file)])

    def ask(self, path: str, *, port: int = 0, timeout: float = 20) -> tuple[float, int, bytes]:
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=timeout)
        try:
            connection.request("GET", path, headers={"X-Forwarded-Proto": "https"})
            answer = connection.getresponse()
            return time.monotonic() - started, answer.status, answer.read()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def url(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str]]:
    folder = tmp_path_factory.mktemp("place")
    with database(folder) as url:
        yield folder, url


@pytest.fixture(scope="module")
def place(url: tuple[Path, str]) -> Iterator[Place]:
    place = Place(*url)
    fill(place.environment, like=connection.settings_dict["NAME"])
    proxy = None
    try:
        for node in place.nodes:
            place.start(node)
        proxy = place.proxy()
        for _ in range(50):
            with suppress(OSError):
                place.ask("/")
                break
            time.sleep(0.1)
        yield place
    finally:
        for node in list(place.running):
            place.stop(node)
        if proxy:
            proxy.terminate()
            proxy.wait(timeout=20)


HEAD = b"POST /q/sonographer-path/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.mark.parametrize("begin", [b"", HEAD, HEAD + b"Content-Length: 5000\r\n\r\nabc="])
def test_slow_clients_keep_nobody_waiting(
    place: Place, begin: bytes, shown: Callable[[str], None]
) -> None:
    held = [socket.create_connection(("127.0.0.1", place.port)) for _ in range(64)]
    try:
        for sock in held:
            sock.sendall(begin)
        waits = []
        for _ in range(30):
            seconds, status, _ = place.ask("/")
            waits.append(seconds)
            assert status == 200
            time.sleep(0.05)
        assert max(waits) < MOST_SECONDS
        shown(f"64 clients: others wait {max(waits):.2f} s at most")
    finally:
        for sock in held:
            sock.close()


@pytest.mark.parametrize("is_direct", [False, True])
def test_a_large_body_reaches_no_disk(
    place: Place, is_direct: bool, shown: Callable[[str], None]
) -> None:
    before = sum(file.stat().st_size for file in place.folder.rglob("*") if file.is_file())
    port = place.nodes[0] if is_direct else place.port
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        sock.sendall(HEAD + b"X-Forwarded-Proto: https\r\nContent-Length: 150000000\r\n\r\n")
        answer = b""
        with suppress(OSError):
            for _ in range(200):
                sock.sendall(b"x" * 65536)
        with suppress(OSError):
            answer = sock.recv(4096)
    after = sum(file.stat().st_size for file in place.folder.rglob("*") if file.is_file())

    assert after - before < 1_000_000
    shown(f"150 MB named, {(after - before) / 1000:.0f} kB more on the disk")
    assert answer == b"" or b" 413 " in answer.partition(b"\r\n")[0]


def test_what_the_proxy_says_of_the_sender_cannot_be_forged(place: Place) -> None:
    """Whatever a client claims, what the site sees comes from the proxy."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    assert "X-Forwarded-For $remote_addr;" in text
    assert "$proxy_add_x_forwarded_for" not in text


def test_no_log_quotes_an_address() -> None:
    text = CONFIGURATION.read_text(encoding="utf-8")
    assert "access_log off;" in text
    assert "error_log stderr emerg;" in text


@dataclass
class Visitors:
    """Some who read, and some who fill in a form and open what came of it."""

    place: Place
    read: int = 0
    results: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def visit(self, site: Site) -> None:
        self.send(site, Request("GET", "/"))
        self.read += 1

    def submit(self, site: Site) -> None:
        form = filled_form(site, SONOGRAPHER, RATINGS)
        # As a browser says it over https; the proxy speaks https in the place of this test.
        sent = replace(form, headers={"Origin": "https://127.0.0.1"})
        self.results.append(self.send(site, sent)["Location"])
        self.send(site, Request("GET", self.results[-1]))

    def send(self, site: Site, request: Request) -> Any:
        # Not the way of the bench, which tries again.
        answer, _ = site.exchange(request)
        if answer.status != request.expected:
            raise SystemExit(f"{request.method} {request.path} gave {answer.status}.")
        return answer.headers

    def live(self, deed: Callable[[Site], None]) -> None:
        site = Site(self.place.port)
        while not self.stop.is_set():
            try:
                deed(site)
            except (OSError, http.client.HTTPException, SystemExit) as problem:
                self.failed.append(repr(problem))
                site.hang_up()
            time.sleep(0.02)
        site.hang_up()


@pytest.mark.database
def test_a_rolling_restart_loses_no_request(place: Place, shown: Callable[[str], None]) -> None:
    """Neither a page nor a form: what was acknowledged is there once, whichever node took it."""
    visitors = Visitors(place)
    deeds = [visitors.visit, visitors.submit] * 3
    people = [threading.Thread(target=visitors.live, args=(deed,)) for deed in deeds]
    for person in people:
        person.start()
    try:
        for node in place.nodes:
            place.stop(node)
            place.start(node)
            # Until the proxy tries it again.
            time.sleep(1.5)
    finally:
        visitors.stop.set()
        for person in people:
            person.join()

    assert visitors.failed == []
    assert visitors.read > 20
    assert len(set(visitors.results)) == len(visitors.results) > 20
    assert f"{len(visitors.results)} results checked, 0 differ" in place.manage("verify_results")
    shown(f"{visitors.read} read, {len(visitors.results)} stored, 0 lost")
