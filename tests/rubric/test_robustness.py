import dataclasses
from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubric import facts
from rubric.robustness import Distance, Swing, assess, ways
from rubric.scoring import Item, Scheme, persona_at, score
from tests.rubric.schemes import KEYS, SCHEME, WORKED, sheet

STEPS = tuple(item.step for item in SCHEME.items)
Sheet = tuple[int, ...]


def test_the_worked_example_is_six_points_from_a_hybrid() -> None:
    robustness = assess(SCHEME, sheet(*WORKED))

    assert robustness.smallest == (Distance("balanced-hybrid", 6),)
    assert robustness.distances[1] == Distance("focused-specialist", 9)
    assert robustness.swings == ()


def test_one_answer_that_would_change_the_persona_is_named() -> None:
    # Generalist 34, specialist 29: two points outside the band.
    robustness = assess(SCHEME, sheet(4, 3, 4, 4, 4, 2, 4, 3))

    assert robustness.smallest == (Distance("balanced-hybrid", 1),)
    one_point = [swing for swing in robustness.swings if swing.points == 1]
    assert one_point == [
        Swing("variety", 4, 3, "balanced-hybrid"),
        Swing("depth", 3, 4, "balanced-hybrid"),
        Swing("patients", 4, 3, "balanced-hybrid"),
        Swing("pace", 4, 3, "balanced-hybrid"),
        Swing("research", 2, 3, "balanced-hybrid"),
        Swing("independence", 4, 5, "balanced-hybrid"),
    ]


def test_equally_near_personas_are_both_named() -> None:
    robustness = assess(SCHEME, sheet(3, 3, 3, 3, 3, 3, 3, 3))

    assert robustness.smallest == (
        Distance("versatile-generalist", 2),
        Distance("focused-specialist", 2),
    )


def test_the_ways_to_the_nearest_persona_share_few_answers() -> None:
    ratings = sheet(*WORKED)

    assert ways(SCHEME, ratings, Distance("balanced-hybrid", 6), most=3) == [
        {"variety": 1, "depth": 4},
        {"patients": 1, "pace": 1},
        {"variety": 1, "research": 4},
    ]


@given(st.tuples(*[st.integers(1, 5)] * 8))
@settings(max_examples=60, deadline=None)
def test_every_way_takes_the_fewest_changes_to_its_persona(ratings: Sheet) -> None:
    answers = sheet(*ratings)
    for target in assess(SCHEME, answers).distances:
        found = ways(SCHEME, answers, target, most=3)
        assert found
        assert len({tuple(way.items()) for way in found}) == len(found) <= 3
        for way in found:
            assert score(SCHEME, {**answers, **way}).persona == target.persona
            assert sum(abs(to - answers[key]) for key, to in way.items()) == target.points
            assert all(to != answers[key] for key, to in way.items())
        # Those that move the fewest answers come first.
        assert [len(way) for way in found] == sorted(len(way) for way in found)


@pytest.mark.parametrize("bad", [0, 6])
def test_a_bad_rating_is_refused(bad: int) -> None:
    with pytest.raises(ValueError, match="pace"):
        assess(SCHEME, {**sheet(*WORKED), "pace": bad})


def brute_force_points(scheme: Scheme, ratings: Sheet) -> dict[str, int]:
    """Fewest one-point changes to each other persona, by looking at every other sheet."""
    own = score(scheme, dict(zip([i.key for i in scheme.items], ratings, strict=True))).persona
    fewest: dict[str, int] = {}
    for other in product(range(1, 6), repeat=len(ratings)):
        margin = sum(i.step * value for i, value in zip(scheme.items, other, strict=True))
        persona = persona_at(scheme, margin)
        points = sum(abs(a - b) for a, b in zip(ratings, other, strict=True))
        if persona != own:
            fewest[persona] = min(points, fewest.get(persona, points))
    return fewest


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=3, max_size=3),
    st.tuples(*[st.integers(1, 5)] * 3),
    st.integers(0, 6),
)
@settings(max_examples=150, deadline=None)
def test_any_weights_agree_with_brute_force(
    weights: list[tuple[int, int]], ratings: Sheet, band: int
) -> None:
    items = tuple(Item(f"c{n}", first, second) for n, (first, second) in enumerate(weights))
    scheme = dataclasses.replace(SCHEME, items=items, band=band, clear_from=band + 1)
    named = dict(zip([item.key for item in items], ratings, strict=True))

    found = {distance.persona: distance.points for distance in assess(scheme, named).distances}

    assert found == brute_force_points(scheme, ratings)


