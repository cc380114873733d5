"""How long a result is kept: another last day, a card with its link, and deleting it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rubric import assessments, erasing, shares
from rubric.owner_forms import KeepForm
from rubric.views.opening import owned_or_404, see_other
from rubric.views.shares import draw_owner_page


@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, token: str) -> HttpResponse:
    assessment = owned_or_404(token)
    if request.method != "POST":
        # Where a mistake was shown, somebody may reload.
        return see_other("rubric:shares", token, part="keep")
    latest = assessments.longest(assessment)
    form = KeepForm(request.POST, ends=assessment.expires_on, latest=latest)
    if form.is_valid():
        assessments.keep(assessment=assessment, until=form.cleaned_data["until"])
        return see_other("rubric:shares", token, part="keep")
    hanging = shares.hanging(assessment)
    return draw_owner_page(request, token, assessment, hanging, keep_form=form)


def keep_as_sent(request: HttpRequest, token: str, sentence: str, *, status: int) -> HttpResponse:
    """The page with the last day as it was typed, though it could not be taken."""
    assessment = owned_or_404(token)
    latest = assessments.longest(assessment)
    form = KeepForm(request.POST, ends=assessment.expires_on, latest=latest)
    form.add_error(None, sentence)
    hanging = shares.hanging(assessment)
    return draw_owner_page(request, token, assessment, hanging, keep_form=form, status=status)


@require_safe
def card(request: HttpRequest, token: str) -> HttpResponse:
    assessment = owned_or_404(token)
    address = request.build_absolute_uri(reverse("rubric:result", args=[token]))
    context = {
        "token": token,
        "address": address,
        "code_name": "QR code with your private link",
        "until": assessment.expires_on,
    }
    return render(request, "rubric/card.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, token: str) -> HttpResponse:
    assessment = owned_or_404(token)
    if request.method == "POST":
        erasing.erase(owner_token=token)
        return see_other("rubric:deleted")
    context = {"token": token, "hanging": shares.hanging(assessment)}
    return render(request, "rubric/delete.html", context)


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "rubric/deleted.html")
