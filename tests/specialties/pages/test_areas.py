from msgspec.structs import replace

from specialties.pages.areas import Page
from tests.specialties.pages.builders import keys


def test_every_area_stands_with_its_specialties(library):
    found = {it.area.slug: [row.slug for row in it.specialties] for it in Page(library).areas}
    assert list(found) == [area.slug for area in library.areas]
    assert found["adult-echo"] == ["cardiology", "interventional-cardiology"]
    assert found["ob-gyn"] == ["ob-gyn", "diagnostic-radiology"]


def test_an_area_that_is_tied_to_no_specialty_is_there(library):
    first, *others = library.areas
    untied = replace(library, areas=(replace(first, specialties=()), *others))
    assert Page(untied).areas[0] == (untied.areas[0], (), ())
    assert len(Page(untied).areas) == len(library.areas)


def test_a_pair_that_is_not_ours_is_numbered(library):
    page = Page(library)
    assert page.origin.text == "Our estimate unless numbered."
    cited = {it.area.slug: keys(it.refs) for it in page.areas if it.refs}
    assert cited == {"fetal-echo": ["ase-pelp"], "pediatric-echo": ["ase-pelp"]}
    assert keys(page.foot.refs) == ["ase-pelp"]
