"""Slow clients hold sockets, never threads: others are served at once meanwhile."""

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PATIENT = "careerfit.worker.PatientWorker"
HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
# What a slow client sends before it stops, and what it goes on with, a piece at a time.
SLOW = {
    "nothing": (b"", b""),
    "half a head": (HEAD, b""),
    "a byte at a time": (HEAD + b"X: ", b"a"),
    "half a body": (HEAD + b"Content-Length: 50\r\n\r\nabc", b""),
    "half a chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n50\r\nabc", b""),
    "an answer left unread": (HEAD + b"Content-Length: 0\r\n\r\n", b""),
}
MOST_SECONDS = 2.0

pytestmark = pytest.mark.slow


@contextmanager
def serving(worker: str) -> Iterator[int]:
    """One process with two threads."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["-k", worker, "-w", "1", "--threads", "2", "-b", f"127.0.0.1:{port}"]
    words += ["--no-control-socket", "--log-level", "critical", "--graceful-timeout", "1"]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *words, "tests.tiny_app:application"], cwd=ROOT
    )
    try:
        for _ in range(100):
            with suppress(OSError):
                ask(port)
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def ask(port: int, body: bytes = b"", *, timeout: float = 20) -> tuple[float, bytes]:
    """How long an ordinary client waits, and what it gets."""
    started = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("POST", "/", body)
        answer = connection.getresponse().read()
    finally:
        connection.close()
    return time.monotonic() - started, answer


@contextmanager
def slow_clients(port: int, kind: str, count: int = 12) -> Iterator[None]:
    begin, more = SLOW[kind]
    stop = threading.Event()

    def hold() -> None:
        while not stop.is_set():
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as held:
                held.sendall(begin)
                until = time.monotonic() + 30
                while not stop.wait(0.2) and time.monotonic() < until:
                    held.sendall(more)

    clients = [threading.Thread(target=hold) for _ in range(count)]
    for client in clients:
        client.start()
    try:
        time.sleep(0.5)
        yield
    finally:
        stop.set()
        for client in clients:
            client.join()


def longest(port: int, seconds: float) -> float:
    until, waits = time.monotonic() + seconds, []
    while time.monotonic() < until:
        try:
            waits.append(ask(port, timeout=MOST_SECONDS + 1)[0])
        except OSError:
            waits.append(MOST_SECONDS + 1)
        time.sleep(0.05)
    return max(waits)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving(PATIENT) as port:
        yield port


@pytest.mark.parametrize("kind", SLOW)
def test_a_slow_client_keeps_nobody_waiting(port: int, kind: str) -> None:
    with slow_clients(port, kind):
        assert longest(port, 3) < MOST_SECONDS


def test_the_usual_worker_would_not_pass() -> None:
    with serving("gthread") as port, slow_clients(port, "half a body"):
        assert longest(port, 3) > MOST_SECONDS


def test_a_request_in_pieces_is_answered(port: int) -> None:
    body = b"y" * 40_000
    with socket.create_connection(("127.0.0.1", port)) as sock:
        whole = HEAD + b"Content-Length: 40000\r\n\r\n" + body
        for start in range(0, len(whole), 7_000):
            sock.sendall(whole[start : start + 7_000])
            time.sleep(0.02)
        assert b"40000 x" in sock.recv(65536)


def test_a_connection_is_used_again(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    for length in (0, 3, 70_000, 200_000, 0):
        connection.request("POST", "/", b"z" * length)
        assert connection.getresponse().read().startswith(f"{length} ".encode())
    connection.close()


def test_two_requests_at_once_are_both_answered(port: int) -> None:
    one = HEAD + b"Content-Length: 2\r\n\r\nab"
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        sock.sendall(one * 2)
        found = b""
        while found.count(b"HTTP/1.1 200") < 2 or len(found) < 60_000:
            piece = sock.recv(65536)
            assert piece, found[:200]
            found += piece
    assert found.count(b"\r\n\r\n2 x") == 2


def test_who_never_ends_is_let_go(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        started = time.monotonic()
        sock.sendall(HEAD + b"Content-Length: 50\r\n\r\nabc")
        with suppress(ConnectionResetError):
            assert sock.recv(100) == b""
        assert 4 < time.monotonic() - started < 15
