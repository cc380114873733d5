"""What a projector shows of a room: one thing at a time, and nothing that could be pressed."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rubric import tokens
from rubric.rooms import store
from rubric.rooms.store import Room
from rubric.views.rooms import about_room

# How many seconds until a projection looks for what is new.
SECONDS = 20
# How a room is lit, and how it is shown then.
THEMES = {"dark": "dark", "bright": "light"}


@require_safe
def wall(request: HttpRequest, token: str) -> HttpResponse:
    context = about_room(request, _on_wall_or_404(token))
    shown = (*context["shown"].parts, *context["moved"])
    # The first thing is how to join; behind it stand the parts that are revealed.
    step = min(_step(request), len(shown))
    context |= {
        "part": shown[step - 1] if step else None,
        "step": step,
        "steps": len(shown),
        "before": step - 1 if step else None,
        "after": step + 1 if step < len(shown) else None,
        "seconds": SECONDS,
        # Unless somebody says how the room is lit, it is shown as the computer has it.
        "theme": THEMES.get(request.GET.get("light", ""), ""),
    }
    return render(request, "rubric/rooms/wall.html", context)


def _step(request: HttpRequest) -> int:
    asked = request.GET.get("step", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0


def _on_wall_or_404(token: str) -> Room:
    if not tokens.is_token(token):
        raise Http404
    try:
        return store.on_wall(tokens.digest(token))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
