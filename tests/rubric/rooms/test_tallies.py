"""What one sheet adds to the picture of a class."""

import pytest

from rubric.definition import Definition
from rubric.rooms.tallies import Tally, change, tally
from rubric.scoring import Strength

RECEIPT = {
    "axes": [{"key": "hands"}, {"key": "pace"}, {"key": "people"}],
    "leans": {"hands": 3, "pace": -1},
    "leading": ["breast", "cardiac"],
}


@pytest.mark.parametrize(
    ("side", "strength", "cell"),
    [
        ("second", Strength.CLEAR, 0),
        ("second", Strength.LEANS, 1),
        ("neither", Strength.NONE, 2),
        ("first", Strength.LEANS, 3),
        ("first", Strength.CLEAR, 4),
    ],
)
def test_a_lean_counts_from_a_clear_one_to_the_second_path_to_one_to_the_first(
    definition: Definition, side: str, strength: Strength, cell: int
) -> None:
    slug = getattr(definition.scheme.personas, side)
    receipt = {"persona": {"slug": slug}, "strength": strength, "swings": []}

    assert tally(definition, {}, receipt).cells == {"outcome": cell, "near": 0}
    assert tally(definition, {}, {**receipt, "swings": [{}]}).cells["near"] == 1


def test_a_match_says_where_it_leans_and_all_that_comes_first(
    match_definition: Definition,
) -> None:
    found = tally(match_definition, {"detail": 1}, RECEIPT)

    assert found.specialties == ("breast", "cardiac")
    assert found.cells == {
        "statement detail": 0,
        "lean hands": 2,
        "lean pace": 0,
        "lean people": 1,
        "settled": 1,
    }


def test_a_match_where_nothing_comes_first_is_not_settled(match_definition: Definition) -> None:
    found = tally(match_definition, {}, {**RECEIPT, "leading": []})

    assert found.specialties == ()
    assert found.cells["settled"] == 0


@pytest.mark.parametrize(("rating", "cell"), [(1, 0), (3, 2), (5, 4), (None, 2)])
def test_what_does_not_matter_counts_in_the_middle(
    match_definition: Definition, rating: int | None, cell: int
) -> None:
    assert tally(match_definition, {"detail": rating}, RECEIPT).cells["statement detail"] == cell


def test_a_change_says_for_every_statement_which_way_it_went() -> None:
    first = Tally({"statement a": 1, "statement b": 4, "statement c": 2, "outcome": 0})
    second = Tally({"statement a": 3, "statement b": 0, "statement c": 2, "outcome": 4})

    assert change(first, second).cells == {
        "change statement a": 2,
        "change statement b": 0,
        "change statement c": 1,
    }
