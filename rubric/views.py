from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_http_methods, require_safe

from rubric import forms, queries, results, services, tokens
from rubric.models import Assessment, Rubric
from rubric.queries import Definition
from rubric.results import site


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    definition = _published_or_404(slug)
    if request.method != "POST":
        return _form_page(request, forms.RatingForm(definition))
    form = forms.RatingForm(definition, request.POST)
    if form.is_valid():
        try:
            token = services.submit(
                definition=definition,
                ratings=form.ratings(),
                form_key=form.cleaned_data[forms.KEY],
            )
        except services.NotPublishedError:
            form.mark_stale()
        else:
            return see_other("rubric:result", token)
    return _form_page(request, form, status=422)


@requires_csrf_token
def ask_again(
    request: HttpRequest, slug: str, sentence: str, *, status: int
) -> HttpResponse | None:
    """The form with everything typed, though it could not be taken; None when unknown here."""
    try:
        definition = queries.last_seen(slug) or queries.published(slug)
    except (Rubric.DoesNotExist, OperationalError, InterfaceError):
        return None
    form = forms.RatingForm(definition, kept=forms.keep(definition, request.POST))
    return _form_page(request, form, status=status, sentence=sentence)


@require_safe
def result(request: HttpRequest, token: str) -> HttpResponse:
    data_url = reverse("rubric:result-data", args=[token])
    template, page = results.build(_owned_or_404(token), data_url=data_url)
    own_link = request.build_absolute_uri(request.path)
    context = {"page": page, "token": token, "own_link": own_link}
    return _private(render(request, template, context))


@require_safe
def result_data(request: HttpRequest, token: str) -> HttpResponse:
    return _private(JsonResponse(results.data(_owned_or_404(token))))


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, token: str) -> HttpResponse:
    assessment = _owned_or_404(token)
    if request.method == "POST":
        services.erase(token_digest=assessment.token_digest)
        return see_other("rubric:deleted")
    context = {"assessment": assessment, "token": token}
    return _private(render(request, "rubric/delete.html", context))


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "rubric/deleted.html")


@require_safe
def example(request: HttpRequest, slug: str, persona: str) -> HttpResponse:
    data_url = reverse("rubric:example-data", args=[slug, persona])
    template, page = results.build(_example_or_404(slug, persona), data_url=data_url)
    return render(request, template, {"page": page})


@require_safe
def example_data(request: HttpRequest, slug: str, persona: str) -> HttpResponse:
    return JsonResponse(results.data(_example_or_404(slug, persona)))


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    return render(request, "rubric/method.html", {"page": site.method()})


def see_other(name: str, *args: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse(name, args=args))
    # 303: whatever was sent, the next request is a GET.
    response.status_code = 303
    return response


def _form_page(
    request: HttpRequest, form: forms.RatingForm, *, status: int = 200, sentence: str = ""
) -> HttpResponse:
    context = {
        "definition": form.definition,
        "form": form,
        "form_key": form.form_key(),
        "retention_days": settings.RETENTION_DAYS,
        "questions": forms.draw(form),
        "sentence": sentence,
    }
    return render(request, "rubric/ask.html", context, status=status)


def _published_or_404(slug: str) -> Definition:
    try:
        return queries.published(slug)
    except Rubric.DoesNotExist as missing:
        raise Http404 from missing


def _owned_or_404(token: str) -> Assessment:
    # A token that cannot be one never reaches the database.
    if not tokens.is_token(token):
        raise Http404
    try:
        return queries.live_assessment(tokens.digest(token))
    except Assessment.DoesNotExist as missing:
        raise Http404 from missing


def _example_or_404(slug: str, persona: str) -> Assessment:
    try:
        return queries.example(slug, persona)
    except Assessment.DoesNotExist as missing:
        raise Http404 from missing


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
