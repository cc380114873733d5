"""A result beside the one that it answered again."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rubric import assessments, editions, results
from rubric.assessments import Assessment
from rubric.editions import Published
from rubric.results.change import Change, Sheet
from rubric.views.opening import definition_or_404, opened_or_404


@require_safe
def before(request: HttpRequest, token: str) -> HttpResponse:
    new, edition = opened_or_404(token)
    try:
        old = assessments.before(new)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    old_edition = editions.of(old.edition_id, old.edition_digest)
    context = {
        "token": token,
        "change": Change(sheet_of(old, old_edition), sheet_of(new, edition)),
        "sides": [
            ("Then", old, results.build(old.receipt, old_edition.content).headline),
            ("Now", new, results.build(new.receipt, edition.content).headline),
        ],
    }
    return render(request, "rubric/before.html", context)


def sheet_of(assessment: Assessment, edition: Published) -> Sheet:
    definition = definition_or_404(edition, assessment.rubric)
    return Sheet(assessment.receipt, assessment.ratings, definition.criterion_by_key)
