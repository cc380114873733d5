"""The site's own addresses, and one that reads the processor clock."""

from django.urls import include, path

from rubric import buckets
from tests.bench_bare import clock

# Counted as on any site, but never refused: one address sends more here than a school does.
buckets.SUBMISSIONS = buckets.Limit("submissions", most=1_000_000, seconds=0.001)

urlpatterns = [path("clock/", clock), path("", include("careerfit.urls"))]
