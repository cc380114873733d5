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
    bar = pictures.no_day("Psychiatry", "psychiatry", "not stated")
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
    assert chart.highest == "7"


def test_values_carry_their_unit():
    chart = pictures.value_chart([("Echo", 50)], unit="\u00a0%")
    assert [row.text for row in chart.rows] == [chart.highest] == ["50\u00a0%"]


def test_nothing_and_only_noughts_are_no_error():
    assert pictures.value_chart([]).rows == ()
    assert [row.width for row in pictures.value_chart([("None", 0)]).rows] == ["0%"]
    assert pictures.fan([]).beams == ()
    assert pictures.timeline([]) == ()


def outer_radius(path: str) -> float:
    """How far the second point of a sector, its outer corner, lies from the apex."""
    x, y = (float(value) for value in re.findall(r"L([\d.]+) ([\d.]+)", path)[0])
    return hypot(x - pictures.FAN.x, y - pictures.FAN.y)


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


def test_a_fan_of_levels_counts_from_one_to_six_and_says_the_words():
    six = [*EMERGENCY, ("people", Level.LOW_MODERATE)]
    fan = pictures.level_fan(six)
    assert [label.number for label in fan.labels] == ["5", "3", "5", "3", "6", "2"]
    assert fan.description.endswith("tempo 6 (Very High), people 2 (Low–Moderate)")
    assert len(fan.rings) == 5
    assert fan.middle_ring == pictures.fan(beams(), middle=Level.MODERATE.exact).middle_ring


def test_the_two_words_in_the_middle_of_six_stand_apart():
    labels = pictures.level_fan([(str(n), Level.LOW) for n in range(6)]).labels
    assert int(labels[3].x) - int(labels[2].x) > int(labels[2].x) - int(labels[1].x)


def test_the_fan_is_the_same_on_both_sides():
    labels = pictures.fan(beams()).labels
    assert int(labels[0].x) + int(labels[4].x) == int(labels[1].x) + int(labels[3].x) == 400
    assert labels[0].y == labels[4].y


def test_years_lie_to_scale_and_the_ends_stay_inside():
    steps = [(2005, "rare"), (2012, "a few"), (2018, "many"), (2024, "expected")]
    assert [(point.at, point.anchor) for point in pictures.timeline(steps)] == [
        ("0%", "start"),
        ("36.84%", "middle"),
        ("68.42%", "middle"),
        ("100%", "end"),
    ]


def test_a_single_year_is_no_error():
    assert [point.at for point in pictures.timeline([(2024, "expected")])] == ["0%"]


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


@pytest.mark.parametrize(
    ("value", "low", "high", "share"),
    [
        (9, 9, 45, "0%"),
        (45, 9, 45, "100%"),
        (27, 9, 45, "50%"),
        (34, 9, 45, "69.44%"),
        (Fraction(7, 2), 1, 5, "62.5%"),
    ],
)
def test_percent(value, low, high, share):
    assert pictures.percent(value, low, high) == share


def test_a_range_chart_spans_round_numbers():
    chart = pictures.range_chart(
        [
            pictures.Range("Range", "gen", 60_000, None, 80_000, ""),
            pictures.Range("All", "", 59_640, 77_740, 101_650, ""),
            pictures.Range("Median", "", None, 123_610, None, ""),
        ]
    )
    assert (chart.low, chart.high) == ("$50,000", "$130,000")
    assert chart.ticks == ("$50k", "$70k", "$90k", "$110k", "$130k")
    assert [(row.start, row.width, row.middle) for row in chart.rows] == [
        ("12.5%", "25%", ""),
        ("12.05%", "52.51%", "34.67%"),
        ("", "", "92.01%"),
    ]
    assert [(row.text, row.middle_text) for row in chart.rows] == [
        ("$60,000–$80,000", ""),
        ("$59,640–$101,650", "$77,740"),
        ("$123,610", ""),
    ]


def test_percentiles_are_a_line_a_box_and_a_mark():
    chart = pictures.percentile_chart(
        [pictures.Percentiles("2025", (60_000, 70_000, 80_000, 100_000, 130_000))]
    )
    assert (chart.low, chart.high, chart.ticks[0]) == ("$60,000", "$140,000", "$60k")
    (row,) = chart.rows
    assert row.texts == ("$60,000", "$70,000", "$80,000", "$100,000", "$130,000")
    assert (row.line_start, row.line_end) == ("0%", "87.5%")
    assert (row.box_start, row.box_width, row.median) == ("12.5%", "37.5%", "25%")


def test_an_empty_chart_has_nothing_to_draw():
    assert pictures.range_chart([]).rows == ()
    assert pictures.percentile_chart([]).rows == ()


def test_angles_run_from_straight_down_to_the_right():
    around = pictures.Polar(200, 6)
    assert around.point(0, 10) == "200.0 16.0"
    assert around.point(90, 10) == "210.0 6.0"
    assert around.point(-90, 10) == "190.0 6.0"


def test_an_arc_and_a_sector_start_on_the_left():
    around = pictures.Polar(0, 0)
    assert around.ray(90, 1, 2) == "M1.0 0.0L2.0 0.0"
    assert around.arc(10, -90, 90) == "M-10.0 0.0A10 10 0 0 0 10.0 0.0"
    assert around.sector(-90, 90, 2.5, 10) == (
        "M-2.5 0.0L-10.0 0.0A10 10 0 0 0 10.0 0.0L2.5 0.0A2.5 2.5 0 0 1 -2.5 0.0Z"
    )


@pytest.mark.parametrize("count", range(1, 7))
def test_no_word_of_a_fan_lies_on_a_beam(count: int) -> None:
    found = pictures.fan([pictures.Beam("images", Fraction(5))] * count)
    for label in found.labels:
        if label.anchor == "middle":
            inner = max(abs(float(label.x) - pictures.FAN.x) - pictures.HALF_WORD, 0)
            edge = pictures.FAN.y + (pictures.FAR**2 - inner**2) ** 0.5
            assert float(label.y) >= edge + 13
