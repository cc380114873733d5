import re
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_http_methods, require_safe

from rubric import assessments, editions, forms, results, tokens
from rubric.assessments import Assessment
from rubric.definition import Definition
from rubric.editions import Published
from rubric.results import method as method_page
from rubric.results.front import first_with_paths
from specialties import pieces
from specialties.pieces import PLACE

NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


def edition_of(request: HttpRequest) -> Published:
    """The edition that the request is pinned to."""
    edition: Published = request.edition  # type: ignore[attr-defined]
    return edition


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    if request.method != "POST":
        return _empty_form(request, slug)
    edition, definition = _asked(request, slug)
    request.edition = edition  # type: ignore[attr-defined]
    form = forms.RatingForm(edition, definition, request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    token = assessments.submit(
        edition=edition,
        definition=definition,
        ratings=form.ratings(),
        form_key=form.cleaned_data[forms.KEY],
    )
    return see_other("rubric:result", token)


def ask_again(
    request: HttpRequest, slug: str, sentence: str, *, status: int
) -> HttpResponse | None:
    """The form with everything typed, though it could not be taken; None when unknown here."""
    try:
        edition, definition = _asked(request, slug)
    except (OperationalError, InterfaceError):
        named = request.POST.get(forms.EDITION, "")
        edition = editions.remembered(named) or editions.last_seen()
        if slug not in edition.content.rubric_by_slug:
            return None
        definition = edition.content.rubric_by_slug[slug]
    except Http404:
        return None
    request.edition = edition  # type: ignore[attr-defined]
    form = forms.RatingForm(edition, definition, kept=forms.keep(definition, request.POST))
    # Only an answer that there is can be given the cookie.
    return requires_csrf_token(_form_page)(request, form, status=status, sentence=sentence)


@require_safe
def result(request: HttpRequest, token: str) -> HttpResponse:
    today = edition_of(request).content
    assessment, edition = _opened_or_404(token)
    page = results.build(assessment.receipt, edition.content)
    context = {
        "page": page,
        "assessment": assessment,
        "rubric": assessment.rubric,
        "token": token,
        "data_url": reverse("rubric:result-data", args=[token]),
        "own_link": request.build_absolute_uri(request.path),
        "otherwise": results.otherwise(page, assessment.rubric, today),
    }
    places = (render_to_string(name, context) for name in page.fragments.values())
    around = _around_result(request, edition, assessment.rubric, page)
    return pieces.fill(around, escape(page.headline), *places)


@require_safe
def result_data(request: HttpRequest, token: str) -> HttpResponse:
    assessment, edition = _opened_or_404(token)
    page = results.build(assessment.receipt, edition.content)
    data = results.data(page, rubric=assessment.rubric, edition=edition.number)
    return JsonResponse(data)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, token: str) -> HttpResponse:
    assessment = _owned_or_404(token)
    if request.method == "POST":
        assessments.erase(token_digest=assessment.token_digest)
        return see_other("rubric:deleted")
    return render(request, "rubric/delete.html", {"token": token})


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "rubric/deleted.html")


@require_safe
def example(request: HttpRequest, slug: str, persona: str) -> HttpResponse:
    page = _example_or_404(request, slug, persona)
    context = {
        "page": page,
        "rubric": slug,
        "data_url": reverse("rubric:example-data", args=[slug, persona]),
    }
    shared = page.shared(edition_of(request).content, slug)
    shown = {place: render_to_string(name, context) for place, name in page.fragments.items()}
    context = {**shared, **context, **shown, "title": page.headline}
    return render(request, page.template, context)


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


def see_other(name: str, *args: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse(name, args=args))
    # 303: whatever was sent, the next request is a GET.
    response.status_code = 303
    return response


def _asked(request: HttpRequest, slug: str) -> tuple[Published, Definition]:
    """The edition that a form names, or the newest when it names none with this questionnaire."""
    edition = edition_of(request)
    named = request.POST.get(forms.EDITION, "")
    if named != str(edition.number) and NUMBER.fullmatch(named):
        with suppress(ObjectDoesNotExist):
            older = editions.of(int(named))
            if slug in older.content.rubric_by_slug:
                edition = older
    return edition, _definition_or_404(edition, slug)


def _empty_form(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_of(request)
    definition = _definition_or_404(edition, slug)

    def draw() -> str:
        form = forms.RatingForm(edition, definition)
        context = _form_context(form, form_key=PLACE)
        return render_to_string("rubric/ask.html", {**context, "csrf_token": PLACE}, request)

    around = pieces.around(edition.kept, ("form", slug), draw)
    return pieces.fill(around, get_token(request), forms.new_key())


def _form_page(
    request: HttpRequest, form: forms.RatingForm, *, status: int, sentence: str = ""
) -> HttpResponse:
    context = _form_context(form, form_key=form.form_key(), sentence=sentence)
    return render(request, "rubric/ask.html", context, status=status)


def _form_context(form: forms.RatingForm, *, form_key: str, sentence: str = "") -> dict[str, Any]:
    return {
        "form": form,
        "rubric": form.definition,
        "edition": form.edition.number,
        "form_key": form_key,
        "retention_days": settings.RETENTION_DAYS,
        "questions": forms.draw(form),
        "sentence": sentence,
    }


def _around_result(
    request: HttpRequest, edition: Published, slug: str, page: results.Page
) -> pieces.Pieces:
    def draw() -> str:
        # The doors around an old result are those of its day, like all the rest.
        request.edition = edition  # type: ignore[attr-defined]
        places = dict.fromkeys(("title", *page.fragments), PLACE)
        context = {**page.shared(edition.content, slug), **places}
        return render_to_string(page.template, context, request)

    return pieces.around(edition.kept, (type(page), slug), draw)


def _definition_or_404(edition: Published, slug: str) -> Definition:
    try:
        return edition.content.rubric_by_slug[slug]
    except KeyError as missing:
        raise Http404 from missing


def _owned_or_404(token: str) -> Assessment:
    # A token that cannot be one never reaches the database.
    if not tokens.is_token(token):
        raise Http404
    try:
        return assessments.live(tokens.digest(token))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _opened_or_404(token: str) -> tuple[Assessment, Published]:
    assessment = _owned_or_404(token)
    return assessment, editions.of(assessment.edition_id, assessment.edition_digest)


def _example_or_404(request: HttpRequest, slug: str, persona: str) -> results.paths.ExamplePage:
    edition = edition_of(request)
    definition = _definition_or_404(edition, slug)
    try:
        return results.example(edition.content, definition, persona)
    except (KeyError, ValueError) as missing:
        raise Http404 from missing
