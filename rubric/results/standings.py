"""What the page of a match says the same way under either arithmetic. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlencode

from rubric.content import Content
from specialties import pictures
from specialties.library import COLUMNS, Library
from specialties.pages.reading import Card, Reading
from specialties.words import listed, number_word, thousandths

# How many specialties stand beside each other: by their leans, with a sign and its height for
# each, and on the page that the link below their levels leads to.
BESIDE_SIGNS = ("▼", 11), ("△", 43)
FEWEST_COMPARED, MOST_COMPARED = 2, 4


class Leader(NamedTuple):
    """A specialty of the leading group: what to read, how close, and how often it comes back.

    A result from before the retest odds has no more than what to read.
    """

    card: Card
    word: str = ""
    odds: str = ""


class Mark(NamedTuple):
    """One value on the line of an axis; `sign` and the height `y` tell whose it is."""

    at: str
    text: str
    sign: str = ""
    y: int = 0


class LeanRow(NamedTuple):
    """Where you lie on one axis, beside the first two specialties."""

    name: str
    detail: str
    low_end: str
    high_end: str
    you: Mark
    others: tuple[Mark, ...]
    start: str
    end: str


class Named(NamedTuple):
    """A specialty by name; one that is gone from its edition has no page to lead to."""

    slug: str
    name: str
    has_page: bool


class StandingRow(NamedTuple):
    """The specialties that agree equally, mostly one."""

    specialties: tuple[Named, ...]
    agreement: str
    bar: pictures.DivergingBar


class WordGroup(NamedTuple):
    word: str
    bounds: str
    rows: tuple[StandingRow, ...]


class Match:
    """A receipt, with what its edition says about the specialties."""

    template = "rubric/match.html"
    level_names = tuple(COLUMNS.values())
    # Each word of an agreement as a page says it, and from where to where it reaches.
    words: Mapping[str, tuple[str, str]]
    # How many specialties stand beside each other by their levels.
    beside_levels = 3

    def __init__(self, receipt: Mapping[str, Any], library: Library) -> None:
        self.receipt = receipt
        self.library = library
        self.names = {row["slug"]: row["name"] for row in receipt["targets"]}
        self.rows = {row["slug"]: row for group in receipt["standings"] for row in group}
        self.is_ranked = bool(self.rows)
        self.leading: list[str] = receipt["leading"]
        # The leading group first, which need not be the top of the ranking.
        self.nearest = list(dict.fromkeys([*self.leading, *self.rows]))

    @staticmethod
    def shared(content: Content, slug: str) -> dict[str, Any]:
        """What the pages of all results of an edition say alike."""
        reading = Reading(content.library, leaders=(), compared=())
        return {"rubric": slug, "reading": reading}

    @cached_property
    def reading(self) -> Reading:
        return Reading(
            self.library,
            leaders=self._with_page(self.leading),
            compared=self._with_page(self.nearest[: self.beside_levels]),
        )

    @cached_property
    def leaders(self) -> tuple[Leader, ...]:
        return tuple(map(Leader, self.reading.leaders))

    @cached_property
    def beside(self) -> tuple[str, ...]:
        """Whose leans stand beside yours, by name."""
        return tuple(self.names[slug] for slug in self.nearest[: len(BESIDE_SIGNS)])

    @cached_property
    def standings(self) -> tuple[WordGroup, ...]:
        return tuple(
            WordGroup(*self.words[word], tuple(map(self._standing_row, groups)))
            for word, groups in groupby(self.receipt["standings"], key=lambda rows: rows[0]["word"])
        )

    def _standing_row(self, group: Sequence[Mapping[str, Any]]) -> StandingRow:
        number = group[0]["thousandths"]
        names = tuple(self.link(row["slug"]) for row in group)
        return StandingRow(names, thousandths(number), pictures.diverging_bar(number))

    @cached_property
    def total(self) -> str:
        return number_word(len(self.receipt["targets"]))

    @cached_property
    def opposite(self) -> str:
        """The last group of the ranking, when there is more than one."""
        groups = self.receipt["standings"]
        return self._named([row["slug"] for row in groups[-1]]) if len(groups) > 1 else ""

    @cached_property
    def compare_query(self) -> str:
        """What asks for the comparison of the leading group, of two to four."""
        count = min(max(len(self.leading), FEWEST_COMPARED), MOST_COMPARED)
        return urlencode([("with", slug) for slug in self._with_page(self.nearest)[:count]])

    def link(self, slug: str) -> Named:
        return Named(slug, self.names[slug], slug in self.library.specialty_by_slug)

    def swings_data(self) -> list[dict[str, Any]]:
        return [
            {
                "criterion": swing["criterion"],
                "from": swing["from"],
                "to": swing["to"],
                "leading": swing["leaders"],
            }
            for swing in self.receipt["swings"]
        ]

    def _named(self, slugs: Iterable[str]) -> str:
        return listed([self.names[slug] for slug in slugs])

    def _with_page(self, slugs: Sequence[str]) -> list[str]:
        """Those that the edition has a page for, which may not be all of an older result."""
        return [slug for slug in slugs if slug in self.library.specialty_by_slug]
