from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from random import Random
from time import thread_time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rubric.leans import AxisItem
from rubric.matching_1 import (
    LeadingGroup,
    Missing,
    Ranking,
    Swing,
    Target,
    Unranked,
    Word,
    axis_values,
    leading_group,
    leans,
    missing,
    prepare,
    rank,
    swings,
    word,
)

AXES = ("generate", "interpret", "act", "reason", "tempo")
STEPS = {
    name: Fraction(tenths, 10)
    for name, tenths in {"L": 10, "LM": 18, "M": 26, "MH": 34, "H": 42, "VH": 50}.items()
}
TABLE = """
emergency-medicine           H  M  H  M  VH
internal-medicine            LM H  LM H  M
cardiology                   M  VH LM MH M
interventional-cardiology    LM H  VH LM H
electrophysiology            LM MH VH M  MH
general-surgery              LM M  VH LM H
diagnostic-radiology         LM VH LM LM M
interventional-radiology     H  H  VH L  H
anesthesiology               VH LM VH LM VH
critical-care                H  M  H  MH VH
ob-gyn                       H  LM H  M  H
neurology                    L  H  LM H  LM
neurosurgery                 L  H  VH LM H
vascular-surgery             M  MH VH LM MH
breast-surgery               M  M  H  M  M
orthopedic-surgery           L  MH VH LM M
adult-primary-care           L  LM LM VH L
pediatrics                   L  LM LM VH LM
psychiatry                   L  L  L  VH L
"""
SPECIALTIES = tuple(
    Target(slug, dict(zip(AXES, (STEPS[name] for name in names), strict=True)))
    for slug, *names in (line.split() for line in TABLE.strip().splitlines())
)
FIELD = prepare(SPECIALTIES)
ITEMS = tuple(
    item
    for axis in AXES
    for item in (
        AxisItem(f"{axis}-1", axis, 1),
        AxisItem(f"{axis}-2", axis, 1),
        AxisItem(f"{axis}-3", axis, -1),
    )
)
Sheet = Mapping[str, int | None]


def profile(*levels: int | Fraction) -> dict[str, Fraction]:
    return {axis: Fraction(level) for axis, level in zip(AXES, levels, strict=False)}


def sheet(*levels: int, **changed: int | None) -> dict[str, int | None]:
    """Answers whose axis values are these levels, then changed: act_3=None."""
    own = dict(zip(AXES, levels, strict=True))
    ratings: dict[str, int | None] = {
        item.key: own[item.axis] if item.direction == 1 else 6 - own[item.axis] for item in ITEMS
    }
    return ratings | {key.replace("_", "-"): rating for key, rating in changed.items()}


def random_sheets(count: int, seed: int) -> list[dict[str, int | None]]:
    random = Random(seed)  # noqa: S311
    return [{item.key: random.randint(1, 5) for item in ITEMS} for _ in range(count)]


def slugs(ranking: Ranking) -> list[tuple[str, ...]]:
    return [tuple(standing.slug for standing in group) for group in ranking.groups]


def target(slug: str, *levels: int | Fraction) -> Target:
    return Target(slug, profile(*levels))


levels = st.fractions(min_value=1, max_value=5, max_denominator=12)
profiles = st.lists(levels, min_size=5, max_size=5).map(lambda row: profile(*row))
fields = st.lists(profiles, min_size=1, max_size=7).map(
    lambda rows: [Target(f"target-{number}", row) for number, row in enumerate(rows)]
)
guide_fields = st.lists(st.sampled_from(SPECIALTIES), min_size=1, unique_by=lambda own: own.slug)
any_answer, tame_answer = st.none() | st.integers(1, 5), st.sampled_from([3, 3, 3, 2, 4, None])
sheets = st.fixed_dictionaries({item.key: any_answer for item in ITEMS}) | st.fixed_dictionaries(
    {item.key: tame_answer for item in ITEMS}
)


# The specification's profiles.


