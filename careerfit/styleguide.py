"""Every component on one page, drawn from what is published, for whoever builds the next page."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rubric import forms, receipts, results, scale
from rubric.definition import AxisAim, Definition
from rubric.editions import Published
from rubric.results.paths import Retest, example_links
from specialties import pages
from specialties.pages.parts import Cited

PARTS = (("scale", "Rating scale"), ("results", "A result"), ("match", "A match"))


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    edition: Published = request.edition  # type: ignore[attr-defined]
    return render(request, "pages/styleguide.html", context(edition))


def context(edition: Published) -> dict[str, Any]:
    content, library = edition.content, edition.content.library
    sheet, match = sorted(content.rubrics, key=lambda rubric: isinstance(rubric.aim, AxisAim))
    profiles = [pages.profile.Page(library, specialty) for specialty in library.specialties]
    week = library.plan[0]
    return {
        "parts": PARTS,
        "forms": (_half_filled(edition, sheet), _half_skipped(edition, match)),
        "results": [
            results.example(content, sheet, persona.slug) for _, persona in example_links(sheet)
        ],
        "retest": Retest(Cited(library).notes("evidence", theme="retest")),
        "match": results.build(receipts.compose(content, match, _varied(match)), content),
        "profile": next(page for page in profiles if page.axes and page.day.segments),
        "emphasis": next(page.emphasis for page in profiles if page.emphasis.rows),
        "timeline": next(page.timeline for page in profiles if page.timeline),
        "pictures": pages.pictures.Page(library),
        "comparison": pages.paths.Comparison(library),
        "sources": library.sources,
        "week": week,
        "tasks": [(task.key, task.text, task == week.tasks[0]) for task in week.tasks],
    }


def _half_filled(edition: Published, definition: Definition) -> forms.RatingForm:
    first = definition.criteria[0]
    return forms.RatingForm(edition, definition, QueryDict(f"{first.key}=4"))


def _half_skipped(edition: Published, definition: Definition) -> forms.RatingForm:
    first, second, *_ = definition.criteria
    kept = {first.key: "4", second.key: forms.SKIPPED}
    return forms.RatingForm(edition, definition, kept=kept)


def _varied(definition: Definition) -> dict[str, int]:
    """A sheet with every rating, so that every lean differs."""
    return {
        key: scale.VALUES[(2 * number) % len(scale.VALUES)]
        for number, key in enumerate(definition.criterion_by_key)
    }
