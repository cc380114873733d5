"""What the page of the arithmetic says, asked of its object: no request, no template."""

import msgspec
import pytest

from rubric.content import Content
from rubric.definition import Definition
from rubric.results import method
from rubric.results.method import AxisRow, MatchSums, RankRow, StatementRow
from tests.conftest import MATCH, SONOGRAPHER
from tests.rubric.match_levels import EXAMPLE


@pytest.fixture(scope="module")
def page(content: Content, definition: Definition) -> method.Page:
    return method.Page(content, definition)


@pytest.fixture(scope="module")
def match(page: method.Page) -> MatchSums:
    assert page.match is not None
    return page.match


def without_match(content: Content, engine: str) -> Content:
    """The same edition with the match asked by another engine."""
    rubrics = tuple(
        msgspec.structs.replace(rubric, aim=msgspec.structs.replace(rubric.aim, engine=engine))
        if rubric.slug == MATCH
        else rubric
        for rubric in content.rubrics
    )
    return msgspec.structs.replace(content, rubrics=rubrics)


def test_it_prints_what_was_counted_over_all_sheets(page: method.Page) -> None:
    assert (page.sides, page.sheets) == (["Generalist", "Specialist"], "390,625")
    assert page.ties == "5.6\u00a0%"
    assert page.shares == [
        ("Versatile Generalist", "32\u00a0%"),
        ("Focused Specialist", "32\u00a0%"),
        ("Balanced Hybrid", "36\u00a0%"),
    ]
    assert page.weights[4] == ("Aptitude for problem-solving", 1, 2, 1)
    assert page.single_step == "Aptitude for problem-solving and Communication skills"
    assert (page.beyond_one, page.beyond_all) == (3, 15)
    assert page.persona is not None
    assert page.persona.slug == "versatile-generalist"


def test_axes_statements_and_levels_are_counted(match: MatchSums) -> None:
    assert [axis.slug for axis in match.axes] == [
        *("generate", "interpret", "act", "think", "people", "tempo"),
    ]
    assert (match.statement_count, match.axis_count, match.side) == (24, "six", "two")
    assert match.most == 8
    assert (match.grounded, match.all_levels) == (27, 114)
    assert match.levels == [
        ("Low", "−2"),
        ("Low–Moderate", "−1"),
        ("Moderate", "0"),
        ("Moderate–High", "+1"),
        ("High", "+2"),
        ("Very High", "+3"),
    ]


def test_words_have_the_bounds_of_the_code(match: MatchSums) -> None:
    assert match.words == (
        ("Very close", "3/4 or more", "0.866 or more"),
        ("Close", "1/2 to 3/4", "0.707 to 0.866"),
        ("Partly", "1/4 to 1/2", "0.500 to 0.707"),
        ("Neither way", "−1/4 to 1/4", "−0.500 to 0.500"),
        ("Away", "−1/2 to −1/4", "−0.707 to −0.500"),
        ("Opposite", "−1/2 or less", "−0.707 or less"),
    )


def test_every_state_is_explained(match: MatchSums) -> None:
    states = ["Clear", "No clear first", "No fit", "Unsettled", "Too few", "No direction"]
    assert [state for state, _ in match.states] == states
    when = dict(match.states)
    assert when["Clear"].endswith("in 5 of 10 retakes or more.")
    assert when["Unsettled"].endswith("in 2 of 10 retakes.")
    assert when["Too few"] == "Fewer than four axes count."
    assert match.twins == "Adult Primary Care (internal or family medicine) and Psychiatry"


def test_the_example_is_worked_through(match: MatchSums) -> None:
    assert match.ratings == EXAMPLE
    assert match.first_name == "Emergency Medicine"
    assert list(match.example_axes()) == [
        AxisRow("Making the image", "+6", "+2", "4 + 2 + 2 + 4", "+12", "+0.211"),
        AxisRow("Reading the image", "0", "+1", "1 + 0 + 0 − 1", "0", "0.000"),
        AxisRow("Doing procedures", "+8", "+2", "4 + 4 + 4 + 4", "+16", "+0.281"),
        AxisRow("Working a case out", "+3", "+1", "1 + 1 + 0 + 1", "+3", "+0.053"),
        AxisRow("Talking, over time", "−2", "−1", "−1 + 2 + 1", "+2", "+0.035"),
        AxisRow("Minutes or months", "+7", "+3", "3 + 6 + 6 + 6", "+21", "+0.369"),
    ]
    assert match.equation == "54 ÷ √(162 × 20) = +0.949"
    assert (match.word, match.twice) == ("very close", "“Long talks”")
    assert match.state == "no clear first"
    assert match.leading == "Emergency Medicine, Critical Care and Anesthesiology"
    assert (match.match.tipping, match.answer_count) == (15, 23)


