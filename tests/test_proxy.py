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
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

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
            "DATABASE_URL": f"sqlite:///{self.folder}/site.sqlite3",
            "STATIC_ROOT": str(self.folder / "static"),
            "WEB_CONCURRENCY": "1",
        }

    key: str = field(default_factory=lambda: secrets.token_urlsafe(64))

    def manage(self, *words: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
        )

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
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(tmp_path_factory.mktemp("place"))
    place.manage("migrate", "-v0")
    place.manage("seed")
    place.manage("collectstatic", "--no-input", "-v0")
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
def test_slow_clients_keep_nobody_waiting(place: Place, begin: bytes) -> None:
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
    finally:
        for sock in held:
            sock.close()


@pytest.mark.parametrize("is_direct", [False, True])
def test_a_large_body_reaches_no_disk(place: Place, is_direct: bool) -> None:
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


def test_a_rolling_restart_loses_no_request(place: Place) -> None:
    stop, failed, answered = threading.Event(), [], [0]

    def visit() -> None:
        while not stop.is_set():
            try:
                _, status, _ = place.ask("/")
            except OSError as error:
                failed.append(str(error))
            else:
                answered[0] += 1
                if status != 200:
                    failed.append(str(status))

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    try:
        for node in place.nodes:
            place.stop(node)
            place.start(node)
            # Until the proxy tries it again.
            time.sleep(1.5)
    finally:
        stop.set()
        for visitor in visitors:
            visitor.join()

    assert failed == []
    assert answered[0] > 50
