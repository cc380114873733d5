"""What no page takes, refused before anything reads it."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from careerfit.headers import GetResponse

# A questionnaire fills some two kilobytes.
MOST_BYTES = 64_000
# Where editors write, and where owners do, whose forms say themselves what is too long: by how a
# path starts. A table comes back as a file, which may be longer than what is typed.
ADMIN, TABLES = "/admin/", "/admin/tables/"
MORE_BYTES = {TABLES: 5_000_000, ADMIN: 2_500_000, "/r/": 1_200_000}
CHARSET = re.compile(r"charset\s*=\s*\"?([^\s\";]*)", re.IGNORECASE)
TEXT_CHARSETS = frozenset({"", "utf-8", "utf8", "us-ascii", "ascii"})
# What a database that keeps text cannot keep, written out or escaped as cookies escape it. In a
# query only the admin would look it up; the pages of readers name it themselves.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\\0[0-3][0-7]|\\177")
QUERY_CONTROL = re.compile(r"[\x00-\x1f\x7f]|%(?:[01][0-9a-f]|7f)", re.IGNORECASE)
# A line break or a tab may stand in a text that was typed.
TYPED = re.compile(r"%0[9ad]", re.IGNORECASE)

TOO_LARGE, BAD = 413, 400


class TextRequest(WSGIRequest):
    """A request that a charset of no text cannot break before the middleware refuses it."""

    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        taken = meta if is_text(meta) else {**meta, "CONTENT_TYPE": ""}
        super()._set_content_type_params(taken)  # type: ignore[misc]


def limits_middleware(get_response: GetResponse) -> GetResponse:
    """Refuse what is too large by the length it names, and what is no text, in words.

    It stands before everything that reads a body, a query or a cookie. A body of no stated length
    counts as empty.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        status = refused(request.META, request.path_info)
        if not status:
            return get_response(request)
        # Nothing that a page needs is to be read from this request any more.
        response = render(plain(request), f"{status}.html", status=status)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
        return response

    return middleware


def refused(meta: Mapping[str, Any], path: str) -> int:
    """The status that a request is refused with, or 0."""
    stated = length(meta)
    if stated is None:
        return BAD
    if stated > most_bytes(path):
        return TOO_LARGE
    if not is_text(meta) or CONTROL.search(meta.get("HTTP_COOKIE", "")):
        return BAD
    query = TYPED.sub("", meta.get("QUERY_STRING", ""))
    if path.startswith(ADMIN) and QUERY_CONTROL.search(query):
        return BAD
    return 0


def is_text(meta: Mapping[str, Any]) -> bool:
    """Whether a body is in the one charset that there is, or names none."""
    said = CHARSET.search(meta.get("CONTENT_TYPE", ""))
    return not said or said[1].lower() in TEXT_CHARSETS


def most_bytes(path: str) -> int:
    return next((most for start, most in MORE_BYTES.items() if path.startswith(start)), MOST_BYTES)


def length(meta: Mapping[str, Any]) -> int | None:
    """The stated length of a body, 0 for none; None for what is no number."""
    text = str(meta.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isascii() and text.isdecimal() else None


def plain(request: HttpRequest) -> HttpRequest:
    """The same address without its query, cookies and body."""
    clean = HttpRequest()
    clean.method = "GET"
    clean.path, clean.path_info = request.path, request.path_info
    names = ("SCRIPT_NAME", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT")
    clean.META = {name: request.META[name] for name in names if name in request.META}
    return clean
