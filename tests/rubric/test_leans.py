from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.leans import (
    AxisItem,
    Flag,
    Missing,
    Ratings,
    count,
    flags,
    lean_by_axis,
    missing,
)
from tests.rubric.match_levels import AXES, EXAMPLE, ITEMS, KEYS, build

BY_SIDE = {
    side: [item.key for item in ITEMS if (item.axis, item.direction) == side]
    for side in ((axis, direction) for axis in AXES for direction in (1, -1))
}
sheets = st.fixed_dictionaries({key: st.none() | st.integers(1, 5) for key in KEYS})
full_sheets = st.fixed_dictionaries({key: st.integers(1, 5) for key in KEYS})


def leans_of(ratings: Ratings) -> dict[str, int]:
    return lean_by_axis(count(ITEMS, ratings))


def test_the_statements_are_two_towards_and_two_away_on_six_axes():
    assert Counter(len(keys) for keys in BY_SIDE.values()) == {2: 12}


def test_leans_of_the_worked_example():
    answers = {answer.key: answer for answer in count(ITEMS, EXAMPLE)}

    assert len(answers) == 23
    assert [key for key, answer in answers.items() if answer.multiplicity == 2] == ["long-talks"]
    assert (answers["long-talks"].step, answers["meet-once"].step) == (2, -1)
    assert leans_of(EXAMPLE) == {
        "generate": 6,
        "people": -2,
        "interpret": 0,
        "tempo": 7,
        "act": 8,
        "think": 3,
    }


def test_an_axis_without_an_answer_on_one_side_does_not_count():
    ratings = build(1, 2, 3, 4, 5, 6) | {"fix-by-hand": None, "procedures-daily": None}

    assert leans_of(ratings).keys() == set(AXES) - {"act"}
    assert missing(ITEMS, ratings) == (
        Missing("act", towards=("fix-by-hand", "procedures-daily"), away=()),
    )


def test_one_answer_on_each_side_is_enough():
    ratings = dict.fromkeys(KEYS) | {"hold-probe": 5, "no-scanning": 2}

    assert leans_of(ratings) == {"generate": 2 * 5 - 2 * 2}
    assert "generate" not in {gap.axis for gap in missing(ITEMS, ratings)}


def test_missing_without_answers_is_both_sides_of_everything():
    gaps = missing(ITEMS, {})

    assert [gap.axis for gap in gaps] == list(dict.fromkeys(item.axis for item in ITEMS))
    assert gaps[0] == Missing(
        "generate", ("hold-probe", "scan-daily"), ("others-scan", "no-scanning")
    )


@pytest.mark.parametrize("rating", [0, 6, -1, True, False, 3.0, "3", [3]])
@pytest.mark.parametrize("read", [count, missing])
def test_a_bad_rating_is_named(read, rating):
    with pytest.raises(ValueError, match=r"^rating of little-talk must be a whole number from 1"):
        read(ITEMS, {"little-talk": rating})


def test_an_unknown_key_is_named():
    with pytest.raises(ValueError, match=r"^unknown criterion much-talk, zeal$"):
        count(ITEMS, {"zeal": 3, "much-talk": None})


def test_a_repeated_item_is_refused():
    with pytest.raises(ValueError, match="same key"):
        count([*ITEMS, ITEMS[0]], {})


def test_a_third_statement_on_one_side_is_refused():
    with pytest.raises(ValueError, match="more than 2 statements on one side of act"):
        count([*ITEMS, AxisItem("more-hands", "act", 1)], {})


@pytest.mark.parametrize(
    ("ratings", "found"),
    [
        (dict.fromkeys(KEYS, 3), (Flag.ALL_ALIKE,)),
        (dict.fromkeys(KEYS, 4), (Flag.ALL_ALIKE, Flag.YES_SAYING)),
        (dict.fromkeys(KEYS, 2), (Flag.ALL_ALIKE, Flag.NO_SAYING)),
        (dict.fromkeys(KEYS, 4) | {"hold-probe": 5, "no-scanning": 3}, (Flag.YES_SAYING,)),
        (dict.fromkeys(KEYS, 4) | {"no-scanning": 3}, ()),
        (dict.fromkeys(KEYS, 2) | {"no-scanning": 3}, ()),
        (dict.fromkeys(KEYS, 2) | {"no-scanning": 1}, (Flag.NO_SAYING,)),
        (dict.fromkeys(KEYS, 3) | {"no-scanning": None}, (Flag.ALL_ALIKE, Flag.LEFT_OUT)),
        ({"hold-probe": 3}, (Flag.LEFT_OUT,)),
        ({}, (Flag.LEFT_OUT,)),
    ],
)
def test_flags(ratings, found):
    assert flags(ITEMS, ratings) == found


@given(ratings=sheets)
def test_one_more_on_every_answer_leaves_the_leans(ratings):
    tame = {key: rating and min(rating, 4) for key, rating in ratings.items()}

    assert leans_of({key: rating and rating + 1 for key, rating in tame.items()}) == leans_of(tame)


@given(ratings=sheets, rating=st.integers(1, 5))
def test_equal_answers_cancel(ratings, rating):
    alike = {key: given and rating for key, given in ratings.items()}

    assert set(leans_of(alike).values()) <= {0}


@given(ratings=full_sheets, left_out=st.sampled_from(KEYS))
def test_an_answer_whose_twin_is_left_out_counts_twice(ratings, left_out):
    (twin,) = (
        key for keys in BY_SIDE.values() if left_out in keys for key in keys if key != left_out
    )

    assert leans_of(ratings | {left_out: None}) == leans_of(ratings | {left_out: ratings[twin]})


@given(ratings=sheets)
def test_leans_stay_within_eight_and_lie_on_counted_axes(ratings):
    leans = leans_of(ratings)

    gaps = {gap.axis for gap in missing(ITEMS, ratings)}
    assert all(-8 <= lean <= 8 for lean in leans.values())
    assert leans.keys() | gaps == set(AXES)
    assert not leans.keys() & gaps


@given(ratings=sheets, data=st.data())
def test_the_order_of_statements_and_answers_does_not_matter(ratings, data):
    items = data.draw(st.permutations(ITEMS))

    shuffled = count(items, dict(reversed(ratings.items())))

    assert set(shuffled) == set(count(ITEMS, ratings))
    assert lean_by_axis(shuffled) == leans_of(ratings)
