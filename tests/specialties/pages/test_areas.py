from msgspec.structs import replace

from specialties.pages.areas import Page, areas
from tests.specialties.pages.builders import keys


def test_every_area_stands_with_its_specialties(library):
    found = {area.slug: [row.slug for row in rows] for area, rows in Page(library).areas}
    assert list(found) == [area.slug for area in library.areas]
    assert found["adult-echo"] == ["cardiology", "interventional-cardiology"]
    assert found["ob-gyn"] == ["ob-gyn", "diagnostic-radiology"]


def test_an_area_that_is_tied_to_no_specialty_is_there_on_both_pages(library):
    first, *others = library.areas
    untied = replace(library, areas=(replace(first, specialties=()), *others))
    assert areas(untied)[0] == (untied.areas[0], ())
    assert Page(untied).areas == areas(untied)


def test_the_pairs_name_their_sources(library):
    page = Page(library)
    assert keys(page.chips) == ["editorial", "ase-pelp"]
    assert keys(page.foot.sources) == ["ase-pelp", "editorial"]
