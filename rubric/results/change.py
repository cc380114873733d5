"""Two results of one questionnaire side by side: what moved, and whether a retake would. Pure.

Everything here is the same when the two change places, with left and right exchanged. The rule
stands in docs/scoring.md, under “Before and after”.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from rubric.definition import Criterion
from rubric.odds import PARTS, RETAKES, RETEST, moved_odds, phrase, tenths
from rubric.receipts import matches, matches_1, paths
from rubric.results.points import in_hundredths
from rubric.scoring import LevelNote
from specialties.words import counted, listed, number_word, sentence_case, signed

# From this many tenths of retakes on, what a retake brings is no news.
WOBBLE_TENTHS = 2
LEFT_OUT = "left out"
FURTHER = "further than a retake moves an answer"
NOT_COUNTED, NOT_STATED = "does not count", "not stated"


class Verdict(StrEnum):
    """What a change is, and what the page calls it."""

    SAME = "The result is the same"
    WITHIN = "This is within the wobble of a retake"
    REAL = "This is a real move"
    OTHER_SUMS = "The two results cannot be compared"


class Sheet(NamedTuple):
    """One of the two: its receipt, its answers, and the statements that they answered."""

    receipt: Mapping[str, Any]
    ratings: Mapping[str, int | None]
    criteria: Mapping[str, Criterion]


class Outcome(NamedTuple):
    """What a receipt comes to, whichever engine made it.

    `sums`: only results of the same ones compare. `phrase`: how to say who comes first. `leads`:
    who is named, the first one first; `odds`: the share of retakes in which each comes first;
    `shares`: what each is said to have, `note`: what that counts; `lines`: the sums behind it.
    """

    sums: str
    phrase: str
    leads: tuple[str, ...]
    names: Mapping[str, str]
    odds: Mapping[str, Fraction]
    shares: Mapping[str, str]
    note: str
    lines: Mapping[str, str]


class Line(NamedTuple):
    """One figure of both results; `note`: what it counts, where its name does not say so."""

    name: str
    old: str
    new: str
    note: str = ""


class Row(NamedTuple):
    """One statement that both asked; `move` has a sign, and is None where one was left out."""

    name: str
    text: str
    old: str
    new: str
    move: int | None
    said: str

    @property
    def is_changed(self) -> bool:
        return self.old != self.new

    @property
    def is_far(self) -> bool:
        return self.said == FURTHER


class Apart(NamedTuple):
    """A statement that only one of the two asked, or asked in other words."""

    name: str
    why: str


class Change:
    """The step from one result to another."""

    def __init__(self, old: Sheet, new: Sheet) -> None:
        self.old, self.new = old, new
        self.outcomes = outcome(old.receipt), outcome(new.receipt)

    @cached_property
    def alike(self) -> dict[str, Criterion]:
        """The statements that both asked in the same words."""
        old = self.old.criteria
        return {
            key: row
            for key, row in self.new.criteria.items()
            if key in old and old[key].statement == row.statement
        }

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(
            _row(row, self.old.ratings.get(key), self.new.ratings.get(key))
            for key, row in self.alike.items()
        )

    @cached_property
    def changed(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.is_changed)

    @cached_property
    def unchanged(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.is_changed)

    @cached_property
    def apart(self) -> tuple[Apart, ...]:
        """The statements that cannot be compared, those of the earlier one first."""
        old, new = self.old.criteria, self.new.criteria
        return tuple(
            Apart(row.name, _why_apart(key, old, new))
            for key, row in {**old, **new}.items()
            if key not in self.alike
        )

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The figures of both: of everyone whom either names first, then the sums behind."""
        if not self.is_comparable:
            return ()
        old, new = self.outcomes
        names = {**old.names, **new.names}
        shares = (
            Line(
                names[slug],
                old.shares.get(slug, NOT_STATED),
                new.shares.get(slug, NOT_STATED),
                new.note,
            )
            for slug in sorted({*old.leads, *new.leads}, key=names.__getitem__)
            if slug in old.shares or slug in new.shares
        )
        sums = (
            Line(name, old.lines.get(name, NOT_STATED), new.lines.get(name, NOT_STATED))
            for name in {**new.lines, **old.lines}
        )
        return (*shares, *sums)

    @cached_property
    def is_comparable(self) -> bool:
        old, new = self.outcomes
        return old.sums == new.sums

    @cached_property
    def gives(self) -> tuple[Fraction | None, Fraction | None]:
        """How often the first answers put first what the second ones do, and the other way round.

        None where no odds are stored, or nobody is named.
        """
        old, new = self.outcomes
        return _gives(old, new), _gives(new, old)

    @cached_property
    def points(self) -> int:
        """How far all answers that both have moved, together."""
        return sum(abs(row.move or 0) for row in self.rows)

    @cached_property
    def reach(self) -> Fraction:
        """How often a retake of either sheet moves its answers as far, or further; the larger."""
        pairs = [
            (before, after)
            for key in self.alike
            if (before := self.old.ratings.get(key)) is not None
            and (after := self.new.ratings.get(key)) is not None
        ]
        sides = list(zip(*pairs, strict=True)) or [(), ()]
        return max(moved_odds(side, self.points) for side in sides)

    @cached_property
    def verdict(self) -> Verdict:
        old, new = self.outcomes
        if old.sums != new.sums:
            return Verdict.OTHER_SUMS
        if set(old.leads) == set(new.leads):
            return Verdict.SAME
        known = [share for share in self.gives if share is not None]
        is_wobble = any(tenths(share) >= WOBBLE_TENTHS for share in known or [self.reach])
        return Verdict.WITHIN if is_wobble else Verdict.REAL

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Why the verdict is what it is."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        old, new = self.outcomes
        if self.verdict is Verdict.OTHER_SUMS:
            yield "They were worked out by different sums. The answers below still compare."
        elif self.verdict is Verdict.SAME:
            yield f"Both times: {_named(new)}."
        else:
            yield f"Then: {_named(old)}. Now: {_named(new)}."
            yield from self._gives_in_words()
        yield from self._moves_in_words()

    def _moves_in_words(self) -> Iterator[str]:
        if not self.changed:
            yield "No answer changed."
            return
        moved = sentence_case(counted(len(self.changed), "answer", "answers"))
        if not self.points:
            yield f"{moved} changed from or to “left out”."
            return
        yield f"{moved} changed, by {counted(self.points, 'point', 'points')} in all."
        far = sum(row.is_far for row in self.changed)
        if far:
            yield f"{sentence_case(number_word(far))} of them moved {FURTHER}."
        if self.verdict is not Verdict.SAME and self.gives == (None, None):
            yield (
                f"Answers move this far in all, or further, {_often(self.reach)}, with no change "
                "of mind behind it."
            )

    def _gives_in_words(self) -> Iterator[str]:
        old, new = self.outcomes
        for which, share, other in zip(("first", "second"), self.gives, (new, old), strict=True):
            if share is not None:
                named = other.phrase.format(other.names[other.leads[0]])
                yield f"The {which} answers {named} {_often(share)}."


