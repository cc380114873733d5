"""What to read about the specialties that a match puts first. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from specialties.library import Library, Source, Specialty
from specialties.pages.parts import Cited, CitedNote, Foot, LevelView, day_bar, level_keys, levels


class Card(NamedTuple):
    specialty: Specialty
    levels: tuple[LevelView, ...]
    estimates: tuple[Source, ...]
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
            _card(cited, row)._replace(chips=cited.chips(row.source))
            for row in (known[slug] for slug in leaders if slug in known)
        ]
        self.compared = [_card(cited, row) for row in rows]
        self.days = tuple(map(day_bar, rows))
        self.level_chips = cited.chips(
            *level_keys(rows), *(row.day_split.source for row in rows if row.day_split)
        )
        self.tips = library.tips_of("tip")
        self.asks = library.tips_of("ask")
        self.tip_chips = cited.chips(*(tip.source for tip in library.tips))
        self.axis_notes = cited.notes("axes")
        self.limits = cited.notes("limits", "match-limits")
        self.foot = cited.foot()


def limits_of_a_match(library: Library) -> tuple[tuple[CitedNote, ...], Foot]:
    """How sure a match is, with its sources."""
    cited = Cited(library)
    return cited.notes("match-limits"), cited.foot()


def _card(cited: Cited, specialty: Specialty) -> Card:
    return Card(specialty, levels(specialty), cited.estimates(specialty.levels_source))
