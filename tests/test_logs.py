"""No log tells what was sent: no token, no part of one, no answer, no person."""

import logging
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.db import IntegrityError
from django.urls import URLPattern, URLResolver, get_resolver

from careerfit import logs
from tests.failing_urls import FAILURES
from tests.servers import FORM, ROOT, Site

TOKEN = "Zk3-xQ_wRtYpLmNbVcXzAsDfGhJkLqWeRtYuIoP12ab"
# What a sender may make of a token on its way: all of them open it, or help to guess it.
FORMS = {
    "whole": TOKEN,
    "half": TOKEN[:21],
    "lower": TOKEN.lower(),
    "upper": TOKEN.upper(),
    "escaped": "".join(f"%{ord(letter):02X}" for letter in TOKEN),
    "broken": f"{TOKEN[:14]}.{TOKEN[14:28]};{TOKEN[28:]}",
}
PERSON = ("school.example", "Phone/1.0", "Zaphod", "fulfilment")
LEAST = 8
HEAD = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
SENDER = (
    "User-Agent: Phone/1.0\r\nReferer: https://school.example/r/{t}/class\r\nConnection: close\r\n"
)
BODY = f"Content-Type: {FORM}\r\nContent-Length: 33\r\n\r\nfulfilment=5&label=Zaphod&more=abc"
BROKEN = {
    # Addresses that open nothing.
    **{
        f"at {place}": f"GET {place} HTTP/1.1\r\nHost: 127.0.0.1\r\n{SENDER}\r\n"
        for place in (
            *("/r/{t}/", "/r/{t}", "/s/{t}/", "/R/{t}/", "//r/{t}/", "/q/{t}/", "/{t}", "/x/{t}/y"),
            *("/r/{t}/plan/", "/static/{t}.css", "/admin/{t}/", "/preview/r/{t}", "/r%2F{t}/"),
            *("/?next=/r/{t}", "/specialties/?with={t}", "/paths/{t}/", "/r/{t}/share/{t}/revoke/"),
            *("http://127.0.0.1/r/{t}/", "*{t}", "r/{t}", "/r/{t}\x01/", "/r/\xff{t}/"),
        )
    },
    # Forms that come from elsewhere.
    "a foreign form": f"POST /q/sonographer-path/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{SENDER}{BODY}",
    "a foreign origin": "POST /r/{t}/delete/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    f"Origin: https://school.example/{{t}}\r\n{SENDER}{BODY}",
    "another host": f"GET /r/{{t}}/ HTTP/1.1\r\nHost: {{t}}.school.example\r\n{SENDER}\r\n",
    "no host": f"GET /r/{{t}}/ HTTP/1.1\r\nHost: \r\n{SENDER}\r\n",
    "a bad cookie": f"{HEAD}Cookie: csrftoken={{t}}; sessionid=\x01{{t}}\r\n{SENDER}\r\n",
    "no multipart": "POST /q/sonographer-path/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    f"Content-Type: multipart/form-data; boundary={{t}}\r\nContent-Length: 6\r\n{SENDER}\r\nZaphod",
    "a bad charset": f"{HEAD}Content-Type: text/plain; charset={{t}}\r\n{SENDER}\r\n",
    # What is no request.
    "a method of its own": f"{{t}} / HTTP/1.1\r\nHost: 127.0.0.1\r\n{SENDER}\r\n",
    "a bad header": f"{HEAD}bad header {{t}}: /r/{{t}}\r\n{SENDER}\r\n",
    "a header without a colon": f"{HEAD}{{t}}\r\n{SENDER}\r\n",
    "a control character": f"{HEAD}X: /r/{{t}}\x00{{t}}\r\n{SENDER}\r\n",
    "a folded header": f"{HEAD}X: /r/{{t}}\r\n {{t}}\r\n{SENDER}\r\n",
    "a bad length": f"{HEAD}Content-Length: {{t}}\r\n{SENDER}\r\n",
    "a bad coding": f"{HEAD}Transfer-Encoding: {{t}}\r\n{SENDER}\r\n",
    "two lengths": f"{HEAD}Content-Length: 3\r\nContent-Length: 4\r\nX: {{t}}\r\n{SENDER}\r\nabc",
    "an expectation": f"{HEAD}Expect: {{t}}\r\n{SENDER}\r\n",
    "a bad chunk": "POST /r/{t}/delete/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    f"Transfer-Encoding: chunked\r\n{SENDER}\r\n{{t}}\r\nZaphod\r\n",
    "another version": f"GET /r/{{t}}/ HTTP/{{t}}\r\nHost: 127.0.0.1\r\n{SENDER}\r\n",
    "half a line": "GET /r/{t}",
    "half a head": f"GET /r/{{t}}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{SENDER}",
    "half a body": f"POST /r/{{t}}/delete/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{SENDER}"
    "Content-Length: 90\r\n\r\nlabel=Zaphod",
    "too long a line": "GET /r/{t}" + "/r/{t}" * 300 + f" HTTP/1.1\r\nHost: x\r\n{SENDER}\r\n",
    "too long a header": f"{HEAD}X: {'/r/{t} ' * 300}\r\n{SENDER}\r\n",
    "too many headers": HEAD + "X: /r/{t}\r\n" * 150 + f"{SENDER}\r\n",
    "a greeting of TLS": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03{t}\r\n\r\n",
    "the preface of HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{t}",
    "nothing but bytes": "\xff\xfe{t}\x00\x01\r\n\r\n",
    "a proxy's line": f"PROXY TCP4 203.0.113.9 {{t}} 1 2\r\n{HEAD}{SENDER}\r\n",
}


