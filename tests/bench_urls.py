"""The site's own addresses, a view that does nothing, and one that reads the processor clock."""

import time

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def clock(request: HttpRequest) -> HttpResponse:
    """Nanoseconds that this process has spent on the processor, in all its threads."""
    return HttpResponse(str(time.process_time_ns()))


urlpatterns = [
    path("bare/", bare),
    path("clock/", clock),
    path("", include("careerfit.urls")),
]
