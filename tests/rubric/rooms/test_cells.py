from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import pytest

from rubric.rooms import cells, snapshots
from rubric.rooms.cells import FEWEST, Before, Cell, shown
from rubric.rooms.snapshots import Snapshot, most_divided

Table = tuple[Cell, ...]


def counts_of(people: int, size: int) -> Iterator[tuple[int, ...]]:
    """Every way to put so many people into so many cells."""
    if size == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in counts_of(people - first, size - 1):
            yield (first, *rest)


def given_away(people: int, size: int, show: Callable[[Sequence[int]], Table]) -> list[Table]:
    """The tables behind which some count that is not shown can be one number only.

    Who solves this knows the whole way from counts to tables, not only the numbers in them.
    """
    behind: dict[Table, list[tuple[int, ...]]] = defaultdict(list)
    for counts in counts_of(people, size):
        behind[show(counts)].append(counts)
    return [
        table
        for table, possible in behind.items()
        for cell in range(size)
        if not any(part.first == part.last == cell for part in table)
        and len({counts[cell] for counts in possible}) < 2
    ]


def test_a_table_without_small_counts_is_shown_whole() -> None:
    assert shown([5, 6, 7, 8, 9]) == tuple(
        Cell(index, index, people) for index, people in enumerate((5, 6, 7, 8, 9))
    )


def test_neighbors_are_counted_together_until_no_count_is_small() -> None:
    assert shown([1, 4, 6, 9, 5]) == (Cell(0, 1, 5), Cell(2, 2, 6), Cell(3, 3, 9), Cell(4, 4, 5))
    assert shown([2, 2, 10, 5, 6]) == (Cell(0, 2, 14), Cell(3, 3, 5), Cell(4, 4, 6))
    assert shown([6, 1, 3]) == ()
    assert shown([6, 2, 3]) == (Cell(0, 0, 6), Cell(1, 2, 5))


@pytest.mark.parametrize(
    "counts", [[22, 3], [25, 0], [0, 0, 0, 0, 25], [4, 0, 0, 0, 4], [0, 0], [2, 2, 2]]
)
def test_a_count_whose_rest_is_small_is_not_shown_either(counts: list[int]) -> None:
    assert shown(counts) == ()


def test_what_nearly_everybody_or_nobody_says_is_not_shown_in_a_large_room() -> None:
    # 5 of 200 are fewer than 5 in a hundred, and the others more than 95.
    assert shown([5, 195]) == ()
    assert shown([10, 190]) == (Cell(0, 0, 10), Cell(1, 1, 190))
    # Neither are they beside two that are both far from everybody.
    assert shown([5, 100, 100]) == (Cell(0, 1, 105), Cell(2, 2, 100))


@pytest.mark.parametrize("size", [2, 3, 5])
@pytest.mark.parametrize("people", range(5, 24))
def test_every_count_that_is_not_shown_can_be_more_than_one_number(people: int, size: int) -> None:
    assert not given_away(people, size, shown)


@pytest.mark.parametrize("size", [2, 3, 5])
@pytest.mark.parametrize("people", range(5, 24))
def test_no_shown_count_is_small(people: int, size: int) -> None:
    for counts in counts_of(people, size):
        table = shown(counts)
        assert all(part.people >= FEWEST for part in table)
        assert sum(part.people for part in table) in (0, people)


