import pytest

from specialties.levels import Level
from specialties.library import Fit, Library, Route
from specialties.pages.index import Page, by_group
from tests.specialties.pages.builders import edited, keys, with_specialties

ALL = [
    "emergency-medicine",
    "anesthesiology",
    "critical-care",
    "ob-gyn",
    "interventional-radiology",
    "interventional-cardiology",
    "electrophysiology",
    "diagnostic-radiology",
    "neurology",
    "cardiology",
    "internal-medicine",
    "general-surgery",
    "vascular-surgery",
    "breast-surgery",
    "orthopedic-surgery",
    "neurosurgery",
    "adult-primary-care",
    "pediatrics",
    "psychiatry",
]


def page(library: Library, query: str = "") -> Page:
    parameters: dict[str, list[str]] = {}
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        parameters.setdefault(name, []).append(value)
    return Page(library, parameters)


def listed(page: Page) -> list[str]:
    return [row.slug for group in page.groups for row in group.rows]


def test_the_list_shows_all_by_group(library):
    shown = page(library)
    assert listed(shown) == ALL
    assert (shown.title, shown.count) == ("Nineteen specialties", "Showing all nineteen.")
    assert [group.name for group in shown.groups] == [
        "Scan and act",
        "Read the images",
        "Operate by the map",
        "Think and talk",
    ]
    assert not shown.is_changed


@pytest.mark.parametrize(
    ("query", "slugs", "sentence"),
    [
        (
            "ultrasound-min=very-high",
            ["cardiology"],
            "One of nineteen fits: ultrasound at least Very High.",
        ),
        ("imaging-max=low", ["psychiatry"], "One of nineteen fits: imaging at most Low."),
        (
            "imaging-min=very-high&procedures-max=moderate-high",
            ["diagnostic-radiology"],
            "One of nineteen fits: imaging at least Very High; procedures at most Moderate–High.",
        ),
        (
            "probe=interprets",
            ["diagnostic-radiology", "neurology"],
            "Two of nineteen fit: who holds the probe: interprets.",
        ),
        (
            "group=think-and-talk",
            ["adult-primary-care", "pediatrics", "psychiatry"],
            "Three of nineteen fit: group: Think and talk.",
        ),
        (
            "ultrasound-min=high&procedures-min=high&sort=imaging",
            [
                "interventional-radiology",
                "emergency-medicine",
                "vascular-surgery",
                "critical-care",
                "anesthesiology",
                "ob-gyn",
            ],
            "Six of nineteen fit: ultrasound at least High; procedures at least High. "
            "Sorted by imaging, most first.",
        ),
        (
            "ultrasound-min=high&ultrasound-max=low",
            [],
            "None of nineteen fits: ultrasound at least High; ultrasound at most Low.",
        ),
    ],
)
def test_a_filter_is_an_address(library, query, slugs, sentence):
    shown = page(library, query)
    assert (listed(shown), shown.count) == (slugs, sentence)


def test_a_sorted_list_has_no_groups_and_ties_stay_in_the_usual_order(library):
    shown = page(library, "sort=ultrasound")
    levels = {row.slug: row.ultrasound for row in library.specialties}
    assert listed(shown) == sorted(ALL, key=lambda slug: -levels[slug])
    assert listed(shown)[0] == "cardiology"
    assert [group.name for group in shown.groups] == [""]


def test_a_sorted_list_of_nothing_has_no_rows(library):
    assert page(library, "sort=imaging&imaging-min=high&imaging-max=low").groups == ()


def test_the_form_keeps_what_was_asked(library):
    shown = page(library, "imaging-max=high&sort=procedures")
    chosen = {
        name: option.value
        for name, _, options in shown.selects
        for option in options
        if option.is_chosen and option.value
    }
    assert chosen == {"imaging-max": "high", "sort": "procedures"}
    assert shown.is_changed


