"""Words for a talk about a result, for the area or specialty that the address asks for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rubric.results.words import Page
from rubric.views.opening import opened_or_404

UNKNOWN = "There is nothing by that name to choose. Here is the first of the list."


@require_safe
def words(request: HttpRequest, token: str) -> HttpResponse:
    assessment, edition = opened_or_404(token)
    sheet = assessment.receipt, edition.content, assessment.rubric
    sentence = ""
    try:
        page = Page(*sheet, area=request.GET.get("area", ""))
    except KeyError:
        page, sentence = Page(*sheet), UNKNOWN
    context = {"token": token, "page": page, "sentence": sentence}
    return render(request, "rubric/words.html", context, status=400 if sentence else 200)
