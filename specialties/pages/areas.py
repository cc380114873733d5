"""Sonographers’ focus areas, with the specialties they work with. Pure."""

from specialties.library import FocusArea, Library, Source, Specialty
from specialties.pages.parts import Cited


class Page:
    def __init__(self, library: Library) -> None:
        cited = Cited(library)
        self.areas = areas(library)
        self.chips = area_chips(library, cited)
        self.foot = cited.foot()


def areas(library: Library) -> tuple[tuple[FocusArea, tuple[Specialty, ...]], ...]:
    """Every area with its specialties; one that is tied to none is there all the same."""
    return tuple(
        (area, tuple(library.specialty_by_slug[link.specialty] for link in area.specialties))
        for area in library.areas
    )


def area_chips(library: Library, cited: Cited) -> tuple[Source, ...]:
    return cited.chips(
        *(area.source for area in library.areas),
        *(link.source for area in library.areas for link in area.specialties),
    )
