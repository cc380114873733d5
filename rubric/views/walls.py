"""What a projector shows of a room: one thing at a time, and nothing that could be pressed."""

from collections.abc import Sequence
from typing import Any

from csp.constants import SELF
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rubric import tokens
from rubric.rooms import store
from rubric.rooms.parts import Part
from rubric.rooms.store import Room
from rubric.views.rooms import about_room, demo_or_404

# How many seconds until a projection looks for what is new.
SECONDS = 20
# How a room is lit, and how it is shown then.
THEMES = {"dark": "dark", "bright": "light"}


@require_safe
def wall(request: HttpRequest, token: str) -> HttpResponse:
    return _wall_page(request, _on_wall_or_404(token))


@require_safe
def demo_wall(request: HttpRequest) -> HttpResponse:
    return _wall_page(request, demo_or_404())


def _wall_page(request: HttpRequest, found: Room) -> HttpResponse:
    context = about_room(request, found)
    context |= _steps((*context["shown"].parts, *context["moved"]), request.GET.get("part"))
    context |= {
        "seconds": SECONDS,
        # Unless somebody says how the room is lit, it is shown as the computer has it.
        "theme": THEMES.get(request.GET.get("light", ""), ""),
    }
    response = render(request, "rubric/rooms/wall.html", context)
    # The page fetches itself, to keep what it shows when nothing comes. As csp_update does it,
    # whose types know no view with arguments.
    response._csp_update = {"connect-src": [SELF]}  # type: ignore[attr-defined]
    return response


def _steps(parts: Sequence[Part], key: str | None) -> dict[str, Any]:
    """The part of this name with its neighbors; before the first stands how to join.

    A part has its name in the address, so that a screen stays the same when others are revealed.
    """
    keys = [None, *(part.key for part in parts)]
    step = keys.index(key) if key in keys else 0
    return {
        "part": parts[step - 1] if step else None,
        "has_before": step > 0,
        "before": keys[step - 1] if step else None,
        "after": keys[step + 1] if step + 1 < len(keys) else None,
    }


def _on_wall_or_404(token: str) -> Room:
    if not tokens.is_token(token):
        raise Http404
    try:
        return store.on_wall(tokens.digest(token))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
