"""The receipt: a result as it was shown, as plain data that can be stored. Pure.

It holds every word and number that a result page says about the reader, so that the page can be
drawn again after weights, names or levels have moved on.
"""

from collections.abc import Mapping
from typing import Any

from rubric.content import Content
from rubric.definition import AxisAim, Definition
from rubric.receipts import matches, paths

Receipt = dict[str, Any]
Ratings = Mapping[str, int | None]


def compose(
    content: Content, definition: Definition, ratings: Ratings, *, as_shown: Receipt | None = None
) -> Receipt:
    """Work out a sheet under a questionnaire of an edition and write the receipt.

    `ratings`: 1–5 for every criterion, or None (“doesn’t matter to me”) where the questionnaire
    allows that. What belongs to the library (what a path is called, which levels a specialty has)
    is taken from the edition, or from a receipt that was written before there were editions.
    Raises ValueError as `scoring.score` and `matching.rank` do.
    """
    write = matches.compose if isinstance(definition.aim, AxisAim) else paths.compose
    return write(content, definition, ratings, as_shown=as_shown)
