"""The site as it is shipped, in processes of its own, for tests of what only those can show."""

import http.client
import os
import re
import secrets
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# One process for all of them: each would load the site anew.
PREPARE = """
import django, sys
from django.core.management import call_command
django.setup()
for command in sys.argv[1:]:
    options = {"interactive": False} if command == "collectstatic" else {}
    call_command(command, verbosity=0, **options)
"""


def fill(environment: Mapping[str, str], like: str = "") -> None:
    """Migrate, seed and collect static files.

    `like`: a SQLite database that is there already; another one starts from a copy of it, which
    takes a tenth of the time.
    """
    commands = ["migrate", "seed", "collectstatic"]
    scheme, _, file = environment["DATABASE_URL"].partition("///")
    if like and scheme == "sqlite:":
        target = sqlite3.connect(file)
        with closing(sqlite3.connect(like)) as source, closing(target):
            source.backup(target)
        commands = ["collectstatic"]
    run(environment, "-c", PREPARE, *commands)


def run(environment: Mapping[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Site:
    """A place with its own database, served over plain http."""

    folder: Path
    database_url: str = ""
    settings: str = "careerfit.settings"
    more: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(64))

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": self.settings,
            "SECRET_KEY": self.key,
            "ALLOWED_HOSTS": "127.0.0.1",
            "DEBUG": "off",
            "HTTPS": "off",
            "LIMITS": "on",
            "DATABASE_URL": self.database_url or f"sqlite:///{self.folder}/site.sqlite3",
            "STATIC_ROOT": str(self.folder / "static"),
            "BIND": "127.0.0.1",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "2",
            "PYTHONWARNINGS": "",
            **self.more,
        }

    def manage(self, *words: str) -> str:
        return run(self.environment, "manage.py", *words)

    def wait_until_served(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                if self.get("/healthz").status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("The site did not start.")

    def get(self, path: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer
        finally:
            connection.close()


HIDDEN = re.compile(r'<input\b[^>]*\bname="(csrfmiddlewaretoken|key|edition)"[^>]*>')
VALUE = re.compile(r'\bvalue="([^"]*)"')
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Sheet:
    """A form that was filled in, ready to be sent as often as it takes."""

    path: str
    body: str
    headers: Mapping[str, str]

    def send(self, connection: http.client.HTTPConnection) -> str:
        """The token of the result that was acknowledged."""
        connection.request("POST", self.path, self.body, dict(self.headers))
        answer = connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise http.client.HTTPException(answer.status)
        return str(answer.headers["Location"]).split("/")[2]


def fill_in(
    connection: http.client.HTTPConnection,
    path: str,
    ratings: Mapping[str, object],
    headers: Mapping[str, str] | None = None,
) -> Sheet:
    """Fetch a form and fill it in."""
    connection.request("GET", path, headers={"Accept-Encoding": "identity", **(headers or {})})
    answer = connection.getresponse()
    page = answer.read().decode()
    if answer.status != 200:
        raise http.client.HTTPException(answer.status)
    cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
    values = {tag[1]: VALUE.search(tag[0]) for tag in HIDDEN.finditer(page)}
    hidden = {name: value[1] for name, value in values.items() if value}
    body = urllib.parse.urlencode({**hidden, **ratings})
    return Sheet(path, body, {**(headers or {}), "Content-Type": FORM, "Cookie": cookie})
