"""The page of a match stored under the first statements (engine axes-1), in its own words. Pure."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from rubric.content import Content
from rubric.definition import AxisAim, Definition
from rubric.matching_1 import MIDPOINT, Unranked, Word
from rubric.receipts.matches_1 import ENGINE, MatchNote
from rubric.results.paths import Caution
from rubric.results.points import AxisRow, PointRow, PointTable, bar, in_hundredths
from rubric.results.special import Special
from rubric.results.standings import NAMES_IN_HEADING, Match, Named, Row
from specialties import pictures
from specialties.words import counted, listed, number_word, one_decimal

WORDS: Mapping[str, tuple[str, str]] = {
    Word.VERY_CLOSE: ("Very close", "0.85 or more"),
    Word.CLOSE: ("Close", "0.60 to 0.85"),
    Word.PARTLY: ("Partly", "0.20 to 0.60"),
    Word.NOT_CLOSE: ("Not close", "−0.20 to 0.20"),
    Word.OPPOSITE: ("Opposite", "−0.20 or less"),
}
TOO_FEW = Special(
    "There is not enough to rank yet",
    "Too many answers were left out. A ranking needed three axes, and an axis two of its three "
    "answers.",
    "The statements are others by now, so answer those. These were open:",
)
NO_DIRECTION = Special(
    "Every axis ends up in the middle",
    "There is nothing that the answers lean towards, so there is no ranking.",
    "Answer again after the next rotation, and use 2 and 4 for small differences.",
)
ALL_ALIKE = Special(
    "Every answer was the same",
    "Some statements say the opposite of others, so equal answers cancel each other out.",
    "Go through them once more, and let small differences show.",
)
NEW_STATEMENTS = Caution(
    "There are new statements",
    "This page stays as it was on the day you answered. The statements have been written anew "
    "since: half of them say the opposite of the other half, so that saying yes to everything "
    "leads nowhere, and the result says how often it would come back.",
)


class Page(Match):
    """What the receipt says about its reader: every number, name and word of that day."""

    words = WORDS
    fan_caption_start = "from 1 to 5"
    # What a notice of the new statements leads to.
    again_text = "Rate the new statements"
    # What only the second arithmetic knows.
    grounded = None
    twins = changes_lead = first_wanted = ""
    unranked: tuple[Named, ...] = ()

    def __init__(self, receipt: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(receipt, *args, **kwargs)
        self.axes = [axis for axis in receipt["axes"] if axis["key"] in receipt["values"]]
        self.values = {key: read(text) for key, text in receipt["values"].items()}
        self.texts = {row["criterion"]: row["text"] for row in receipt["items"]}

    @cached_property
    def levels(self) -> dict[str, dict[str, Fraction]]:
        return {
            row["slug"]: {axis: read(text) for axis, text in row["levels"].items()}
            for row in self.receipt["targets"]
        }

    @cached_property
    def special(self) -> Special | None:
        if self.receipt["reason"] == Unranked.TOO_FEW_AXES:
            return TOO_FEW
        if MatchNote.ALL_ALIKE in self.receipt["notes"]:
            return ALL_ALIKE
        return NO_DIRECTION if self.receipt["reason"] == Unranked.NO_DIRECTION else None

    @property
    def _headline(self) -> str:
        subject = f"{self.voice.subject} {self.voice.verb('lean', 'leans')} towards"
        if len(self.leading) > NAMES_IN_HEADING:
            return f"{subject} a group of {number_word(len(self.leading))} specialties"
        return f"{subject} {self._named(self.leading)}"

    @property
    def _lede(self) -> str:
        leans = {axis["key"]: self.values[axis["key"]] - MIDPOINT for axis in self.axes}
        strongest = sorted(self.axes, key=lambda axis: -abs(leans[axis["key"]]))
        pulling = [axis for axis in strongest if leans[axis["key"]]][:2]
        if self.audience.is_owner:
            ends = [axis["high_end" if leans[axis["key"]] > 0 else "low_end"] for axis in pulling]
        else:
            ends = [
                f"{axis['gist']} ({'high' if leans[axis['key']] > 0 else 'low'})"
                for axis in pulling
            ]
        return f"What pulls hardest in {self.voice.possessive} answers: {', and '.join(ends)}."

    @property
    def _outcome(self) -> str:
        return "The answers lean this way."

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        return tuple(self.texts[key] for key in self.receipt["missing"]["wanted"])

    @cached_property
    def left_out(self) -> str:
        left = self.receipt["missing"]["axes"]
        if not left or not self.is_ranked:
            return ""
        names = [axis["gist"] for axis in self.receipt["axes"] if axis["key"] in left]
        return (
            f"Most of {listed(names)} was left out, so it counts neither for nor against any "
            "specialty."
        )

    @cached_property
    def _beams(self) -> list[pictures.Beam]:
        theirs = self.levels[self.leading[0]] if self.leading else {}
        return [
            pictures.Beam(axis["name"].lower(), self.values[axis["key"]], theirs.get(axis["key"]))
            for axis in self.axes
        ]

    @cached_property
    def decides(self) -> str:
        """What one answer could change, in words; nothing when nobody leads."""
        if not self.leading:
            return ""
        if len(self.leading) == 1:
            return (
                "No single answer, moved by one point, would put another specialty first."
                if self.rows_of_change
                else "No single answer, whatever its new rating, would put another first."
            )
        first = self.receipt["first"]
        names = self._named(first)
        others = self._named([slug for slug in self.leading if slug not in first])
        if not others:
            return f"{names} agree exactly equally."
        start = f"{names} {'comes' if len(first) == 1 else 'come equally'} first. "
        return f"{start}A single answer moved by one point would put {others} first."

    @cached_property
    def rows_of_change(self) -> tuple[Row, ...]:
        """The nearest of the moves that come to the same, the smallest first."""
        found: dict[tuple[str, tuple[str, ...]], Mapping[str, Any]] = {}
        for swing in sorted(self.receipt["swings"], key=_size):
            found.setdefault((swing["criterion"], tuple(swing["leaders"])), swing)
        rows = [
            self._swing_row(self.texts[swing["criterion"]].rstrip("."), swing)
            for swing in found.values()
        ]
        return (*rows, *self._fading())

    def _fading(self) -> tuple[Row, ...]:
        number = self.receipt["fading"]
        if not number:
            return ()
        moves = counted(number, "change of one point", "changes of one point")
        return (Row("No lean at all", f"{moves} would leave none."),)

    @cached_property
    def table(self) -> PointTable:
        if not self.beside:
            return PointTable("", tuple(self._axis_row(axis, "", {}) for axis in self.axes))
        row = self.rows[self.beside]
        ledger = {axis["key"]: row["ledger"][axis["key"]] for axis in self.axes}
        agreement, shares = in_hundredths(row["thousandths"], ledger)
        return PointTable(
            self.names[self.beside],
            tuple(self._axis_row(axis, self.beside, shares) for axis in self.axes),
            agreement,
            "",
            WORDS[Word(row["word"])][0].lower(),
        )

    def _axis_row(self, axis: Mapping[str, str], slug: str, shares: Mapping[str, str]) -> AxisRow:
        """What it adds is a mean of answers times a level, so a statement has no points alone."""
        key = axis["key"]
        rows = tuple(
            PointRow(row["text"], "–" if row["rating"] is None else str(row["rating"]))
            for row in self.receipt["items"]
            if row["axis"] == key
        )
        leans = f"{self.voice.nominative} {one_decimal(self.values[key])}"
        if not slug:
            return AxisRow(axis["gist"], leans, "", None, "", rows)
        adds = self.rows[slug]["ledger"][key]
        leans = f"{leans}, it {one_decimal(self.levels[slug][key])}"
        own_bar = bar(adds, 1000)
        return AxisRow(axis["gist"], leans, shares[key], own_bar, "", rows)

    def data(self) -> dict[str, Any]:
        """The same as data; agreement and contributions have three decimals and add up."""
        receipt = self.receipt
        keys = [axis["key"] for axis in self.axes]
        return {
            "ratings": {row["criterion"]: row["rating"] for row in receipt["items"]},
            "axes": {key: round(float(self.values[key]), 4) for key in keys},
            "reason": receipt["reason"],
            "notes": receipt["notes"],
            "leading_group": receipt["leading"],
            "agreement": [
                {
                    "specialty": row["slug"],
                    "agreement": row["thousandths"] / 1000,
                    "word": row["word"],
                    "contributions": {key: row["ledger"][key] / 1000 for key in keys},
                }
                for row in self.rows.values()
            ],
            "swings": self.swings_data(),
        }

    def otherwise(self, content: Content, definition: Definition) -> Caution | None:
        """Offer the statements that took the place of those answered here, once there are any."""
        is_new = isinstance(definition.aim, AxisAim) and definition.aim.engine != ENGINE
        return NEW_STATEMENTS if is_new else None


@lru_cache(maxsize=64)
def read(text: str) -> Fraction:
    """A fraction of a receipt: a level, or a mean of a few answers."""
    return Fraction(text)


def _size(swing: Mapping[str, Any]) -> int:
    return abs(int(swing["to"]) - int(swing["from"]))
