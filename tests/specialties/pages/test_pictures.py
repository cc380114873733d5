from msgspec.structs import replace

from specialties.pages.pictures import Page
from tests.specialties.pages.builders import edited, specialty

PROBES = ["performs", "interprets", "both", "rarely"]


def test_the_probe_table_has_all_and_marks_one_place_each(library):
    page = Page(library)
    assert len(page.probes) == len(library.specialties) == 19
    for row in page.probes:
        taken = [word for word, place in zip(PROBES, row.places, strict=True) if place.is_taken]
        assert taken == ([row.probe] if row.specialty.probe else [])
    assert [row.probe for row in page.probes].count("not stated") == 2
    assert [word for word, _ in page.probe_words] == PROBES


def test_who_performs_comes_first_and_what_is_not_stated_last(library):
    words = [row.probe for row in Page(library).probes]
    assert words == sorted(words, key=[*PROBES, "not stated"].index)


def test_days_that_are_stated_are_drawn_and_the_others_named(library):
    split = specialty(library, "emergency-medicine").day_split
    changed = replace(split, procedures=10, imaging=20, thinking=70)
    page = Page(edited(library, "emergency-medicine", day_split=changed))
    days = {bar.label: bar.text for bar in page.days}
    assert days["Emergency Medicine"] == "10 / 20 / 70"
    assert days["Cardiology (whole field)"] == "30 / 35 / 35"
    assert len(days) == 6
    assert page.tracks.endswith("Diagnostic Radiology and Cardiology (non-invasive)")
    assert page.without_day.endswith("Pediatrics and Psychiatry")
    assert "Cardiology (non-invasive)" not in page.without_day


def test_further_pictures_are_those_that_a_specialty_has(library):
    links = [(row.slug, place, title) for row, place, title in Page(library).further]
    assert links == [
        (
            "emergency-medicine",
            "emphasis",
            "Where the probe goes in a shift: Emergency Medicine",
        ),
        ("cardiology", "shares", "What its imaging is made of: Cardiology (non-invasive)"),
        (
            "internal-medicine",
            "timeline",
            "How the probe came in: Internal Medicine / Hospitalist",
        ),
    ]
    without = edited(library, "cardiology", shares=())
    assert [row.slug for row, *_ in Page(without).further] == [
        "emergency-medicine",
        "internal-medicine",
    ]
