"""A picture as data and as a table: what it shows, and nothing else. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from rubric.rooms.pages import Picture
from rubric.rooms.parts import Part

COLUMNS = ("part", "statement", "low end", "high end", "answer", "people", "of")


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
        "ends": part.ends,
        "lead": part.lead,
        "note": part.note,
        "rows": [{"answer": bar.label, "people": bar.people} for bar in part.bars],
    }


def table(picture: Picture, moved: Sequence[Part] = ()) -> Iterator[tuple[str | int, ...]]:
    """One row for each count, or for a part without any, and then for what `moved`."""
    for part in picture.parts:
        named = part.title, part.statement, *(part.ends or ("", ""))
        if not part.bars:
            yield *named, "not shown", "", picture.people
        for bar in part.bars:
            yield *named, bar.label, bar.people, picture.people
    for part in moved:
        people = sum(bar.people for bar in part.bars)
        for bar in part.bars:
            yield f"What moved: {part.title}", part.statement, "", "", bar.label, bar.people, people
