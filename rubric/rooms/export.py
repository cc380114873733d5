"""A picture as data and as a table: what it shows, and nothing else. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from rubric.rooms.pages import Picture
from rubric.rooms.parts import Part

COLUMNS = ("part", "statement", "answer", "people", "of")


def everything(picture: Picture, moved: Sequence[Part] = (), **names: str | int) -> dict[str, Any]:
    """All parts of a picture, and what `moved`; a part that may not be shown has no rows.

    `names` say what it is of.
    """
    return {
        **names,
        "people": picture.people,
        "parts": [_part(part) for part in picture.parts],
        "moved": [_part(part) for part in moved],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "part": part.title,
        "statement": part.statement,
        "note": part.note,
        "rows": [{"answer": bar.label, "people": bar.people} for bar in part.bars],
    }


def table(picture: Picture, moved: Sequence[Part] = ()) -> Iterator[tuple[str | int, ...]]:
    """One row for each count, or for a part without any, and then for what `moved`."""
    for part in picture.parts:
        if not part.bars:
            yield part.title, part.statement, "not shown", "", picture.people
        for bar in part.bars:
            yield part.title, part.statement, bar.label, bar.people, picture.people
    for part in moved:
        people = sum(bar.people for bar in part.bars)
        for bar in part.bars:
            yield f"What moved: {part.title}", part.statement, bar.label, bar.people, people
