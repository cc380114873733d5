"""A page that reads its body, for what is about the server alone."""

from collections.abc import Callable, Iterable
from typing import Any


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length)
    answer = str(len(body)).encode() + b" " + b"x" * 30_000
    start("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]