@pytest.mark.parametrize(
    ("levels", "leaders", "at_least", "next_below"),
    [
        (
            (5, 3, 5, 2, 5),
            "emergency-medicine anesthesiology critical-care ob-gyn interventional-radiology",
            850,
            600,
        ),
        (
            (1, 5, 1, 3, 3),
            "diagnostic-radiology internal-medicine cardiology neurology",
            800,
            400,
        ),
        ((1, 1, 2, 5, 1), "adult-primary-care psychiatry pediatrics", 950, 600),
    ],
)
def test_rank_of_profile_is_the_guides_grouping(levels, leaders, at_least, next_below):
    values = axis_values(ITEMS, sheet(*levels))

    standings = [standing for group in rank(values, FIELD).groups for standing in group]

    count = len(leaders.split())
    assert values == profile(*levels)
    assert [standing.slug for standing in standings[:count]] == leaders.split()
    assert all(s.square >= Fraction(at_least, 1000) ** 2 for s in standings[:count])
    assert 0 < standings[count].square < Fraction(next_below, 1000) ** 2


def test_rank_of_surgical_profile_begins_with_six_surgical_fields():
    order = [slug for group in slugs(rank(profile(1, 3, 5, 2, 4), FIELD)) for slug in group]

    assert order[0] == "general-surgery"
    assert set(order[1:6]) == {
        "neurosurgery",
        "electrophysiology",
        "interventional-cardiology",
        "orthopedic-surgery",
        "vascular-surgery",
    }


# Answers to axis values.


def test_axis_values_turn_reversed_statements():
    values = axis_values(ITEMS, {"act-1": 5, "act-2": 4, "act-3": 2, "tempo-1": 1, "tempo-3": 4})

    assert values == {"act": Fraction(13, 3), "tempo": Fraction(3, 2)}
    assert leans(values) == {"act": Fraction(4, 3), "tempo": Fraction(-3, 2)}


def test_axis_values_leave_out_axis_with_one_answer():
    ratings = sheet(5, 3, 5, 2, 5, act_1=None, act_3=None, tempo_2=None)

    assert axis_values(ITEMS, ratings).keys() == {"generate", "interpret", "reason", "tempo"}
    assert missing(ITEMS, ratings) == Missing(
        axes=("act",), unanswered=("act-1", "act-3", "tempo-2"), wanted=("act-1", "act-3")
    )


def test_missing_without_answers_is_everything():
    keys = tuple(item.key for item in ITEMS)

    assert missing(ITEMS, {}) == Missing(axes=AXES, unanswered=keys, wanted=keys)


@pytest.mark.parametrize("rating", [0, 6, -1, True, False, 3.0, "3", [3]])
def test_axis_values_with_bad_rating_says_which(rating):
    with pytest.raises(ValueError, match=r"^rating of act-1 must be a whole number from 1 to 5$"):
        axis_values(ITEMS, {"act-1": rating})


def test_axis_values_with_unknown_key_says_which():
    with pytest.raises(ValueError, match=r"^unknown criterion act-4, zeal-1$"):
        axis_values(ITEMS, {"zeal-1": 3, "act-4": None})


def test_axis_values_with_repeated_item_is_refused():
    with pytest.raises(ValueError, match="same key"):
        axis_values([*ITEMS, ITEMS[0]], {})


# Ranking.


def test_rank_without_direction_says_so():
    values = axis_values(ITEMS, {item.key: 3 for item in ITEMS})

    assert rank(values, FIELD) == Ranking((), reason=Unranked.NO_DIRECTION)


def test_rank_of_fewer_than_three_axes_says_so():
    assert rank(profile(5, 1), FIELD) == Ranking((), reason=Unranked.TOO_FEW_AXES)
    assert rank({}, FIELD).reason is Unranked.TOO_FEW_AXES
    assert rank(profile(5, 1, 3), FIELD).reason is None


def test_rank_counts_only_answered_axes():
    same_on_three = [target("one", 5, 1, 2, 5, 5), target("two", 5, 1, 2, 1, 1)]

    assert slugs(rank(profile(4, 2, 3), same_on_three)) == [("one", "two")]


