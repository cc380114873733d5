"""The page of a match (engine axes-2): specialties that lean the same way. Pure.

Its state comes before any name: without a leading group no specialty stands in the heading.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from rubric import receipts
from rubric.content import Content
from rubric.definition import Definition
from rubric.leans import Flag
from rubric.matching import FEWEST_AXES, State
from rubric.odds import PARTS, RETAKES, phrase, tenths
from rubric.receipts.matches import library_rows
from rubric.results.paths import Caution, Retest
from rubric.results.standings import BESIDE_SIGNS, Leader, LeanRow, Mark, Match, Named
from rubric.standings import Word
from specialties import pictures
from specialties.library import AxisLevel, Library
from specialties.pictures import percent
from specialties.words import listed, number_word, signed, thousandths

WORDS: Mapping[str, tuple[str, str]] = {
    Word.VERY_CLOSE: ("Very close", "0.866 or more"),
    Word.CLOSE: ("Close", "0.707 to 0.866"),
    Word.PARTLY: ("Partly", "0.500 to 0.707"),
    Word.NEITHER_WAY: ("Neither way", "−0.500 to 0.500"),
    Word.AWAY: ("Away", "−0.707 to −0.500"),
    Word.OPPOSITE: ("Opposite", "−0.707 or less"),
}
HEADLINES = {
    State.NO_FIT: "No specialty here leans the way you do",
    State.UNSETTLED: "Your answers do not settle on a first",
    State.TOO_FEW: "There is not enough to rank yet",
    State.NO_DIRECTION: "Your answers lean no way",
}
EQUAL_ANSWERS = "Every answer was the same"
# What stands below a heading without a name.
LEDES = {
    State.NO_FIT: "Each one agrees with you in part at most. The list still shows where they lie.",
    State.UNSETTLED: "Answer again, and another specialty may well come first.",
    State.NO_DIRECTION: "What you said for each thing, you said against it as well.",
}
NO_FIT = Caution(
    "Nobody is named first",
    "You may like things that few specialties join. That is worth knowing. Read the profiles of "
    "two that pull you in different ways, and ask people there what a day holds.",
)
UNSETTLED = Caution(
    "Nobody is named first",
    "No specialty that fits you in part comes first in 2 of 10 retakes. Your answers lie near the "
    "middle, so small changes move the order. Use 1 and 5 where you feel strongly, and answer "
    "again.",
)
NO_DIRECTION = Caution(
    "There is nothing to rank",
    "On each axis two statements speak for it and two against it. Yours cancel out. Answer again "
    "after your next rotation, and use 2 and 4 for small differences. Or read the profiles and "
    "see which one you would miss.",
)
ALL_ALIKE = Caution(
    "Equal answers cancel out",
    "Half of the statements say the opposite of the other half. One answer for all says yes and "
    "no to the same things. Go through them once more and let the differences show.",
)
SAYING = {
    Flag.YES_SAYING: Caution(
        "You said yes to most statements",
        "Half of them say the opposite of the other half. A yes to both sides cancels out, so "
        "less is left to go on.",
    ),
    Flag.NO_SAYING: Caution(
        "You said no to most statements",
        "Half of them say the opposite of the other half. A no to both sides cancels out, so "
        "less is left to go on.",
    ),
}
LAST_PARTS = (
    ("next", "On your next rotation"),
    ("limits", "What this is not"),
    ("sources", "Sources"),
    ("keep", "Keep or delete"),
)
LEADING_PARTS = (("sure", "How sure is this?"),)
RANKED_PARTS = (("all", "All of them"), ("levels", "Levels and days"))
# Beyond this many names a heading is no answer any more, so it counts them instead.
NAMES_IN_HEADING = 3
# Columns of points that a phone has room for.
COLUMNS_BESIDE = 3
REACH, HIGHEST_LEAN = 8, 3
OF_TEN = " of 10 retakes"


class OddsRow(NamedTuple):
    specialty: Named
    word: str
    first: str
    first_three: str


class PointRow(NamedTuple):
    """One statement: its rating, and what it gives to each specialty of the table."""

    name: str
    text: str
    rating: str
    note: str
    points: tuple[str, ...]


class AxisCell(NamedTuple):
    """What one axis gives to one specialty: whole points, and its part of the agreement."""

    points: str
    share: str
    level: str


class PointGroup(NamedTuple):
    name: str
    lean: str
    cells: tuple[AxisCell, ...]
    rows: tuple[PointRow, ...]


class PointTable(NamedTuple):
    names: tuple[str, ...]
    groups: tuple[PointGroup, ...]
    totals: tuple[tuple[str, str, str], ...]


class DifferenceRow(NamedTuple):
    name: str
    first: str
    second: str
    difference: str


class Page(Match):
    """What a receipt says about its reader: what was shown stays shown."""

    # What differs from reader to reader, in the order of the page; the rest is kept.
    fragments = {
        "lead": "rubric/_match_lead.html",
        "navigation": "rubric/_match_navigation.html",
        "sums": "rubric/_match_sums.html",
        "foot": "rubric/_match_foot.html",
        "keep": "rubric/_keep.html",
    }
    middle = percent(0, -REACH, REACH)
    words = WORDS

    def __init__(self, receipt: Mapping[str, Any], library: Library) -> None:
        super().__init__(receipt, library)
        self.state = State(receipt["state"])
        self.leans_by_axis: dict[str, int] = receipt["leans"]
        self.axes = [axis for axis in receipt["axes"] if axis["key"] in self.leans_by_axis]
        self.axis_names = {axis["key"]: axis["name"] for axis in receipt["axes"]}
        self.items = {row["criterion"]: row for row in receipt["items"]}
        self.target_leans = {row["slug"]: row["leans"] for row in receipt["targets"]}

    @cached_property
    def parts(self) -> tuple[tuple[str, str], ...]:
        return (
            *(LEADING_PARTS if self.leading else ()),
            *((("leans", "Your leans"),) if self.axes else ()),
            ("points", "Every point"),
            *(RANKED_PARTS if self.is_ranked else ()),
            *LAST_PARTS,
        )

    @cached_property
    def headline(self) -> str:
        if self.state is State.CLEAR:
            return f"A clear first: {self.names[self.leading[0]]}"
        if self.state is State.NO_CLEAR_FIRST:
            count = len(self.leading)
            if count > NAMES_IN_HEADING:
                return f"No clear first among {number_word(count)} specialties"
            end = " leads by a little" if count == 1 else ""
            return f"No clear first: {self._named(self.leading)}{end}"
        if self.state is State.NO_DIRECTION and Flag.ALL_ALIKE in self.receipt["flags"]:
            return EQUAL_ANSWERS
        return HEADLINES[self.state]

    @cached_property
    def lede(self) -> str:
        """How often the leading group would come first again, or what there is in its place."""
        if self.state is State.TOO_FEW:
            count = number_word(len(self.axes)) if self.axes else "none"
            return (
                f"A ranking needs {number_word(FEWEST_AXES)} of the "
                f"{number_word(len(self.axis_names))} axes to count. So far it has {count}."
            )
        if not self.leading:
            return LEDES[self.state]
        names = [self.names[slug] for slug in self.leading]
        phrases = [phrase(self.first_odds(slug)) for slug in self.leading]
        if len(names) > 1 and len(set(phrases)) == 1:
            each = "Both" if len(names) == 2 else f"Each of these {number_word(len(names))}"
            return f"{each} would come first again {phrases[0]}."
        # Said once, “of 10 retakes” goes without saying in the rest of the list.
        others = [
            f"{name} {words.removesuffix(OF_TEN)}"
            for name, words in zip(names[1:], phrases[1:], strict=True)
        ]
        return f"{listed([f'{names[0]} would come first again {phrases[0]}', *others])}."

    @cached_property
    def strongest(self) -> str:
        """The one or two axes that count most in the answers."""
        pulling = sorted(
            (axis for axis in self.axes if self.leans_by_axis[axis["key"]]),
            key=lambda axis: -abs(self.leans_by_axis[axis["key"]]),
        )[:2]
        if not pulling:
            return ""
        said = [f"{axis['name']} ({self._end(axis)})" for axis in pulling]
        return f"Strongest in your answers: {listed(said)}."

    def _end(self, axis: Mapping[str, str]) -> str:
        return axis["high_end" if self.leans_by_axis[axis["key"]] > 0 else "low_end"]

    @cached_property
    def cautions(self) -> tuple[Caution, ...]:
        return tuple(self._cautions())

    def _cautions(self) -> Iterator[Caution]:
        flags = self.receipt["flags"]
        if self.state is State.TOO_FEW:
            yield self._too_few()
        elif self.state is State.NO_DIRECTION:
            yield ALL_ALIKE if Flag.ALL_ALIKE in flags else NO_DIRECTION
        elif self.state is State.NO_FIT:
            yield NO_FIT
        elif self.state is State.UNSETTLED:
            yield UNSETTLED
        if self.receipt["one_axis"] and self.is_ranked:
            yield self._one_axis(self.receipt["one_axis"])
        if self.receipt["missing"] and self.state is not State.TOO_FEW:
            yield self._left_out()
        if self.state is not State.NO_DIRECTION:
            yield from (caution for flag, caution in SAYING.items() if flag in flags)

    def _too_few(self) -> Caution:
        return Caution(
            "Too many answers left out",
            "An axis counts once a statement for it and one against it are answered. "
            "This is what is open:",
            tuple(map(self._wanted, self.receipt["missing"])),
        )

    def _wanted(self, missing: Mapping[str, Any]) -> str:
        """What one axis still needs: a statement of each side that has no answer."""
        sides = [
            " or ".join(self.items[key]["name"] for key in missing[side])
            for side in ("towards", "away")
            if missing[side]
        ]
        return f"{self.axis_names[missing['axis']]}: {'; and '.join(sides)}"

    def _one_axis(self, axis: str) -> Caution:
        lean = self.leans_by_axis[axis]
        end = "most" if lean > 0 else "least"
        return Caution(
            "The order rests on one axis",
            f"Nearly all that you said is about one thing: {self.axis_names[axis]}. "
            f"These have the {end} of it: {self._named(self.receipt['named'])}.",
        )

    def _left_out(self) -> Caution:
        left = [self.axis_names[row["axis"]] for row in self.receipt["missing"]]
        return Caution(
            "Part of the picture is left out",
            f"{listed(left)}: too little is answered there, so it counts neither for nor against "
            "any specialty. To count it, answer:",
            tuple(map(self._wanted, self.receipt["missing"])),
        )

    @cached_property
    def unranked(self) -> tuple[Named, ...]:
        """With too few axes: who is high wherever the reader leans strongly, in no order."""
        if self.state is not State.TOO_FEW:
            return ()
        return tuple(map(self.link, self.receipt["named"]))

    @cached_property
    def fan(self) -> pictures.Fan | None:
        if not self.axes:
            return None
        theirs = self.target_leans[self.leading[0]] if self.leading else {}
        return pictures.fan([self._beam(axis, theirs) for axis in self.axes])

    def _beam(self, axis: Mapping[str, str], theirs: Mapping[str, int]) -> pictures.Beam:
        lean, key = self.leans_by_axis[axis["key"]], axis["key"]
        return pictures.Beam(
            axis["gist"],
            _on_five(Fraction(lean, REACH)),
            _on_five(Fraction(theirs[key], HIGHEST_LEAN)) if key in theirs else None,
            signed(lean),
        )

    @cached_property
    def fan_caption(self) -> str:
        yours = f"Filled: you, from −{REACH} to +{REACH}."
        if not self.leading:
            return f"{yours} Dashed: the middle."
        return f"{yours} White arcs: {self.names[self.leading[0]]}. Dashed: the middle."

    @staticmethod
    def shared(content: Content, slug: str) -> dict[str, Any]:
        """What the pages of all results of an edition say alike."""
        shown = Match.shared(content, slug)
        return {**shown, "retest": Retest(shown["reading"].retest)}

    @cached_property
    def leaders(self) -> tuple[Leader, ...]:
        return tuple(
            Leader(
                card,
                WORDS[Word(self.rows[card.specialty.slug]["word"])][0],
                phrase(self.first_odds(card.specialty.slug)),
            )
            for card in self.reading.leaders
        )

    @cached_property
    def twins(self) -> str:
        """Those of the leading group that no answer could tell apart from another."""
        pairs = [listed([self.names[slug] for slug in pair]) for pair in self.receipt["twins"]]
        if not pairs:
            return ""
        return f"These questions cannot tell apart {'; nor '.join(pairs)}."

    def first_odds(self, slug: str) -> Fraction:
        """The share of retakes in which a specialty comes first, 0 to 1."""
        return Fraction(self.rows[slug]["first"], PARTS * RETAKES)

    def three_odds(self, slug: str) -> Fraction:
        return Fraction(self.rows[slug]["first_three"], RETAKES)

    @cached_property
    def odds(self) -> tuple[OddsRow, ...]:
        return tuple(
            OddsRow(
                self.link(slug),
                WORDS[Word(self.rows[slug]["word"])][0],
                _of_ten(self.first_odds(slug)),
                _of_ten(self.three_odds(slug)),
            )
            for slug in self.leading
        )

    @cached_property
    def decides(self) -> str:
        """Which answer decides, in one sentence."""
        if self.state is State.CLEAR:
            if not self.receipt["swings"]:
                return "No single answer, whatever its new rating, would put another one first."
            least = min(abs(swing["to"] - swing["from"]) for swing in self.receipt["swings"])
            if least == 1:
                return "One point on a single answer can put another one first."
            return (
                f"No single answer puts another one first by less than {number_word(least)} points."
            )
        answered = sum(1 for row in self.items.values() if row["m"])
        tipping = self.receipt["tipping"]
        if not tipping:
            return "No single answer, moved by one point, would put another one first."
        return (
            f"{tipping} of your {answered} answers, moved by one point, would put another one "
            "first."
        )

    @cached_property
    def swings(self) -> tuple[tuple[str, str], ...]:
        """The nearest single answers that put others first: the statement, and what would be."""
        return tuple(
            (
                self.items[swing["criterion"]]["name"],
                f"{swing['to']} instead of {swing['from']} puts {self._named(swing['leaders'])} "
                "first.",
            )
            for swing in self.receipt["swings"]
        )

    @cached_property
    def pair(self) -> tuple[str, str] | None:
        """With no clear first: the first two, whose ledgers stand beside each other."""
        if self.state is not State.NO_CLEAR_FIRST:
            return None
        first, second = list(self.rows)[:2]
        return self.names[first], self.names[second]

    @cached_property
    def differences(self) -> tuple[DifferenceRow, ...]:
        first, second = list(self.rows.values())[:2]
        parts = [
            (
                axis["name"],
                first["contributions"][axis["key"]],
                second["contributions"][axis["key"]],
            )
            for axis in self.axes
        ]
        total = "Agreement", first["thousandths"], second["thousandths"]
        return tuple(
            DifferenceRow(name, thousandths(one), thousandths(two), thousandths(one - two))
            for name, one, two in (*parts, total)
        )

    @property
    def scale(self) -> str:
        yours = f"You: from −{REACH} to +{REACH}, the tall mark is the middle."
        if not self.is_ranked:
            return yours
        return f"{yours} They: from Low to Very High, Moderate under the tall mark."

    @property
    def ends(self) -> str:
        return f"−{REACH} to +{REACH}"

    @cached_property
    def leans(self) -> tuple[LeanRow, ...]:
        return tuple(map(self._lean_row, self.axes))

    def _lean_row(self, axis: Mapping[str, str]) -> LeanRow:
        lean = self.leans_by_axis[axis["key"]]
        low, high = sorted((lean, 0))
        others = tuple(
            self._mark(slug, axis["key"], *sign)
            for slug, sign in zip(self.nearest, BESIDE_SIGNS, strict=False)
        )
        return LeanRow(
            name=axis["name"],
            detail="",
            low_end=axis["low_end"],
            high_end=axis["high_end"],
            you=Mark(percent(lean, -REACH, REACH), signed(lean)),
            others=others,
            start=percent(low, -REACH, REACH),
            end=percent(high, -REACH, REACH),
        )

    def _mark(self, slug: str, axis: str, sign: str, y: int) -> Mark:
        at = percent(self.target_leans[slug][axis], -HIGHEST_LEAN, HIGHEST_LEAN)
        return Mark(at, "", sign, y)

    def _level(self, slug: str, axis: str) -> str:
        """A level in words, with a star where it is our estimate."""
        row = self._axis_levels[slug][axis]
        return f"{row.level.label}{'*' if row.is_estimate else ''}"

    @cached_property
    def _axis_levels(self) -> dict[str, dict[str, AxisLevel]]:
        return {
            row.slug: {level.axis: level for level in row.axis_levels}
            for row in self.library.specialties
        }

    @cached_property
    def grounded(self) -> tuple[int, int]:
        """How many of all levels the guide states, and how many there are."""
        rows = [level for row in self.library.specialties for level in row.axis_levels]
        return sum(not level.is_estimate for level in rows), len(rows)

    @cached_property
    def tables(self) -> tuple[PointTable, ...]:
        """Every rating with its points for the leading group, or else for the top of the list."""
        slugs = self.leading or self.nearest[:COLUMNS_BESIDE]
        starts = range(0, max(len(slugs), 1), COLUMNS_BESIDE)
        return tuple(self._table(slugs[start : start + COLUMNS_BESIDE]) for start in starts)

    def _table(self, slugs: Sequence[str]) -> PointTable:
        rows = [self.rows[slug] for slug in slugs]
        return PointTable(
            tuple(self.names[slug] for slug in slugs),
            tuple(self._point_group(axis, rows) for axis in self.receipt["axes"]),
            tuple(
                (
                    signed(row["P"]),
                    thousandths(row["thousandths"]),
                    WORDS[Word(row["word"])][0].lower(),
                )
                for row in rows
            ),
        )

    def _point_group(
        self, axis: Mapping[str, str], rows: Sequence[Mapping[str, Any]]
    ) -> PointGroup:
        key = axis["key"]
        lean = self.leans_by_axis.get(key)
        return PointGroup(
            axis["name"],
            "does not count" if lean is None else f"you {signed(lean)}",
            tuple(self._axis_cell(row, key) for row in rows),
            tuple(
                _point_row(item, [row["points"][place] for row in rows])
                for place, item in enumerate(self.items.values())
                if item["axis"] == key
            ),
        )

    def _axis_cell(self, row: Mapping[str, Any], axis: str) -> AxisCell:
        level = self._level(row["slug"], axis)
        lean = self.leans_by_axis.get(axis)
        if lean is None:
            return AxisCell("–", "", level)
        points = lean * self.target_leans[row["slug"]][axis]
        return AxisCell(signed(points), thousandths(row["contributions"][axis]), level)

    def data(self) -> dict[str, Any]:
        """The same as data; agreement and contributions have three decimals and add up."""
        receipt = self.receipt
        keys = [axis["key"] for axis in self.axes]
        return {
            "engine": receipt["engine"],
            "ratings": {key: row["rating"] for key, row in self.items.items()},
            "leans": {key: self.leans_by_axis[key] for key in keys},
            "state": receipt["state"],
            "leading_group": receipt["leading"],
            "agreement": [
                {
                    "specialty": slug,
                    "agreement": row["thousandths"] / 1000,
                    "word": row["word"],
                    "points": dict(zip(self.items, row["points"], strict=True)),
                    "contributions": {key: row["contributions"][key] / 1000 for key in keys},
                    "odds": {
                        "first": round(float(self.first_odds(slug)), 4),
                        "first_three": round(float(self.three_odds(slug)), 4),
                    },
                }
                for slug, row in self.rows.items()
            ],
            "swings": self.swings_data(),
        }

    def otherwise(self, content: Content, definition: Definition) -> Caution | None:
        """Say so when the same answers put others first under an edition.

        Raises ValueError when its statements or its axes are others.
        """
        asked = [(row["criterion"], row["axis"], row["direction"]) for row in self.items.values()]
        is_same = asked == [(item.key, item.axis, item.direction) for item in definition.items]
        if is_same and self.receipt["targets"] == library_rows(content)["targets"]:
            return None
        ratings = {key: row["rating"] for key, row in self.items.items()}
        if ratings.keys() != definition.criterion_by_key.keys():
            raise ValueError("other statements")
        now = receipts.compose(content, definition, ratings)
        names = {row["slug"]: row["name"] for row in now["targets"]}
        first = [names[slug] for slug in now["leading"]]
        # A specialty that is only called otherwise is still the same, by slug or by name.
        is_same_group = set(now["leading"]) == set(self.leading) or set(first) == {
            self.names[slug] for slug in self.leading
        }
        if is_same_group:
            return None
        said = f"lead to {listed(first)}" if first else "lead to no specialty"
        return Caution(
            "Levels have been edited since",
            "This page shows what was true on the day you answered. With the levels of today the "
            f"same answers {said}.",
        )


def _point_row(item: Mapping[str, Any], points: Sequence[int]) -> PointRow:
    counts = bool(item["m"])
    return PointRow(
        item["name"],
        item["text"],
        "–" if item["rating"] is None else str(item["rating"]),
        "counts twice, its twin is left out" if item["m"] > 1 else "",
        tuple(signed(number) if counts else "–" for number in points),
    )


def _on_five(share: Fraction) -> Fraction:
    """A share of the way from the middle to an end, −1 to 1, on the scale from 1 to 5."""
    return pictures.MIDPOINT + 2 * share


def _of_ten(share: Fraction) -> str:
    return f"{tenths(share)} of 10"
