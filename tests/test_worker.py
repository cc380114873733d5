"""Slow clients hold sockets, never threads: others are served at once meanwhile."""

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.workers.gthread import _DEFER, ThreadWorker

from careerfit import worker as ours
from careerfit.worker import (
    LINGER,
    LONG_SECONDS,
    MOMENT,
    MOST_HEAD,
    MOST_TAKEN,
    SECONDS,
    SEND_BUFFER,
    PatientWorker,
    TimedUnreader,
    _has_hung_up,
    _has_left,
    _missing,
    _wanted,
)
from tests.conftest import Clock

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
        kept = {"may_write": True, "taken": bytearray(), "parser": None, "initialized": True}
        while sent and len(held.recv(100_000, socket.MSG_PEEK)) < len(sent):
            time.sleep(0.01)
        yield client, SimpleNamespace(sock=held, until=until, **kept)


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


# A worker without its loop, by a clock of the test.


@pytest.fixture
def standing(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    still = SimpleNamespace(monotonic=clock.time, sleep=lambda _: None)
    monkeypatch.setattr(ours, "time", still)
    return clock


class Pool:
    """Remembers what it was given, and does nothing of it."""

    def __init__(self) -> None:
        self.given: list[Any] = []

    def submit(self, *given: Any) -> Future[Any]:
        self.given.append(given)
        return Future()


def idle_worker() -> Any:
    worker: Any = object.__new__(PatientWorker)
    worker.taken, worker.leaving = 0, []
    worker.tpool, worker.writers = Pool(), Pool()
    return worker


@pytest.mark.parametrize(
    ("sent", "is_writing"),
    [
        (b"", False),
        (b"G", False),
        (b"HE", False),
        (b"GET / HTTP/1.1", False),
        (b"HEAD / HTTP/1.1", False),
        (b"POST / HTTP/1.1", True),
        (b"PO", True),
        (b"DELETE / HTTP/1.1", True),
        (b"GETS / HTTP/1.1", True),
    ],
)
def test_what_may_write_waits_for_a_thread_of_its_own(sent: bytes, is_writing: bool) -> None:
    worker = idle_worker()
    with connected(sent) as (_, conn):
        worker.enqueue_req(conn)

        given = {True: worker.writers.given, False: worker.tpool.given}
        assert given == {is_writing: [(worker.handle, conn)], not is_writing: []}


def test_a_new_connection_has_room_for_an_answer_and_its_time(standing: Clock) -> None:
    with connected(HEAD) as (_, conn), socket.socket() as other:
        del conn.until
        conn.initialized, conn.init, conn.close = False, None, None
        idle_worker().enqueue_req(conn)

        # As much of it as the system gives.
        other.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        sizes = [it.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) for it in (conn.sock, other)]
        assert sizes[0] == sizes[1]
        assert conn.until == standing.now + SECONDS


def test_what_turns_out_to_write_gives_its_thread_back() -> None:
    worker = idle_worker()
    with connected(b"") as (client, conn):
        worker.enqueue_req(conn)
        assert not conn.may_write
        whole = HEAD + b"Content-Length: 0\r\n\r\n"
        client.sendall(whole)
        while len(conn.sock.recv(100, socket.MSG_PEEK)) < len(whole):
            time.sleep(0.01)

        assert worker.handle(conn) is _DEFER

        worker.enqueue_req(conn)
        assert conn.may_write


@pytest.mark.parametrize(
    ("length", "seconds"), [(b"50", SECONDS), (b"500000", LONG_SECONDS)], ids=["short", "long"]
)
def test_a_request_has_its_time_and_no_more(standing: Clock, length: bytes, seconds: float) -> None:
    worker = idle_worker()
    with connected(HEAD + b"Content-Length: " + length + b"\r\n\r\nabc") as (_, conn):
        conn.until = standing.now + SECONDS
        assert worker.handle(conn) is _DEFER
        standing.now += seconds - 0.5
        assert worker.handle(conn) is _DEFER
        standing.now += 1
        assert worker.handle(conn) is False


@pytest.mark.parametrize(("length", "is_let_go"), [(b"50", False), (b"500000", True)])
def test_a_long_request_beyond_what_a_worker_takes_in_is_let_go(
    length: bytes, is_let_go: bool
) -> None:
    worker = idle_worker()
    worker.taken = MOST_TAKEN + 1
    with connected(HEAD + b"Content-Length: " + length + b"\r\n\r\nabc") as (_, conn):
        assert worker.handle(conn) is (False if is_let_go else _DEFER)


# What lies in the system's memory wakes the poller by its whole length, what was taken in does not.
@pytest.mark.parametrize(("length", "missing"), [(b"50", 18 + 4 + 50), (b"500000", 499_997)])
def test_what_was_read_together_with_the_last_request_is_not_missing(
    length: bytes, missing: int
) -> None:
    with connected(b"Content-Length: " + length + b"\r\n\r\nabc") as (_, conn):
        conn.parser = SimpleNamespace(unreader=SimpleNamespace(buf=BytesIO(HEAD)))
        assert _missing(conn) == missing


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (b"x" * (MOST_HEAD - 1), MOST_HEAD),
        (b"x" * MOST_HEAD, 0),
        (b"GET / HTTP/1.1\r\nContent-Length: 7\r\n\r\n", 44),
        (b"GET / HTTP/1.1\r\ncontent-length:7\r\n\r\nabc", 43),
        # More digits than Python makes a number of.
        (b"GET / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", 5036),
    ],
)
def test_a_request_is_waited_for_as_far_as_its_beginning_says(found: bytes, wanted: int) -> None:
    assert _wanted(found) == wanted


@pytest.mark.parametrize("is_graceful", [True, False])
def test_only_who_is_owed_an_answer_is_seen_off(standing: Clock, is_graceful: bool) -> None:
    worker, closed = idle_worker(), []
    with connected(HEAD) as (client, conn):
        conn.taken += b"y"
        worker._close(conn, lambda: closed.append(True), graceful=is_graceful)

        assert conn.taken == b""
        assert closed == ([] if is_graceful else [True])
        assert worker.leaving == ([(standing.now + LINGER, conn.sock)] if is_graceful else [])
        if is_graceful:
            # Nothing more is to come, which is no connection that was cut off.
            assert client.recv(1) == b""


def test_a_worker_that_ends_sees_off_who_is_leaving(
    standing: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ThreadWorker, "run", lambda _: None)
    worker = idle_worker()
    with connected(HEAD) as (client, conn):
        worker.leaving = [(standing.now + LINGER, conn.sock)]
        client.shutdown(socket.SHUT_WR)
        worker.run()

        assert conn.sock.fileno() == -1


def test_what_does_not_come_in_time_is_no_fault_to_report(standing: Clock) -> None:
    with connected(b"") as (_, conn):
        conn.deadline = standing.now
        with pytest.raises(ConnectionResetError):
            TimedUnreader(conn).chunk()
        assert conn.sock.gettimeout() == SECONDS


def test_the_rest_of_a_body_is_waited_for_from_the_end_of_its_answer(standing: Clock) -> None:
    asked = list[float]()

    def finish_body(*, deadline: float) -> bool:
        asked.append(deadline)
        return True

    conn = SimpleNamespace(parser=SimpleNamespace(finish_body=finish_body), deadline=standing.now)
    standing.now += 60

    assert idle_worker()._keepalive_after(conn, True)
    assert asked == [conn.deadline] == [standing.now + MOMENT]
    assert not idle_worker()._keepalive_after(conn, False)
    assert len(asked) == 1


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
