"""What the page of a match says the same way under either arithmetic. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlencode

from rubric.content import Content
from rubric.definition import Example
from rubric.results.audience import OWNER, Audience
from rubric.results.points import PointTable, agreement
from rubric.results.rotations import Visit, rotation
from rubric.results.special import Special
from rubric.results.voice import THEY, YOU, named
from specialties import pictures
from specialties.filters import readable
from specialties.pages.parts import Option
from specialties.pages.reading import Card, Reading, reading_of
from specialties.words import listed, number_word

# How many specialties the comparison takes.
FEWEST_COMPARED, MOST_COMPARED = 2, 4
# Beyond this many names a heading is no answer any more, so it counts them instead.
NAMES_IN_HEADING = 3
# So many rows of what would change it stand there at once, and so many of the leading group.
CHANGES_SHOWN = CARDS_SHOWN = 3


class Sure(NamedTuple):
    """How often it would come back, in words, and how far ten dots of 16 are filled."""

    text: str
    dots: str


class Leader(NamedTuple):
    """A specialty of the leading group: what to read, and how often it comes back.

    A result from before the retest odds has no more than what to read.
    """

    card: Card
    sure: Sure | None = None


class Row(NamedTuple):
    """A sentence about one thing, which it starts with."""

    name: str
    text: str


class Named(NamedTuple):
    """A specialty by name; one that is gone from its edition has no page to lead to."""

    slug: str
    name: str
    has_page: bool


class StandingRow(NamedTuple):
    """The specialties that agree equally, mostly one."""

    specialties: tuple[Named, ...]
    agreement: str


class WordGroup(NamedTuple):
    word: str
    rows: tuple[StandingRow, ...]


class Match:
    """A receipt, with what its edition says about the specialties."""

    template = "rubric/match.html"
    # What differs from reader to reader, in the order of the page; the frame around it is kept.
    fragments: ClassVar = {
        "lead": "rubric/_match_lead.html",
        "working": "rubric/_match_working.html",
        "points": "rubric/_match_points.html",
        "reading": "rubric/_match_reading.html",
    }
    # By what the frame differs besides its audience.
    varies: tuple[str, ...] = ()
    # Each word of an agreement as a page says it, and from where to where it reaches.
    words: Mapping[str, tuple[str, str]]
    # What the notice of an edition that says otherwise leads to; mostly nowhere.
    again_text = ""
    fan_caption_start: str

    def __init__(
        self,
        receipt: Mapping[str, Any],
        content: Content,
        audience: Audience = OWNER,
        *,
        rubric: str = "",
        example: Example | None = None,
        beside: Sequence[str] = (),
    ) -> None:
        self.receipt = receipt
        self.content = content
        self.library = content.library
        self.audience = audience
        self.rubric = rubric
        self.example = example
        own_name = named(example.name.partition(",")[0]) if example else THEY
        self.voice = YOU if audience.is_owner else own_name
        self.names = {row["slug"]: row["name"] for row in receipt["targets"]}
        self.rows = {row["slug"]: row for group in receipt["standings"] for row in group}
        self.is_ranked = bool(self.rows)
        self.leading: list[str] = receipt["leading"]
        # The leading group first, which need not be the top of the ranking.
        self.nearest = list(dict.fromkeys([*self.leading, *self.rows]))
        first = self.nearest[0] if self.is_ranked else ""
        is_known = len(beside) == 1 and beside[0] in self.rows
        self.beside = beside[0] if is_known else first
        self.problem = "" if is_known or not beside else self._problem(beside)

    @property
    def status(self) -> int:
        return 400 if self.problem else 200

    def _problem(self, asked: Sequence[str]) -> str:
        if len(asked) > 1:
            start = "One specialty at a time can stand here"
        else:
            start = f"No specialty of this list is called “{readable(asked[0])}”"
        return f"{start}, so this is {self.names[self.beside]}." if self.beside else f"{start}."

    def shared(self, content: Content, slug: str) -> dict[str, Any]:
        """What the pages of all results of an edition say alike: only the frame."""
        return {}

    @cached_property
    def special(self) -> Special | None:
        """What the sheet says of itself before any specialty is named; mostly nothing."""
        return None

    @property
    def headline(self) -> str:
        return self.special.heading if self.special else self._headline

    @property
    def lede(self) -> str:
        """What it means, in a sentence."""
        if self.special:
            return self.special.text
        return self._lede if self.audience.shows_answers else self._outcome

    @property
    def _headline(self) -> str:
        raise NotImplementedError

    @property
    def _lede(self) -> str:
        raise NotImplementedError

    @property
    def _outcome(self) -> str:
        """The sentence for those who may not see what it was made from."""
        raise NotImplementedError

    @cached_property
    def reading(self) -> Reading:
        return reading_of(self.library, tuple(self.leading))

    @cached_property
    def leaders(self) -> tuple[Leader, ...]:
        return tuple(map(Leader, self.reading.leaders))

    @cached_property
    def leaders_heading(self) -> str:
        count = len(self.leaders)
        return "The one that leads" if count == 1 else f"The {number_word(count)} that lead"

    @cached_property
    def leaders_lead(self) -> str:
        """Why it is these that lead, where the headline names others as well; mostly nothing."""
        return ""

    @property
    def cards(self) -> tuple[Leader, ...]:
        return self.leaders[:CARDS_SHOWN]

    @cached_property
    def more_leaders(self) -> tuple[Named, ...]:
        return tuple(self.link(row.card.slug) for row in self.leaders[CARDS_SHOWN:])

    @cached_property
    def sure(self) -> Sure | None:
        return None

    @cached_property
    def _beams(self) -> list[pictures.Beam]:
        raise NotImplementedError

    @cached_property
    def fan(self) -> pictures.Fan | None:
        """The leans, for those who may see the answers behind them."""
        if not self._beams or not self.audience.shows_answers:
            return None
        # The middle alone has a line: what counts is which way a beam leans.
        return pictures.fan(self._beams, rings=())

    @cached_property
    def fan_caption(self) -> str:
        yours = f"Filled: {self.voice.possessive} answers, {self.fan_caption_start}."
        if not self.leading:
            return f"{yours} Dashed: the middle."
        return f"{yours} White arcs: {self.names[self.leading[0]]}. Dashed: the middle."

    # What would change it

    @cached_property
    def decides(self) -> str:
        raise NotImplementedError

    @cached_property
    def rows_of_change(self) -> tuple[Row, ...]:
        raise NotImplementedError

    @property
    def changes(self) -> tuple[Row, ...]:
        return self.rows_of_change[:CHANGES_SHOWN]

    @property
    def more_changes(self) -> tuple[Row, ...]:
        return self.rows_of_change[CHANGES_SHOWN:]

    @cached_property
    def visits(self) -> tuple[Visit, ...]:
        """What to find out on the next rotation, and whom to ask; a shared plan says it all."""
        if self.audience.shows_plan and not self.audience.is_owner:
            return ()
        if self.rubric not in self.content.rubric_by_slug:
            return ()
        return rotation(self.receipt, self.content, self.rubric)

    # Every point

    @cached_property
    def table(self) -> PointTable:
        raise NotImplementedError

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """Every specialty that can stand beside the answers, the nearest first."""
        return tuple(Option(slug, self.names[slug], slug == self.beside) for slug in self.nearest)

    # All of them

    @cached_property
    def standings(self) -> tuple[WordGroup, ...]:
        return tuple(
            WordGroup(self.words[word][0], tuple(map(self._standing_row, groups)))
            for word, groups in groupby(self.receipt["standings"], key=lambda rows: rows[0]["word"])
        )

    def _standing_row(self, group: Sequence[Mapping[str, Any]]) -> StandingRow:
        names = tuple(self.link(row["slug"]) for row in group)
        return StandingRow(names, agreement(group[0]["thousandths"]))

    @cached_property
    def total(self) -> str:
        return number_word(len(self.receipt["targets"]))

    @cached_property
    def opposite(self) -> tuple[Named, ...]:
        """The last group of the ranking, when there is more than one."""
        groups = self.receipt["standings"]
        return tuple(self.link(row["slug"]) for row in groups[-1]) if len(groups) > 1 else ()

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

    def _swing_row(self, name: str, swing: Mapping[str, Any]) -> Row:
        first = self._named(swing["leaders"])
        return Row(name, f"{swing['to']} instead of {swing['from']} puts {first} first.")

    def _named(self, slugs: Iterable[str]) -> str:
        return listed([self.names[slug] for slug in slugs])

    def _with_page(self, slugs: Sequence[str]) -> list[str]:
        """Those that the edition has a page for, which may not be all of an older result."""
        return [slug for slug in slugs if slug in self.library.specialty_by_slug]
