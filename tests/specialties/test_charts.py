from fractions import Fraction

import pytest

from rubric import charts as result_charts
from specialties.charts import Range, grouped, percent, range_chart


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
def test_percent(value: int | Fraction, low: int, high: int, share: str) -> None:
    assert percent(value, low, high) == share


def test_grouped_uses_no_break_spaces() -> None:
    assert [grouped(n) for n in (9, 1_000, 77_740)] == ["9", "1\u00a0000", "77\u00a0740"]


def test_a_range_chart_spans_round_numbers() -> None:
    chart = range_chart(
        [
            Range("Range", "gen", 60_000, None, 80_000, ""),
            Range("All", "", 59_640, 77_740, 101_650, ""),
            Range("Median", "", None, 123_610, None, ""),
        ]
    )

    assert (chart.low, chart.high) == ("50\u00a0000", "130\u00a0000")
    assert chart.ticks == ("50\u00a0k", "70\u00a0k", "90\u00a0k", "110\u00a0k", "130\u00a0k")
    assert [(row.start, row.width, row.middle) for row in chart.rows] == [
        ("12.5%", "25%", ""),
        ("12.05%", "52.51%", "34.67%"),
        ("", "", "92.01%"),
    ]
    assert [row.text for row in chart.rows] == [
        "60\u00a0000–80\u00a0000",
        "59\u00a0640–101\u00a0650",
        "123\u00a0610",
    ]


def test_an_empty_chart_has_nothing_to_draw() -> None:
    assert range_chart([]).rows == ()


SCALE = {"band": 3, "limits": (-28, 28), "sides": ("Generalist", "Specialist")}


@pytest.mark.parametrize(
    ("margin", "tip"),
    [(5, ("238.2", "249.0")), (0, ("200.0", "252.0")), (28, ("388.4", "164.1"))],
)
def test_the_beam_points_where_the_margin_is(margin: int, tip: tuple[str, str]) -> None:
    assert result_charts.dial(margin, lean="gen", **SCALE).tip == tip  # type: ignore[arg-type]


def test_the_dial_mirrors() -> None:
    right = result_charts.dial(9, lean="gen", **SCALE)  # type: ignore[arg-type]
    left = result_charts.dial(-9, lean="spec", **SCALE)  # type: ignore[arg-type]

    assert float(right.tip[0]) - 200 == pytest.approx(200 - float(left.tip[0]))
    assert (right.pill.text, left.pill.text) == ("+9", "−9")


@pytest.mark.parametrize(
    ("margin", "at", "anchor"),
    [(-28, "0%", "start"), (0, "50%", "middle"), (5, "58.93%", "middle"), (28, "100%", "end")],
)
def test_the_margin_line_keeps_its_words_inside(margin: int, at: str, anchor: str) -> None:
    line = result_charts.margin_line(margin, lean="gen", **SCALE)  # type: ignore[arg-type]

    assert (line.at, line.anchor) == (at, anchor)
    assert "The hybrid band runs from −3 to +3." in line.description
