"""Two servers on one database: what is published on one is on the other at once."""

import http.cookiejar
import json
import os
import re
import secrets
import socket
import stat
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.conftest import WORKED_EXAMPLE

ROOT = Path(__file__).resolve().parent.parent
FORM = "/q/sonographer-path/"

pytestmark = [pytest.mark.slow, pytest.mark.database]


class Browser:
    """Keeps cookies, and follows where it is sent."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=20) as answer:
            return str(answer.read().decode())

    def send(self, page: str, form: str = FORM, **more: str) -> str:
        """Fill in a form that was fetched, send it, and return the path that it leads to."""
        names = ("csrfmiddlewaretoken", "key", "edition")
        tags = {name: re.search(rf'<input\b[^>]*\bname="{name}"[^>]*>', page) for name in names}
        hidden = {
            name: value[1]
            for name, tag in tags.items()
            if tag and (value := re.search(r'\bvalue="([^"]*)"', tag[0]))
        }
        body = urllib.parse.urlencode({**hidden, **WORKED_EXAMPLE, **more}).encode()
        with self.opener.open(self.address + form, body, timeout=20) as answer:
            return str(answer.url.removeprefix(self.address))


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """The address of an empty database of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder}/shared.sqlite3"
        return
    name, given = f"{folder.name}_{os.getpid()}", os.environ["DATABASE_URL"]
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urllib.parse.urlsplit(given)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[Browser]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"],
        cwd=ROOT,
        env={**environment, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    try:
        browser = Browser(port)
        for _ in range(150):
            try:
                browser.get("/healthz")
                break
            except OSError:
                time.sleep(0.2)
        yield browser
    finally:
        server.terminate()
        server.wait(timeout=40)


def test_two_servers_show_what_is_published_at_once(tmp_path: Path) -> None:
    with ExitStack() as stack:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "careerfit.settings",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "DEBUG": "off",
            "HTTPS": "off",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": stack.enter_context(database(tmp_path)),
            "STATIC_ROOT": str(tmp_path / "static"),
            "BIND": "127.0.0.1",
            "WEB_CONCURRENCY": "1",
        }

        def manage(*words: str) -> str:
            done = subprocess.run(
                [sys.executable, "manage.py", *words],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        for words in (["migrate", "-v0"], ["seed"], ["collectstatic", "--no-input", "-v0"]):
            manage(*words)
        one, two = (stack.enter_context(serving(environment)) for _ in range(2))
        targets = [browser.get("/paths/") for browser in (one, two)]
        assert all("at least 95\u00a0%" in page for page in targets)
        old_form = two.get(FORM)
        old_result = one.send(one.get(FORM))
        shown = without_forms(one.get(old_result))

        edit = "from specialties.models import Kpi; Kpi.objects.filter(low=95).update(low=97)"
        manage("shell", "-c", edit)
        assert "at least 97\u00a0%" not in two.get("/paths/")
        manage("publish", "--note", "A higher target.")

        # The very next request, on either of them.
        assert all("at least 97\u00a0%" in browser.get("/paths/") for browser in (two, one))
        late = two.send(old_form)
        assert json.loads(one.get(f"{late}result.json"))["edition"] == 1
        assert json.loads(one.get(f"{two.send(two.get(FORM))}result.json"))["edition"] == 2
        assert without_forms(one.get(old_result)).replace(one.address, "") == shown.replace(
            one.address, ""
        )
        assert without_forms(two.get(old_result)).replace(two.address, "") == shown.replace(
            one.address, ""
        )

        manage("republish", "1", "--note", "Back to the old one.")
        assert all("at least 95\u00a0%" in browser.get("/paths/") for browser in (one, two))
        assert manage("verify_results") == "3 results checked, 0 differ.\n"
        assert without_forms(one.get(old_result)) == shown


def test_the_drill(tmp_path: Path) -> None:
    """Back up under load, restore into an empty place, verify: as an operator types it."""
    copy, stop = tmp_path / "copy", threading.Event()
    folders = [tmp_path / "drill_one", tmp_path / "drill_two"]
    with ExitStack() as stack:
        for folder in folders:
            folder.mkdir()
        one, two = (stack.enter_context(database(folder)) for folder in folders)
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "careerfit.settings",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "HTTPS": "off",
            "ALLOWED_HOSTS": "127.0.0.1",
            "STATIC_ROOT": str(tmp_path / "static"),
            "BIND": "127.0.0.1",
            "WEB_CONCURRENCY": "1",
        }

        def manage(place: str, *words: str) -> str:
            done = subprocess.run(
                [sys.executable, "manage.py", *words],
                cwd=ROOT,
                env={**environment, "DATABASE_URL": place},
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        manage(one, "migrate", "-v0")
        manage(one, "seed")
        manage(one, "collectstatic", "--no-input", "-v0")
        kept: list[str] = []
        with serving({**environment, "DATABASE_URL": one}) as browser:
            kept.append(browser.send(browser.get(FORM)))
            before = browser.get(kept[0])

            def submit() -> None:
                visitor = Browser(int(browser.address.rpartition(":")[2]))
                while not stop.is_set():
                    kept.append(visitor.send(visitor.get(FORM)))

            writers = [threading.Thread(target=submit) for _ in range(2)]
            for writer in writers:
                writer.start()
            try:
                manage(one, "backup", str(copy))
            finally:
                stop.set()
                for writer in writers:
                    writer.join()
        manage(two, "restore", str(copy))

        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert manage(two, "editions") == manage(one, "editions")
        assert "0 differ" in manage(two, "verify_results")
        with serving({**environment, "DATABASE_URL": two}) as browser:
            assert without_forms(browser.get(kept[0])) == without_forms(before)
    assert len(kept) > 1


def without_forms(page: str) -> str:
    """A page but for the tokens of its forms, which are new in every answer."""
    return re.sub(r'name="csrfmiddlewaretoken"\s+value="[^"]*"', "", page)
