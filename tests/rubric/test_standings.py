from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubric.leans import Ratings, count, lean_by_axis
from rubric.standings import Standing, Target, Word, first_group, meet, prepare, rank, word
from tests.rubric.match_levels import (
    AXES,
    EXAMPLE,
    FIELD,
    ITEMS,
    KEYS,
    SPECIALTIES,
    build,
)

answers = st.none() | st.integers(1, 5)
sheets = st.fixed_dictionaries(dict.fromkeys(KEYS, answers)).filter(
    lambda ratings: any(lean_by_axis(count(ITEMS, ratings)).values())
)
rows = st.lists(st.integers(-2, 3), min_size=6, max_size=6)
fields = st.lists(rows, min_size=1, max_size=7).map(
    lambda found: [
        Target(f"target-{n}", dict(zip(AXES, row, strict=True))) for n, row in enumerate(found)
    ]
)


def standings(ratings: Ratings, targets: list[Target] | None = None) -> list[tuple[Standing, ...]]:
    field = prepare(AXES, targets) if targets else FIELD
    return list(rank(meet(count(ITEMS, ratings), field)))


def in_order(ratings: Ratings) -> list[tuple[str, int, str]]:
    return [
        (row.slug, row.thousandths, row.word.value) for group in standings(ratings) for row in group
    ]


def test_the_ledger_of_the_worked_example():
    first = standings(EXAMPLE)[0][0]

    assert (first.slug, first.dot, first.norm, first.thousandths) == (
        "emergency-medicine",
        54,
        20,
        949,
    )
    assert first.square == Fraction(54**2, 162 * 20)
    by_axis = {
        axis: [
            first.points[item.key]
            for item in ITEMS
            if item.axis == axis and item.key in first.points
        ]
        for axis in AXES
    }
    assert by_axis == {
        "generate": [4, 2, 2, 4],
        "interpret": [1, 0, 0, -1],
        "act": [4, 4, 4, 4],
        "think": [1, 1, 0, 1],
        "people": [-1, 2, 1],
        "tempo": [3, 6, 6, 6],
    }
    assert first.contributions == {
        "generate": 211,
        "interpret": 0,
        "act": 281,
        "think": 53,
        "people": 35,
        "tempo": 369,
    }


def test_the_order_of_the_worked_example():
    order = in_order(EXAMPLE)

    assert [row[:2] for row in order[:4]] == [
        ("emergency-medicine", 949),
        ("critical-care", 943),
        ("anesthesiology", 934),
        ("interventional-radiology", 787),
    ]
    assert order[-1] == ("psychiatry", -539, "away")


def test_twins_are_primary_care_and_psychiatry_alone():
    assert FIELD.twins == (("adult-primary-care", "psychiatry"),)


@pytest.mark.parametrize(("tempo", "are_twins"), [(1, True), (2, False)])
def test_twins_end_where_nine_tenths_do(tempo, are_twins):
    # (3, 0, 0, 0, 0, 0) and (3, 0, 0, 0, 0, 1) agree by √(9/10).
    one = Target("one", dict(zip(AXES, (3, 0, 0, 0, 0, 0), strict=True)))
    other = Target("other", dict(zip(AXES, (3, 0, 0, 0, 0, tempo), strict=True)))
    against = Target("against", dict(zip(AXES, (-2, 0, 0, 0, 0, 0), strict=True)))

    found = prepare(AXES, [one, against, other]).twins

    assert found == ((("one", "other"),) if are_twins else ())


@pytest.mark.parametrize(
    ("line", "at_line", "below"),
    [
        (Fraction(3, 4), Word.VERY_CLOSE, Word.CLOSE),
        (Fraction(1, 2), Word.CLOSE, Word.PARTLY),
        (Fraction(1, 4), Word.PARTLY, Word.NEITHER_WAY),
    ],
)
def test_words_change_exactly_at_their_lines(line, at_line, below):
    assert (word(line), word(line - Fraction(1, 10**30))) == (at_line, below)


def test_words_for_the_other_direction_include_their_lines():
    least = Fraction(1, 10**30)
    lines = [Fraction(-1, 4) + least, Fraction(-1, 4), Fraction(-1, 2) + least, Fraction(-1, 2)]

    assert [word(line) for line in lines] == [Word.NEITHER_WAY, Word.AWAY, Word.AWAY, Word.OPPOSITE]


def test_a_target_without_a_lean_agrees_by_nought():
    targets = [
        Target(slug, dict.fromkeys(AXES, lean))
        for slug, lean in (("against", -1), ("flat", 0), ("with", 1))
    ]

    found = standings(build(1, 1, 1, 1, 1, 1), targets)

    assert [[row.slug for row in group] for group in found] == [["with"], ["flat"], ["against"]]
    assert [group[0].thousandths for group in found] == [1000, 0, -1000]


