"""What readers are told about each edition. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from rubric.changes import Moved
from specialties.words import day_words

WORDS_TOO = "Words and facts moved too."
SAID = {
    (True, True): "Levels and weights moved.",
    (True, False): "Levels moved. Weights did not.",
    (False, True): "Weights moved. Levels did not.",
    (False, False): "Words and facts alone. The same answers lead where they led before.",
}
FIRST = "Nothing came before it."


class Row(NamedTuple):
    """One edition: its number, day and note, and what moved, in words."""

    number: int
    day: str
    note: str
    moved: str


def rows(editions: Iterable[tuple[int, date, str, bool, bool, bool]]) -> list[Row]:
    return [
        Row(number, day_words(day), note, _said(Moved(*moved)))
        for number, day, note, *moved in editions
    ]


def _said(moved: Moved) -> str:
    if not any(moved):
        return FIRST
    is_scored = moved.moves_levels or moved.moves_weights
    said = SAID[moved.moves_levels, moved.moves_weights]
    return f"{said} {WORDS_TOO}" if is_scored and moved.moves_words else said
