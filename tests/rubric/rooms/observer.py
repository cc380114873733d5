"""Somebody who reloads the picture of a room after every arrival, and guesses answers from it.

For each later student they take the two pictures between which that student arrived, subtract what
both show, spread what is left hidden as the final picture has it, and guess the likeliest answer.
A blind guess is the likeliest answer of the final picture, which everybody sees.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rubric.rooms.cells import Before, Cell, shown
from rubric.rooms.releases import Stay, may_release

CELLS = 5
# How a statement is answered, from 1 to 5: alike, as most are, in two camps, mostly yes.
MOODS = ((1, 1, 1, 1, 1), (5, 15, 25, 35, 20), (35, 12, 6, 12, 35), (2, 6, 12, 40, 40))

Table = tuple[Cell, ...]
# What is shown of so many people in each cell, beside what was shown before.
Show = Callable[[Sequence[int], Sequence[Before]], Table]
# From how many arrived, and the sizes of the pictures so far, whether there is one now.
Rule = Callable[[int, Sequence[int], bool], bool]


@dataclass
class Guesses:
    """How many answers of later students were guessed, and right: by watching, and blind."""

    made: int = 0
    right: int = 0
    blind: int = 0

    @property
    def gain(self) -> float:
        """By how many points in a hundred watching beats guessing blind."""
        return 100 * (self.right - self.blind) / self.made

    @property
    def share(self) -> float:
        return self.right / self.made


def by_the_rule(smallest: int) -> Rule:
    """The rule that rooms have."""

    def is_due(arrived: int, sizes: Sequence[int], is_last: bool) -> bool:
        parts = [size - before for before, size in pairwise((0, *sizes))]
        stays = [Stay(part, since=number) for number, part in enumerate(parts, 1)]
        stays.append(Stay(arrived - (sizes[-1] if sizes else 0)))
        return may_release(stays, released=len(sizes), smallest=smallest, is_last=is_last)

    return is_due


def in_batches(smallest: int) -> Rule:
    """What seems enough, and is not: every so many people a picture."""
    return lambda arrived, sizes, _: arrived - (sizes[-1] if sizes else 0) >= smallest


def live_from(smallest: int) -> Rule:
    """A count that moves with every arrival, once there are enough."""
    return lambda arrived, sizes, _: arrived >= smallest


def exactly(counts: Sequence[int], _: Sequence[Before]) -> Table:
    return tuple(Cell(index, index, people) for index, people in enumerate(counts))


def watch(people: int, rule: Rule, *, show: Show = shown, classes: int, seed: int) -> Guesses:
    """Watch so many classes answer one statement each."""
    chance, found = random.Random(seed), Guesses()  # noqa: S311
    for number in range(classes):
        answers = chance.choices(range(CELLS), MOODS[number % len(MOODS)], k=people)
        _guess(answers, list(_sizes(people, rule)), show, found)
    return found


def _sizes(people: int, rule: Rule) -> Iterator[int]:
    sizes: list[int] = []
    for arrived in range(1, people + 1):
        if rule(arrived, sizes, False):
            sizes.append(arrived)
            yield arrived
    if rule(people, sizes, True) and sizes[-1:] != [people]:
        yield people


def _guess(answers: list[int], sizes: list[int], show: Show, found: Guesses) -> None:
    tables: list[Table] = []
    for size in sizes:
        came = [_counts(answers[earlier:size]) for earlier in sizes[: len(tables)]]
        beside = [Before(*both) for both in zip(tables, came, strict=True)]
        tables.append(show(_counts(answers[:size]), beside))
    # Where no answer is shown, it is known how many there are.
    pictures = [
        table or (Cell(0, CELLS - 1, size),) for table, size in zip(tables, sizes, strict=True)
    ]
    if not pictures:
        return
    final = _spread(pictures[-1])
    blind = max(range(CELLS), key=lambda cell: final[cell])
    for (before, after), (start, end) in zip(pairwise(pictures), pairwise(sizes), strict=True):
        batch = _batch(before, after, final)
        guess = max(range(CELLS), key=lambda cell: (batch[cell], final[cell]))
        for answer in answers[start:end]:
            found.made += 1
            found.right += answer == guess
            found.blind += answer == blind


def _counts(answers: Sequence[int]) -> list[int]:
    return [answers.count(cell) for cell in range(CELLS)]


def _spread(table: Table) -> list[float]:
    weights = [0.0] * CELLS
    for part in table:
        width = part.last - part.first + 1
        for cell in range(part.first, part.last + 1):
            weights[cell] = part.people / width
    return weights


def _batch(before: Table, after: Table, final: Sequence[float]) -> list[float]:
    """How a batch answered, as far as the picture before it and the one after it tell."""
    starts = sorted({part.first for part in before} & {part.first for part in after})
    weights = [0.0] * CELLS
    for start, end in pairwise((*starts, CELLS)):
        came = _people(after, start, end) - _people(before, start, end)
        whole = sum(final[start:end])
        for cell in range(start, end):
            weights[cell] = came * (final[cell] / whole if whole else 1 / (end - start))
    return weights


def _people(table: Table, start: int, end: int) -> int:
    return sum(part.people for part in table if start <= part.first < end)
