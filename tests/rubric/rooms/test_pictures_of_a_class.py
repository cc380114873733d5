"""What a picture says, part by part: titles, bars and notes, a reader’s place, and the data."""

from collections.abc import Sequence

import pytest

from rubric.content import Content
from rubric.definition import Definition
from rubric.rooms import export, own, snapshots
from rubric.rooms.pages import Picture, moved
from rubric.rooms.parts import TOO_FEW, Part
from rubric.rooms.tallies import Tally
from tests.conftest import MATCH, SONOGRAPHER

UNDECIDED = "Which way the class leans"
MOVED_UP = "Higher now, or the same"


def picture(content: Content, rubric: str, counted: Sequence[Tally]) -> Picture:
    definition = content.rubric_by_slug[rubric]
    taken = snapshots.take(definition, content.library, counted)
    return Picture(taken, definition, content.library)


def tallies_of(table: str, counts: Sequence[int]) -> list[Tally]:
    """So many people in each cell of one table."""
    return [Tally({table: cell}) for cell, people in enumerate(counts) for _ in range(people)]


def part(found: Picture, key: str) -> Part:
    return next(part for part in found.parts if part.key == key)


def bars(found: Part) -> list[tuple[str, int, int]]:
    return [(bar.label, bar.people, bar.width) for bar in found.bars]


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ([5, 9, 5, 6, 5], "14 of 30 lean specialist"),
        ([5, 6, 5, 9, 5], "14 of 30 lean generalist"),
        ([5, 5, 10, 5, 5], UNDECIDED),
        # The others are counted together with the middle, and may be the larger side.
        ([0, 3, 7, 0, 10], UNDECIDED),
        ([0, 3, 6, 0, 11], "11 of 20 lean generalist"),
        # Nobody’s lean is shown at all.
        ([2, 2, 2, 2, 2], UNDECIDED),
    ],
)
def test_the_headline_names_the_side_that_surely_has_more(
    content: Content, counts: list[int], title: str
) -> None:
    found = picture(content, SONOGRAPHER, tallies_of("outcome", counts))

    assert part(found, "outcome").title == title


@pytest.mark.parametrize(
    ("near", "lead"),
    [(7, "7 of 20 stand one answer from another lean."), (4, ""), (0, "")],
)
def test_how_many_are_one_answer_away_is_said_where_it_is_shown(
    content: Content, near: int, lead: str
) -> None:
    found = picture(content, SONOGRAPHER, tallies_of("near", [20 - near, near]))

    assert part(found, "outcome").lead == lead


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        (
            [5, 6, 7, 8, 10],
            [
                ("Clear lean, specialist", 5, 50),
                ("Leans specialist", 6, 60),
                ("No clear lean", 7, 70),
                ("Leans generalist", 8, 80),
                ("Clear lean, generalist", 10, 100),
            ],
        ),
        (
            [1, 4, 5, 1, 7],
            [
                ("Lean specialist, clear or not", 5, 62),
                ("No clear lean", 5, 62),
                ("Lean generalist, clear or not", 8, 100),
            ],
        ),
        (
            [1, 2, 3, 4, 5],
            [
                ("Lean specialist, or no clear lean", 6, 66),
                ("Lean generalist, clear or not", 9, 100),
            ],
        ),
        (
            [3, 7, 3, 1, 1],
            [
                ("Lean specialist, clear or not", 10, 100),
                ("Lean generalist, or no clear lean", 5, 50),
            ],
        ),
    ],
)
def test_a_lean_has_a_bar_for_whatever_is_counted_together(
    content: Content, counts: list[int], shown: list[tuple[str, int, int]]
) -> None:
    found = picture(content, SONOGRAPHER, tallies_of("outcome", counts))

    assert bars(part(found, "outcome")) == shown


def leading(content: Content, counts: Sequence[int], people: int = 30) -> Part:
    """What leads a class in which so many have each specialty first, one after the other."""
    slugs = [row.slug for row in content.library.specialties]
    counted = [
        Tally(
            {"settled": int(number < max(counts))},
            tuple(slug for slug, most in zip(slugs, counts, strict=False) if number < most),
        )
        for number in range(people)
    ]
    return part(picture(content, MATCH, counted), "outcome")


def test_specialties_stand_in_the_order_of_how_many_have_them_first(content: Content) -> None:
    first, second, third = (row.name for row in content.library.specialties[:3])

    found = leading(content, (5, 19, 7))

    assert bars(found) == [(second, 19, 100), (third, 7, 36), (first, 5, 26)]
    assert found.lead == "For 19 of 30, one or more specialties come first."
    assert found.note.startswith("Somebody can have several.")


@pytest.mark.parametrize(
    ("counts", "kept"),
    [
        ([9, 8, 7, 6, 5, 5, 5, 5], [9, 8, 7, 6, 5, 5, 5, 5]),
        # Eight would part the last five, who are level.
        ([9, 8, 7, 6, 5, 5, 5, 5, 5], [9, 8, 7, 6]),
        ([12, 11, 10, 9, 8, 7, 6, 5, 5], [12, 11, 10, 9, 8, 7, 6]),
        ([13, 12, 11, 10, 9, 8, 7, 6, 5], [13, 12, 11, 10, 9, 8, 7, 6]),
        # More than eight are level at the top.
        ([7] * 10 + [5], [7] * 10),
    ],
)
def test_specialties_that_are_level_are_all_named_or_none_of_them(
    content: Content, counts: list[int], kept: list[int]
) -> None:
    assert [bar.people for bar in leading(content, counts).bars] == kept


def test_a_specialty_that_nearly_everybody_has_first_is_not_shown(content: Content) -> None:
    found = leading(content, (22,), people=25)

    assert found.bars == ()
    assert found.note == TOO_FEW
    assert found.lead == ""


