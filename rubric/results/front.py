"""The front page: the questionnaires, a finished result, the specialties. Pure."""

from typing import NamedTuple

from rubric import results
from rubric.content import Content
from rubric.definition import AxisAim, Definition, PathAim
from specialties.pages.index import by_group
from specialties.words import counted, sentence_case, signed


class Door(NamedTuple):
    """The way to one questionnaire; `art` is the template that draws what it leads to."""

    rubric: Definition
    art: str
    amount: str


class Page:
    def __init__(self, content: Content) -> None:
        self.doors = tuple(map(_door, content.rubrics))
        self.rubric = first_with_paths(content)
        # For each questionnaire whoever was made up to show it.
        self.finished = tuple(
            (rubric, made_up) for rubric in content.rubrics if (made_up := results.examples(rubric))
        )
        self.example = None
        if self.rubric and (personas := results.examples(self.rubric)):
            self.example = results.example(content, self.rubric, personas[0].slug)
            margin = signed(self.example.receipt["margin"])
            self.caption = f"An example: the {personas[0].name}, with a margin of {margin}."
        self.groups = by_group(content.library)
        count = len(content.library.specialties)
        self.specialties = sentence_case(counted(count, "specialty", "specialties"))


def first_with_paths(content: Content) -> Definition | None:
    """The questionnaire whose sums are explained and whose result is shown."""
    return next((rubric for rubric in content.rubrics if isinstance(rubric.aim, PathAim)), None)


def _door(rubric: Definition) -> Door:
    if isinstance(rubric.aim, AxisAim):
        return Door(rubric, "rubric/_door_axes.html", f"{len(rubric.criteria)} statements")
    return Door(rubric, "rubric/_door_paths.html", f"{len(rubric.criteria)} ratings")
