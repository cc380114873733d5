"""The pages for when something went wrong: one clear sentence, and nothing typed is lost."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers

from careerfit.headers import GetResponse
from careerfit.kept import pin
from careerfit.limits import ADMIN, TABLES
from careerfit.logs import chain, kind
from rubric import buckets, editions, locks
from rubric.buckets import Limit, TooManyError
from rubric.views import again, ask, joining, keeping, log, own_class, plans, rooms, shares
from specialties.admin.fields import is_key

logger = logging.getLogger(__name__)

# Who can show a form again with everything typed, by the name of its address.
AS_SENT: Mapping[str, Callable[..., HttpResponse | None]] = {
    "rubric:ask": ask.ask_again,
    "rubric:again": again.again_as_sent,
    "rubric:shares": shares.share_as_sent,
    "rubric:keep": keeping.keep_as_sent,
    "rubric:plan": plans.plan_as_sent,
    "rubric:ticks": plans.ticks_as_sent,
    "rubric:log": log.log_as_sent,
    "rubric:join": joining.join_as_sent,
    "rubric:own-class-again": own_class.own_class_as_sent,
    "rubric:room-new": rooms.make_as_sent,
}
# Of these, the forms that are a questionnaire; the others hold what somebody typed.
QUESTIONNAIRES = frozenset({"rubric:ask", "rubric:again", "rubric:join", "rubric:own-class-again"})
# Where addresses open what only their holder knows, and how often one may be wrong.
GUESSED = {
    **dict.fromkeys(("/r/", "/s/", "/room/", "/wall/"), buckets.MISSES),
    "/j/": buckets.CODES,
}
# More of one field than this is not sent back.
LONGEST_ECHO = 1000

AWAY = "We can’t reach our records right now, so nothing was stored. {} still here."
EXPIRED = (
    "This page was open too long, or cookies are blocked, so we could not check where the form "
    "came from. Nothing was stored. {} still here. Send the form again."
)
GONE = "This form was not stored. {} still here."

# What PostgreSQL says when it cannot serve now: connection lost, read-only or in a transaction that
# cannot go on, out of means, stepped in by an operator, a fault of the system.
AWAY_CLASSES = frozenset({"08", "25", "53", "57", "58"})
# A lock that was not free in time.
AWAY_STATES = frozenset({"55P03"})


def is_away(error: BaseException) -> bool:
    """Whether a database cannot serve now, which is no fault of what was asked."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    state = getattr(error.__cause__, "sqlstate", None) or ""
    return isinstance(error, DatabaseError) and (state[:2] in AWAY_CLASSES or state in AWAY_STATES)


TOO_MANY = (
    "Too much came from this address in a short time, so nothing was stored. {{}} still here. "
    "Send the form again in {}."
)


class FaultsMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        # What no list of the admin offers was not ticked on one, and Django looks it up unread.
        is_list = request.path_info.startswith(ADMIN) and not request.path_info.startswith(TABLES)
        if request.method != "POST" or not is_list:
            # Where tables come in, nothing reads them before it is known where they are kept.
            return None
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        return None if all(map(is_key, ticked)) else bad_request(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OverflowError | DataError) and request.path_info.startswith(ADMIN):
            # A number that no form offers, and no database takes.
            return bad_request(request, error)
        if isinstance(error, TooManyError):
            return too_many(request, error.wait)
        if not is_away(error):
            return None
        kinds = ", ".join(map(kind, chain(error)))
        logger.error("The database did not answer: %s", kinds, extra={"is_safe": True})
        pin(request, editions.last_seen())
        response = _answers_kept(request, AWAY, status=503) or unavailable(request)
        response.headers["Retry-After"] = "30"
        if request.path_info.startswith("/wall/"):
            # Nobody stands at a projector to load it again.
            response.headers["Refresh"] = "30"
        add_never_cache_headers(response)
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


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """One page for every address that opens nothing; a result that is gone gets the same always.

    What somebody has filled in comes back with it.
    """
    limit = next((GUESSED[it] for it in GUESSED if request.path_info.startswith(it)), None)
    if limit and (wait := _count_guess(limit, request)):
        return too_many(request, wait)
    kept = _answers_kept(request, GONE, status=404)
    return kept or render(request, "404.html", {"is_guess": limit is not None}, status=404)


def _count_guess(limit: Limit, request: HttpRequest) -> int:
    """Count a guess, unless somebody else holds the lock: no reader waits to be counted."""
    try:
        with locks.impatient():
            return buckets.take(limit, buckets.sender(request.META))
    except (DatabaseError, InterfaceError):
        return 0


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """Say when to go on; what was typed is still there."""
    words = buckets.wait_words(wait)
    response = _answers_kept(request, TOO_MANY.format(words), status=429)
    context = {"wait": words, "typed": _typed(request)}
    response = response or render(request, "429.html", context, status=429)
    response.headers["Retry-After"] = str(wait)
    add_never_cache_headers(response)
    return response


def unavailable(request: HttpRequest) -> HttpResponse:
    return render(request, "503.html", {"typed": _typed(request)}, status=503)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    kept = _answers_kept(request, EXPIRED, status=403)
    context = {"is_csrf": True, "typed": _typed(request)}
    response = kept or render(request, "403.html", context, status=403)
    add_never_cache_headers(response)
    return response


def _answers_kept(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse | None:
    """The same page with everything typed and a sentence, or None when it cannot be drawn."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    if request.method != "POST" or match.view_name not in AS_SENT:
        return None
    kept = "Your answers are" if match.view_name in QUESTIONNAIRES else "What you typed is"
    draw = AS_SENT[match.view_name]
    try:
        return draw(request, *match.kwargs.values(), sentence.format(kept), status=status)
    except (Http404, TooManyError, DatabaseError, InterfaceError):
        return None


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, to be sent again, when not even its page can be drawn."""
    match = request.resolver_match
    # A password, for one, is nothing to write into a page.
    if request.method != "POST" or not match or match.view_name not in AS_SENT:
        return []
    return [
        (name, value[:LONGEST_ECHO])
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