def given_away_by_two(
    people: int,
    more: int,
    size: int,
    again: Callable[[Sequence[int], Table, Sequence[int]], Table],
) -> list[tuple[Table, Table]]:
    """The same for two tables of one count, so many people having come between them."""
    behind: dict[tuple[Table, Table], list[tuple[int, ...]]] = defaultdict(list)
    for first in counts_of(people, size):
        for came in counts_of(more, size):
            second = tuple(map(sum, zip(first, came, strict=True)))
            behind[shown(first), again(second, shown(first), came)].append((*first, *second))
    return [
        tables
        for tables, possible in behind.items()
        for cell in range(2 * size)
        if not any(part.first == part.last == cell % size for part in tables[cell // size])
        and len({counts[cell] for counts in possible}) < 2
    ]


@pytest.mark.parametrize("more", [10, 11, 14])
@pytest.mark.parametrize("people", [10, 12])
def test_two_pictures_give_nothing_away_that_is_not_shown(people: int, more: int) -> None:
    def again(counts: Sequence[int], first: Table, came: Sequence[int]) -> Table:
        return shown(counts, [Before(first, came)])

    assert not given_away_by_two(people, more, 3, again)


def test_two_pictures_that_cross_give_a_hidden_count_away() -> None:
    found = given_away_by_two(10, 10, 3, lambda counts, *_: shown(counts))

    assert found[0] == ((Cell(0, 1, 5), Cell(2, 2, 5)), (Cell(0, 0, 14), Cell(1, 2, 6)))


def test_a_table_never_crosses_one_that_was_shown() -> None:
    first = shown([4, 1, 5])
    assert first == (Cell(0, 1, 5), Cell(2, 2, 5))

    def after(*counts: int, tables: Sequence[Table] = (first,)) -> Table:
        # Five came to either end, and as many went.
        return shown(counts, [Before(table, [5, 0, 5]) for table in tables])

    assert after(14, 1, 5) == (Cell(0, 1, 15), Cell(2, 2, 5))
    assert after(14, 2, 4) == ()
    assert after(9, 6, 5, tables=[first, ()]) == (Cell(0, 0, 9), Cell(1, 1, 6), Cell(2, 2, 5))
    assert after(9, 1, 5, tables=[shown([9, 6, 5]), first]) == (Cell(0, 1, 10), Cell(2, 2, 5))


@pytest.mark.parametrize(
    ("came", "first_end"),
    [([0, 10], None), ([10, 0], None), ([1, 9], 6), ([19, 1], 24), ([20, 1], None)],
)
def test_a_later_table_is_not_shown_where_those_who_came_stand_alike(
    came: list[int], first_end: int | None
) -> None:
    first = shown([5, 5])

    found = shown([5 + came[0], 5 + came[1]], [Before(first, came)])

    assert [part.people for part in found[:1]] == ([] if first_end is None else [first_end])


def test_of_those_who_went_nobody_is_told_either() -> None:
    first = shown([15, 5])
    assert shown([5, 5], [Before(first, [0, 0])]) == ()
    assert shown([5, 5], [Before(shown([10, 10]), [0, 0])])
    # One who came blurs them no more than that.
    assert shown([5, 6], [Before(first, [0, 1])]) == ()


def test_those_who_came_may_stand_alike_where_no_table_was_shown() -> None:
    assert shown([5, 15], [Before((), [0, 10])])


def test_who_came_is_seen_on_what_both_tables_show() -> None:
    first = shown([6, 6, 8])
    # The later one counts the first two together, and all who came stand there.
    assert shown([4, 18, 8], [Before(first, [0, 12, 0])]) == ()
    assert shown([4, 14, 8], [Before(first, [6, 8, 0])]) == ()
    assert shown([4, 11, 13], [Before(first, [0, 5, 5])]) == (Cell(0, 1, 15), Cell(2, 2, 13))


def only_small_ones_hidden(counts: Sequence[int]) -> Table:
    """What seems enough, and is not: leave out the small counts and show the others."""
    return tuple(Cell(i, i, people) for i, people in enumerate(counts) if people >= FEWEST)


def test_hiding_small_counts_alone_gives_them_away() -> None:
    assert given_away(12, 2, only_small_ones_hidden)
    assert given_away(12, 3, only_small_ones_hidden)


def test_a_small_count_let_through_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "FEWEST", 4)

    assert any(part.people < FEWEST for part in shown([4, 8]))


def statement(key: str, *parts: tuple[int, int, int]) -> snapshots.Table:
    return snapshots.Table(f"statement {key}", tuple(Cell(*part) for part in parts))


@pytest.mark.parametrize(
    ("tables", "chosen"),
    [
        # The most people on the side that has fewer.
        (
            [
                statement("a", (0, 1, 5), (2, 2, 9), (3, 4, 6)),
                statement("b", (0, 1, 6), (2, 4, 14)),
            ],
            "a",
        ),
        (
            [
                statement("a", (0, 1, 5), (2, 2, 9), (3, 4, 6)),
                statement("b", (0, 1, 7), (2, 2, 5), (3, 4, 8)),
            ],
            "b",
        ),
        # Nobody but a few in the middle, who are counted with one side.
        ([statement("a", (0, 4, 20)), statement("b", (0, 2, 10), (3, 4, 10))], "b"),
        # Of a side and what lies across the middle, the ends count, and not their neighbors.
        (
            [
                statement("a", (0, 2, 10), (3, 3, 5), (4, 4, 8)),
                statement("b", (0, 2, 10), (3, 4, 7)),
            ],
            "a",
        ),
        ([statement("a"), statement("b", (0, 4, 20))], ""),
    ],
)
def test_the_most_divided_statement_is_read_from_what_is_shown(
    tables: list[snapshots.Table], chosen: str
) -> None:
    found = most_divided(Snapshot(20, tuple(tables)))

    assert (found.name if found else "") == (chosen and f"statement {chosen}")
