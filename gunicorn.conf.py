"""How gunicorn serves careerfit; every value can still be changed on its command line."""

import fcntl
import gc
import logging
import os
import sys
from datetime import timedelta
from typing import Any

from gunicorn import systemd
from gunicorn.glogging import Logger

from careerfit.logs import SafeFormatter, method, route

# gunicorn names the sender and quotes what was sent.
INVALID = "Invalid request from "


class ErrorFormatter(SafeFormatter):
    def line(self, record: logging.LogRecord) -> str:
        line = super().line(record)
        return "Invalid request." if line.startswith(INVALID) else line


class RedactedLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Log what a request cost and which page it was for, never who sent it or a token."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(ErrorFormatter(self.error_fmt, self.datefmt))

    def atoms(
        self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta
    ) -> dict[str, str]:
        status = str(resp.status).split(None, 1)[0]
        # Nothing else is handed on, so no format can bring an address or a referrer back.
        return {
            "method": method(str(environ.get("REQUEST_METHOD"))),
            "route": route(environ.get("PATH_INFO") or "-", status),
            "status": status,
            "bytes": str(getattr(resp, "sent", None) or 0),
            "milliseconds": f"{request_time / timedelta(milliseconds=1):.1f}",
        }


def address_to_open() -> str:
    """The address to type into a browser on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host_name, host_name)  # noqa: S104
    return f"http://{host}:{port}"


def post_worker_init(worker: Any) -> None:
    # What is loaded by now stays: looking through it for garbage again and again finds none, and
    # lets what a request leaves behind pile up meanwhile.
    gc.collect()
    gc.freeze()
    # The first worker has loaded the site: from here on a request gets an answer.
    if worker.age == 1:
        print(f"careerfit is ready: {address_to_open()} (Ctrl-C stops it)", flush=True)
        # After USR2 systemd goes on with this one, and only now that it serves.
        systemd.sd_notify(f"MAINPID={worker.ppid}", worker.log)


def pre_exec(server: Any) -> None:
    """Before a second gunicorn takes over (USR2), which its own way of starting it gets wrong."""
    # It would start the file of its module as a program, and not find half of Python then.
    server.START_CTX["args"] = [sys.executable, *sys.orig_argv[1:]]
    # Sockets of systemd are looked for from 3 on, but the first one has moved them away.
    if not server.systemd:
        return
    first, count = systemd.SD_LISTEN_FDS_START, len(server.LISTENERS)
    # Above all of them first, so that none is overwritten.
    held = [fcntl.fcntl(sock.fileno(), fcntl.F_DUPFD_CLOEXEC, 99) for sock in server.LISTENERS]
    for sock in server.LISTENERS:
        sock.set_inheritable(False)
    for number, copy in zip(range(first, first + count), held, strict=True):
        os.dup2(copy, number)


# Whatever a worker writes, the file of the database before all, is for its owner alone.
os.umask(0o077)

host_name = os.environ.get("BIND") or "127.0.0.1"
if ":" in host_name and not host_name.startswith("["):
    host_name = f"[{host_name}]"
port = os.environ.get("PORT") or "8000"

bind = f"{host_name}:{port}"
wsgi_app = "careerfit.wsgi"

# gthread, whose threads keep a queue of accepted requests through a restart, and never wait for
# a slow client.
worker_class = "careerfit.worker.PatientWorker"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 8
# Each worker loads the code itself, so that a reload (HUP) takes up new code.
preload_app = False

# For gthread a worker that is stuck as a whole, not a slow request.
timeout = 30
graceful_timeout = 30
keepalive = 5
# The worker's sign of life is a file: in memory it never waits for a busy disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112

# Which proxy to believe is one setting of the site (BEHIND_PROXY), not a second one here.
forwarded_allow_ips = ""
# Nothing here is steered from outside the process.
control_socket_disable = True

logger_class = RedactedLogger
loglevel = "warning"
accesslog = "-"
access_log_format = "%(method)s %(route)s %(status)s %(bytes)sB %(milliseconds)sms"
