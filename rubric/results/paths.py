"""The page of a sheet whose weights point at two paths. Pure."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from math import floor
from typing import Any, NamedTuple

from rubric import odds, pictures, robustness, scale
from rubric.content import Content
from rubric.definition import Definition, Persona
from rubric.receipts.paths import aim_of
from rubric.results.audience import OWNER, Audience
from rubric.results.voice import THEY, YOU, named
from rubric.scoring import Item, LevelNote, Personas, Scheme, Strength, score
from specialties.pages import guide
from specialties.pages.parts import Cited, CitedNote
from specialties.pages.paths import SideBySide
from specialties.pictures import percent
from specialties.words import counted, number_word, signed

# The glyph and colour of the first side, the second side, and of neither.
GLYPHS, NEITHER = ("gen", "spec"), "hyb"
# The patterns of bars, which stay apart without any color.
FILLS = ("f-gen", "f-hs")
# So many answers that would do it alone are listed at once, and so many ways when none would.
MOST_CHANGES, MOST_WAYS = 5, 3


class Caution(NamedTuple):
    heading: str
    text: str
    items: tuple[str, ...] = ()


class State(NamedTuple):
    """What a sheet says before any name may; `{subject}` and `{object}` are whom it speaks of.

    `way_on` is what its owner can do with it.
    """

    heading: str
    text: str
    way_on: str


# The first that a sheet has counts. A straight line ties by construction, so it comes first.
LEVEL_STATES = {
    LevelNote.ALL_ALIKE: State(
        "{subject} gave every statement the same number",
        "Both totals are then the same, whichever number it is. So the sums cannot say which side "
        "appeals more.",
        "Go through the list again and let small differences show. What would you miss most?",
    ),
    LevelNote.LITTLE_APPEALS: State(
        "Little on this list appealed to {object}",
        "Both totals are low. That says more about the list than about which side fits: neither "
        "way of working had much pull.",
        "Talk with someone who does the job before you read anything into the numbers.",
    ),
    LevelNote.BOTH_APPEAL: State(
        "Both sides appeal to {object}",
        "Both totals are high. Either way of working could hold someone who answers like this.",
        "Look at the setting, the team and the pay before the numbers.",
    ),
}
STRENGTH_WORDS = {
    Strength.NONE: "no clear lean",
    Strength.LEANS: "a lean, but not a clear one",
    Strength.CLEAR: "a clear lean",
}


class TotalRow(NamedTuple):
    name: str
    glyph: str
    points: int


class LedgerCell(NamedTuple):
    glyph: str
    fill: str
    weight: int
    points: int
    width: str


class LedgerRow(NamedTuple):
    name: str
    rating: int
    cells: tuple[LedgerCell, ...]


class Retest(NamedTuple):
    """The assumption behind the odds.

    `rows`: of a hundred answers of each rating, how many come back as each of `ratings`; `notes`:
    what was published about that.
    """

    notes: tuple[CitedNote, ...]
    ratings: tuple[int, ...] = scale.VALUES
    rows: tuple[tuple[int, tuple[int, ...]], ...] = tuple(odds.RETEST.items())


class Move(NamedTuple):
    """The name of an answer, and what it would have to be: “: 4 or more instead of 2”."""

    name: str
    text: str


# A sentence that says which answers, moved, would give which other persona.
Change = tuple[Move, ...]


class Page:
    """What a receipt says about its reader: what was shown stays shown."""

    template = "rubric/result.html"
    # What differs from reader to reader, in the order of the page; the rest is kept.
    fragments = {
        "lead": "rubric/_result_lead.html",
        "working": "rubric/_result_working.html",
        "plan": "rubric/_result_plan.html",
        "own": "rubric/_result_own.html",
    }
    # Nothing is asked of it that could be nonsense.
    status = 200

    def __init__(
        self,
        receipt: Mapping[str, Any],
        audience: Audience = OWNER,
        example: Persona | None = None,
    ) -> None:
        self.receipt = receipt
        self.audience = audience
        self.example = example
        self.voice = YOU if audience.is_owner else THEY
        if example and example.person:
            self.voice = named(example.person)
        self.persona = receipt["persona"]
        # Stored objects keep no order of keys, so the sides say which total is which.
        self.points = [receipt["totals"][side["slug"]] for side in receipt["sides"]]

    @property
    def varies(self) -> tuple[str, ...]:
        """By what the parts that are not the reader’s own differ: the side that stands first."""
        slugs = [side["slug"] for side in self.receipt["sides"]]
        leads = slugs[0] if self.receipt["margin"] >= 0 else slugs[1]
        return (self.persona["path"] or leads,)

    def shared(self, content: Content, slug: str) -> dict[str, Any]:
        """What the pages of all results of an edition with the same side first say alike."""
        cited = Cited(content.library)
        (first,) = self.varies
        return {
            "rubric": slug,
            "sides": SideBySide(content.library, cited, first),
            "reading": guide.reading_list(content.library, cited),
            "limits": cited.notes("limits", but=cited.unpublished),
            "foot": cited.foot(),
        }

    @cached_property
    def headline(self) -> str:
        if self.state:
            return self.state.heading
        return str(self.persona["headline"]) if self.audience.is_owner else self._headline()

    def _headline(self) -> str:
        """What is stored speaks to the owner; this says it of somebody else."""
        subject, verb = self.voice.subject, self.voice.verb
        side = next(
            (side for side in self.receipt["sides"] if side["slug"] == self.persona["path"]), None
        )
        if side is None:
            return f"{subject} {verb('have', 'has')} no clear lean"
        clearly = "clearly " if self.receipt["strength"] == Strength.CLEAR else ""
        return f"{subject} {clearly}{verb('lean', 'leans')} {side['name'].lower()}"

    @property
    def lede(self) -> str:
        """What it means, in a sentence."""
        if self.state:
            return self.state.text
        if self.example:
            return self.example.who
        summary = self.persona["summary"]
        return summary if self.audience.is_owner else f"Their page says: “{summary}”"

    @property
    def is_straight(self) -> bool:
        """Every rating alike: the sums know nothing, so no persona is named."""
        return LevelNote.ALL_ALIKE in self.receipt["notes"]

    @cached_property
    def state(self) -> State | None:
        if self.level_state:
            return self.level_state
        return self._on_the_border() if self.others else None

    @cached_property
    def level_state(self) -> State | None:
        """The state that the level of the answers makes, whatever the margin is."""
        notes = self.receipt["notes"]
        state = next((state for note, state in LEVEL_STATES.items() if note in notes), None)
        return state and state._replace(heading=state.heading.format(**self.voice._asdict()))

    def _on_the_border(self) -> State:
        others = " or ".join(self.names[persona] for persona in self.others)
        return State(
            f"On the border: {self.persona['name']} today, {others} about as likely",
            "The totals lie at the edge of the hybrid band. The same questions on another day "
            "could well give either.",
            "See which answers decide it, and read both ways of working.",
        )

    @cached_property
    def odds(self) -> Mapping[str, Fraction]:
        """The share of retakes that each persona gets, its own first; empty where not stored."""
        stored = self.receipt.get("odds", {})
        return {persona: _share(stored[persona]) for persona in self.names if persona in stored}

    @cached_property
    def others(self) -> tuple[str, ...]:
        """The personas across the border, if this one lies on it."""
        return odds.across_the_border(self.odds, self.persona["slug"]) if self.odds else ()

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Every persona that the answers can reach, its own first, then the nearest."""
        others = {row["persona"]: row["name"] for row in self.receipt["distances"]}
        return {self.persona["slug"]: self.persona["name"], **others}

    @property
    def sureness(self) -> str:
        """How often the same questions would give the same persona."""
        if not self.odds:
            return ""
        again = odds.phrase(self.odds[self.persona["slug"]])
        return f"The same questions again would give the {self.persona['name']} {again}."

    @property
    def dots(self) -> str:
        """How far ten dots of 16 are filled, to a tenth of a dot."""
        return f"{float(160 * self.odds[self.persona['slug']]):.0f}"

    @cached_property
    def retakes(self) -> str:
        """How many of a hundred retakes each persona gets; they add up to a hundred."""
        parts = _of_a_hundred(tuple(self.odds.values()))
        shares = (
            f"{part} {self.names[persona]}" for persona, part in zip(self.odds, parts, strict=True)
        )
        return f"Of 100 retakes: {', '.join(shares)}."

    @cached_property
    def glyph(self) -> str:
        slugs = [side["slug"] for side in self.receipt["sides"]]
        path = self.persona["path"]
        return GLYPHS[slugs.index(path)] if path in slugs else NEITHER

    @cached_property
    def subtraction(self) -> str:
        first, second = self.points
        return f"{first} − {second} = {signed(self.receipt['margin'])}"

    @cached_property
    def caption(self) -> str:
        low, high = self.receipt["margin_limits"]
        return (
            f"The beam is the margin, {self.subtraction}, on a scale from {signed(low)} "
            f"to {signed(high)}."
        )

    @cached_property
    def dial(self) -> pictures.Dial:
        first, second = self.receipt["sides"]
        return pictures.dial(
            self.receipt["margin"],
            band=self.receipt["band"],
            limits=tuple(self.receipt["margin_limits"]),
            sides=(first["name"], second["name"]),
            lean=self.glyph,
        )

    @cached_property
    def totals(self) -> tuple[TotalRow, ...]:
        return tuple(
            TotalRow(side["name"], glyph, points)
            for side, glyph, points in zip(self.receipt["sides"], GLYPHS, self.points, strict=True)
        )

    @cached_property
    def ledger(self) -> tuple[LedgerRow, ...]:
        rows = self.receipt["ledger"]
        most = max(points for row in rows for points in row["points"])
        return tuple(
            LedgerRow(
                row["name"],
                row["rating"],
                tuple(
                    LedgerCell(glyph, fill, weight, points, percent(points, 0, most))
                    for glyph, fill, weight, points in zip(
                        GLYPHS, FILLS, row["weights"], row["points"], strict=True
                    )
                ),
            )
            for row in rows
        )

    @property
    def who(self) -> str:
        """Whose ratings the ledger has."""
        return self.voice.column

    @cached_property
    def nearest(self) -> list[dict[str, Any]]:
        """The personas that take the fewest one-point changes; several when equally near."""
        least = min(distance["points"] for distance in self.receipt["distances"])
        return [row for row in self.receipt["distances"] if row["points"] == least]

    @cached_property
    def change(self) -> str:
        """How little would change the persona."""
        points = self.nearest[0]["points"]
        names = " or ".join(f"the {distance['name']}" for distance in self.nearest)
        if points == 1:
            return f"One answer, moved by one point, would make this {names}."
        return f"It takes {number_word(points)} steps to get to {names}."

    @property
    def change_lead(self) -> str:
        """What stands before the list of changes."""
        if self._swings:
            each = "Each of these answers" if len(self._swings) > 1 else "This answer"
            return f"{self.change} {each} alone would change it:"
        return f"No single answer would. {self.change.removesuffix('.')}, for example:"

    @property
    def further(self) -> str:
        """How far the other personas are, and what a step is."""
        distances = [
            f"The {distance['name']} is {counted(distance['points'], 'step', 'steps')} away."
            for distance in self.receipt["distances"]
            if distance not in self.nearest
        ]
        return " ".join([*distances, "A step moves one answer by one point."])

    @property
    def changes(self) -> tuple[Change, ...]:
        """A sentence for each answer that would do it alone; if none would, some ways to it."""
        return self._swings[:MOST_CHANGES] if self._swings else self._ways

    @property
    def more_changes(self) -> tuple[Change, ...]:
        return self._swings[MOST_CHANGES:]

    @cached_property
    def _swings(self) -> tuple[Change, ...]:
        """One for each answer and persona, at the nearest value; the smallest move comes first."""
        found: dict[tuple[str, str, bool], list[dict[str, Any]]] = {}
        for swing in self.receipt["swings"]:
            is_up = swing["to"] > swing["from"]
            found.setdefault((swing["persona_name"], swing["name"], is_up), []).append(swing)
        return tuple(
            (
                Move(
                    name,
                    f": {_reach(swings, is_up=is_up)} instead of {swings[0]['from']} makes this "
                    f"the {persona}.",
                ),
            )
            for (persona, name, is_up), swings in found.items()
        )

    @cached_property
    def _ways(self) -> tuple[Change, ...]:
        ratings = self.receipt["ratings"]
        names = {row["criterion"]: row["name"] for row in self.receipt["ledger"]}
        # The personas of our scheme stand in the order of the receipt’s, nearest first.
        persona = self.receipt["distances"][0]["name"]
        return tuple(
            tuple(_together([(names[key], ratings[key], to) for key, to in way.items()], persona))
            for way in _ways_to_the_nearest(self._scheme, tuple(ratings.items()))
        )

    @cached_property
    def _scheme(self) -> Scheme:
        """The weights that a receipt was made with; what its personas are called does not count."""
        first, second = (side["slug"] for side in self.receipt["sides"])
        return Scheme(
            (first, second),
            tuple(Item(row["criterion"], *row["weights"]) for row in self.receipt["ledger"]),
            Personas("first", "second", "neither"),
            band=self.receipt["band"],
            clear_from=0,
            low_total=0,
            high_total=0,
        )

    def data(self) -> dict[str, Any]:
        """The same as data. `smallest_change.personas` names all that are equally near."""
        receipt = self.receipt
        slugs = [side["slug"] for side in receipt["sides"]]
        return {
            "ratings": {row["criterion"]: row["rating"] for row in receipt["ledger"]},
            "totals": dict(zip(slugs, self.points, strict=True)),
            "margin": receipt["margin"],
            "persona": self.persona["slug"],
            "strength": receipt["strength"],
            "band": receipt["band"],
            "notes": receipt["notes"],
            "smallest_change": {
                "points": self.nearest[0]["points"],
                "persona": self.nearest[0]["persona"],
                "personas": [distance["persona"] for distance in self.nearest],
            },
            "swings": [
                {key: swing[key] for key in ("criterion", "from", "to", "persona")}
                for swing in receipt["swings"]
            ],
            "ledger": [
                {
                    "criterion": row["criterion"],
                    "rating": row["rating"],
                    "points": dict(zip(slugs, row["points"], strict=True)),
                }
                for row in receipt["ledger"]
            ],
            **self._odds_as_data(),
        }

    def _odds_as_data(self) -> dict[str, Any]:
        shares = {persona: float(round(share, 4)) for persona, share in self.odds.items()}
        return {"odds": shares} if shares else {}

    def otherwise(self, content: Content, definition: Definition) -> Caution | None:
        """Say so when the same answers give another persona or strength under an edition.

        Raises ValueError when the questionnaire asks for other answers now.
        """
        outcome = score(definition.scheme, self.receipt["ratings"])
        if (outcome.persona, outcome.strength) == (
            self.persona["slug"],
            self.receipt["strength"],
        ):
            return None
        name = aim_of(definition).persona(outcome.persona).name
        strength = STRENGTH_WORDS[outcome.strength]
        return Caution(
            "The questionnaire has been edited since",
            "This page shows what was true on the day you answered. With the questionnaire of "
            f"today the same answers would make this the {name}: {strength}.",
        )


