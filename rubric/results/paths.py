"""The page of a sheet whose weights point at two paths."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rubric import charts, queries
from rubric.models import Assessment
from rubric.queries import ExampleLink
from rubric.receipts import Receipt
from rubric.scoring import LevelNote
from rubric.words import signed
from specialties import queries as library
from specialties.charts import percent
from specialties.words import counted, listed, number_word

# The glyph and colour of the first side, the second side, and of neither.
FIRST, SECOND, NEITHER = "gen", "spec", "hyb"
NEUTRAL = 3


EXAMPLE_PARTS = (
    ("totals", "Two totals"),
    ("firm", "How firm is this?"),
    ("ledger", "Every point"),
    *library.PARTS,
    ("examples", "Worked examples"),
    *library.LAST_PARTS,
)
KEEP_PART = ("keep", "Keep or delete")


@dataclass(frozen=True, slots=True)
class LevelText:
    heading: str
    text: str


LEVEL_TEXTS = {
    LevelNote.ALL_ALIKE: LevelText(
        "Every answer was the same",
        "With one rating for all, a sheet says nothing about what you like more. "
        "Go through it a second time and let small differences "
        "show: which of these would you miss most?",
    ),
    LevelNote.LITTLE_APPEALS: LevelText(
        "Little on this list appealed to you",
        "Both totals are low. That says less about which side fits than about the list: "
        "neither way of working drew you much. Talk with someone who does the job before you "
        "read anything into the margin.",
    ),
    LevelNote.BOTH_APPEAL: LevelText(
        "Both sides appeal to you",
        "Both totals are high. You could see yourself in either way of working, so look at "
        "the setting, the team and the pay before the label.",
    ),
}


TIES_BY_CONSTRUCTION = LevelText(
    "The same rating for all always ties",
    "Both sides get the same total then, whichever number you choose: the sheet ties by "
    "construction.",
)


@dataclass(frozen=True, slots=True)
class TotalRow:
    name: str
    glyph: str
    points: int
    width: str


@dataclass(frozen=True, slots=True)
class LedgerCell:
    glyph: str
    weight: int
    points: int
    width: str


@dataclass(frozen=True, slots=True)
class LedgerRow:
    name: str
    rating: int
    cells: tuple[LedgerCell, ...]


@dataclass(frozen=True, slots=True)
class SwingRow:
    name: str
    rating: int
    at: str
    persona: str


@dataclass(frozen=True, slots=True)
class Firmness:
    """How little would change the persona, in words, and which answers would."""

    word: str
    sentence: str
    swings: tuple[SwingRow, ...]
    further: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    rubric: str
    version: int
    created_on: date
    expires_on: date | None
    headline: str
    persona: str
    glyph: str
    strength: str
    summary: str
    pulls: tuple[str, ...]
    is_tie: bool
    notes: tuple[LevelText, ...]
    totals: tuple[TotalRow, ...]
    total_low: int
    total_high: int
    total_ticks: tuple[int, ...]
    margin: str
    subtraction: str
    dial: charts.Dial
    line: charts.MarginLine
    firmness: Firmness
    ledger: tuple[LedgerRow, ...]
    comparison: library.Comparison
    examples: tuple[ExampleLink, ...]
    example: ExampleLink | None
    caption: str
    data_url: str
    parts: tuple[tuple[str, str], ...]


def build(assessment: Assessment, *, data_url: str) -> ResultPage:
    """Build the page of a stored result from its receipt: what was shown stays shown."""
    receipt: Receipt = assessment.receipt
    examples = queries.example_links(assessment.rubric.slug)
    own = receipt["persona"]["slug"] if assessment.example_of_id else ""
    return ResultPage(
        rubric=assessment.rubric.slug,
        version=assessment.rubric.version,
        created_on=assessment.created_on,
        expires_on=assessment.expires_on,
        headline=receipt["persona"]["headline"],
        persona=receipt["persona"]["name"],
        glyph=_glyph(receipt, receipt["persona"]["path"]),
        strength=receipt["strength"],
        summary=receipt["persona"]["summary"],
        pulls=_pulls(receipt),
        is_tie=receipt["margin"] == 0,
        notes=_level_texts(receipt),
        totals=totals_of(receipt),
        total_low=receipt["total_limits"][0],
        total_high=receipt["total_limits"][1],
        total_ticks=_ticks(*receipt["total_limits"]),
        margin=signed(receipt["margin"]),
        subtraction=subtraction_of(receipt),
        dial=charts.dial(receipt["margin"], **scale_of(receipt)),
        line=charts.margin_line(receipt["margin"], **scale_of(receipt)),
        firmness=_firmness(receipt),
        ledger=ledger_of(receipt),
        comparison=library.comparison(),
        examples=examples,
        example=next((link for link in examples if link.slug == own), None),
        caption=_caption(receipt),
        data_url=data_url,
        parts=EXAMPLE_PARTS if assessment.example_of_id else (*EXAMPLE_PARTS, KEEP_PART),
    )


def data(assessment: Assessment) -> dict[str, Any]:
    """The same result as data. `smallest_change.personas` names all that are equally near."""
    receipt: Receipt = assessment.receipt
    nearest = _nearest(receipt)
    return {
        "rubric": assessment.rubric.slug,
        "version": assessment.rubric.version,
        "ratings": {row["criterion"]: row["rating"] for row in receipt["ledger"]},
        "totals": {side["slug"]: receipt["totals"][side["slug"]] for side in receipt["sides"]},
        "margin": receipt["margin"],
        "persona": receipt["persona"]["slug"],
        "strength": receipt["strength"],
        "band": receipt["band"],
        "notes": receipt["notes"],
        "smallest_change": {
            "points": nearest[0]["points"],
            "persona": nearest[0]["persona"],
            "personas": [distance["persona"] for distance in nearest],
        },
        "swings": [
            {key: swing[key] for key in ("criterion", "from", "to", "persona")}
            for swing in receipt["swings"]
        ],
        "ledger": [
            {
                "criterion": row["criterion"],
                "rating": row["rating"],
                "points": {
                    side["slug"]: points
                    for side, points in zip(receipt["sides"], row["points"], strict=True)
                },
            }
            for row in receipt["ledger"]
        ],
    }


def _level_texts(receipt: Receipt) -> tuple[LevelText, ...]:
    texts = [LEVEL_TEXTS[LevelNote(note)] for note in receipt["notes"]]
    if LevelNote.ALL_ALIKE in receipt["notes"] and receipt["margin"] == 0:
        texts.insert(0, TIES_BY_CONSTRUCTION)
    return tuple(texts)


def _glyph(receipt: Receipt, path: str | None) -> str:
    slugs = [side["slug"] for side in receipt["sides"]]
    return (FIRST, SECOND)[slugs.index(path)] if path in slugs else NEITHER


def scale_of(receipt: Receipt) -> dict[str, Any]:
    first, second = receipt["sides"]
    return {
        "band": receipt["band"],
        "limits": tuple(receipt["margin_limits"]),
        "sides": (first["name"], second["name"]),
        "lean": _glyph(receipt, receipt["persona"]["path"]),
    }


def totals_of(receipt: Receipt) -> tuple[TotalRow, ...]:
    low, high = receipt["total_limits"]
    return tuple(
        TotalRow(side["name"], glyph, points, percent(points, low, high))
        for side, glyph, points in zip(
            receipt["sides"], (FIRST, SECOND), _points(receipt), strict=True
        )
    )


def _points(receipt: Receipt) -> tuple[int, int]:
    # Stored objects keep no order of keys, so the sides say which total is which.
    first, second = (receipt["totals"][side["slug"]] for side in receipt["sides"])
    return first, second


def _ticks(low: int, high: int) -> tuple[int, ...]:
    """Five even marks when they fall on whole points, otherwise only the ends."""
    step, rest = divmod(high - low, 4)
    return tuple(range(low, high + 1, step)) if not rest else (low, high)


def _caption(receipt: Receipt) -> str:
    low, high = receipt["margin_limits"]
    return (
        f"The beam is the margin, {subtraction_of(receipt)}, on a scale from {signed(low)} "
        f"to {signed(high)}."
    )


def subtraction_of(receipt: Receipt) -> str:
    first, second = _points(receipt)
    return f"{first} − {second} = {signed(receipt['margin'])}"


def ledger_of(receipt: Receipt) -> tuple[LedgerRow, ...]:
    most = max(points for row in receipt["ledger"] for points in row["points"])
    return tuple(
        LedgerRow(
            name=row["name"],
            rating=row["rating"],
            cells=tuple(
                LedgerCell(glyph, weight, points, percent(points, 0, most))
                for glyph, weight, points in zip(
                    (FIRST, SECOND), row["weights"], row["points"], strict=True
                )
            ),
        )
        for row in receipt["ledger"]
    )


def _pulls(receipt: Receipt) -> tuple[str, ...]:
    """Say which answers, compared with a middling 3, pull to either side, strongest first."""
    pulls = [
        (
            (row["weights"][0] - row["weights"][1]) * (row["rating"] - NEUTRAL),
            f"{row['name']} ({row['rating']})",
        )
        for row in receipt["ledger"]
    ]
    sentences = []
    for side, sign in zip(receipt["sides"], (1, -1), strict=True):
        strength = sorted({pull * sign for pull, _ in pulls if pull * sign > 0}, reverse=True)
        names = [name for level in strength for pull, name in pulls if pull * sign == level]
        if names:
            more = f" and {counted(len(names) - 3, 'other', 'others')}" if len(names) > 3 else ""
            joined = ", ".join(names[:3]) + more if more else listed(names)
            sentences.append(f"Toward {side['name'].lower()}: {joined}.")
    return tuple(sentences)


def _nearest(receipt: Receipt) -> list[dict[str, Any]]:
    least = min(distance["points"] for distance in receipt["distances"])
    return [distance for distance in receipt["distances"] if distance["points"] == least]


def _firmness(receipt: Receipt) -> Firmness:
    nearest = _nearest(receipt)
    points = nearest[0]["points"]
    names = " or ".join(f"the {distance['name']}" for distance in nearest)
    if points == 1:
        word, sentence = (
            "Not very firm.",
            f"One answer, moved by one point, would make this {names}.",
        )
    else:
        word = "Fairly firm." if points <= 3 else "Firm."
        sentence = (
            f"It takes at least {number_word(points)} one-point changes to make this {names}."
        )
    swings = _swing_rows(receipt["swings"])
    return Firmness(
        word=word,
        sentence=sentence,
        swings=swings,
        further=tuple(
            f"The {distance['name']} is at least "
            f"{counted(distance['points'], 'one-point change', 'one-point changes')} away."
            for distance in receipt["distances"]
            if distance not in nearest
        ),
    )


def _swing_rows(swings: Iterable[dict[str, Any]]) -> tuple[SwingRow, ...]:
    """One row per answer and persona, at the nearest value that would do it alone."""

    def group(swing: dict[str, Any]) -> tuple[str, str, bool]:
        return swing["name"], swing["persona_name"], swing["to"] > swing["from"]

    rows: dict[tuple[str, str, bool], list[dict[str, Any]]] = {}
    for swing in swings:
        rows.setdefault(group(swing), []).append(swing)
    return tuple(
        SwingRow(name, found[0]["from"], _reach(found, is_up=is_up), persona)
        for (name, persona, is_up), found in rows.items()
    )


def _reach(swings: list[dict[str, Any]], *, is_up: bool) -> str:
    nearest = swings[0]["to"]
    if len(swings) == 1:
        return str(nearest)
    return f"{nearest} or {'more' if is_up else 'less'}"
