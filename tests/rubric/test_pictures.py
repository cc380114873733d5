"""Geometry of a result: generalist to the right, specialist to the left."""

import re

import pytest

from rubric import pictures
from specialties.words import signed

SCALE = {"band": 3, "limits": (-28, 28), "sides": ("Generalist", "Specialist")}


def dial(margin: int, lean: str = "hyb") -> pictures.Dial:
    return pictures.dial(margin, lean=lean, **SCALE)


def xs(path: str) -> list[float]:
    """Where the corners of a sector lie, from left to right; radii and flags left out."""
    return [float(x) for x in re.findall(r"(?:M|L|0 0 [01] )(-?[\d.]+) ", path)]


@pytest.mark.parametrize(
    ("margin", "tip"),
    [(5, ("238.2", "249.0")), (0, ("200.0", "252.0")), (28, ("388.4", "164.1"))],
)
def test_the_beam_points_where_the_margin_is(margin: int, tip: tuple[str, str]) -> None:
    assert dial(margin, "gen").tip == tip


def test_the_dial_mirrors() -> None:
    right, left = dial(9, "gen"), dial(-9, "spec")

    assert float(right.tip[0]) - 200 == pytest.approx(200 - float(left.tip[0]))
    assert (right.pill.text, left.pill.text) == ("+9", "−9")


def test_each_sector_lies_on_the_side_of_its_margins() -> None:
    drawn = dial(0)

    assert min(xs(drawn.first_sector)) > 200 > max(xs(drawn.second_sector))
    assert min(xs(drawn.first_rim)) > 200 > max(xs(drawn.second_rim))
    assert min(xs(drawn.band_sector)) < 200 < max(xs(drawn.band_sector))


def test_the_labels_read_from_the_second_side_to_the_first() -> None:
    labels = dial(0).labels

    assert [label.text for label in labels] == [signed(n) for n in (-28, -14, 14, 28)]
    assert [int(label.x) for label in labels] == sorted(int(label.x) for label in labels)
    assert int(labels[1].x) < 200 < int(labels[2].x)
