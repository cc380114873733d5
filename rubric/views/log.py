"""The log of a result: what was lived at work, beside what was answered."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from rubric import log_entries
from rubric.entry_forms import EntryForm
from rubric.log_entries import LogError
from rubric.results.log import Page
from rubric.views.opening import opened_or_404, see_other, while_it_lasts


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, token: str) -> HttpResponse:
    assessment, edition = opened_or_404(token)
    page = log_entries.page(assessment, edition)
    if request.method != "POST":
        return _page(request, token, page, EntryForm(page.places, page.deeds))
    form = EntryForm(page.places, page.deeds, request.POST)
    try:
        if form.is_valid():
            key = form.cleaned_data["key"]
            with while_it_lasts():
                log_entries.add(assessment=assessment, form_key=key, **form.entry())
            return see_other("rubric:log", token)
    except LogError as error:
        form.add_error("on", str(error))
    return _page(request, token, page, form, status=422)


def log_as_sent(request: HttpRequest, token: str, sentence: str, *, status: int) -> HttpResponse:
    """The log with the entry as it was typed, though it could not be taken."""
    page = log_entries.page(*opened_or_404(token))
    form = EntryForm(page.places, page.deeds, request.POST)
    form.add_error(None, sentence)
    return _page(request, token, page, form, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, token: str, key: str) -> HttpResponse:
    assessment, edition = opened_or_404(token)
    try:
        row = log_entries.page(assessment, edition).row(key)
    except KeyError as missing:
        raise Http404 from missing
    if request.method == "POST":
        log_entries.remove(assessment=assessment, key=key)
        return see_other("rubric:log", token)
    return render(request, "rubric/log_remove.html", {"token": token, "row": row})


def _page(
    request: HttpRequest, token: str, page: Page, form: EntryForm, *, status: int = 200
) -> HttpResponse:
    context = {"token": token, "log": page, "form": form}
    return render(request, "rubric/log.html", context, status=status)
