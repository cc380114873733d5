"""Who comes first for one sheet: a persona, or the specialties that share the place. Pure."""

from collections.abc import Callable, Mapping

from rubric import leans
from rubric.content import Content
from rubric.definition import Definition, PathAim
from rubric.matching import FEWEST_AXES
from rubric.scoring import score
from rubric.standings import first_group, meet

Ratings = Mapping[str, int | None]
Leaders = Callable[[Ratings], tuple[str, ...]]


def leaders_of(content: Content, definition: Definition) -> Leaders:
    """Return what finds the slugs that a sheet puts first, all at once where they share the place.

    A match that names nobody (too few axes, no direction) gives none. What is returned raises
    ValueError for ratings as `scoring.score` and `leans.count` do; this raises it for a content
    that cannot score anything.
    """
    return (_persona if isinstance(definition.aim, PathAim) else _first)(content, definition)


def _persona(_: Content, definition: Definition) -> Leaders:
    scheme = definition.scheme

    def leaders(ratings: Ratings) -> tuple[str, ...]:
        given = {key: rating for key, rating in ratings.items() if rating is not None}
        return (score(scheme, given).persona,)

    return leaders


def _first(content: Content, definition: Definition) -> Leaders:
    items, field = definition.items, content.field

    def leaders(ratings: Ratings) -> tuple[str, ...]:
        # The first group alone: without odds a sheet takes a twentieth of the time.
        meeting = meet(leans.count(items, ratings), field)
        if len(meeting.leans) < FEWEST_AXES or not meeting.square:
            return ()
        return first_group(meeting, meeting.dots)

    return leaders
