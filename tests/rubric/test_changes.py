"""Changes as an editor reads them: every field by its label, every value in words."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from rubric import changes, definition, labels
from rubric.changes import Line, Mark, Moved, Thing
from rubric.content import READERS, Content, diff, read
from rubric.models import Rubric
from rubric.naming import Names
from specialties import library
from specialties.levels import Level
from specialties.library import Frozen, Library
from specialties.models import Note, Phrase, Question, RotationTip

DATA = Path(__file__).resolve().parents[1] / "data"
CARDIOLOGY = "cardiology"


def with_library(content: Content, **fields: Any) -> Content:
    return replace(content, library=replace(content.library, **fields))


def with_row(content: Content, table: str, number: int, **fields: Any) -> Content:
    rows = list(getattr(content.library, table))
    rows[number] = replace(rows[number], **fields)
    return with_library(content, **{table: tuple(rows)})


def with_specialty(content: Content, **fields: Any) -> Content:
    slugs = [row.slug for row in content.library.specialties]
    return with_row(content, "specialties", slugs.index(CARDIOLOGY), **fields)


def with_aim(content: Content, number: int, **fields: Any) -> Content:
    rubrics = list(content.rubrics)
    rubrics[number] = replace(rubrics[number], aim=replace(rubrics[number].aim, **fields))
    return replace(content, rubrics=tuple(rubrics))


def said(old: Content, new: Content) -> list[tuple[str, str, str, Line]]:
    """Page, thing and verdict beside each line."""
    return [
        (page.title, thing.name, thing.verdict, line)
        for page in changes.pages(old, new)
        for thing in page.things
        for line in thing.lines
    ]


def only(old: Content, new: Content) -> tuple[str, str, str, Line]:
    [found] = said(old, new)
    return found


def structs() -> Iterator[type[Frozen]]:
    for module in (library, definition):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Frozen) and value is not Frozen:
                yield value


def test_a_number_of_a_kpi(content: Content) -> None:
    low = content.library.kpis[0].low
    found = only(content, with_row(content, "kpis", 0, low=low + 1))

    assert found == (
        "Sonographer paths",
        "KPI: Exams per day, Generalist",
        "",
        Line("Low, of the target", "8", "9"),
    )


def test_a_level_stands_in_words_under_its_axis(content: Content) -> None:
    rows = content.library.specialty_by_slug[CARDIOLOGY].axis_levels
    assert rows[0].level is not Level.VERY_HIGH
    levels = (replace(rows[0], level=Level.VERY_HIGH, reason="Why."), *rows[1:])
    page, thing, verdict, line = said(content, with_specialty(content, axis_levels=levels))[0]

    axis = content.library.axes[0].name
    assert (page, thing, verdict) == ("Specialties", "Specialty: Cardiology (non-invasive)", "")
    assert line == Line(f"Level on {axis}: Level", rows[0].level.label, "Very High")


def test_a_weight_stands_under_its_criterion_and_path(content: Content) -> None:
    aim: Any = content.rubrics[0].aim
    weights = {**aim.weights, "depth": {**aim.weights["depth"], "specialist": 3}}

    assert only(content, with_aim(content, 0, weights=weights)) == (
        "Questionnaires",
        "Questionnaire: Generalist or specialist?",
        "",
        Line("Weight: Desire for in-depth knowledge: Specialist", "2", "3"),
    )


def test_of_a_long_text_the_words_that_differ_are_marked(content: Content) -> None:
    text = "We read every study of it that we found, and say which of them has most people in it."
    old = with_row(content, "tips", 0, text=text)
    new = with_row(content, "tips", 0, text=text.replace("most people", "more people"))
    line = only(old, new)[-1]

    assert line.marks == (
        Mark("", "We read every study of it that we found, and say which of them has "),
        Mark("del", "most "),
        Mark("ins", "more "),
        Mark("", "people in it."),
    )
    assert "".join(mark.text for mark in line.marks if mark.kind != "ins") == line.old == text


def test_a_text_of_thousands_of_words_is_not_compared_by_word(content: Content) -> None:
    old = with_row(content, "tips", 0, text="one two " * 5000)
    new = with_row(content, "tips", 0, text="two one " * 5000)

    assert only(old, new)[-1].marks == ()


def test_a_list_says_what_came_went_and_moved(content: Content) -> None:
    keys = [row.key for row in content.library.sources]
    number = next(n for n, row in enumerate(content.library.notes) if row.section == "mission")
    first, second, third, fourth = keys[:4]
    old = with_row(content, "notes", number, sources=(first, second, third))
    new = with_row(content, "notes", number, sources=(third, first, fourth))
    names = {row.key: row.label for row in content.library.sources}
    line = only(old, new)[-1]

    assert line == Line(
        "Sources", came=(names[fourth],), went=(names[second],), moved=(names[third],)
    )


def test_a_new_order_names_what_moved(content: Content) -> None:
    rows = content.library.specialties
    found = only(content, with_library(content, specialties=(*rows[1:], rows[0])))

    assert found == ("Specialties", "Specialties", "", Line("Order", moved=(rows[0].name,)))


def test_a_row_that_comes_is_told_field_by_field_and_one_that_goes_too(content: Content) -> None:
    path = replace(content.library.paths[0], slug="manager", name="Manager")
    more = with_library(content, paths=(*content.library.paths, path))
    [come], [gone] = changes.pages(content, more), changes.pages(more, content)

    assert come.things == (Thing("Path: Manager", (Line("Name", None, "Manager"),), "new", path),)
    assert gone.things == (Thing("Path: Manager", (Line("Name", "Manager"),), "gone", path),)


def test_a_row_within_a_row_is_one_line(content: Content) -> None:
    rows = content.library.specialty_by_slug[CARDIOLOGY].activities
    line = only(content, with_specialty(content, activities=rows[:-1]))[-1]

    assert line.label == f"Activity: {rows[-1].name}"
    assert line.new is None
    assert f"Name: {rows[-1].name}" in (line.old or "")


@pytest.mark.parametrize("number", READERS)
def test_no_change_speaks_in_keys(content: Content, number: int) -> None:
    """Everything that a content can say, once as it comes and once as it goes."""
    old = content_of(DATA / f"edition-format-{number}.json.gz")
    blank = re.compile(r"\{\w+\}?")
    named: tuple[Any, ...] = (*content.library.sources, *content.library.questions)
    keys = {row.key for row in named if "-" in row.key}
    keys |= {row.slug for row in content.library.specialties if "-" in row.slug}
    for found in (said(old, content), said(Content(), content), said(content, Content())):
        for _, thing, _, line in found:
            for label in (thing, line.label):
                assert not re.search(r"[a-z]_[a-z]|None", blank.sub("", label)), label
            for text in (line.old, line.new, *line.came, *line.went, *line.moved):
                assert text not in keys, (thing, line)


def content_of(file: Path) -> Content:
    return read(gzip.decompress(file.read_bytes()).decode())


def test_every_field_and_every_kind_of_row_has_a_name() -> None:
    inner = {"Library", "PathAim", "AxisAim"}
    for struct in structs():
        assert struct is Library or struct.__name__ in inner or labels.THINGS[struct.__name__]
        for field in () if struct is Library else struct.__struct_fields__:
            assert labels.field_label(struct, field)
    tables = [table for parts in labels.PAGES.values() for table in parts if table != "rubrics"]
    assert sorted(tables) == sorted(Library.__struct_fields__)
    assert {name.rpartition(".")[2] for name in labels.FIELDS if "." not in name} <= {
        "order",
        *(field.name for struct in structs() for field in msgspec.structs.fields(struct)),
    }


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        (Note.Section, "Note.section"),
        (Question.Kind, "Question.kind"),
        (Phrase.Occasion, "Phrase.occasion"),
        (RotationTip.Kind, "RotationTip.kind"),
        (Rubric.Shelf, "Definition.shelf"),
    ],
)
def test_short_forms_are_called_as_their_drop_downs_call_them(choices: Any, field: str) -> None:
    offered = {value: label.lower() for value, label in choices.choices}
    assert {k: v.lower().removeprefix("the ") for k, v in labels.VALUES[field].items()} == {
        k: v.removeprefix("the ") for k, v in offered.items()
    }


def test_no_two_things_share_a_key(content: Content) -> None:
    """Or one would be called as the other."""
    found, names = content.library, Names(content, content)
    rows: tuple[Any, ...] = (*found.groups, *found.whole_fields, *found.paths)
    rows += (*found.specialties, *found.axes)
    called = {row.slug: row.name for row in rows}
    called |= {row.key: row.label for row in found.sources}
    called |= {row.key: row.question for row in found.questions}
    called |= {row.key: row.name for rubric in content.rubrics for row in rubric.criteria}
    asked = [row for rubric in content.rubrics for row in rubric.criteria]

    assert len(called) == len((*rows, *found.sources, *found.questions, *asked))
    assert {key: names.of(key) for key in called} == called


LEVELS, WEIGHTS, WORDS = (
    Moved(moves_levels=True, moves_weights=False, moves_words=False),
    Moved(moves_levels=False, moves_weights=True, moves_words=False),
    Moved(moves_levels=False, moves_weights=False, moves_words=True),
)


def test_what_moved_is_levels_weights_or_words(content: Content) -> None:
    specialty = content.library.specialty_by_slug[CARDIOLOGY]
    low = tuple(replace(row, level=Level.LOW) for row in specialty.axis_levels)
    path: Any = content.rubrics[0]
    match: Any = content.rubrics[1]
    term = replace(match.aim.terms["scan-daily"], direction=-1)
    one_less = replace(path, criteria=path.criteria[1:])
    expected = [
        (with_specialty(content, axis_levels=low), LEVELS),
        (with_specialty(content, ultrasound=Level.LOW), LEVELS),
        (with_library(content, specialties=content.library.specialties[1:]), LEVELS),
        (with_aim(content, 0, weights={**path.aim.weights, "pace": {}}), WEIGHTS),
        (with_aim(content, 0, band=4), WEIGHTS),
        (with_aim(content, 0, low_total=9), WEIGHTS),
        (with_aim(content, 1, terms={**match.aim.terms, "scan-daily": term}), WEIGHTS),
        (replace(content, rubrics=(one_less, match)), WEIGHTS),
        (with_specialty(content, summary="Other words."), WORDS),
        (with_row(content, "kpis", 0, low=1), WORDS),
        (with_aim(content, 0, personas=path.aim.personas[1:]), WEIGHTS),
        (with_aim(content, 0, personas=path.aim.personas[::-1]), WORDS),
        (with_aim(content, 1, examples=match.aim.examples[1:]), WORDS),
        (content, Moved(moves_levels=False, moves_weights=False, moves_words=False)),
    ]
    for new, moved in expected:
        assert changes.moved(diff(content, new)) == moved


def test_every_field_that_moves_weights_is_one_that_there_is() -> None:
    there = {f"{struct.__name__}.{name}" for struct in structs() for name in names_of(struct)}
    assert there >= changes.SCORING
    assert {struct.__name__ for struct in structs()} >= (changes.MATCHED | changes.SCORED)


def names_of(struct: type[Frozen]) -> tuple[str, ...]:
    return struct.__struct_fields__
