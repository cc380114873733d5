"""Results, worked examples and the method behind them."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.context_processors import csrf
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from rubric import log_entries, results
from rubric.results import method as method_page
from rubric.results.audience import OWNER, holder
from rubric.results.front import first_with_paths
from rubric.views import drawing
from rubric.views.opening import (
    definition_or_404,
    edition_of,
    opened_or_404,
    shared_or_404,
)


@require_safe
def result(request: HttpRequest, token: str) -> HttpResponse:
    assessment, edition = opened_or_404(token)
    # The forms in a fragment need it, which is drawn without the request.
    own = csrf(request)
    return drawing.draw_stored(request, assessment, edition, OWNER, token=token, **own)


@require_safe
def share(request: HttpRequest, token: str) -> HttpResponse:
    stored, assessment, edition = shared_or_404(token)
    audience = holder(stored.scope, with_plan=stored.with_plan, with_log=stored.with_log)
    log = SimpleLazyObject(lambda: log_entries.page(assessment, edition))
    return drawing.draw_stored(request, assessment, edition, audience, share=stored, log=log)


@require_safe
def example(request: HttpRequest, slug: str, persona: str) -> HttpResponse:
    page = _example_or_404(request, slug, persona, beside=request.GET.getlist("beside"))
    return drawing.draw(request, page, rubric=slug, edition=edition_of(request))


@require_safe
def example_data(request: HttpRequest, slug: str, persona: str) -> HttpResponse:
    page = _example_or_404(request, slug, persona)
    return JsonResponse(results.data(page, rubric=slug, edition=edition_of(request).number))


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    content = edition_of(request).content
    definition = first_with_paths(content)
    if definition is None:
        raise Http404
    page = method_page.Page(content, definition)
    return render(request, "rubric/method.html", {"page": page})


def _example_or_404(
    request: HttpRequest, slug: str, persona: str, beside: Sequence[str] = ()
) -> results.Page:
    edition = edition_of(request)
    definition = definition_or_404(edition, slug)
    try:
        return results.example(edition.content, definition, persona, beside=beside)
    except (KeyError, ValueError) as missing:
        raise Http404 from missing
