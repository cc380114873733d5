"""A gunicorn worker whose threads never wait for a slow client.

Threads are few. One that reads half a request from a socket, or writes to one that nobody reads,
waits as long as the other side likes, so a handful of sockets could stop a site. Here a connection
gets a thread only once a whole request lies in the system's memory, or in ours if it is too long
for that; until then the poller holds it, for a limited time. What is answered lies in the system's
memory, too, before the thread goes.

Nor do readers wait for writers: what may write, and so may wait for a lock of the database, has
threads of its own, and itself waits for one of them while all are taken.
"""

import fcntl
import select
import selectors
import socket
import sys
import termios
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import _DEFER, ThreadWorker

# From its first byte to its last, a request may take so long, and an answer to be taken.
SECONDS = 10.0
# As much of a request as can be waited for in the system's memory: its head and a form.
MOST_HEAD, MOST_BODY = 16_384, 65_536
MOST_WAITED = MOST_HEAD + MOST_BODY
# What editors send may be longer, and take longer. It is taken in as it comes, all of it together
# up to so many bytes a worker. What is longer still is refused by its length anyway.
MOST_LONG, MOST_TAKEN = 5_500_000, 64_000_000
LONG_SECONDS = 30.0
SEND_BUFFER = 1 << 19
# How long a thread may wait for what is missing after all, such as the rest of an endless head.
MOMENT = 0.05
# Who asks again while so much of an answer is not taken yet is let go: the next one had no room.
MOST_UNTAKEN = 1 << 17
# How long a connection that is over is kept for its last answer to be taken.
LINGER = 2.0
# What these ask for is read alone, and takes no lock that others may hold for long.
READING = (b"GET ", b"HEAD ")
LENGTH = b"\r\ncontent-length:"


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    pending_conns: deque[Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Sockets that have said all and wait for the other side to hang up, with until when.
        self.leaving: list[tuple[float, socket.socket]] = []
        # Half as many as there are for reading: a database lets few write at once anyway.
        self.writers = ThreadPoolExecutor(max_workers=max(1, self.cfg.threads // 2))
        # How many bytes of long requests lie here.
        self.taken = 0

    def run(self) -> None:
        super().run()
        # The end of the process would cut off a last answer, as closing does.
        while self.leaving:
            self._see_off()
            time.sleep(MOMENT)

    def enqueue_req(self, conn: Any) -> None:
        if not conn.initialized and not hasattr(conn, "until"):
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            conn.init = partial(_init, conn, conn.init)
            conn.close = partial(self._close, conn, conn.close)
            conn.taken = bytearray()
        if getattr(conn, "until", None) is None:
            conn.until, conn.has_begun = time.monotonic() + SECONDS, False
        conn.may_write = _may_write(conn)
        pool = self.writers if conn.may_write else self.tpool
        pool.submit(self.handle, conn).add_done_callback(
            lambda done: self.method_queue.defer(self.finish_request, conn, done)
        )

    def handle(self, conn: Any) -> Any:
        if not conn.may_write and _may_write(conn):
            # Its first bytes came only after it got this thread; the poller sends it on at once.
            return _DEFER
        # With a timeout, as after an answer, even a look at what is there would wait.
        conn.sock.setblocking(False)
        wanted = _missing(conn)
        # What is still missing wakes the poller, not the first byte of it.
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, min(wanted, MOST_WAITED) or 1)
        if wanted:
            is_late = time.monotonic() > conn.until
            is_too_much = conn.taken and self.taken > MOST_TAKEN
            return False if is_late or is_too_much else _DEFER
        if _untaken(conn.sock) > MOST_UNTAKEN:
            return False
        conn.data_ready = True
        conn.deadline, conn.until = time.monotonic() + MOMENT, None
        return super().handle(conn)

    def finish_request(self, conn: Any, done: Any) -> None:
        is_fine = not done.cancelled() and done.exception() is None
        if self.alive or not is_fine or done.result() is not _DEFER:
            super().finish_request(conn, done)
            return
        # One that stops has let this connection in, so nobody else will answer it.
        conn.sock.setblocking(False)
        conn.timeout = conn.until if conn.has_begun else time.monotonic() + LINGER
        self.pending_conns.append(conn)
        ready = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, ready)

    def murder_pending(self) -> None:
        # Each piece that arrives would put the end off, and a piece too small to be noticed not.
        for conn in self.pending_conns:
            conn.timeout = conn.until if conn.has_begun else min(conn.timeout, conn.until)
        self.pending_conns = deque(sorted(self.pending_conns, key=lambda conn: conn.timeout))
        super().murder_pending()
        self.taken = sum(len(conn.taken) for conn in self.pending_conns)
        self._see_off()

    def _see_off(self) -> None:
        self.leaving = [(until, sock) for until, sock in self.leaving if not _has_left(sock, until)]

    def _close(self, conn: Any, close: Any, graceful: bool = False) -> None:
        # To close while something unread lies there would cut off the answer, so the other side
        # is given time to take it; but not the time of the loop that serves everybody.
        conn.taken.clear()
        if not graceful:
            close()
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
        except OSError:
            close()
            return
        self.leaving.append((time.monotonic() + LINGER, conn.sock))

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:
        # A body that is not whole by now is not waited for: the connection ends.
        conn.deadline = time.monotonic() + MOMENT
        return keepalive and bool(conn.parser.finish_body(deadline=conn.deadline))


class TimedUnreader(SocketUnreader):  # type: ignore[misc]
    """Reads what lies there, and waits for what is missing only until its time is over."""

    def __init__(self, conn: Any) -> None:
        super().__init__(conn.sock)
        self.conn = conn

    def chunk(self, size_hint: int | None = None) -> bytes:
        # In pieces: what the parser holds is copied with every read of it.
        if found := bytes(self.conn.taken[: min(size_hint or self.mxchunk, MOST_BODY)]):
            del self.conn.taken[: len(found)]
            return found
        self.sock.settimeout(max(0.01, self.conn.deadline - time.monotonic()))
        try:
            return bytes(super().chunk(size_hint))
        except TimeoutError as error:
            # As if it had hung up, which is no fault to report.
            raise ConnectionResetError(104, "too slow") from error
        finally:
            self.sock.settimeout(SECONDS)


def _init(conn: Any, init: Any) -> None:
    init()
    # For the answer; what was read before need not have set it.
    conn.sock.settimeout(SECONDS)
    if not isinstance(conn.parser.unreader, TimedUnreader):
        conn.parser.unreader = TimedUnreader(conn)


def _buffered(conn: Any) -> bytes:
    """The bytes of a next request that were read together with the last one."""
    return conn.parser.unreader.buf.getvalue() if conn.parser else b""


def _may_write(conn: Any) -> bool:
    """Whether a request has begun that does more than read."""
    begun = _buffered(conn) or bytes(conn.taken[: len(READING[-1])])
    if not begun:
        try:
            begun = conn.sock.recv(len(READING[-1]), socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except OSError:
            return False
    return bool(begun) and not any(word.startswith(begun[: len(word)]) for word in READING)


def _has_left(sock: socket.socket, until: float) -> bool:
    """Take what still comes, and close once the other side has hung up or had its time."""
    try:
        # One that sends without end has its time, too: others wait for the loop that does this.
        while sock.recv(MOST_BODY) and time.monotonic() < until:
            pass
    except BlockingIOError:
        if time.monotonic() < until:
            return False
    except OSError:
        pass
    sock.close()
    return True


def _missing(conn: Any) -> int:
    """How many bytes have to lie there before going on with a request; 0 when it is whole.

    A hung-up connection and one whose request is too long to wait for count as whole: what
    handles requests knows what to do with them.
    """
    if conn.taken:
        return _take(conn)
    held = _buffered(conn)
    try:
        came = conn.sock.recv(MOST_WAITED, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        # Half a request and no more to come would wake the poller again and again.
        is_over = not came or _has_hung_up(conn.sock)
    except BlockingIOError:
        came, is_over = b"", False
    except OSError:
        return 0
    found = held + came
    conn.has_begun = bool(found)
    wanted = _wanted(found)
    if is_over or len(found) >= wanted or wanted > MOST_HEAD + MOST_LONG:
        return 0
    if wanted <= MOST_WAITED:
        return wanted - len(held)
    conn.wanted, conn.until = wanted - len(held), conn.until + LONG_SECONDS - SECONDS
    return _take(conn)


def _wanted(found: bytes) -> int:
    """How long a request is, as far as its beginning says; 0 for a head without an end."""
    head, end, _ = found.partition(b"\r\n\r\n")
    if end:
        return len(head) + len(end) + _length(head)
    return len(found) + 1 if len(found) < MOST_HEAD else 0


def _has_hung_up(sock: socket.socket) -> bool:
    poll = select.poll()
    poll.register(sock, getattr(select, "POLLRDHUP", 0))
    return bool(poll.poll(0))


def _untaken(sock: socket.socket) -> int:
    """How many bytes of answers the other side has not taken yet, where the system tells."""
    try:
        return int.from_bytes(fcntl.ioctl(sock, termios.TIOCOUTQ, bytes(4)), sys.byteorder)
    except OSError:
        return 0


def _take(conn: Any) -> int:
    """Take in what has come of a long request, and say how much is still missing."""
    try:
        while missing := conn.wanted - len(conn.taken):
            found = conn.sock.recv(min(missing, MOST_BODY), socket.MSG_DONTWAIT)
            if not found:
                return 0
            conn.taken += found
    except BlockingIOError:
        return int(missing)
    except OSError:
        pass
    return 0


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(LENGTH)
    text = rest.partition(b"\r\n")[0].strip()
    return int(text) if text.isdigit() and len(text) < 10 else 0
