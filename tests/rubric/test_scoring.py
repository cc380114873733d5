import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.scoring import LevelNote, Strength, persona_at, score, strength_at
from tests.rubric.schemes import KEYS, SCHEME, WORKED, sheet

sheets = st.tuples(*[st.integers(1, 5)] * 8).map(lambda ratings: sheet(*ratings))


def test_the_worked_example() -> None:
    result = score(SCHEME, sheet(*WORKED))

    assert (result.first_total, result.second_total, result.margin) == (39, 25, 14)
    assert result.persona == "versatile-generalist"
    assert result.strength is Strength.CLEAR
    assert result.notes == ()


@pytest.mark.parametrize(
    ("ratings", "totals", "persona"),
    [
        ((5, 2, 5, 5, 3, 2, 3, 5), (43, 25), "versatile-generalist"),
        ((2, 5, 3, 2, 5, 5, 4, 3), (25, 41), "focused-specialist"),
        ((4, 4, 4, 3, 4, 3, 4, 4), (34, 34), "balanced-hybrid"),
    ],
)
def test_the_three_personas(
    ratings: tuple[int, ...], totals: tuple[int, int], persona: str
) -> None:
    result = score(SCHEME, sheet(*ratings))

    assert (result.first_total, result.second_total) == totals
    assert result.persona == persona


def test_the_scales_run_as_the_method_page_says() -> None:
    assert (SCHEME.lowest_total, SCHEME.highest_total) == (9, 45)
    assert SCHEME.margin_limits == (-28, 28)


@given(sheets)
def test_the_ledger_adds_up_to_the_totals(ratings: dict[str, int]) -> None:
    result = score(SCHEME, ratings)

    assert sum(row.first for row in result.ledger) == result.first_total
    assert sum(row.second for row in result.ledger) == result.second_total
    assert result.first_total - result.second_total == result.margin
    assert [row.key for row in result.ledger] == list(KEYS)
    assert all(row.first == row.first_weight * row.rating for row in result.ledger)


@pytest.mark.parametrize(
    ("margin", "persona", "strength"),
    [
        (28, "versatile-generalist", Strength.CLEAR),
        (10, "versatile-generalist", Strength.CLEAR),
        (9, "versatile-generalist", Strength.LEANS),
        (4, "versatile-generalist", Strength.LEANS),
        (3, "balanced-hybrid", Strength.NONE),
        (0, "balanced-hybrid", Strength.NONE),
        (-3, "balanced-hybrid", Strength.NONE),
        (-4, "focused-specialist", Strength.LEANS),
        (-9, "focused-specialist", Strength.LEANS),
        (-10, "focused-specialist", Strength.CLEAR),
    ],
)
def test_both_edges_of_every_band(margin: int, persona: str, strength: Strength) -> None:
    assert persona_at(SCHEME, margin) == persona
    assert strength_at(SCHEME, margin) is strength


@pytest.mark.parametrize("rating", [1, 2, 3, 4, 5])
def test_all_equal_sheets_tie_and_say_so(rating: int) -> None:
    result = score(SCHEME, sheet(*[rating] * 8))

    assert result.margin == 0
    assert LevelNote.ALL_ALIKE in result.notes


def test_a_low_sheet_says_that_little_appealed() -> None:
    result = score(SCHEME, sheet(3, 2, 2, 2, 2, 2, 3, 2))

    assert (result.first_total, result.second_total) == (20, 20)
    assert result.notes == (LevelNote.LITTLE_APPEALS,)


def test_a_high_sheet_says_that_both_sides_appeal() -> None:
    result = score(SCHEME, sheet(4, 4, 4, 4, 4, 4, 4, 5))

    assert (result.first_total, result.second_total) == (38, 37)
    assert result.notes == (LevelNote.BOTH_APPEAL,)


def test_one_total_on_the_wrong_side_of_a_level_earns_no_note() -> None:
    assert score(SCHEME, sheet(3, 3, 2, 2, 2, 2, 3, 3)).first_total == 22
    assert score(SCHEME, sheet(3, 3, 2, 2, 2, 2, 3, 3)).second_total == 23
    assert score(SCHEME, sheet(3, 3, 2, 2, 2, 2, 3, 3)).notes == ()


@pytest.mark.parametrize("bad", [0, 6, -1, 3.0, "3", True, None])
def test_a_rating_outside_the_scale_is_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match=r"rating of pace must be a whole number from 1 to 5"):
        score(SCHEME, {**sheet(*WORKED), "pace": bad})


def test_a_missing_and_an_unknown_criterion_are_refused() -> None:
    short = sheet(*WORKED)
    del short["depth"]

    with pytest.raises(ValueError, match="no rating for depth"):
        score(SCHEME, short)
    with pytest.raises(ValueError, match="unknown criterion height"):
        score(SCHEME, {**sheet(*WORKED), "height": 3})


def test_weights_are_data() -> None:
    doubled = dataclasses.replace(
        SCHEME,
        items=tuple(
            dataclasses.replace(item, first=2 * item.first, second=2 * item.second)
            for item in SCHEME.items
        ),
    )

    assert score(doubled, sheet(*WORKED)).margin == 28
