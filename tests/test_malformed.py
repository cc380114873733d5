"""Requests that no well-made client sends: whatever comes, the site answers in words, not with 5xx.

A few hundred in every run; `make attack` sends many more.
"""

import os
import random
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.core.signals import request_started
from django.db import close_old_connections, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from careerfit.wsgi import application
from rubric import assessments, editions, forms, tokens
from rubric.rooms import store
from rubric.rooms.store import Wish
from tests.conftest import SONOGRAPHER, WORKED_EXAMPLE

COUNT = int(os.environ.get("ATTACKS") or 600)
# An address that asks for what the server does not know, and a database away, are no faults.
FINE = (501, 503)
FORM = "application/x-www-form-urlencoded"
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW", "get")
TYPES = (
    *(
        FORM,
        "multipart/form-data; boundary=b",
        "multipart/form-data",
        "multipart/form-data; boundary=",
    ),
    *("text/plain; charset=zip", "application/json", f"{FORM}; charset=utf-7", "", ";;;", "\xff"),
    "multipart/form-data; boundary=b; charset=rot13",
)
TEXTS = (
    *("", "1", "5", "6", "-1", "1.0", "１", "1e9", "9" * 400, "skip", "None", "\x00", "\ud800"),
    *("é", "<b>", "' OR 1=1 --", "../../etc/passwd", "%00", "%", "a" * 5000, "2026-02-30"),
    *("0000-00-00", "99999-01-01", "\u202e", "\n", "+1", "0x1", "true", "[]", "{}", "😀"),
)
NAMES = (
    *("key", "edition", "csrfmiddlewaretoken", "sort", "with", "ultrasound-min", "beside", "area"),
    *("label", "scope", "expires", "starts_on", "on", "line", "place", "deeds", "liked", "tick"),
    *(
        "rubric",
        "title",
        "smallest",
        "ends_on",
        "code",
        "count",
        "part",
        "everything",
        "said",
        "light",
    ),
    *("p", "q", "o", "_to_field", "_popup", "pk__in", "id__exact", "e", "term", "app_label"),
)


def paths() -> list[str]:
    """Every address that there is, with a place for what differs."""

    def below(patterns: list[Any], start: str = "/") -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                route = str(pattern.pattern)
                if not route.startswith("^"):
                    yield from below(pattern.url_patterns, start + route)
            elif isinstance(pattern, URLPattern):
                yield start + str(pattern.pattern)

    return sorted(set(below(get_resolver().url_patterns)))


