"""A questionnaire as readers know it, frozen. Pure.

The rows may be unfinished (`rubric.checks` names every gap), so what needs them whole is worked
out when it is asked for and raises IncompleteRubricError when it cannot be.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from rubric.leans import AxisItem
from rubric.scoring import Item, Personas, Scheme
from specialties.library import Frozen

# What the form sends beside the ratings, so no criterion may be called that.
RESERVED_KEYS = {"key", "edition", "count", "csrfmiddlewaretoken"}


class IncompleteRubricError(ValueError):
    """The rows do not make a questionnaire; the message says what is missing."""


class Criterion(Frozen, frozen=True):
    """One thing rated 1–5; the reader sees its statement.

    `trial` is how to try it out: a task, or for an axis item a blunt question to ask at work;
    `look_for` what to write down of it. `week` is the week of a plan, 1–4, that the task fits.
    `asks` are the keys of the questions of an interview that go into it.
    """

    key: str
    name: str
    statement: str
    low_end: str
    high_end: str
    trial: str = ""
    look_for: str = ""
    week: int | None = None
    asks: tuple[str, ...] = ()


class Persona(Frozen, frozen=True):
    """The reader’s lean in words; `path` is None for no clear lean, `example` a sheet of it.

    `person` is whoever was made up for the example, by name.
    """

    slug: str
    name: str
    path: str | None
    headline: str
    clear_headline: str
    summary: str
    who: str
    example: dict[str, int]
    person: str = ""


class PathAim(Frozen, frozen=True, tag="weights", dict=True):
    """What weights lead to: two totals and a persona.

    `weights`: for each criterion the points that one step gives to a path; nought has no entry.
    Thresholds in points of the margin and of the totals, as `scoring.Scheme` has them.
    """

    weights: dict[str, dict[str, int]]
    personas: tuple[Persona, ...]
    band: int
    clear_from: int
    low_total: int
    high_total: int

    def persona(self, slug: str) -> Persona:
        """Raises KeyError for a name that no persona has."""
        for persona in self.personas:
            if persona.slug == slug:
                return persona
        raise KeyError(slug)

    @cached_property
    def sides(self) -> tuple[str, str]:
        """The two paths that weights point at, in the order of their personas."""
        paths = {path for points in self.weights.values() for path in points}
        if len(paths) != 2:
            raise IncompleteRubricError(f"Weights must point at two paths, not {len(paths)}.")
        ordered = [persona.path for persona in self.personas if persona.path in paths]
        if missing := sorted(paths - set(ordered)):
            raise IncompleteRubricError(f"There is no persona for {', '.join(missing)}.")
        first, second = (path for path in ordered if path)
        return first, second


class AxisTerm(Frozen, frozen=True):
    """The axis that a statement speaks to: towards it, or away from it."""

    axis: str
    direction: Literal[1, -1]


class Example(Frozen, frozen=True):
    """A sheet of someone made up; None is an answer left out. `state`: how it must come out."""

    slug: str
    name: str
    who: str
    state: str
    ratings: dict[str, int | None]


class AxisAim(Frozen, frozen=True, tag="axes"):
    """What axis items lead to: leans, and the specialties that lean the same way.

    `engine` names the arithmetic; editions from before the second one have the first.
    """

    terms: dict[str, AxisTerm]
    engine: Literal["axes-1", "axes-2"]
    examples: tuple[Example, ...] = ()

    def example(self, slug: str) -> Example:
        """Raises KeyError for a name that no example has."""
        for example in self.examples:
            if example.slug == slug:
                return example
        raise KeyError(slug)


class Definition(Frozen, frozen=True, dict=True):
    """One questionnaire of an edition.

    `audience`, `invitation` and `call` are the words of its door on the front page; `shelf` names
    the part of the library that leads to it.
    """

    slug: str
    title: str
    lede: str
    minutes: int
    allows_skipping: bool
    audience: str
    invitation: str
    call: str
    shelf: str
    criteria: tuple[Criterion, ...]
    aim: PathAim | AxisAim

    @cached_property
    def criterion_by_key(self) -> Mapping[str, Criterion]:
        return {criterion.key: criterion for criterion in self.criteria}

    @cached_property
    def scheme(self) -> Scheme:
        """How weights turn a sheet into a result. Raises IncompleteRubricError."""
        aim = self.aim
        if not isinstance(aim, PathAim):
            raise IncompleteRubricError(f"{self.slug} has no weights.")
        first, second = aim.sides
        by_path = {persona.path: persona.slug for persona in aim.personas}
        if None not in by_path:
            raise IncompleteRubricError("There is no persona for no clear lean.")
        points = {key: aim.weights.get(key, {}) for key in self.criterion_by_key}
        return Scheme(
            sides=(first, second),
            items=tuple(
                Item(key, found.get(first, 0), found.get(second, 0))
                for key, found in points.items()
            ),
            personas=Personas(by_path[first], by_path[second], by_path[None]),
            band=aim.band,
            clear_from=aim.clear_from,
            low_total=aim.low_total,
            high_total=aim.high_total,
        )

    @cached_property
    def items(self) -> tuple[AxisItem, ...]:
        """What each statement says about an axis. Raises IncompleteRubricError."""
        aim = self.aim
        if not isinstance(aim, AxisAim):
            raise IncompleteRubricError(f"{self.slug} has no axes.")
        if without := [key for key in self.criterion_by_key if key not in aim.terms]:
            raise IncompleteRubricError(f"No axis for {', '.join(without)}.")
        return tuple(
            AxisItem(key, aim.terms[key].axis, aim.terms[key].direction)
            for key in self.criterion_by_key
        )
