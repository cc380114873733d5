"""A room as whoever made it sees it: making, showing, closing and deleting it."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rubric import buckets, erasing, tokens
from rubric.room_forms import RoomForm, SmallestForm
from rubric.rooms import contributions, export, pages, releases, store, taking
from rubric.rooms.cases import cases
from rubric.rooms.cells import FEWEST_IN_ALL
from rubric.rooms.pages import Picture
from rubric.rooms.parts import Part, Shown
from rubric.rooms.store import Room, Sitting
from rubric.views.export import as_csv
from rubric.views.opening import edition_of, see_other, while_it_lasts
from specialties.words import listed

# What the button that shows all of it sends.
EVERYTHING = "everything"
# So many parts that are shown are named, and more are counted.
MOST_NAMED = 3


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    found = list(cases(edition_of(request).content))
    return render(request, "rubric/rooms/about.html", {"cases": found})


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    edition = edition_of(request)
    if request.method != "POST":
        return _form_page(request, RoomForm(content=edition.content), status=200)
    form = RoomForm(request.POST, content=edition.content)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    token = store.make(
        edition=edition,
        wish=form.wish(),
        form_key=form.cleaned_data["key"],
        sender=buckets.sender(request.META),
    )
    return see_other("rubric:room", token)


def make_as_sent(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    """The form with everything typed, though it could not be taken."""
    form = RoomForm(request.POST, content=edition_of(request).content)
    form.add_error(None, sentence)
    return _form_page(request, form, status=status)


def _form_page(request: HttpRequest, form: RoomForm, *, status: int) -> HttpResponse:
    return render(request, "rubric/rooms/new.html", {"form": form}, status=status)


@require_safe
def room(request: HttpRequest, token: str) -> HttpResponse:
    found = room_or_404(token)
    return _room_page(request, token, found, SmallestForm(smallest=found.smallest), status=200)


@require_POST
def raise_smallest(request: HttpRequest, token: str) -> HttpResponse:
    found = room_or_404(token)
    form = SmallestForm(request.POST, smallest=found.smallest)
    if not (form.larger and found.is_open):
        # Closed, or raised as far as it goes, from another window.
        return see_other("rubric:room", token)
    if not form.is_valid():
        return _room_page(request, token, found, form, status=422)
    store.raise_smallest(found, form.cleaned_data["smallest"])
    return see_other("rubric:room", token, said="raised")


def _room_page(
    request: HttpRequest, token: str, found: Room, form: SmallestForm, *, status: int
) -> HttpResponse:
    about = about_room(request, found)
    context = {
        **about,
        **_what_next(about),
        "unseen": _unseen(about),
        "seen": _seen(about),
        "form": form,
        "said": _said(request.GET.get("said", ""), about),
        "token": token,
        "wall": (wall := tokens.derive_wall_token(token)),
        "own_address": request.build_absolute_uri(reverse("rubric:room", args=[token])),
        "wall_address": request.build_absolute_uri(reverse("rubric:wall", args=[wall])),
    }
    return render(request, "rubric/rooms/room.html", context, status=status)


@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    return render(request, "rubric/rooms/demo.html", about_room(request, demo_or_404()))


@require_POST
def release(request: HttpRequest, token: str) -> HttpResponse:
    found = room_or_404(token)
    if not _is_of_now(request, found):
        return see_other("rubric:room", token)
    with while_it_lasts():
        taken = taking.release(found)
    return see_other("rubric:room", token, said="taken" if taken else "none")


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, token: str) -> HttpResponse:
    found = room_or_404(token)
    # Closed meanwhile, or asked a second time, it is another question than the one on the page.
    if not (found.is_open and _is_of_now(request, found)):
        return see_other("rubric:room", token)
    if request.method != "POST":
        about = about_room(request, found)
        context = {**about, **_what_next(about), "token": token}
        return render(request, "rubric/rooms/close.html", context)
    with while_it_lasts():
        store.close(found)
    return see_other("rubric:room", token, said="closed")


@require_http_methods(["GET", "HEAD", "POST"])
def open_again(request: HttpRequest, token: str) -> HttpResponse:
    found = room_or_404(token)
    if found.is_open or found.sitting != Sitting.BEFORE:
        return see_other("rubric:room", token)
    if request.method != "POST":
        context = {"room": found, "token": token, "picture": picture_of(found)}
        return render(request, "rubric/rooms/ask_again.html", context)
    store.open_again(found)
    return see_other("rubric:room", token, said="again")


@require_POST
def reveal(request: HttpRequest, token: str) -> HttpResponse:
    found = room_or_404(token)
    if not _is_of_now(request, found):
        return see_other("rubric:room", token)
    picture = picture_of(found)
    parts = picture.parts if picture else ()
    known = [*(part.key for part in parts), *([] if _moved(found) is None else [pages.MOVED])]
    wanted = request.POST.getlist("part")
    if EVERYTHING in request.POST:
        wanted = [pages.MOVED, *(part.key for part in parts if part.bars)]
    store.reveal(found, [key for key in known if key in wanted])
    return see_other("rubric:room", token, said="shown" if picture else "")


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, token: str) -> HttpResponse:
    found = room_or_404(token)
    if request.method != "POST":
        return render(request, "rubric/rooms/delete.html", {"room": found, "token": token})
    with suppress(ObjectDoesNotExist):
        # Deleted from elsewhere meanwhile, it is gone all the same.
        erasing.erase_room(found)
    return see_other("rubric:room-deleted")


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "rubric/rooms/deleted.html")


@require_safe
def hand_out(request: HttpRequest, token: str) -> HttpResponse:
    found = room_or_404(token)
    if not found.is_open:
        # There is nothing to join anymore.
        return see_other("rubric:room", token)
    context = {**about_room(request, found), "token": token}
    return render(request, "rubric/rooms/hand_out.html", context)


@require_safe
def data(request: HttpRequest, token: str) -> HttpResponse:
    found = room_or_404(token)
    if (picture := picture_of(found)) is None:
        raise Http404
    names: dict[str, str | int] = {"rubric": found.rubric, "edition": found.edition_id}
    return JsonResponse(
        export.everything(picture, _moved(found) or (), **names),
        headers={"Content-Disposition": f'attachment; filename="{_file_name(found)}.json"'},
    )


@require_safe
def table(request: HttpRequest, token: str) -> HttpResponse:
    found = room_or_404(token)
    if (picture := picture_of(found)) is None:
        raise Http404
    rows = export.table(picture, _moved(found) or ())
    return as_csv(f"{_file_name(found)}.csv", export.COLUMNS, rows)


def _file_name(found: Room) -> str:
    """A name under which the pictures of both times can lie in one folder."""
    return "careerfit-class" + ("-second-time" if found.sitting == Sitting.AFTER else "")


def room_or_404(token: str) -> Room:
    # A token that cannot be one never reaches the database.
    if not tokens.is_token(token):
        raise Http404
    try:
        return store.live(tokens.digest(token))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _is_of_now(request: HttpRequest, found: Room) -> bool:
    """Tell whether a form is of this sitting, and not of a page from before the second."""
    return request.POST.get("sitting", str(found.sitting)) == str(found.sitting)


def _said(name: str, about: dict[str, Any]) -> str:
    """What a form came to, by its name in the address, as long as that is still so."""
    room, picture = about["room"], about["picture"]
    holds = {
        "none": room.is_open,
        "taken": picture,
        "shown": picture,
        "raised": True,
        "closed": not room.is_open,
        "again": room.is_open and about["is_second"],
    }
    return name if holds.get(name) else ""


def _unseen(about: dict[str, Any]) -> Shown:
    """What there is to show, and is not shown so far."""
    parts = about["picture"].parts if about["picture"] else ()
    revealed = about["room"].revealed
    changes = () if pages.MOVED in revealed else about["changes"] or ()
    unseen = [part for part in (*parts, *changes) if part.bars and part.key not in revealed]
    return Shown(tuple(unseen))


def _seen(about: dict[str, Any]) -> str:
    """What everyone sees, in words; nothing when that is nothing."""
    titles = [f"“{part.title}”" for part in about["shown"].parts]
    if about["moved"]:
        titles.append("“What moved since the first time”")
    return listed(titles) if len(titles) <= MOST_NAMED else f"{len(titles)} parts of the picture"


def demo_or_404() -> Room:
    try:
        return store.demo()
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def about_room(request: HttpRequest, found: Room) -> dict[str, Any]:
    """What every page of a room is drawn with."""
    edition = taking.edition_of(found)
    picture, changes = picture_of(found), _moved(found)
    return {
        "room": found,
        "rubric": edition.content.rubric_by_slug[found.rubric],
        "is_second": found.sitting == Sitting.AFTER,
        "join_address": request.build_absolute_uri(reverse("rubric:join", args=[found.code])),
        # As short as it can be typed.
        "type_address": request.get_host() + reverse("rubric:code"),
        "picture": picture,
        "shown": picture.shown(found.revealed) if picture else Shown(),
        "changes": changes,
        "moved": changes or () if pages.MOVED in found.revealed else (),
    }


def picture_of(found: Room) -> Picture | None:
    """The picture that stands now, if there is one."""
    snapshot = taking.newest(found, found.sitting)
    if snapshot is None:
        return None
    content = taking.edition_of(found).content
    return Picture(snapshot, content.rubric_by_slug[found.rubric], content.library)


def _what_next(about: dict[str, Any]) -> dict[str, Any]:
    """How many came, no finer than a band, and what can be done about it."""
    found, picture = about["room"], about["picture"]
    least, most = releases.band(contributions.people_now(found, found.sitting), found.smallest)
    return {
        "least": least,
        "most": most,
        "is_too_small": least > 0 and 0 < most < FEWEST_IN_ALL,
        # The newcomers of a next picture, while there are some to come.
        "needed": max(found.smallest, picture.people if picture else 0),
        "moved_key": "" if about["changes"] is None else pages.MOVED,
        "can_ask_again": not found.is_open and found.sitting == Sitting.BEFORE,
    }


def _moved(found: Room) -> tuple[Part, ...] | None:
    """What moved between the two sittings, as far as it may be shown; None without a picture."""
    snapshot = taking.newest(found, Sitting.CHANGE) if found.sitting == Sitting.AFTER else None
    if snapshot is None:
        return None
    definition = taking.edition_of(found).content.rubric_by_slug[found.rubric]
    return pages.moved(snapshot, definition)
