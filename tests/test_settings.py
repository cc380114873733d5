"""The settings in their own processes, and what every answer carries."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.test import Client, RequestFactory, override_settings

from careerfit.headers import headers_middleware
from careerfit.settings import sqlite_options
from careerfit.stylesheet import CORE, STYLES, source_hash
from rubric import editions, tokens
from rubric.models import Assessment
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
        ({"SECRET_KEY": "short-but-of-many-letters"}, "SECRET_KEY must have at least 50"),
        ({"SECRET_KEY": "ab" * 40}, "10 of them different."),
        (
            {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "*"},
            "ALLOWED_HOSTS must name the hosts of the site, not *.",
        ),
        (
            {"SECRET_KEY": KEY, "FRESH_MONTHS": "soon"},
            "FRESH_MONTHS must be a whole number, not 'soon'.",
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
    hashes = " ".join(map(source_hash, STYLES.values()))
    assert policy["style-src"] == f"'self' {hashes}"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_page_that_asks_for_a_policy_of_its_own_gets_it(client: Client, db: None) -> None:
    client.force_login(User.objects.create_superuser("ada"))

    own = client.get("/admin/specialties/specialty/add/")["Content-Security-Policy"]

    usual = client.get("/")["Content-Security-Policy"]
    assert sorted(own.split("; ")) == sorted([*usual.split("; "), "connect-src 'self'"])


@pytest.mark.parametrize("method", ["get", "head"])
def test_whoever_asks_for_an_icon_by_itself_is_led_to_the_one_there_is(
    client: Client, db: None, method: str
) -> None:
    answer = getattr(client, method)("/favicon.ico")

    assert (answer.status_code, answer.headers["Location"]) == (301, static("img/logo.svg"))
    # No longer than the file may have that name.
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert (answer.content, dict(client.cookies)) == (b"", {})
    assert client.post("/favicon.ico").status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        *("/admin/", "/admin/login/", "/admin/password_change/", "/admin/tables/"),
        *("/admin/auth/user/", "/admin/auth/user/add/", "/admin/nowhere/"),
        *("/admin/specialties/specialty/", "/admin/specialties/source/add/"),
        "/admin/rubric/edition/publish/",
    ],
)
def test_every_page_of_the_admin_names_the_icon(client: Client, db: None, address: str) -> None:
    if address != "/admin/login/":
        client.force_login(User.objects.create_superuser("ada"))

    page = client.get(address).content.decode()

    assert page.count('<link rel="icon"') == 1
    assert f'href="{static("img/logo.svg")}"' in page


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_only_who_asks_for_a_body_gets_one(method: str) -> None:
    answer = HttpResponse("body", headers={"Content-Length": "4"})
    given = headers_middleware(lambda _: answer)(RequestFactory().generic(method, "/"))

    assert given.content == (b"body" if method == "GET" else b"")
    assert given.headers["Content-Length"] == "4"


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
    fields = {f"f{number}": "1" for number in range(1_500)}
    sent = urlencode(fields)

    answer = client.post(
        "/q/sonographer-path/", sent, content_type="application/x-www-form-urlencoded"
    )

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


NOWHERE = "There is no page at this address"
NOTHING = "Nothing opens here"


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/nowhere/", NOWHERE),
        ("/specialties/nowhere/", NOWHERE),
        ("/q/nowhere/", NOWHERE),
        ("/preview/", NOWHERE),
        (f"/r/{'A' * 43}/", NOTHING),
        (f"/r/{'A' * 43}/result.json", NOTHING),
        ("/r/short/", NOTHING),
        ("/r/short/nowhere/", NOTHING),
        (f"/s/{'A' * 43}/", NOTHING),
    ],
)
def test_only_where_results_open_a_missing_page_speaks_of_them(
    client: Client, db: None, address: str, heading: str
) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert f"<h1>{heading}</h1>" in answer.content.decode()


def test_results_that_do_not_open_all_look_the_same(
    client: Client, submit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted = submit(depth=4)
    client.post(f"/r/{deleted}/delete/")
    with monkeypatch.context() as patch:
        patch.setattr("django.utils.timezone.localdate", lambda: date(2020, 1, 1))
        expired = submit()
    assert Assessment.objects.filter(token_digest=tokens.digest(expired)).exists()

    answers = [
        client.get(f"/{place}/{token}/")
        for place in ("r", "s")
        for token in (expired, deleted, "A" * 43, "short", f"{'A' * 43}/nowhere")
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/r/{}/", 200),
        ("/r/{}/result.json", 200),
        ("/r/{}/delete/", 200),
        # Without its last slash an address is sent on.
        ("/r/{}", 301),
        ("/r/{}/nowhere/", 404),
        ("/s/{}/", 404),
        ("/room/{}/", 404),
        ("/wall/{}/", 404),
        ("/j/{}/", 404),
        ("/preview/", 404),
    ],
)
def test_nothing_private_is_stored_on_its_way(
    client: Client, submit: Callable[..., str], address: str, status: int
) -> None:
    place = address.format(submit())

    for answer in (client.get(place), client.head(place)):
        assert answer.status_code == status
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_sending_on_to_https_is_not_stored_either(
    client: Client, submit: Callable[..., str]
) -> None:
    place = f"/r/{submit()}/"
    with override_settings(SECURE_SSL_REDIRECT=True):
        answer = Client().get(place)

    assert answer.status_code == 301
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ["400", "403", "404", "405", "413", "429", "500", "503"])
def test_every_error_page_can_be_drawn(name: str, client: Client, db: None) -> None:
    html = render_to_string(f"{name}.html", request=RequestFactory().get("/"))

    assert page_faults(html) == []


@override_settings(DEBUG=False)
def test_an_unforeseen_error_shows_a_page_that_stands_alone(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(content: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("rubric.results.front.Page", fail)
    client.raise_request_exception = False

    answer = client.get("/?unkept")

    assert answer.status_code == 500
    assert b"Something broke on our side" in answer.content
    assert b"<link" not in answer.content
    assert b"<style>" in answer.content


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


def test_another_style_than_ours_is_a_fault() -> None:
    page = f"<!doctype html><html lang=en><title>x</title><h1>x</h1><style>{STYLES[CORE]} </style>"

    assert "inline <style> that is not the site's own" in page_faults(page)


IS_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def pragma(name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


@pytest.mark.skipif(not IS_SQLITE, reason="SQLite's own settings")
def test_sqlite_loses_no_commit_and_refuses_what_belongs_to_nothing(db: None) -> None:
    # 2 is FULL: a commit is on the disk before anybody is told so.
    assert pragma("synchronous") == 2
    assert pragma("foreign_keys") == 1
    assert pragma("journal_mode") in sqlite_options()["init_command"].lower()
    assert sqlite_options()["transaction_mode"] == "IMMEDIATE"


@pytest.mark.skipif(not IS_SQLITE, reason="SQLite's own settings")
def test_a_connection_to_sqlite_outlives_its_request(db: None) -> None:
    assert settings.DATABASES["default"]["CONN_MAX_AGE"] is None
    assert connection.settings_dict["CONN_MAX_AGE"] is None


@pytest.fixture(params=[OperationalError, InterfaceError])
def database_away(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    editions.newest()

    def fail() -> None:
        raise request.param("gone")

    monkeypatch.setattr(editions, "newest_mark", fail)


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/paths/", 503, "We can’t reach our records"),
        ("/q/sonographer-path/", 503, "We can’t reach our records"),
        ("/nowhere/", 404, NOWHERE),
    ],
)
def test_without_the_database_a_page_says_so_and_has_its_doors(
    client: Client, database_away: None, address: str, status: int, heading: str
) -> None:
    answer = client.get(address)

    assert answer.status_code == status
    html = answer.content.decode()
    assert f"<h1>{heading}</h1>" in html
    assert 'href="/q/specialty-match/">Students</a>' in html


def test_a_worker_does_not_hold_the_minifier() -> None:
    """It takes seven megabytes, for a text that is made once."""
    script = "import careerfit.stylesheet, sys; print('lightningcss' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "False\n", done.stderr
