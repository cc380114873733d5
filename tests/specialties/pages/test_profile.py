import pytest
from msgspec.structs import replace

from specialties.levels import Level
from specialties.library import Library
from specialties.pages.profile import Page
from tests.specialties.pages.builders import edited, keys, specialty


def profile(library: Library, slug: str) -> Page:
    return Page(library, specialty(library, slug))


def names(links) -> list[str]:
    return [link.slug for link in links]


def test_a_profile_names_its_field_and_its_subspecialties(library):
    cardiology = profile(library, "cardiology")
    assert names(cardiology.subspecialties) == ["interventional-cardiology", "electrophysiology"]
    assert (cardiology.parent, cardiology.group.name) == (None, "Read the images")
    assert profile(library, "electrophysiology").parent is specialty(library, "cardiology")


def test_the_head_says_once_what_one_source_says(library):
    def head(slug: str) -> list[tuple[str, list[str]]]:
        return [(words, keys(chips)) for words, chips in profile(library, slug).head_chips]

    assert head("cardiology") == [("Summary and levels", ["guide-specialties"])]
    assert head("psychiatry") == [("Summary", ["guide-specialties"]), ("Levels", ["editorial"])]


def test_what_is_not_stated_is_said_and_never_nought(library):
    page = profile(library, "psychiatry")
    assert (page.day.segments, page.day.text, page.day_chips) == ((), "not stated", ())
    assert page.training == [
        ("After medical school (US)", "not stated", ()),
        ("Match", "not stated", ()),
    ]
    assert page.activities == [[("Ultrasound", [])], [("Imaging", [])], [("Procedures", [])]]


def test_activities_stand_by_frequency(library):
    page = profile(library, "emergency-medicine")
    assert [heading for groups in page.activities for heading, _ in groups] == [
        "Ultrasound, daily",
        "Imaging, daily",
        "Procedures, daily",
        "Procedures, common",
    ]


def test_what_has_no_frequency_stands_between_common_and_occasional(library):
    row = specialty(library, "emergency-medicine").activities[0]
    mixed = tuple(
        replace(row, kind="imaging", frequency=frequency, name=frequency or "none")
        for frequency in ("depends", "occasional", "", "common", "daily")
    )
    page = profile(edited(library, "psychiatry", activities=mixed), "psychiatry")
    assert [heading for heading, _ in page.activities[1]] == [
        "Imaging, daily",
        "Imaging, common",
        "Imaging",
        "Imaging, occasional",
        "Imaging, depends on the program or subspecialty",
    ]


def test_training_and_match_carry_their_sources(library):
    rows = profile(library, "emergency-medicine").training
    assert [key for *_, chips in rows for key in keys(chips)] == [
        "training-length",
        "acgme-em-150",
        "stanford-pocus",
        "nrmp-2025",
    ]
    label, text, _ = rows[-1]
    assert (label, text) == ("Match 2025", "3\u00a0068 positions, 97.9\u00a0% filled")


def test_a_match_that_is_full_has_no_decimals(library):
    figure = specialty(library, "emergency-medicine").match
    full = edited(library, "psychiatry", match=replace(figure, fill=figure.fill * 0 + 100))
    assert profile(full, "psychiatry").training[-1][1].endswith("100\u00a0% filled")


def test_the_neighbors_are_the_nearest_and_say_what_separates_them(library):
    near = profile(library, "emergency-medicine").neighbors
    assert near[0] == (
        specialty(library, "critical-care"),
        "One step apart",
        "Reason: Moderate–High there, Moderate here.",
    )
    order = [row.slug for row, *_ in near]
    assert order.index("ob-gyn") < order.index("anesthesiology")
    tied = [distance for _, distance, _ in profile(library, "cardiology").neighbors]
    assert tied.count("Three steps apart") == 2


def test_only_the_largest_differences_are_named(library):
    words = [text for *_, text in profile(library, "psychiatry").neighbors]
    assert any(text.startswith("Furthest apart in ") for text in words)
    assert all(text.endswith(".") and ".." not in text for text in words)


def test_twins_have_the_same_levels(library):
    levels = specialty(library, "cardiology").axis_levels
    twins = edited(library, "psychiatry", axis_levels=levels)
    near = {row.slug: text for row, _, text in profile(twins, "psychiatry").neighbors}
    assert near["cardiology"] == "The same level on every axis."


