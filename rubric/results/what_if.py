"""What other answers would come to, worked out and never stored. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from rubric import receipts, scale
from rubric.content import Content
from rubric.definition import Criterion, Definition
from rubric.results.change import Change, Sheet
from specialties.filters import readable
from specialties.pages.parts import Option
from specialties.words import counted, sentence_case

SKIPPED_LABEL = "left out"


class Select(NamedTuple):
    """One statement with the ratings to choose from; `stored` is the answer of the result."""

    key: str
    name: str
    text: str
    stored: str
    options: tuple[Option, ...]
    is_changed: bool


class WhatIf:
    """A stored result, and what it would be with the answers that an address asks for.

    `asked`: by criterion, what the address sends. What it does not name, and what cannot be, stays
    as stored; `problems` has a sentence for each of the latter.
    """

    def __init__(
        self,
        content: Content,
        definition: Definition,
        stored: Sheet,
        asked: Mapping[str, Sequence[str]],
    ) -> None:
        self.content, self.definition, self.stored, self.asked = content, definition, stored, asked
        self.choices: dict[str, int | None] = {str(value): value for value in scale.VALUES}
        if definition.allows_skipping:
            self.choices[scale.SKIPPED] = None

    @cached_property
    def problems(self) -> tuple[str, ...]:
        return tuple(self._problems())

    def _problems(self) -> Iterator[str]:
        for key, values in self.asked.items():
            criterion = self.definition.criterion_by_key.get(key)
            if criterion is None:
                yield f"“{readable(key)}” is no statement of this result."
            elif len(values) > 1:
                yield f"“{criterion.name}” came more than once. Your stored answer stands there."
            elif values[0] not in self.choices:
                yield (
                    f"“{criterion.name}” was asked to be “{readable(values[0])}”, which is not one "
                    "of the numbers 1 to 5. Your stored answer stands there."
                )

    @cached_property
    def ratings(self) -> dict[str, int | None]:
        return {
            key: self.choices[self.asked[key][0]] if self._is_usable(key) else rating
            for key, rating in self.stored.ratings.items()
        }

    def _is_usable(self, key: str) -> bool:
        values = self.asked.get(key, ())
        return len(values) == 1 and values[0] in self.choices

    @cached_property
    def receipt(self) -> dict[str, Any]:
        """As it would be written, by the engine and with the names and levels of the stored one."""
        stored = dict(self.stored.receipt)
        return receipts.compose(
            self.content, self.definition, self.ratings, engine=stored["engine"], as_shown=stored
        )

    @cached_property
    def change(self) -> Change:
        asked = Sheet(self.receipt, self.ratings, self.definition.criterion_by_key)
        return Change(self.stored, asked)

    @cached_property
    def said(self) -> str:
        """How far the answers are from the stored ones, in a sentence."""
        count = len(self.change.changed)
        if not count:
            return "These are your own answers. Change one and see what would come out."
        return f"{sentence_case(counted(count, 'answer is', 'answers are'))} not your own."

    @cached_property
    def selects(self) -> tuple[Select, ...]:
        return tuple(map(self._select, self.definition.criteria))

    def _select(self, criterion: Criterion) -> Select:
        rating, stored = self.ratings[criterion.key], self.stored.ratings[criterion.key]
        return Select(
            criterion.key,
            criterion.name,
            criterion.statement,
            _label(stored),
            tuple(
                Option(text, _label(value), value == rating) for text, value in self.choices.items()
            ),
            rating != stored,
        )


def _label(rating: int | None) -> str:
    return SKIPPED_LABEL if rating is None else str(rating)
