"""The page “Model health”: a content beside the edition that readers see."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from rubric import editions, reports
from rubric.content import Content
from rubric.editions import Published
from rubric.health.panel import Panel
from rubric.models import Edition

PAGE, PAGE_OF = "rubric_edition_health", "rubric_edition_health_of"


@dataclass(frozen=True, slots=True)
class Health:
    """What `_health.html` draws. `panel`: None where nothing is worked out yet.

    `address`: the page that works it out. `new`, `old`: what the two columns are called.
    """

    panel: Panel | None
    address: str
    new: str
    old: str


def beside(newest: Published, digest: str, number: int | None = None) -> Health:
    """Return what is known of the working copy, or of an edition, beside the newest edition."""
    return Health(
        panel=reports.panel(digest, newest),
        address=reverse(f"admin:{PAGE_OF}", args=[number]) if number else reverse(f"admin:{PAGE}"),
        new=f"Edition {number}" if number else "Working copy",
        old=f"Edition {newest.number}",
    )


def urls(site: AdminSite) -> list[Any]:
    """The addresses of the page, for the working copy and for an edition."""

    def shown(request: HttpRequest, number: int | None = None) -> HttpResponse:
        return _page(site, request, number)

    allowed = permission_required("rubric.view_edition", raise_exception=True)
    view = site.admin_view(allowed(require_http_methods(["GET", "HEAD", "POST"])(shown)))
    return [path("health/", view, name=PAGE), path("<int:number>/health/", view, name=PAGE_OF)]


def _page(site: AdminSite, request: HttpRequest, number: int | None) -> HttpResponse:
    newest = editions.newest()
    new, digest = _content(number)
    if request.method == "POST":
        reports.work_out(new, digest, newest)
        return HttpResponseRedirect(request.path, status=303)
    context = {
        **site.each_context(request),
        "title": "Model health",
        "opts": Edition._meta,
        "health": beside(newest, digest, number),
        "publish_address": _publishing(number),
    }
    return TemplateResponse(request, "admin/rubric/edition/health.html", context)


def _publishing(number: int | None) -> str:
    """Where the same content is published."""
    if number is None:
        return reverse("admin:rubric_edition_publish")
    return reverse("admin:rubric_edition_again", args=[number])


def _content(number: int | None) -> tuple[Content, str]:
    if number is None:
        return reports.of_working_copy()
    try:
        edition = editions.of(number)
    except Edition.DoesNotExist as missing:
        raise Http404 from missing
    return edition.content, edition.digest
