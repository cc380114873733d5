from fractions import Fraction
from itertools import product
from math import prod, sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubric.leans import Ratings, count
from rubric.odds import (
    RETEST,
    Odds,
    across_the_border,
    match_odds,
    persona_odds,
    phrase,
    spread,
    tenths,
)
from rubric.scoring import score
from rubric.simulated import LATTICE_ERROR, LATTICE_LARGEST, UNDER_ASSUMPTION
from rubric.standings import meet, rank
from tests.rubric.match_levels import AXES, EXAMPLE, FIELD, ITEMS, random_sheet
from tests.rubric.schemes import KEYS, SCHEME, sheet

GENERALIST, SPECIALIST, HYBRID = SCHEME.personas.all()
COLUMNS = [FIELD.leans[axis] for axis in AXES]


def answers_of(ratings: Ratings) -> list[list[tuple[int, int]]]:
    answers = count(ITEMS, ratings)
    return [[(own.step, own.rating) for own in answers if own.axis == axis] for axis in AXES]


def odds_of(ratings: Ratings) -> dict[str, Odds]:
    return dict(zip(FIELD.slugs, match_odds(answers_of(ratings), COLUMNS), strict=True))


# The table.


def test_of_each_hundred_answers_all_come_back():
    assert [sum(row) for row in RETEST.values()] == [100] * 5


def test_the_table_is_that_of_the_specification():
    assert RETEST[3] == (7, 25, 36, 25, 7)
    assert RETEST[4] == (0, 7, 25, 43, 25)
    assert RETEST[5] == (0, 0, 7, 25, 68)
    assert all(RETEST[rating] == RETEST[6 - rating][::-1] for rating in RETEST)


@given(answers=st.lists(st.tuples(st.integers(-2, 2), st.integers(1, 5)), max_size=4))
def test_spread_equals_every_retake_one_by_one(answers):
    found: dict[int, int] = {}
    for again in product(range(1, 6), repeat=len(answers)):
        total = sum(step * rating for (step, _), rating in zip(answers, again, strict=True))
        weight = prod(RETEST[old][new - 1] for (_, old), new in zip(answers, again, strict=True))
        if weight:
            found[total] = found.get(total, 0) + weight

    assert spread(answers) == found
    assert sum(found.values()) == 100 ** len(answers)


# Words.


@pytest.mark.parametrize(
    ("share", "rounded"),
    [
        (Fraction(0), 0),
        (Fraction(1, 20) - Fraction(1, 10**9), 0),
        (Fraction(1, 20), 1),
        (Fraction(3, 20), 2),
        (Fraction(1, 4), 3),
        (Fraction(19, 20), 10),
        (Fraction(1), 10),
    ],
)
def test_tenths_round_halves_up(share, rounded):
    assert tenths(share) == rounded


def test_phrases():
    assert phrase(Fraction(12510, 36780)) == "in about 3 of 10 retakes"
    assert phrase(Fraction(95, 100)) == "in nearly every retake"
    assert phrase(Fraction(4, 100)) == "in hardly any"


# The odds of a persona.


def rounded(odds):
    return {persona: round(float(share), 4) for persona, share in odds.items()}


def test_odds_of_the_worked_sonographer():
    odds = persona_odds(SCHEME, sheet(5, 2, 4, 4, 3, 2, 3, 5))

    assert rounded(odds) == {GENERALIST: 0.9660, HYBRID: 0.0337, SPECIALIST: 0.0004}
    assert list(odds) == [GENERALIST, SPECIALIST, HYBRID]
    assert sum(odds.values()) == 1
    assert across_the_border(odds, GENERALIST) == ()


def test_odds_of_the_hybrid_example():
    odds = persona_odds(SCHEME, sheet(4, 4, 4, 3, 4, 3, 4, 4))

    assert rounded(odds) == {HYBRID: 0.5396, GENERALIST: 0.2302, SPECIALIST: 0.2302}
    assert odds[GENERALIST] == odds[SPECIALIST]


