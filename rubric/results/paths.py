"""The page of a sheet whose weights point at two paths. Pure."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from rubric import pictures
from rubric.content import Content
from rubric.definition import Definition, PathAim, Persona
from rubric.receipts.paths import aim_of
from rubric.scoring import LevelNote, score
from specialties.pages import paths as library
from specialties.pictures import percent
from specialties.words import counted, listed, number_word, signed

# The glyph and colour of the first side, the second side, and of neither.
GLYPHS, NEITHER = ("gen", "spec"), "hyb"
# The patterns of bars, which stay apart without any color.
FILLS = ("f-gen", "f-hs")
NEUTRAL = 3
# Up to this many one-point changes a result is fairly firm, beyond it firm.
FAIRLY_FIRM = 3

EXAMPLE_PARTS = (
    ("totals", "Two totals"),
    ("firm", "How firm is this?"),
    ("ledger", "Every point"),
    *library.PARTS,
    ("examples", "Worked examples"),
    *library.LAST_PARTS,
)
PARTS = (*EXAMPLE_PARTS, ("keep", "Keep or delete"))


class Caution(NamedTuple):
    heading: str
    text: str
    items: tuple[str, ...] = ()


LEVEL_TEXTS = {
    LevelNote.ALL_ALIKE: Caution(
        "Every answer was the same",
        "With one rating for all, a sheet says nothing about what you like more. "
        "Go through it a second time and let small differences "
        "show: which of these would you miss most?",
    ),
    LevelNote.LITTLE_APPEALS: Caution(
        "Little on this list appealed to you",
        "Both totals are low. That says less about which side fits than about the list: "
        "neither way of working drew you much. Talk with someone who does the job before you "
        "read anything into the margin.",
    ),
    LevelNote.BOTH_APPEAL: Caution(
        "Both sides appeal to you",
        "Both totals are high. You could see yourself in either way of working, so look at "
        "the setting, the team and the pay before the label.",
    ),
}
TIES_BY_CONSTRUCTION = Caution(
    "The same rating for all always ties",
    "Both sides get the same total then, whichever number you choose: the sheet ties by "
    "construction.",
)


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


class SwingRow(NamedTuple):
    """An answer that would change the persona alone; `at`: its new rating, “2 or less”."""

    name: str
    rating: int
    at: str
    persona: str


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
        self.strength = receipt["strength"]
        self.is_tie = receipt["margin"] == 0
        self.total_low, self.total_high = receipt["total_limits"]
        # Stored objects keep no order of keys, so the sides say which total is which.
        self.points = [receipt["totals"][side["slug"]] for side in receipt["sides"]]

    @staticmethod
    def shared(content: Content, slug: str) -> dict[str, Any]:
        """What the pages of all results of an edition say alike."""
        definition = content.rubric_by_slug[slug]
        return {
            "rubric": slug,
            "parts": PARTS,
            "comparison": library.Comparison(content.library),
            "examples": example_links(definition),
        }

    @property
    def headline(self) -> str:
        return str(self.persona["headline"])

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
    def cautions(self) -> tuple[Caution, ...]:
        notes = self.receipt["notes"]
        texts = [LEVEL_TEXTS[LevelNote(note)] for note in notes]
        is_by_construction = self.is_tie and LevelNote.ALL_ALIKE in notes
        return (TIES_BY_CONSTRUCTION, *texts) if is_by_construction else tuple(texts)

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
    def pulls(self) -> str:
        """Which answers, compared with a middling 3, pull to either side, strongest first."""
        return " ".join(self._pulls())

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
            yield f"Toward {side['name'].lower()}: {joined}."

    @cached_property
    def nearest(self) -> list[dict[str, Any]]:
        """The personas that take the fewest one-point changes; several when equally near."""
        least = min(distance["points"] for distance in self.receipt["distances"])
        return [row for row in self.receipt["distances"] if row["points"] == least]

    @cached_property
    def firm_word(self) -> str:
        points = self.nearest[0]["points"]
        if points == 1:
            return "Not very firm."
        return "Fairly firm." if points <= FAIRLY_FIRM else "Firm."

    @cached_property
    def firmness(self) -> str:
        """How little would change the persona."""
        points = self.nearest[0]["points"]
        names = " or ".join(f"the {distance['name']}" for distance in self.nearest)
        if points == 1:
            return f"One answer, moved by one point, would make this {names}."
        return f"It takes at least {number_word(points)} one-point changes to make this {names}."

    @cached_property
    def further(self) -> tuple[str, ...]:
        return tuple(
            f"The {distance['name']} is at least "
            f"{counted(distance['points'], 'one-point change', 'one-point changes')} away."
            for distance in self.receipt["distances"]
            if distance not in self.nearest
        )

    @cached_property
    def swings(self) -> tuple[SwingRow, ...]:
        """One row per answer and persona, at the nearest value that would do it alone."""
        rows: dict[tuple[str, str, bool], list[dict[str, Any]]] = {}
        for swing in self.receipt["swings"]:
            is_up = swing["to"] > swing["from"]
            rows.setdefault((swing["name"], swing["persona_name"], is_up), []).append(swing)
        return tuple(
            SwingRow(name, found[0]["from"], _reach(found, is_up=is_up), persona)
            for (name, persona, is_up), found in rows.items()
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
        }

    def otherwise(self, content: Content, definition: Definition) -> Caution | None:
        """Say so when the same answers give another persona or strength under an edition.

        Raises ValueError when the questionnaire asks for other answers now.
        """
        outcome = score(definition.scheme, self.receipt["ratings"])
        if (outcome.persona, outcome.strength) == (self.persona["slug"], self.strength):
            return None
        name = aim_of(definition).persona(outcome.persona).name
        return Caution(
            "The questionnaire has been edited since",
            "This page shows what was true on the day you answered. With the questionnaire of "
            f"today the same answers would make this the {name}, {outcome.strength.value}.",
        )


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


def _reach(swings: list[dict[str, Any]], *, is_up: bool) -> str:
    nearest = swings[0]["to"]
    if len(swings) == 1:
        return str(nearest)
    return f"{nearest} or {'more' if is_up else 'less'}"
