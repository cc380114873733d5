"""Sonographers’ focus areas, with the specialties they work with. Pure."""

from typing import NamedTuple

from specialties.library import FocusArea, Library, Specialty
from specialties.pages.parts import Cited, Ref


class AreaView(NamedTuple):
    area: FocusArea
    specialties: tuple[Specialty, ...]
    refs: tuple[Ref, ...]


class Page:
    """Every area with its specialties; one that is tied to none is there all the same."""

    def __init__(self, library: Library) -> None:
        cited = Cited(library)
        keys = {
            area.slug: [area.source, *(link.source for link in area.specialties)]
            for area in library.areas
        }
        self.origin = cited.origin(*keys.values())
        self.areas = tuple(
            AreaView(
                area,
                tuple(library.specialty_by_slug[link.specialty] for link in area.specialties),
                cited.refs(*keys[area.slug], but=self.origin.covers),
            )
            for area in library.areas
        )
        self.foot = cited.foot()