def test_rank_of_target_without_lean_is_nought():
    targets = [target("against", 1, 1, 1), target("flat", 3, 3, 3), target("with", 5, 5, 5)]

    ranking = rank(profile(4, 4, 4), targets)

    assert slugs(ranking) == [("with",), ("flat",), ("against",)]
    assert [group[0].agreement_thousandths for group in ranking.groups] == [1000, 0, -1000]
    assert [group[0].word for group in ranking.groups] == ["very-close", "not-close", "opposite"]


@pytest.mark.parametrize(
    ("values", "targets", "problem"),
    [
        (profile(5, 5, 5), [], "at least one target"),
        (profile(5, 5, 5), [SPECIALTIES[0], SPECIALTIES[0]], "slug of its own"),
        (profile(5, 5, 5), [SPECIALTIES[0], target("short", 1, 2)], "short must have the same"),
        (profile(5, 5, 5), [target("far", 1, 2, 6)], "level of far on act must be"),
        (profile(5, 5, 5), [Target("float", {"act": 1.8})], "level of float on act"),  # type: ignore[dict-item]
        (profile(5, 0, 5), SPECIALTIES, "value on interpret must be an exact number"),
        ({"zeal": Fraction(3)}, SPECIALTIES, "no target has a level on zeal"),
    ],
)
def test_rank_with_bad_data_says_what(values, targets, problem):
    with pytest.raises(ValueError, match=problem):
        rank(values, targets)


# Ties, and an order that comes from nothing but agreement.

Rank = Callable[[Mapping[str, Fraction], Sequence[Target]], list[tuple[str, ...]]]


def rank_slugs(values: Mapping[str, Fraction], targets: Sequence[Target]) -> list[tuple[str, ...]]:
    return slugs(rank(values, targets))


def rank_breaking_ties_by_slug(
    values: Mapping[str, Fraction], targets: Sequence[Target]
) -> list[tuple[str, ...]]:
    return [(slug,) for group in rank_slugs(values, targets) for slug in sorted(group)]


def rank_in_floats(
    values: Mapping[str, Fraction], targets: Sequence[Target]
) -> list[tuple[str, ...]]:
    agreement = {own.slug: float_cosine(values, own) for own in targets}
    levels = sorted(set(agreement.values()), reverse=True)
    return [tuple(slug for slug in agreement if agreement[slug] == level) for level in levels]


def float_cosine(values: Mapping[str, Fraction], own: Target) -> float:
    pairs = [(float(values[axis]) - 3, float(own.levels[axis]) - 3) for axis in values]
    norm = sqrt(sum(x * x for x, _ in pairs)) * sqrt(sum(y * y for _, y in pairs))
    return sum(x * y for x, y in pairs) / norm if norm else 0.0


def check_twins_share_a_group(ranked: Rank) -> None:
    twins = [target("ant", 5, 4, 1, 2, 2), target("zebra", 5, 4, 1, 2, 2)]
    other = target("middle", 1, 1, 1, 1, 1)
    for order in ([*twins, other], [twins[1], other, twins[0]]):
        tied = tuple(own.slug for own in order if own is not other)
        assert ranked(profile(5, 5, 2, 3, 1), order) == [tied, ("middle",)]


def check_equal_agreement_shares_a_group(ranked: Rank) -> None:
    """Two specialties with different levels agree equally with this profile: √(27/37)."""
    groups = ranked(profile(1, 5, 1, 3, 3), SPECIALTIES)
    assert groups[1] == ("internal-medicine", "cardiology")


def test_rank_of_twins_is_one_group_in_the_order_given():
    check_twins_share_a_group(rank_slugs)
    check_equal_agreement_shares_a_group(rank_slugs)


def test_rank_that_breaks_ties_by_slug_is_caught():
    with pytest.raises(AssertionError):
        check_twins_share_a_group(rank_breaking_ties_by_slug)


def test_rank_that_leaves_ties_to_float_noise_is_caught():
    with pytest.raises(AssertionError):
        check_equal_agreement_shares_a_group(rank_in_floats)


