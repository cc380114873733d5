"""What a result page says, asked of its object: no request, no template, no database."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from rubric import receipts, results
from rubric.content import Content
from rubric.definition import Definition, PathAim
from rubric.results import front, paths
from rubric.results.audience import EXAMPLE, OWNER, Audience, holder
from rubric.results.paths import Change, LedgerCell, TotalRow
from tests.conftest import MATCH, SONOGRAPHER, WORKED_EXAMPLE
from tests.rubric.schemes import KEYS


def page(content: Content, **changes: int) -> paths.Page:
    ratings = WORKED_EXAMPLE | {key.replace("_", "-"): value for key, value in changes.items()}
    definition = content.rubric_by_slug[SONOGRAPHER]
    return paths.Page(receipts.compose(content, definition, ratings))


def sentences(changes: tuple[Change, ...]) -> list[str]:
    return ["".join(name + text for name, text in change) for change in changes]


def with_rubric(content: Content, slug: str, **changes: Any) -> Content:
    """The same edition with another version of one questionnaire."""
    rubrics = tuple(
        msgspec.structs.replace(rubric, **changes) if rubric.slug == slug else rubric
        for rubric in content.rubrics
    )
    return msgspec.structs.replace(content, rubrics=rubrics)


def with_aim(content: Content, **changes: Any) -> Content:
    aim = content.rubric_by_slug[SONOGRAPHER].aim
    return with_rubric(content, SONOGRAPHER, aim=msgspec.structs.replace(aim, **changes))


def test_the_worked_example_says_all_of_this(content: Content) -> None:
    worked = page(content)

    assert worked.headline == "You clearly lean generalist"
    assert (worked.persona["name"], worked.glyph) == ("Versatile Generalist", "gen")
    assert worked.state is None
    assert worked.subtraction == "39 − 25 = +14"
    assert worked.caption == ("The beam is the margin, 39 − 25 = +14, on a scale from −28 to +28.")
    assert worked.totals == (
        TotalRow("Generalist", "gen", 39),
        TotalRow("Specialist", "spec", 25),
    )
    assert worked.lede.startswith("You would rather go wide")
    assert worked.sureness == (
        "The same questions again would give the Versatile Generalist in nearly every retake."
    )
    assert worked.dots == "155"
    assert worked.retakes == (
        "Of 100 retakes: 97 Versatile Generalist, 3 Balanced Hybrid, 0 Focused Specialist."
    )
    assert worked.change_lead == (
        "No single answer would. It takes six steps to get to the Balanced Hybrid, for example:"
    )
    assert worked.further == (
        "The Focused Specialist is nine steps away. A step moves one answer by one point."
    )
    assert worked.more_changes == ()
    assert sentences(worked.changes) == [
        "Interest in variety 1 instead of 5, and Desire for in-depth knowledge 4 instead of 2, "
        "make this the Balanced Hybrid.",
        "Comfort with patient interaction 1 instead of 4, and Preference for a fast-paced "
        "environment 1 instead of 4, make this the Balanced Hybrid.",
        "Interest in variety 1 instead of 5, and Interest in research and education 4 instead of "
        "2, make this the Balanced Hybrid.",
    ]
    assert (worked.dial.lit, worked.dial.pill.text) == ("gen", "+14")


def test_every_row_of_the_ledger_is_its_rating_times_the_weight(content: Content) -> None:
    ledger = page(content).ledger

    assert [row.rating for row in ledger] == list(WORKED_EXAMPLE.values())
    for row in ledger:
        assert [cell.points for cell in row.cells] == [
            row.rating * cell.weight for cell in row.cells
        ]
    assert ledger[-1].cells == (
        LedgerCell("gen", "f-gen", 2, 10, "100%"),
        LedgerCell("spec", "f-hs", 1, 5, "50%"),
    )


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        (1, "One answer, moved by one point, would make this the Hybrid."),
        (2, "It takes two steps to get to the Hybrid."),
        (4, "It takes four steps to get to the Hybrid."),
    ],
)
def test_how_little_would_change_a_result(content: Content, points: int, sentence: str) -> None:
    receipt = page(content).receipt
    distances = [
        {"persona": "hybrid", "name": "Hybrid", "points": points},
        {"persona": "other", "name": "Other", "points": 9},
    ]
    found = paths.Page({**receipt, "distances": distances})

    assert found.change == sentence
    assert found.further.startswith("The Other is nine steps away. A step")


def test_equally_near_personas_are_both_named(content: Content) -> None:
    tied = page(content, **dict.fromkeys(KEYS, 3))

    assert tied.change == (
        "It takes two steps to get to the Versatile Generalist or the Focused Specialist."
    )
    assert tied.further == "A step moves one answer by one point."


@pytest.mark.parametrize("level", [1, 5])
def test_moves_of_any_size_and_persona_stand_under_a_lead_that_fits_them(
    content: Content, level: int
) -> None:
    ratings = {**dict.fromkeys(KEYS, level), "research": 3, "pace": 3}
    mixed = page(content, **ratings)

    assert mixed.change_lead.endswith(" Each of these answers alone would change it:")
    rows = sentences((*mixed.changes, *mixed.more_changes))
    assert all(" makes this the " in row for row in rows)
    assert len({row.partition(" makes ")[2] for row in rows}) > 1


def test_an_answer_that_would_do_it_alone_stands_with_the_nearest_value(content: Content) -> None:
    near = page(content, depth=4, research=4, pace=3)

    assert near.change_lead == (
        "One answer, moved by one point, would make this the Balanced Hybrid. "
        "Each of these answers alone would change it:"
    )
    hybrid = "makes this the Balanced Hybrid."
    assert sentences(near.changes) == [
        f"Interest in variety: 4 or less instead of 5 {hybrid}",
        f"Desire for in-depth knowledge: 5 instead of 4 {hybrid}",
        f"Comfort with patient interaction: 3 or less instead of 4 {hybrid}",
        f"Preference for a fast-paced environment: 2 or less instead of 3 {hybrid}",
        f"Aptitude for problem-solving: 4 or more instead of 3 {hybrid}",
    ]
    assert sentences(near.more_changes) == [
        f"Interest in research and education: 5 instead of 4 {hybrid}",
        f"Ability to work independently: 4 or more instead of 3 {hybrid}",
        f"Communication skills: 4 or less instead of 5 {hybrid}",
        "Interest in variety: 1 instead of 5 makes this the Focused Specialist.",
    ]


@pytest.mark.parametrize(
    ("ratings", "sentence"),
    [
        (
            "5 1 5 5 1 1 1 5",
            "Interest in variety 1 instead of 5, Desire for in-depth knowledge 5 instead of 1, "
            "Comfort with patient interaction 1 instead of 5, and Preference for a fast-paced "
            "environment 4 instead of 5, make this the Balanced Hybrid.",
        ),
        (
            "1 5 1 1 1 5 5 5",
            "Interest in variety 5 instead of 1, Desire for in-depth knowledge 1 instead of 5, "
            "and Comfort with patient interaction 2 instead of 1, make this the Balanced Hybrid.",
        ),
    ],
)
def test_a_far_result_shows_ways_that_are_counted_out(
    content: Content, ratings: str, sentence: str
) -> None:
    far = page(content, **dict(zip(KEYS, map(int, ratings.split()), strict=True)))

    assert sentences(far.changes)[0] == sentence


STRAIGHT = "You gave every statement the same number"
LITTLE, BOTH = "Little on this list appealed to you", "Both sides appeal to you"
BORDER = "On the border: Versatile Generalist today, Balanced Hybrid about as likely"


@pytest.mark.parametrize(
    ("ratings", "headline", "is_straight"),
    [
        ("1 1 1 1 1 1 1 1", STRAIGHT, True),
        ("3 3 3 3 3 3 3 3", STRAIGHT, True),
        ("5 5 5 5 5 5 5 5", STRAIGHT, True),
        ("3 1 1 1 2 1 2 1", LITTLE, False),
        ("5 4 5 4 5 4 4 5", BOTH, False),
        ("5 1 2 5 2 5 4 2", BORDER, False),
        ("4 4 4 3 4 3 4 4", "You have no clear lean", False),
    ],
)
def test_a_state_comes_before_a_name(
    content: Content, ratings: str, headline: str, is_straight: bool
) -> None:
    found = page(content, **dict(zip(KEYS, map(int, ratings.split()), strict=True)))

    assert (found.headline, found.is_straight) == (headline, is_straight)
    assert (found.state is None) == (headline == "You have no clear lean")
    if found.state:
        assert found.state.way_on


def test_little_appeals_goes_before_the_border(content: Content) -> None:
    near = page(content, **dict(zip(KEYS, (5, 1, 2, 5, 2, 5, 4, 2), strict=True)))
    low = paths.Page({**near.receipt, "notes": ["little-appeals"]})

    assert (near.headline, low.headline) == (BORDER, LITTLE)


@pytest.mark.parametrize(
    ("ratings", "shares", "phrase"),
    [
        ("5 2 4 4 3 2 3 5", (0.966, 0.0337, 0.0004), "in nearly every retake."),
        ("4 4 4 3 4 3 4 4", (0.2302, 0.5396, 0.2302), "in about 5 of 10 retakes."),
        ("5 1 2 5 2 5 4 2", (0.4473, 0.5132, 0.0395), "in about 4 of 10 retakes."),
    ],
)
def test_the_odds_of_a_sheet_are_exact_to_four_decimals(
    content: Content, ratings: str, shares: tuple[float, ...], phrase: str
) -> None:
    found = page(content, **dict(zip(KEYS, map(int, ratings.split()), strict=True)))

    slugs = ("versatile-generalist", "balanced-hybrid", "focused-specialist")
    assert found.data()["odds"] == dict(zip(slugs, shares, strict=True))
    assert found.sureness.endswith(phrase)
    assert sum(found.odds.values()) == 1


def test_equally_likely_ones_across_the_border_are_both_named(content: Content) -> None:
    receipt = page(content, **dict(zip(KEYS, (4, 4, 4, 3, 4, 3, 4, 4), strict=True))).receipt
    odds = {"balanced-hybrid": "2/5", "focused-specialist": "3/10", "versatile-generalist": "3/10"}

    assert paths.Page({**receipt, "odds": odds}).headline == (
        "On the border: Balanced Hybrid today, Versatile Generalist or Focused Specialist "
        "about as likely"
    )


@pytest.mark.parametrize(
    ("own", "is_border"), [("9/20", False), ("449/1000", True), ("1/2", False)]
)
def test_the_border_begins_where_the_odds_round_to_four_of_ten(
    content: Content, own: str, is_border: bool
) -> None:
    receipt = page(content).receipt
    rest = str(1 - Fraction(own))
    odds = {"versatile-generalist": own, "balanced-hybrid": rest, "focused-specialist": "0"}

    assert (paths.Page({**receipt, "odds": odds}).state is not None) == is_border


def test_the_parts_of_a_hundred_retakes_add_up(content: Content) -> None:
    receipt = page(content).receipt
    odds = dict.fromkeys(("versatile-generalist", "balanced-hybrid", "focused-specialist"), "1/3")

    assert paths.Page({**receipt, "odds": odds}).retakes == (
        "Of 100 retakes: 34 Versatile Generalist, 33 Balanced Hybrid, 33 Focused Specialist."
    )


def test_a_result_from_before_the_odds_shows_the_rest(content: Content) -> None:
    definition = content.rubric_by_slug[SONOGRAPHER]
    receipt = receipts.compose(content, definition, WORKED_EXAMPLE, engine="weights-1")
    old = results.build(receipt, content)

    assert isinstance(old, paths.Page)
    assert (old.odds, old.sureness, old.headline) == ({}, "", "You clearly lean generalist")
    assert old.changes == page(content).changes
    assert "odds" not in old.data()


SOMEBODY = holder("outcome")


@pytest.mark.parametrize(
    ("ratings", "audience", "headline"),
    [
        ("5 2 4 4 3 2 3 5", OWNER, "You clearly lean generalist"),
        ("5 2 4 4 3 2 3 5", SOMEBODY, "They clearly lean generalist"),
        ("5 4 4 3 3 4 3 5", SOMEBODY, "They lean generalist"),
        ("1 5 1 1 5 5 5 1", SOMEBODY, "They clearly lean specialist"),
        ("4 4 4 3 4 3 4 4", SOMEBODY, "They have no clear lean"),
        ("3 3 3 3 3 3 3 3", SOMEBODY, "They gave every statement the same number"),
        ("3 1 1 1 2 1 2 1", SOMEBODY, "Little on this list appealed to them"),
        ("5 4 5 4 5 4 4 5", SOMEBODY, "Both sides appeal to them"),
        ("5 1 2 5 2 5 4 2", SOMEBODY, BORDER),
    ],
)
def test_a_page_speaks_to_its_owner_and_of_anybody_else(
    content: Content, ratings: str, audience: Audience, headline: str
) -> None:
    sheet = dict(zip(WORKED_EXAMPLE, map(int, ratings.split()), strict=True))
    receipt = receipts.compose(content, content.rubric_by_slug[SONOGRAPHER], sheet)

    shown = results.build(receipt, content, audience)

    assert shown.headline == headline


def test_what_a_share_says_of_the_owner_is_quoted(content: Content) -> None:
    shown = results.build(page(content).receipt, content, SOMEBODY)

    assert isinstance(shown, paths.Page)
    assert shown.lede.startswith("Their page says: “You would rather go wide")
    assert (page(content).who, shown.who) == ("You", "1–5")


@pytest.mark.parametrize(
    ("ratings", "first"),
    [
        ("5 2 4 4 3 2 3 5", "generalist"),
        ("1 5 1 1 5 5 5 1", "specialist"),
        ("3 3 3 3 3 3 3 3", "generalist"),
        # A hybrid, a point toward the second side.
        ("4 4 4 3 4 4 4 4", "specialist"),
    ],
)
def test_the_side_that_leads_stands_first(content: Content, ratings: str, first: str) -> None:
    found = page(content, **dict(zip(KEYS, map(int, ratings.split()), strict=True)))
    tables = found.shared(content, SONOGRAPHER)["sides"].tables

    assert found.varies == (first,)
    assert [table.paths[0].slug for table in tables] == [first, first]


def test_an_edition_that_says_the_same_is_not_mentioned(content: Content) -> None:
    other_words = with_rubric(content, SONOGRAPHER, title="Another title")

    assert results.otherwise(page(content), SONOGRAPHER, content) is None
    assert results.otherwise(page(content), SONOGRAPHER, other_words) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"band": 15, "clear_from": 16}, "the Balanced Hybrid: no clear lean."),
        ({"clear_from": 20}, "the Versatile Generalist: a lean, but not a clear one."),
    ],
)
def test_an_edition_that_says_otherwise_is(
    content: Content, changes: dict[str, int], said: str
) -> None:
    found = results.otherwise(page(content), SONOGRAPHER, with_aim(content, **changes))

    assert found is not None
    assert found.text.endswith(f"the same answers would make this {said}")


def strangers(content: Content) -> Iterator[Content]:
    definition = content.rubric_by_slug[SONOGRAPHER]
    yield msgspec.structs.replace(content, rubrics=())
    yield with_rubric(content, SONOGRAPHER, criteria=definition.criteria[1:])
    yield with_rubric(content, SONOGRAPHER, aim=content.rubric_by_slug[MATCH].aim)


def test_an_edition_that_asks_for_other_answers_says_nothing(content: Content) -> None:
    for other in strangers(content):
        assert results.otherwise(page(content), SONOGRAPHER, other) is None


def test_a_match_says_nothing_of_an_edition_with_other_statements(content: Content) -> None:
    definition = content.rubric_by_slug[MATCH]
    sheet: dict[str, int | None] = {item.key: 3 + item.direction for item in definition.items}
    shown = results.build(receipts.compose(content, definition, sheet), content)
    fewer = with_rubric(content, MATCH, criteria=definition.criteria[:-1])

    assert results.otherwise(shown, MATCH, content) is None
    assert results.otherwise(shown, MATCH, fewer) is None


def test_an_example_is_the_sheet_of_its_persona(content: Content, definition: Definition) -> None:
    assert isinstance(definition.aim, PathAim)
    for persona in definition.aim.personas:
        shown = results.example(content, definition, persona.slug)
        assert isinstance(shown, results.paths.Page)
        assert shown.persona["slug"] == persona.slug
        assert shown.receipt["ratings"] == persona.example
        assert (shown.example, shown.audience) == (persona, EXAMPLE)
        assert shown.lede == persona.who
        assert shown.headline.startswith(f"{persona.person} ")
        assert shown.who == persona.person


@pytest.mark.parametrize("slug", ["", "nobody"])
def test_a_persona_that_is_not_there_has_no_example(
    content: Content, definition: Definition, slug: str
) -> None:
    with pytest.raises(KeyError):
        results.example(content, definition, slug)


def test_the_doors_are_what_the_edition_asks(content: Content) -> None:
    shown = front.Page(content)

    assert [(door.rubric.slug, door.art, door.amount) for door in shown.doors] == [
        ("sonographer-path", "rubric/_door_paths.html", "8 ratings"),
        ("specialty-match", "rubric/_door_axes.html", "24 statements"),
    ]
    assert shown.caption == "An example: the Versatile Generalist, with a margin of +18."
    assert shown.specialties == "Nineteen specialties"


def test_a_front_page_without_a_questionnaire_has_no_doors() -> None:
    shown = front.Page(Content())

    assert (shown.doors, shown.finished, shown.example) == ((), (), None)
