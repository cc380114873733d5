"""Drawing a result: what is its reader’s own, within what is kept for the edition."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.html import escape

from rubric import plans, results
from rubric.assessments import Assessment
from rubric.editions import Published
from rubric.results.audience import Audience
from rubric.results.plan import Outline
from rubric.views.opening import edition_of
from specialties import pieces
from specialties.pieces import PLACE


def draw_stored(
    request: HttpRequest,
    assessment: Assessment,
    edition: Published,
    audience: Audience,
    **own: Any,
) -> HttpResponse:
    """Answer with the page of a stored result; what its audience may not see is not looked up."""
    today, rubric = edition_of(request).content, assessment.rubric
    beside = request.GET.getlist("beside")
    page = results.build(
        assessment.receipt, edition.content, audience, rubric=rubric, beside=beside
    )
    own["assessment"] = assessment
    own["outline"] = SimpleLazyObject(lambda: _outline(assessment, edition, audience))
    if audience.is_owner:
        own["otherwise"] = results.otherwise(page, rubric, today)
    return draw(request, page, rubric=rubric, edition=edition, **own)


def _outline(assessment: Assessment, edition: Published, audience: Audience) -> Outline:
    outline = plans.outline(assessment, edition)
    return outline if audience.shows_answers else outline.without_answers


def draw(
    request: HttpRequest, page: results.Page, *, rubric: str, edition: Published, **own: Any
) -> HttpResponse:
    """Answer with the page of a result as its audience may see it.

    `edition`: the one that it was made with; `own`: what else its fragments are drawn with.
    """
    context = {
        "page": page,
        "audience": page.audience,
        "rubric": rubric,
        # Where a form of the page leads to.
        "address": request.path,
        **own,
    }
    places = (render_to_string(name, context) for name in page.fragments.values())
    around = _around(request, page, rubric, edition)
    return pieces.fill(around, escape(page.headline), *places, status=page.status)


def _around(
    request: HttpRequest, page: results.Page, rubric: str, edition: Published
) -> pieces.Pieces:
    def draw_around() -> str:
        # The doors around an old result are those of its day, like all the rest.
        request.edition = edition  # type: ignore[attr-defined]
        places = dict.fromkeys(("title", *page.fragments), PLACE)
        shared = page.shared(edition.content, rubric)
        context = {**shared, **places, "audience": page.audience, "rubric": rubric}
        return render_to_string(page.template, context, request)

    key = (type(page), rubric, page.audience, *page.varies)
    return pieces.around(edition.kept, key, draw_around)