@pytest.mark.slow
@pytest.mark.parametrize("ratings", [(5, 2, 4, 4, 3, 2, 3, 5), (3, 1, 2, 4, 5, 3, 3, 2)])
def test_odds_of_a_persona_equal_all_retakes(ratings):
    found = dict.fromkeys(SCHEME.personas.all(), 0)
    for again in product(range(1, 6), repeat=8):
        weight = prod(RETEST[old][new - 1] for old, new in zip(ratings, again, strict=True))
        if weight:
            found[score(SCHEME, sheet(*again)).persona] += weight

    whole = 100**8
    assert persona_odds(SCHEME, sheet(*ratings)) == {
        persona: Fraction(weight, whole) for persona, weight in found.items()
    }


@pytest.mark.parametrize("ratings", [sheet(5, 2, 4, 4, 3, 2, 3, 6), dict.fromkeys(KEYS[1:], 3)])
def test_odds_of_a_bad_sheet_are_refused(ratings):
    with pytest.raises(ValueError, match=r"^(no )?rating"):
        persona_odds(SCHEME, ratings)


@pytest.mark.parametrize(
    ("own", "others", "across"),
    [
        (45, (40, 15), ()),
        (44, (40, 16), ("one",)),
        (30, (30, 40), ("other",)),
        (30, (35, 35), ("one", "other")),
    ],
)
def test_across_the_border_lies_the_likeliest_other(own, others, across):
    odds = dict(zip(("one", "own", "other"), (others[0], own, others[1]), strict=True))

    shares = {persona: Fraction(percent, 100) for persona, percent in odds.items()}

    assert across_the_border(shares, "own") == across


# The odds of a match.


def test_odds_of_the_worked_example_to_the_unit():
    odds = odds_of(EXAMPLE)

    leading = ("emergency-medicine", "critical-care", "anesthesiology")
    assert [odds[slug].first * 60 * 613 for slug in leading] == [9600, 12510, 11700]
    assert [tenths(odds[slug].first) for slug in leading] == [3, 3, 3]
    assert [odds[slug].first_three * 613 for slug in leading] == [582, 502, 495]
    assert sum(own.first for own in odds.values()) == 1
    assert [slug for slug, own in odds.items() if tenths(own.first) >= 1] == [
        "emergency-medicine",
        "anesthesiology",
        "critical-care",
    ]


@pytest.mark.parametrize("sharing", range(1, 9))
def test_a_first_place_is_split_and_more_than_six_share_nothing(sharing):
    # The lean is 1 to 4 but for 3 of 613 retakes, where it is 0 and all of them come first.
    odds = match_odds([[(1, 5), (-1, 1)]], [[3] * sharing + [-2] * 7])

    share = Fraction(610, 613 * sharing) if sharing <= 6 else 0
    assert [own.first for own in odds] == [share] * sharing + [0] * 7


@pytest.mark.parametrize(("sharing", "share"), [(3, 1), (6, 1), (7, 0)])
def test_everyone_on_third_place_is_among_the_first_three(sharing, share):
    odds = match_odds([[(1, 5), (1, 5), (-1, 1), (-1, 1)]], [[1] * sharing])

    assert [own.first_three for own in odds] == [share] * sharing


def test_odds_depend_on_the_place_of_an_axis_and_skip_axes_without_answers():
    answers = answers_of(EXAMPLE)
    without = [own if axis != "interpret" else [] for axis, own in zip(AXES, answers, strict=True)]
    dropped = [own for own in without if own]
    columns = [FIELD.leans[axis] for axis in AXES if axis != "interpret"]

    assert match_odds(without, COLUMNS) != match_odds(answers, COLUMNS)
    # The same axes in other places: other slices, nearly the same odds.
    for one, other in zip(match_odds(without, COLUMNS), match_odds(dropped, columns), strict=True):
        assert float(one.first) == pytest.approx(float(other.first), abs=0.03)


def test_one_or_two_targets_have_odds_as_well():
    answers = answers_of(EXAMPLE)

    (own,) = match_odds(answers, [column[:1] for column in COLUMNS])
    assert own == Odds(Fraction(1), Fraction(1))
    both = match_odds(answers, [column[:2] for column in COLUMNS])
    assert [odds.first_three for odds in both] == [1, 1]


@settings(deadline=None, max_examples=40)
@given(data=st.data(), seed=st.integers(0, 10**6))
def test_odds_do_not_depend_on_the_order_of_answers_or_targets(data, seed):
    answers = answers_of(random_sheet(Random(seed)))  # noqa: S311
    order = data.draw(st.permutations(range(len(FIELD.slugs))))

    shuffled = match_odds(
        [data.draw(st.permutations(own)) for own in answers],
        [[column[target] for target in order] for column in COLUMNS],
    )

    plain = match_odds(answers, COLUMNS)
    assert list(shuffled) == [plain[target] for target in order]


