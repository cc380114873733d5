"""What may stand in a log: which page, how it ended, where the code broke. Nothing that was sent.

An address opens somebody's result, half an address helps to guess it, and what a person typed may
stand in any of them and in the message of any exception. So nothing is looked for to be taken out:
a word of a path is written if it is one of the site's own, and the rest is not.
"""

import copy
import logging
import re
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

# What the site's own addresses are made of. A test finds a route that has another word.
WORDS = frozenset(
    {
        *("q", "r", "s", "admin", "static", "preview", "styleguide", "healthz", "robots.txt"),
        *("specialties", "compare", "table", "pictures", "rotations", "paths", "sources"),
        *("focus-areas", "method", "privacy", "accessibility", "deleted", "examples"),
        *("result.json", "result.csv", "share", "keep", "revoke", "card", "again", "before"),
        *("what-if", "plan", "plan.ics", "ticks", "log", "remove", "words", "delete"),
        *("rooms", "room", "wall", "j", "new", "demo", "class", "release", "close"),
        *("reveal", "smallest", "favicon.ico"),
        *("hand-out", "class.json", "class.csv", "changes", "tables", "check", "confirm"),
    }
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
# Below these, a path that was found consists of names of the published content or of files.
OPEN = frozenset({"q", "specialties", "paths", "static"})
FOUND = frozenset({"200", "206", "303", "304", "422"})
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
HIDDEN = "…"

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# A path, an address, a query, or anything escaped, with the quote or bracket before it.
ADDRESS = re.compile(r"(?P<before>['\"(<\[]*)(?P<address>\S*(?:[/%&]|\?\S)\S*)")
# A piece of a token: letters of both kinds, or with digits among them.
MIXED = re.compile(r"(?=[\w-]*[\dA-Z_])(?=[\w-]*[A-Za-z])(?<![\w-])[\w-]{8,}")

DEV_SERVER, CSRF = "django.server", "django.security.csrf"
ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


def route(path: str, status: str = "") -> str:
    """Say which page a path asked for, without what would open it or what was made up."""
    words = path.split("/")
    is_shown = status in FOUND and len(words) > 1 and words[1] in OPEN
    shown: list[str] = []
    for word in words:
        is_known = word in WORDS or not word or (is_shown and NAME.fullmatch(word))
        if is_known or shown[-1:] != [HIDDEN]:
            shown.append(word if is_known else HIDDEN)
    return "/".join(shown)


def method(name: str) -> str:
    return name if name in METHODS else HIDDEN


def redact(text: str) -> str:
    """One line of what a program says, without addresses and what looks like a part of one."""
    line = CONTROL.sub(" ", text)
    return MIXED.sub(HIDDEN, ADDRESS.sub(_without_address, line))


def _without_address(found: re.Match[str]) -> str:
    address = found["address"]
    shown = route(address.partition("?")[0]) if address.startswith("/") else HIDDEN
    return found["before"] + shown


class SafeFormatter(logging.Formatter):
    """Write a record without anything that was sent; what failed for the sender is one line."""

    def format(self, record: logging.LogRecord) -> str:
        safe = copy.copy(record)
        safe.msg, safe.args, safe.exc_text = self.line(record), (), None
        if getattr(record, "status_code", 500) < 500:
            safe.exc_info = None
        return super().format(safe)

    def line(self, record: logging.LogRecord) -> str:
        status = getattr(record, "status_code", None)
        # Who wrote it has put in nothing that came from outside, such as classes of exceptions.
        if getattr(record, "is_safe", False):
            return record.getMessage()
        if status is None:
            return redact(record.getMessage())
        # Django puts the path into its message, and what it did not like about a header.
        reason = reason_of(record)
        return f"{status} {request_line(record)}" + (f" ({reason})" if reason else "")

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802
        """Where it broke and what kind of exception it was. A message may quote anything."""
        if ei[1] is None:
            return ""
        parts = [
            f"{''.join(traceback.format_tb(error.__traceback__))}{kind(error)}"
            for error in chain(ei[1])
        ]
        return "\n\n".join(parts)


def request_line(record: logging.LogRecord) -> str:
    if record.name == DEV_SERVER:
        words = [*str(record.args[0] if isinstance(record.args, tuple) else "").split(), "", ""]
        return f"{method(words[0])} {route(words[1].partition('?')[0])}"
    request: Any = getattr(record, "request", None)
    return f"{method(getattr(request, 'method', ''))} {route(getattr(request, 'path_info', ''))}"


def reason_of(record: logging.LogRecord) -> str:
    """Why a form was turned away, without the header that it was for."""
    if record.name != CSRF or not isinstance(record.args, tuple):
        return ""
    return redact(str(record.args[0]).partition(" - ")[0])


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """What an exception came from first, and itself last."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return reversed(found)


def kind(error: BaseException) -> str:
    """The class of an exception, and the code that a database gives with one."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return f"{name} {code}" if code else name
