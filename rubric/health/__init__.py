"""How a content would treat its readers, before it meets them: counts, comparisons, warnings. Pure.

Everything is found by asking the questionnaires themselves: all sheets that there are for weights,
made-up ones for a match. No sheet of a reader takes part.
"""

from collections.abc import Callable

from rubric import receipts
from rubric.content import Content
from rubric.definition import AxisAim, Definition, PathAim
from rubric.health import matches, paths
from rubric.health.figures import Comparison, Health, MatchHealth, NotWorkedOut, PathHealth

# Hears the title of a questionnaire, how many of its sheets are matched, and of how many.
Told = Callable[[str, int, int], None]

# The engines of what is asked now; what older ones made is drawn, and asked no more.
NEWEST_ENGINES = (receipts.paths.ENGINE, receipts.matches.ENGINE)

UNFINISHED = "It is not finished, so nothing can be counted. What is missing is named elsewhere."
OLDER = "It is worked out the older way, for which nothing is counted."
OTHER_CRITERIA = "The two ask different criteria, so no sheet can be set beside itself."
OTHER_AXES = "The two have different axes, so no sheet can be set beside itself."
ADDED = "Readers do not have it yet, so there is nothing to compare it with."
NOTHING_TO_COMPARE = "One of the two is not finished, so nothing can be compared."


def silent(title: str, done: int, sheets: int) -> None:
    """Nobody waits to hear."""


def derive(content: Content, told: Told = silent) -> Health:
    """Work out the health of every questionnaire; takes up to three seconds for each match."""
    return Health(tuple(_derive(content, definition, told) for definition in content.rubrics))


def _derive(
    content: Content, definition: Definition, told: Told
) -> PathHealth | MatchHealth | NotWorkedOut:
    if receipts.engine_of(definition) not in NEWEST_ENGINES:
        return NotWorkedOut(definition.slug, definition.title, OLDER)
    try:
        if isinstance(definition.aim, PathAim):
            return paths.derive(content, definition)
        return matches.derive(
            content, definition, lambda done, of: told(definition.title, done, of)
        )
    except ValueError:
        return NotWorkedOut(definition.slug, definition.title, UNFINISHED)


def compare(old: Content, new: Content) -> tuple[Comparison, ...]:
    """Set every questionnaire of the new content beside the same one of the old, sheet by sheet."""
    return tuple(_compare(old, new, definition) for definition in new.rubrics)


def apart(old: Content, new: Content, slug: str) -> str:
    """Why no sheet of a questionnaire in one is a sheet of it in the other, in a sentence.

    Mostly there is no reason, and an empty text. The new content has the questionnaire.
    """
    before, after = old.rubric_by_slug.get(slug), new.rubric_by_slug[slug]
    if before is None:
        return ADDED
    engines = [receipts.engine_of(definition) for definition in (before, after)]
    if engines[0] != engines[1] or engines[1] not in NEWEST_ENGINES:
        return OLDER
    if before.criterion_by_key.keys() != after.criterion_by_key.keys():
        return OTHER_CRITERIA
    is_match = isinstance(after.aim, AxisAim)
    if is_match and old.library.axis_by_slug.keys() != new.library.axis_by_slug.keys():
        return OTHER_AXES
    return ""


def _compare(old: Content, new: Content, after: Definition) -> Comparison:
    if text := apart(old, new, after.slug):
        return Comparison(after.slug, after.title, text=text)
    compare_sheets = paths.compare if isinstance(after.aim, PathAim) else matches.compare
    try:
        return compare_sheets(old, old.rubric_by_slug[after.slug], new, after)
    except ValueError:
        return Comparison(after.slug, after.title, text=NOTHING_TO_COMPARE)
