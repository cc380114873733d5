"""The receipt: a result as it was shown, as plain data that can be stored. Pure.

It holds every word and number that a result page says about the reader, so that the page can be
drawn again after weights, names or levels have moved on.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from rubric.content import Content
from rubric.definition import AxisAim, Definition
from rubric.receipts import matches, matches_1, paths

Receipt = dict[str, Any]
Ratings = Mapping[str, int | None]

# The arithmetic that a receipt can have been made with. What was stored is worked out again by
# its own, whatever has come since.
ENGINES: Mapping[str, Callable[..., Receipt]] = {
    paths.WITHOUT_ODDS: paths.compose_without_odds,
    paths.ENGINE: paths.compose,
    matches_1.ENGINE: matches_1.compose,
    matches.ENGINE: matches.compose,
}


def compose(
    content: Content,
    definition: Definition,
    ratings: Ratings,
    *,
    engine: str = "",
    as_shown: Receipt | None = None,
) -> Receipt:
    """Work out a sheet under a questionnaire of an edition and write the receipt.

    `ratings`: 1–5 for every criterion, or None (“doesn’t matter to me”) where the questionnaire
    allows that. `engine`: the arithmetic, one of ENGINES; without one, that of the questionnaire.
    What belongs to the library (what a path is called, which levels a specialty has) is taken
    from the edition, or from a receipt that was written before there were editions. Raises
    KeyError for an unknown engine, ValueError as `scoring.score` and `matching.match` do.
    """
    write = ENGINES[engine or engine_of(definition)]
    return write(content, definition, ratings, as_shown=as_shown)


def outcome(receipt: Receipt) -> str:
    """What a result is counted as: its persona, or the state of its match; both by slug.

    Empty for a result of the first match, which had no states.
    """
    return str(receipt["persona"]["slug"] if "persona" in receipt else receipt.get("state", ""))


def engine_of(definition: Definition) -> str:
    """The arithmetic of a questionnaire as it is asked now."""
    return definition.aim.engine if isinstance(definition.aim, AxisAim) else paths.ENGINE


def checksum(*, edition: int, rubric: str, ratings: Ratings, receipt: Receipt) -> str:
    """The SHA-256 of all that a stored result says, in hex; the same on every database.

    `edition`: its number. What the edition says has a digest of its own, and a number is what the
    row holds, so that whoever moves a result to another edition is found without reading either.
    """
    # One database keeps the order of keys and the other does not.
    said = msgspec.json.encode([edition, rubric, ratings, receipt], order="sorted")
    return hashlib.sha256(said).hexdigest()
