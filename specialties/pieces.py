"""Pages of which only a few places differ: the rest is drawn once an edition and kept."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse

# Stands where a page differs, and nowhere else: no text of an editor holds it.
PLACE = "\N{LEFT-POINTING ANGLE BRACKET}place\N{RIGHT-POINTING ANGLE BRACKET}\ue000"
Pieces = tuple[bytes, ...]


def around(kept: dict[Any, Any], key: object, draw: Callable[[], str]) -> Pieces:
    """The pieces around the places of a page; `draw` draws it with PLACE at each of them.

    `kept` is the memory of an edition. `draw` must not see anything of a reader: what it says is
    shown to every other one.
    """
    pieces: Pieces | None = kept.get(key)
    # While developing, a template that is edited shows at once.
    if pieces is None or settings.DEBUG:
        pieces = tuple(piece.encode() for piece in draw().split(PLACE))
        kept[key] = pieces
    return pieces


def fill(pieces: Pieces, *places: str, status: int = 200) -> HttpResponse:
    """Answer with a whole page, and name the pieces that other answers hold, too."""
    first, *others = pieces
    filled = [first]
    for place, piece in zip(places, others, strict=True):
        filled += place.encode(), piece
    response = HttpResponse(b"".join(filled), status=status)
    response.kept = pieces  # type: ignore[attr-defined]
    return response
