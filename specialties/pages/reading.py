"""What to read about the specialties that a match puts first. Pure."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from specialties.library import Library, Specialty
from specialties.pages.parts import (
    Cited,
    CitedNote,
    Foot,
    LevelView,
    Origin,
    Ref,
    fit_keys,
    fit_words,
    level_keys,
    levels,
)
from specialties.pages.routes import way_keys, way_there
from specialties.words import counted

# So many leading groups are remembered at once.
REMEMBERED = 500


class Card(NamedTuple):
    """One specialty: the way there, its three levels, and whom it fits, each with its sources."""

    slug: str
    name: str
    way: str
    way_refs: tuple[Ref, ...]
    levels: tuple[LevelView, ...]
    level_refs: tuple[Ref, ...]
    # What it is, where nobody says whom it fits.
    about: str
    about_refs: tuple[Ref, ...]


class End(NamedTuple):
    """What a page ends with: what it cannot say, and its sources."""

    limits: tuple[CitedNote, ...]
    foot: Foot


class Reading:
    """Everything about specialties that stands on the page of a match.

    `leaders`: by slug; one that is gone from the edition is left out.
    """

    def __init__(self, library: Library, leaders: Sequence[str]) -> None:
        cited = Cited(library)
        known = library.specialty_by_slug
        rows = [known[slug] for slug in leaders if slug in known]
        self.origin = cited.origin(
            *level_keys(rows),
            *(key for row in rows for key in fit_keys(row)),
            beside=[key for row in rows for key in _way(library, row)[1]],
        )
        self.leaders = [_card(cited, library, row, self.origin) for row in rows]
        self.questions = _questions(library)
        # The first is what a match has to say of itself; the page of the sums has them all.
        limits = cited.notes("match-limits", most=1)
        self.end = End(limits, cited.foot())


def reading_of(library: Library, leaders: tuple[str, ...]) -> Reading:
    """The same for all readers with one leading group, so worked out once."""
    found: Reading | None = library.worked_out.get((Reading, leaders))
    if found is None:
        if len(library.worked_out) >= REMEMBERED:
            library.worked_out.clear()
        found = library.worked_out[Reading, leaders] = Reading(library, leaders)
    return found


def _card(cited: Cited, library: Library, specialty: Specialty, origin: Origin) -> Card:
    way, way_sources = _way(library, specialty)
    fits = fit_words(specialty)
    about_keys = fit_keys(specialty) if fits else (specialty.source,)
    return Card(
        specialty.slug,
        specialty.name,
        way,
        cited.refs(*way_sources, but=origin.covers),
        levels(specialty),
        cited.refs(specialty.levels_source, but=origin.covers),
        f"Fits whoever wants {fits}." if fits else specialty.summary,
        cited.refs(*about_keys, but=origin.covers),
    )


def _way(library: Library, specialty: Specialty) -> tuple[str, tuple[str | None, ...]]:
    """How it is reached, or how long its own residency takes, with the sources of that."""
    if way := way_there(library, specialty):
        return way, way_keys(specialty)
    if specialty.training:
        # What comes after the years stands on its own page.
        years = re.split("[;:]", specialty.training)[0]
        return f"Its own residency: {years}", (specialty.training_source,)
    return "", ()


def _questions(library: Library) -> str:
    """The first of the questions people ask, and how many more there are."""
    first, *more = [row.question for row in library.questions_of("specialties")] or [""]
    others = f" And {counted(len(more), 'more', 'more')}." if more else ""
    return f"“{first}”{others}" if first else ""