def test_where_they_differ_most_asks_the_lower_end_first(content: Content) -> None:
    key = content.rubric_by_slug[SONOGRAPHER].criteria[0].key

    found = picture(content, SONOGRAPHER, tallies_of(f"statement {key}", (3, 3, 0, 3, 6)))

    divided = part(found, "divided")
    assert divided.question == (
        "What did those who chose 1 to 3 picture, and those who chose 4 or 5?"
    )
    assert bars(divided) == [("1 to 3", 6, 66), ("4 or 5", 9, 100)]


@pytest.mark.parametrize(
    ("rubric", "note"),
    [(SONOGRAPHER, ""), (MATCH, "3 also counts those to whom it doesn’t matter.")],
)
def test_a_statement_says_whom_its_middle_counts_too(
    content: Content, rubric: str, note: str
) -> None:
    shown, hidden, *_ = content.rubric_by_slug[rubric].criteria

    found = picture(content, rubric, tallies_of(f"statement {shown.key}", (6, 0, 0, 0, 6)))

    assert part(found, f"statement {shown.key}").note == note
    assert part(found, f"statement {hidden.key}").note == TOO_FEW


def what_moved(definition: Definition, *counts: int) -> tuple[Part, ...]:
    """What moved where so many answered the first statement lower, the same and higher."""
    table = f"change statement {definition.criteria[0].key}"
    # Neither time shows anything, so what moved tells nothing of them.
    neither = snapshots.Snapshot(
        0, tuple(snapshots.Table(f"statement {row.key}", ()) for row in definition.criteria)
    )
    found = snapshots.take_change(definition, tallies_of(table, counts), neither, neither)
    return moved(found, definition)


def test_of_what_moved_only_that_is_a_part_which_may_be_shown(definition: Definition) -> None:
    (found,) = what_moved(definition, 5, 2, 5)

    assert found.title == definition.criteria[0].name
    assert bars(found) == [("Lower now", 5, 71), ("Higher now, or the same", 7, 100)]
    assert what_moved(definition, 1, 2, 5) == ()


def test_a_reader_finds_only_lists_that_have_something_in_them(content: Content) -> None:
    tally = Tally({"outcome": 0, "statement pace": 0})
    found = picture(content, SONOGRAPHER, [tally] * 6 + tallies_of("outcome", (0, 0, 0, 0, 6)))

    (main,) = own.find(found.parts, tally, {}).main
    assert (main.bar.people, main.own) == (6, "Clear lean, specialist")
    assert own.find(found.parts, tally, {}).lists == []

    counted = [tally] * 6 + tallies_of("statement pace", (0, 0, 0, 0, 6))
    (listed,) = own.find(picture(content, SONOGRAPHER, counted).parts, tally, {}).lists
    assert listed[:2] == ("statements", "Statement by statement")
    assert [place.own for place in listed[2]] == ["1"]


def test_data_and_table_hold_what_moved_and_every_note(
    content: Content, definition: Definition
) -> None:
    key, name = definition.criteria[0].key, definition.criteria[0].name
    found = picture(content, SONOGRAPHER, tallies_of(f"statement {key}", (7, 0, 0, 0, 8)))
    changed = what_moved(definition, 5, 0, 7)

    data = export.everything(found, changed, edition=1)
    rows = list(export.table(found, changed))

    assert (data["edition"], data["people"]) == (1, 15)
    assert [it["note"] for it in data["parts"] if not it["rows"]] == [TOO_FEW] * 8
    assert [(it["part"], it["rows"]) for it in data["moved"]] == [
        (name, [{"answer": "Lower now", "people": 5}, {"answer": MOVED_UP, "people": 7}])
    ]
    # Of those with two sheets, who are fewer than the picture counts.
    last = [(title, answer, *people) for title, _, _, _, answer, *people in rows[-2:]]
    assert last == [
        (f"What moved: {name}", "Lower now", 5, 12),
        (f"What moved: {name}", MOVED_UP, 7, 12),
    ]
    assert {row[-1] for row in rows[:-2]} == {15}


def lean(content: Content, *counts: int) -> Part:
    """A class of so many on one side of the first axis, neither way and on its other side."""
    key = f"lean {content.library.axes[0].slug}"
    return part(picture(content, MATCH, tallies_of(key, counts)), key)


def test_an_axis_is_told_by_its_own_ends(content: Content) -> None:
    axis = content.library.axes[0]

    assert [(bar.label, bar.people) for bar in lean(content, 5, 6, 7).bars] == [
        (f"Toward “{axis.low_end}”", 5),
        ("Neither way", 6),
        (f"Toward “{axis.high_end}”", 7),
    ]


@pytest.mark.parametrize(("cell", "bar"), [(0, 0), (1, 0), (2, 1)])
def test_a_reader_has_a_place_of_their_own_in_a_bar_of_several(
    content: Content, cell: int, bar: int
) -> None:
    axis = content.library.axes[0]
    found = lean(content, 3, 6, 7)

    (place,) = own.find([found], Tally({f"lean {axis.slug}": cell}), {}).places

    low, high = (f"Toward “{end}”" for end in (axis.low_end, axis.high_end))
    assert place.own == (low, "Neither way", high)[cell]
    assert (place.bar.label, place.bar.people) == ((f"{low}, or neither way", 9), (high, 7))[bar]


@pytest.mark.parametrize(
    ("rubric", "ends"),
    [
        (SONOGRAPHER, ("I’d rather stay with one kind", "I’d rather keep switching")),
        (MATCH, ("Not me at all", "Very much me")),
    ],
)
def test_every_statement_says_what_its_numbers_mean(
    content: Content, rubric: str, ends: tuple[str, str]
) -> None:
    assert picture(content, rubric, []).all.statements[0].ends == ends