def told(text: str) -> list[str]:
    """What a log says of those whose requests it is about."""
    lines = text.lower()
    parts = {
        form[start : start + LEAST].lower()
        for form in FORMS.values()
        for start in range(len(form) - LEAST + 1)
    }
    return [part for part in (*sorted(parts), *map(str.lower, PERSON)) if part in lines]


@dataclass
class Logged:
    site: Site
    out: Path
    errors: Path

    def send(self, raw: str) -> bytes:
        """What comes back for bytes as they are, from a client that hangs up after them."""
        answer = b""
        address = ("127.0.0.1", self.site.port)
        with suppress(OSError), socket.create_connection(address, timeout=20) as sock:
            sock.sendall(raw.encode("latin-1"))
            sock.shutdown(socket.SHUT_WR)
            while piece := sock.recv(65536):
                answer += piece
        return answer

    def lines(self) -> tuple[list[str], list[str]]:
        """What was written since the server got ready, by each of its logs."""
        out, errors = (file.read_text().splitlines() for file in (self.out, self.errors))
        return out[1:], errors


@pytest.fixture(scope="module")
def logged(
    tmp_path_factory: pytest.TempPathFactory, prepare: Callable[[Site], None]
) -> Iterator[Logged]:
    folder = tmp_path_factory.mktemp("logged")
    site = Site(folder, settings="tests.failing_settings")
    prepare(site)
    found = Logged(site, folder / "out", folder / "errors")
    with found.out.open("w") as out, found.errors.open("w") as errors:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"],
            cwd=ROOT,
            env={**site.environment, "WEB_CONCURRENCY": "1"},
            stdout=out,
            stderr=errors,
        )
        try:
            site.wait_until_served()
            yield found
        finally:
            server.terminate()
            server.wait(timeout=40)


