from specialties.pages.table import Page
from tests.specialties.pages.builders import keys


def test_the_table_is_the_guides_own(library):
    page = Page(library)
    assert [
        (row.guide_name, *(view.level.label for view in levels)) for row, levels in page.rows
    ] == [
        ("Emergency Medicine", "High", "High", "High"),
        ("Internal Medicine", "Low–Moderate", "High", "Low–Moderate"),
        ("Cardiology", "Very High", "Moderate", "Moderate–High"),
        ("General Surgery", "Moderate", "Moderate", "Very High"),
        ("Radiology (diagnostic)", "Moderate", "Very High", "Moderate–High"),
        ("Anesthesiology", "High", "Low–Moderate", "High"),
        ("OB/GYN", "High", "Low–Moderate", "High"),
        ("Neurology", "Low", "High", "Low–Moderate"),
    ]
    assert page.title == "Eight specialties, as the guide has them"


def test_its_headings_are_those_of_the_guide(library):
    page = Page(library)
    headings = ("Ultrasound use", "Other imaging reliance", "Procedural intensity")
    assert page.columns == headings
    assert {tuple(view.name for view in levels) for _, levels in page.rows} == {headings}


def test_nothing_in_it_is_our_estimate(library):
    page = Page(library)
    assert keys(page.chips) == keys(page.foot.sources) == ["guide-specialties"]
