"""A gunicorn worker whose threads never wait for a slow client.

Threads are few. One that reads half a request from a socket, or writes to one that nobody reads,
waits as long as the other side likes, so a handful of sockets could stop a site. Here a connection
gets a thread only once a whole request lies in the system's memory; until then the poller holds
it, for a limited time. What is answered lies in the system's memory, too, before the thread goes.
"""

import socket
import time
from collections import deque
from functools import partial
from typing import Any

from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import _DEFER, ThreadWorker

# From its first byte to its last, a request may take so long, and an answer to be taken.
SECONDS = 10.0
# As much of a request as can be waited for in the system's memory: its head and a form.
MOST_HEAD, MOST_BODY = 16_384, 65_536
SEND_BUFFER = 1 << 19
# How long a thread may wait for the rest of a body that nobody asked for.
MOMENT = 0.05
# How long a connection that is over is kept for its last answer to be taken.
LINGER = 2.0
LENGTH = b"\r\ncontent-length:"


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    pending_conns: deque[Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Sockets that have said all and wait for the other side to hang up, with until when.
        self.leaving: list[tuple[float, socket.socket]] = []

    def enqueue_req(self, conn: Any) -> None:
        if not conn.initialized and not hasattr(conn, "since"):
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            conn.init = partial(_init, conn, conn.init)
            conn.close = partial(self._close, conn, conn.close)
        if getattr(conn, "since", None) is None:
            conn.since = time.monotonic()
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        wanted = 1 if _has_buffered(conn) else _missing(conn.sock)
        # What is still missing wakes the poller, not the first byte of it.
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, wanted or 1)
        late = time.monotonic() > conn.since + SECONDS
        if wanted and not _has_buffered(conn):
            return False if late else _DEFER
        conn.data_ready = True
        conn.deadline, conn.since = conn.since + SECONDS, None
        return super().handle(conn)

    def murder_pending(self) -> None:
        # Each piece that arrives would put the end off; the end is the same for all.
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, conn.since + SECONDS)
        self.pending_conns = deque(sorted(self.pending_conns, key=lambda conn: conn.timeout))
        super().murder_pending()
        now = time.monotonic()
        self.leaving = [
            (until, sock)
            for until, sock in self.leaving
            if not _has_left(sock, is_late=now > until)
        ]

    def _close(self, conn: Any, close: Any, graceful: bool = False) -> None:
        # To close while something unread lies there would cut off the answer, so the other side
        # is given time to take it; but not the time of the loop that serves everybody.
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
    """Reads what a request is still short of, only until its time is over."""

    def __init__(self, conn: Any) -> None:
        super().__init__(conn.sock)
        self.conn = conn

    def chunk(self, size_hint: int | None = None) -> bytes:
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
    if not isinstance(conn.parser.unreader, TimedUnreader):
        conn.parser.unreader = TimedUnreader(conn)


def _has_buffered(conn: Any) -> bool:
    """Whether bytes of a next request were read together with the last one."""
    return conn.parser is not None and bool(conn.parser.unreader.buf.getvalue())


def _has_left(sock: socket.socket, *, is_late: bool) -> bool:
    """Take what still comes, and close once the other side has hung up or had its time."""
    try:
        while sock.recv(MOST_BODY):
            pass
    except BlockingIOError:
        if not is_late:
            return False
    except OSError:
        pass
    sock.close()
    return True


def _missing(sock: socket.socket) -> int:
    """How many bytes have to lie there for a whole request; 0 when it is whole.

    A hung-up connection and one whose request is too long to wait for count as whole: what
    handles requests knows what to do with them.
    """
    try:
        found = sock.recv(MOST_HEAD + MOST_BODY, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return 1
    except OSError:
        return 0
    head, end, _ = found.partition(b"\r\n\r\n")
    if not end:
        return len(found) + 1 if found and len(found) < MOST_HEAD else 0
    wanted = len(head) + len(end) + _length(head)
    return wanted if len(found) < wanted <= MOST_HEAD + MOST_BODY else 0


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(LENGTH)
    text = rest.partition(b"\r\n")[0].strip()
    return int(text) if text.isdigit() and len(text) < 10 else 0
