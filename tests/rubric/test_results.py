"""What a result page says, asked of its object: no request, no template, no database."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from rubric import receipts, results
from rubric.content import Content
from rubric.definition import Definition, PathAim
from rubric.results import front, method, paths
from rubric.results.paths import LedgerCell, SwingRow, TotalRow
from tests.conftest import MATCH, SONOGRAPHER, WORKED_EXAMPLE
from tests.rubric.schemes import KEYS


def page(content: Content, **changes: int) -> paths.Page:
    ratings = WORKED_EXAMPLE | {key.replace("_", "-"): value for key, value in changes.items()}
    definition = content.rubric_by_slug[SONOGRAPHER]
    return paths.Page(receipts.compose(content, definition, ratings))


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
    assert worked.strength == "clear lean"
    assert worked.subtraction == "39 − 25 = +14"
    assert worked.caption == ("The beam is the margin, 39 − 25 = +14, on a scale from −28 to +28.")
    assert worked.totals == (
        TotalRow("Generalist", "gen", "f-gen", 39, "83.33%"),
        TotalRow("Specialist", "spec", "f-hs", 25, "44.44%"),
    )
    assert worked.total_ticks == (9, 18, 27, 36, 45)
    assert worked.pulls == (
        "Toward generalist: Interest in variety (5), Desire for in-depth knowledge (2), "
        "Comfort with patient interaction (4) and three others."
    )
    assert (worked.is_tie, worked.cautions) == (False, ())
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
    ("points", "word", "sentence"),
    [
        (1, "Not very firm.", "One answer, moved by one point, would make this the Hybrid."),
        (2, "Fairly firm.", "It takes at least two one-point changes to make this the Hybrid."),
        (3, "Fairly firm.", "It takes at least three one-point changes to make this the Hybrid."),
        (4, "Firm.", "It takes at least four one-point changes to make this the Hybrid."),
    ],
)
def test_the_word_for_how_firm_a_result_is(
    content: Content, points: int, word: str, sentence: str
) -> None:
    receipt = page(content).receipt
    distances = [
        {"persona": "hybrid", "name": "Hybrid", "points": points},
        {"persona": "other", "name": "Other", "points": 9},
    ]
    found = paths.Page({**receipt, "distances": distances})

    assert (found.firm_word, found.firmness) == (word, sentence)
    assert found.further == ("The Other is at least nine one-point changes away.",)


def test_equally_near_personas_are_both_named(content: Content) -> None:
    tied = page(content, **dict.fromkeys(KEYS, 3))

    assert tied.firmness.endswith(
        "two one-point changes to make this the Versatile Generalist or the Focused Specialist."
    )
    assert tied.further == ()


def test_an_answer_that_would_do_it_alone_stands_with_the_nearest_value(content: Content) -> None:
    near = page(content, depth=4, research=4, pace=3)

    hybrid = "Balanced Hybrid"
    assert near.swings == (
        SwingRow("Interest in variety", 5, "4 or less", hybrid),
        SwingRow("Desire for in-depth knowledge", 4, "5", hybrid),
        SwingRow("Comfort with patient interaction", 4, "3 or less", hybrid),
        SwingRow("Preference for a fast-paced environment", 3, "2 or less", hybrid),
        SwingRow("Aptitude for problem-solving", 3, "4 or more", hybrid),
        SwingRow("Interest in research and education", 4, "5", hybrid),
        SwingRow("Ability to work independently", 3, "4 or more", hybrid),
        SwingRow("Communication skills", 5, "4 or less", hybrid),
        SwingRow("Interest in variety", 5, "1", "Focused Specialist"),
    )


def test_the_warnings_of_a_sheet_that_says_little(content: Content) -> None:
    headings = [
        [caution.heading for caution in page(content, **dict.fromkeys(KEYS, rating)).cautions]
        for rating in (1, 3, 5)
    ]

    ties = ["The same rating for all always ties", "Every answer was the same"]
    assert headings == [
        [*ties, "Little on this list appealed to you"],
        ties,
        [*ties, "Both sides appeal to you"],
    ]


def test_an_edition_that_says_the_same_is_not_mentioned(content: Content) -> None:
    other_words = with_rubric(content, SONOGRAPHER, title="Another title")

    assert results.otherwise(page(content), SONOGRAPHER, content) is None
    assert results.otherwise(page(content), SONOGRAPHER, other_words) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"band": 15, "clear_from": 16}, "the Balanced Hybrid, no clear lean."),
        ({"clear_from": 20}, "the Versatile Generalist, leans."),
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
        assert shown.persona["slug"] == persona.slug
        assert shown.receipt["ratings"] == persona.example
        assert shown.example is persona


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
        ("specialty-match", "rubric/_door_axes.html", "15 statements"),
    ]
    assert shown.caption == "An example: the Versatile Generalist, with a margin of +18."
    assert shown.specialties == "Nineteen specialties"


def test_a_front_page_without_a_questionnaire_has_no_doors() -> None:
    shown = front.Page(Content())

    assert (shown.doors, shown.examples, shown.example) == ((), (), None)


def test_the_method_prints_what_was_counted(content: Content, definition: Definition) -> None:
    shown = method.Page(content, definition)

    assert (shown.sides, shown.sheets) == (["Generalist", "Specialist"], "390\u00a0625")
    assert shown.ties == "5.6\u00a0%"
    assert shown.shares == [
        ("Versatile Generalist", "32\u00a0%"),
        ("Focused Specialist", "32\u00a0%"),
        ("Balanced Hybrid", "36\u00a0%"),
    ]
    assert shown.weights[4] == ("Aptitude for problem-solving", 1, 2, 1)
    assert shown.single_step == "Aptitude for problem-solving and Communication skills"
    assert (shown.beyond_one, shown.beyond_all) == (3, 15)
    assert shown.persona is not None
    assert shown.persona.slug == "versatile-generalist"
