from dataclasses import dataclass
from functools import cached_property

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.urls import reverse

from rubric import editions
from rubric.editions import Published


@dataclass(frozen=True, slots=True)
class Door:
    """The way to one questionnaire, in the words of its edition."""

    url: str
    audience: str
    title: str
    call: str
    shelf: str


class Site:
    """What any page may ask for; nothing is read until one does."""

    summary = (
        "Two short questionnaires about working with ultrasound and imaging. "
        "An answer in words, and every point behind it."
    )

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def edition(self) -> Published:
        """What the request has pinned; when the database is away, what was served last."""
        try:
            return getattr(self.request, "edition", None) or editions.last_seen()
        except (OperationalError, InterfaceError):
            return editions.last_seen()

    @property
    def is_preview(self) -> bool:
        return getattr(self.request, "is_preview", False)

    @cached_property
    def doors(self) -> tuple[Door, ...]:
        return tuple(
            Door(reverse("rubric:ask", args=[it.slug]), it.audience, it.title, it.call, it.shelf)
            for it in self.edition.content.rubrics
        )

    @cached_property
    def doors_by_shelf(self) -> dict[str, list[Door]]:
        shelves: dict[str, list[Door]] = {}
        for door in self.doors:
            shelves.setdefault(door.shelf, []).append(door)
        return shelves


def site(request: HttpRequest) -> dict[str, Site]:
    return {"site": Site(request)}
