"""What to do and to ask on rotations, and questions with answers. Pure."""

from specialties.library import Library
from specialties.pages.parts import Cited


class Page:
    def __init__(self, library: Library) -> None:
        cited = Cited(library)
        self.tips = library.tips_of("tip")
        self.asks = library.tips_of("ask")
        self.pulls = library.tips_of("pull")
        # The page says in words which part is whose.
        covers = cited.origin(*(tip.source for tip in library.tips)).covers
        self.notes = cited.notes("rotations", but=covers)
        self.answers = cited.questions("specialties", but=covers)
        self.foot = cited.foot()
