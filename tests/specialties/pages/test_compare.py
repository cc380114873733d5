import pytest
from msgspec.structs import replace

from specialties.levels import Level
from specialties.library import Fit, Library
from specialties.pages.compare import Cell, Page, Row, differences_first, read_picks
from tests.specialties.pages.builders import edited, keys, specialty

TWO = ["emergency-medicine", "critical-care"]
KNOWN = ("a", "b", "c", "d", "e")


def names(rows) -> list[str]:
    return [row.name for row in rows]


def chosen(page: Page) -> list[str]:
    return [option.value for _, options in page.selects for option in options if option.is_chosen]


# Which specialties an address wants


@pytest.mark.parametrize(
    ("values", "slugs", "problems", "status"),
    [
        ([], (), 0, 200),
        (["", ""], (), 0, 200),
        (["a"], ("a",), 0, 200),
        (["b", "", "a"], ("b", "a"), 0, 200),
        (["a", "b", "c", "d"], ("a", "b", "c", "d"), 0, 200),
        (["a", "a"], ("a",), 1, 400),
        (["a", "b", "c", "d", "e"], ("a", "b", "c", "d"), 1, 400),
        (["a", "x"], ("a",), 1, 404),
        (["x", "x", "a", "a", "b"], ("a", "b"), 2, 404),
        (["\0", "a"], ("a",), 1, 404),
    ],
)
def test_picks_keep_what_is_valid(values, slugs, problems, status):
    picks = read_picks(values, KNOWN)
    assert (picks.slugs, len(picks.problems), picks.status) == (slugs, problems, status)
    assert picks.is_complete == (status == 200 and len(slugs) >= 2)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (["wizardry"], "There is no specialty “wizardry” here."),
        (["<b>"], "There is no specialty “<b>” here."),
        (["\0"], "There is no specialty “\ufffd” here."),
        (
            ["a", "a"],
            "A specialty can stand beside others, not beside itself: pick each once.",
        ),
        ([*KNOWN], "Only four fit side by side. The first ones are kept."),
    ],
)
def test_what_cannot_stand_side_by_side_gets_a_sentence(values, sentence):
    assert read_picks(values, KNOWN).problems == (sentence,)


def test_many_unknown_names_do_not_make_a_long_page():
    assert len(read_picks([f"x{i}" for i in range(500)], KNOWN).problems) == 4


# What differs comes first


def levels(name: str, *found: Level | None) -> Row:
    return Row(name, levels=tuple((str(i), level) for i, level in enumerate(found)))


def words(name: str, *found: str) -> Row:
    return Row(name, cells=tuple(Cell(str(i), text) for i, text in enumerate(found)))


def test_rows_that_differ_most_come_first_and_ties_keep_their_order():
    rows = [
        levels("same", Level.HIGH, Level.HIGH),
        words("words", "3 years", "5 years"),
        levels("one", Level.LOW, Level.LOW_MODERATE),
        levels("five", Level.VERY_HIGH, Level.LOW),
        levels("one more", Level.HIGH, Level.MODERATE_HIGH),
        levels("half stated", Level.HIGH, None),
        words("same words", "4 years", "4 years"),
        levels("neither stated", None, None),
    ]
    different, same = differences_first(rows)
    assert names(different) == ["five", "one", "one more", "words", "half stated"]
    assert names(same) == ["same", "same words", "neither stated"]


# The page


def test_without_picks_there_is_a_picker_and_nothing_else(library):
    page = Page(library, [])
    assert [label for label, _ in page.selects] == [
        "First",
        "Second",
        "Third, if you like",
        "Fourth, if you like",
    ]
    assert {len(options) for _, options in page.selects} == {19}
    assert (page.title, page.full_title) == ("Compare specialties", "Compare specialties")
    assert (chosen(page), page.columns, page.different, page.same) == ([], [], (), ())
    assert (page.foot.refs, page.foot.checked) == ((), "")


def test_one_pick_is_kept_in_the_picker(library):
    page = Page(library, ["cardiology", ""])
    assert (chosen(page), page.columns, page.picks.status) == (["cardiology"], [], 200)


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        (["cardiology", "wizardry"], ["cardiology"]),
        (["cardiology", "neurology", "\0"], ["cardiology", "neurology"]),
        (["cardiology", "cardiology"], ["cardiology"]),
    ],
)
def test_what_could_be_read_stays_picked(library: Library, values, kept):
    page = Page(library, values)
    assert (chosen(page), page.columns) == (kept, [])
    assert page.title == "Compare specialties"


def row_named(page: Page, name: str) -> Row:
    (row,) = [row for row in (*page.different, *page.same) if row.name == name]
    return row


