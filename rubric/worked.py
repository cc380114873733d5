"""How the worked examples come out under two contents. Pure.

They show an editor what an edit does to somebody, before it does it to readers.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rubric import receipts, results
from rubric.content import Content
from rubric.definition import Example, Persona
from rubric.labels import STATES
from rubric.receipts import matches, matches_1, paths
from specialties.words import listed, sentence_case, signed

# What an unfinished questionnaire, or one with other statements, makes of a sheet.
NOTHING = "cannot be worked out"


@dataclass(frozen=True, slots=True)
class Row:
    """One example: what readers see now, and what they would see."""

    rubric: str
    name: str
    old: str
    new: str

    @property
    def is_other(self) -> bool:
        return self.old != self.new


def rows(old: Content, new: Content) -> tuple[Row, ...]:
    """Work out every example of the new content under both; a sheet is the new one’s."""
    return tuple(_rows(old, new))


def _rows(old: Content, new: Content) -> Iterator[Row]:
    for definition in new.rubrics:
        for one in results.examples(definition):
            name, ratings = _sheet(one)
            said = [_said(content, definition.slug, ratings) for content in (old, new)]
            yield Row(definition.title, name, *said)


def _sheet(one: Persona | Example) -> tuple[str, Mapping[str, int | None]]:
    if isinstance(one, Persona):
        return one.person or one.name, dict(one.example)
    return one.name, one.ratings


def _said(content: Content, slug: str, ratings: Mapping[str, int | None]) -> str:
    definition = content.rubric_by_slug.get(slug)
    if definition is None:
        return NOTHING
    try:
        receipt = receipts.compose(content, definition, ratings)
    except (KeyError, ValueError):
        return NOTHING
    names = {row.slug: row.name for row in content.library.specialties}
    return OUTCOMES[receipts.engine_of(definition)](receipt, names)


def _persona(receipt: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return f"{receipt['persona']['name']}, margin {signed(receipt['margin'])}"


def _group(receipt: Mapping[str, Any], names: Mapping[str, str]) -> str:
    said = sentence_case(STATES[receipt["state"]])
    leading = [names[slug] for slug in receipt["leading"]]
    return f"{said}: {listed(leading)}" if leading else said


def _first(receipt: Mapping[str, Any], names: Mapping[str, str]) -> str:
    first = [names[row["slug"]] for group in receipt["standings"][:1] for row in group]
    return listed(first) or "Nothing leads"


OUTCOMES: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, str]], str]] = {
    paths.ENGINE: _persona,
    matches.ENGINE: _group,
    matches_1.ENGINE: _first,
}