# The farther a sheet is from every border, the more ways there are to look through.
@lru_cache(maxsize=1000)
def _ways_to_the_nearest(
    scheme: Scheme, answers: tuple[tuple[str, int], ...]
) -> list[robustness.Way]:
    ratings = dict(answers)
    nearest = robustness.assess(scheme, ratings).distances[0]
    return robustness.ways(scheme, ratings, nearest, MOST_WAYS)


# A page asks twice, for itself and for its plan.
@lru_cache(maxsize=1000)
def _share(stored: str) -> Fraction:
    return Fraction(stored)


def _together(moves: list[tuple[str, int, int]], persona: str) -> Iterator[Move]:
    """Several answers in one sentence."""
    verb = "make" if len(moves) > 1 else "makes"
    for left, (name, old, new) in enumerate(moves, 1 - len(moves)):
        joint = {0: f", {verb} this the {persona}.", -1: ", and "}.get(left, ", ")
        yield Move(name, f" {new} instead of {old}{joint}")


def _of_a_hundred(shares: tuple[Fraction, ...]) -> list[int]:
    """Round shares of a whole to hundredths that add up: the largest remainders go up."""
    parts = [floor(100 * share) for share in shares]
    remainders = [100 * share - part for share, part in zip(shares, parts, strict=True)]
    for place in sorted(range(len(parts)), key=lambda place: -remainders[place]):
        if sum(parts) < 100:
            parts[place] += 1
    return parts


def _reach(swings: list[dict[str, Any]], *, is_up: bool) -> str:
    nearest = swings[0]["to"]
    if len(swings) == 1:
        return str(nearest)
    return f"{nearest} or {'more' if is_up else 'less'}"