@pytest.mark.slow
def test_a_broken_request_is_a_line_that_tells_nothing(
    logged: Logged, shown: Callable[[str], None]
) -> None:
    raw = [text.replace("{t}", form) for text in BROKEN.values() for form in FORMS.values()]
    assert len(raw) > 200
    before = logged.lines()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(logged.send, raw))
    wait_until_quiet(logged)
    out, errors = (now[len(then) :] for then, now in zip(before, logged.lines(), strict=True))

    assert told("\n".join((*out, *errors))) == []
    assert "127.0.0.1" not in "\n".join((*out, *errors))
    assert not any(line.startswith((" ", "Traceback")) for line in errors)
    # A line of the access log for each that got as far as an answer, at most one of an error.
    access = re.compile(r"(?:[A-Z]+|…) \S+ \d{3} \d+B [\d.]+ms|INFO |WARNING |ERROR ")
    assert [line for line in out if not access.match(line)] == []
    assert len(out) <= len(raw)
    assert len(errors) <= len(raw)
    assert len(errors) > len(raw) / 4
    statuses = [answer.split(b" ", 2)[1] for answer in answers if answer.startswith(b"HTTP/")]
    assert len(statuses) > len(raw) / 2
    assert [status for status in statuses if status >= b"500" and status != b"501"] == []
    shown(f"{len(raw)} broken requests: {len(errors)} lines in the error log, none tells anything")


@pytest.mark.slow
def test_a_view_that_breaks_says_where_and_nothing_else(logged: Logged) -> None:
    before = logged.lines()
    for number in range(len(FAILURES)):
        for name in ("whole", "half", "lower", "broken"):
            logged.send(
                f"GET /fail/{number}/{quote(FORMS[name])} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + SENDER.replace("{t}", TOKEN)
                + "\r\n"
            )
    wait_until_quiet(logged)
    out, errors = (now[len(then) :] for then, now in zip(before, logged.lines(), strict=True))
    text = "\n".join((*out, *errors))

    assert len(FAILURES) > 20
    assert told(text) == []
    assert "127.0.0.1" not in text
    # Who mends it still finds the place and the kind of exception.
    assert "tests/failing_urls.py" in text
    assert "The database did not answer: django.db.utils.OperationalError\n" in text
    assert "SQLITE_ERROR" in text
    for kind in ("ValueError", "KeyError", "OSError", "OddError", "ExceptionGroup"):
        assert re.search(rf"^(?:\w+\.)*{kind}$", text, re.MULTILINE)
    assert "GET /…/ 500" in text or "500 GET /…" in text


def wait_until_quiet(logged: Logged) -> None:
    """Until what was still under way has been written."""
    size = -1
    while size != (size := logged.out.stat().st_size + logged.errors.stat().st_size):
        time.sleep(0.5)


def test_the_check_finds_what_it_is_for() -> None:
    assert told(f"GET /x/{TOKEN[30:38]}/") != []
    assert told(f"Not Found: {TOKEN.upper()[3:11]}") != []
    assert told("from SCHOOL.example") != []
    assert told("GET /r/… 200 4321B 12.3ms") == []


def test_every_route_is_made_of_words_that_may_be_written() -> None:
    def below(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
        for pattern in patterns:
            route = str(pattern.pattern)
            yield route
            if isinstance(pattern, URLResolver) and route != "admin/":
                yield from below(pattern.url_patterns)

    words = {word for route in below(get_resolver().url_patterns) for word in route.split("/")}
    assert {word for word in words if word and "<" not in word} - logs.WORDS == set()


@pytest.mark.parametrize(
    ("path", "status", "route"),
    [
        ("/", "200", "/"),
        ("/q/sonographer-path/", "200", "/q/sonographer-path/"),
        ("/q/sonographer-path/", "422", "/q/sonographer-path/"),
        ("/q/sonographer-path/", "404", "/q/…/"),
        ("/static/css/site.0123456789ab.css", "200", "/static/css/site.0123456789ab.css"),
        (f"/q/{TOKEN}/", "200", "/q/…/"),
        (f"/r/{TOKEN}/", "200", "/r/…/"),
        ("/r/abc/result.json", "200", "/r/…/result.json"),
        (f"/s/{TOKEN}", "404", "/s/…"),
        (f"/R/{TOKEN}", "404", "/…"),
        (f"//careerfit/r/{TOKEN} pasted", "404", "//…/r/…"),
        (f"/r/short\nGET /r/{TOKEN}", "404", "/r/…/r/…"),
        ("/a\nGET /b", "404", "/…"),
        ("*", "200", "…"),
        ("", "200", ""),
    ],
)
def test_a_route_opens_nothing(path: str, status: str, route: str) -> None:
    assert logs.route(path, status) == route


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"Not Found: /r/{TOKEN}/", "Not Found: /r/…/"),
        (f"Broken at '/r/{TOKEN}', again", "Broken at '/r/… again"),
        (f"Half of it: {TOKEN[:9]}", "Half of it: …"),
        ("GET /specialties/?q=me HTTP/1.1", "GET /specialties/ …"),
        ("from https://school.example/class", "from …"),
        ("%2Fr%2Fabc", "…"),
        ("one\nline\x00only", "one line only"),
        ("Worker (pid:123) was killed! Perhaps out of memory?", None),
    ],
)
def test_a_line_has_no_address(text: str, line: str | None) -> None:
    assert logs.redact(text) == (line or text)


