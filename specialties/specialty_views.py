from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from specialties import (
    specialty_advice,
    specialty_comparison,
    specialty_lists,
    specialty_profiles,
)

# An address that asks for what cannot be is a bad request, even though the page shows a list.
BAD_REQUEST = 400


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    page = specialty_lists.list_page(dict(request.GET.lists()))
    status = BAD_REQUEST if page.problems else None
    return render(request, "specialties/index.html", {"page": page}, status=status)


@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    page = specialty_profiles.profile(slug)
    if page is None:
        raise Http404
    return render(request, "specialties/profile.html", {"page": page})


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    page = specialty_comparison.compare_page(request.GET.getlist("with"))
    return render(request, "specialties/compare.html", {"page": page}, status=page.picks.status)


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    return render(request, "specialties/table.html", {"page": specialty_lists.table_page()})


@require_safe
def pictures(request: HttpRequest) -> HttpResponse:
    return render(request, "specialties/pictures.html", {"page": specialty_lists.pictures_page()})


@require_safe
def rotations(request: HttpRequest) -> HttpResponse:
    page = specialty_advice.rotations_page()
    return render(request, "specialties/rotations.html", {"page": page})


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    return render(request, "specialties/areas.html", {"page": specialty_advice.areas_page()})
