"""The site's own addresses, and one for each way in which a view may break and say too much."""

import logging
from collections.abc import Callable, Iterator
from typing import NoReturn

from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import DatabaseError, IntegrityError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.template import Context, Template
from django.urls import include, path

from careerfit.urls import handler400 as handler400
from careerfit.urls import handler404 as handler404

logger = logging.getLogger("tests.failing")


def raising(kind: Callable[[str], BaseException]) -> Callable[[str], NoReturn]:
    def fail(text: str) -> NoReturn:
        raise kind(f"{text} at /r/{text}/?name={text}")

    return fail


def with_cause(text: str) -> NoReturn:
    try:
        raise KeyError(text)
    except KeyError as error:
        raise ValueError(f"/s/{text}") from error


def with_context(text: str) -> NoReturn:
    try:
        raise KeyError(text)
    except KeyError:
        raise LookupError(text[:21])  # noqa: B904  # Nobody said what it comes from.


def with_note(text: str) -> NoReturn:
    error = RuntimeError("plain")
    error.add_note(f"for https://school.example/r/{text}")
    raise error


def in_a_group(text: str) -> NoReturn:
    raise ExceptionGroup(text, [ValueError(text), KeyError(text[5:])])


def no_text(text: str) -> NoReturn:
    text.encode().join([b"\xff"]).decode("ascii")
    raise UnicodeDecodeError("ascii", text.encode(), 3, 9, text)


def class_of_that_name(text: str) -> NoReturn:
    raise type("OddError", (Exception,), {"__str__": lambda self: text})(text)


def in_a_template(text: str) -> HttpResponse:
    return HttpResponse(Template("{% include name %}").render(Context({"name": text})))


def in_a_statement(text: str) -> NoReturn:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{text}" FROM "{text}"')
    raise AssertionError


def halfway(text: str) -> StreamingHttpResponse:
    def pieces() -> Iterator[str]:
        yield "begun"
        raise ValueError(text)

    return StreamingHttpResponse(pieces())


def bad_header(text: str) -> HttpResponse:
    response = HttpResponse()
    response.headers._store["x"] = ("X", f"{text}\n{text}")
    return response


def logged(text: str) -> HttpResponse:
    for form in (f"/r/{text}", f"%2Fr%2F{text}", f"(/R/{text}", f"https://a.example/{text}", text):
        logger.warning("It went wrong at %s, I think", form)
        logger.error("It went wrong: " + form)
    return HttpResponse()


def logged_with_a_traceback(text: str) -> HttpResponse:
    try:
        with_cause(text)
    except ValueError:
        logger.exception("Broken: %r", {"path": f"/r/{text}/"}, stack_info=True)
    return HttpResponse()


FAILURES: list[Callable[[str], HttpResponseBase]] = [
    *map(raising, (ValueError, KeyError, OSError, Http404, PermissionDenied, SuspiciousOperation)),
    *map(raising, (BadRequest, DisallowedHost, RequestDataTooBig, MultiPartParserError)),
    *map(raising, (DatabaseError, IntegrityError, OperationalError, RecursionError)),
    *(with_cause, with_context, with_note, in_a_group, no_text, class_of_that_name),
    *(in_a_template, in_a_statement, halfway, bad_header, logged, logged_with_a_traceback),
]


def fail(request: HttpRequest, number: int, text: str) -> HttpResponseBase:
    return FAILURES[number](text)


urlpatterns = [path("fail/<int:number>/<path:text>", fail), path("", include("careerfit.urls"))]
