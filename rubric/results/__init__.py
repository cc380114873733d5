"""One object per result page: everything it says, decided here, drawn in a template. Pure."""

from collections.abc import Mapping
from typing import Any

from rubric import receipts
from rubric.content import Content
from rubric.definition import Definition
from rubric.receipts import matches_1 as match_receipts_1
from rubric.receipts import paths as path_receipts
from rubric.results import matches, matches_1, paths
from rubric.results.paths import Caution

Page = paths.Page | matches.Page | matches_1.Page


def build(receipt: Mapping[str, Any], content: Content) -> Page:
    """The page of a stored result, with the edition that it was made with."""
    if receipt["engine"] == path_receipts.ENGINE:
        return paths.Page(receipt)
    if receipt["engine"] == path_receipts.WITHOUT_ODDS:
        return paths.PageWithoutOdds(receipt)
    if receipt["engine"] == match_receipts_1.ENGINE:
        return matches_1.Page(receipt, content.library)
    return matches.Page(receipt, content.library)


def example(content: Content, definition: Definition, slug: str) -> paths.ExamplePage:
    """The page of a persona’s own sheet. Raises KeyError or ValueError when there is none."""
    persona = path_receipts.aim_of(definition).persona(slug)
    receipt = receipts.compose(content, definition, persona.example)
    return paths.ExamplePage(receipt, persona)


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
