"""Every component in every state on one page, for whoever builds the next page."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rubric import charts as result_charts
from rubric import forms
from rubric.queries import AxisAim, CriterionDefinition, Definition
from rubric.results import matches, paths
from specialties import charts, pictures
from specialties.levels import Level
from specialties.queries import CellView, NoteView, PairTable, PathView, SourceView, ThemeRow
from specialties.specialty_queries import LevelView

SIDES = ("Generalist", "Specialist")
GLYPHS = ("gen", "spec")
LONG = "An extraordinarily long statement that goes on well beyond what anyone would type " * 3


@dataclass(frozen=True, slots=True)
class Result:
    """The parts that a margin alone decides."""

    margin: int
    totals: tuple[paths.TotalRow, ...]
    dial: result_charts.Dial
    line: result_charts.MarginLine


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    return render(request, "pages/styleguide.html", context())


def context() -> dict[str, Any]:
    return {
        "results": [_result(margin) for margin in (28, 14, 5, 0, -9, -28)],
        "ledger": _ledger(),
        "questions": [_question(**state) for state in QUESTION_STATES],
        "form": _missed_form(),
        "chips": CHIPS,
        "levels": [LevelView(level.label, level) for level in Level],
        "days": [
            pictures.day_bar("With figures", "with", (40, 25, 35)),
            pictures.day_bar("Without", "without", None),
        ],
        "fan": pictures.fan(_beams()),
        "contributions": _contributions(),
        "leans": _leans(),
        "middle": charts.percent(3, 1, 5),
        "standings": _standings(),
        "pay": _pay(),
        "pair": PAIR,
        "paths": PATHS,
        "parts": (("one", "First part"), ("two", "Second part"), ("three", LONG[:60])),
        "tasks": (("0", "Done", True), ("1", "Still to do", False), ("2", LONG, False)),
        "ticks": (9, 18, 27, 36, 45),
        "names": ("Emergency Medicine", "Anesthesiology"),
        "long": LONG,
    }


CHIPS = tuple(
    SourceView(f"sample-{mark}", chip, mark, grade, "A source", "Publisher", "2026", "", "")
    for mark, chip, grade in (
        ("pub", "SDMS 2023", "published"),
        ("rep", "US BLS 2024, as reported", "as reported"),
        ("gui", "career guide, no published source", "career guide"),
        ("est", "our estimate", "our estimate"),
    )
)
PATHS = tuple(
    PathView(name.lower(), name, glyph) for name, glyph in zip(SIDES, GLYPHS, strict=True)
)
PAIR = PairTable(
    title="Pairs",
    anchor="pairs",
    rows=(
        ThemeRow(
            "A target and an example",
            (
                (CellView("Exams per day", target="8–12 exams a day"),),
                (CellView("Training given", target="at least 40 hours", is_example=True),),
            ),
            (NoteView("A note with its sources.", CHIPS[:2]),),
        ),
        ThemeRow("Not stated on one side", ((CellView(LONG),), ()), ()),
        ThemeRow(
            "Several, with a lead",
            (
                (CellView("comfort", strong="Patients"), CellView("results", strong="Physicians")),
                (CellView("A hard thing", detail="What helps against it"),),
            ),
            (),
        ),
    ),
    notes=(),
    sources=CHIPS[2:3],
)
QUESTION_STATES: tuple[dict[str, Any], ...] = (
    {"key": "first-view"},
    {"key": "answered", "chosen": "4"},
    {"key": "skippable", "skippable": True},
    {"key": "skipped", "skippable": True, "chosen": forms.SKIPPED},
    {"key": "long", "statement": LONG},
)


def _result(margin: int) -> Result:
    lean = "gen" if margin > 3 else "spec" if margin < -3 else "hyb"
    first, second = 27 + margin // 2 + margin % 2, 27 - margin // 2
    scale: dict[str, Any] = {"band": 3, "limits": (-28, 28), "sides": SIDES, "lean": lean}
    return Result(
        margin,
        tuple(
            paths.TotalRow(name, glyph, points, charts.percent(points, 9, 45))
            for name, glyph, points in zip(SIDES, GLYPHS, (first, second), strict=True)
        ),
        result_charts.dial(margin, **scale),
        result_charts.margin_line(margin, **scale),
    )


def _ledger() -> tuple[paths.LedgerRow, ...]:
    weights = (("On one side", 5, (2, 0)), ("On both sides", 3, (1, 2)), (LONG[:70], 1, (0, 2)))
    return tuple(
        paths.LedgerRow(
            name,
            rating,
            tuple(
                paths.LedgerCell(glyph, weight, weight * rating, f"{weight * rating * 10}%")
                for glyph, weight in zip(GLYPHS, pair, strict=True)
            ),
        )
        for name, rating, pair in weights
    )


def _question(
    *, key: str, chosen: str = "", statement: str = "", skippable: bool = False
) -> forms.RatingForm:
    kept = {key: chosen} if chosen else None
    return forms.RatingForm(_definition(key, statement, skippable), kept=kept)


def _missed_form() -> forms.RatingForm:
    definition = _definition("missed", "", False)
    return forms.RatingForm(definition, QueryDict("version=1"))


def _definition(key: str, statement: str, skippable: bool) -> Definition:
    text = statement or "I like a day in which no two exams are alike."
    return Definition(
        pk=0,
        slug="styleguide",
        version=1,
        title="Styleguide",
        lede="",
        minutes=1,
        allows_skipping=skippable,
        criteria=(CriterionDefinition(0, key, key.capitalize(), text, "Low end", "High end"),),
        aim=AxisAim(()),
    )


def _beams() -> list[pictures.Beam]:
    values = (("generate", 5, 4), ("interpret", 2, 3), ("act", 4, 4), ("tempo", 1, 5))
    return [pictures.Beam(name, Fraction(you), Fraction(it)) for name, you, it in values]


def _contributions() -> matches.Contributions:
    parts = (("Generate", 412), ("Interpret", 0), ("Reason", -158))
    return matches.Contributions(
        slug="emergency-medicine",
        name="Emergency Medicine",
        rows=tuple(
            matches.ContributionRow(
                name,
                "what it asks",
                "4.7",
                "4.2",
                matches.thousandths(part),
                *matches.diverging(part),
                part >= 0,
            )
            for name, part in parts
        ),
        agreement=matches.thousandths(sum(part for _, part in parts)),
        word="partly",
    )


def _leans() -> tuple[matches.LeanRow, ...]:
    def mark(value: int) -> matches.Mark:
        return matches.Mark(charts.percent(value, 1, 5), f"{value}.0")

    return tuple(
        matches.LeanRow(
            name=name,
            gist=gist,
            low_end="little of it",
            high_end="much of it",
            you=mark(value),
            others=(mark(4), mark(2)),
            start=charts.percent(min(value, 3), 1, 5),
            end=charts.percent(max(value, 3), 1, 5),
        )
        for name, gist, value in (("Generate", "probe in hand", 5), ("Tempo", "urgency", 1))
    )


def _standings() -> tuple[matches.WordGroup, ...]:
    groups = (("Very close", "0.85 or more", 951), ("Opposite", "−0.20 or less", -731))
    return tuple(
        matches.WordGroup(
            word,
            bounds,
            (
                matches.StandingRow(
                    "emergency-medicine",
                    "Emergency Medicine",
                    matches.thousandths(number),
                    *matches.diverging(number),
                    charts.percent(number, -1000, 1000),
                    number >= 0,
                ),
            ),
        )
        for word, bounds, number in groups
    )


def _pay() -> charts.RangeChart:
    return charts.range_chart(
        [
            charts.Range("A range", "gen", 60_000, None, 80_000, "", CHIPS[2:3]),
            charts.Range("Another", "spec", 75_000, None, 100_000, "", CHIPS[2:3]),
            charts.Range("Range and median", "", 59_640, 77_740, 101_650, "May 2021", CHIPS[:1]),
            charts.Range("A median alone", "", None, 123_610, None, "May 2024", CHIPS[1:2]),
        ]
    )
