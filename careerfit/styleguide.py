"""Every component on one page, drawn from what is published, for whoever builds the next page."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rubric import forms, results, scale
from rubric.definition import AxisAim, Definition
from rubric.editions import Published
from rubric.results.plan import Task, Week
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
    tasks = tuple(Task(row.key, row.text, is_done=row == week.tasks[0]) for row in week.tasks)
    return {
        "parts": PARTS,
        "forms": (_half_filled(edition, sheet), _half_skipped(edition, match)),
        "results": [
            results.example(content, sheet, persona.slug) for persona in results.examples(sheet)
        ],
        "match": results.example(content, match, results.examples(match)[0].slug),
        "profile": next(page for page in profiles if page.axes and page.day.segments),
        "emphasis": next(page.emphasis for page in profiles if page.emphasis.rows),
        "timeline": next(page.timeline for page in profiles if page.timeline),
        "pictures": pages.pictures.Page(library),
        "pay": pages.pay.Page(library),
        "paths": pages.paths.Page(library),
        "refs": Cited(library).refs(*library.source_by_key),
        "week": Week(week.number, week.aim, tasks, week.proof),
    }


def _half_filled(edition: Published, definition: Definition) -> forms.RatingForm:
    first = definition.criteria[0]
    return forms.RatingForm(edition, definition, QueryDict(f"{first.key}=4"))


def _half_skipped(edition: Published, definition: Definition) -> forms.RatingForm:
    first, second, *_ = definition.criteria
    kept = {first.key: "4", second.key: scale.SKIPPED}
    return forms.RatingForm(edition, definition, kept=kept)
