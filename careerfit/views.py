from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rubric.results import front


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    content = request.edition.content  # type: ignore[attr-defined]
    context = {"front": front.Page(content), "retention_days": settings.RETENTION_DAYS}
    return render(request, "pages/home.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html", {"days": settings.RETENTION_DAYS})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers; the middleware turns its absence into 503."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    text = "User-agent: *\nDisallow: /r/\nDisallow: /s/\nDisallow: /admin/\n"
    return HttpResponse(text, content_type="text/plain")
