"""What is known of a content before readers meet it, and that planted faults are found."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from msgspec.structs import replace

from rubric import health
from rubric.content import Content
from rubric.health import firsts, matches, paths, sheets
from rubric.health.figures import (
    Comparison,
    Health,
    MatchHealth,
    Moved,
    NotWorkedOut,
    PathHealth,
    Report,
    Shift,
    Stored,
    Tally,
    Twins,
)
from rubric.health.panel import build, lines
from rubric.health.warnings import warnings
from rubric.scoring import Item, Scheme, persona_at
from rubric.simulated import VERSION_2
from rubric.standings import Meeting
from specialties.levels import Level
from specialties.library import Specialty
from tests.conftest import MATCH, SONOGRAPHER
from tests.rubric import schemes


@pytest.fixture(scope="module")
def seeded(content: Content) -> Health:
    return health.derive(content)


@pytest.fixture
def few_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough to see that it works, not to say anything."""
    monkeypatch.setattr(sheets, "SHEETS", 60)
    monkeypatch.setattr(matches, "MATCHED", 20)


@pytest.fixture
def fewer_matched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough of them for every seeded specialty to lead."""
    monkeypatch.setattr(matches, "MATCHED", 300)


def of_paths(found: Health) -> PathHealth:
    rubric = next(row for row in found.rubrics if row.slug == SONOGRAPHER)
    assert isinstance(rubric, PathHealth)
    return rubric


def of_match(found: Health) -> MatchHealth:
    rubric = next(row for row in found.rubrics if row.slug == MATCH)
    assert isinstance(rubric, MatchHealth)
    return rubric


def placed(specialty: Specialty, **levels: Level) -> Specialty:
    rows = (replace(row, level=levels.get(row.axis, row.level)) for row in specialty.axis_levels)
    return replace(specialty, axis_levels=tuple(rows))


def with_specialties(content: Content, specialties: Iterable[Specialty]) -> Content:
    return replace(content, library=replace(content.library, specialties=tuple(specialties)))


def edited(content: Content, slug: str, **levels: Level) -> Content:
    rows = content.library.specialties
    return with_specialties(
        content, [placed(row, **levels) if row.slug == slug else row for row in rows]
    )


def with_rubric(content: Content, slug: str, **changes: Any) -> Content:
    rows = (replace(row, **changes) if row.slug == slug else row for row in content.rubrics)
    return replace(content, rubrics=tuple(rows))


def with_weights(content: Content, **weights: dict[str, int]) -> Content:
    aim: Any = content.rubric_by_slug[SONOGRAPHER].aim
    return with_rubric(content, SONOGRAPHER, aim=replace(aim, weights={**aim.weights, **weights}))


# What is seeded.


def test_the_seeded_content_is_well(seeded: Health) -> None:
    assert warnings(seeded) == ()


def test_all_sheets_of_the_weights_come_out_as_published(seeded: Health) -> None:
    found = of_paths(seeded)

    assert found.sheets == 390_625
    assert {row.slug: row.sheets for row in found.personas} == {
        "versatile-generalist": 124_344,
        "focused-specialist": 124_344,
        "balanced-hybrid": 141_937,
    }
    assert found.ties == 21_883
    assert found.near == 150_410


def plain_near(scheme: Scheme) -> int:
    """Every sheet, and every answer moved by one point, without a short cut."""
    found = 0
    for ratings in product(range(1, 6), repeat=len(scheme.items)):
        margin = sum(item.step * own for item, own in zip(scheme.items, ratings, strict=True))
        after = {
            persona_at(scheme, margin + item.step * points)
            for item, own in zip(scheme.items, ratings, strict=True)
            for points in (-1, 1)
            if 1 <= own + points <= 5
        }
        found += bool(after - {persona_at(scheme, margin)})
    return found


@pytest.mark.parametrize("weights", [((2, 0), (0, 1), (0, 0)), ((3, 0), (0, 9), (1, 1), (2, 1))])
def test_sheets_near_another_persona_equal_a_plain_count(
    weights: tuple[tuple[int, int], ...], content: Content
) -> None:
    whole = content.rubric_by_slug[SONOGRAPHER].scheme
    items = tuple(Item(str(place), *pair) for place, pair in enumerate(weights))
    scheme = Scheme(whole.sides, items, whole.personas, 1, 3, 0, 0)

    assert paths._near(scheme) == plain_near(scheme) > 0


def test_pairs_of_margins_equal_a_plain_count(content: Content) -> None:
    whole = content.rubric_by_slug[SONOGRAPHER].scheme
    old, new = (
        Scheme(
            whole.sides,
            tuple(Item(str(place), *pair) for place, pair in enumerate(weights)),
            whole.personas,
            1,
            3,
            0,
            0,
        )
        for weights in (((2, 0), (0, 1), (1, 0)), ((0, 3), (0, 1), (0, 0)))
    )

    plain = Counter((2 * a - b + c, -3 * a - b) for a, b, c in product(range(1, 6), repeat=3))
    assert paths._margin_pairs(old, new) == plain


@pytest.mark.slow
def test_all_sheets_near_another_persona_equal_a_plain_count(
    seeded: Health, content: Content
) -> None:
    assert plain_near(content.rubric_by_slug[SONOGRAPHER].scheme) == of_paths(seeded).near


def test_made_up_sheets_agree_with_the_published_simulation(seeded: Health) -> None:
    found = of_match(seeded)
    shares = [100 * row.first / found.sheets for row in found.firsts]
    states = {row.slug: 100 * row.sheets / found.matched for row in found.states}
    expected = VERSION_2.random_states
    raised = 100 * abs(found.raised.after - found.raised.before) / found.sheets

    assert (found.sheets, found.matched) == (2_000, 1_000)
    assert len(found.firsts) == 19
    assert (min(shares), max(shares)) == pytest.approx(VERSION_2.random_first, abs=1)
    assert expected is not None
    # 1,000 sheets have a standard error of up to 1.6 points.
    assert (states["clear"], states["no-clear-first"], states["no-fit"]) == pytest.approx(
        (expected.clear, expected.no_clear_first, expected.no_fit), abs=3
    )
    sizes = [size for size, count in enumerate(found.groups, 1) for _ in range(count)]
    assert (sizes[len(sizes) // 2], sizes[len(sizes) * 9 // 10]) == VERSION_2.random_group
    assert raised == pytest.approx(VERSION_2.raised, abs=1.5)
    assert found.twins == (
        Twins("Adult Primary Care (internal or family medicine)", "Psychiatry", 924, 2, 146, 50),
    )


def test_every_first_place_is_counted_once_for_each_who_shares_it(seeded: Health) -> None:
    found = of_match(seeded)

    assert sum(row.first for row in found.firsts) >= found.sheets
    assert sum(row.sheets for row in found.states) == found.matched
    led = found.states[0].sheets + found.states[1].sheets
    assert sum(found.groups) == led
    leads = sum(row.leads for row in found.firsts)
    assert leads == sum(size * count for size, count in enumerate(found.groups, 1))
    assert found.strongest == 6


def test_the_same_content_gives_the_same_health(content: Content, few_sheets: None) -> None:
    assert health.derive(content) == health.derive(content)


def test_it_says_how_far_it_is(content: Content, few_sheets: None) -> None:
    told: list[tuple[str, int, int]] = []

    health.derive(content, lambda *step: told.append(step))

    assert told == [("Which specialty?", 0, 20), ("Which specialty?", 20, 20)]


def test_made_up_sheets_are_the_same_on_every_machine() -> None:
    keys = ("a", "b", "c")

    drawn, thin = sheets.drawn(keys), sheets.thinned(keys)
    plain, raised = sheets.agreeing(keys)

    assert len(drawn) == len(thin) == len(plain) == len(raised) == 2_000
    assert drawn[:2] == ({"a": 1, "b": 3, "c": 5}, {"a": 5, "b": 1, "c": 2})
    assert drawn == sheets.drawn(keys)
    left_out = sum(row[key] is None for row in thin for key in keys) / 6_000
    assert left_out == pytest.approx(0.2, abs=0.02)
    # Nobody agrees less, most agree more, and nobody leaves the scale.
    pairs = [
        (own[key], other[key]) for own, other in zip(plain, raised, strict=True) for key in keys
    ]
    assert all(1 <= (own or 0) <= (other or 0) <= 5 for own, other in pairs)
    assert sum((other or 0) > (own or 0) for own, other in pairs) > 3_000


# Planted faults.


def planted(content: Content, *others: Specialty) -> tuple[str, ...]:
    rows = content.library.specialties
    return warnings(health.derive(with_specialties(content, (*rows, *others))))


def test_a_planted_twin_is_found(content: Content, fewer_matched: None) -> None:
    own = content.library.specialty_by_slug["neurology"]

    assert planted(content, replace(own, slug="twin", name="Twin")) == (
        "Neurology and Twin lean exactly the same way. No answers can tell them apart.",
    )


def test_a_planted_near_twin_is_found(content: Content, fewer_matched: None) -> None:
    own = replace(content.library.specialty_by_slug["pediatrics"], slug="near", name="Near")

    assert planted(content, placed(own, tempo=Level.LOW_MODERATE)) == (
        "Pediatrics and Near are near twins: their levels differ by one step on one axis.",
    )


def test_planted_specialties_that_nobody_reaches_are_found(
    content: Content, fewer_matched: None
) -> None:
    own = content.library.specialty_by_slug["cardiology"]
    moderate = dict.fromkeys(content.library.axis_by_slug, Level.MODERATE)

    assert planted(
        content,
        placed(replace(own, slug="flat", name="Flat"), **moderate),
        replace(own, slug="bare", name="Bare", axis_levels=()),
    ) == (
        "Flat never leads in 300 made-up sheets. It is Moderate on every axis, so nothing sets "
        "it apart.",
        "Bare has no level on some axis, so it is never matched.",
    )


def added_up(meeting: Meeting, dots: Iterable[int]) -> tuple[str, ...]:
    """The fault: points are added up, and whoever has the strongest levels gets the most."""
    sums = list(dots)
    return tuple(
        slug for slug, own in zip(meeting.field.slugs, sums, strict=True) if own == max(sums)
    )


def test_a_weighted_sum_in_place_of_the_match_is_found(
    content: Content, monkeypatch: pytest.MonkeyPatch, fewer_matched: None
) -> None:
    rows = content.library.specialty_by_slug
    highest = dict.fromkeys(content.library.axis_by_slug, Level.VERY_HIGH)
    top = placed(replace(rows["cardiology"], slug="top", name="Top"), **highest)
    new = with_specialties(content, (*rows.values(), top))

    honest = health.derive(new)
    monkeypatch.setattr(firsts, "first_group", added_up)
    faulty = health.derive(new)

    # To be high on everything wins nothing where directions are compared.
    assert warnings(honest) == ()
    assert of_match(honest).firsts[-1].first < 100 < 300 < of_match(faulty).firsts[-1].first
    found = warnings(faulty)
    assert [text for text in found if text.startswith("Top is first in 1")]
    assert (
        "The 6 specialties with the strongest levels have 58\u00a0% of first places, as if levels "
        "were added up. A strong level must not win by itself."
    ) in found


def test_a_weighted_sum_is_found_without_anybody_new(
    content: Content, monkeypatch: pytest.MonkeyPatch, fewer_matched: None
) -> None:
    monkeypatch.setattr(firsts, "first_group", added_up)

    found = warnings(health.derive(content))

    assert "as if levels were added up" in " ".join(found)


def changed(rubric: Any, **changes: Any) -> tuple[str, ...]:
    return warnings(Health((replace(rubric, **changes),)))


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"ties": 39_063}, "10\u00a0% of all sheets tie: both totals are equal."),
        (
            {"near": 260_417},
            "In 67\u00a0% of all sheets, one point on one answer gives another persona.",
        ),
    ],
)
def test_weights_that_decide_little_are_named(
    seeded: Health, changes: dict[str, int], text: str
) -> None:
    own = of_paths(seeded)

    assert changed(own, **changes) == (text,)
    assert changed(own, **{name: count - 1 for name, count in changes.items()}) == ()


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "No sheet gives the Hybrid."),
        (39_062, "Only 10.0\u00a0% of all sheets give the Hybrid."),
        (39_063, None),
        (234_375, None),
        (234_376, "60\u00a0% of all sheets give the Hybrid."),
    ],
)
def test_a_persona_for_hardly_anybody_or_for_most_is_named(
    seeded: Health, count: int, text: str | None
) -> None:
    found = changed(of_paths(seeded), personas=(Tally("hybrid", "Hybrid", count),))

    assert found == ((text,) if text else ())


def test_a_fair_share_is_one_among_those_who_can_be_matched(seeded: Health) -> None:
    own = of_match(seeded)
    first, *others = own.firsts
    without = replace(own, firsts=(replace(first, standing="without-levels"), *others))

    assert (own.fair, without.fair) == (Fraction(1, 19), Fraction(1, 18))


def test_first_places_far_from_their_fair_share_are_named(seeded: Health) -> None:
    own = of_match(seeded)
    first, *others = own.firsts

    def named(count: int, **changes: Any) -> tuple[str, ...]:
        return changed(own, firsts=(replace(first, first=count, **changes), *others))

    # Twice the fair share of 2,000 sheets among nineteen is 210.5.
    assert named(210) == ()
    assert named(211) == (
        "Emergency Medicine is first in 10.6\u00a0% of made-up sheets, more than twice its fair "
        "share. Few specialties have levels like its own.",
    )
    assert named(0) == (
        "Emergency Medicine is never first in 2,000 made-up sheets. Its levels are close to those "
        "of Anesthesiology.",
    )
    assert named(1) == ()
    assert named(1, leads=0) == (
        "Emergency Medicine never leads in 1,000 made-up sheets. Its levels are close to those of "
        "Anesthesiology.",
    )


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"raised": Shift(2_000, 900, "Neurology", 100, 161)},
            "When everybody agrees more with everything, first places of Neurology change by "
            "3.0\u00a0% of sheets. Statements for and against an axis must cancel.",
        ),
        (
            {"states": (Tally("no-fit", "no fit", 501),)},
            "50\u00a0% of made-up sheets fit no specialty.",
        ),
        ({"groups": (3, 0, 0, 2)}, "40\u00a0% of leading groups have 4 specialties or more."),
        (
            {"twins": (Twins("Here", "There", 950, 2, 10, 5),)},
            "Here and There are near twins. Where one of them leads, both do in 50\u00a0% of "
            "made-up sheets.",
        ),
    ],
)
def test_a_match_that_says_too_little_is_named(
    seeded: Health, changes: dict[str, Any], text: str
) -> None:
    assert changed(of_match(seeded), **changes) == (text,)


@pytest.mark.parametrize(
    "changes",
    [
        {"raised": Shift(2_000, 900, "Neurology", 100, 160)},
        {"raised": Shift(2_000, 900, "Neurology", 160, 100)},
        {"states": (Tally("no-fit", "no fit", 500),)},
        {"groups": (3, 0, 0, 1)},
        {"twins": (Twins("Here", "There", 950, 2, 10, 4),)},
    ],
)
def test_a_match_at_the_line_is_not_named(seeded: Health, changes: dict[str, Any]) -> None:
    assert changed(of_match(seeded), **changes) == ()


# What cannot be worked out.


def test_what_is_not_finished_is_said_and_breaks_nothing(
    content: Content, few_sheets: None
) -> None:
    aim: Any = content.rubric_by_slug[MATCH].aim
    [key, *_] = aim.terms
    gap = {name: term for name, term in aim.terms.items() if name != key}
    without_axis = with_rubric(content, MATCH, aim=replace(aim, terms=gap))
    without_anybody = with_specialties(content, ())
    without_weights = with_weights(
        content, **{key: {} for key in content.rubric_by_slug[SONOGRAPHER].criterion_by_key}
    )

    for broken, slug in (
        (without_axis, MATCH),
        (without_anybody, MATCH),
        (without_weights, SONOGRAPHER),
    ):
        found = {row.slug: row for row in health.derive(broken).rubrics}
        title = content.rubric_by_slug[slug].title
        assert found.pop(slug) == NotWorkedOut(slug, title, health.UNFINISHED)
        assert not any(isinstance(row, NotWorkedOut) for row in found.values())
        compared = {row.slug: row for row in health.compare(content, broken)}
        assert compared[slug].text == health.NOTHING_TO_COMPARE
        assert warnings(health.derive(broken)) == () or slug == SONOGRAPHER


def test_an_older_engine_is_said(content: Content, few_sheets: None) -> None:
    aim: Any = content.rubric_by_slug[MATCH].aim
    older = with_rubric(content, MATCH, aim=replace(aim, engine="axes-1"))

    assert NotWorkedOut(MATCH, "Which specialty?", health.OLDER) in health.derive(older).rubrics
    assert health.apart(older, content, MATCH) == health.OLDER


# Two contents.


def test_nothing_is_changed_by_no_edit(content: Content) -> None:
    assert health.compare(content, content) == (
        Comparison(SONOGRAPHER, "Generalist or specialist?", 390_625),
        Comparison(MATCH, "Which specialty?", 2_000),
    )


def test_a_weight_is_compared_over_all_sheets(content: Content) -> None:
    new = with_weights(content, depth={"generalist": 0, "specialist": 9})

    found = health.compare(content, new)[0]

    assert found.sheets == 390_625
    assert found.moved[0] == Moved("Focused Specialist", 124_344, 340_979)
    assert sum(row.after - row.before for row in found.moved) == 0


def test_a_level_is_compared_over_the_same_made_up_sheets(content: Content) -> None:
    new = edited(content, "pediatrics", tempo=Level.VERY_HIGH)

    found = health.compare(content, new)[1]

    assert found.sheets == 2_000
    assert 100 < found.changed < 300
    assert found.moved[0].name == "Pediatrics"
    assert found.moved[0].before == 77
    # And back again is the same way.
    back = health.compare(new, content)[1]
    assert back.changed == found.changed


def test_the_names_of_what_cannot_be_compared_are_said(content: Content) -> None:
    rubric = content.rubric_by_slug[SONOGRAPHER]
    shorter = with_rubric(content, SONOGRAPHER, criteria=rubric.criteria[1:])
    axes = replace(content, library=replace(content.library, axes=content.library.axes[1:]))
    alone = replace(content, rubrics=content.rubrics[:1])

    assert health.compare(content, shorter)[0].text == health.OTHER_CRITERIA
    assert health.compare(content, axes)[1].text == health.OTHER_AXES
    assert health.compare(alone, content)[1].text == health.ADDED
    assert [row.slug for row in health.compare(content, alone)] == [SONOGRAPHER]


def test_one_sheet_names_who_comes_first(content: Content) -> None:
    persona = firsts.leaders_of(content, content.rubric_by_slug[SONOGRAPHER])
    first = firsts.leaders_of(content, content.rubric_by_slug[MATCH])
    keys = content.rubric_by_slug[MATCH].criterion_by_key

    assert persona(schemes.sheet(*schemes.WORKED)) == ("versatile-generalist",)
    assert first(dict.fromkeys(keys, 3)) == ()
    assert first(dict.fromkeys(keys)) == ()


# The panel.


def test_the_panel_sets_both_beside_each_other(seeded: Health, content: Content) -> None:
    own = of_paths(seeded)
    edit = replace(own, ties=39_063, personas=own.personas[:2])
    old = replace(own, near=260_417)
    report = Report(
        version=1,
        health=Health((edit,)),
        against="",
        comparisons=(
            Comparison(
                own.slug,
                own.title,
                390_625,
                39_062,
                (Moved("Focused Specialist", 124_344, 163_406),),
            ),
        ),
        stored=(Stored(own.slug, own.title, 300, 12),),
    )

    found = build(report, Health((old,)), date(2026, 1, 2))

    assert list(lines(found)) == [
        "Warning: 10\u00a0% of all sheets tie: both totals are equal.",
        "No warning anymore: In 67\u00a0% of all sheets, one point on one answer gives another "
        "persona.",
        "",
        "Generalist or specialist?",
        "This edit changes the persona of 10.0\u00a0% of all possible sheets.",
        "What changes: Focused Specialist from 31.8\u00a0% to 41.8\u00a0%.",
        "Of 300 stored results, 12 would have another persona today. They stay as they are.",
        "",
        "Personas",
        "  Versatile Generalist    31.8\u00a0%    31.8\u00a0%",
        "  Focused Specialist      31.8\u00a0%    31.8\u00a0%",
        "  Balanced Hybrid              –    36.3\u00a0%",
        "",
        "Sheets on an edge",
        "  Both totals are equal                            10.0\u00a0%     5.6\u00a0%",
        "  One point on one answer gives another persona    38.5\u00a0%    66.7\u00a0%",
    ]
    assert [warned.is_new for warned in found.warnings] == [True]
    [personas, _] = found.sections[0].tables
    assert [(row.new_bar, row.old_bar) for row in personas.rows] == [(88, 88), (88, 88), (0, 100)]
    assert personas.note == "Share of all 390,625 sheets that can be filled in."
    assert found.made_on == date(2026, 1, 2)


def test_what_readers_meet_already_is_no_new_warning_and_comes_last(seeded: Health) -> None:
    own = of_paths(seeded)
    old = replace(own, ties=39_063)
    report = Report(1, Health((replace(old, near=260_417),)), "")

    found = build(report, Health((old,)), date(2026, 1, 2))
    alone = build(report, None, date(2026, 1, 2))

    assert [(row.text.split(",")[0], row.is_new) for row in found.warnings] == [
        ("In 67\u00a0% of all sheets", True),
        ("10\u00a0% of all sheets tie: both totals are equal.", False),
    ]
    assert found.gone == ()
    assert [row.is_new for row in alone.warnings] == [False, False]


def test_the_panel_of_a_match_names_every_specialty_by_its_share(seeded: Health) -> None:
    own = of_match(seeded)

    found = build(Report(1, Health((own,)), ""), None, date(2026, 1, 2))

    [section] = found.sections
    [places, states, groups, readings, twins] = section.tables
    assert not found.has_old
    assert [row.name for row in places.rows[:2]] == [
        "Adult Primary Care (internal or family medicine)",
        "Diagnostic Radiology",
    ]
    assert len(places.rows) == 19
    assert [row.new_bar for row in places.rows] == sorted(
        (row.new_bar for row in places.rows), reverse=True
    )
    assert states.rows[0].name == "A clear first"
    assert [row.name for row in groups.rows] == ["None", "1", "2", "3", "4", "5"]
    assert [row.name for row in readings.rows] == [
        "Everybody agrees more with everything",
        "One answer in five is left out",
        "Too much is left out for any order",
    ]
    assert twins.rows[0].new == "34.2\u00a0%"
    assert section.sentences == (
        "When everybody agrees more with everything, first places of Orthopedic Surgery change "
        "most, from 7.0\u00a0% to 8.2\u00a0%.",
    )


@pytest.mark.parametrize(
    ("stored", "newest_only", "text"),
    [
        (
            (None, None),
            False,
            "Fewer than 5 stored results answer these criteria, too few to count.",
        ),
        (
            (40, None),
            False,
            "Of 40 stored results, fewer than 5 would have another first specialty today. They "
            "stay as they are.",
        ),
        (
            (5_000, 1_200),
            True,
            "Of 5,000 of the newest stored results, 1,200 would have another first specialty "
            "today. They stay as they are.",
        ),
    ],
)
def test_few_stored_results_are_not_told_apart(
    seeded: Health, stored: tuple[int | None, int | None], newest_only: bool, text: str
) -> None:
    own = of_match(seeded)
    row = Stored(own.slug, own.title, *stored)
    report = Report(1, Health((own,)), "", stored=(row,), newest_only=newest_only)

    [section] = build(report, None, date(2026, 1, 2)).sections

    assert section.sentences[0] == text


def test_an_edit_without_effect_and_a_comparison_that_is_none_are_said(seeded: Health) -> None:
    own = of_match(seeded)

    def said(found: Comparison) -> str:
        report = Report(1, Health((own,)), "", comparisons=(found,))
        [section] = build(report, None, date(2026, 1, 2)).sections
        return section.sentences[0]

    assert said(Comparison(own.slug, own.title, 2_000)) == (
        "Nothing here changes the first specialty of any sheet."
    )
    assert said(Comparison(own.slug, own.title, text=health.OTHER_AXES)) == health.OTHER_AXES
    assert said(Comparison(own.slug, own.title, 2_000, 1)) == (
        "This edit changes the first specialty of below 0.1\u00a0% of made-up sheets."
    )
