"""A result to take along: everything that its link opens, as data and as a table."""

import io
from collections.abc import Iterable
from typing import Any

from defusedcsv import csv
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from rubric import log_entries, plans, results, shares
from rubric.assessments import Assessment
from rubric.editions import Published
from rubric.results import export
from rubric.views.opening import opened_or_404

# By this mark spreadsheets know that the text is UTF-8.
MARK = "\ufeff"
FILE_NAME = "careerfit-result.csv"


@require_safe
def result_data(request: HttpRequest, token: str) -> HttpResponse:
    return JsonResponse(_everything(*opened_or_404(token)))


@require_safe
def result_csv(request: HttpRequest, token: str) -> HttpResponse:
    assessment, edition = opened_or_404(token)
    names = export.names_of(edition.content, assessment.rubric)
    return as_csv(FILE_NAME, export.COLUMNS, export.table(_everything(assessment, edition), names))


def as_csv(name: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """A table to download; no cell of it is a formula where it is opened."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return HttpResponse(
        MARK + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _everything(assessment: Assessment, edition: Published) -> dict[str, Any]:
    page = results.build(assessment.receipt, edition.content)
    return export.everything(
        results.data(page, rubric=assessment.rubric, edition=edition.number),
        outline=plans.outline(assessment, edition),
        entries=log_entries.of(assessment),
        shares=shares.of(assessment),
        has_previous=assessment.has_previous,
    )
