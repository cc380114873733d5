"""What has changed from edition to edition, for readers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rubric import editions
from rubric.results import changes as page


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    return render(request, "rubric/changes.html", {"rows": page.rows(editions.published())})
