"""How each path goes wrong: the sign, what it costs, what to do. Pure."""

from typing import NamedTuple

from specialties.library import FailureMode, Library
from specialties.pages import pairs
from specialties.pages.parts import Cited, Ref


class Failure(NamedTuple):
    mode: FailureMode
    refs: tuple[Ref, ...]


class Page:
    def __init__(self, library: Library) -> None:
        cited = Cited(library)
        self.origin = cited.origin(*(row.source for row in library.failure_modes))
        self.sides = tuple(
            (
                path,
                tuple(
                    Failure(row, cited.refs(row.source, but=self.origin.covers))
                    for row in library.failure_modes
                    if row.path == path.slug
                ),
            )
            for path in pairs.path_views(library)
        )
        self.notes = cited.notes("failure-modes")
        self.foot = cited.foot()
