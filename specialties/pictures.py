"""Geometry of the specialty pictures. Pure: numbers in, SVG positions and paths out.

Bars and lines are percentages of the width, so that their text never shrinks; only the fan has a
viewBox of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import cos, radians, sin

from specialties.charts import percent
from specialties.levels import Level

APEX_X, APEX_Y = 200.0, 2.0
NEAR, FAR = 36.0, 226.0
# One point of the scale from 1 to 5; level 1 is still a visible beam.
POINT = 42.1875
SPREAD, GAP = 104.0, 1.4
# Outer labels stand lower, so that they may start nearer to the middle and still be clear.
LABEL_X, LABEL_Y, OUTER_DROP = 212.0, 250.0, 10.0
RINGS = (2, 4)
MIDPOINT = 3
SCALE = (1, 5)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a stacked bar. `kind` names its pattern: procedures, imaging or thinking."""

    kind: str
    name: str
    value: int
    start: str
    width: str
    middle: str


@dataclass(frozen=True, slots=True)
class DayBar:
    label: str
    slug: str
    segments: tuple[Segment, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ValueRow:
    name: str
    text: str
    width: str


@dataclass(frozen=True, slots=True)
class ValueChart:
    rows: tuple[ValueRow, ...]
    highest: int


@dataclass(frozen=True, slots=True)
class AxisRow:
    name: str
    low_end: str
    high_end: str
    level: Level
    width: str


@dataclass(frozen=True, slots=True)
class AxisChart:
    rows: tuple[AxisRow, ...]
    middle: str


@dataclass(frozen=True, slots=True)
class Label:
    name: str
    number: str
    x: str
    y: str
    number_y: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Beam:
    """A value from 1 to 5 on one axis, and perhaps another one to mark across it."""

    name: str
    value: Fraction
    mark: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Fan:
    """Beams from one apex, as long as the value on each axis."""

    grounds: tuple[str, ...]
    beams: tuple[str, ...]
    marks: tuple[str, ...]
    rings: tuple[str, ...]
    middle_ring: str
    near_ring: str
    labels: tuple[Label, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Point:
    year: int
    text: str
    at: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Timeline:
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One place on a line of choices; at most one of them is taken."""

    at: str
    is_taken: bool


DAY_PARTS = (
    ("procedures", "Procedures"),
    ("imaging", "Imaging"),
    ("thinking", "Thinking and talking"),
)


def day_bar(label: str, slug: str, shares: Sequence[int] | None) -> DayBar:
    """Stack procedures, imaging and thinking, in percent. None means not stated: no bar at all."""
    if shares is None:
        return DayBar(label, slug, (), "not stated")
    segments, start = [], 0
    for (kind, name), share in zip(DAY_PARTS, shares, strict=True):
        segments.append(
            Segment(
                kind=kind,
                name=name,
                value=share,
                start=percent(start, 0, 100),
                width=percent(share, 0, 100),
                middle=percent(start + Fraction(share, 2), 0, 100),
            )
        )
        start += share
    return DayBar(label, slug, tuple(segments), " / ".join(map(str, shares)))


def value_chart(values: Sequence[tuple[str, int]], *, unit: str = "") -> ValueChart:
    """Bars from nought to the greatest value, greatest first; equal ones keep their order."""
    highest = max((value for _, value in values), default=0)
    ordered = sorted(values, key=lambda pair: -pair[1])
    return ValueChart(
        tuple(
            ValueRow(name, f"{value}{unit}", percent(value, 0, highest or 1))
            for name, value in ordered
        ),
        highest,
    )


def axis_chart(axes: Sequence[tuple[str, str, str, Level]]) -> AxisChart:
    """A bar for each axis, given as name, low end, high end and level, from 1 to 5."""
    low, high = SCALE
    return AxisChart(
        tuple(
            AxisRow(name, low_end, high_end, level, percent(level.exact, low, high))
            for name, low_end, high_end, level in axes
        ),
        percent(MIDPOINT, low, high),
    )


def fan(beams: Sequence[Beam]) -> Fan:
    """Beams for the axes from left to right. With no axes there is nothing to draw."""
    pitch = SPREAD / max(len(beams), 1)
    angles = [pitch * (i - (len(beams) - 1) / 2) for i in range(len(beams))]
    half = pitch / 2 - GAP / 2
    edge = SPREAD / 2
    return Fan(
        grounds=tuple(_sector(angle, half, FAR) for angle in angles),
        beams=tuple(
            _sector(angle, half, _radius(beam.value))
            for angle, beam in zip(angles, beams, strict=True)
        ),
        marks=tuple(
            _arc_between(angle - half, angle + half, _radius(beam.mark))
            for angle, beam in zip(angles, beams, strict=True)
            if beam.mark is not None
        ),
        rings=tuple(_arc(edge, _radius(value)) for value in RINGS),
        middle_ring=_arc(edge, _radius(MIDPOINT)),
        near_ring=_arc(edge, NEAR),
        labels=tuple(_label(angle, beam) for angle, beam in zip(angles, beams, strict=True)),
        description=", ".join(f"{beam.name} {_number(beam.value)}" for beam in beams),
    )


def timeline(steps: Sequence[tuple[int, str]]) -> Timeline:
    """Years on one line, in the given order, from the first to the last year."""
    years = [year for year, _ in steps]
    low, high = min(years, default=0), max(years, default=1)
    high = high if high > low else low + 1
    anchors = {low: "start", high: "end"}
    return Timeline(
        tuple(
            Point(year, text, percent(year, low, high), anchors.get(year, "middle"))
            for year, text in steps
        )
    )


def choices(taken: str, options: Sequence[str]) -> tuple[Choice, ...]:
    """Places spread evenly over the width, the taken one marked; an unknown one marks none."""
    count = len(options)
    return tuple(
        Choice(percent(Fraction(2 * i + 1, 2 * count), 0, 1), option == taken)
        for i, option in enumerate(options)
    )


def _radius(value: int | Fraction) -> float:
    return FAR - POINT * float(SCALE[1] - value)


def _at(angle: float, radius: float) -> tuple[float, float]:
    """A point by its angle from straight down, to the right, in degrees."""
    return APEX_X + radius * sin(radians(angle)), APEX_Y + radius * cos(radians(angle))


def _point(angle: float, radius: float) -> str:
    x, y = _at(angle, radius)
    return f"{x:.1f} {y:.1f}"


def _sector(angle: float, half: float, radius: float) -> str:
    left, right = angle - half, angle + half
    return (
        f"M{_point(left, NEAR)}L{_point(left, radius)}"
        f"A{radius:.1f} {radius:.1f} 0 0 0 {_point(right, radius)}"
        f"L{_point(right, NEAR)}A{NEAR:.0f} {NEAR:.0f} 0 0 1 {_point(left, NEAR)}Z"
    )


def _arc(edge: float, radius: float) -> str:
    return _arc_between(-edge, edge, radius)


def _arc_between(left: float, right: float, radius: float) -> str:
    return f"M{_point(left, radius)}A{radius:.1f} {radius:.1f} 0 0 0 {_point(right, radius)}"


def _number(value: Fraction) -> str:
    return f"{round(float(value), 1):.1f}"


def _label(angle: float, beam: Beam) -> Label:
    x, y = APEX_X + LABEL_X * sin(radians(angle)), APEX_Y + LABEL_Y * cos(radians(angle))
    anchor = "middle"
    if abs(angle) > SPREAD / 3:
        anchor, y = ("end" if angle < 0 else "start"), y + OUTER_DROP
    return Label(beam.name, _number(beam.value), f"{x:.0f}", f"{y:.0f}", f"{y + 19:.0f}", anchor)
