"""What employers look for, a reason for a path, and words to use. Pure."""

from typing import NamedTuple

from specialties.library import Library
from specialties.pages.parts import Cited, Ref, filled
from specialties.words import number_word, sentence_case

# When a phrase is said, in the order of the page.
OCCASIONS = {
    "manager": "To a manager",
    "interview": "In an interview",
    "training": "To get training",
}


# Where the notes of the page stand.
NOTES = ("hiring", "rationale", "phrases")


class Phrase(NamedTuple):
    text: str
    refs: tuple[Ref, ...]


class Page:
    def __init__(self, library: Library) -> None:
        cited = Cited(library)
        asks = library.questions_of("hiring")
        phrases = [row for row in library.phrases if row.is_of_area]
        self.origin = cited.origin(
            *(row.sources for row in asks),
            *(row.sources for part in NOTES for row in library.notes_in(part)),
            *(row.source for row in phrases),
        )
        covers = self.origin.covers
        self.count = sentence_case(number_word(len(asks)))
        self.lead = cited.notes("hiring", but=covers)
        self.asks = cited.questions("hiring", but=covers)
        self.rationale = cited.notes("rationale", but=covers)
        self.phrase_lead = cited.notes("phrases", but=covers)
        self.phrases = tuple(
            (
                words,
                tuple(Phrase(filled(row.text), cited.refs(row.source, but=covers)) for row in rows),
            )
            for occasion, words in OCCASIONS.items()
            if (rows := [row for row in phrases if row.occasion == occasion])
        )
        self.foot = cited.foot()
