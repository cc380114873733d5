"""What to read about the specialties that a match puts first. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from specialties.library import Library, Source, Specialty
from specialties.pages.parts import (
    Cited,
    LevelView,
    day_bars,
    day_keys,
    fit_keys,
    fit_sentence,
    level_keys,
    levels,
    warnings,
)
from specialties.pages.routes import way_keys, way_there


class Card(NamedTuple):
    specialty: Specialty
    levels: tuple[LevelView, ...]
    estimates: tuple[Source, ...]
    way: str = ""
    # Whom it fits, or what it is where nobody says whom.
    about: str = ""
    chips: tuple[Source, ...] = ()


class Reading:
    """Everything about specialties that stands on the page of a match."""

    def __init__(
        self, library: Library, *, leaders: Sequence[str], compared: Sequence[str]
    ) -> None:
        cited = Cited(library)
        known = library.specialty_by_slug
        # A result from before editions may name a specialty that is gone; it is left out.
        rows = [known[slug] for slug in compared if slug in known]
        self.leaders = [
            _full_card(cited, library, known[slug]) for slug in leaders if slug in known
        ]
        self.compared = [_card(cited, row) for row in rows]
        self.days = day_bars(library, rows)
        self.level_chips = cited.chips(*level_keys(rows), *day_keys(library, rows))
        self.tips = library.tips_of("tip")
        self.asks = library.tips_of("ask")
        self.tip_chips = cited.chips(*(tip.source for tip in library.tips))
        self.axis_notes = cited.notes("axes")
        self.retest = cited.notes("evidence", theme="retest")
        self.limits = cited.notes("limits", "match-limits")
        self.foot = cited.foot()


def _card(cited: Cited, specialty: Specialty) -> Card:
    return Card(specialty, levels(specialty), cited.estimates(specialty.levels_source))


def _full_card(cited: Cited, library: Library, specialty: Specialty) -> Card:
    fits = " ".join(filter(None, (fit_sentence(specialty), *warnings(specialty))))
    keys = fit_keys(specialty) if fits else (specialty.source,)
    return _card(cited, specialty)._replace(
        way=way_there(library, specialty),
        about=fits or specialty.summary,
        chips=cited.chips(*keys, *way_keys(specialty)),
    )