@settings(deadline=None)
@given(values=profiles, targets=fields | guide_fields, data=st.data())
def test_rank_of_permuted_targets_permutes_only_within_groups(values, targets, data):
    shuffled = data.draw(st.permutations(targets))
    turned = [replace(own, levels=dict(reversed(own.levels.items()))) for own in shuffled]

    before, after = rank(values, targets), rank(dict(reversed(values.items())), turned)

    assert [set(group) for group in slugs(before)] == [set(group) for group in slugs(after)]
    by_slug = {standing.slug: standing for group in after.groups for standing in group}
    assert all(by_slug[own.slug] == own for group in before.groups for own in group)
    for group in slugs(after):
        assert list(group) == [own.slug for own in shuffled if own.slug in group]


@settings(deadline=None)
@given(values=profiles, targets=fields)
def test_rank_agrees_with_floats_that_differ_clearly(values, targets):
    by_slug = {own.slug: own for own in targets}
    cosines = [
        [float_cosine(values, by_slug[slug]) for slug in group]
        for group in slugs(rank(values, targets))
    ]

    for better, worse in pairwise(cosines):
        assert min(better) > max(worse) - 1e-9
    assert all(max(group) - min(group) <= 1e-9 for group in cosines)


# Figures and words for display.


@settings(deadline=None)
@given(values=profiles, targets=fields | guide_fields)
def test_contributions_add_up_exactly(values, targets):
    person = leans(values)
    by_slug = {own.slug: leans(own.levels) for own in targets}
    for standing in (own for group in rank(values, targets).groups for own in group):
        agreement = standing.agreement_thousandths
        dot = sum((person[axis] * by_slug[standing.slug][axis] for axis in values), Fraction())
        norm = sum(y * y for y in by_slug[standing.slug].values())
        assert sum(standing.ledger.values()) == agreement
        assert standing.square * sum(x * x for x in person.values()) * norm == dot * abs(dot)
        for axis, lean in person.items():
            share = lean * by_slug[standing.slug][axis]
            exact = 1000 * float(share) / sqrt(sum(x * x for x in person.values()) * norm or 1)
            assert abs(standing.ledger[axis] - exact) < 1 + 1e-9
            assert share or standing.ledger[axis] == 0


@settings(deadline=None)
@given(values=profiles, own=profiles)
def test_agreement_thousandths_is_the_nearest(values, own):
    ranking = rank(values, [Target("own", own)])
    assume(ranking.groups)
    standing = ranking.groups[0][0]

    low, high = (Fraction(2 * abs(standing.agreement_thousandths) + side, 2000) for side in (-1, 1))

    assert max(low, Fraction()) ** 2 <= abs(standing.square) < high**2


def test_ledger_gives_the_largest_remainder_the_odd_thousandth():
    # 4/√54, 2/√54, 1/√54 are 544.33, 272.17 and 136.08 thousandths; their sum is 952.58.
    standing = rank(profile(5, 4, 4), [target("own", 5, 5, 4)]).groups[0][0]

    assert standing.ledger == {"generate": 545, "interpret": 272, "act": 136}
    assert standing.agreement_thousandths == 953


def test_ledger_of_equal_remainders_goes_by_axis_key():
    standing = rank(profile(4, 4, 4), [target("own", 4, 4, 4)]).groups[0][0]

    assert standing.ledger == {"act": 334, "generate": 333, "interpret": 333}


@pytest.mark.parametrize(
    ("line", "at_line", "below"),
    [
        ("0.85", Word.VERY_CLOSE, Word.CLOSE),
        ("0.6", Word.CLOSE, Word.PARTLY),
        ("0.2", Word.PARTLY, Word.NOT_CLOSE),
    ],
)
def test_word_changes_exactly_at_its_line(line, at_line, below):
    square = Fraction(line) ** 2

    assert word(square) is at_line
    assert word(square - Fraction(1, 10**30)) is below


def test_word_is_opposite_from_minus_a_fifth():
    assert word(-(Fraction("0.2") ** 2)) is Word.OPPOSITE
    assert word(-(Fraction("0.2") ** 2) + Fraction(1, 10**30)) is Word.NOT_CLOSE
    assert (word(Fraction(0)), word(Fraction(-1))) == (Word.NOT_CLOSE, Word.OPPOSITE)


# Leading group and swings, beside a search without any short cut.


