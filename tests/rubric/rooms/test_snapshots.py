"""Sheets counted into tables, beside the pictures that went before."""

from collections.abc import Sequence

import pytest

from rubric.content import Content
from rubric.definition import Definition
from rubric.rooms import snapshots
from rubric.rooms.cells import Cell
from rubric.rooms.snapshots import Earlier, Snapshot
from rubric.rooms.tallies import Tally
from tests.conftest import MATCH

MOVED = "change statement pace"


def test_a_specialty_counts_those_who_have_it_first_and_all_others(content: Content) -> None:
    first, second, third, *_ = (row.slug for row in content.library.specialties)
    counted = [Tally({}, (first, second))] * 6 + [Tally({}, (second,))] * 7

    found = snapshots.take(content.rubric_by_slug[MATCH], content.library, counted)

    tables = found.table_by_name
    assert tables[f"specialty {first}"].cells == (Cell(0, 0, 7), Cell(1, 1, 6))
    # All have the second first, and nobody the third.
    assert tables[f"specialty {second}"].cells == tables[f"specialty {third}"].cells == ()


def test_a_specialty_is_hidden_where_those_without_it_are_few(content: Content) -> None:
    slug = content.library.specialties[0].slug
    counted = [Tally({}, (slug,))] * 22 + [Tally({})] * 3

    found = snapshots.take(content.rubric_by_slug[MATCH], content.library, counted)

    assert found.table_by_name[f"specialty {slug}"].cells == ()


def tallies_of(table: str, counts: Sequence[int]) -> list[Tally]:
    return [Tally({table: cell}) for cell, people in enumerate(counts) for _ in range(people)]


@pytest.mark.parametrize("is_turned", [False, True])
def test_a_table_crosses_none_of_the_earlier_ones(content: Content, is_turned: bool) -> None:
    def take(*counts: int, earlier: Sequence[Snapshot] = ()) -> Snapshot:
        beside = [Earlier(one, tallies_of(table, (5, 5, 5))) for one in earlier]
        counted = tallies_of(table, counts)
        return snapshots.take(content.rubric_by_slug[MATCH], content.library, counted, beside)

    table = f"lean {content.library.axes[0].slug}"
    coarse, fine = take(5, 3, 2), take(10, 10, 10)
    earlier = (fine, coarse) if is_turned else (coarse, fine)

    # By itself it parts those toward the high end, whom the coarse one put together with others.
    assert take(3, 7, 10, earlier=(fine,)).table_by_name[table].cells
    assert take(3, 7, 10, earlier=earlier).table_by_name[table].cells == ()


def test_a_table_is_not_shown_where_all_who_came_since_any_picture_stand_alike(
    content: Content,
) -> None:
    rubric, library = content.rubric_by_slug[MATCH], content.library
    slug = library.specialties[0].slug
    table = f"specialty {slug}"
    first = [Tally({}, (slug,))] * 6 + [Tally({})] * 6

    def take(*came: Sequence[Tally]) -> Snapshot:
        earlier = [Earlier(snapshots.take(rubric, library, first), those) for those in came]
        return snapshots.take(rubric, library, [*first, *came[-1]], earlier)

    mixed = [Tally({}, (slug,))] * 3 + [Tally({})] * 9
    assert take(mixed).table_by_name[table].cells == (Cell(0, 0, 15), Cell(1, 1, 9))
    assert take([Tally({})] * 12).table_by_name[table].cells == ()
    assert take([Tally({})] * 12, mixed).table_by_name[table].cells == ()


# Before: 5 at 1 to 3, 35 at 4 or 5. After: 18 at 1, 6 at 2, 16 above. 24 stand at 1 or 2 now.
BEFORE, AFTER = (3, 2, 0, 20, 15), (18, 6, 0, 4, 12)


@pytest.mark.parametrize(
    ("before", "after", "moved", "is_shown"),
    [
        # 24 less 19 who are lower now are five who stood at 1 or 2 before: so nobody at 3.
        (BEFORE, AFTER, (19, 9, 12), False),
        (BEFORE, AFTER, (20, 8, 12), True),
        # The same seen from the other end, and from the other time.
        (BEFORE[::-1], AFTER[::-1], (12, 9, 19), False),
        (AFTER, BEFORE, (12, 9, 19), False),
        (AFTER, BEFORE, (12, 8, 20), True),
        (AFTER[::-1], BEFORE[::-1], (19, 9, 12), False),
        # Where one of the times is not shown, nothing bounds the other.
        (BEFORE, (40, 0, 0, 0, 0), (19, 9, 12), True),
        ((0, 0, 40, 0, 0), AFTER, (19, 9, 12), True),
    ],
)
def test_what_moved_is_not_shown_where_it_empties_a_hidden_cell(
    content: Content,
    definition: Definition,
    before: Sequence[int],
    after: Sequence[int],
    moved: Sequence[int],
    is_shown: bool,
) -> None:
    both = (
        snapshots.take(definition, content.library, tallies_of("statement pace", counts))
        for counts in (before, after)
    )

    found = snapshots.take_change(definition, tallies_of(MOVED, moved), *both)

    assert bool(found.table_by_name[MOVED].cells) is is_shown
