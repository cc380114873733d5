"""The arithmetic of both questionnaires in words and numbers, with examples. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from math import sqrt
from typing import NamedTuple

from rubric import leans, matching, results, simulated, standings
from rubric.content import Content
from rubric.definition import AxisAim, Definition
from rubric.facts import derive
from rubric.matching import Match, State
from rubric.odds import BORDER_TENTHS, RETAKES, persona_odds, tenths
from rubric.receipts import matches as match_receipts
from rubric.receipts.paths import aim_of
from rubric.results.matches import WORDS
from rubric.results.paths import Retest
from rubric.scoring import HIGHEST, LOWEST
from rubric.simulated import VERSION_1, VERSION_2, Simulation, States
from rubric.standings import Standing
from specialties.levels import Level
from specialties.pages.parts import Cited
from specialties.words import (
    grouped,
    listed,
    number_word,
    sentence_case,
    share_words,
    signed,
    thousandths,
)

PARTS = (
    ("totals", "Two totals"),
    ("margin", "A margin and a persona"),
    ("example", "Example: a persona"),
    ("facts", "What can be said in general"),
    ("match", "The match: six leans"),
    ("agreement", "Points and agreement"),
    ("states", "What may be said"),
    ("match-example", "Example: a match"),
    ("retest", "How often it comes back"),
    ("versions", "Today and before"),
    ("evidence", "What is published"),
    ("limits", "Limits"),
    ("sources", "Sources"),
)
# How many rows of its ranking the example shows from the top.
ROWS_SHOWN = 4

# What simulated answers found of one version of the match, line by line.
FIGURES: tuple[tuple[str, Callable[[Simulation], str]], ...] = (
    (
        "Random answers: the share of first places that a specialty gets, least to most",
        lambda one: f"{one.random_first[0]} to {one.random_first[1]}\u00a0%",
    ),
    (
        "Answers like a specialty: it comes first / is among the first three",
        lambda one: shares(one.own),
    ),
    ("The same for the specialty that fares worst", lambda one: shares(one.worst)),
    (
        "Every answer 0.8 higher: the largest change of such a share, in points",
        lambda one: str(one.raised),
    ),
    (
        "Leading group, answers like a specialty: median size (90\u00a0% at most)",
        lambda one: f"{one.own_group[0]} ({one.own_group[1]})",
    ),
    (
        "Leading group, random answers: the same",
        lambda one: f"{one.random_group[0]} ({one.random_group[1]})",
    ),
    ("Least agreement in a leading group", lambda one: thousandths(10 * one.least_in_group)),
    (
        "Clear / no clear first / no fit, answers like a specialty",
        lambda one: state_shares(one.own_states),
    ),
    ("The same, random answers", lambda one: state_shares(one.random_states)),
)


class StatementRow(NamedTuple):
    """One statement; `sign` is its direction, `points` what it gives to the first."""

    text: str
    axis: str
    sign: str
    rating: str
    points: str


class AxisRow(NamedTuple):
    """One axis of the example, for the specialty that comes first."""

    name: str
    lean: str
    theirs: str
    sum: str
    points: str
    share: str


class RankRow(NamedTuple):
    name: str
    agreement: str
    word: str
    first: str
    first_three: str


class Page:
    """Every figure is counted, or stands in `rubric.simulated`; none is written down here."""

    border, simulated = BORDER_TENTHS, simulated
    # How many of 100 random sheets find somebody that close.
    by_chance = tuple((WORDS[word][0].lower(), n) for word, n in simulated.AT_LEAST_ONE.items())

    def __init__(self, content: Content, definition: Definition) -> None:
        aim, scheme = aim_of(definition), definition.scheme
        cited = Cited(content.library)
        self.rubric = definition
        self.scheme = scheme
        self.facts = facts = derive(scheme)
        names = {key: criterion.name for key, criterion in definition.criterion_by_key.items()}
        self.sides = [content.library.path_by_slug[slug].name for slug in scheme.sides]
        self.weights = [
            (names[item.key], item.first, item.second, abs(item.step)) for item in scheme.items
        ]
        self.margin_low, self.margin_high = map(signed, scheme.margin_limits)
        self.sheets = grouped(facts.sheets)
        self.ties = share_words(facts.tie_share, places=1)
        self.shares = [
            (aim.persona(slug).name, share_words(share))
            for slug, share in facts.persona_shares.items()
        ]
        self.beyond_one, self.beyond_all = facts.largest_step + 1, facts.all_steps + 1
        self.single_step = listed([names[item.key] for item in scheme.items if abs(item.step) == 1])
        self.personas = [persona for persona in aim.personas if persona.example]
        self.persona = next(iter(self.personas), None)
        if self.persona:
            self.example = results.example(content, definition, self.persona.slug)
        match = match_of(content)
        self.match = MatchSums(content, match) if match else None
        self.parts = tuple(
            (anchor, title)
            for anchor, title in PARTS
            if (self.persona or anchor != "example")
            and (self.match or anchor not in ("match", "agreement", "states"))
            and ((self.match and self.match.is_worked) or anchor != "match-example")
        )
        self.versions = [(label, write(VERSION_1), write(VERSION_2)) for label, write in FIGURES]
        self.retest = Retest(cited.notes("evidence", theme="retest"))
        self.evidence = cited.notes("evidence")
        self.limits = cited.notes("match-limits")
        self.foot = cited.foot()

    @cached_property
    def persona_odds(self) -> list[tuple[str, list[str]]]:
        """Of a hundred retakes of each worked example, how many give each persona."""
        slugs = self.scheme.personas.all()
        found = [(row.name, persona_odds(self.scheme, row.example)) for row in self.personas]
        return [
            (name, [f"{float(100 * odds[slug]):.1f}" for slug in slugs]) for name, odds in found
        ]


class MatchSums:
    """The match as it is asked now, with the worked example."""

    side = number_word(leans.SIDE)
    most = leans.SIDE * (HIGHEST - LOWEST)
    leading_tenths, retakes = matching.LEADING_TENTHS, RETAKES

    def __init__(self, content: Content, definition: Definition) -> None:
        library = content.library
        self.definition = definition
        self.axes = library.axes
        self.axis_count = number_word(len(library.axes))
        self.statement_count = len(definition.criteria)
        self.levels = [(level.label, signed(level - Level.MODERATE)) for level in Level]
        self.grounded, self.all_levels = library.grounded
        self.words = tuple(word_rows())
        self.states = tuple(state_rows())
        self.names = {row.slug: row.name for row in library.specialties}
        self.twins = listed(
            [listed([self.names[slug] for slug in pair]) for pair in content.field.twins]
        )
        self.without_axis = [
            (axis.name, simulated.WITHOUT_AXIS[axis.slug])
            for axis in library.axes
            if axis.slug in simulated.WITHOUT_AXIS
        ]
        self.examples = results.examples(definition)
        self.ratings: Mapping[str, int | None] = _first_sheet(definition)
        self.match: Match = matching.match(definition.items, self.ratings, content.field)
        self.field = content.field
        self.is_worked = bool(self.match.groups)

    @cached_property
    def ranking(self) -> list[Standing]:
        return [row for group in self.match.groups for row in group]

    @property
    def first(self) -> Standing:
        return self.ranking[0]

    @property
    def first_name(self) -> str:
        return self.names[self.first.slug]

    @property
    def agreement(self) -> str:
        return thousandths(self.first.thousandths)

    @property
    def equation(self) -> str:
        """The agreement of the first: 54 ÷ √(162 × 20) = +0.949."""
        root = f"√({self.match.square} × {self.first.norm})"
        return f"{self.first.dot} ÷ {root} = {self.agreement}"

    @property
    def word(self) -> str:
        return WORDS[self.first.word][0].lower()

    @property
    def twice(self) -> str:
        """The answers of the example whose twin is left out."""
        names = self.definition.criterion_by_key
        return listed(
            [f"“{names[row.key].name}”" for row in self.match.answers if row.multiplicity > 1]
        )

    @property
    def leading(self) -> str:
        return listed([self.names[slug] for slug in self.match.leading])

    @property
    def state(self) -> str:
        return self.match.state.value.replace("-", " ")

    @property
    def answer_count(self) -> int:
        return len(self.match.answers)

    def statements(self) -> Iterator[StatementRow]:
        axes = {axis.slug: axis.name for axis in self.axes}
        for item in self.definition.items:
            rating = self.ratings[item.key]
            yield StatementRow(
                self.definition.criterion_by_key[item.key].statement,
                axes[item.axis],
                "+" if item.direction > 0 else "−",
                "left out" if rating is None else str(rating),
                signed(self.first.points[item.key]) if item.key in self.first.points else "",
            )

    def example_axes(self) -> Iterator[AxisRow]:
        place = self.field.slugs.index(self.first.slug)
        for axis in self.axes:
            if axis.slug in self.match.leans:
                points = [
                    self.first.points[row.key]
                    for row in self.match.answers
                    if row.axis == axis.slug
                ]
                yield AxisRow(
                    axis.name,
                    signed(self.match.leans[axis.slug]),
                    signed(self.field.leans[axis.slug][place]),
                    added(points),
                    signed(sum(points)),
                    thousandths(self.first.contributions[axis.slug]),
                )

    def ranks(self) -> Iterator[RankRow]:
        """The top of the list, and its end."""
        for row in (*self.ranking[:ROWS_SHOWN], self.ranking[-1]):
            yield RankRow(
                self.names[row.slug],
                thousandths(row.thousandths),
                WORDS[row.word][0].lower(),
                f"{tenths(row.odds.first)} of 10",
                f"{tenths(row.odds.first_three)} of 10",
            )


def _first_sheet(definition: Definition) -> Mapping[str, int | None]:
    """The answers of the first example; none while an editor changes the statements."""
    aim = definition.aim
    sheets = [one.ratings for one in aim.examples] if isinstance(aim, AxisAim) else []
    asked = definition.criterion_by_key.keys()
    return next((sheet for sheet in sheets[:1] if sheet.keys() == asked), {})


def match_of(content: Content) -> Definition | None:
    """The questionnaire that is matched as it is explained here."""
    for rubric in content.rubrics:
        if isinstance(rubric.aim, AxisAim) and rubric.aim.engine == match_receipts.ENGINE:
            return rubric
    return None


def word_rows() -> Iterator[tuple[str, str, str]]:
    """Each word with its bounds: of the squared agreement, and of the agreement itself."""
    bounds = sorted([*standings.AT_LEAST, *standings.AT_MOST], reverse=True)
    for place, word in enumerate(standings.Word):
        above, below = bounds[place - 1 : place], bounds[place : place + 1]
        if not place:
            texts = [f"{write(below[0])} or more" for write in (fraction, root)]
        elif not below:
            texts = [f"{write(above[0])} or less" for write in (fraction, root)]
        else:
            texts = [f"{write(below[0])} to {write(above[0])}" for write in (fraction, root)]
        yield WORDS[word][0], texts[0], texts[1]


def fraction(number: Fraction) -> str:
    return str(number).replace("-", "−")


def root(number: Fraction) -> str:
    """The agreement whose square with its sign this is, to three places."""
    return f"{'−' if number < 0 else ''}{sqrt(abs(number)):.3f}"


def state_rows() -> Iterator[tuple[str, str]]:
    """Each state of a sheet, and when it holds."""
    clear, leading = matching.CLEAR_TENTHS, matching.LEADING_TENTHS
    when = {
        State.CLEAR: f"One specialty comes first alone, and does so in {clear} of 10 retakes "
        "or more.",
        State.NO_CLEAR_FIRST: "Some specialties lead, and none of them is clear.",
        State.NO_FIT: "The first agrees less than partly.",
        State.UNSETTLED: f"Nobody who agrees at least partly comes first in {leading} of 10 "
        "retakes.",
        State.TOO_FEW: f"Fewer than {number_word(matching.FEWEST_AXES)} axes count.",
        State.NO_DIRECTION: "Every lean is 0.",
    }
    for state, text in when.items():
        yield sentence_case(state.value.replace("-", " ")), text


def shares(percents: Iterable[int]) -> str:
    return f"{' / '.join(map(str, percents))}\u00a0%"


def state_shares(states: States | None) -> str:
    """A dash where there were no such states yet."""
    return shares((states.clear, states.no_clear_first, states.no_fit)) if states else "–"


def added(numbers: Iterable[int]) -> str:
    """Write numbers as a sum: −1 + 2 − 3."""
    text = ""
    for number in numbers:
        sign = "−" if number < 0 else "+" if text else ""
        text += f" {sign} {abs(number)}" if text else f"{sign}{abs(number)}"
    return text