def plain_first(items: Sequence[AxisItem], ratings: Sheet, targets: Sequence[Target]) -> set[str]:
    sums: dict[str, list[int]] = {}
    for item in items:
        rating = ratings.get(item.key)
        if rating is not None:
            sums.setdefault(item.axis, []).append((rating - 3) * item.direction)
    x = {axis: Fraction(sum(own), len(own)) for axis, own in sums.items() if len(own) > 1}
    if len(x) < 3 or not any(x.values()):
        return set()
    squares = {}
    for own in targets:
        dot = sum((lean * (own.levels[axis] - 3) for axis, lean in x.items()), Fraction())
        norm = sum((own.levels[axis] - 3) ** 2 for axis in x)
        squares[own.slug] = dot * abs(dot) / norm if norm else Fraction(0)
    return {slug for slug, square in squares.items() if square == max(squares.values())}


def plain_moves(
    items: Sequence[AxisItem], ratings: Sheet, targets: Sequence[Target], reach: int
) -> list[tuple[str, int, int, set[str]]]:
    first = plain_first(items, ratings, targets)
    moves = []
    for item in items:
        rating = ratings.get(item.key)
        if not first or rating is None:
            continue
        for to in range(max(1, rating - reach), min(5, rating + reach) + 1):
            after = plain_first(items, {**ratings, item.key: to}, targets)
            if after != first:
                moves.append((item.key, rating, to, after))
    return moves


def as_plain(moves: Sequence[Swing]) -> list[tuple[str, int, int, set[str]]]:
    return [(move.key, move.rating, move.to, set(move.leaders)) for move in moves]


@settings(max_examples=60, deadline=None)
@given(ratings=sheets, targets=fields | guide_fields)
def test_leading_group_equals_plain_search(ratings, targets):
    moves = plain_moves(ITEMS, ratings, targets, reach=1)

    found = leading_group(ITEMS, ratings, targets)

    first = plain_first(ITEMS, ratings, targets)
    assert set(found.first) == first
    assert set(found.slugs) == first.union(*(after for *_, after in moves))
    assert as_plain(found.swings) == [move for move in moves if move[3]]
    assert as_plain(found.fading) == [move for move in moves if not move[3]]
    order = [slug for group in rank_slugs(axis_values(ITEMS, ratings), targets) for slug in group]
    assert list(found.slugs) == [slug for slug in order if slug in found.slugs]


@settings(max_examples=40, deadline=None)
@given(ratings=sheets, targets=fields | guide_fields, reach=st.integers(1, 4))
def test_swings_equal_plain_search_nearest_first(ratings, targets, reach):
    moves = [move for move in plain_moves(ITEMS, ratings, targets, reach) if move[3]]

    found = swings(ITEMS, ratings, targets, reach=reach)

    assert as_plain(found) == sorted(moves, key=lambda move: abs(move[2] - move[1]))
    assert all(1 <= move.points <= reach for move in found)


def test_leading_group_of_clear_sheet_is_one():
    found = leading_group(ITEMS, sheet(1, 5, 1, 2, 2), FIELD)

    assert found == LeadingGroup(first=("diagnostic-radiology",), slugs=("diagnostic-radiology",))


def test_leading_group_counts_coming_first_together_with_others():
    twins = [target(slug, 5, 5, 1, 1, 3) for slug in ("zebra", "ant")]
    targets = [*twins, target("other", 5, 5, 1, 1, 1)]

    found = leading_group(ITEMS, sheet(5, 5, 1, 1, 2), targets)

    assert found.first == ("other",)
    assert found.slugs == ("other", "zebra", "ant")
    assert {move.leaders for move in found.swings} == {("zebra", "ant")}


def test_leading_group_holds_whom_one_point_puts_first():
    found = leading_group(ITEMS, sheet(5, 3, 5, 2, 5), FIELD)

    assert found.first == ("emergency-medicine",)
    assert found.slugs == ("emergency-medicine", "anesthesiology")
    assert Swing("interpret-1", 3, 2, ("anesthesiology",)) in found.swings


def test_leading_group_never_moves_unanswered_statements():
    found = leading_group(ITEMS, sheet(5, 3, 5, 2, 5, interpret_1=None), FIELD)

    assert found.swings
    assert "interpret-1" not in {move.key for move in found.swings}