def test_a_profile_leads_to_the_focus_areas_that_work_with_it(library):
    page = profile(library, "cardiology")
    assert names(page.areas) == ["adult-echo", "pediatric-echo"]
    assert keys(page.area_chips) == ["editorial"]
    assert profile(library, "psychiatry").areas == []


def test_the_emphasis_bars_are_their_numbers(library):
    rows = tuple(
        replace(row, emphasis=14) if row.name == "Cardiac" else row
        for row in specialty(library, "emergency-medicine").emphasis
    )
    page = profile(edited(library, "emergency-medicine", emphasis=rows), "emergency-medicine")
    assert [(row.name, row.text, row.width) for row in page.emphasis.rows] == [
        ("Cardiac", "14", "100%"),
        ("Procedural guidance", "7", "50%"),
        ("Trauma FAST", "5", "35.71%"),
        ("Lung", "5", "35.71%"),
        ("RUQ and renal", "4", "28.57%"),
    ]


def test_the_shares_are_their_numbers(library):
    page = profile(library, "cardiology")
    assert [(row.name, row.text, row.width) for row in page.shares.rows] == [
        ("Echo", "50\u00a0%", "100%"),
        ("Cath and angiography", "25\u00a0%", "50%"),
        ("Stress and nuclear", "15\u00a0%", "30%"),
        ("CT and MR", "10\u00a0%", "20%"),
    ]
    assert page.shares.highest == "50\u00a0%"


def test_the_timeline_has_its_years(library):
    page = profile(library, "internal-medicine")
    assert [point.year for point in page.timeline] == [2005, 2012, 2018, 2024]
    assert page.timeline[0].text == specialty(library, "internal-medicine").timeline[0].text


def test_the_fan_and_the_axis_bars_are_the_axis_levels(library):
    page = profile(library, "emergency-medicine")
    assert [(row.level.number, row.level.label, row.width) for row in page.axes.rows] == [
        ("4.2", "High", "80%"),
        ("2.6", "Moderate", "40%"),
        ("4.2", "High", "80%"),
        ("2.6", "Moderate", "40%"),
        ("5.0", "Very High", "100%"),
    ]
    assert [label.number for label in page.fan.labels] == ["4.2", "2.6", "4.2", "2.6", "5.0"]
    assert page.fan.description == "generate 4.2, interpret 2.6, act 4.2, reason 2.6, tempo 5.0"


def test_the_day_is_its_numbers(library):
    split = specialty(library, "cardiology").day_split
    changed = edited(
        library, "cardiology", day_split=replace(split, procedures=10, imaging=20, thinking=70)
    )
    page = profile(changed, "cardiology")
    assert [(part.kind, part.value) for part in page.day.segments] == [
        ("procedures", 10),
        ("imaging", 20),
        ("thinking", 70),
    ]
    assert keys(page.day_chips) == ["guide-specialties"]


def test_notes_are_those_of_this_specialty_and_of_all(library):
    page = profile(library, "emergency-medicine")
    assert [len(page.notes[part]) for part in ("emphasis", "counted", "activities", "axes")] == [
        1,
        2,
        1,
        1,
    ]
    assert profile(library, "anesthesiology").notes["activities"] == ()
    assert page.notes["axes"][0].text.startswith(
        "A level and an axis level answer different questions."
    )


def test_a_level_shows_in_its_place(library):
    page = profile(edited(library, "cardiology", ultrasound=Level.LOW), "cardiology")
    assert list(page.levels) == [
        ("Ultrasound", Level.LOW),
        ("Imaging", Level.MODERATE),
        ("Procedures", Level.MODERATE_HIGH),
    ]


@pytest.mark.parametrize("slug", ["cardiology", "psychiatry", "internal-medicine"])
def test_every_chip_leads_to_a_source_at_the_foot(library, slug):
    page = profile(library, slug)
    at_foot = set(keys(page.foot.sources))
    chips = [
        *page.probe_chips,
        *page.axis_chips,
        *page.day_chips,
        *page.activity_chips,
        *page.picture_chips,
        *page.area_chips,
        *(chip for _, found in page.head_chips for chip in found),
        *(chip for *_, found in page.training for chip in found),
        *(chip for notes in page.notes.values() for note in notes for chip in note.sources),
    ]
    assert set(keys(chips)) == at_foot