def fewest_points_on_the_grid(personas: Mapping[Sheet, str], target: str) -> dict[Sheet, int]:
    """Spread outwards from every sheet of a persona, one point on one answer at a time."""
    reached = {ratings: 0 for ratings, persona in personas.items() if persona == target}
    edge = list(reached)
    points = 0
    while edge:
        points += 1
        following = []
        for ratings in edge:
            for place in range(8):
                for moved in (ratings[place] - 1, ratings[place] + 1):
                    if 1 <= moved <= 5:
                        near = (*ratings[:place], moved, *ratings[place + 1 :])
                        if near not in reached:
                            reached[near] = points
                            following.append(near)
        edge = following
    return reached


@pytest.mark.slow
def test_every_sheet_agrees_with_brute_force() -> None:
    margins = {
        ratings: sum(map(int.__mul__, STEPS, ratings)) for ratings in product(range(1, 6), repeat=8)
    }
    personas = {ratings: persona_at(SCHEME, margin) for ratings, margin in margins.items()}
    grids = {slug: fewest_points_on_the_grid(personas, slug) for slug in SCHEME.personas.all()}
    # Sheets with the same sums leave the same room to move, so each kind is worked out once,
    # but every sheet is compared.
    found: dict[tuple[int, ...], dict[str, int]] = {}
    for ratings, own in personas.items():
        v, d, p, f, s, r, i, c = ratings
        kind = (v + p + f, d + r + i, s, c)
        if kind not in found:
            distances = assess(SCHEME, sheet(*ratings)).distances
            found[kind] = {distance.persona: distance.points for distance in distances}
        assert found[kind] == {slug: grid[ratings] for slug, grid in grids.items() if slug != own}
    check_facts(margins, personas)
    check_swings(margins, personas)


def check_facts(margins: Mapping[Sheet, int], personas: Mapping[Sheet, str]) -> None:
    """What the method page prints, counted sheet by sheet."""
    derived = facts.derive(SCHEME)
    assert derived.sheets == len(margins) == 390_625
    assert derived.tie_share * derived.sheets == sum(m == 0 for m in margins.values())
    assert round(float(derived.tie_share) * 100, 1) == 5.6
    for slug, share in derived.persona_shares.items():
        assert share * derived.sheets == sum(p == slug for p in personas.values())
    assert [round(float(share) * 100) for share in derived.persona_shares.values()] == [32, 32, 36]
    assert (derived.largest_step, derived.all_steps) == (2, 14)
    assert derived.ties_when_all_alike
    for ratings, margin in margins.items():
        if margin > 0:
            worst_single = max(
                abs(step)
                for step, rating in zip(STEPS, ratings, strict=True)
                if (rating > 1 if step > 0 else rating < 5)
            )
            worst_all = sum(
                abs(step)
                for step, rating in zip(STEPS, ratings, strict=True)
                if (rating > 1 if step > 0 else rating < 5)
            )
            # A lead of 1 or 2 can be lost to one point, one of 3 or more cannot.
            assert (margin - worst_single <= 0) == (margin <= 2)
            assert margin - worst_all > 0 or margin <= derived.all_steps


def check_swings(margins: Mapping[Sheet, int], personas: Mapping[Sheet, str]) -> None:
    """On every thousandth sheet, all single answers and values, one by one."""
    for ratings in list(margins)[::997]:
        expected = {
            (KEYS[place], value, personas[(*ratings[:place], value, *ratings[place + 1 :])])
            for place in range(8)
            for value in range(1, 6)
            if personas[(*ratings[:place], value, *ratings[place + 1 :])] != personas[ratings]
        }
        swings = assess(SCHEME, sheet(*ratings)).swings
        assert {(swing.key, swing.to, swing.persona) for swing in swings} == expected
        assert [swing.points for swing in swings] == sorted(swing.points for swing in swings)


def test_a_naive_count_would_be_caught() -> None:
    """Dividing the gap by the largest step forgets that an answer cannot pass 1 or 5."""
    items = (Item("a", 4, 0), Item("b", 0, 1), Item("c", 0, 3))
    scheme = dataclasses.replace(SCHEME, items=items)
    gap = scheme.band + 1
    naive = -(-gap // 4)

    exact = {d.persona: d.points for d in assess(scheme, {"a": 1, "b": 1, "c": 1}).distances}

    assert exact == brute_force_points(scheme, (1, 1, 1))
    assert exact["focused-specialist"] == 2
    assert naive == 1
