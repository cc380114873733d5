"""The page of a sheet whose statements speak to axes: specialties that lean the same way."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from rubric import match_receipts, queries
from rubric.match_receipts import MatchNote
from rubric.matching import MIDPOINT, Unranked, Word
from rubric.models import Assessment
from rubric.receipts import Receipt
from specialties import pictures
from specialties import specialty_leaders as library
from specialties.charts import percent
from specialties.words import counted, listed, number_word

WORDS = {
    Word.VERY_CLOSE: ("Very close", "0.85 or more"),
    Word.CLOSE: ("Close", "0.60 to 0.85"),
    Word.PARTLY: ("Partly", "0.20 to 0.60"),
    Word.NOT_CLOSE: ("Not close", "−0.20 to 0.20"),
    Word.OPPOSITE: ("Opposite", "−0.20 or less"),
}
LAST_PARTS = (
    ("next", "On your next rotation"),
    ("limits", "What this is not"),
    ("sources", "Sources"),
    ("keep", "Keep or delete"),
)
RANKED_PARTS = (
    ("leans", "You and the first"),
    ("why", "Every point"),
    ("firm", "How firm is this?"),
    ("all", "All of them"),
    ("levels", "Levels and days"),
    *LAST_PARTS,
)
# Beyond this many names a heading is no answer any more, so it counts them instead.
NAMES_IN_HEADING = 3
COMPARED = 5


@dataclass(frozen=True, slots=True)
class Caution:
    heading: str
    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """What one axis adds to an agreement, drawn from the middle of its line."""

    name: str
    gist: str
    yours: str
    theirs: str
    text: str
    start: str
    width: str
    is_towards: bool


@dataclass(frozen=True, slots=True)
class Contributions:
    slug: str
    name: str
    rows: tuple[ContributionRow, ...]
    agreement: str
    word: str


@dataclass(frozen=True, slots=True)
class Mark:
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class LeanRow:
    """Your value on one axis beside those of the first two specialties."""

    name: str
    gist: str
    low_end: str
    high_end: str
    you: Mark
    others: tuple[Mark, ...]
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class StandingRow:
    slug: str
    name: str
    agreement: str
    start: str
    width: str
    at: str
    is_towards: bool
    has_page: bool = True


@dataclass(frozen=True, slots=True)
class WordGroup:
    word: str
    bounds: str
    rows: tuple[StandingRow, ...]


@dataclass(frozen=True, slots=True)
class SwingRow:
    statement: str
    rating: int
    to: int
    leaders: str


@dataclass(frozen=True, slots=True)
class MatchPage:
    rubric: str
    version: int
    created_on: date
    expires_on: date | None
    headline: str
    lede: str
    firmness: str
    firm_word: str
    is_ranked: bool
    cautions: tuple[Caution, ...]
    fan: pictures.Fan | None
    fan_caption: str
    leaders: tuple[library.LeaderCard, ...]
    contributions: tuple[Contributions, ...]
    next_best: Contributions | None
    compared: tuple[str, ...]
    leans: tuple[LeanRow, ...]
    middle: str
    swings: tuple[SwingRow, ...]
    wider_swings: tuple[SwingRow, ...]
    fading: str
    standings: tuple[WordGroup, ...]
    total: str
    opposite: str
    today: str
    reading: library.Reading
    compare_url: str
    data_url: str
    parts: tuple[tuple[str, str], ...]


def build(assessment: Assessment, *, data_url: str) -> MatchPage:
    """Build the page of a stored match from its receipt: what was shown stays shown."""
    receipt: Receipt = assessment.receipt
    sheet = _Sheet(receipt)
    ranked = [row["slug"] for group in receipt["standings"] for row in group]
    # The leading group first, which need not be the top of the ranking.
    nearest = list(dict.fromkeys([*receipt["leading"], *ranked]))
    reading = library.read(leaders=receipt["leading"], compared=nearest[:COMPARED])
    return MatchPage(
        rubric=assessment.rubric.slug,
        version=assessment.rubric.version,
        created_on=assessment.created_on,
        expires_on=assessment.expires_on,
        headline=sheet.headline(),
        lede=sheet.lede(),
        firm_word=sheet.firm_word(),
        firmness=sheet.firmness(),
        is_ranked=bool(ranked),
        cautions=sheet.cautions(),
        fan=sheet.fan(),
        fan_caption=sheet.fan_caption(),
        leaders=reading.leaders,
        contributions=tuple(sheet.contributions(slug) for slug in receipt["leading"]),
        next_best=sheet.next_best(),
        compared=tuple(sheet.names[slug] for slug in nearest[:2]),
        leans=sheet.lean_rows(nearest[:2]),
        middle=percent(MIDPOINT, 1, 5),
        swings=sheet.swings(reach=1),
        wider_swings=sheet.swings(reach=4),
        fading=sheet.fading(),
        standings=sheet.standings(with_page=reading.slugs),
        total=number_word(len(receipt["targets"])),
        opposite=sheet.opposite(),
        today=_today(receipt, sheet),
        reading=reading,
        compare_url=_compare_url(
            [slug for slug in nearest if slug in reading.slugs], len(receipt["leading"])
        ),
        data_url=data_url,
        parts=RANKED_PARTS if ranked else tuple(sheet.parts_without_ranking()),
    )


def data(assessment: Assessment) -> dict[str, Any]:
    """The same match as data; agreement and contributions have three decimals and add up."""
    receipt: Receipt = assessment.receipt
    return {
        "rubric": assessment.rubric.slug,
        "version": assessment.rubric.version,
        "ratings": {row["criterion"]: row["rating"] for row in receipt["items"]},
        "axes": {
            axis["key"]: round(float(Fraction(receipt["values"][axis["key"]])), 4)
            for axis in receipt["axes"]
            if axis["key"] in receipt["values"]
        },
        "reason": receipt["reason"],
        "notes": receipt["notes"],
        "leading_group": receipt["leading"],
        "agreement": [
            {
                "specialty": row["slug"],
                "agreement": row["thousandths"] / 1000,
                "word": row["word"],
                "contributions": {
                    axis["key"]: row["ledger"][axis["key"]] / 1000
                    for axis in receipt["axes"]
                    if axis["key"] in row["ledger"]
                },
            }
            for group in receipt["standings"]
            for row in group
        ],
        "swings": [
            {
                "criterion": swing["criterion"],
                "from": swing["from"],
                "to": swing["to"],
                "leading": swing["leaders"],
            }
            for swing in receipt["swings"]
        ],
    }


def _compare_url(nearest: Sequence[str], leading: int) -> str:
    """The comparison of the leading group, with at least two and at most four."""
    slugs = nearest[: min(max(leading, 2), 4)]
    return f"{reverse('specialties:compare')}?{urlencode([('with', slug) for slug in slugs])}"


def _today(receipt: Receipt, sheet: "_Sheet") -> str:
    """Say who would lead with the levels of today, when they have been edited since."""
    targets = queries.named_targets()
    if _levels(targets) == _levels(match_receipts.stored_targets(receipt)):
        return ""
    try:
        now = match_receipts.again(receipt, targets)
    except ValueError:
        # The axes are others now: the old answers say nothing about the new levels.
        return ""
    names = {row["slug"]: row["name"] for row in now["targets"]}
    leading = [names[slug] for slug in now["leading"]]
    if not leading or set(leading) == {sheet.names[slug] for slug in sheet.leading}:
        return ""
    leaders = listed(leading)
    return (
        "This page shows what was true on the day you answered. With the levels of today the "
        f"same answers would put first: {leaders}."
    )


def _levels(targets: Iterable[match_receipts.NamedTarget]) -> dict[str, dict[str, Fraction]]:
    return {named.name: dict(named.target.levels) for named in targets}


class _Sheet:
    """One receipt, asked for the parts of its page."""

    def __init__(self, receipt: Receipt) -> None:
        self.receipt = receipt
        self.axes = [axis for axis in receipt["axes"] if axis["key"] in receipt["values"]]
        self.values = {key: Fraction(text) for key, text in receipt["values"].items()}
        self.names = {row["slug"]: row["name"] for row in receipt["targets"]}
        self.levels = {
            row["slug"]: {axis: Fraction(text) for axis, text in row["levels"].items()}
            for row in receipt["targets"]
        }
        self.rows = {row["slug"]: row for group in receipt["standings"] for row in group}
        self.leading: list[str] = receipt["leading"]

    def parts_without_ranking(self) -> Iterator[tuple[str, str]]:
        if self.axes:
            yield ("leans", "Your leans")
        yield from LAST_PARTS

    def headline(self) -> str:
        if self.receipt["reason"] == Unranked.TOO_FEW_AXES:
            return "There is not enough to rank yet"
        if self.receipt["reason"] == Unranked.NO_DIRECTION:
            return "You have no clear lean"
        if len(self.leading) > NAMES_IN_HEADING:
            return f"You lean towards a group of {number_word(len(self.leading))} specialties"
        return f"You lean towards {listed([self.names[slug] for slug in self.leading])}"

    def lede(self) -> str:
        strongest = sorted(self.axes, key=lambda axis: -abs(self._lean(axis)))
        pulling = [axis for axis in strongest if self._lean(axis)][:2]
        if not pulling or not self.leading:
            return "Your answers do not point anywhere in particular. That is an answer too."
        ends = [axis["high_end" if self._lean(axis) > 0 else "low_end"] for axis in pulling]
        return f"What pulls hardest in your answers: {' and '.join(f'“{end}”' for end in ends)}."

    def firm_word(self) -> str:
        if not self.leading:
            return ""
        if len(self.leading) > 1:
            return "One group, not a winner."
        return "Firm." if not self.swings(reach=4) else "Fairly firm."

    def firmness(self) -> str:
        if not self.leading:
            return ""
        first = self.receipt["first"]
        if len(self.leading) == 1:
            return (
                "No single answer, moved by one point, would put another specialty first."
                if self.swings(reach=4)
                else "No single answer, whatever its new rating, would put another first."
            )
        names = listed([self.names[slug] for slug in first])
        others = listed([self.names[slug] for slug in self.leading if slug not in first])
        if not others:
            return f"{names} agree with your answers exactly equally."
        start = f"{names} {'comes' if len(first) == 1 else 'come equally'} first. "
        return f"{start}A single answer moved by one point would put {others} first."

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
        texts = {row["criterion"]: row["text"] for row in self.receipt["items"]}
        return Caution(
            "Too many answers left out",
            "A ranking needs three axes, and an axis needs two of its three answers. Rate some "
            "of these, and there will be enough:",
            tuple(texts[key] for key in self.receipt["missing"]["wanted"]),
        )

    def _left_out(self) -> Caution:
        left = set(self.receipt["missing"]["axes"])
        names = [axis["gist"] for axis in self.receipt["axes"] if axis["key"] in left]
        return Caution(
            "Part of the picture is left out",
            f"You left out most of {listed(names)}, so it counts neither for nor against any "
            "specialty.",
        )

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

    def fan_caption(self) -> str:
        if not self.leading:
            return "Filled: you, from 1 to 5. Dashed: the midpoint."
        name = self.names[self.leading[0]]
        return f"Filled: you, from 1 to 5. White arcs: {name}. Dashed: the midpoint."

    def contributions(self, slug: str) -> Contributions:
        row = self.rows[slug]
        return Contributions(
            slug=slug,
            name=self.names[slug],
            rows=tuple(self._contribution(axis, slug) for axis in self.axes),
            agreement=thousandths(row["thousandths"]),
            word=WORDS[Word(row["word"])][0].lower(),
        )

    def _contribution(self, axis: dict[str, str], slug: str) -> ContributionRow:
        part = self.rows[slug]["ledger"][axis["key"]]
        start, width = diverging(part)
        return ContributionRow(
            name=axis["name"],
            gist=axis["gist"],
            yours=one_decimal(self.values[axis["key"]]),
            theirs=one_decimal(self.levels[slug][axis["key"]]),
            text=thousandths(part),
            start=start,
            width=width,
            is_towards=part >= 0,
        )

    def next_best(self) -> Contributions | None:
        """The first specialty outside the leading group, to say why it is not in it."""
        after = [slug for slug in self.rows if slug not in self.leading]
        return self.contributions(after[0]) if after and self.leading else None

    def lean_rows(self, others: Sequence[str]) -> tuple[LeanRow, ...]:
        return tuple(self._lean_row(axis, others) for axis in self.axes)

    def _lean_row(self, axis: dict[str, str], others: Sequence[str]) -> LeanRow:
        value = self.values[axis["key"]]
        low, high = sorted((value, Fraction(MIDPOINT)))
        return LeanRow(
            name=axis["name"],
            gist=axis["gist"],
            low_end=axis["low_end"],
            high_end=axis["high_end"],
            you=_mark(value),
            others=tuple(_mark(self.levels[slug][axis["key"]]) for slug in others),
            start=percent(low, 1, 5),
            end=percent(high, 1, 5),
        )

    def swings(self, *, reach: int) -> tuple[SwingRow, ...]:
        """Moves of exactly one point, or (reach 4) the nearest of the larger ones."""
        texts = {row["criterion"]: row["text"] for row in self.receipt["items"]}
        rows = []
        met = set()
        for swing in self.receipt["swings"]:
            points = abs(swing["to"] - swing["from"])
            key = (swing["criterion"], tuple(swing["leaders"]))
            if (points == 1) == (reach == 1) and key not in met:
                rows.append(
                    SwingRow(
                        texts[swing["criterion"]],
                        swing["from"],
                        swing["to"],
                        listed([self.names[slug] for slug in swing["leaders"]]),
                    )
                )
            met.add(key)
        return tuple(rows)

    def fading(self) -> str:
        if not self.receipt["fading"]:
            return ""
        moves = counted(self.receipt["fading"], "one-point change", "one-point changes")
        return f"{moves.capitalize()} would leave no lean at all."

    def standings(self, *, with_page: Collection[str]) -> tuple[WordGroup, ...]:
        rows: Iterable[dict[str, Any]] = self.rows.values()
        return tuple(
            WordGroup(
                *WORDS[Word(word)],
                tuple(self._standing(row, row["slug"] in with_page) for row in group),
            )
            for word, group in groupby(rows, key=lambda row: row["word"])
        )

    def _standing(self, row: dict[str, Any], has_page: bool) -> StandingRow:
        start, width = diverging(row["thousandths"])
        return StandingRow(
            slug=row["slug"],
            name=self.names[row["slug"]],
            agreement=thousandths(row["thousandths"]),
            start=start,
            width=width,
            at=percent(row["thousandths"], -1000, 1000),
            is_towards=row["thousandths"] >= 0,
            has_page=has_page,
        )

    def opposite(self) -> str:
        """The last group of the ranking, when there is more than one."""
        groups = self.receipt["standings"]
        if len(groups) < 2:
            return ""
        return listed([self.names[row["slug"]] for row in groups[-1]])

    def _lean(self, axis: dict[str, str]) -> Fraction:
        return self.values[axis["key"]] - MIDPOINT


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


def thousandths(number: int) -> str:
    """Write thousandths with their sign: +0.254, −0.081, 0.000."""
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return f"{sign}{abs(number) / 1000:.3f}"


def one_decimal(value: Fraction) -> str:
    return f"{round(float(value), 1):.1f}"


def diverging(number: int) -> tuple[str, str]:
    """Where a bar of thousandths starts, and how wide it is, on a line from −1 to +1."""
    return percent(min(number, 0), -1000, 1000), percent(abs(number), 0, 2000)


def _mark(value: Fraction) -> Mark:
    return Mark(percent(value, 1, 5), one_decimal(value))
