"""What is refused before anything reads it: too much, and what is no text."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from careerfit import limits
from tests.conftest import Ask

ROOT = Path(__file__).resolve().parent.parent
FORM = "application/x-www-form-urlencoded"


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, *args: Any) -> bytes:
        raise AssertionError("The body was read.")

    readline = read


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/q/sonographer-path/", 64_000, 403),
        ("/q/sonographer-path/", 64_001, 413),
        ("/nowhere/", 150_000_000, 413),
        ("/r/x/delete/", 10**30, 413),
        ("/r/x/share/", 1_200_001, 413),
        ("/admin/login/", 64_001, 403),
        ("/admin/login/", 2_500_001, 413),
        ("/admin/tables/", 2_500_001, 403),
        ("/admin/tables/", 5_000_001, 413),
    ],
)
def test_a_body_is_refused_by_its_length(ask: Ask, path: str, length: int, status: int) -> None:
    body = Unread() if status == 413 else BytesIO(b"x" * length)
    answer = ask(path, method="POST", body=body, CONTENT_LENGTH=str(length), CONTENT_TYPE=FORM)

    assert answer[0] == status
    if status == 413:
        assert "too large" in answer[2]
        assert answer[1]["Cache-Control"].endswith("no-store")
        assert "Content-Security-Policy" in answer[1]
        assert answer[1]["X-Frame-Options"] == "DENY"


def test_a_file_is_never_written_out(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def written(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("A file was made.")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", written)
    text = b"y" * 40_000
    body = (
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n'
        + text
        + b"\r\n--b--\r\n"
    )
    answer = ask(
        "/q/sonographer-path/",
        method="POST",
        body=BytesIO(body),
        CONTENT_LENGTH=str(len(body)),
        CONTENT_TYPE="multipart/form-data; boundary=b",
    )

    assert answer[0] == 403


def test_a_body_of_no_stated_length_is_not_read(ask: Ask) -> None:
    answer = ask(
        "/q/sonographer-path/",
        method="POST",
        body=Unread(),
        HTTP_TRANSFER_ENCODING="chunked",
        CONTENT_TYPE=FORM,
    )

    assert answer[0] == 403


@pytest.mark.parametrize(
    "charset", ["zip", "hex", "rot13", "punycode", "undefined", "utf-16", "utf-8\x00"]
)
@pytest.mark.parametrize("path", ["/specialties/?sort=name", "/?a=b", "/r/x/?a=b"])
def test_a_charset_that_is_no_text_is_a_bad_request(ask: Ask, path: str, charset: str) -> None:
    status, _, text = ask(path, CONTENT_TYPE=f"text/plain; charset={charset}")

    assert status == 400
    assert "<h1>" in text


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "us-ascii"])
def test_a_charset_that_is_text_is_taken(ask: Ask, charset: str) -> None:
    assert ask("/?a=b", CONTENT_TYPE=f"text/plain; charset={charset}")[0] == 200


@pytest.mark.parametrize("length", ["x", "-1", "1.5", "１", " "])
@pytest.mark.parametrize("path", ["/q/sonographer-path/", "/r/x/again/", "/nowhere/"])
def test_a_length_that_is_no_number_is_a_bad_request(ask: Ask, path: str, length: str) -> None:
    status, _, _ = ask(path, method="POST", CONTENT_LENGTH=length, CONTENT_TYPE=FORM)

    assert status == 400


@pytest.mark.parametrize(
    "cookie",
    ["sessionid=\x01", 'sessionid="\\000"', "csrftoken=\x7f", 'a="\\033"', 'a="\\177"'],
)
def test_a_control_character_in_a_cookie_is_a_bad_request(ask: Ask, cookie: str) -> None:
    assert ask("/admin/", HTTP_COOKIE=cookie)[0] == 400


@pytest.mark.parametrize("query", ["q=%00", "q=a%1Fb", "q=\x00", "%7f=1"])
def test_a_control_character_in_a_query_is_a_bad_request(ask: Ask, query: str) -> None:
    assert ask(f"/admin/specialties/source/?{query}")[0] == 400
    # The pages of readers take it, and name it themselves.
    assert ask(f"/specialties/?{query}")[0] == 200


@pytest.mark.parametrize("query", ["q=a%0Ab", "q=a%09b", "q=%0d%0a"])
def test_a_line_break_or_a_tab_may_be_looked_for(ask: Ask, query: str) -> None:
    status, headers, _ = ask(f"/admin/specialties/source/?{query}")

    assert (status, headers["Location"].partition("?")[0]) == (302, "/admin/login/")


def test_what_people_send_passes() -> None:
    meta = {
        "CONTENT_LENGTH": "2000",
        "CONTENT_TYPE": FORM,
        "HTTP_COOKIE": "csrftoken=abc; theme=dark",
        "QUERY_STRING": "q=two%20words%0A&sort=name",
    }
    assert limits.refused(meta, "/specialties/") == 0
    assert limits.refused({}, "/") == 0


@pytest.mark.parametrize("cookie", ["x", "é", "!" * 32, "a" * 64])
def test_a_bad_cookie_is_no_fault_of_ours(ask: Ask, cookie: str) -> None:
    body = b"csrfmiddlewaretoken=x&a=b"
    status, _, _ = ask(
        "/q/nowhere/",
        method="POST",
        body=BytesIO(body),
        CONTENT_LENGTH=str(len(body)),
        CONTENT_TYPE=FORM,
        HTTP_COOKIE=f"__Host-csrftoken={cookie}; csrftoken={cookie}",
    )

    assert status in (400, 403, 404)


def test_the_proxy_takes_what_the_site_takes_and_holds_it_in_memory() -> None:
    """What is too long is told so in the words of the site, and nothing of it reaches a disk."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    places = dict(re.findall(r"location (/\S*) \{(.*?)\n    \}", text, re.S))
    assert set(limits.MORE_BYTES) == set(places) - {"/"}
    for start, most in limits.MORE_BYTES.items():
        (taken,) = re.findall(r"client_max_body_size (\d+)k;", places[start])
        assert most <= int(taken) * 1024 < most * 1.05
        assert f"client_body_buffer_size {taken}k;" in places[start]