@pytest.mark.parametrize(
    ("said", "shown"), [("GET", "GET"), ("DELETE", "DELETE"), (TOKEN, "…"), ("get", "…"), ("", "…")]
)
def test_a_method_that_is_none_is_not_written(said: str, shown: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "", None, None)
    record.request = SimpleNamespace(method=said, path_info=f"/r/{TOKEN}/")
    record.status_code = 405

    assert logs.SafeFormatter().line(record) == f"405 {shown} /r/…/"


@pytest.mark.parametrize(
    ("name", "reason"), [("django.security.csrf", "Origin checking failed"), ("django.request", "")]
)
def test_why_a_form_was_turned_away_is_half_a_sentence(name: str, reason: str) -> None:
    said = "Origin checking failed - Zaphod does not match any trusted origins."
    record = logging.LogRecord(name, logging.WARNING, "", 0, "Forbidden (%s)", (said,), None)

    assert logs.reason_of(record) == reason


def raised(*, is_shown: bool) -> Exception:
    """What came of another exception, which is to be read with it or not."""
    error = ValueError()
    error.__context__ = KeyError()
    error.__suppress_context__ = not is_shown
    return error


@pytest.mark.parametrize(
    ("is_shown", "kinds"), [(True, ["KeyError", "ValueError"]), (False, ["ValueError"])]
)
def test_what_an_exception_was_cut_off_from_is_not_written(
    is_shown: bool, kinds: list[str]
) -> None:
    assert list(map(logs.kind, logs.chain(raised(is_shown=is_shown)))) == kinds


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ({}, "django.db.utils.IntegrityError"),
        ({"sqlstate": "23505"}, "django.db.utils.IntegrityError 23505"),
        ({"sqlite_errorname": "SQLITE_BUSY"}, "django.db.utils.IntegrityError SQLITE_BUSY"),
    ],
)
def test_an_exception_brings_the_code_of_its_database(code: dict[str, str], kind: str) -> None:
    error = IntegrityError(TOKEN)
    vars(error).update(code)

    assert logs.kind(error) == kind


def test_an_exception_is_where_and_what() -> None:
    try:
        try:
            raise KeyError(TOKEN)
        except KeyError as error:
            raise ValueError(f"/r/{TOKEN}") from error
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "", 0, "Broken", None, (type(error), error, error.__traceback__)
        )
    lines = logs.SafeFormatter("%(message)s").format(record).splitlines()

    assert lines[0] == "Broken"
    assert [line for line in lines if line in ("KeyError", "ValueError")] == [
        "KeyError",
        "ValueError",
    ]
    assert any("test_logs.py" in line for line in lines)
    assert told("\n".join(lines)) == []


def test_the_usual_formatter_would_tell() -> None:
    record = logging.LogRecord(
        "x", logging.ERROR, "", 0, "Broken", None, (ValueError, ValueError(TOKEN), None)
    )
    assert told(logging.Formatter("%(message)s").format(record)) != []
