"""Questions people ask, with answers. Pure."""

from specialties.library import Library
from specialties.pages.parts import Cited

KIND = "faq"


class Page:
    def __init__(self, library: Library) -> None:
        cited = Cited(library)
        self.origin = cited.origin(*(row.sources for row in library.questions_of(KIND)))
        self.answers = cited.questions(KIND, but=self.origin.covers)
        self.foot = cited.foot()
