import pytest
from msgspec.structs import replace

from specialties.pages.table import Page


def test_the_table_is_the_guides_own(library):
    page = Page(library)
    assert [(row.name, *(view.level.label for view in row.levels)) for row in page.rows] == [
        ("Emergency Medicine", "High", "High", "High"),
        ("Internal Medicine", "Low–Moderate", "High", "Low–Moderate"),
        ("Cardiology (whole field)", "Very High", "Moderate", "Moderate–High"),
        ("General Surgery", "Moderate", "Moderate", "Very High"),
        ("Radiology (whole field)", "Moderate", "Very High", "Moderate–High"),
        ("Anesthesiology", "High", "Low–Moderate", "High"),
        ("OB/GYN", "High", "Low–Moderate", "High"),
        ("Neurology", "Low", "High", "Low–Moderate"),
    ]
    assert page.title == "Eight rows, as the guide has them"


def test_a_whole_field_leads_to_its_tracks_and_any_other_row_to_its_page(library):
    rows = {row.name: row for row in Page(library).rows}
    field = rows.pop("Cardiology (whole field)")
    assert (field.slug, [track.slug for track in field.tracks]) == (
        "",
        ["interventional-cardiology", "electrophysiology", "cardiology"],
    )
    assert rows["OB/GYN"].slug == "ob-gyn"
    assert all(bool(row.slug) != bool(row.tracks) for row in rows.values())


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, ""),
        (1, "One of its rows covers a whole field."),
        (2, "Two of its rows cover a whole field."),
    ],
)
def test_how_many_rows_cover_a_whole_field_is_a_sentence(library, count, sentence):
    page = Page(replace(library, whole_fields=library.whole_fields[:count]))
    assert page.fields == sentence
    assert len([row for row in page.rows if not row.slug]) == count


def test_a_track_is_no_row_of_the_guide(library):
    slugs = {row.slug for row in Page(library).rows if row.slug}
    tracks = {row.slug for row in library.specialties if row.whole_field}
    assert len(tracks) == 5
    assert not slugs & tracks


def test_its_days_are_those_of_the_guide(library):
    assert {bar.label: bar.text for bar in Page(library).days} == {
        "Emergency Medicine": "40 / 25 / 35",
        "Internal Medicine / Hospitalist": "15 / 35 / 50",
        "Cardiology (whole field)": "30 / 35 / 35",
        "General Surgery": "60 / 20 / 20",
        "Radiology (whole field)": "25 / 60 / 15",
        "Anesthesiology": "45 / 25 / 30",
    }


def test_its_headings_are_those_of_the_guide(library):
    page = Page(library)
    headings = ("Ultrasound use", "Other imaging reliance", "Procedural intensity")
    assert page.columns == headings
    assert {tuple(view.name for view in row.levels) for row in page.rows} == {headings}


def test_nothing_in_it_is_our_estimate(library):
    page = Page(library)
    assert page.origin.text == "From the career guide, no published source."
    assert page.foot.refs == ()
