"""Slow clients hold sockets, never threads: others are served at once meanwhile."""

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.workers.gthread import _DEFER

from careerfit.worker import MOST_TAKEN, PatientWorker, _has_hung_up, _has_left, _missing

ROOT = Path(__file__).resolve().parent.parent
PATIENT = "careerfit.worker.PatientWorker"
HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
# What a slow client sends before it stops, and what it goes on with, a piece at a time.
SLOW = {
    "nothing": (b"", b""),
    "half a head": (HEAD, b""),
    "a byte at a time": (HEAD + b"X: ", b"a"),
    "half a body": (HEAD + b"Content-Length: 50\r\n\r\nabc", b""),
    "half a long body": (HEAD + b"Content-Length: 500000\r\n\r\nabc", b""),
    "a long body a byte at a time": (HEAD + b"Content-Length: 500000\r\n\r\n", b"a"),
    "half a chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n50\r\nabc", b""),
    "an answer left unread": (HEAD + b"Content-Length: 0\r\n\r\n", b""),
    "many answers left unread": ((HEAD + b"Content-Length: 0\r\n\r\n") * 120, b""),
    "an endless head": (HEAD + b"".join(b"X-%d: %8000d\r\n" % (it, it) for it in range(3)), b""),
    "a length with noughts": (HEAD + b"Content-Length: 0000000000050\r\n\r\nabc", b""),
    "half a request behind a whole one": (HEAD + b"Content-Length: 2\r\n\r\nabGET / HT", b""),
}
MOST_SECONDS = 2.0

pytestmark = pytest.mark.slow


def start(worker: str) -> tuple[subprocess.Popen[bytes], int]:
    """One process with two threads."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["-k", worker, "-w", "1", "--threads", "2", "-b", f"127.0.0.1:{port}"]
    words += ["--no-control-socket", "--log-level", "critical", "--graceful-timeout", "5"]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *words, "tests.tiny_app:application"], cwd=ROOT
    )
    for _ in range(100):
        with suppress(OSError):
            ask(port)
            break
        time.sleep(0.1)
    return server, port


@contextmanager
def serving(worker: str) -> Iterator[int]:
    server, port = start(worker)
    try:
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
def test_a_slow_client_keeps_nobody_waiting(
    port: int, kind: str, shown: Callable[[str], None]
) -> None:
    with slow_clients(port, kind):
        wait = longest(port, 1)
    assert wait < MOST_SECONDS
    shown(f"12 clients: others wait {wait:.2f} s at most")


@pytest.mark.parametrize("kind", ["half a body", "half a long body"])
def test_the_usual_worker_would_not_pass(kind: str) -> None:
    with serving("gthread") as port, slow_clients(port, kind):
        assert longest(port, 1) > MOST_SECONDS


def beginning(sock: socket.socket) -> bytes:
    """An answer up to some of its body, in however many pieces it comes."""
    found = b""
    while len(found) < 1000 and (piece := sock.recv(65536)):
        found += piece
    return found


def test_a_request_in_pieces_is_answered(port: int) -> None:
    body = b"y" * 40_000
    with socket.create_connection(("127.0.0.1", port)) as sock:
        whole = HEAD + b"Content-Length: 40000\r\n\r\n" + body
        for start in range(0, len(whole), 7_000):
            sock.sendall(whole[start : start + 7_000])
            time.sleep(0.02)
        assert b"\r\n\r\n40000 x" in beginning(sock)


def test_a_long_request_in_pieces_is_answered(port: int) -> None:
    whole = HEAD + b"Content-Length: 5000000\r\n\r\n" + b"y" * 5_000_000
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        for start in range(0, len(whole), 700_000):
            sock.sendall(whole[start : start + 700_000])
            time.sleep(0.1)
        assert b"\r\n\r\n5000000 x" in beginning(sock)


def is_over(sock: socket.socket) -> bool:
    try:
        return sock.recv(1) == b""
    except ConnectionResetError:
        return True


def test_long_bodies_fill_no_memory(port: int) -> None:
    """What goes beyond the most that one worker takes in is let go; short requests are not."""
    almost = HEAD + b"Content-Length: 5400000\r\n\r\n" + b"y" * 5_000_000
    with ExitStack() as stack:
        held, let_go = [], 0
        for _ in range(MOST_TAKEN // 5_000_000 + 4):
            address = ("127.0.0.1", port)
            held.append(stack.enter_context(socket.create_connection(address, timeout=10)))
            with suppress(OSError):
                held[-1].sendall(almost)
                time.sleep(0.05)
        seconds, answer = ask(port, b"abc")
        for sock in held:
            sock.setblocking(False)
            with suppress(BlockingIOError):
                let_go += is_over(sock)
    assert let_go > 0
    assert answer.startswith(b"3 x")
    assert seconds < MOST_SECONDS


def test_a_connection_is_used_again(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    for length in (0, 3, 70_000, 200_000, 3_000_000, 0):
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


def test_a_body_that_pauses_is_waited_for(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        sock.sendall(HEAD + b"Content-Length: 6\r\n\r\nabc")
        time.sleep(7)
        sock.sendall(b"def")
        assert sock.recv(65536).startswith(b"HTTP/1.1 200 ")


@contextmanager
def connected(sent: bytes) -> Iterator[tuple[socket.socket, Any]]:
    """A client that has sent this, and the connection as a worker holds it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        held, _ = server.accept()
    with client, held:
        client.sendall(sent)
        until = time.monotonic() + 5
        kept = {"may_write": True, "taken": bytearray(), "parser": None, "until": until}
        while len(held.recv(100_000, socket.MSG_PEEK)) < len(sent):
            time.sleep(0.01)
        yield client, SimpleNamespace(sock=held, **kept)


def test_only_what_is_missing_wakes_the_poller() -> None:
    """Otherwise it would be woken by what is there already, again and again."""
    head = HEAD + b"X: %8000d\r\nY: %5000d\r\nContent-Length: 65000\r\n\r\n" % (1, 1)
    worker = object.__new__(PatientWorker)
    with connected(head + b"y" * 60_000) as (_, conn):
        assert worker.handle(conn) is _DEFER
        wakes = conn.sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT)
    assert wakes == len(head) + 65_000


def test_half_a_request_of_who_hung_up_is_not_waited_for() -> None:
    worker = object.__new__(PatientWorker)
    with connected(HEAD + b"Content-Length: 50\r\n\r\nabc") as (client, conn):
        assert worker.handle(conn) is _DEFER
        client.shutdown(socket.SHUT_WR)
        while not _has_hung_up(conn.sock):
            time.sleep(0.01)
        assert _missing(conn) == 0


def test_who_sends_without_end_is_not_listened_to_without_end() -> None:
    class Endless:
        is_closed = False

        def recv(self, most: int) -> bytes:
            return b"y"

        def close(self) -> None:
            self.is_closed = True

    sock: Any = Endless()
    assert _has_left(sock, time.monotonic() + 0.1)
    assert sock.is_closed


def test_who_was_let_in_is_answered_though_it_stops() -> None:
    server, port = start(PATIENT)
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
            sock.sendall(HEAD)
            time.sleep(0.5)
            server.terminate()
            for piece in (b"Content-", b"Length: 3\r\n", b"\r\n", b"abc"):
                time.sleep(0.3)
                sock.sendall(piece)
            assert sock.recv(65536).startswith(b"HTTP/1.1 200 ")
        assert server.wait(timeout=20) == 0
    finally:
        server.kill()
        server.wait()
