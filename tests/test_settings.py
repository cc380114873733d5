"""The settings in their own processes, and what every answer carries."""

import os
import subprocess
import sys
from pathlib import Path

import brotli
import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings

from careerfit.logs import redact
from careerfit.stylesheet import SCREEN_CSS, compact, source_hash
from tests.pages import page_faults

ROOT = Path(__file__).resolve().parent.parent
KEY = "a-long-enough-key-for-checks-0123456789-abcdefghijklmnopqrstuvwxyz"


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.slow
def test_the_deployment_check_is_clean() -> None:
    answer = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        SECRET_KEY=KEY,
        ALLOWED_HOSTS="careerfit.example",
    )

    assert answer.returncode == 0, answer.stderr


@pytest.mark.slow
def test_the_deployment_check_would_fail_without_https() -> None:
    answer = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        SECRET_KEY=KEY,
        ALLOWED_HOSTS="careerfit.example",
        HTTPS="off",
    )

    assert answer.returncode == 1
    assert "W012" in answer.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "Set SECRET_KEY to a long random text."),
        ({"SECRET_KEY": KEY, "DEBUG": "maybe"}, "DEBUG must be on or off, not 'maybe'."),
        ({"SECRET_KEY": KEY, "HTTPS": "2"}, "HTTPS must be on or off, not '2'."),
        (
            {"SECRET_KEY": KEY, "RETENTION_DAYS": "-1"},
            "RETENTION_DAYS must be a whole number, not '-1'.",
        ),
    ],
)
def test_a_forgotten_or_misspelled_variable_is_one_sentence(
    environment: dict[str, str], sentence: str
) -> None:
    answer = manage("check", **environment)

    assert answer.returncode != 0
    assert sentence in answer.stderr


@pytest.mark.slow
def test_debug_is_off_unless_said() -> None:
    answer = manage(
        "shell",
        "-v",
        "0",
        "-c",
        "from django.conf import settings as s; print(s.DEBUG, s.CSRF_COOKIE_NAME, s.HTTPS)",
        SECRET_KEY=KEY,
    )

    assert answer.stdout.strip() == "False __Host-csrftoken True"


@pytest.mark.parametrize("address", ["/", "/paths/", "/nowhere/", "/q/sonographer-path/"])
def test_every_answer_carries_the_headers(client: Client, db: None, address: str) -> None:
    headers = client.get(address).headers

    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert policy["style-src"] == f"'self' {source_hash(SCREEN_CSS)}"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_pages_are_compressed(client: Client, db: None) -> None:
    answer = client.get("/paths/", headers={"accept-encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 20_000


@pytest.mark.parametrize(
    "address", ["/", "/paths/", "/method/", "/specialties/", "/specialties/cardiology/"]
)
def test_a_reader_gets_no_cookie_before_answering(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 200

    assert not client.cookies


def test_the_form_brings_the_one_cookie_that_the_privacy_page_names(
    client: Client, db: None
) -> None:
    client.get("/q/sonographer-path/")

    assert list(client.cookies) == ["csrftoken"]


def test_a_page_too_large_to_read_is_refused_with_a_page(client: Client, db: None) -> None:
    answer = client.post("/q/sonographer-path/", {"pace": "x" * 3_000_000})

    assert answer.status_code == 413
    assert b"far too large" in answer.content


def test_damaged_input_gets_a_page_too(client: Client, db: None) -> None:
    fields = {f"field-{number}": "1" for number in range(1_500)}

    answer = client.post("/q/sonographer-path/", fields)

    assert answer.status_code == 400
    assert b"We could not read that" in answer.content


@pytest.mark.parametrize("address", ["/", "/paths/", "/method/"])
def test_a_method_that_a_page_does_not_know_gets_a_page(
    client: Client, db: None, address: str
) -> None:
    answer = client.post(address)

    assert answer.status_code == 405
    assert "GET" in answer["Allow"]
    assert b"only for reading" in answer.content


@pytest.mark.parametrize("name", ["400", "403", "404", "405", "413", "429", "500", "503"])
def test_every_error_page_can_be_drawn(name: str, client: Client, db: None) -> None:
    html = render_to_string(f"{name}.html", request=RequestFactory().get("/"))

    assert page_faults(html) == []


@override_settings(DEBUG=False)
def test_an_unforeseen_error_shows_a_page_that_stands_alone(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("rubric.results.site.front", fail)
    client.raise_request_exception = False

    answer = client.get("/")

    assert answer.status_code == 500
    assert b"Something broke on our side" in answer.content
    assert b"<link" not in answer.content
    assert b"<style>" in answer.content


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"Not Found: /r/{'A' * 43}/", "Not Found: /r/…"),
        (f"GET /s/{'b' * 43}/result.json 200", "GET /s/… 200"),
        (f"Not Found: /x/{'A' * 43}", "Not Found: /x/…"),
        ("GET /specialties/?q=me HTTP/1.1", "GET /specialties/?… HTTP/1.1"),
        ("Not Found: /paths/", "Not Found: /paths/"),
    ],
)
def test_nothing_that_opens_a_result_is_logged(text: str, clean: str) -> None:
    assert redact(text) == clean


def test_what_django_logs_of_a_missing_result_has_no_token(
    client: Client, db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    token = "Z" * 43
    client.get(f"/r/{token}/")

    assert token not in "".join(capsys.readouterr())


@pytest.mark.slow
@pytest.mark.parametrize(("query", "printed"), [("", "60 None"), ("?pool=true", "0 True")])
def test_a_pool_only_when_the_address_asks_for_one(query: str, printed: str) -> None:
    answer = manage(
        "shell",
        "-v",
        "0",
        "-c",
        "from django.db import connection as c; s = c.settings_dict; "
        "print(s['CONN_MAX_AGE'], s['OPTIONS'].get('pool'))",
        SECRET_KEY=KEY,
        DATABASE_URL=f"postgres://someone@127.0.0.1:1/careerfit{query}",
    )

    assert answer.stdout.strip() == printed, answer.stderr


def test_compacting_keeps_what_a_rule_says() -> None:
    css = (
        "/* why */\n.a > .b,\n.c { margin: 0 auto;\n  inline-size: min(100% - 2 * 1rem, 4rem); }\n"
    )

    assert compact(css) == ".a>.b,.c{margin:0 auto;inline-size:min(100% - 2 * 1rem,4rem)}"


def test_another_style_than_ours_is_a_fault() -> None:
    page = f"<!doctype html><html lang=en><title>x</title><h1>x</h1><style>{SCREEN_CSS} </style>"

    assert "inline <style> that is not the site's own" in page_faults(page)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate, br;q=0.9", "br"),
        ("gzip, br;q=0", "gzip"),
        ("gzip, br;q=0.0", "gzip"),
        ("gzip", "gzip"),
        ("abracadabra", None),
        ("", None),
    ],
)
def test_a_page_is_compressed_as_the_browser_takes_it(
    client: Client, db: None, accepted: str, encoding: str | None
) -> None:
    answer = client.get("/paths/", headers={"accept-encoding": accepted})

    assert answer.headers.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in answer["Vary"]


def test_brotli_says_the_same_in_fewer_bytes(client: Client, db: None) -> None:
    plain = client.get("/privacy/").content
    small = client.get("/privacy/", headers={"accept-encoding": "br"})

    assert brotli.decompress(small.content) == plain
    assert int(small["Content-Length"]) == len(small.content) < len(plain) / 2
