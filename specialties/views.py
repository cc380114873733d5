from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import escape
from django.views.decorators.http import require_safe

from specialties import pages, pieces
from specialties.library import Library
from specialties.pieces import PLACE

# An address that asks for what cannot be is a bad request, even though the page shows a list.
BAD_REQUEST = 400


def library_of(request: HttpRequest) -> Library:
    """The library of the edition that the request is pinned to."""
    library: Library = request.edition.content.library  # type: ignore[attr-defined]
    return library


@require_safe
def paths(request: HttpRequest) -> HttpResponse:
    page = pages.paths.Page(library_of(request))
    return render(request, "specialties/paths.html", {"page": page})


@require_safe
def guide(request: HttpRequest, part: str) -> HttpResponse:
    if part not in pages.guide.PAGES:
        raise Http404
    context = {
        "page": pages.guide.PAGES[part](library_of(request)),
        "way": pages.guide.way(pages.guide.PART_BY_SLUG[part]),
    }
    return render(request, f"specialties/guide/{part}.html", context)


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    page = pages.sources.Page(library_of(request))
    return render(request, "specialties/sources.html", {"page": page})


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    context = {
        "page": pages.areas.Page(library_of(request)),
        "way": pages.guide.way(pages.guide.AREAS),
    }
    return render(request, "specialties/areas.html", context)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    page = pages.index.Page(library_of(request), dict(request.GET.lists()))
    status = BAD_REQUEST if page.problems else 200
    return _framed(request, "index", page, status=status)


@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    library = library_of(request)
    if slug not in library.specialty_by_slug:
        raise Http404
    page = pages.profile.Page(library, library.specialty_by_slug[slug])
    return render(request, "specialties/profile.html", {"page": page})


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    page = pages.compare.Page(library_of(request), request.GET.getlist("with"))
    return _framed(request, "compare", page, status=page.picks.status)


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    page = pages.table.Page(library_of(request))
    return render(request, "specialties/table.html", {"page": page})


@require_safe
def pictures(request: HttpRequest) -> HttpResponse:
    page = pages.pictures.Page(library_of(request))
    return render(request, "specialties/pictures.html", {"page": page})


@require_safe
def rotations(request: HttpRequest) -> HttpResponse:
    page = pages.rotations.Page(library_of(request))
    return render(request, "specialties/rotations.html", {"page": page})


def _framed(
    request: HttpRequest, name: str, page: pages.index.Page | pages.compare.Page, *, status: int
) -> HttpResponse:
    """What an address asks for, in the frame that every such page of the edition has."""

    def draw() -> str:
        places = dict.fromkeys(("title", "asked", "sources"), PLACE)
        return render_to_string(f"specialties/{name}.html", places, request)

    frame = pieces.around(request.edition.kept, name, draw)  # type: ignore[attr-defined]
    asked = render_to_string(f"specialties/_{name}.html", {"page": page})
    # A page that states no facts names no sources.
    foot = {"foot": page.foot}
    sources = render_to_string("components/source_part.html", foot) if page.foot.checked else ""
    return pieces.fill(frame, escape(page.full_title), asked, sources, status=status)
