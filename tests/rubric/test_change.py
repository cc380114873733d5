"""A result beside the one before it: what moved, and whether a retake would."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from rubric import editions, forms, odds, receipts, tokens
from rubric.content import Content
from rubric.models import Assessment, Criterion
from rubric.results.change import FURTHER, LEFT_OUT, Change, Sheet, Verdict
from tests.conftest import MATCH, SONOGRAPHER, WORKED_EXAMPLE
from tests.rubric.schemes import sheet
from tests.rubric.test_again import checked, hidden

Ratings = Mapping[str, int | None]
# A specialist by one point, a hybrid by one point, and a generalist far from both.
NEAR, HYBRID, FAR = (
    sheet(4, 3, 4, 3, 3, 3, 3, 4),
    sheet(4, 3, 3, 3, 3, 3, 3, 4),
    sheet(1, 5, 1, 1, 5, 5, 5, 1),
)


def made(content: Content, slug: str, ratings: Ratings, *, engine: str = "") -> Sheet:
    definition = content.rubric_by_slug[slug]
    receipt = receipts.compose(content, definition, ratings, engine=engine)
    return Sheet(receipt, ratings, definition.criterion_by_key)


def step(content: Content, old: Ratings, new: Ratings, *, engine: str = "") -> Change:
    return Change(
        made(content, SONOGRAPHER, old, engine=engine),
        made(content, SONOGRAPHER, new, engine=engine),
    )


def test_the_same_answers_are_the_same_result(content: Content) -> None:
    found = step(content, WORKED_EXAMPLE, WORKED_EXAMPLE)

    assert found.verdict is Verdict.SAME
    assert found.changed == ()
    assert len(found.unchanged) == 8
    assert found.sentences == ("Both times: Versatile Generalist.", "No answer changed.")


def test_a_small_step_over_an_edge_is_wobble(content: Content) -> None:
    found = step(content, NEAR, HYBRID)

    assert found.verdict is Verdict.WITHIN
    assert found.gives == (
        odds.persona_odds(content.rubric_by_slug[SONOGRAPHER].scheme, NEAR)["balanced-hybrid"],
        odds.persona_odds(content.rubric_by_slug[SONOGRAPHER].scheme, HYBRID)[
            "versatile-generalist"
        ],
    )
    assert found.sentences == (
        "Then: Versatile Generalist. Now: Balanced Hybrid.",
        "The first answers give the Balanced Hybrid in about 4 of 10 retakes.",
        "The second answers give the Versatile Generalist in about 4 of 10 retakes.",
        "One answer changed, by one point in all.",
    )


def test_a_step_that_no_retake_takes_is_a_real_move(content: Content) -> None:
    found = step(content, WORKED_EXAMPLE, FAR)

    assert found.verdict is Verdict.REAL
    assert found.sentences[1:3] == (
        "The first answers give the Focused Specialist in hardly any retake.",
        "The second answers give the Versatile Generalist in hardly any retake.",
    )
    assert found.sentences[-1] == f"Six of them moved {FURTHER}."


@pytest.mark.parametrize(("tenths", "verdict"), [("3/20", "WITHIN"), ("299/2000", "REAL")])
def test_two_of_ten_retakes_are_wobble(content: Content, tenths: str, verdict: str) -> None:
    old, new = made(content, SONOGRAPHER, NEAR), made(content, SONOGRAPHER, HYBRID)
    none = {**new.receipt["odds"], "versatile-generalist": "0"}
    old = old._replace(
        receipt={**old.receipt, "odds": {**old.receipt["odds"], "balanced-hybrid": tenths}}
    )
    new = new._replace(receipt={**new.receipt, "odds": none})

    assert Change(old, new).verdict is Verdict[verdict]
    assert Change(new, old).verdict is Verdict[verdict]


def test_without_odds_the_answers_decide(content: Content) -> None:
    near = step(content, NEAR, HYBRID, engine="weights-1")
    far = step(content, WORKED_EXAMPLE, FAR, engine="weights-1")

    assert near.gives == far.gives == (None, None)
    assert (near.verdict, far.verdict) == (Verdict.WITHIN, Verdict.REAL)
    assert near.sentences[-1] == (
        "Answers move this far in all, or further, in nearly every retake, with no change of mind "
        "behind it."
    )


def test_equal_ratings_name_nobody(content: Content) -> None:
    found = step(content, dict.fromkeys(WORKED_EXAMPLE, 3), HYBRID)

    assert found.sentences[0] == "Then: nobody named first. Now: Balanced Hybrid."
    assert found.gives[0] is not None
    assert found.gives[1] is None


def test_the_figures_stand_beside_each_other(content: Content) -> None:
    assert [tuple(line) for line in step(content, NEAR, HYBRID).lines] == [
        ("Balanced Hybrid", "4\u00a0of\u00a010", "5\u00a0of\u00a010", "retakes that give it"),
        ("Versatile Generalist", "6\u00a0of\u00a010", "4\u00a0of\u00a010", "retakes that give it"),
        ("Generalist total", "33", "31", ""),
        ("Specialist total", "28", "28", ""),
        ("Margin", "+5", "+3", ""),
    ]


def test_each_row_says_how_often_a_retake_moves_so(content: Content) -> None:
    old = sheet(4, 3, 4, 3, 3, 3, 3, 4)
    new = sheet(5, 1, 1, 3, 3, 3, 3, 4)
    rows = step(content, old, new).changed

    assert [(row.old, row.new, row.move, row.said) for row in rows] == [
        ("4", "5", 1, "as in 25 of 100 retakes"),
        ("3", "1", -2, "as in 7 of 100 retakes"),
        ("4", "1", -3, FURTHER),
    ]


def test_what_was_left_out_has_no_points(content: Content) -> None:
    keys = content.rubric_by_slug[MATCH].criterion_by_key
    old = dict.fromkeys(keys, 4)
    new: dict[str, int | None] = {**old, next(iter(keys)): None}
    found = Change(made(content, MATCH, old), made(content, MATCH, new))

    (row,) = found.changed
    assert (row.old, row.new, row.move, row.said) == ("4", LEFT_OUT, None, "")
    assert found.points == 0
    assert found.sentences[-1] == "One answer changed from or to “left out”."


def test_statements_that_differ_cannot_be_compared(content: Content) -> None:
    old, new = made(content, SONOGRAPHER, NEAR), made(content, SONOGRAPHER, HYBRID)
    variety, depth, *_ = new.criteria.values()
    kept = {key: row for key, row in new.criteria.items() if key not in ("variety", "depth")}
    new = new._replace(criteria={**kept, "another": depth})
    old = old._replace(criteria={key: row for key, row in old.criteria.items() if key != "pace"})
    found = Change(old, new)

    assert [tuple(row) for row in found.apart] == [
        (variety.name, "asked only then"),
        (depth.name, "asked only then"),
        (new.criteria["pace"].name, "asked only now"),
        (depth.name, "asked only now"),
    ]
    assert len(found.rows) == 5


def test_results_of_different_sums_are_not_compared(content: Content) -> None:
    found = made(content, MATCH, dict.fromkeys(content.rubric_by_slug[MATCH].criterion_by_key, 4))
    other = found._replace(receipt={**found.receipt, "engine": "axes-1", "values": {}})
    change = Change(found, other)

    assert change.verdict is Verdict.OTHER_SUMS
    assert change.lines == ()
    assert len(change.unchanged) == 24


def mirrored(found: Change, other: Change) -> None:
    """Nothing but left and right may differ."""
    assert found.verdict is other.verdict
    assert found.gives == other.gives[::-1]
    assert (found.points, found.reach) == (other.points, other.reach)
    for rows in ("changed", "unchanged"):
        assert list(getattr(found, rows)) == [
            row._replace(old=row.new, new=row.old, move=None if row.move is None else -row.move)
            for row in getattr(other, rows)
        ]
    assert [tuple(line) for line in found.lines] == [
        (line.name, line.new, line.old, line.note) for line in other.lines
    ]
    swapped = {"first": "second", "second": "first"}
    plain = [it for it in found.sentences if not it.startswith(("Then", "The ", "Both times"))]
    assert plain == [
        it for it in other.sentences if not it.startswith(("Then", "The ", "Both times"))
    ]
    assert {it for it in found.sentences if it.startswith("The ")} == {
        f"The {swapped[it.split()[1]]} {it.split(maxsplit=2)[2]}"
        for it in other.sentences
        if it.startswith("The ")
    }


RATING = st.integers(1, 5)
PATH_SHEETS = st.tuples(*[RATING] * 8)
MATCH_SHEETS = st.tuples(*[st.one_of(st.none(), RATING, RATING, RATING)] * 24)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(old=PATH_SHEETS, new=PATH_SHEETS)
def test_swapping_two_results_of_weights_mirrors_everything(
    content: Content, old: tuple[int, ...], new: tuple[int, ...]
) -> None:
    first, second = sheet(*old), sheet(*new)
    mirrored(step(content, first, second), step(content, second, first))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(old=MATCH_SHEETS, new=MATCH_SHEETS)
def test_swapping_two_matches_mirrors_everything(
    content: Content, old: tuple[int | None, ...], new: tuple[int | None, ...]
) -> None:
    keys = content.rubric_by_slug[MATCH].criterion_by_key
    first, second = (
        made(content, MATCH, dict(zip(keys, ratings, strict=True))) for ratings in (old, new)
    )
    mirrored(Change(first, second), Change(second, first))


def test_a_retake_moves_an_answer_as_often_either_way() -> None:
    for one, other in product(range(1, 6), repeat=2):
        assert odds.RETEST[one][other - 1] == odds.RETEST[other][one - 1]


@pytest.mark.parametrize("ratings", [(), (1,), (3, 5), (2, 3, 4)])
def test_how_far_answers_move_is_every_retake_counted(ratings: tuple[int, ...]) -> None:
    for points in range(6):
        far = sum(
            prod(odds.RETEST[old][new - 1] for old, new in zip(ratings, again, strict=True))
            for again in product(range(1, 6), repeat=len(ratings))
            if sum(abs(old - new) for old, new in zip(ratings, again, strict=True)) >= points
        )
        assert odds.moved_odds(ratings, points) == Fraction(far, 100 ** len(ratings))


def answer_again(client: Client, token: str, **changes: Any) -> str:
    address = f"/r/{token}/again/"
    html = client.get(address).content.decode()
    answer = client.post(address, {**checked(html), **hidden(html), **changes})
    assert answer.status_code == 303
    return str(answer["Location"]).split("/")[2]


def test_the_page_sets_old_and_new_side_by_side(client: Client, submit: Callable[..., str]) -> None:
    new = answer_again(client, submit(), pace="1")

    html = client.get(f"/r/{new}/before/").content.decode()

    assert "The result is the same." in html
    assert "You clearly lean generalist" in html
    assert "You lean generalist" in html
    assert "The answers that stayed as they were: 7" in html


def test_a_result_without_one_before_it_has_no_such_page(
    client: Client, submit: Callable[..., str]
) -> None:
    token = submit()
    new = answer_again(client, token)
    assert client.get(f"/r/{new}/before/").status_code == 200

    client.post(f"/r/{token}/delete/")

    assert client.get(f"/r/{new}/before/").status_code == 404
    assert client.get(f"/r/{token}/before/").status_code == 404


def test_the_page_names_a_statement_that_was_worded_anew(
    client: Client, submit: Callable[..., str]
) -> None:
    token = submit()
    Criterion.objects.filter(rubric__slug=SONOGRAPHER, key="pace").update(
        statement="Something quite different."
    )
    editions.publish(note="Another statement.")
    new = answer_again(client, token, pace="1")

    html = client.get(f"/r/{new}/before/").content.decode()

    assert "worded otherwise now" in html
    assert Assessment.objects.get(token_digest=tokens.digest(new)).edition_id == 2


def test_it_takes_three_queries(
    client: Client, submit: Callable[..., str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    new = answer_again(client, submit())
    with django_assert_num_queries(3):
        client.get(f"/r/{new}/before/")


def test_a_first_match_answered_again_keeps_its_own_sums(
    client: Client, after_the_first_edition: None
) -> None:
    asked = editions.of(1).content.rubric_by_slug[MATCH].criterion_by_key
    old = {key: "45"[place % 2] for place, key in enumerate(asked)}
    sent = {**old, "edition": "1", "key": forms.new_key()}
    token = client.post("/q/specialty-match/", sent)["Location"].split("/")[2]

    what_if = client.get(f"/r/{token}/what-if/", {next(iter(asked)): "1"})
    new = answer_again(
        client,
        token,
        **dict.fromkeys(editions.newest().content.rubric_by_slug[MATCH].criterion_by_key, "4"),
    )
    before = client.get(f"/r/{new}/before/")

    assert what_if.status_code == before.status_code == 200
    assert "One answer is not your own." in what_if.content.decode()
    assert "The two results cannot be compared." in before.content.decode()
    assert "asked only now" in before.content.decode()
