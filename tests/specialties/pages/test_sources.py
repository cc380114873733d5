from specialties.library import GRADES
from specialties.pages.sources import MEANINGS, Page


def test_every_source_and_every_grade_is_there(library):
    page = Page(library)
    assert page.sources == library.sources
    assert len(page.sources) == 95
    assert list(MEANINGS) == list(GRADES)
    assert [(mark, words) for mark, words, _ in page.grades] == [
        ("pub", "published"),
        ("rep", "as reported"),
        ("gui", "career guide, no published source"),
        ("est", "our estimate"),
    ]