def test_what_differs_stands_apart_from_what_is_the_same(library):
    page = Page(library, TWO)
    assert page.full_title == (
        "Two specialties, side by side: Emergency Medicine and Critical Care"
    )
    assert {"Imaging", "How to get there", "It may fit if you want"} <= set(names(page.different))
    assert {"Ultrasound", "Procedures", "Group", "Making the image"} <= set(names(page.same))
    assert row_named(page, "Imaging").detail == "level; two steps apart"
    assert row_named(page, "Making the image").detail == "axis level"


def test_a_comparison_follows_an_edit(library):
    changed = tuple(
        replace(row, level=Level.LOW) if row.axis == "act" else row
        for row in specialty(library, "critical-care").axis_levels
    )
    page = Page(edited(library, "critical-care", axis_levels=changed), TWO)
    assert names(page.different)[0] == "Doing procedures"
    assert page.different[0].levels == (
        ("Emergency Medicine", Level.HIGH),
        ("Critical Care", Level.LOW),
    )


def test_an_estimate_is_marked_in_its_cell_and_a_source_for_all_once(library):
    page = Page(edited(library, "critical-care", probe_source="editorial"), TWO)
    probe = row_named(page, "Who holds the probe")
    assert [keys(cell.refs) for cell in probe.cells] == [[], ["editorial"]]
    assert probe.refs == ()
    assert [column.is_estimated for column in page.columns] == [False, True]


def test_how_many_axis_levels_are_estimates_is_counted(library):
    rows = [row for slug in TWO for row in specialty(library, slug).axis_levels]
    count = sum(row.is_estimate for row in rows)
    assert Page(library, TWO).estimates.startswith(f"{count} of the 12 axis levels")
    grounded = tuple(replace(row, basis="t") for row in rows[:6])
    sure = edited(library, "critical-care", axis_levels=grounded)
    sure = edited(sure, "emergency-medicine", axis_levels=grounded)
    assert Page(sure, TWO).estimates == ""


def test_how_to_get_there_and_the_row_of_the_guide_are_compared(library):
    page = Page(library, ["electrophysiology", "psychiatry", "emergency-medicine"])
    assert [cell.text for cell in row_named(page, "How to get there").cells] == [
        "A fellowship after cardiology",
        "Its own residency",
        "Its own residency",
    ]
    assert [cell.text for cell in row_named(page, "Row of the guide’s table").cells] == [
        "Cardiology (whole field): ultrasound Very High, imaging Moderate and "
        "procedures Moderate–High",
        "none",
        "its own",
    ]
    assert "Row of the guide’s table" not in names((*Page(library, TWO).different,))


def test_every_route_and_fit_that_is_said_is_cited(library):
    page = Page(library, ["critical-care", "internal-medicine"])
    ways = [route.source for route in specialty(library, "critical-care").routes]
    assert len(set(ways)) == 4
    assert keys(row_named(page, "How to get there").refs) == ways
    assert set(ways) <= set(keys(page.foot.refs))
    # A warning is no answer to what one may want, so its source stands behind nothing here.
    changed = edited(
        library,
        "internal-medicine",
        fits=(Fit("warning", "It is loud.", "emra-scc"), Fit("fit", "to think", "coh")),
    )
    row = row_named(Page(changed, ["internal-medicine", "psychiatry"]), "It may fit if you want")
    assert row.cells[0].text == "to think"
    assert keys(row.refs) == ["coh"]


def test_a_day_of_a_whole_field_stands_once_however_many_tracks_are_picked(library):
    tracks = [row for row in library.specialties if row.whole_field == "cardiology-field"]
    bars = Page(library, [row.slug for row in tracks]).days
    assert [bar.label for bar in bars if bar.segments] == ["Cardiology (whole field)"]
    assert [bar.label for bar in bars if not bar.segments] == [row.name for row in tracks]
    split = specialty(library, "psychiatry").day_split
    assert split is None
    assert [bar.segments for bar in Page(library, ["psychiatry", "neurology"]).days] == [(), ()]


def test_four_stand_side_by_side_with_their_days(library):
    picks = ["emergency-medicine", "interventional-cardiology", "cardiology", "psychiatry"]
    page = Page(library, picks)
    assert chosen(page) == [column.slug for column in page.columns] == picks
    assert page.title == "Four specialties, side by side"
    assert [(bar.label, bar.text) for bar in page.days] == [
        ("Emergency Medicine", "40 / 25 / 35"),
        ("Interventional Cardiology", "only for the whole field"),
        ("Cardiology (non-invasive)", "only for the whole field"),
        ("Psychiatry", "not stated"),
        ("Cardiology (whole field)", "30 / 35 / 35"),
    ]
    # Psychiatry and the tracks have levels of ours.
    assert page.origin.text == "From the career guide and our own reading, no published source."


def test_both_kinds_of_level_are_explained(library):
    assert len(Page(library, TWO).axis_notes) == len(library.notes_in("axes")) > 0
