"""The worked examples under what readers see and under what would follow."""

from typing import Any

import pytest
from msgspec.structs import replace

from rubric import worked
from rubric.content import Content
from specialties.levels import Level


def test_every_example_comes_out_alike_under_the_same_content(content: Content) -> None:
    found = worked.rows(content, content)

    assert [(row.name, row.old) for row in found] == [
        ("Ana", "Versatile Generalist, margin +18"),
        ("Ravi", "Focused Specialist, margin −16"),
        ("Tom", "Balanced Hybrid, margin 0"),
        (
            "Mara, third year",
            "No clear first: Emergency Medicine, Critical Care and Anesthesiology",
        ),
        ("Iris, fourth year", "A clear first: Diagnostic Radiology"),
        ("Theo, second year", "No fit"),
    ]
    assert not any(row.is_other for row in found)


def test_a_weight_moves_the_margin_of_an_example(content: Content) -> None:
    path: Any = content.rubrics[0]
    weights = {**path.aim.weights, "depth": {"specialist": 9}}
    heavier = replace(path, aim=replace(path.aim, weights=weights))
    rows = worked.rows(content, replace(content, rubrics=(heavier, *content.rubrics[1:])))

    assert [row.name for row in rows if row.is_other] == ["Ana", "Ravi", "Tom"]
    assert rows[0].old == "Versatile Generalist, margin +18"
    assert rows[0].new.startswith("Versatile Generalist, margin +")


def test_a_level_moves_the_leading_group_of_an_example(content: Content) -> None:
    library = content.library
    levels = [replace(row, level=Level.LOW) for row in library.specialties[0].axis_levels]
    names = [row.name for row in library.specialties]
    number = names.index("Diagnostic Radiology")
    row = replace(library.specialties[number], axis_levels=tuple(levels))
    rows = (*library.specialties[:number], row, *library.specialties[number + 1 :])
    new = replace(content, library=replace(library, specialties=rows))
    [iris] = [row for row in worked.rows(content, new) if row.name == "Iris, fourth year"]

    assert iris.old == "A clear first: Diagnostic Radiology"
    assert "Diagnostic Radiology" not in iris.new


@pytest.mark.parametrize("missing", [0, 1])
def test_an_unfinished_questionnaire_is_said_to_be_one(content: Content, missing: int) -> None:
    rubrics = list(content.rubrics)
    rubrics[missing] = replace(rubrics[missing], criteria=rubrics[missing].criteria[1:])
    new = replace(content, rubrics=tuple(rubrics))
    title = content.rubrics[missing].title

    assert [row.new for row in worked.rows(content, new) if row.rubric == title] == (
        ["cannot be worked out"] * 3
    )
    assert {row.old for row in worked.rows(Content(), content)} == {"cannot be worked out"}
