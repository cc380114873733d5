"""A class of made-up people, the same every time, to show what a picture looks like. Pure."""

import random
from collections.abc import Iterator

from rubric import receipts
from rubric.content import Content
from rubric.definition import Definition, PathAim
from rubric.rooms.tallies import Tally, tally
from rubric.scoring import HIGHEST, LOWEST

PEOPLE, SEED = 48, 20261129
# How far a made-up answer lies from that of the worked example it starts from.
STEPS, ODDS = (-2, -1, 0, 1, 2), (1, 3, 5, 3, 1)


def tallies(content: Content, definition: Definition) -> Iterator[Tally]:
    """The tallies of people who answer somewhat like the worked examples, turn by turn.

    None for a questionnaire without weights, whose examples may leave answers out.
    """
    aim = definition.aim
    examples = [persona.example for persona in aim.personas] if isinstance(aim, PathAim) else []
    chance = random.Random(SEED)  # noqa: S311
    for number in range(PEOPLE if examples else 0):
        ratings = {
            key: min(HIGHEST, max(LOWEST, value + chance.choices(STEPS, ODDS)[0]))
            for key, value in examples[number % len(examples)].items()
        }
        yield tally(definition, ratings, receipts.compose(content, definition, ratings))
