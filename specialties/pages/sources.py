"""Every source, and what the grades mean. Pure."""

from specialties.library import GRADES, Library
from specialties.pages.parts import Cited

MEANINGS = {
    "published": "We read it in a public source, named with its year.",
    "as-reported": "We saw the figure only on a page that quotes the original.",
    "guide": ("The guide this product is built from says so. Nothing published stands behind it."),
    "editorial": "We wrote or estimated it ourselves.",
}


class Page:
    # The words of each grade, and what it means.
    grades = tuple((GRADES[grade], meaning) for grade, meaning in MEANINGS.items())

    def __init__(self, library: Library) -> None:
        self.refs = Cited(library).refs(*library.source_by_key)
