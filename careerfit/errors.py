"""The pages for when something went wrong: one clear sentence, and nothing typed is lost."""

import logging
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from careerfit.headers import GetResponse
from careerfit.kept import pin
from rubric import editions
from rubric import views as rubric_views

logger = logging.getLogger(__name__)

AWAY = "We can’t reach our records right now, so nothing was stored. Your answers are still here."
EXPIRED = (
    "This page was open too long, or cookies are blocked, so we could not check where the form "
    "came from. Nothing was stored. Your answers are still here: send them again."
)


class DatabaseAwayMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        logger.error("The database did not answer: %s", error)
        pin(request, editions.last_seen())
        response = _answers_kept(request, AWAY, status=503) or unavailable(request)
        response.headers["Retry-After"] = "30"
        return response


def page_for_405_middleware(get_response: GetResponse) -> GetResponse:
    """Give the bare answer to a method that a page does not know a page of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
        page.headers["Allow"] = response.headers.get("Allow", "")
        return page

    return middleware


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """One page for every address that opens nothing; a result that is gone gets the same always."""
    is_result = request.path_info.startswith(("/r/", "/s/"))
    return render(request, "404.html", {"is_result": is_result}, status=404)


def unavailable(request: HttpRequest) -> HttpResponse:
    return render(request, "503.html", {"typed": _typed(request)}, status=503)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    kept = _answers_kept(request, EXPIRED, status=403)
    return kept or render(request, "403.html", {"is_csrf": True}, status=403)


def _answers_kept(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse | None:
    """The same questionnaire with everything typed, or None when this was not one."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    if request.method != "POST" or match.view_name != "rubric:ask":
        return None
    return rubric_views.ask_again(request, match.kwargs["slug"], sentence, status=status)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, to be sent again, when not even the questions can be shown."""
    match = request.resolver_match
    # A password, for one, is nothing to write into a page.
    if request.method != "POST" or not match or match.view_name != "rubric:ask":
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
