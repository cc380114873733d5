"""The worked examples of an edition as teaching cases. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from rubric.content import Content
from rubric.definition import PathAim


class Case(NamedTuple):
    """Somebody made up, with a worked result."""

    rubric: str
    slug: str
    name: str
    who: str


def cases(content: Content) -> Iterator[Case]:
    """Every worked example, questionnaire by questionnaire."""
    for definition in content.rubrics:
        aim = definition.aim
        if isinstance(aim, PathAim):
            for persona in aim.personas:
                yield Case(
                    definition.slug, persona.slug, persona.person or persona.name, persona.who
                )
        else:
            for example in aim.examples:
                yield Case(definition.slug, example.slug, example.name, example.who)
