"""One object per result page: everything it says, decided here, drawn in a template. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from rubric import receipts
from rubric.content import Content
from rubric.definition import Definition, Example, PathAim, Persona
from rubric.receipts import matches_1 as match_receipts_1
from rubric.receipts import paths as path_receipts
from rubric.results import matches, matches_1, paths
from rubric.results.audience import EXAMPLE, OWNER, Audience
from rubric.results.paths import Caution

Page = paths.Page | matches.Page | matches_1.Page


def build(
    receipt: Mapping[str, Any],
    content: Content,
    audience: Audience = OWNER,
    *,
    rubric: str = "",
    beside: Sequence[str] = (),
) -> Page:
    """The page of a stored result, with the edition that it was made with.

    `rubric`: the slug of its questionnaire, for what the edition asks beyond the receipt.
    `beside`: which specialty a match is asked to lay beside the answers.
    """
    if receipt["engine"] in (path_receipts.ENGINE, path_receipts.WITHOUT_ODDS):
        return paths.Page(receipt, audience)
    kind = matches_1.Page if receipt["engine"] == match_receipts_1.ENGINE else matches.Page
    return kind(receipt, content, audience, rubric=rubric, beside=beside)


def example(
    content: Content, definition: Definition, slug: str, *, beside: Sequence[str] = ()
) -> Page:
    """The page of a sheet of someone made up. Raises KeyError or ValueError when there is none."""
    aim = definition.aim
    if isinstance(aim, PathAim):
        persona = aim.persona(slug)
        receipt = receipts.compose(content, definition, persona.example)
        return paths.Page(receipt, EXAMPLE, persona)
    one = aim.example(slug)
    receipt = receipts.compose(content, definition, one.ratings)
    return matches.Page(
        receipt, content, EXAMPLE, rubric=definition.slug, example=one, beside=beside
    )


def examples(definition: Definition) -> tuple[Persona | Example, ...]:
    """Whoever was made up to show a questionnaire, in the order of its editors."""
    if isinstance(definition.aim, PathAim):
        return tuple(persona for persona in definition.aim.personas if persona.example)
    return definition.aim.examples


def otherwise(page: Page, slug: str, content: Content) -> Caution | None:
    """What an edition would say otherwise of the same answers, in a sentence; mostly nothing."""
    definition = content.rubric_by_slug.get(slug)
    if definition is None:
        return None
    try:
        return page.otherwise(content, definition)
    except (KeyError, ValueError):
        # It asks for other answers, or leads elsewhere: the old ones say nothing about it.
        return None


def data(page: Page, *, rubric: str, edition: int) -> dict[str, Any]:
    """The same result as data."""
    return {"rubric": rubric, "edition": edition, **page.data()}
