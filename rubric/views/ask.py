"""Asking: the form of a questionnaire, empty or as it was sent."""

import re
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_http_methods

from rubric import assessments, buckets, editions, forms
from rubric.definition import Definition
from rubric.editions import Published
from rubric.views.opening import definition_or_404, edition_of, see_other
from specialties import pieces
from specialties.pieces import PLACE

ALONE = (
    "The class or the result that it belonged to has ended or was deleted. Sent again, this gives "
    "a result of your own."
)
NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    if request.method != "POST":
        return _empty_form(request, slug)
    edition, definition = asked(request, slug)
    request.edition = edition  # type: ignore[attr-defined]
    form = forms.RatingForm(edition, definition, request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    token = assessments.submit(
        edition=edition,
        definition=definition,
        ratings=form.ratings(),
        form_key=form.cleaned_data[forms.KEY],
        sender=buckets.sender(request.META),
    )
    return see_other("rubric:result", token)


def ask_again(
    request: HttpRequest, slug: str, sentence: str, *, status: int
) -> HttpResponse | None:
    """The form with everything typed, though it could not be taken; None when unknown here."""
    form = form_as_sent(request, slug)
    if form is None:
        return None
    # Only an answer that there is can be given the cookie.
    return requires_csrf_token(_form_page)(request, form, status=status, sentence=sentence)


def ask_alone(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse | None:
    """The questionnaire of what was sent, with everything typed, where its own page is gone."""
    slug = slug_as_sent(request, _named(request) or edition_of(request))
    return ask_again(request, slug, f"{sentence} {ALONE}", status=status)


def form_as_sent(request: HttpRequest, slug: str) -> forms.RatingForm | None:
    """The form with everything typed, under the edition that it names; None when unknown here."""
    try:
        edition, definition = asked(request, slug)
    except (OperationalError, InterfaceError):
        edition = _in_memory(request)
        if slug not in edition.content.rubric_by_slug:
            return None
        definition = edition.content.rubric_by_slug[slug]
    except Http404:
        return None
    request.edition = edition  # type: ignore[attr-defined]
    return forms.RatingForm(edition, definition, kept=forms.keep(definition, request.POST))


def slug_as_sent(request: HttpRequest, edition: Published | None = None) -> str:
    """The questionnaire that asks for what was sent; empty when unknown here.

    Of an edition, or of the one that is named and in memory.
    """
    for rubric in (edition or _in_memory(request)).content.rubrics:
        if rubric.criterion_by_key.keys() & request.POST.keys():
            return rubric.slug
    return ""


def _in_memory(request: HttpRequest) -> Published:
    return editions.remembered(request.POST.get(forms.EDITION, "")) or editions.last_seen()


def asked(request: HttpRequest, slug: str) -> tuple[Published, Definition]:
    """The edition that a form names, or the newest when it names none with this questionnaire."""
    edition, older = edition_of(request), _named(request)
    if older and slug in older.content.rubric_by_slug:
        edition = older
    return edition, definition_or_404(edition, slug)


def _named(request: HttpRequest) -> Published | None:
    """The edition that a form names, if there is one."""
    named = request.POST.get(forms.EDITION, "")
    if named == str(edition_of(request).number):
        return edition_of(request)
    if NUMBER.fullmatch(named):
        with suppress(ObjectDoesNotExist):
            return editions.of(int(named))
    return None


def _empty_form(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_of(request)
    definition = definition_or_404(edition, slug)

    def draw() -> str:
        form = forms.RatingForm(edition, definition)
        context = form_context(form, form_key=PLACE)
        return render_to_string("rubric/ask.html", {**context, "csrf_token": PLACE}, request)

    around = pieces.around(edition.kept, ("form", slug), draw)
    return pieces.fill(around, get_token(request), forms.new_key())


def _form_page(
    request: HttpRequest, form: forms.RatingForm, *, status: int, sentence: str = ""
) -> HttpResponse:
    context = form_context(form, form_key=form.form_key(), sentence=sentence)
    return render(request, "rubric/ask.html", context, status=status)


def form_context(form: forms.RatingForm, *, form_key: str, sentence: str = "") -> dict[str, Any]:
    return {
        "form": form,
        "rubric": form.definition,
        "edition": form.edition.number,
        "form_key": form_key,
        "retention_days": settings.RETENTION_DAYS,
        "questions": forms.draw(form),
        "sentence": sentence,
    }
