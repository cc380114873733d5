import pytest

from specialties import pieces
from specialties.pieces import Pieces


def test_what_stands_around_the_places_is_drawn_once_an_edition() -> None:
    drawn = []

    def draw() -> str:
        drawn.append(1)
        return f"a{pieces.PLACE}b{pieces.PLACE}c"

    first: dict[str, Pieces] = {}
    second: dict[str, Pieces] = {}
    for kept in (first, first, second):
        assert pieces.around(kept, "page", draw) == (b"a", b"b", b"c")
    assert len(drawn) == 2


def test_a_page_is_its_pieces_and_what_differs() -> None:
    answer = pieces.fill((b"<", b"-", b">"), "é", "", status=404)

    assert answer.status_code == 404
    assert answer.content.decode() == "<é->"
    assert answer.kept == (b"<", b"-", b">")  # type: ignore[attr-defined]


@pytest.mark.parametrize("places", [(), ("one", "two")])
def test_every_place_is_filled(places: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="zip"):
        pieces.fill((b"a", b"b"), *places)
