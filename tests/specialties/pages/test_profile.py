from decimal import Decimal

import pytest
from msgspec.structs import replace

from specialties.levels import Level
from specialties.library import AxisLevel, Fit, Library, MatchFigure, Route
from specialties.pages.profile import Page, axis_reason
from tests.specialties.pages.builders import edited, keys, specialty

GUIDE = "From the career guide, no published source."


def profile(library: Library, slug: str) -> Page:
    return Page(library, specialty(library, slug))


def names(links) -> list[str]:
    return [link.slug for link in links]


def test_only_the_largest_differences_are_named(library):
    words = [text for *_, text in profile(library, "psychiatry").neighbors]
    assert any(text.startswith("Furthest apart in ") for text in words)
    assert all(text.endswith(".") and ".." not in text for text in words)


def test_twins_have_the_same_levels(library):
    levels = specialty(library, "cardiology").axis_levels
    twins = edited(library, "psychiatry", axis_levels=levels)
    near = {row.slug: text for row, _, text in profile(twins, "psychiatry").neighbors}
    assert near["cardiology"] == "The same level on every axis."


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


def test_a_profile_names_how_it_is_reached_and_what_follows_it(library):
    cardiology = profile(library, "cardiology")
    assert names(cardiology.subspecialties) == ["interventional-cardiology", "electrophysiology"]
    assert (names(cardiology.after), cardiology.group.name) == (
        ["internal-medicine"],
        "Read the images",
    )
    assert profile(library, "electrophysiology").way == "A fellowship after cardiology"
    assert profile(library, "psychiatry").way == ""


def test_the_head_says_once_where_it_is_from_and_whose_the_levels_are(library):
    def head(found: Library, slug: str) -> tuple[str, bool]:
        page = profile(found, slug)
        return page.origin.text, page.is_estimated

    assert head(library, "emergency-medicine") == (GUIDE, False)
    assert head(library, "psychiatry") == (GUIDE, True)
    fits = (Fit("fit", "to think", "bmj-2017"),)
    assert head(edited(library, "psychiatry", fits=fits), "psychiatry") == (
        "From the career guide, no published source, unless numbered.",
        True,
    )


def test_whom_it_fits_is_one_sentence_and_a_warning_another(library):
    two = (
        Fit("fit", "needles", "editorial"),
        Fit("warning", "It is loud.", "editorial"),
        Fit("fit", "to scan", "editorial"),
    )
    page = profile(edited(library, "psychiatry", fits=two), "psychiatry")
    assert page.fit == "It may fit if you want needles; or to scan."
    assert page.warnings == ("It is loud.",)
    assert profile(edited(library, "psychiatry", fits=()), "psychiatry").fit == ""


def test_what_is_not_known_is_left_out_and_named(library):
    bare = edited(library, "psychiatry", training="", routes=(), matches=(), floors=())
    page = profile(bare, "psychiatry")
    assert (page.day.segments, page.day_refs, page.activities) == ((), (), [])
    assert (page.training, page.matches) == ([], [])
    assert page.missing == (
        "how its day divides, what fills its day, how long its training takes, numbers that its "
        "training must reach or figures of its match"
    )


def test_a_track_shows_the_whole_field_and_never_as_its_own(library):
    page = profile(library, "electrophysiology")
    field = library.whole_field_by_slug["cardiology-field"]
    assert page.is_whole_day
    assert page.day.label == field.name
    assert [part.value for part in page.day.segments] == list(field.day_split.shares)
    assert page.field_words == (
        "ultrasound Very High, imaging Moderate and procedures Moderate–High"
    )
    # The head has said that this is the guide’s.
    assert field.source in page.origin.covers
    assert page.field_refs == ()
    assert not profile(library, "emergency-medicine").is_whole_day


def test_a_day_of_its_own_is_shown_before_that_of_the_field(library):
    split = specialty(library, "emergency-medicine").day_split
    page = profile(edited(library, "cardiology", day_split=split), "cardiology")
    assert (page.is_whole_day, page.day.label) == (False, "Cardiology (non-invasive)")
    assert [part.value for part in page.day.segments] == list(split.shares)
    assert page.day_refs == ()
    elsewhere = replace(split, source="tipping")
    page = profile(edited(library, "cardiology", day_split=elsewhere), "cardiology")
    assert keys(page.day_refs) == ["tipping"]


def test_activities_stand_by_frequency(library):
    row = specialty(library, "emergency-medicine").activities[0]
    frequencies = ("depends", "occasional", "unstated", "common", "daily")
    mixed = tuple(
        replace(row, kind="imaging", frequency=frequency, name=frequency)
        for frequency in frequencies
    )
    page = profile(edited(library, "psychiatry", activities=mixed), "psychiatry")
    (imaging,) = page.activities
    assert [heading for heading, _ in imaging] == [
        "Imaging, daily",
        "Imaging, common",
        "Imaging",
        "Imaging, occasional",
        "Imaging, depends on the program or subspecialty",
    ]


def test_routes_stand_with_their_years(library):
    routes = (
        Route(None, "6", "Integrated.", "acgme-ir"),
        Route("diagnostic-radiology", "5 + 2 = 7", "", "acgme-ir"),
        Route("cardiology", "", "", "acgme-ir"),
    )
    rows = profile(edited(library, "psychiatry", routes=routes), "psychiatry").training
    assert [(label, text, keys(refs)) for label, text, refs in rows[1:4]] == [
        ("Its own residency", "6 years. Integrated.", ["acgme-ir"]),
        ("After diagnostic radiology", "5 + 2 = 7 years", ["acgme-ir"]),
        ("After cardiology", "not found", ["acgme-ir"]),
    ]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_profile_has_as_many_rows_as_there_are_facts(library, count):
    after = ("cardiology", "neurology", None)[:count]
    bare = edited(
        library,
        "psychiatry",
        training="",
        floors=(),
        routes=tuple(Route(slug, "4", "", "editorial") for slug in after),
        matches=tuple(
            MatchFigure(2020 + number, "residency", 9, None, None, "", "editorial")
            for number in range(count)
        ),
        fits=tuple(Fit("warning", f"No. {number}.", "editorial") for number in range(count)),
    )
    page = profile(bare, "psychiatry")
    assert (len(page.training), len(page.matches), len(page.warnings)) == (count, count, count)
    assert names(page.after) == [slug for slug in after if slug]
    assert (page.has_fill, page.has_applicants) == (False, False)


