from dataclasses import dataclass

import pytest

from specialties.comparing import Cell, Row, differences_first, read_picks
from specialties.filters import Filter, chosen, read, readable
from specialties.levels import Level

GROUPS = ("scan-and-act", "think-and-talk")


@dataclass(frozen=True)
class Kind:
    name: str
    ultrasound: Level = Level.LOW
    imaging: Level = Level.LOW
    procedures: Level = Level.LOW
    probe: str = ""
    group: str = "think-and-talk"


ROWS = (
    Kind("first", ultrasound=Level.HIGH, probe="performs", group="scan-and-act"),
    Kind("second", ultrasound=Level.LOW, imaging=Level.HIGH),
    Kind("third", ultrasound=Level.HIGH, imaging=Level.MODERATE, probe="rarely"),
)


def names(**query: str) -> list[str]:
    request = read({key.replace("_", "-"): [value] for key, value in query.items()}, groups=GROUPS)
    return [row.name for row in chosen(request.wanted, ROWS, lambda row: row.group)]


def test_nothing_asked_shows_everything_in_the_usual_order():
    assert names() == ["first", "second", "third"]
    assert not Filter().is_filtering


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"ultrasound_min": "high"}, ["first", "third"]),
        ({"ultrasound_min": "very-high"}, []),
        ({"ultrasound_max": "moderate"}, ["second"]),
        ({"imaging_min": "moderate", "imaging_max": "moderate"}, ["third"]),
        ({"procedures_max": "low"}, ["first", "second", "third"]),
        ({"probe": "rarely"}, ["third"]),
        ({"group": "scan-and-act"}, ["first"]),
        ({"group": "think-and-talk", "ultrasound_min": "high"}, ["third"]),
        ({"imaging_min": "high", "imaging_max": "low"}, []),
    ],
)
def test_a_filter_keeps_what_fits(query, wanted):
    assert names(**query) == wanted


def test_sorting_puts_most_first_and_ties_keep_their_order():
    assert names(sort="ultrasound") == ["first", "third", "second"]
    assert names(sort="procedures") == ["first", "second", "third"]


def test_empty_values_and_unknown_names_are_left_alone():
    request = read({"sort": [""], "probe": ["", ""], "utm_source": ["x"]}, groups=GROUPS)
    assert (request.wanted, request.problems, dict(request.kept)) == (Filter(), (), {})


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"sort": ["loudness"]}, "“Sort by” cannot be “loudness”."),
        ({"imaging-min": ["5"]}, "“Imaging, at least” cannot be “5”."),
        ({"ultrasound-max": ["High"]}, "“Ultrasound, at most” cannot be “High”."),
        ({"probe": ["nobody"]}, "“Who holds the probe” cannot be “nobody”."),
        ({"group": ["wizards"]}, "“Group” cannot be “wizards”."),
        ({"sort": ["imaging", "ultrasound"]}, "“Sort by” was given more than one value."),
        ({"probe": ["a\0b\n"]}, "“Who holds the probe” cannot be “a\ufffdb\ufffd”."),
        ({"probe": ["x" * 99]}, f"“Who holds the probe” cannot be “{'x' * 40}…”."),
    ],
)
def test_nonsense_is_named_and_nothing_is_filtered(query, sentence):
    request = read({**query, "procedures-min": ["very-high"]}, groups=GROUPS)
    assert request.problems == (sentence,)
    assert request.wanted == Filter()
    assert dict(request.kept) == {"procedures-min": "very-high"}


def test_the_same_value_twice_is_one_value():
    request = read({"sort": ["imaging", "imaging"]}, groups=GROUPS)
    assert (request.problems, request.wanted.sort) == ((), "imaging")


def test_a_value_is_shown_printable_and_short():
    assert readable("<b>") == "<b>"
    assert readable("x" * 40) == "x" * 40
    assert readable("x" * 41) == "x" * 40 + "…"
    assert readable("\u202egnp") == "\ufffdgnp"


# Picks of a comparison

KNOWN = ("a", "b", "c", "d", "e")


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


def test_many_unknown_names_do_not_make_a_long_page():
    assert len(read_picks([f"x{i}" for i in range(500)], KNOWN).problems) == 4


# What differs comes first


def levels(name: str, *cells: Level | None) -> Row:
    return Row(name, "", tuple(Cell(level=level) for level in cells))


def test_rows_that_differ_most_come_first_and_ties_keep_their_order():
    rows = [
        levels("same", Level.HIGH, Level.HIGH),
        Row("words", "", (Cell(text="3 years"), Cell(text="5 years"))),
        levels("one", Level.LOW, Level.LOW_MODERATE),
        levels("five", Level.VERY_HIGH, Level.LOW),
        levels("one more", Level.HIGH, Level.MODERATE_HIGH),
        levels("half stated", Level.HIGH, None),
        Row("same words", "", (Cell(text="4 years"), Cell(text="4 years"))),
        levels("neither stated", None, None),
    ]
    different, same = differences_first(rows)
    assert [row.name for row in different] == ["five", "one", "one more", "words", "half stated"]
    assert [row.name for row in same] == ["same", "same words", "neither stated"]
