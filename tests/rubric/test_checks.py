"""Each gap is planted in a content that has none, and named."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from rubric.checks import check
from rubric.content import Content, read
from rubric.definition import AxisAim, Definition, PathAim
from specialties.library import Route

SONOGRAPHER, MATCH = "Generalist or specialist?", "Which specialty?"


def said(content: Content) -> list[tuple[str, str]]:
    return [(gap.place, gap.text) for gap in check(content)]


def with_row(content: Content, table: str, name: str, **changes: Any) -> Content:
    """The content with one row of the library changed; rows are found by slug or key."""

    def changed(row: Any) -> Any:
        own = getattr(row, "slug", getattr(row, "key", ""))
        return replace(row, **changes) if own == name else row

    rows = tuple(map(changed, getattr(content.library, table)))
    assert rows != getattr(content.library, table)
    return replace(content, library=replace(content.library, **{table: rows}))


def with_definition(
    content: Content, slug: str, change: Callable[[Definition], Definition]
) -> Content:
    rubrics = tuple(change(row) if row.slug == slug else row for row in content.rubrics)
    return replace(content, rubrics=rubrics)


def with_paths(content: Content, change: Callable[[PathAim], dict[str, Any]]) -> Content:
    """The content with another aim of the sonographers’ questionnaire."""

    def changed(definition: Definition) -> Definition:
        assert isinstance(definition.aim, PathAim)
        return replace(definition, aim=replace(definition.aim, **change(definition.aim)))

    return with_definition(content, "sonographer-path", changed)


def with_example(content: Content, persona: str, change: Callable[[Any], Any]) -> Content:
    return with_paths(
        content,
        lambda aim: {
            "personas": tuple(
                replace(row, example=change(row.example)) if row.slug == persona else row
                for row in aim.personas
            )
        },
    )


def with_terms(content: Content, change: Callable[[Any], Any]) -> Content:
    def changed(definition: Definition) -> Definition:
        assert isinstance(definition.aim, AxisAim)
        return replace(definition, aim=replace(definition.aim, terms=change(definition.aim.terms)))

    return with_definition(content, "specialty-match", changed)


def test_seeded_content_has_no_gap(content: Content) -> None:
    assert check(content) == ()


def test_empty_content_has_no_questionnaire() -> None:
    assert said(Content()) == [("Questionnaires", "There is none.")]


@pytest.mark.parametrize(
    ("kept", "missing"),
    [
        ((0, 1, 2, 3, 4), "Minutes or months"),
        ((0, 3, 4, 5), "Reading the image and Doing procedures"),
    ],
)
def test_specialty_without_all_levels(
    content: Content, kept: tuple[int, ...], missing: str
) -> None:
    levels = content.library.specialty_by_slug["cardiology"].axis_levels
    spoiled = with_row(
        content, "specialties", "cardiology", axis_levels=tuple(levels[place] for place in kept)
    )
    text = f"It has no level on {missing}, so it could never be matched."
    assert said(spoiled) == [("Cardiology (non-invasive)", text)]


@pytest.mark.parametrize(("thinking", "total"), [(34, 99), (36, 101)])
def test_day_that_is_not_100(content: Content, thinking: int, total: int) -> None:
    split = content.library.specialty_by_slug["emergency-medicine"].day_split
    assert split
    wrong = replace(split, procedures=40, imaging=25, thinking=thinking)
    spoiled = with_row(content, "specialties", "emergency-medicine", day_split=wrong)
    text = f"The parts of its day add up to {total}, not to 100."
    assert said(spoiled) == [("Emergency Medicine", text)]


@pytest.mark.parametrize(
    ("table", "name", "changes", "text"),
    [
        ("notes", "mission", {"sources": ()}, "It has no source."),
        ("axes", "act", {"source": "gone"}, "Its source “gone” is not there."),
        ("pay", "", {"source": ""}, "It has no source."),
        ("credentials", "", {"sources": ("editorial", "gone")}, "Its source “gone” is not there."),
        ("questions", "", {"sources": ()}, "It has no source."),
        ("tips", "", {"source": "gone"}, "Its source “gone” is not there."),
        ("areas", "", {"source": "gone"}, "Its source “gone” is not there."),
        ("groups", "", {"source": "gone"}, "Its source “gone” is not there."),
        ("specialties", "", {"levels_source": "gone"}, "Its source “gone” is not there."),
        ("specialties", "", {"probe_source": "gone"}, "Its source “gone” is not there."),
        ("specialties", "cardiology", {"source": "gone"}, "Its source “gone” is not there."),
    ],
)
def test_fact_without_a_source(
    content: Content, table: str, name: str, changes: dict[str, Any], text: str
) -> None:
    first = getattr(content.library, table)[0]
    own = name or getattr(first, "slug", getattr(first, "key", ""))
    [(place, words)] = said(with_row(content, table, own, **changes))
    assert words.endswith(text)
    assert place


def test_day_of_a_whole_field_that_is_not_100(content: Content) -> None:
    spoiled = with_row(content, "whole_fields", "cardiology-field", day_imaging=34)
    assert said(spoiled) == [
        ("Cardiology (whole field)", "The parts of its day add up to 99, not to 100.")
    ]


@pytest.mark.parametrize(
    ("after", "text"),
    [
        ("psychiatry", "A route leads from it to itself."),
        ("wizardry", "A route leads through “wizardry”, which is not there."),
    ],
)
def test_route_that_leads_nowhere(content: Content, after: str, text: str) -> None:
    route = Route(after, "", "", "editorial")
    spoiled = with_row(content, "specialties", "psychiatry", routes=(route,))
    assert said(spoiled) == [("Psychiatry", text)]


def test_whole_field_that_is_not_there(content: Content) -> None:
    spoiled = with_row(content, "specialties", "psychiatry", whole_field="wizardry-field")
    assert said(spoiled) == [("Psychiatry", "Its whole field “wizardry-field” is not there.")]


@pytest.mark.parametrize(
    "part", ["activities", "floors", "emphasis", "shares", "timeline", "axis_levels"]
)
def test_fact_of_a_specialty_without_a_source(content: Content, part: str) -> None:
    specialty = next(row for row in content.library.specialties if getattr(row, part))
    first, *others = getattr(specialty, part)
    spoiled = (replace(first, source="gone"), *others)
    [(place, text)] = said(with_row(content, "specialties", specialty.slug, **{part: spoiled}))
    assert text == "Its source “gone” is not there."
    assert place.startswith(specialty.name)


def test_source_that_goes_is_missed_wherever_it_is_named(content: Content) -> None:
    sources = tuple(row for row in content.library.sources if row.key != "editorial")
    gaps = said(replace(content, library=replace(content.library, sources=sources)))
    assert len(gaps) > 95
    assert {text for _, text in gaps} == {"Its source “editorial” is not there."}


@pytest.mark.parametrize(
    ("slug", "title"), [("sonographer-path", SONOGRAPHER), ("specialty-match", MATCH)]
)
def test_questionnaire_that_asks_nothing(content: Content, slug: str, title: str) -> None:
    spoiled = with_definition(content, slug, lambda row: replace(row, criteria=()))
    assert said(spoiled) == [(title, "It asks nothing yet.")]


TOTALS = (
    "The weights add up to 10 on one side and 8 on the other, so the two totals are not on one "
    "scale."
)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda weights: {**weights, "depth": {"generalist": 1, "specialist": 1}}, TOTALS),
        (
            lambda weights: {**weights, "depth": {}},
            "Desire for in-depth knowledge counts towards no path.",
        ),
        (
            lambda weights: {key: {"generalist": 1} for key in weights},
            "Weights must point at two paths, not 1.",
        ),
        (
            lambda weights: {**weights, "depth": {"manager": 1}},
            "Weights must point at two paths, not 3.",
        ),
        (lambda weights: {}, "Weights must point at two paths, not 0."),
    ],
)
def test_weights_that_do_not_make_two_totals(
    content: Content, change: Callable[[Any], Any], text: str
) -> None:
    spoiled = with_paths(content, lambda aim: {"weights": change(aim.weights)})
    assert (SONOGRAPHER, text) in said(spoiled)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (None, "There is no persona for no clear lean."),
        ("generalist", "There is no persona for generalist."),
    ],
)
def test_outcome_without_a_persona(content: Content, path: str | None, text: str) -> None:
    spoiled = with_paths(
        content,
        lambda aim: {"personas": tuple(row for row in aim.personas if row.path != path)},
    )
    assert said(spoiled) == [(SONOGRAPHER, text)]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (
            lambda sheet: dict.fromkeys(sheet, 3),
            "The example of the Focused Specialist now gives the Balanced Hybrid.",
        ),
        (
            lambda sheet: {key: sheet[key] for key in sheet if key not in ("depth", "pace")},
            "The example of the Focused Specialist has no rating for "
            "Desire for in-depth knowledge and Preference for a fast-paced environment.",
        ),
        (
            lambda sheet: {**sheet, "depth": 6},
            "The example of the Focused Specialist has a rating that is not 1 to 5.",
        ),
    ],
)
def test_example_that_does_not_give_its_persona(
    content: Content, change: Callable[[Any], Any], text: str
) -> None:
    assert said(with_example(content, "focused-specialist", change)) == [(SONOGRAPHER, text)]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"week": 5},
            "Interest in variety is tried out in week 5, which no plan has.",
        ),
        ({"week": None}, "Interest in variety is tried out in no week."),
        (
            {"asks": ("hiring-depth",)},
            "Interest in variety asks in an interview what is not there: hiring-depth.",
        ),
    ],
)
def test_task_or_question_that_leads_nowhere(
    content: Content, changes: dict[str, Any], text: str
) -> None:
    def changed(definition: Definition) -> Definition:
        first, *others = definition.criteria
        return replace(definition, criteria=(replace(first, **changes), *others))

    assert said(with_definition(content, "sonographer-path", changed)) == [(SONOGRAPHER, text)]


def test_statement_without_an_axis(content: Content) -> None:
    spoiled = with_terms(
        content, lambda terms: {key: term for key, term in terms.items() if key != "hold-probe"}
    )
    assert said(spoiled) == [(MATCH, "No axis for hold-probe.")]


def test_every_gap_is_named_at_once(content: Content) -> None:
    spoiled = with_row(content, "specialties", "cardiology", axis_levels=())
    spoiled = with_row(spoiled, "notes", "mission", sources=())
    spoiled = with_example(spoiled, "focused-specialist", lambda sheet: {})
    places = [place for place, _ in said(spoiled)]
    assert places == ["Cardiology (non-invasive)", "mission", SONOGRAPHER]


def with_rubric(content: Content, slug: str, **changes: Any) -> Content:
    rubrics = [
        replace(rubric, **changes) if rubric.slug == slug else rubric for rubric in content.rubrics
    ]
    return replace(content, rubrics=tuple(rubrics))


def test_example_that_rates_what_is_not_asked(content: Content) -> None:
    definition = content.rubric_by_slug["sonographer-path"]
    asked = tuple(row for row in definition.criteria if row.key != "pace")
    gaps = said(with_rubric(content, "sonographer-path", criteria=asked))
    text = "The example of the Versatile Generalist rates something that is not asked."
    assert ("Generalist or specialist?", text) in gaps


def test_axis_that_is_not_balanced(content: Content) -> None:
    """Equal answers cancel only between two statements towards an axis and two away."""
    definition = content.rubric_by_slug["specialty-match"]
    asked = tuple(row for row in definition.criteria if row.key != "hold-probe")
    text = "Making the image needs 2 statements towards it and 2 away from it, and has {} and {}."
    assert said(with_rubric(content, "specialty-match", criteria=asked))[0] == (
        MATCH,
        text.format(1, 2),
    )
    turned = with_terms(
        content,
        lambda terms: {**terms, "hold-probe": replace(terms["hold-probe"], direction=-1)},
    )
    assert said(turned) == [(MATCH, text.format(1, 3))]


def test_statement_on_an_axis_that_is_not_there(content: Content) -> None:
    moved = with_terms(
        content, lambda terms: {**terms, "hold-probe": replace(terms["hold-probe"], axis="gone")}
    )
    assert said(moved)[0] == (MATCH, "Statements speak to an axis that there is not: gone.")


def test_first_statements_need_two_of_each_axis() -> None:
    path = Path(__file__).resolve().parents[1] / "data" / "edition-format-1.json.gz"
    old = read(gzip.decompress(path.read_bytes()).decode())
    definition = old.rubric_by_slug["specialty-match"]
    asked = tuple(row for row in definition.criteria if row.key not in ("own-image", "no-scanner"))
    text = "Too few statements speak to Generate, so it would never count."
    assert (MATCH, text) in said(with_rubric(old, "specialty-match", criteria=asked))


def test_match_without_specialties(content: Content) -> None:
    empty = replace(content, library=replace(content.library, specialties=()))
    assert ("Which specialty?", "There is no specialty to match with.") in said(empty)


def with_student(content: Content, slug: str, **changes: Any) -> Content:
    """The content with one example of the students’ questionnaire changed."""

    def changed(definition: Definition) -> Definition:
        assert isinstance(definition.aim, AxisAim)
        rows = tuple(
            replace(row, **changes) if row.slug == slug else row for row in definition.aim.examples
        )
        assert rows != definition.aim.examples
        return replace(definition, aim=replace(definition.aim, examples=rows))

    return with_definition(content, "specialty-match", changed)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda sheet: {**sheet, "gone": 3}, "rates something that is not asked."),
        (lambda sheet: {**sheet, "hold-probe": 6}, "has a rating that is not 1 to 5."),
        (
            lambda sheet: {key: sheet[key] for key in sheet if key != "hold-probe"},
            "has no rating for Holding the probe.",
        ),
        (
            lambda sheet: dict.fromkeys(sheet, 3),
            "comes out as “no direction”, not as “a clear first”.",
        ),
        (
            lambda sheet: dict.fromkeys(sheet),
            "comes out as “too few answers”, not as “a clear first”.",
        ),
    ],
)
def test_student_who_does_not_come_out_as_stated(
    content: Content, change: Callable[[Any], Any], text: str
) -> None:
    aim = content.rubric_by_slug["specialty-match"].aim
    assert isinstance(aim, AxisAim)
    iris = next(row for row in aim.examples if row.slug == "iris")
    spoiled = with_student(content, "iris", ratings=change(iris.ratings))
    assert said(spoiled) == [(MATCH, f"The example {iris.name} {text}")]


def test_students_show_a_clear_first_a_group_and_no_fit(content: Content) -> None:
    aim = content.rubric_by_slug["specialty-match"].aim
    assert isinstance(aim, AxisAim)
    assert [row.state for row in aim.examples] == ["no-clear-first", "clear", "no-fit"]
    spoiled = with_student(content, "mara", state="clear")
    text = "The example Mara, third year comes out as “no clear first”, not as “a clear first”."
    assert said(spoiled) == [(MATCH, text)]
