"""A result beside its class: where its owner stands, and answering a second time."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_http_methods, require_safe

from rubric import assessments, buckets, forms
from rubric.forms import COUNT, RatingForm
from rubric.results.again import Start
from rubric.rooms import contributions, own, taking, tallies
from rubric.rooms.contributions import ClosedError, Contribution, Sitting
from rubric.views.again import again_as_sent
from rubric.views.ask import ask_alone, form_context
from rubric.views.joining import CLOSED
from rubric.views.opening import owned_or_404, see_other
from rubric.views.rooms import picture_of

NO_SECOND = "The class asks no second time now. Sent again, this gives a new result of your own."


@require_safe
def own_class(request: HttpRequest, token: str) -> HttpResponse:
    result, mine = owned_or_404(token), _counted_or_404(token)
    # Asked a second time, a class shows nothing of the first anymore.
    picture = picture_of(mine.room) if mine.sitting == mine.room.sitting else None
    shown = picture.shown(mine.room.revealed).parts if picture and mine.since else ()
    context = {
        "token": token,
        "room": mine.room,
        "picture": picture,
        "is_over": mine.sitting != mine.room.sitting,
        "is_in": mine.since is not None,
        "is_shown": bool(shown),
        "own": own.find(shown, tallies.read(mine.tally), result.ratings),
        "can_answer_again": _waits_for_second(mine, token),
    }
    return render(request, "rubric/rooms/own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def own_class_again(request: HttpRequest, token: str) -> HttpResponse:
    mine = _asked_again_or_404(token)
    if request.method != "POST":
        return _first_page(request, token, mine)
    form = _form(request, mine, request.POST)
    if not form.is_valid():
        return _form_page(request, token, mine, form, status=422)
    try:
        return see_other("rubric:result", _submit(request, token, mine, form))
    except ClosedError:
        mine = _asked_again_or_404(token)
        kept = _kept(request, token, mine)
        return _form_page(request, token, mine, kept, status=422, sentence=CLOSED)


def _first_page(request: HttpRequest, token: str, mine: Contribution) -> HttpResponse:
    if not mine.room.is_open:
        raise Http404
    return _form_page(request, token, mine, _kept(request, token, mine), status=200)


def own_class_as_sent(
    request: HttpRequest, token: str, sentence: str, *, status: int
) -> HttpResponse | None:
    """The form with everything typed, though it could not be taken."""
    try:
        mine = _asked_again_or_404(token)
    except Http404:
        return _without_class(request, token, sentence, status=status)
    # Only an answer that there is can be given the cookie.
    page = requires_csrf_token(_form_page)
    kept = _kept(request, token, mine)
    return page(request, token, mine, kept, status=status, sentence=sentence)


def _without_class(
    request: HttpRequest, token: str, sentence: str, *, status: int
) -> HttpResponse | None:
    """The form for answering again, or, where no result opens, the questionnaire by itself."""
    try:
        owned_or_404(token)
    except Http404:
        return ask_alone(request, sentence, status=status)
    return again_as_sent(request, token, f"{sentence} {NO_SECOND}", status=status)


def _submit(request: HttpRequest, token: str, mine: Contribution, form: RatingForm) -> str:
    return assessments.submit(
        edition=form.edition,
        definition=form.definition,
        ratings=form.ratings(),
        form_key=form.cleaned_data[forms.KEY],
        previous=owned_or_404(token),
        sender=buckets.sender(request.META),
        room=mine.room,
        is_counted=COUNT in request.POST,
        first_token=token,
    )


def _form(
    request: HttpRequest, mine: Contribution, data: QueryDict | None = None, **kept: Any
) -> RatingForm:
    """The questionnaire of the class, which stays that of the edition it was made under."""
    edition = taking.edition_of(mine.room)
    request.edition = edition  # type: ignore[attr-defined]
    definition = edition.content.rubric_by_slug[mine.room.rubric]
    return RatingForm(edition, definition, data, **kept)


def _kept(request: HttpRequest, token: str, mine: Contribution) -> RatingForm:
    """The form as it was sent, or with the answers of the first time."""
    empty = _form(request, mine)
    if request.method == "POST":
        return _form(request, mine, kept=forms.keep(empty.definition, request.POST))
    axes = empty.edition.content.library.axes
    start = Start(empty.definition, axes, owned_or_404(token).ratings)
    return _form(request, mine, kept=start.kept)


def _form_page(
    request: HttpRequest,
    token: str,
    mine: Contribution,
    form: RatingForm,
    *,
    status: int,
    sentence: str = "",
) -> HttpResponse:
    context = form_context(form, form_key=form.form_key(), sentence=sentence)
    context |= {"token": token, "room": mine.room, "is_counted": COUNT in request.POST}
    return render(request, "rubric/rooms/again.html", context, status=status)


def _waits_for_second(mine: Contribution, token: str) -> bool:
    return mine.room.is_open and _is_asked_again(mine) and not contributions.has_second(token)


def _is_asked_again(mine: Contribution) -> bool:
    return mine.room.sitting == Sitting.AFTER and mine.sitting == Sitting.BEFORE


def _asked_again_or_404(token: str) -> Contribution:
    """What counts the first time, in a class that asks a second time, or has done so."""
    mine = _own_or_404(token)
    if not _is_asked_again(mine):
        raise Http404
    return mine


def _own_or_404(token: str) -> Contribution:
    owned_or_404(token)
    return _counted_or_404(token)


def _counted_or_404(token: str) -> Contribution:
    try:
        return contributions.own(token)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
