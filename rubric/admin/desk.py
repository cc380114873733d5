"""The desk: what waits for whoever keeps the content right, as far as they may see it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings

from rubric import content, editions, weeks
from rubric.admin import mending
from rubric.admin.health import Health
from rubric.admin.publishing import Publishing
from rubric.changes import Thing
from rubric.weeks import Counted
from specialties import freshness
from specialties.admin import history

# More of each is on a page of its own.
SHOWN_THINGS, SHOWN_SOURCES = 25, 5


@dataclass(frozen=True, slots=True)
class Row:
    """A thing that readers do not see as it is: where it is edited, and who was there last."""

    thing: Thing
    address: str
    who: str


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    count: int
    first: tuple[Any, ...]
    months: int


class Waiting:
    """Nothing is read before the page draws it, so what one may not see costs nothing."""

    def __init__(self, user: Any) -> None:
        self.user = user

    @property
    def sees_content(self) -> bool:
        return bool(self.user.has_perms(("specialties.view_specialty", "rubric.view_rubric")))

    @property
    def sees_sources(self) -> bool:
        return bool(self.user.has_perm("specialties.view_source"))

    @property
    def sees_editions(self) -> bool:
        return bool(self.user.has_perm("rubric.view_edition"))

    @cached_property
    def publishing(self) -> Publishing:
        new = editions.compiled()
        return Publishing(new, content.digest(content.write(new)))

    @property
    def problems(self) -> list[Any]:
        """What keeps the working copy from being published, each with where it is mended."""
        return self.publishing.problems

    @property
    def health(self) -> Health:
        return self.publishing.health

    @cached_property
    def unpublished(self) -> list[Page]:
        shown = self._shown()
        rows = [thing.row for _, thing in shown]
        places = {**mending.past_places(rows), **mending.places(rows)}
        authors = _authors(places.values())
        pages: dict[str, list[Row]] = defaultdict(list)
        for title, thing in shown:
            place = places.get(mending.key(thing.row))
            address, who = (place.address, authors.get(place, "")) if place else ("", "")
            pages[title].append(Row(thing, address, who))
        return [Page(title, tuple(rows)) for title, rows in pages.items()]

    def _shown(self) -> list[tuple[str, Thing]]:
        pages = self.publishing.pages
        return [(page.title, thing) for page in pages for thing in page.things][:SHOWN_THINGS]

    @property
    def left_out(self) -> int:
        return sum(len(page.things) for page in self.publishing.pages) - len(self._shown())

    @cached_property
    def queue(self) -> Queue:
        rows = freshness.queue()
        return Queue(rows.count(), tuple(rows[:SHOWN_SOURCES]), settings.FRESH_MONTHS)

    @cached_property
    def results(self) -> list[Counted]:
        return weeks.counted(self.publishing.newest.content)


def _authors(places: Iterable[mending.Place]) -> Mapping[mending.Place, str]:
    """Who changed each row last, or a row inside it; a query a table."""
    keys: dict[Any, dict[int, mending.Place]] = defaultdict(dict)
    for place in places:
        keys[place.model][place.pk] = place
    return {
        rows[key]: who
        for model, rows in keys.items()
        for key, who in history.last_authors(model, rows).items()
    }