def test_equal_remainders_go_by_the_order_of_the_axes():
    targets = [Target("own", dict(zip(AXES, (0, 1, 1, 1, 0, 0), strict=True)))]

    found = standings(build(0, 1, 1, 1, 0, 0), targets)[0][0].contributions

    assert found == {
        "generate": 0,
        "interpret": 334,
        "act": 333,
        "think": 333,
        "people": 0,
        "tempo": 0,
    }


def test_different_targets_that_agree_equally_share_a_group():
    first, second, *_ = standings(build(0, 0, 8, 0, 0, 0))

    assert [row.slug for row in first] == ["general-surgery", "orthopedic-surgery"]
    assert [row.slug for row in second] == ["electrophysiology", "vascular-surgery"]


@pytest.mark.parametrize(
    ("targets", "problem"),
    [
        ([], "at least one target"),
        ([SPECIALTIES[0], SPECIALTIES[0]], "slug of its own"),
        ([Target("short", {"act": 1})], "short must have a lean on each axis"),
        ([Target("far", dict.fromkeys(AXES, 4))], "far must lean a whole number"),
        ([Target("far", dict.fromkeys(AXES, -3))], "far must lean a whole number"),
        ([Target("half", {**SPECIALTIES[0].leans, "act": 0.5})], "half must lean a whole number"),  # type: ignore[dict-item]
    ],
)
def test_bad_targets_are_named(targets, problem):
    with pytest.raises(ValueError, match=problem):
        prepare(AXES, targets)


def test_an_answer_on_an_unknown_axis_is_refused():
    field = prepare(("act",), [Target("own", {"act": 1})])

    with pytest.raises(ValueError, match="no target has a lean on generate, interpret"):
        meet(count(ITEMS, build(1, 1, 1, 1, 1, 1)), field)


def float_cosine(leans: Mapping[str, int], own: Mapping[str, int]) -> float:
    norm = sqrt(sum(x * x for x in leans.values()) * sum(own[axis] ** 2 for axis in leans))
    return sum(x * own[axis] for axis, x in leans.items()) / norm if norm else 0.0


@settings(deadline=None, max_examples=60)
@given(ratings=sheets, targets=st.none() | fields)
def test_the_ledger_adds_up(ratings, targets):
    own = {target.slug: target.leans for target in targets or SPECIALTIES}
    leans = meet(count(ITEMS, ratings), FIELD).leans
    square = sum(x * x for x in leans.values())
    for row in (row for group in standings(ratings, targets) for row in group):
        by_axis = dict.fromkeys(leans, 0)
        for item in ITEMS:
            by_axis[item.axis] = by_axis.get(item.axis, 0) + row.points.get(item.key, 0)
        assert {axis: by_axis[axis] for axis in leans} == {
            axis: x * own[row.slug][axis] for axis, x in leans.items()
        }
        assert sum(row.points.values()) == row.dot
        assert row.square * square * row.norm == row.dot * abs(row.dot)
        assert sum(row.contributions.values()) == row.thousandths
        assert list(row.contributions) == [axis for axis in AXES if axis in leans]
        assert row.thousandths == pytest.approx(
            1000 * float_cosine(leans, own[row.slug]), abs=0.5001
        )
        for axis, share in row.contributions.items():
            exact = 1000 * leans[axis] * own[row.slug][axis] / sqrt(square * row.norm or 1)
            assert abs(share - exact) < 1 + 1e-9


@settings(deadline=None, max_examples=60)
@given(ratings=sheets, targets=fields)
def test_the_order_is_that_of_the_cosine(ratings, targets):
    own = {target.slug: target.leans for target in targets}
    leans = meet(count(ITEMS, ratings), FIELD).leans
    found = [
        [float_cosine(leans, own[row.slug]) for row in group]
        for group in standings(ratings, targets)
    ]

    assert all(min(better) > max(worse) - 1e-9 for better, worse in pairwise(found))
    assert all(max(group) - min(group) < 1e-9 for group in found)


@settings(deadline=None, max_examples=60)
@given(ratings=sheets, targets=fields, data=st.data())
def test_the_order_of_targets_matters_within_groups_alone(ratings, targets, data):
    shuffled = data.draw(st.permutations(targets))

    before, after = standings(ratings, targets), standings(ratings, shuffled)

    assert [{row.slug for row in group} for group in before] == [
        {row.slug for row in group} for group in after
    ]
    by_slug = {row.slug: row for group in after for row in group}
    assert all(by_slug[row.slug] == row for group in before for row in group)
    for group in after:
        found = [row.slug for row in group]
        assert found == [target.slug for target in shuffled if target.slug in found]


@settings(deadline=None, max_examples=60)
@given(ratings=sheets, targets=fields)
def test_the_first_group_is_the_first_of_the_ranking(ratings, targets):
    meeting = meet(count(ITEMS, ratings), prepare(AXES, targets))

    assert first_group(meeting, meeting.dots) == tuple(row.slug for row in rank(meeting)[0])
