"""Sheets counted into tables, beside the pictures that went before."""

import pytest

from rubric.content import Content
from rubric.definition import Definition
from rubric.rooms import snapshots
from rubric.rooms.cells import Cell
from rubric.rooms.snapshots import Snapshot
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


@pytest.mark.parametrize("is_turned", [False, True])
def test_a_table_crosses_none_of_the_earlier_ones(definition: Definition, is_turned: bool) -> None:
    def take(*counts: int, earlier: tuple[Snapshot, ...] = ()) -> Snapshot:
        counted = [Tally({MOVED: cell}) for cell in range(3) for _ in range(counts[cell])]
        return snapshots.take_change(definition, counted, earlier)

    coarse, fine = take(5, 3, 2), take(10, 10, 10)
    earlier = (fine, coarse) if is_turned else (coarse, fine)

    # By itself it parts those who are higher now, whom the coarse one put together with the same.
    assert take(3, 7, 10, earlier=(fine,)).table_by_name[MOVED].cells
    assert take(3, 7, 10, earlier=earlier).table_by_name[MOVED].cells == ()
