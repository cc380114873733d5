"""The letters that each area asks for, and how they are earned and kept. Pure."""

from typing import NamedTuple

from specialties.library import Credential, Library
from specialties.pages import pairs
from specialties.pages.parts import Cited, Ref


class Row(NamedTuple):
    """`path`: whose area it is; None for either."""

    credential: Credential
    path: pairs.PathView | None
    refs: tuple[Ref, ...]


class Page:
    def __init__(self, library: Library) -> None:
        cited = Cited(library)
        by_slug = {path.slug: path for path in pairs.path_views(library)}
        self.origin = cited.origin(*(row.sources for row in library.credentials))
        self.rows = tuple(
            Row(row, by_slug.get(row.path or ""), cited.refs(*row.sources, but=self.origin.covers))
            for row in library.credentials
        )
        self.notes = cited.notes("credentials")
        self.foot = cited.foot()