def test_training_carries_its_sources(library):
    rows = profile(library, "emergency-medicine").training
    emergency = specialty(library, "emergency-medicine")
    assert [keys(refs) for *_, refs in rows] == [
        [emergency.training_source],
        *([floor.source] for floor in emergency.floors),
    ]


def test_match_figures_stand_by_year_and_say_what_is_not_found(library):
    figures = (
        MatchFigure(2025, "residency", 3068, Decimal("100.0"), None, "", "nrmp-2025"),
        MatchFigure(2026, "fellowship", 844, None, 1262, "All.", "nrmp-2026"),
    )
    page = profile(edited(library, "psychiatry", matches=figures), "psychiatry")
    assert [tuple(row[:5]) for row in page.matches] == [
        ("2026, fellowship", "All.", "844", "not found", "1,262"),
        ("2025, residency", "", "3,068", "100\u00a0%", "not found"),
    ]
    assert (page.has_fill, page.has_applicants) == (True, True)
    assert [keys(row.refs) for row in page.matches] == [["nrmp-2026"], ["nrmp-2025"]]


def test_the_neighbors_are_the_nearest_on_every_axis(library):
    near = profile(library, "emergency-medicine").neighbors
    own = specialty(library, "emergency-medicine").axes
    steps = [sum(abs(level - row.axes[axis]) for axis, level in own.items()) for row, *_ in near]
    assert steps == sorted(steps)
    assert len(own) == len(library.axes)
    assert near[0][1].endswith(("step apart", "steps apart"))


def test_a_profile_leads_to_the_focus_areas_that_work_with_it(library):
    page = profile(library, "cardiology")
    assert names(page.areas) == [
        area.slug
        for area in library.areas
        if "cardiology" in [link.specialty for link in area.specialties]
    ]
    assert page.areas
    assert profile(library, "psychiatry").areas == []


def test_the_fan_and_the_axis_table_are_the_axis_levels(library):
    page = profile(library, "emergency-medicine")
    levels = specialty(library, "emergency-medicine").axis_levels
    assert [row.level for row in page.axes] == [row.level for row in levels]
    assert [label.number for label in page.fan.labels] == [str(row.level.value) for row in levels]
    assert [label.name for label in page.fan.labels] == [axis.gist for axis in library.axes]
    assert page.axis_count == "six"


@pytest.mark.parametrize(
    ("basis", "reason", "words"),
    [
        ("t", "", "From the guide’s table of levels."),
        (
            "td",
            "First look.",
            "First look. From the guide’s table of levels and the guide’s split of the day.",
        ),
        ("p", "By hand.", "By hand. Our estimate, read from the guide’s text."),
        ("po", "", "Our estimate, read from the guide’s text."),
        ("o", "Wards.", "Wards. Our estimate."),
        ("dp", "", "From the guide’s split of the day and the guide’s text, read by us."),
    ],
)
def test_an_axis_level_says_why(basis, reason, words):
    assert axis_reason(AxisLevel("act", Level.LOW, basis, reason, "editorial")) == words


def test_every_axis_level_says_whether_it_is_an_estimate(library):
    for row in library.specialties:
        page = profile(library, row.slug)
        for view, level in zip(page.axes, row.axis_levels, strict=True):
            assert ("Our estimate" in view.why) == level.is_estimate, (row.slug, view)


def test_notes_are_those_of_this_specialty_and_of_all(library):
    page = profile(library, "emergency-medicine")
    own = [note.text for note in library.notes if note.specialty == "emergency-medicine"]
    parts = (page.activity_notes, *page.picture_notes.values(), page.real_use)
    shown = [note.text for notes in parts for note in notes]
    assert sorted(shown) == sorted(own)
    assert len(page.axis_notes) == len(library.notes_in("axes"))


def test_a_level_shows_in_its_place(library):
    page = profile(
        edited(library, "emergency-medicine", ultrasound=Level.LOW), "emergency-medicine"
    )
    assert list(page.levels) == [
        ("Ultrasound", Level.LOW),
        ("Imaging", Level.HIGH),
        ("Procedures", Level.HIGH),
    ]


@pytest.mark.parametrize("slug", ["cardiology", "psychiatry", "internal-medicine", "critical-care"])
def test_every_number_leads_to_a_source_at_the_foot(library, slug):
    page = profile(library, slug)
    at_foot = set(keys(page.foot.refs))
    refs = [
        *page.origin.refs,
        *page.field_refs,
        *page.probe_refs,
        *page.day_refs,
        *(
            ref
            for rows in page.activities
            for _, found in rows
            for _, refs in found
            for ref in refs
        ),
        *(ref for found in page.picture_refs.values() for ref in found),
        *(ref for notes in page.picture_notes.values() for note in notes for ref in note.refs),
        *(ref for note in page.activity_notes for ref in note.refs),
        *(ref for note in page.real_use for ref in note.refs),
        *(ref for note in page.axis_notes for ref in note.refs),
        *(ref for *_, found in page.training for ref in found),
        *(ref for row in page.matches for ref in row.refs),
        *page.area_refs,
    ]
    assert set(keys(refs)) == at_foot
