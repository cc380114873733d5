"""Joining a class: the code, and the questionnaire of its room."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_http_methods

from rubric import assessments, buckets, forms
from rubric.buckets import TooManyError
from rubric.forms import COUNT, RatingForm
from rubric.room_forms import BAD_CODE, CodeForm
from rubric.rooms import store, taking
from rubric.rooms.codes import read_code
from rubric.rooms.contributions import ClosedError
from rubric.rooms.store import Room, Sitting
from rubric.views.ask import ask_alone, form_context
from rubric.views.opening import see_other

CLOSED = (
    "This class counts no more answers. Yours are still here. Send them again for a result of your "
    "own."
)


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return see_other("rubric:join", joined_or_404(request, form.cleaned_data["code"]).code)
        except Http404:
            buckets.need(buckets.CODES, buckets.sender(request.META))
            form.add_error("code", BAD_CODE)
    status = 422 if form.is_bound else 200
    return render(request, "rubric/rooms/code.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    if request.method != "POST" and (proper := read_code(code)) not in ("", code):
        # Typed into the address, in small letters.
        return see_other("rubric:join", proper)
    room = joined_or_404(request, code)
    if request.method != "POST":
        return _form_page(request, room, _form(request, room), status=200)
    form = _form(request, room, is_sent=True)
    if not form.is_valid():
        return _form_page(request, room, form, status=422)
    try:
        token = _submit(request, form, room)
    except ClosedError:
        room = joined_or_404(request, code)
        return _form_page(request, room, _kept(request, room), status=422, sentence=CLOSED)
    return see_other("rubric:result", token)


def join_as_sent(
    request: HttpRequest, code: str, sentence: str, *, status: int
) -> HttpResponse | None:
    """The form with everything typed, though it could not be taken.

    Where no class opens, or none any more, it is the questionnaire by itself.
    """
    try:
        room = joined_or_404(request, code)
    except Http404:
        if status == HTTPStatus.FORBIDDEN:
            # Without a token of the form nobody has looked so far, nor counted.
            buckets.need(buckets.CODES, buckets.sender(request.META))
        return ask_alone(request, sentence, status=status)
    # Only an answer that there is can be given the cookie.
    page = requires_csrf_token(_form_page)
    return page(request, room, _kept(request, room), status=status, sentence=sentence)


def _submit(request: HttpRequest, form: RatingForm, room: Room) -> str:
    return assessments.submit(
        edition=form.edition,
        definition=form.definition,
        ratings=form.ratings(),
        form_key=form.cleaned_data[forms.KEY],
        sender=buckets.sender(request.META),
        room=room,
        is_counted=COUNT in request.POST,
    )


def _form(request: HttpRequest, room: Room, *, is_sent: bool = False) -> RatingForm:
    """The questionnaire of a room, which stays that of the edition it was made under."""
    edition = taking.edition_of(room)
    request.edition = edition  # type: ignore[attr-defined]
    definition = edition.content.rubric_by_slug[room.rubric]
    return RatingForm(edition, definition, request.POST if is_sent else None)


def _kept(request: HttpRequest, room: Room) -> RatingForm:
    form = _form(request, room)
    kept = forms.keep(form.definition, request.POST)
    return RatingForm(form.edition, form.definition, kept=kept)


def _form_page(
    request: HttpRequest, room: Room, form: RatingForm, *, status: int, sentence: str = ""
) -> HttpResponse:
    context: dict[str, Any] = form_context(form, form_key=form.form_key(), sentence=sentence)
    is_second = room.sitting == Sitting.AFTER
    context |= {"room": room, "is_second": is_second, "is_counted": COUNT in request.POST}
    return render(request, "rubric/rooms/join.html", context, status=status)


def joined_or_404(request: HttpRequest, code: str) -> Room:
    """The room that a code opens, written as codes are.

    Raises TooManyError, whatever the code opens, while the address of the sender has been wrong too
    often: otherwise each right one among many guesses would show.
    """
    if wait := buckets.peek(buckets.CODES, buckets.sender(request.META)):
        raise TooManyError(wait)
    if read_code(code) != code:
        raise Http404
    try:
        return store.by_code(code)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
