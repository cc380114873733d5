"""The site's own addresses, and one that reads the processor clock."""

from django.urls import include, path

from tests.bench_bare import clock

urlpatterns = [path("clock/", clock), path("", include("careerfit.urls"))]
