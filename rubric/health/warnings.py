"""What an editor should look at before readers meet a content, as sentences. Pure.

A warning keeps nothing from being published. Twice the fair share is the line of the design; the
other lines are our estimates, drawn well beyond what the published content shows today.
"""

from collections.abc import Iterator
from fractions import Fraction

from rubric.health.figures import First, Health, MatchHealth, NotWorkedOut, PathHealth, Twins
from specialties.words import grouped, share_words

# A specialty may come first so many times as often as if all had the same share.
FAIR_TIMES = 2
# Near twins that two steps part, and that lead together in 34 of 100 sheets, are there today.
STEPS, TOGETHER = 1, Fraction(1, 2)
# A fault of adding up where directions are compared: the strongest levels win. Today the third
# with the strongest levels has 1.2 times its part; added up they would have 1.7 times.
STRONGEST_TIMES = Fraction(3, 2)
# A first-place share may move so far when everybody agrees more; the first match moved by 11.5
# points, today's by 0.2, and 2,000 sheets are off by up to 1.5.
RAISED = Fraction(3, 100)
# Sheets filled in at random find nobody in 30 of 100 cases.
NO_FIT = Fraction(1, 2)
# Groups of so many say little, and one of four in twenty is what there is today.
WIDE_GROUP, WIDE_GROUPS = 4, Fraction(1, 4)
# A persona has a third of all sheets where all are alike.
FEW_SHEETS, MANY_SHEETS = Fraction(1, 10), Fraction(3, 5)
TIES = Fraction(1, 10)
NEAR = Fraction(2, 3)


def warnings(health: Health) -> tuple[str, ...]:
    """Name what is wrong with a content, each in a sentence or two; nothing when it is well."""
    return tuple(text for rubric in health.rubrics for text in _warnings(rubric))


def _warnings(rubric: PathHealth | MatchHealth | NotWorkedOut) -> Iterator[str]:
    if isinstance(rubric, PathHealth):
        yield from _of_paths(rubric)
    elif isinstance(rubric, MatchHealth):
        yield from _of_a_match(rubric)


def _of_paths(rubric: PathHealth) -> Iterator[str]:
    sheets = rubric.sheets
    for persona in rubric.personas:
        share = Fraction(persona.sheets, sheets)
        if not persona.sheets:
            yield f"No sheet gives the {persona.name}."
        elif share < FEW_SHEETS:
            yield f"Only {share_words(share, places=1)} of all sheets give the {persona.name}."
        elif share > MANY_SHEETS:
            yield f"{share_words(share)} of all sheets give the {persona.name}."
    if (ties := Fraction(rubric.ties, sheets)) > TIES:
        yield f"{share_words(ties)} of all sheets tie: both totals are equal."
    if (near := Fraction(rubric.near, sheets)) > NEAR:
        yield (
            f"In {share_words(near)} of all sheets, one point on one answer gives another persona."
        )


def _of_a_match(rubric: MatchHealth) -> Iterator[str]:
    yield from _of_first_places(rubric)
    for twins in rubric.twins:
        yield from _of_twins(twins)
    yield from _of_strength(rubric)
    yield from _of_all_sheets(rubric)


def _of_twins(twins: Twins) -> Iterator[str]:
    pair = f"{twins.one} and {twins.other}"
    together = Fraction(twins.together, twins.led or 1)
    if twins.thousandths == 1000:
        yield f"{pair} lean exactly the same way. No answers can tell them apart."
    elif twins.steps <= STEPS:
        yield f"{pair} are near twins: their levels differ by one step on one axis."
    elif together >= TOGETHER:
        yield (
            f"{pair} are near twins. Where one of them leads, both do in {share_words(together)} "
            "of made-up sheets."
        )


def _of_first_places(rubric: MatchHealth) -> Iterator[str]:
    most = FAIR_TIMES * rubric.fair * rubric.sheets
    for row in rubric.firsts:
        if row.standing == "without-levels":
            yield f"{row.name} has no level on some axis, so it is never matched."
        elif not row.first:
            sheets = grouped(rubric.sheets)
            yield f"{row.name} is never first in {sheets} made-up sheets.{_why(row)}"
        elif not row.leads:
            yield f"{row.name} never leads in {grouped(rubric.matched)} made-up sheets.{_why(row)}"
        elif row.first > most:
            share = Fraction(row.first, rubric.sheets)
            yield (
                f"{row.name} is first in {share_words(share, places=1)} of made-up sheets, more "
                f"than twice its fair share. Few specialties have levels like its own."
            )


def _why(row: First) -> str:
    if row.standing == "all-moderate":
        return " It is Moderate on every axis, so nothing sets it apart."
    return f" Its levels are close to those of {row.nearest}." if row.nearest else ""


def _of_strength(rubric: MatchHealth) -> Iterator[str]:
    places = sum(row.first for row in rubric.firsts)
    share = Fraction(rubric.strongest_first, places or 1)
    if rubric.strongest and share > STRONGEST_TIMES * rubric.strongest * rubric.fair:
        yield (
            f"The {rubric.strongest} specialties with the strongest levels have "
            f"{share_words(share)} of first places, as if levels were added up. A strong level "
            "must not win by itself."
        )


def _of_all_sheets(rubric: MatchHealth) -> Iterator[str]:
    raised = rubric.raised
    if (moved := Fraction(abs(raised.after - raised.before), raised.sheets)) > RAISED:
        yield (
            f"When everybody agrees more with everything, first places of {raised.name} change by "
            f"{share_words(moved, places=1)} of sheets. Statements for and against an axis must "
            "cancel."
        )
    unfit = {row.slug: row.sheets for row in rubric.states}.get("no-fit", 0)
    if (share := Fraction(unfit, rubric.matched)) > NO_FIT:
        yield f"{share_words(share)} of made-up sheets fit no specialty."
    wide, led = sum(rubric.groups[WIDE_GROUP - 1 :]), sum(rubric.groups)
    if (share := Fraction(wide, led or 1)) > WIDE_GROUPS:
        yield f"{share_words(share)} of leading groups have {WIDE_GROUP} specialties or more."
