"""Two texts side by side, word by word. Pure."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

# Comparing takes the square of the words; a longer text changes as a whole.
MOST_WORDS = 400


class Piece(NamedTuple):
    text: str
    is_other: bool


def pieces(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces that are alike or not; each joins to its text."""
    before, after = re.findall(r"\s*\S+|\s+\Z", old), re.findall(r"\s*\S+|\s+\Z", new)
    if max(len(before), len(after)) > MOST_WORDS:
        return [Piece(old, True)], [Piece(new, True)]
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        _add(left, before[a:b], kind != "equal")
        _add(right, after[c:d], kind != "equal")
    return left, right


def _add(found: list[Piece], words: Sequence[str], is_other: bool) -> None:
    if words:
        found.append(Piece("".join(words), is_other))