def outcome(receipt: Mapping[str, Any]) -> Outcome:
    """What a receipt comes to. Raises KeyError for an engine that there is none of."""
    return OUTCOMES[receipt["engine"]](receipt)


def _of_paths(receipt: Mapping[str, Any]) -> Outcome:
    persona = receipt["persona"]
    # Every rating alike: the sums know nothing, so nobody is named.
    is_straight = LevelNote.ALL_ALIKE in receipt["notes"]
    odds = {slug: Fraction(share) for slug, share in receipt.get("odds", {}).items()}
    totals = {
        f"{side['name']} total": str(receipt["totals"][side["slug"]]) for side in receipt["sides"]
    }
    return Outcome(
        sums="weights",
        phrase="give the {}",
        leads=() if is_straight else (persona["slug"],),
        names={
            persona["slug"]: persona["name"],
            **{row["persona"]: row["name"] for row in receipt["distances"]},
        },
        odds=odds,
        shares={slug: _of_ten(share) for slug, share in odds.items()},
        note="retakes that give it",
        lines={**totals, "Margin": signed(receipt["margin"])},
    )


def _of_match(receipt: Mapping[str, Any]) -> Outcome:
    rows = {row["slug"]: row for group in receipt["standings"] for row in group}
    odds = {slug: Fraction(row["first"], PARTS * RETAKES) for slug, row in rows.items()}
    return Outcome(
        sums=receipt["engine"],
        phrase="put {} first",
        leads=tuple(receipt["leading"]),
        names=_target_names(receipt),
        odds=odds,
        shares={slug: f"{_agreement(row)} · {_of_ten(odds[slug])}" for slug, row in rows.items()},
        note="agreement · retakes that put it first",
        lines=_axis_lines(receipt, receipt["leans"], signed),
    )


