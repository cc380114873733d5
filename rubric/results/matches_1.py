"""The page of a match stored under the first statements (engine axes-1): as it was shown. Pure."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from rubric.content import Content
from rubric.definition import AxisAim, Definition
from rubric.matching_1 import MIDPOINT, Unranked, Word
from rubric.receipts.matches_1 import ENGINE, MatchNote
from rubric.results.paths import Caution
from rubric.results.standings import BESIDE_SIGNS, LeanRow, Mark, Match
from specialties import pictures
from specialties.library import Library
from specialties.pictures import percent
from specialties.words import counted, listed, number_word, one_decimal, thousandths

WORDS: Mapping[str, tuple[str, str]] = {
    Word.VERY_CLOSE: ("Very close", "0.85 or more"),
    Word.CLOSE: ("Close", "0.60 to 0.85"),
    Word.PARTLY: ("Partly", "0.20 to 0.60"),
    Word.NOT_CLOSE: ("Not close", "−0.20 to 0.20"),
    Word.OPPOSITE: ("Opposite", "−0.20 or less"),
}
LEANS_PART = ("leans", "Your leans")
LAST_PARTS = (
    ("next", "On your next rotation"),
    ("limits", "What this is not"),
    ("sources", "Sources"),
    ("keep", "Keep or delete"),
)
RANKED_PARTS = (
    ("leans", "You and the first"),
    ("why", "Every point"),
    ("sure", "Which answer decides?"),
    ("all", "All of them"),
    ("levels", "Levels and days"),
    *LAST_PARTS,
)
# Beyond this many names a heading is no answer any more, so it counts them instead.
NAMES_IN_HEADING = 3
NO_DIRECTION = Caution(
    "Every axis ends up in the middle",
    "There is nothing that your answers lean towards, so there is no ranking. Answer again "
    "after your next rotation, and use 2 and 4 for small differences. Or read the profiles and "
    "see which one you would miss.",
)
ALL_ALIKE = Caution(
    "Every answer was the same",
    "Some statements say the opposite of others, so equal answers cancel each other out. Go "
    "through them once more and let the differences show.",
)
NEW_STATEMENTS = Caution(
    "There are new statements",
    "This page stays as it was on the day you answered. The statements have been written anew "
    "since: half of them say the opposite of the other half, so that saying yes to everything "
    "leads nowhere, and the result says how often it would come back.",
)


class ContributionRow(NamedTuple):
    """What one axis adds to an agreement."""

    name: str
    gist: str
    yours: str
    theirs: str
    text: str
    bar: pictures.DivergingBar


class Contributions(NamedTuple):
    name: str
    rows: tuple[ContributionRow, ...]
    agreement: str
    word: str


class SwingRow(NamedTuple):
    statement: str
    rating: int
    to: int
    leaders: str


class Page(Match):
    """What the receipt says about its reader: every number, name and word of that day."""

    # What differs from reader to reader, in the order of the page; the rest is kept.
    fragments = {
        "lead": "rubric/_match_1_lead.html",
        "navigation": "rubric/_match_navigation.html",
        "sums": "rubric/_match_1_sums.html",
        "foot": "rubric/_match_foot.html",
        "keep": "rubric/_keep.html",
    }
    middle = percent(MIDPOINT, 1, 5)
    scale, ends = "From 1 to 5; the tall mark is the midpoint, 3.", "1 to 5"
    words = WORDS
    beside_levels = 5

    def __init__(self, receipt: Mapping[str, Any], library: Library) -> None:
        super().__init__(receipt, library)
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
    def parts(self) -> tuple[tuple[str, str], ...]:
        if self.is_ranked:
            return RANKED_PARTS
        return (LEANS_PART, *LAST_PARTS) if self.axes else LAST_PARTS

    @cached_property
    def headline(self) -> str:
        if self.receipt["reason"] == Unranked.TOO_FEW_AXES:
            return "There is not enough to rank yet"
        if self.receipt["reason"] == Unranked.NO_DIRECTION:
            return "You have no clear lean"
        if len(self.leading) > NAMES_IN_HEADING:
            return f"You lean towards a group of {number_word(len(self.leading))} specialties"
        return f"You lean towards {self._named(self.leading)}"

    @cached_property
    def lede(self) -> str:
        leans = {axis["key"]: self.values[axis["key"]] - MIDPOINT for axis in self.axes}
        strongest = sorted(self.axes, key=lambda axis: -abs(leans[axis["key"]]))
        pulling = [axis for axis in strongest if leans[axis["key"]]][:2]
        if not pulling or not self.leading:
            return "Your answers do not point anywhere in particular. That is an answer too."
        ends = [axis["high_end" if leans[axis["key"]] > 0 else "low_end"] for axis in pulling]
        return f"What pulls hardest in your answers: {', and '.join(ends)}."

    @cached_property
    def decides(self) -> str:
        """What one answer could change, in words."""
        if not self.leading:
            return ""
        if len(self.leading) == 1:
            return (
                "No single answer, moved by one point, would put another specialty first."
                if self.wider_swings
                else "No single answer, whatever its new rating, would put another first."
            )
        first = self.receipt["first"]
        names = self._named(first)
        others = self._named([slug for slug in self.leading if slug not in first])
        if not others:
            return f"{names} agree with your answers exactly equally."
        start = f"{names} {'comes' if len(first) == 1 else 'come equally'} first. "
        return f"{start}A single answer moved by one point would put {others} first."

    @cached_property
    def cautions(self) -> tuple[Caution, ...]:
        found = []
        if self.receipt["reason"] == Unranked.TOO_FEW_AXES:
            found.append(self._too_few())
        elif self.receipt["reason"] == Unranked.NO_DIRECTION:
            found.append(NO_DIRECTION)
        elif self.receipt["missing"]["axes"]:
            found.append(self._left_out())
        if MatchNote.ALL_ALIKE in self.receipt["notes"]:
            found.append(ALL_ALIKE)
        return tuple(found)

    def _too_few(self) -> Caution:
        return Caution(
            "Too many answers left out",
            "A ranking needed three axes, and an axis two of its three answers. These were open:",
            tuple(self.texts[key] for key in self.receipt["missing"]["wanted"]),
        )

    def _left_out(self) -> Caution:
        left = self.receipt["missing"]["axes"]
        names = [axis["gist"] for axis in self.receipt["axes"] if axis["key"] in left]
        return Caution(
            "Part of the picture is left out",
            f"You left out most of {listed(names)}, so it counts neither for nor against any "
            "specialty.",
        )

    @cached_property
    def fan(self) -> pictures.Fan | None:
        if not self.axes:
            return None
        theirs = self.levels[self.leading[0]] if self.leading else {}
        return pictures.fan(
            [
                pictures.Beam(
                    axis["name"].lower(), self.values[axis["key"]], theirs.get(axis["key"])
                )
                for axis in self.axes
            ]
        )

    @cached_property
    def fan_caption(self) -> str:
        if not self.leading:
            return "Filled: you, from 1 to 5. Dashed: the midpoint."
        name = self.names[self.leading[0]]
        return f"Filled: you, from 1 to 5. White arcs: {name}. Dashed: the midpoint."

    @cached_property
    def contributions(self) -> tuple[Contributions, ...]:
        return tuple(map(self._contributions, self.leading))

    @cached_property
    def next_best(self) -> Contributions | None:
        """The first specialty outside the leading group, to say why it is not in it."""
        after = [slug for slug in self.rows if slug not in self.leading]
        return self._contributions(after[0]) if after and self.leading else None

    def _contributions(self, slug: str) -> Contributions:
        row = self.rows[slug]
        return Contributions(
            self.names[slug],
            tuple(
                ContributionRow(
                    axis["name"],
                    axis["gist"],
                    one_decimal(self.values[axis["key"]]),
                    one_decimal(self.levels[slug][axis["key"]]),
                    thousandths(row["ledger"][axis["key"]]),
                    pictures.diverging_bar(row["ledger"][axis["key"]]),
                )
                for axis in self.axes
            ),
            thousandths(row["thousandths"]),
            WORDS[Word(row["word"])][0].lower(),
        )

    @property
    def values_head(self) -> str:
        return ", ".join(("You", *self.beside))

    @cached_property
    def leans(self) -> tuple[LeanRow, ...]:
        return tuple(map(self._lean_row, self.axes))

    def _lean_row(self, axis: Mapping[str, str]) -> LeanRow:
        value = self.values[axis["key"]]
        low, high = sorted((value, Fraction(MIDPOINT)))
        others = (
            _mark(self.levels[slug][axis["key"]], *sign)
            for slug, sign in zip(self.nearest, BESIDE_SIGNS, strict=False)
        )
        return LeanRow(
            name=axis["gist"],
            detail=axis["name"],
            low_end=axis["low_end"],
            high_end=axis["high_end"],
            you=_mark(value),
            others=tuple(others),
            start=percent(low, 1, 5),
            end=percent(high, 1, 5),
        )

    @cached_property
    def swings(self) -> tuple[SwingRow, ...]:
        """Moves of one point that put another specialty first."""
        return tuple(row for points, row in self._swings if points == 1)

    @cached_property
    def wider_swings(self) -> tuple[SwingRow, ...]:
        return tuple(row for points, row in self._swings if points > 1)

    @cached_property
    def _swings(self) -> list[tuple[int, SwingRow]]:
        """The nearest of the moves that come to the same, each with how far it is."""
        found: dict[tuple[str, tuple[str, ...]], tuple[int, SwingRow]] = {}
        for swing in self.receipt["swings"]:
            row = SwingRow(
                self.texts[swing["criterion"]],
                swing["from"],
                swing["to"],
                self._named(swing["leaders"]),
            )
            points = abs(swing["to"] - swing["from"])
            key = swing["criterion"], tuple(swing["leaders"])
            found.setdefault(key, (points, row))
        return list(found.values())

    @cached_property
    def fading(self) -> str:
        if not self.receipt["fading"]:
            return ""
        moves = counted(self.receipt["fading"], "one-point change", "one-point changes")
        return f"{moves.capitalize()} would leave no lean at all."

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


def _mark(value: Fraction, sign: str = "", y: int = 0) -> Mark:
    return Mark(percent(value, 1, 5), one_decimal(value), sign, y)