def test_the_form_asks_for_levels_the_probe_groups_and_an_order(library):
    labels = {
        label: [option.label for option in options] for _, label, options in page(library).selects
    }
    assert list(labels) == [
        "Ultrasound, at least",
        "Imaging, at least",
        "Procedures, at least",
        "Ultrasound, at most",
        "Imaging, at most",
        "Procedures, at most",
        "Who holds the probe",
        "Group",
        "Sort by",
    ]
    assert labels["Imaging, at most"] == ["any", *(level.label for level in Level)]
    assert labels["Who holds the probe"] == ["any", "performs", "interprets", "both", "rarely"]
    assert labels["Group"][:2] == ["any", "Scan and act"]
    assert labels["Sort by"] == ["group", "ultrasound", "imaging", "procedures"]


def test_nonsense_is_named_and_the_unfiltered_list_shows(library):
    shown = page(library, "sort=loudness&procedures-min=very-high")
    assert shown.problems == ("“Sort by” cannot be “loudness”.",)
    assert listed(shown) == ALL
    assert shown.is_changed


def test_estimates_are_marked_and_guide_levels_are_not(library):
    rows = [row for group in page(library).groups for row in group.rows]
    marked = {row.slug for row in rows if row.is_estimated}
    guide = {row.slug for row in library.specialties if row.guide_order is not None}
    assert marked == set(ALL) - guide


def test_an_estimate_of_the_probe_is_marked_apart_from_the_levels(library):
    rows = {row.slug: row for group in page(library).groups for row in group.rows}
    marks = {
        slug: (rows[slug].is_estimated, keys(rows[slug].probe_estimates))
        for slug in ("emergency-medicine", "general-surgery", "interventional-radiology")
    }
    assert marks == {
        "emergency-medicine": (False, []),
        "general-surgery": (False, ["editorial"]),
        "interventional-radiology": (True, []),
    }


def test_levels_stand_under_their_headings(library):
    low = edited(library, "emergency-medicine", ultrasound=Level.LOW)
    (row,) = page(with_specialties(low, "emergency-medicine")).groups[0].rows
    assert list(row.levels) == [
        ("Ultrasound", Level.LOW),
        ("Imaging", Level.HIGH),
        ("Procedures", Level.HIGH),
    ]


def test_groups_without_a_specialty_are_left_out(library):
    small = with_specialties(library, "psychiatry", "cardiology")
    assert [(group.name, [row.slug for row in rows]) for group, rows in by_group(small)] == [
        ("Read the images", ["cardiology"]),
        ("Think and talk", ["psychiatry"]),
    ]


def test_a_row_says_how_to_get_there_and_whom_it_may_fit(library):
    rows = {row.slug: row for group in page(library).groups for row in group.rows}
    assert rows["breast-surgery"].way == "A fellowship after general surgery"
    assert rows["psychiatry"].way == ""
    assert rows["psychiatry"].hints[0].startswith("It may fit if you want ")
    (warning,) = library.specialty_by_slug["internal-medicine"].fits
    assert rows["internal-medicine"].hints == (warning.text,)


def test_the_list_names_what_stands_behind_every_way_and_fit_that_it_shows(library):
    shown = page(library, "group=operate-by-the-map")
    rows = [library.specialty_by_slug[slug] for slug in listed(shown)]
    ways = [route.source for row in rows for route in row.routes]
    assert keys(shown.way_refs) == list(dict.fromkeys(ways)) == ["acgme-vasc", "coh"]
    assert set(ways) <= set(keys(shown.foot.refs))
    # What it fits is the guide’s, as the page says; another source has its number.
    assert shown.fit_refs == ()
    other = edited(library, "vascular-surgery", fits=(Fit("fit", "to think", "bmj-2017"),))
    assert keys(page(other).fit_refs) == ["bmj-2017"]
    # A residency of its own alone is no way that the list would name.
    alone = (Route(None, "5", "", "facs-training"),)
    surgeons = with_specialties(library, "general-surgery")
    assert page(edited(surgeons, "general-surgery", routes=alone)).way_refs == ()


def test_the_list_starts_with_what_students_misjudge_and_its_questions(library):
    shown = page(library)
    assert len(shown.lead) == len(library.notes_in("specialties")) > 0
    assert len(shown.questions) == 3
