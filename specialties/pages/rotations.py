"""What to do and to ask on rotations, and questions with answers. Pure."""

from specialties.library import Library
from specialties.pages.parts import Cited


class Page:
    def __init__(self, library: Library) -> None:
        cited = Cited(library)
        self.tips = library.tips_of("tip")
        self.asks = library.tips_of("ask")
        self.pulls = library.tips_of("pull")
        self.notes = cited.notes("rotations")
        self.chips = cited.chips(*(tip.source for tip in library.tips))
        self.answers = tuple(
            (question, cited.chips(*question.sources))
            for question in library.questions_of("specialties")
        )
        self.foot = cited.foot()