def plain_odds(answers, columns):
    """The lattice as the specification words it, without any short cut."""
    norms = [
        sum(column[t] ** 2 for own, column in zip(answers, columns, strict=True) if own)
        for t in range(19)
    ]
    scale = [int(10**6 / sqrt(norm)) for norm in norms]
    firsts, threes = [Fraction(0)] * 19, [Fraction(0)] * 19
    for retake in range(613):
        scores = [0] * 19
        for place, own in enumerate(answers):
            weights = sorted(spread(own).items())
            whole, up_to = 100 ** len(own), 0
            piece = retake * 67**place % 613
            ends = []
            for owner, weight in weights:
                up_to += weight
                ends.append((owner, (2 * 613 * up_to + whole) // (2 * whole)))
            lean = next(owner for owner, end in ends if piece < end)
            for target in range(19):
                scores[target] += lean * columns[place][target] * scale[target]
        for places, tally in ((1, firsts), (3, threes)):
            least = sorted(scores)[-places]
            sharing = [target for target, own_score in enumerate(scores) if own_score >= least]
            if len(sharing) <= 6:
                for target in sharing:
                    tally[target] += Fraction(1, len(sharing) if places == 1 else 1) / 613
    return [Odds(*pair) for pair in zip(firsts, threes, strict=True)]


@pytest.mark.slow
def test_odds_equal_the_lattice_taken_step_by_step():
    random = Random(2026)  # noqa: S311
    for ratings in (EXAMPLE, *(random_sheet(random) for _ in range(4))):
        answers = answers_of(ratings)
        assert list(match_odds(answers, COLUMNS)) == plain_odds(answers, COLUMNS)


def drawn_odds(ratings: Ratings, retakes: int, random: Random) -> list[float]:
    """First-place shares in random retakes, worked out with floats."""
    leans = []
    for own in answers_of(ratings):
        weights = spread(own)
        leans.append(random.choices(list(weights), list(weights.values()), k=retakes))
    units = [
        [y / sqrt(sum(x * x for x in target)) for y in target]
        for target in zip(*COLUMNS, strict=True)
    ]
    found = [0.0] * len(units)
    for a, b, c, d, e, f in zip(*leans, strict=True):
        scores = [a * p + b * q + c * r + d * s + e * t + f * u for p, q, r, s, t, u in units]
        best = max(scores) - 1e-9
        sharing = [target for target, own_score in enumerate(scores) if own_score >= best]
        for target in sharing if len(sharing) <= 6 else ():
            found[target] += 1 / len(sharing) / retakes
    return found


@pytest.mark.slow
def test_the_lattice_is_near_random_retakes():
    random = Random(613)  # noqa: S311
    errors = []
    for _ in range(25):
        ratings = random_sheet(random)
        lattice = [float(own.first) for own in match_odds(answers_of(ratings), COLUMNS)]
        drawn = drawn_odds(ratings, 20_000, random)
        errors += [100 * (one - other) for one, other in zip(lattice, drawn, strict=True)]

    # 20,000 random retakes have an error of their own.
    root = sqrt(sum(error**2 for error in errors) / len(errors))
    assert root == pytest.approx(LATTICE_ERROR, abs=0.2)
    assert max(map(abs, errors)) < LATTICE_LARGEST + 0.4
    assert abs(sum(errors)) < 1


@pytest.mark.slow
def test_odds_are_calibrated_under_their_assumption():
    """The first comes first again as often as its odds say, within a point on average."""
    random = Random(67)  # noqa: S311
    said = came = 0.0
    count_of_sheets = 500
    for _ in range(count_of_sheets):
        ratings = random_sheet(random)
        meeting = meet(count(ITEMS, ratings), FIELD)
        first = rank(meeting)[0][0]
        said += float(first.odds.first)
        drawn = drawn_odds(ratings, 200, random)
        came += drawn[FIELD.slugs.index(first.slug)]

    points = 100 * (said - came) / count_of_sheets
    assert abs(points) < UNDER_ASSUMPTION