def test_every_statement_of_the_example_has_its_points(match: MatchSums) -> None:
    rows = list(match.statements())

    assert len(rows) == 24
    assert rows[6] == StatementRow(
        "I want time for long talks with patients.", "Talking, over time", "+", "2", "+2"
    )
    assert rows[15] == StatementRow(
        "I want to know the same patients for years.", "Talking, over time", "+", "left out", ""
    )
    assert rows[7].sign == "−"


def test_the_example_shows_odds_of_the_top_and_the_end(match: MatchSums) -> None:
    assert list(match.ranks()) == [
        RankRow("Emergency Medicine", "+0.949", "very close", "3 of 10", "9 of 10"),
        RankRow("Critical Care", "+0.943", "very close", "3 of 10", "8 of 10"),
        RankRow("Anesthesiology", "+0.934", "very close", "3 of 10", "8 of 10"),
        RankRow("Interventional Radiology", "+0.787", "close", "0 of 10", "1 of 10"),
        RankRow("Psychiatry", "−0.539", "away", "0 of 10", "0 of 10"),
    ]


def test_the_odds_of_the_personas_are_those_of_the_code(page: method.Page) -> None:
    assert page.persona_odds == [
        ("Versatile Generalist", ["99.6", "0.0", "0.4"]),
        ("Focused Specialist", ["0.0", "98.7", "1.3"]),
        ("Balanced Hybrid", ["23.0", "23.0", "54.0"]),
    ]
    assert page.retest.rows[2] == (3, (7, 25, 36, 25, 7))
    assert page.border == 4


def test_both_versions_stand_side_by_side(page: method.Page) -> None:
    assert [(before, today) for _, before, today in page.versions] == [
        ("1.2 to 9.8\u00a0%", "2.1 to 9.9\u00a0%"),
        ("66 / 94\u00a0%", "82 / 99\u00a0%"),
        ("40 / 76\u00a0%", "66 / 95\u00a0%"),
        ("11.5", "0.2"),
        ("1 (2)", "2 (3)"),
        ("2 (3)", "2 (3)"),
        ("−0.160", "+0.500"),
        ("–", "82 / 18 / 0\u00a0%"),
        ("–", "32 / 38 / 30\u00a0%"),
    ]


def test_what_is_published_stands_with_its_sources(page: method.Page) -> None:
    shown = " ".join(note.text for note in page.evidence)
    assert "51\u00a0% of 385" in shown
    (retest,) = page.retest.notes
    assert "correlated .65 over 13 days" in retest.text
    keys = {ref.source.key for note in (*page.evidence, retest) for ref in note.refs}
    assert {ref.source.key for ref in page.foot.refs} == keys
    assert {"mspi-r", "path-2019", "hexaco-2022"} <= keys


def test_an_edition_with_the_first_statements_explains_the_paths_alone(content: Content) -> None:
    old = without_match(content, "axes-1")

    page = method.Page(old, old.rubric_by_slug[SONOGRAPHER])

    assert page.match is None
    anchors = [anchor for anchor, _ in page.parts]
    assert anchors == [
        *("totals", "margin", "example", "facts", "retest", "versions", "evidence"),
        *("limits", "sources"),
    ]


def test_other_statements_go_without_the_example(content: Content) -> None:
    definition = content.rubric_by_slug[MATCH]
    fewer = msgspec.structs.replace(definition, criteria=definition.criteria[:-1])

    assert not MatchSums(content, fewer).is_worked


@pytest.mark.parametrize(
    ("numbers", "text"), [([], ""), ([0], "0"), ([-1, 2, -3], "−1 + 2 − 3"), ([4, 0], "4 + 0")]
)
def test_numbers_are_written_as_a_sum(numbers: list[int], text: str) -> None:
    assert method.added(numbers) == text
