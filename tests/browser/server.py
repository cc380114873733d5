"""The real server, in processes of its own, with a database in a file."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def seed_site(folder: Path) -> dict[str, str]:
    """Fill a database in a folder and collect static files; returns what to serve them with."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "STATIC_ROOT": str(folder / "static"),
        "SECRET_KEY": "a-key-for-browser-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
        # One address walks more ways here, into nothing too, than people do.
        "LIMITS": "off",
        "DJANGO_SETTINGS_MODULE": "careerfit.settings",
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "off",
        "WEB_CONCURRENCY": "1",
    }
    for words in (["migrate"], ["seed"], ["collectstatic", "--noinput"]):
        subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
        )
    return environment


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"],
        cwd=ROOT,
        env={**environment, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("the server stopped while starting")
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not start within 30 seconds")
