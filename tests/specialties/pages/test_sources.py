from specialties.library import GRADES
from specialties.pages.sources import MEANINGS, Page


def test_every_source_and_every_grade_is_there(library):
    page = Page(library)
    assert tuple(ref.source for ref in page.refs) == library.sources
    assert [ref.number for ref in page.refs] == list(range(1, 96))
    assert list(MEANINGS) == list(GRADES)
    assert [words for words, _ in page.grades] == [
        "published",
        "as reported",
        "career guide, no published source",
        "our estimate",
    ]