def _of_first_match(receipt: Mapping[str, Any]) -> Outcome:
    rows = {row["slug"]: row for group in receipt["standings"] for row in group}
    return Outcome(
        sums=receipt["engine"],
        phrase="put {} first",
        leads=tuple(receipt["leading"]),
        names=_target_names(receipt),
        odds={},
        shares={slug: _agreement(row) for slug, row in rows.items()},
        note="agreement",
        lines=_axis_lines(
            receipt, receipt["values"], lambda value: f"{float(Fraction(value)):.2f}"
        ),
    )


OUTCOMES: Mapping[str, Callable[[Mapping[str, Any]], Outcome]] = {
    paths.ENGINE: _of_paths,
    paths.WITHOUT_ODDS: _of_paths,
    matches.ENGINE: _of_match,
    matches_1.ENGINE: _of_first_match,
}


def _axis_lines(
    receipt: Mapping[str, Any], found: Mapping[str, Any], write: Callable[[Any], str]
) -> dict[str, str]:
    return {
        axis["name"]: write(found[axis["key"]]) if axis["key"] in found else NOT_COUNTED
        for axis in receipt["axes"]
    }


def _target_names(receipt: Mapping[str, Any]) -> dict[str, str]:
    return {row["slug"]: row["name"] for row in receipt["targets"]}


def _gives(sheet: Outcome, other: Outcome) -> Fraction | None:
    if not sheet.odds or not other.leads:
        return None
    return sheet.odds.get(other.leads[0], Fraction())


def _row(criterion: Criterion, old: int | None, new: int | None) -> Row:
    move = None if old is None or new is None else new - old
    return Row(
        criterion.name,
        criterion.statement,
        LEFT_OUT if old is None else str(old),
        LEFT_OUT if new is None else str(new),
        move,
        "" if old is None or new is None or not move else _how_often(RETEST[old][new - 1]),
    )


def _how_often(of_a_hundred: int) -> str:
    """How often one answer moves from the one rating to the other by itself, either way."""
    if not of_a_hundred:
        return FURTHER
    return f"as in {of_a_hundred} of 100 retakes"


def _why_apart(key: str, old: Mapping[str, Criterion], new: Mapping[str, Criterion]) -> str:
    if key not in new:
        return "asked only then"
    return "asked only now" if key not in old else "worded otherwise now"


def _named(found: Outcome) -> str:
    return listed([found.names[slug] for slug in found.leads]) or "nobody named first"


def _often(share: Fraction) -> str:
    """As the odds say it, with its noun: “in hardly any retake”."""
    said = phrase(share)
    return said if "retake" in said else f"{said} retake"


def _of_ten(share: Fraction) -> str:
    """Held together on a narrow screen."""
    return f"{tenths(share)}\u00a0of\u00a010"


def _agreement(row: Mapping[str, Any]) -> str:
    """With two decimals, as the page of the result has it."""
    return in_hundredths(row["thousandths"], {})[0]
