"""The page of a sheet whose weights point at two paths. Pure."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import Any, NamedTuple

from rubric import odds, pictures, scale
from rubric.content import Content
from rubric.definition import Definition, PathAim, Persona
from rubric.receipts.paths import aim_of
from rubric.scoring import LevelNote, Strength, score
from specialties.pages import paths as library
from specialties.pages.parts import Cited, CitedNote
from specialties.pictures import ValueChart, ValueRow, percent
from specialties.words import counted, listed, number_word, signed

# The glyph and colour of the first side, the second side, and of neither.
GLYPHS, NEITHER = ("gen", "spec"), "hyb"
# The patterns of bars, which stay apart without any color.
FILLS = ("f-gen", "f-hs")
NEUTRAL = 3

EXAMPLE_PARTS = (
    ("totals", "Two totals"),
    ("sure", "How sure is this?"),
    ("ledger", "Every point"),
    *(part for part in library.PARTS if part[0] not in library.APART),
    ("examples", "Worked examples"),
    *(part for part in library.LAST_PARTS if part[0] not in library.APART),
)
PARTS = (*EXAMPLE_PARTS, ("keep", "Keep or delete"))


class Caution(NamedTuple):
    heading: str
    text: str
    items: tuple[str, ...] = ()


class State(NamedTuple):
    """What a sheet says before any name may: `way_on` is what to do with it."""

    heading: str
    text: str
    way_on: str


# The first that a sheet has counts. A straight line ties by construction, so it comes first.
LEVEL_STATES = {
    LevelNote.ALL_ALIKE: State(
        "You gave every statement the same number",
        "Both totals are then the same, whichever number it is. So the sums cannot say what you "
        "like more.",
        "Go through the list again and let small differences show. What would you miss most?",
    ),
    LevelNote.LITTLE_APPEALS: State(
        "Little on this list appealed to you",
        "Both totals are low. That says more about the list than about which side fits you: "
        "neither way of working drew you much.",
        "Talk with someone who does the job before you read anything into the numbers.",
    ),
    LevelNote.BOTH_APPEAL: State(
        "Both sides appeal to you",
        "Both totals are high. You could see yourself in either way of working.",
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
    fill: str
    points: int
    width: str


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


class SwingRow(NamedTuple):
    """An answer that alone would give another persona; `at`: its new rating, “2 or less”."""

    name: str
    rating: int
    at: str


class Page:
    """What a receipt says about its reader: what was shown stays shown."""

    template = "rubric/result.html"
    # What differs from reader to reader, in the order of the page; the rest is kept.
    fragments = {
        "lead": "rubric/_result_lead.html",
        "sums": "rubric/_result_sums.html",
        "keep": "rubric/_keep.html",
    }
    example: Persona | None = None

    def __init__(self, receipt: Mapping[str, Any]) -> None:
        self.receipt = receipt
        self.persona = receipt["persona"]
        self.is_tie = receipt["margin"] == 0
        self.total_low, self.total_high = receipt["total_limits"]
        # Stored objects keep no order of keys, so the sides say which total is which.
        self.points = [receipt["totals"][side["slug"]] for side in receipt["sides"]]

    @staticmethod
    def shared(content: Content, slug: str) -> dict[str, Any]:
        """What the pages of all results of an edition say alike."""
        definition, cited = content.rubric_by_slug[slug], Cited(content.library)
        return {
            "rubric": slug,
            "parts": PARTS,
            "retest": Retest(cited.notes("evidence", theme="retest")),
            "comparison": library.Comparison(content.library, cited, is_brief=True),
            "examples": example_links(definition),
        }

    @property
    def headline(self) -> str:
        return self.state.heading if self.state else str(self.persona["headline"])

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
        return next((state for note, state in LEVEL_STATES.items() if note in notes), None)

    def _on_the_border(self) -> State:
        others = " or ".join(self.names[persona] for persona in self.others)
        return State(
            f"On the border: {self.persona['name']} today, {others} about as likely",
            "Your totals lie at the edge of the hybrid band. The same questions on another day "
            "could well give either.",
            "See which answers decide it, and read both ways of working.",
        )

    @cached_property
    def odds(self) -> Mapping[str, Fraction]:
        """The share of retakes that each persona gets, its own first; empty where not stored."""
        stored = self.receipt.get("odds", {})
        return {persona: Fraction(stored[persona]) for persona in self.names if persona in stored}

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

    @cached_property
    def retakes(self) -> ValueChart:
        """How many of a hundred retakes each persona gets; they add up to a hundred."""
        parts = _of_a_hundred(tuple(self.odds.values()))
        return ValueChart(
            tuple(
                ValueRow(self.names[persona], str(part), percent(part, 0, 100))
                for persona, part in zip(self.odds, parts, strict=True)
            ),
            "100",
        )

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
        return pictures.dial(self.receipt["margin"], **self._scale)

    @cached_property
    def line(self) -> pictures.MarginLine:
        return pictures.margin_line(self.receipt["margin"], **self._scale)

    @cached_property
    def _scale(self) -> dict[str, Any]:
        first, second = self.receipt["sides"]
        return {
            "band": self.receipt["band"],
            "limits": tuple(self.receipt["margin_limits"]),
            "sides": (first["name"], second["name"]),
            "lean": self.glyph,
        }

    @cached_property
    def totals(self) -> tuple[TotalRow, ...]:
        return tuple(
            TotalRow(
                side["name"], glyph, fill, points, percent(points, self.total_low, self.total_high)
            )
            for side, glyph, fill, points in zip(
                self.receipt["sides"], GLYPHS, FILLS, self.points, strict=True
            )
        )

    @cached_property
    def total_ticks(self) -> tuple[int, ...]:
        """Five even marks when they fall on whole points, otherwise only the ends."""
        low, high = self.total_low, self.total_high
        step, rest = divmod(high - low, 4)
        return (low, high) if rest else tuple(range(low, high + 1, step))

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

    @cached_property
    def pulls(self) -> tuple[str, ...]:
        """Which answers, compared with a 3, pull to either side, strongest first."""
        return tuple(self._pulls())

    def _pulls(self) -> Iterator[str]:
        pulls = [
            (
                (row["weights"][0] - row["weights"][1]) * (row["rating"] - NEUTRAL),
                f"{row['name']} ({row['rating']})",
            )
            for row in self.receipt["ledger"]
        ]
        for side, sign in zip(self.receipt["sides"], (1, -1), strict=True):
            ordered = sorted((pull for pull in pulls if pull[0] * sign > 0), key=_by_strength)
            names = [name for _, name in ordered]
            if not names:
                continue
            more = f" and {counted(len(names) - 3, 'other', 'others')}" if len(names) > 3 else ""
            joined = ", ".join(names[:3]) + more if more else listed(names)
            yield f"What pulls toward {side['name'].lower()}: {joined}."

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

    @cached_property
    def further(self) -> tuple[str, ...]:
        return tuple(
            f"The {distance['name']} is {counted(distance['points'], 'step', 'steps')} away."
            for distance in self.receipt["distances"]
            if distance not in self.nearest
        )

    @cached_property
    def swings(self) -> Mapping[str, tuple[SwingRow, ...]]:
        """By persona, one row per answer at the nearest value that would give it alone."""
        found: dict[str, dict[tuple[str, bool], list[dict[str, Any]]]] = {}
        for swing in self.receipt["swings"]:
            rows = found.setdefault(swing["persona_name"], {})
            rows.setdefault((swing["name"], swing["to"] > swing["from"]), []).append(swing)
        return {
            persona: tuple(
                SwingRow(name, swings[0]["from"], _reach(swings, is_up=is_up))
                for (name, is_up), swings in rows.items()
            )
            for persona, rows in found.items()
        }

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


class PageWithoutOdds(Page):
    """A result from before retest odds were stored, which shows all but them."""

    @staticmethod
    def shared(content: Content, slug: str) -> dict[str, Any]:
        without = {"retest": None, "comparison": library.Comparison(content.library, is_brief=True)}
        return {**Page.shared(content, slug), **without}


class ExamplePage(Page):
    """A worked example, which nobody keeps or deletes."""

    def __init__(self, receipt: Mapping[str, Any], persona: Persona) -> None:
        super().__init__(receipt)
        self.example = persona

    @staticmethod
    def shared(content: Content, slug: str) -> dict[str, Any]:
        return {**Page.shared(content, slug), "parts": EXAMPLE_PARTS}


def example_links(definition: Definition) -> tuple[tuple[str, Persona], ...]:
    """The personas that have a worked example, each with its glyph, in the order of the page."""
    if not isinstance(definition.aim, PathAim):
        return ()
    glyphs = dict(zip(definition.aim.sides, GLYPHS, strict=True))
    return tuple(
        (glyphs.get(persona.path or "", NEITHER), persona)
        for persona in definition.aim.personas
        if persona.example
    )


def _by_strength(pull: tuple[int, str]) -> int:
    return -abs(pull[0])


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
