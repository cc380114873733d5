"""Sheets that nobody filled in, the same ones each time. Pure.

Uniform answers stand for no one; they meet every corner of the statements alike, so what they
find is about the questionnaire. The draws come from a fixed seed: the same criteria in the same
order get the same sheets on every machine, before an edit and after it.
"""

from collections.abc import Mapping, Sequence
from random import Random

from rubric.leans import MIDPOINT
from rubric.scoring import HIGHEST, LOWEST

# So many take a second or less to read; of a share they know the figure to about one point.
SHEETS = 2_000
SEED = 2026
# How answers lie around the middle, and how much more everybody agrees, as published figures of
# the match have it (`docs/matching.md`).
SPREAD, RAISED = 1.3, 0.8
LEFT_OUT = 0.2

Sheet = Mapping[str, int | None]


def drawn(keys: Sequence[str]) -> tuple[Sheet, ...]:
    """Return sheets with each answer drawn alike from 1 to 5."""
    random = Random(SEED)  # noqa: S311
    return tuple({key: random.randint(LOWEST, HIGHEST) for key in keys} for _ in range(SHEETS))


def agreeing(keys: Sequence[str]) -> tuple[tuple[Sheet, ...], tuple[Sheet, ...]]:
    """Return sheets with answers around the middle, and the same with more agreement to all."""
    random = Random(SEED)  # noqa: S311
    rows = [{key: random.gauss(MIDPOINT, SPREAD) for key in keys} for _ in range(SHEETS)]
    plain, raised = (
        tuple({key: _whole(own + more) for key, own in row.items()} for row in rows)
        for more in (0, RAISED)
    )
    return plain, raised


def thinned(keys: Sequence[str]) -> tuple[Sheet, ...]:
    """Return the drawn sheets with each answer left out one time in five."""
    random = Random(SEED)  # noqa: S311
    return tuple(
        {key: None if random.random() < LEFT_OUT else rating for key, rating in sheet.items()}
        for sheet in drawn(keys)
    )


def _whole(answer: float) -> int:
    return min(HIGHEST, max(LOWEST, round(answer)))
