"""Answering again: the questionnaire of today, starting from the answers of a result."""

from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_http_methods

from rubric import assessments, buckets, forms
from rubric.assessments import Assessment
from rubric.results.again import Start
from rubric.views.ask import ask_alone, asked, form_as_sent, form_context, slug_as_sent
from rubric.views.opening import definition_or_404, edition_of, owned_or_404, see_other

# Asked for in the address, the form holds no answer.
EMPTY = "empty"


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, token: str) -> HttpResponse:
    assessment = owned_or_404(token)
    if request.method != "POST":
        return _first_form(request, token, assessment)
    try:
        edition, definition = asked(request, assessment.rubric)
    except Http404:
        return _gone(request, token)
    request.edition = edition  # type: ignore[attr-defined]
    form = forms.RatingForm(edition, definition, request.POST)
    if not form.is_valid():
        return _form_page(request, token, form, status=422)
    return see_other("rubric:result", _submit(request, form, assessment))


def again_as_sent(
    request: HttpRequest, token: str, sentence: str, *, status: int
) -> HttpResponse | None:
    """The form with everything typed, though it could not be taken; None when unknown here.

    Where no result opens, or none any more, it is the questionnaire by itself.
    """
    try:
        form = form_as_sent(request, owned_or_404(token).rubric)
    except Http404:
        return ask_alone(request, sentence, status=status)
    except (OperationalError, InterfaceError):
        form = form_as_sent(request, slug_as_sent(request))
    if form is None:
        return None
    # Only an answer that there is can be given the cookie.
    page = requires_csrf_token(_form_page)
    return page(request, token, form, status=status, sentence=sentence)


def _first_form(request: HttpRequest, token: str, assessment: Assessment) -> HttpResponse:
    edition = edition_of(request)
    try:
        definition = definition_or_404(edition, assessment.rubric)
    except Http404:
        return _gone(request, token)
    start = Start(definition, edition.content.library.axes, assessment.ratings)
    is_empty = EMPTY in request.GET
    form = forms.RatingForm(edition, definition, kept={} if is_empty else start.kept)
    return _form_page(request, token, form, start=start, is_empty=is_empty)


def _submit(request: HttpRequest, form: forms.RatingForm, previous: Assessment) -> str:
    return assessments.submit(
        edition=form.edition,
        definition=form.definition,
        ratings=form.ratings(),
        form_key=form.cleaned_data[forms.KEY],
        previous=previous,
        sender=buckets.sender(request.META),
    )


def _form_page(
    request: HttpRequest,
    token: str,
    form: forms.RatingForm,
    *,
    status: int = 200,
    sentence: str = "",
    **more: Any,
) -> HttpResponse:
    context = form_context(form, form_key=form.form_key(), sentence=sentence)
    return render(request, "rubric/again.html", {**context, **more, "token": token}, status=status)


def _gone(request: HttpRequest, token: str) -> HttpResponse:
    """Nothing asks these questions any more, so there is nothing to answer again."""
    return render(request, "rubric/again_gone.html", {"token": token}, status=404)
