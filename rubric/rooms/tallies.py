"""What one sheet adds to the picture of a room. Pure.

Every table of a picture has each person in one of its cells, 0 for the first: a statement by its
rating, a lean by its side, an outcome by where its margin lies.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from rubric.definition import AxisAim, Definition
from rubric.scoring import LOWEST, Strength
from specialties.library import Frozen

# What a table is of; the second part of its name says which statement, axis or specialty.
OUTCOME, NEAR, STATEMENT, LEAN, SETTLED, SPECIALTY, CHANGE = (
    *("outcome", "near", "statement", "lean", "settled", "specialty", "change"),
)
# In the middle, which a question that does not matter to somebody is nearest to.
MIDDLE = 2
# Cells of tables that only ask whether.
NO, YES = 0, 1
AWAY, NEITHER, TOWARDS = 0, 1, 2
LOWER, SAME, HIGHER = 0, 1, 2


class Tally(Frozen, frozen=True):
    """The cell of each table, by its name; `specialties` are those that stand first."""

    cells: dict[str, int]
    specialties: tuple[str, ...] = ()


# Made by one thread, as the module is loaded: see rubric.content.
msgspec.json.Decoder(Tally)


def read(stored: Any) -> Tally:
    """Return a tally as it was stored."""
    return msgspec.convert(stored, Tally)


def name(kind: str, key: str) -> str:
    return f"{kind} {key}"


def tally(
    definition: Definition, ratings: Mapping[str, int | None], receipt: Mapping[str, Any]
) -> Tally:
    """Say where a sheet stands in every table.

    `ratings` are complete, None for “doesn’t matter to me”; `receipt` is what they led to under
    the same questionnaire.
    """
    cells = {
        name(STATEMENT, key): MIDDLE if rating is None else rating - LOWEST
        for key, rating in ratings.items()
    }
    if isinstance(definition.aim, AxisAim):
        return _match(cells, receipt)
    cells[OUTCOME] = _outcome(definition, receipt)
    cells[NEAR] = YES if receipt["swings"] else NO
    return Tally(cells)


def _outcome(definition: Definition, receipt: Mapping[str, Any]) -> int:
    """From a clear lean to the second path, by none, to a clear lean to the first."""
    personas = definition.scheme.personas
    side = {personas.first: 1, personas.second: -1}.get(receipt["persona"]["slug"], 0)
    return MIDDLE + side * (2 if receipt["strength"] == Strength.CLEAR else 1)


def _match(cells: dict[str, int], receipt: Mapping[str, Any]) -> Tally:
    for axis in receipt["axes"]:
        lean = receipt["leans"].get(axis["key"], 0)
        cells[name(LEAN, axis["key"])] = NEITHER + (lean > 0) - (lean < 0)
    leading = tuple(receipt["leading"])
    cells[SETTLED] = YES if leading else NO
    return Tally(cells, leading)


def change(first: Tally, second: Tally) -> Tally:
    """Say of every statement whether somebody’s second answer is lower, the same or higher."""
    return Tally(
        {
            name(CHANGE, table): SAME + (cell > first.cells[table]) - (cell < first.cells[table])
            for table, cell in second.cells.items()
            if table.startswith(f"{STATEMENT} ") and table in first.cells
        }
    )
