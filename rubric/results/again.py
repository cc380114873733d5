"""What a questionnaire of today starts from when a result is answered again. Pure."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from rubric import leans, scale
from rubric.definition import AxisAim, Definition
from specialties.library import Axis


class Statement(NamedTuple):
    """A statement of the form by its number and the place that it stands at."""

    number: int
    place: str


class Gap(NamedTuple):
    """An axis that does not count yet: of each of its `sides` one statement wants an answer."""

    name: str
    sides: tuple[tuple[Statement, ...], ...]


class Start:
    """The old answers as a form shows them, and which statements are still open.

    `kept`: by criterion, for the statements that are still asked. `new`: those that were not
    asked then. `gaps`: the axes that too much was left out of.
    """

    def __init__(
        self, definition: Definition, axes: Sequence[Axis], ratings: Mapping[str, int | None]
    ) -> None:
        self.definition = definition
        self.axis_names = {axis.slug: axis.name for axis in axes}
        self.ratings = {
            key: rating for key, rating in ratings.items() if key in definition.criterion_by_key
        }

    @cached_property
    def kept(self) -> dict[str, str]:
        return {
            key: scale.SKIPPED if rating is None else str(rating)
            for key, rating in self.ratings.items()
            if rating is not None or self.definition.allows_skipping
        }

    @cached_property
    def new(self) -> tuple[Statement, ...]:
        return tuple(row for key, row in self._statements.items() if key not in self.kept)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        if not isinstance(self.definition.aim, AxisAim):
            return ()
        return tuple(
            Gap(
                self.axis_names[row.axis],
                tuple(self._side(keys) for keys in (row.towards, row.away) if keys),
            )
            for row in leans.missing(self.definition.items, self.ratings)
        )

    @cached_property
    def first(self) -> Statement | None:
        """Where to go on: the first statement that is new, or that an axis wants."""
        wanted = {row for gap in self.gaps for side in gap.sides for row in side}
        return min({*self.new, *wanted}, default=None)

    def _side(self, keys: Sequence[str]) -> tuple[Statement, ...]:
        return tuple(self._statements[key] for key in keys)

    @cached_property
    def _statements(self) -> dict[str, Statement]:
        keys = self.definition.criterion_by_key
        return {key: Statement(number, f"q-{key}") for number, key in enumerate(keys, 1)}
