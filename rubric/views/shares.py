"""Links for somebody else: the owner's page, a card, taking one back, and what a link opens."""

from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rubric import assessments, shares, tokens
from rubric.assessments import Assessment
from rubric.owner_forms import KeepForm, ShareForm
from rubric.results import shares as shares_page
from rubric.shares import Share, ShareError
from rubric.views.opening import owned_or_404, see_other, while_it_lasts


@require_http_methods(["GET", "HEAD", "POST"])
def owner_page(request: HttpRequest, token: str) -> HttpResponse:
    assessment = owned_or_404(token)
    hanging = shares.hanging(assessment)
    if request.method != "POST":
        return draw_owner_page(request, token, assessment, hanging)
    form = ShareForm(request.POST, ends=assessment.expires_on, hanging=hanging)
    try:
        if form.is_valid():
            return see_other("rubric:shares", token, part=_make(form, assessment, token))
    except ShareError as error:
        form.refuse(str(error))
    return draw_owner_page(request, token, assessment, hanging, share_form=form)


def _make(form: ShareForm, assessment: Assessment, token: str) -> str:
    """Make the share that a valid form asks for; returns where it stands on the page."""
    key = form.cleaned_data["key"]
    with while_it_lasts():
        made = shares.make(assessment=assessment, owner_token=token, form_key=key, wish=form.wish())
    return f"share-{made}"


def share_as_sent(request: HttpRequest, token: str, sentence: str, *, status: int) -> HttpResponse:
    """The page with a new share as it was typed, though it could not be taken."""
    assessment = owned_or_404(token)
    hanging = shares.hanging(assessment)
    form = ShareForm(request.POST, ends=assessment.expires_on, hanging=hanging)
    form.add_error(None, sentence)
    return draw_owner_page(request, token, assessment, hanging, share_form=form, status=status)


def draw_owner_page(
    request: HttpRequest,
    token: str,
    assessment: Assessment,
    hanging: shares_page.Hanging,
    *,
    share_form: ShareForm | None = None,
    keep_form: KeepForm | None = None,
    status: int = 422,
) -> HttpResponse:
    """The page with both of its forms; one that came is shown with its mistakes."""
    ends = assessment.expires_on
    own_link = request.build_absolute_uri(reverse("rubric:result", args=[token]))
    context = {
        "assessment": assessment,
        "token": token,
        "own_link": own_link,
        "own_mail": shares_page.own_mail(own_link, ends),
        "hanging": hanging,
        "share_form": share_form or ShareForm(ends=ends, hanging=hanging),
        "keep_form": keep_form or KeepForm(ends=ends, latest=assessments.longest(assessment)),
        "shares": shares_page.rows(shares.of(assessment), _address_of(request, token)),
    }
    is_wrong = bool(share_form or keep_form)
    return render(request, "rubric/shares.html", context, status=status if is_wrong else 200)


@require_safe
def card(request: HttpRequest, token: str, key: str) -> HttpResponse:
    stored = share_or_404(owned_or_404(token), key)
    address = _address_of(request, token)(key)
    context = {
        "token": token,
        "address": address,
        "code_name": "QR code with the link of this share",
        "share": stored,
        "until": stored.expires_on,
    }
    return render(request, "rubric/card.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, token: str, key: str) -> HttpResponse:
    stored = share_or_404(owned_or_404(token), key)
    if request.method == "POST":
        with while_it_lasts():
            shares.revoke(stored)
        return see_other("rubric:shares", token, part="shares")
    return render(request, "rubric/revoke.html", {"token": token, "share": stored})


def share_or_404(assessment: Assessment, key: str) -> Share:
    if not tokens.is_token(key):
        raise Http404
    try:
        return shares.one(assessment, key)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _address_of(request: HttpRequest, token: str) -> Callable[[str], str]:
    def address_of(key: str) -> str:
        shared = tokens.derive_share_token(token, key)
        return request.build_absolute_uri(reverse("rubric:share", args=[shared]))

    return address_of
