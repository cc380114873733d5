"""The answers that a result hangs on, shakiest first. Pure.

First those that alone would give another outcome, the smallest move first. Then the least firm:
those nearest the middle, and before them whatever an axis still needs.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from rubric import receipts
from rubric.content import Content
from rubric.leans import MIDPOINT, Answer
from rubric.matching import State, nearest_moves
from rubric.standings import meet
from specialties.words import listed

Receipt = Mapping[str, Any]


class Shaky(NamedTuple):
    """An answer, None where left out; moved to `to` it alone `brings` others, by slug.

    Without `to` no single move of it was found; it is only one of the least firm. `outcome` says
    what it would bring, e.g. “make you the Balanced Hybrid” or “put Critical Care first”.
    """

    criterion: str
    name: str
    rating: int | None
    to: int | None = None
    brings: tuple[str, ...] = ()
    outcome: str = ""

    @property
    def said(self) -> str:
        """What was answered, and what would change it, in one sentence."""
        if self.rating is None:
            return f"You left out “{self.name}”."
        if self.to is None:
            return f"You rated “{self.name}” {self.rating}."
        return f"You rated “{self.name}” {self.rating}; a {self.to} would {self.outcome}."


def answers(receipt: Receipt, content: Content) -> tuple[Shaky, ...]:
    """Every answer of a result, each once."""
    found = _of_paths(receipt) if "sides" in receipt else _of_match(receipt, content)
    once: dict[str, Shaky] = {}
    for answer in found:
        once.setdefault(answer.criterion, answer)
    return tuple(once.values())


def _of_paths(receipt: Receipt) -> Iterator[Shaky]:
    for swing in sorted(receipt["swings"], key=_size):
        yield Shaky(
            swing["criterion"],
            swing["name"],
            swing["from"],
            swing["to"],
            (swing["persona"],),
            f"make this the {swing['persona_name']}",
        )
    rows = receipt["ledger"]
    for row in sorted(rows, key=lambda row: (_firmness(row), -_pull(row))):
        yield Shaky(row["criterion"], row["name"], row["rating"])


def _of_match(receipt: Receipt, content: Content) -> Iterator[Shaky]:
    rows = {row["criterion"]: row for row in receipt["items"]}
    # The first match did not write down what a statement is called.
    called = {key: row.get("name") or row["text"].rstrip(".") for key, row in rows.items()}
    names = {row["slug"]: row["name"] for row in receipt["targets"]}
    first = {row["slug"] for row in next(iter(receipt["standings"]), ())}
    for key, rating, to, leaders in _moves(receipt, content):
        # Of those that tie for the first place now, some would be left.
        alone = " alone" if set(leaders) < first else ""
        outcome = f"put {listed([names[slug] for slug in leaders])} first{alone}"
        yield Shaky(key, called[key], rating, to, tuple(leaders), outcome)
    for key in _wanted(receipt):
        yield Shaky(key, called[key], None)
    for row in sorted(rows.values(), key=_firmness):
        yield Shaky(row["criterion"], called[row["criterion"]], row["rating"])


def _moves(receipt: Receipt, content: Content) -> Iterable[tuple[str, int, int, tuple[str, ...]]]:
    """Single answers that put others first: those of the receipt, or else by one point."""
    if receipt["swings"]:
        swings = sorted(receipt["swings"], key=_size)
        return [(row["criterion"], row["from"], row["to"], row["leaders"]) for row in swings]
    if receipt.get("state") != State.NO_CLEAR_FIRST:
        return []
    counted = tuple(
        Answer(row["criterion"], row["axis"], row["direction"], row["m"], row["rating"])
        for row in receipt["items"]
        if row["m"]
    )
    moves = nearest_moves(meet(counted, content.field))
    return [(move.key, move.rating, move.to, move.leaders) for move in moves]


def _wanted(receipt: Receipt) -> Iterator[str]:
    """One statement of each side that an axis still needs an answer of."""
    if receipt["engine"] != receipts.matches.ENGINE:
        return
    for row in receipt["missing"]:
        for side in ("towards", "away"):
            yield from row[side][:1]


def _size(swing: Mapping[str, Any]) -> int:
    return abs(int(swing["to"]) - int(swing["from"]))


def _firmness(row: Mapping[str, Any]) -> int:
    """How far from the middle; an answer left out has nothing to be firm about."""
    return MIDPOINT if row["rating"] is None else abs(int(row["rating"]) - MIDPOINT)


def _pull(row: Mapping[str, Any]) -> int:
    first, second = row["weights"]
    return abs(int(first) - int(second))
