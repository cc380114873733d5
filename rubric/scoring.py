"""Weighted sums: from eight ratings to two totals, a margin, a persona and a ledger.

Pure: standard library only. Weights are data, so nothing here knows a criterion by name.
Every number is an int; the ledger adds up to the totals exactly.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LOWEST, HIGHEST = 1, 5


class Strength(StrEnum):
    """How far the margin lies outside the hybrid band."""

    NONE = "no clear lean"
    LEANS = "leans"
    CLEAR = "clear lean"


class LevelNote(StrEnum):
    """What the margin alone cannot say about a sheet."""

    LITTLE_APPEALS = "little-appeals"
    BOTH_APPEAL = "both-appeal"
    ALL_ALIKE = "all-alike"


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion: points a rating step gives to the first and to the second side (≥ 0)."""

    key: str
    first: int
    second: int

    @property
    def step(self) -> int:
        """How far one point on this criterion moves the margin, with its sign."""
        return self.first - self.second


@dataclass(frozen=True, slots=True)
class Personas:
    """The persona on each side of the band and inside it, by slug."""

    first: str
    second: str
    neither: str

    def all(self) -> tuple[str, str, str]:
        return (self.first, self.second, self.neither)


@dataclass(frozen=True, slots=True)
class Scheme:
    """Everything that turns a sheet of ratings into a result.

    `band`: half width of the hybrid band in margin points (≥ 0).
    `clear_from`: smallest absolute margin that counts as a clear lean.
    `low_total`, `high_total`: both totals at or below / at or above earn a level note.
    """

    sides: tuple[str, str]
    items: tuple[Item, ...]
    personas: Personas
    band: int
    clear_from: int
    low_total: int
    high_total: int

    @property
    def lowest_total(self) -> int:
        return LOWEST * min(self._weight_sums())

    @property
    def highest_total(self) -> int:
        return HIGHEST * max(self._weight_sums())

    @property
    def margin_limits(self) -> tuple[int, int]:
        """The lowest and the highest margin any sheet can reach."""
        lowest = sum(item.step * (HIGHEST if item.step < 0 else LOWEST) for item in self.items)
        highest = sum(item.step * (LOWEST if item.step < 0 else HIGHEST) for item in self.items)
        return lowest, highest

    def _weight_sums(self) -> tuple[int, int]:
        return sum(item.first for item in self.items), sum(item.second for item in self.items)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """What one answer gave to each side: weight × rating."""

    key: str
    rating: int
    first_weight: int
    second_weight: int
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Score:
    """The outcome of one sheet. `margin` is first − second total."""

    first_total: int
    second_total: int
    margin: int
    persona: str
    strength: Strength
    notes: tuple[LevelNote, ...]
    ledger: tuple[LedgerRow, ...]


def score(scheme: Scheme, ratings: Mapping[str, int]) -> Score:
    """Score a complete sheet.

    `ratings` holds an int from 1 to 5 for every item of the scheme and nothing else; an
    unanswered item is an error here, since every criterion counts. A tie of the totals is
    margin 0 and lies inside the band. Raises ValueError for a missing, unknown or
    out-of-range rating. Formula: docs/scoring.md.
    """
    check_ratings(scheme, ratings)
    ledger = tuple(_ledger_row(item, ratings[item.key]) for item in scheme.items)
    first_total = sum(row.first for row in ledger)
    second_total = sum(row.second for row in ledger)
    margin = first_total - second_total
    return Score(
        first_total=first_total,
        second_total=second_total,
        margin=margin,
        persona=persona_at(scheme, margin),
        strength=strength_at(scheme, margin),
        notes=_level_notes(scheme, ratings, first_total, second_total),
        ledger=ledger,
    )


def persona_at(scheme: Scheme, margin: int) -> str:
    """Return the slug of the persona for a margin; both edges of the band are inside it."""
    if margin > scheme.band:
        return scheme.personas.first
    if margin < -scheme.band:
        return scheme.personas.second
    return scheme.personas.neither


def strength_at(scheme: Scheme, margin: int) -> Strength:
    """Return the strength word for a margin: none in the band, clear from `clear_from` on."""
    if abs(margin) <= scheme.band:
        return Strength.NONE
    return Strength.CLEAR if abs(margin) >= scheme.clear_from else Strength.LEANS


def check_ratings(scheme: Scheme, ratings: Mapping[str, int]) -> None:
    """Raise ValueError unless every item, and nothing else, has an int from 1 to 5."""
    wanted = {item.key for item in scheme.items}
    if missing := sorted(wanted - ratings.keys()):
        raise ValueError(f"no rating for {', '.join(missing)}")
    if unknown := sorted(ratings.keys() - wanted):
        raise ValueError(f"unknown criterion {', '.join(unknown)}")
    for key, value in ratings.items():
        # True is an int to Python and would count as 1.
        if isinstance(value, bool) or not isinstance(value, int) or not LOWEST <= value <= HIGHEST:
            raise ValueError(f"rating of {key} must be a whole number from 1 to 5")


def _ledger_row(item: Item, rating: int) -> LedgerRow:
    return LedgerRow(
        key=item.key,
        rating=rating,
        first_weight=item.first,
        second_weight=item.second,
        first=item.first * rating,
        second=item.second * rating,
    )


def _level_notes(
    scheme: Scheme, ratings: Mapping[str, int], first_total: int, second_total: int
) -> tuple[LevelNote, ...]:
    notes = []
    if len(set(ratings.values())) == 1:
        notes.append(LevelNote.ALL_ALIKE)
    if max(first_total, second_total) <= scheme.low_total:
        notes.append(LevelNote.LITTLE_APPEALS)
    if min(first_total, second_total) >= scheme.high_total:
        notes.append(LevelNote.BOTH_APPEAL)
    return tuple(notes)
