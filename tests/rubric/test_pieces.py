import pytest

from rubric import pieces
from rubric.content import Content
from rubric.editions import Published


def edition() -> Published:
    return Published(1, "", Content())


def test_what_stands_around_the_places_is_drawn_once_an_edition() -> None:
    drawn = []

    def draw() -> str:
        drawn.append(1)
        return f"a{pieces.PLACE}b{pieces.PLACE}c"

    first, second = edition(), edition()
    for one in (first, first, second):
        assert pieces.around(one, "page", draw) == (b"a", b"b", b"c")
    assert len(drawn) == 2


def test_a_page_is_its_pieces_and_what_differs() -> None:
    answer = pieces.fill((b"<", b"-", b">"), "é", "")

    assert answer.content.decode() == "<é->"
    assert answer.kept == (b"<", b"-", b">")  # type: ignore[attr-defined]


@pytest.mark.parametrize("places", [(), ("one", "two")])
def test_every_place_is_filled(places: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="zip"):
        pieces.fill((b"a", b"b"), *places)
