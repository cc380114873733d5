from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from rubric import editions, locks
from rubric.results import front

# Untold, a browser keeps a permanent redirect for good, and the file changes its name with its
# content.
ICON_SECONDS = 24 * 60 * 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    content = request.edition.content  # type: ignore[attr-defined]
    context = {"front": front.Page(content), "retention_days": settings.RETENTION_DAYS}
    return render(request, "pages/home.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pages/privacy.html",
        {"days": settings.RETENTION_DAYS, "longest": settings.LONGEST_RETENTION_DAYS},
    )


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when a table answers; the middleware turns its absence into 503.

    With `deep`, for operators, also whether the newest edition can be read and a row be written.
    """
    _check_file()
    mark = editions.newest_mark()
    if "deep" in request.GET:
        if not mark[0]:
            raise OperationalError("Nothing is published.")
        editions.of(*mark)
        _check_writing()
    return HttpResponse("ok\n", content_type="text/plain")


def _check_file() -> None:
    """A connection that stays open goes on answering when the file of SQLite is gone."""
    # A database in memory has a name that is none of a file.
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and "memory" not in name and not Path(name).exists():
        raise OperationalError("The file of the database is gone.")


def _check_writing() -> None:
    """Begin to write and undo it; whoever holds the lock for long is a fault to know of, too."""
    with locks.impatient(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session WHERE session_key = ''")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    places = ("/r/", "/s/", "/room/", "/wall/", "/j/", "/admin/")
    text = "User-agent: *\n" + "".join(f"Disallow: {place}\n" for place in places)
    return HttpResponse(text, content_type="text/plain")


@require_safe
@cache_control(public=True, max_age=ICON_SECONDS)
def icon(request: HttpRequest) -> HttpResponse:
    """What browsers ask for where a page names no icon."""
    return HttpResponsePermanentRedirect(static("img/logo.svg"))
