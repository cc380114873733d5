"""The thirty days of a result: start them, tick tasks off, take them into a calendar."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rubric import calendars, plans
from rubric.assessments import Assessment
from rubric.editions import Published
from rubric.entry_forms import StartForm
from rubric.plans import PlanError
from rubric.views.opening import opened_or_404, see_other, while_it_lasts


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, token: str) -> HttpResponse:
    assessment, edition = opened_or_404(token)
    if request.method != "POST":
        return _page(request, token, assessment, edition)
    form = StartForm(request.POST)
    try:
        if form.is_valid():
            with while_it_lasts():
                plans.start(assessment=assessment, starts_on=form.cleaned_data["starts_on"])
            return see_other("rubric:plan", token)
    except PlanError as error:
        form.add_error("starts_on", str(error))
    return _page(request, token, assessment, edition, form=form)


@require_POST
def ticks(request: HttpRequest, token: str) -> HttpResponse:
    assessment, edition = opened_or_404(token)
    done = request.POST.getlist("done")
    tasks = plans.outline(assessment, edition).keys
    try:
        plans.tick(assessment=assessment, keys=done, tasks=tasks)
    except PlanError as error:
        return _page(request, token, assessment, edition, done=done, sentence=str(error))
    return see_other("rubric:plan", token)


def plan_as_sent(request: HttpRequest, token: str, sentence: str, *, status: int) -> HttpResponse:
    """The plan with the day as it was typed, though it could not be taken."""
    form = StartForm(request.POST)
    opened = opened_or_404(token)
    return _page(request, token, *opened, form=form, sentence=sentence, status=status)


def ticks_as_sent(request: HttpRequest, token: str, sentence: str, *, status: int) -> HttpResponse:
    """The plan with the ticks as they were set, though they could not be taken."""
    done = request.POST.getlist("done")
    opened = opened_or_404(token)
    return _page(request, token, *opened, done=done, sentence=sentence, status=status)


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    assessment, edition = opened_or_404(token)
    shown = plans.outline(assessment, edition)
    if not shown.is_running:
        raise Http404
    text = calendars.write(shown, seed=assessment.token_digest)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="careerfit-plan.ics"'
    return response


def _page(
    request: HttpRequest,
    token: str,
    assessment: Assessment,
    edition: Published,
    *,
    form: StartForm | None = None,
    done: list[str] | None = None,
    sentence: str = "",
    status: int = 422,
) -> HttpResponse:
    shown = plans.outline(assessment, edition, done=done)
    first, last = plans.limits(assessment)
    is_wrong = bool(sentence or (form and form.errors))
    context: dict[str, Any] = {
        "token": token,
        "plan": shown,
        "form": form or StartForm.of(shown),
        "can_move": form is not None or not shown.done,
        "first": first,
        "last": last,
        "ends_before": plans.ends_before(shown, assessment),
        "sentence": sentence,
    }
    return render(request, "rubric/plan.html", context, status=status if is_wrong else 200)
