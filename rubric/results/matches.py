"""The page of a match (engine axes-2): specialties that lean the same way. Pure.

Its state comes before any name: without a leading group no specialty stands in the heading.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from rubric import receipts
from rubric.content import Content
from rubric.definition import Definition
from rubric.matching import State
from rubric.odds import PARTS, RETAKES, phrase
from rubric.receipts.matches import library_rows
from rubric.results import special, whole_points
from rubric.results.paths import Caution
from rubric.results.points import PointTable
from rubric.results.special import Special
from rubric.results.standings import NAMES_IN_HEADING, Leader, Match, Named, Row, Sure
from rubric.results.whole_points import REACH
from rubric.standings import HIGHEST_LEAN, Word
from specialties import pictures
from specialties.words import listed, number_word, sentence_case, signed, thousandths

WORDS: Mapping[str, tuple[str, str]] = {
    Word.VERY_CLOSE: ("Very close", "0.866 or more"),
    Word.CLOSE: ("Close", "0.707 to 0.866"),
    Word.PARTLY: ("Partly", "0.500 to 0.707"),
    Word.NEITHER_WAY: ("Neither way", "−0.500 to 0.500"),
    Word.AWAY: ("Away", "−0.707 to −0.500"),
    Word.OPPOSITE: ("Opposite", "−0.707 or less"),
}
OF_TEN = " of 10 retakes"


class Page(Match):
    """What a receipt says about its reader: what was shown stays shown."""

    words = WORDS
    fan_caption_start = f"from −{REACH} to +{REACH}"

    def __init__(self, receipt: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(receipt, *args, **kwargs)
        self.state = State(receipt["state"])
        self.flags = receipt["flags"]
        self.leans_by_axis: dict[str, int] = receipt["leans"]
        self.axes = [axis for axis in receipt["axes"] if axis["key"] in self.leans_by_axis]
        self.axis_names = {axis["key"]: axis["name"] for axis in receipt["axes"]}
        self.items = {row["criterion"]: row for row in receipt["items"]}
        self.target_leans = {row["slug"]: row["leans"] for row in receipt["targets"]}

    @cached_property
    def special(self) -> Special | None:
        found = special.of_match(self.receipt, shows_answers=self.audience.shows_answers)
        return found and found.said_of(self.voice)

    @property
    def _headline(self) -> str:
        if self.state is State.CLEAR:
            return f"A clear first: {self.names[self.leading[0]]}"
        count = len(self.leading)
        if count > NAMES_IN_HEADING:
            return f"No clear first among {number_word(count)} specialties"
        end = " leads by a little" if count == 1 else ""
        return f"No clear first: {self._named(self.leading)}{end}"

    @property
    def _lede(self) -> str:
        """The one or two axes that count most in the answers."""
        pulling = sorted(
            (axis for axis in self.axes if self.leans_by_axis[axis["key"]]),
            key=lambda axis: -abs(self.leans_by_axis[axis["key"]]),
        )[:2]
        said = [f"{axis['name']} ({self._end(axis)})" for axis in pulling]
        return f"Strongest in {self.voice.possessive} answers: {listed(said)}."

    @property
    def _outcome(self) -> str:
        if self.state is State.CLEAR:
            return "The answers lean the way that the work there does."
        return "The answers lean this way. None of these is clearly ahead of the others."

    def _end(self, axis: Mapping[str, str]) -> str:
        """Which end of an axis the answers lean to; the words for it speak to the reader."""
        end = "high" if self.leans_by_axis[axis["key"]] > 0 else "low"
        return axis[f"{end}_end"] if self.audience.is_owner else end

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """What each axis that does not count still needs: a statement of each side."""
        return tuple(map(self._wanted, self.receipt["missing"]))

    def _wanted(self, missing: Mapping[str, Any]) -> str:
        sides = [
            " or ".join(f"“{self.items[key]['name']}”" for key in missing[side])
            for side in ("towards", "away")
            if missing[side]
        ]
        return f"{self.axis_names[missing['axis']]}: {'; and '.join(sides)}"

    @cached_property
    def first_wanted(self) -> str:
        """The first statement, in the order of the form, of those that an axis waits for."""
        open_ones = {
            key
            for row in self.receipt["missing"]
            for side in ("towards", "away")
            for key in row[side]
        }
        return next((key for key in self.items if key in open_ones), "")

    @cached_property
    def left_out(self) -> str:
        """With a ranking: the axes that count for nobody."""
        if not self.receipt["missing"] or self.state is State.TOO_FEW:
            return ""
        left = listed([self.axis_names[row["axis"]] for row in self.receipt["missing"]])
        return f"{left}: too little is answered there, so it counts for nobody and against nobody."

    @cached_property
    def unranked(self) -> tuple[Named, ...]:
        """With too few axes: who is high wherever the lean is strong, in no order."""
        if self.state is not State.TOO_FEW:
            return ()
        return tuple(map(self.link, self.receipt["named"]))

    @cached_property
    def _beams(self) -> list[pictures.Beam]:
        theirs = self.target_leans[self.leading[0]] if self.leading else {}
        return [
            _beam(axis["gist"], self.leans_by_axis[axis["key"]], theirs.get(axis["key"]))
            for axis in self.axes
        ]

    @cached_property
    def leaders(self) -> tuple[Leader, ...]:
        return tuple(
            Leader(card, _sure("First again {}", self.first_odds(card.slug)))
            for card in self.reading.leaders
        )

    def first_odds(self, slug: str) -> Fraction:
        """The share of retakes in which a specialty comes first, 0 to 1."""
        return Fraction(self.rows[slug]["first"], PARTS * RETAKES)

    def three_odds(self, slug: str) -> Fraction:
        return Fraction(self.rows[slug]["first_three"], RETAKES)

    @cached_property
    def sure(self) -> Sure | None:
        """How often one of the leading group would come first again, and each of them."""
        if not self.leading:
            return None
        odds = [self.first_odds(slug) for slug in self.leading]
        if len(odds) == 1:
            name = self.names[self.leading[0]]
            return _sure(f"The same list again would put {name} first {{}}.", odds[0])
        group = f"one of these {number_word(len(odds))}"
        phrases = [phrase(share).removesuffix(OF_TEN) for share in odds]
        each = [
            f"{self.names[slug]} {words}" for slug, words in zip(self.leading, phrases, strict=True)
        ]
        if len(set(phrases)) == 1:
            each = [f"each of them {phrases[0]}"]
        text = f"The same list again would put {group} first {{}}: {listed(each)}."
        return _sure(text, sum(odds, Fraction()))

    @cached_property
    def twins(self) -> str:
        """Those of the leading group that no answer could tell apart from another."""
        pairs = [listed([self.names[slug] for slug in pair]) for pair in self.receipt["twins"]]
        return f"These statements hardly tell {' apart, nor '.join(pairs)} apart." if pairs else ""

    @cached_property
    def decides(self) -> str:
        """Which answer decides, in one sentence; how firm it is when nobody can be named."""
        if self.state is State.NO_DIRECTION:
            return (
                "Any answer that counts, moved by one point, would give the sheet a direction. So "
                "few retakes would end like this."
            )
        if self.state is State.NO_FIT:
            return self._nearest_miss
        if self.state is State.CLEAR:
            if not self.receipt["swings"]:
                return "No single answer, whatever its new rating, would put another one first."
            least = min(abs(swing["to"] - swing["from"]) for swing in self.receipt["swings"])
            if least == 1:
                return "One point on a single answer can put another one first."
            return (
                f"No single answer puts another one first by less than {number_word(least)} points."
            )
        if self.state is not State.NO_CLEAR_FIRST:
            return ""
        answered = sum(1 for row in self.items.values() if row["m"])
        tipping = self.receipt["tipping"]
        would = "change who stands first" if self._tied else "put another one first"
        if not tipping:
            return f"No single answer, moved by one point, would {would}."
        return (
            f"{sentence_case(number_word(tipping))} of {answered} answers, moved by one point, "
            f"would {would}."
        )

    @property
    def _nearest_miss(self) -> str:
        """Without a fit: who comes nearest, how often that would be so again, and what it lacks."""
        group = self.receipt["standings"][0]
        names = self._named(row["slug"] for row in group)
        verb = "comes" if len(group) == 1 else "come"
        again = phrase(sum((self.first_odds(row["slug"]) for row in group), Fraction()))
        has = thousandths(group[0]["thousandths"]).removeprefix("+")
        return (
            f"{names} {verb} nearest, and would again {again}. The agreement is {has}; a fit in "
            "part takes 0.500."
        )

    @cached_property
    def _tied(self) -> tuple[str, ...]:
        """Those that share the first place; nothing when one has it alone."""
        first = next(iter(self.receipt["standings"]), ())
        return tuple(row["slug"] for row in first) if len(first) > 1 else ()

    @cached_property
    def leaders_lead(self) -> str:
        """Why fewer lead than the headline names, when it names those of one axis."""
        extreme = self.receipt["named"]
        if not self.receipt["one_axis"] or len(self.leading) >= len(extreme):
            return ""
        return (
            f"Of those {number_word(len(extreme))}, each of these stands first, comes first in "
            "2 of 10 retakes or more, or agrees as much as one that does."
        )

    @cached_property
    def rows_of_change(self) -> tuple[Row, ...]:
        """For a clear first, the nearest single answers that put others first.

        For no clear first so many would that no list helps: then the axes that tell the first two
        apart, the one that does so most first.
        """
        if self.state is not State.NO_CLEAR_FIRST:
            return tuple(
                self._swing_row(self.items[swing["criterion"]]["name"], swing)
                for swing in self.receipt["swings"]
            )
        first, second = self._first_two
        told = [
            (self.names[row["slug"]], whole_points.shares_of(self.receipt, row)[1])
            for row in (first, second)
        ]
        gaps = {
            key: abs(first["contributions"][key] - second["contributions"][key])
            for key in self.leans_by_axis
        }
        first_shares, second_shares = (shares for _, shares in told)
        # A difference too small for two decimals is none to show.
        apart = [
            axis for axis in self.axes if first_shares[axis["key"]] != second_shares[axis["key"]]
        ]
        return tuple(
            Row(
                axis["name"],
                listed([f"{shares[axis['key']]} for {name}" for name, shares in told]) + ".",
            )
            for axis in sorted(apart, key=lambda axis: -gaps[axis["key"]])
        )

    @property
    def changes_lead(self) -> str:
        if self.state is not State.NO_CLEAR_FIRST:
            return ""
        names = listed([self.names[row["slug"]] for row in self._first_two])
        if not self.rows_of_change:
            if len(self._tied) > len(self._first_two):
                count = number_word(len(self._tied))
                return f"{sentence_case(count)} share the first place: {self._named(self._tied)}."
            if self._tied:
                return f"{names} share the first place and gain the same on every axis."
            return f"The first two, {names}, gain about the same on every axis."
        return f"What each axis adds for the first two, {names}, the largest difference first:"

    @property
    def _first_two(self) -> list[dict[str, Any]]:
        return list(self.rows.values())[:2]

    @cached_property
    def table(self) -> PointTable:
        whose, row = self.voice.nominative, self.rows.get(self.beside)
        if row is None:
            return whole_points.alone(self.receipt, whose)
        return whole_points.beside(
            self.receipt,
            row,
            whose=whose,
            levels=self._levels(self.beside),
            word=WORDS[Word(row["word"])][0].lower(),
        )

    def _levels(self, slug: str) -> dict[str, str]:
        """Its levels in words, with a star where one is our estimate."""
        specialty = self.library.specialty_by_slug[slug]
        return {
            row.axis: f"{row.level.label}{'*' if row.is_estimate else ''}"
            for row in specialty.axis_levels
        }

    @property
    def grounded(self) -> tuple[int, int]:
        """How many of all levels the guide states, and how many there are."""
        return self.library.grounded

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


def _sure(text: str, share: Fraction) -> Sure:
    return Sure(text.format(phrase(share)), f"{float(160 * share):.0f}")


# An axis has seventeen leans of a reader, and six of a specialty.
@lru_cache(maxsize=1000)
def _beam(name: str, lean: int, theirs: int | None) -> pictures.Beam:
    mark = None if theirs is None else _on_five(Fraction(theirs, HIGHEST_LEAN))
    return pictures.Beam(name, _on_five(Fraction(lean, REACH)), mark, signed(lean))


def _on_five(share: Fraction) -> Fraction:
    """A share of the way from the middle to an end, −1 to 1, on the scale from 1 to 5."""
    return pictures.MIDPOINT + 2 * share
