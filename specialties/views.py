from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from specialties import queries


@require_safe
def paths(request: HttpRequest) -> HttpResponse:
    context = {
        "comparison": queries.comparison(),
        "parts": (*queries.PARTS, *queries.LAST_PARTS),
    }
    return render(request, "specialties/paths.html", context)


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    return render(request, "specialties/sources.html", {"sources": queries.all_sources()})
