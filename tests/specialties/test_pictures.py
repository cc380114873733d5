import re
from fractions import Fraction
from itertools import pairwise
from math import hypot

import pytest

from specialties import pictures
from specialties.levels import Level

EMERGENCY = (
    ("generate", Level.HIGH),
    ("interpret", Level.MODERATE),
    ("act", Level.HIGH),
    ("reason", Level.MODERATE),
    ("tempo", Level.VERY_HIGH),
)


def number(text: str) -> Fraction:
    return Fraction(text.removesuffix("%"))


def test_a_day_bar_is_filled_from_end_to_end():
    bar = pictures.day_bar("Emergency Medicine", "emergency-medicine", (40, 25, 35))
    assert [(part.kind, part.start, part.width, part.middle) for part in bar.segments] == [
        ("procedures", "0%", "40%", "20%"),
        ("imaging", "40%", "25%", "52.5%"),
        ("thinking", "65%", "35%", "82.5%"),
    ]
    assert bar.text == "40 / 25 / 35"
    for before, after in pairwise(bar.segments):
        assert number(before.start) + number(before.width) == number(after.start)


def test_a_day_that_is_not_stated_is_not_drawn_as_nothing():
    bar = pictures.day_bar("Psychiatry", "psychiatry", None)
    assert (bar.segments, bar.text) == ((), "not stated")


def test_values_stand_greatest_first_and_ties_keep_their_order():
    values = [("FAST", 5), ("Cardiac", 6), ("RUQ", 4), ("Lung", 5), ("Guidance", 7)]
    chart = pictures.value_chart(values)
    assert [(row.name, row.text, row.width) for row in chart.rows] == [
        ("Guidance", "7", "100%"),
        ("Cardiac", "6", "85.71%"),
        ("FAST", "5", "71.43%"),
        ("Lung", "5", "71.43%"),
        ("RUQ", "4", "57.14%"),
    ]
    assert chart.highest == 7


def test_values_carry_their_unit():
    rows = pictures.value_chart([("Echo", 50)], unit="\u00a0%").rows
    assert [row.text for row in rows] == ["50\u00a0%"]


def test_nothing_and_only_noughts_are_no_error():
    assert pictures.value_chart([]).rows == ()
    assert [row.width for row in pictures.value_chart([("None", 0)]).rows] == ["0%"]
    assert pictures.fan([]).beams == ()
    assert pictures.timeline([]).points == ()


def test_an_axis_bar_runs_from_one_to_five():
    chart = pictures.axis_chart([("Tempo", "slow", "fast", level) for level in Level])
    assert [row.width for row in chart.rows] == ["0%", "20%", "40%", "60%", "80%", "100%"]
    assert chart.middle == "50%"


def outer_radius(path: str) -> float:
    """How far the second point of a sector, its outer corner, lies from the apex."""
    x, y = (float(value) for value in re.findall(r"L([\d.]+) ([\d.]+)", path)[0])
    return hypot(x - pictures.APEX_X, y - pictures.APEX_Y)


def beams() -> list[pictures.Beam]:
    return [pictures.Beam(name, level.exact) for name, level in EMERGENCY]


def test_a_beam_is_as_long_as_its_level():
    fan = pictures.fan(beams())
    points = [(outer_radius(path) - pictures.FAR) / pictures.POINT + 5 for path in fan.beams]
    assert points == pytest.approx([4.2, 2.6, 4.2, 2.6, 5.0], abs=0.01)
    assert len(set(map(outer_radius, fan.grounds))) <= 5
    assert [round(outer_radius(path)) for path in fan.grounds] == [226] * 5


def test_only_what_has_a_mark_is_marked():
    marked = [pictures.Beam("you", Fraction(3), Fraction(21, 5)), pictures.Beam("me", Fraction(3))]
    assert len(pictures.fan(marked).marks) == 1
    assert pictures.fan(beams()).marks == ()


def test_the_fan_says_its_numbers():
    fan = pictures.fan(beams())
    assert fan.description == "generate 4.2, interpret 2.6, act 4.2, reason 2.6, tempo 5.0"
    assert [(label.name, label.number, label.anchor) for label in fan.labels] == [
        ("generate", "4.2", "end"),
        ("interpret", "2.6", "middle"),
        ("act", "4.2", "middle"),
        ("reason", "2.6", "middle"),
        ("tempo", "5.0", "start"),
    ]


def test_the_fan_is_the_same_on_both_sides():
    labels = pictures.fan(beams()).labels
    assert int(labels[0].x) + int(labels[4].x) == int(labels[1].x) + int(labels[3].x) == 400
    assert labels[0].y == labels[4].y


def test_years_lie_to_scale_and_the_ends_stay_inside():
    steps = [(2005, "rare"), (2012, "a few"), (2018, "many"), (2024, "expected")]
    assert [(point.at, point.anchor) for point in pictures.timeline(steps).points] == [
        ("0%", "start"),
        ("36.84%", "middle"),
        ("68.42%", "middle"),
        ("100%", "end"),
    ]


def test_a_single_year_is_no_error():
    assert [point.at for point in pictures.timeline([(2024, "expected")]).points] == ["0%"]


def test_one_choice_is_taken_or_none():
    options = ("performs", "interprets", "both", "rarely")
    taken = pictures.choices("both", options)
    assert [(place.at, place.is_taken) for place in taken] == [
        ("12.5%", False),
        ("37.5%", False),
        ("62.5%", True),
        ("87.5%", False),
    ]
    assert not any(place.is_taken for place in pictures.choices("", options))
