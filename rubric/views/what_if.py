"""What other answers would come to: asked by a GET, and never stored."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rubric import results
from rubric.results.what_if import WhatIf
from rubric.views.before import sheet_of
from rubric.views.opening import definition_or_404, opened_or_404

# An address that asks for what cannot be is a bad request, even though the page shows a result.
BAD_REQUEST = 400


@require_safe
def what_if(request: HttpRequest, token: str) -> HttpResponse:
    assessment, edition = opened_or_404(token)
    content = edition.content
    definition = definition_or_404(edition, assessment.rubric)
    asked = dict(request.GET.lists())
    page = WhatIf(content, definition, sheet_of(assessment, edition), asked)
    receipts = assessment.receipt, page.receipt
    headlines = [results.build(receipt, content).headline for receipt in receipts]
    context = {
        "token": token,
        "page": page,
        "sides": list(zip(("As stored", "What if"), headlines, strict=True)),
    }
    status = BAD_REQUEST if page.problems else 200
    return render(request, "rubric/what_if.html", context, status=status)