def test_leading_group_reports_the_step_that_leaves_no_lean():
    found = leading_group(ITEMS, sheet(3, 3, 3, 3, 3, act_3=2), FIELD)

    assert found.fading == (
        Swing("act-1", 3, 2, ()),
        Swing("act-2", 3, 2, ()),
        Swing("act-3", 2, 3, ()),
    )
    assert all(move.leaders for move in found.swings)


def test_leading_group_without_ranking_is_empty():
    neutral = sheet(3, 3, 3, 3, 3)

    assert leading_group(ITEMS, neutral, FIELD) == LeadingGroup()
    assert leading_group(ITEMS, {}, FIELD) == LeadingGroup()
    assert swings(ITEMS, neutral, FIELD, reach=4) == ()


def test_results_of_prepared_and_plain_targets_are_equal():
    ratings = sheet(5, 3, 5, 2, 5)

    assert prepare(FIELD) is FIELD
    assert leading_group(ITEMS, ratings, SPECIALTIES) == leading_group(ITEMS, ratings, FIELD)
    assert rank(profile(5, 3, 5, 2, 5), SPECIALTIES) == rank(profile(5, 3, 5, 2, 5), FIELD)


# The whole field: everybody can come first, nobody nearly always does.

First = Callable[[Sheet], Sequence[str]]


def by_agreement(ratings: Sheet) -> Sequence[str]:
    return leading_group(ITEMS, ratings, FIELD).first


def by_distance(ratings: Sheet) -> Sequence[str]:
    values = axis_values(ITEMS, ratings)
    apart = [sum((values[a] - own.levels[a]) ** 2 for a in AXES) for own in SPECIALTIES]
    return [SPECIALTIES[apart.index(min(apart))].slug]


def unreachable_or_dominant(first: First, sheets: Sequence[Sheet]) -> list[str]:
    shares: Counter[str] = Counter()
    for ratings in sheets:
        leaders = first(ratings)
        shares.update({slug: 1 / len(leaders) for slug in leaders})
    share = {own.slug: shares[own.slug] / len(sheets) for own in SPECIALTIES}
    return [slug for slug in share if not 0.01 <= share[slug] <= 0.12]


@pytest.mark.slow
def test_every_specialty_comes_first_for_some_and_none_for_most():
    assert unreachable_or_dominant(by_agreement, random_sheets(20_000, seed=2026)) == []


@pytest.mark.slow
def test_ranking_by_distance_is_caught():
    caught = unreachable_or_dominant(by_distance, random_sheets(1_000, seed=2026))

    assert "breast-surgery" in caught
    assert len(caught) > 5


@pytest.mark.slow
def test_leading_group_of_sheets_like_a_specialty_is_small():
    """Answers are drawn around a specialty's own levels with a spread of 1.2 points."""
    random = Random(2026)  # noqa: S311
    sizes: Counter[int] = Counter()
    found_first = 0
    for own in SPECIALTIES * 80:
        ratings: dict[str, int | None] = {}
        for item in ITEMS:
            drawn = min(5, max(1, round(random.gauss(float(own.levels[item.axis]), 1.2))))
            ratings[item.key] = drawn if item.direction == 1 else 6 - drawn
        found = leading_group(ITEMS, ratings, FIELD)
        sizes[len(found.slugs)] += 1
        found_first += own.slug in found.first

    total = sizes.total()
    assert [sizes[size] / total for size in (1, 2, 3)] == pytest.approx(
        [0.55, 0.34, 0.09], abs=0.06
    )
    assert found_first / total == pytest.approx(0.57, abs=0.05)


@pytest.mark.slow
def test_leading_group_search_takes_under_five_milliseconds():
    took = []
    for ratings in random_sheets(50, seed=1):
        start = thread_time()
        leading_group(ITEMS, ratings, FIELD)
        rank(axis_values(ITEMS, ratings), FIELD)
        took.append(thread_time() - start)

    # The median, so that a pause of the machine does not count.
    assert sorted(took)[len(took) // 2] < 0.005