class Dice(random.Random):
    def text(self) -> str:
        if self.random() < 0.2:
            return "".join(chr(self.choice((0, 9, 10, 34, 65, 127, 233, 8238))) for _ in range(9))
        return self.choice(TEXTS)

    def raw(self) -> bytes:
        if self.random() < 0.2:
            return self.randbytes(self.randrange(40))
        return self.text().encode("utf-8", "surrogatepass")

    def pairs(self, names: tuple[str, ...] = NAMES) -> str:
        found = []
        for _ in range(self.randrange(6)):
            name = self.choice(names).encode() if self.random() < 0.8 else self.raw()
            value = self.raw()
            mangle = (
                quote_from_bytes if self.random() < 0.8 else (lambda raw: raw.decode("latin-1"))
            )
            found.append(f"{mangle(name)}={mangle(value)}")
        return self.choice("&&&&;?").join(found)

    def path(self, known: list[str]) -> str:
        route = self.choice(known)
        while "<" in route:
            before, _, rest = route.partition("<")
            piece = self.choice(
                ("sonographer-path", "specialty-match", "cardiology", "x" * 43, self.text()[:60])
            )
            route = before + piece.replace("<", "(") + rest.partition(">")[2]
        if self.random() < 0.1:
            route += self.text()
        return route.encode("utf-8", "surrogatepass").decode("latin-1")

    def headers(self) -> dict[str, str]:
        names = (
            *("HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "HTTP_ACCEPT_ENCODING", "HTTP_RANGE"),
            *("HTTP_REFERER", "HTTP_ORIGIN", "HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT_LANGUAGE"),
        )
        found = {
            name: self.raw().decode("latin-1").replace("\n", " ")
            for name in names
            if self.random() < 0.15
        }
        if self.random() < 0.2:
            text = self.raw().decode("latin-1")
            found["HTTP_COOKIE"] = f"csrftoken={text}; sessionid={text}; {text}"
        return found

    def request(self, known: list[str]) -> dict[str, Any]:
        body = self.pairs().encode("latin-1", "replace") if self.random() < 0.7 else self.raw()
        method = self.choice(METHODS) if self.random() < 0.4 else self.choice(("GET", "POST"))
        length = str(len(body))
        if self.random() < 0.15:
            length = self.choice(("", "-1", "x", "0", str(len(body) + 10), "9" * 30))
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": self.path(known),
            "QUERY_STRING": self.pairs() if self.random() < 0.5 else "",
            "CONTENT_TYPE": self.choice(TYPES) if self.random() < 0.4 else FORM,
            "CONTENT_LENGTH": length,
            "wsgi.input": BytesIO(body if method not in ("GET", "HEAD") else b""),
            **self.headers(),
        }


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """A request would close the connection whose transaction a test undoes."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


def test_no_malformed_request_is_a_fault_of_ours(
    one_connection: None, shown: Callable[[str], None]
) -> None:
    dice, known, faults = Dice(20261129), paths(), []
    assert len(known) > 25
    for number in range(COUNT):
        request = dice.request(known)
        with transaction.atomic():
            status = status_of(request)
        if status >= 500 and status not in FINE:
            faults.append(
                (number, status, request["REQUEST_METHOD"], request["PATH_INFO"], request)
            )
    assert faults == []
    shown(f"{COUNT} malformed requests: 0 answers of 5xx")


def status_of(request: dict[str, Any]) -> int:
    said: list[int] = []

    def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        said.append(int(status.split()[0]))
        for name, value in headers:
            assert "\n" not in name + value
            value.encode("latin-1")

    environ = {
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SCRIPT_NAME": "",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "192.0.2.1",
        "wsgi.url_scheme": "https",
        "wsgi.errors": BytesIO(),
        **request,
    }
    for _ in application(environ, start):
        pass
    return said[0]


@pytest.fixture
def class_paths(db: None) -> list[str]:
    """Every address of a class with a picture, and what hangs on a result that is in it."""
    edition = editions.newest()
    wish = Wish(SONOGRAPHER, "Monday group", 5, timezone.localdate())
    token = store.make(edition=edition, wish=wish, form_key=forms.new_key())
    room = store.live(tokens.digest(token))
    for _ in range(6):
        own = assessments.submit(
            edition=edition,
            definition=edition.content.rubric_by_slug[SONOGRAPHER],
            ratings=WORKED_EXAMPLE,
            form_key=forms.new_key(),
            room=room,
        )
    store.close(room)
    store.open_again(room)
    store.reveal(room, ["outcome"])
    held = {
        "/room/": token,
        "/wall/": tokens.derive_wall_token(token),
        "/j/": room.code,
        "/r/": own,
    }
    found = [
        start + held[start] + path.partition(">")[2]
        for path in paths()
        for start in held
        if path.startswith(f"{start}<") and path.count("<") == 1
    ]
    return [*found, "/j/", "/rooms/new/", "/rooms/", "/rooms/demo/"]


def test_no_malformed_form_of_a_class_is_a_fault_of_ours(class_paths: list[str]) -> None:
    client, dice, faults = Client(raise_request_exception=False), Dice(12), []
    assert len(class_paths) > 15
    for number in range(COUNT // 3):
        path = dice.choice(class_paths)
        sheet = {"key": forms.new_key(), "edition": "1", "count": "yes", **WORKED_EXAMPLE}
        wish = {"rubric": SONOGRAPHER, "title": "Monday", "smallest": "5", "part": "outcome"}
        sent = {**sheet, **wish, "ends_on": timezone.localdate().isoformat(), "code": "KMT RVX"}
        # All but one or two are as they should be, so that it is read to its end.
        for _ in range(dice.randrange(1, 3)):
            sent[dice.choice([*sent])] = dice.text().encode("utf-8", "replace").decode()
        with transaction.atomic():
            mark = transaction.savepoint()
            if dice.random() < 0.6:
                response = client.post(path, sent)
            elif dice.random() < 0.5:
                response = client.generic("POST", path, dice.raw(), content_type=FORM)
            else:
                query = dice.pairs().encode("utf-8", "replace").decode()
                response = client.get(f"{path}?{query}")
            transaction.savepoint_rollback(mark)
        if response.status_code >= 500 and response.status_code not in FINE:
            faults.append((number, response.status_code, path, sent))
    assert faults == []
