"""Geometry of the pictures. Pure: numbers in, SVG positions and paths out.

Bars and lines are percentages of the width as text, so that their words never shrink with them;
only what is drawn around an apex has a viewBox of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import copysign, cos, radians, sin, sqrt
from typing import Any, NamedTuple

from specialties.levels import Level
from specialties.words import money, one_decimal

NEAR, FAR = 36.0, 226.0
# One point of the scale from 1 to 5; level 1 is still a visible beam.
POINT = 42.1875
SPREAD, GAP = 104.0, 1.4
# Outer labels stand lower, so that they may start nearer to the middle and still be clear.
LABEL_RADIUS, OUTER_DROP, LINE = 212.0, 10.0, 19.0
LABEL_HEIGHT = 250.0
ASIDE = 7.0
HALF_WORD, CLEAR = 28.0, 16.0
RINGS = (2, 4)
MIDPOINT = 3
SCALE = (1, 5)
PERCENTILES = ("10th", "25th", "Median", "75th", "90th")
DAY_PARTS = (
    ("procedures", "Procedures"),
    ("imaging", "Imaging"),
    ("thinking", "Thinking and talking"),
)


def percent(value: int | Fraction, low: int, high: int) -> str:
    """Where a value lies between two ends, as a percentage of the width, e.g. “62.5%”."""
    # In whole numbers until the one division, which many rows on a page have to go through.
    part = 100 * (value.numerator - low * value.denominator)
    return f"{round(part / (value.denominator * (high - low)), 2):g}%"


@dataclass(frozen=True, slots=True)
class Polar:
    """Points around an apex: an angle in degrees from straight down, to the right, and a radius.

    Everything that comes back as text is a piece of an SVG path.
    """

    x: float
    y: float

    def at(self, angle: float, radius: float) -> tuple[float, float]:
        return self.x + radius * sin(radians(angle)), self.y + radius * cos(radians(angle))

    def point(self, angle: float, radius: float) -> str:
        x, y = self.at(angle, radius)
        return f"{x:.1f} {y:.1f}"

    def ray(self, angle: float, start: float, end: float) -> str:
        return f"M{self.point(angle, start)}L{self.point(angle, end)}"

    @lru_cache(maxsize=1000)  # noqa: B019
    def arc(self, radius: float, start: float, end: float) -> str:
        """From the angle `start` to the angle `end`, which lies to the right of it."""
        size = _size(radius)
        return f"M{self.point(start, radius)}A{size} {size} 0 0 0 {self.point(end, radius)}"

    # Six axes have some seventeen lengths each, and look the same to everybody.
    @lru_cache(maxsize=1000)  # noqa: B019
    def sector(self, start: float, end: float, near: float, far: float) -> str:
        outer, inner = _size(far), _size(near)
        return (
            f"M{self.point(start, near)}L{self.point(start, far)}"
            f"A{outer} {outer} 0 0 0 {self.point(end, far)}"
            f"L{self.point(end, near)}A{inner} {inner} 0 0 1 {self.point(start, near)}Z"
        )


FAN = Polar(200.0, 2.0)


@dataclass(frozen=True, slots=True)
class Range:
    """A row of a range chart: a range, a median, or both."""

    label: str
    kind: str
    low: int | None
    middle: int | None
    high: int | None
    note: str
    refs: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class RangeRow:
    label: str
    kind: str
    note: str
    text: str
    start: str
    width: str
    middle: str
    middle_text: str
    refs: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RangeChart:
    rows: tuple[RangeRow, ...]
    ticks: tuple[str, ...]
    low: str
    high: str


class Percentiles(NamedTuple):
    """Five rising dollar figures of one year, from the 10th to the 90th percentile."""

    label: str
    values: tuple[int, ...]
    refs: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class PercentileRow:
    """Five percentiles: their words, and where line, box and mark lie."""

    label: str
    refs: tuple[Any, ...]
    texts: tuple[str, ...]
    line_start: str
    line_end: str
    box_start: str
    box_width: str
    median: str

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """Each figure under its heading."""
        return tuple(zip(PERCENTILES, self.texts, strict=True))


@dataclass(frozen=True, slots=True)
class PercentileChart:
    rows: tuple[PercentileRow, ...]
    ticks: tuple[str, ...]
    low: str
    high: str


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
    """A stacked bar with all three segments, or none when the day is not stated."""

    label: str
    slug: str
    segments: tuple[Segment, ...]
    text: str

    @property
    def procedures(self) -> Segment:
        return self.segments[0]

    @property
    def imaging(self) -> Segment:
        return self.segments[1]

    @property
    def thinking(self) -> Segment:
        return self.segments[2]


@dataclass(frozen=True, slots=True)
class ValueRow:
    name: str
    text: str
    width: str


@dataclass(frozen=True, slots=True)
class ValueChart:
    rows: tuple[ValueRow, ...]
    highest: str


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
    # What stands under the name; the value unless said otherwise.
    number: str = ""

    @property
    def words(self) -> str:
        return self.number or one_decimal(self.value)


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
class Choice:
    """One place on a line of choices; at most one of them is taken."""

    at: str
    is_taken: bool


def range_chart(rows: Sequence[Range], *, step: int = 20_000) -> RangeChart:
    """Lay rows out on one scale, from the round number below the least to that above the
    greatest. An empty chart has no ticks.
    """
    values = [v for row in rows for v in (row.low, row.middle, row.high) if v is not None]
    if not values:
        return RangeChart((), (), "", "")
    low, high, ticks = _scale(values, step)
    return RangeChart(
        tuple(_range_row(row, low, high) for row in rows), ticks, money(low), money(high)
    )


def percentile_chart(rows: Sequence[Percentiles], *, step: int = 20_000) -> PercentileChart:
    """Lay out five percentiles a row on one scale like that of a range chart: a line from the
    first to the last, a box over the middle half, a mark at the median.
    """
    values = [value for row in rows for value in row.values]
    if not values:
        return PercentileChart((), (), "", "")
    low, high, ticks = _scale(values, step)
    return PercentileChart(
        tuple(_percentile_row(row, low, high) for row in rows),
        ticks,
        money(low),
        money(high),
    )


def no_day(label: str, slug: str, text: str) -> DayBar:
    """A day without figures: words, and no bar at all."""
    return DayBar(label, slug, (), text)


# Pages draw the same few bars for every reader.
@lru_cache(maxsize=100)
def day_bar(label: str, slug: str, shares: tuple[int, ...]) -> DayBar:
    """Stack procedures, imaging and thinking, in percent. No slug: no page to lead to."""
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
    return ValueChart(
        tuple(
            ValueRow(name, f"{value}{unit}", percent(value, 0, highest or 1))
            for name, value in sorted(values, key=lambda pair: -pair[1])
        ),
        f"{highest}{unit}",
    )


def level_fan(levels: Sequence[tuple[str, Level]]) -> Fan:
    """A beam for each axis, from 1 for Low to 6 for Very High; arcs at levels, Moderate dashed."""
    drawn = fan(
        [Beam(name, level.exact, number=str(level.value)) for name, level in levels],
        middle=Level.MODERATE.exact,
        rings=[level.exact for level in Level if level != Level.MODERATE],
    )
    words = ", ".join(f"{name} {level.value} ({level.label})" for name, level in levels)
    return replace(drawn, description=words)


def fan(
    beams: Sequence[Beam],
    *,
    middle: int | Fraction = MIDPOINT,
    rings: Sequence[int | Fraction] = RINGS,
) -> Fan:
    """Beams for the axes from left to right. With no axes there is nothing to draw."""
    pitch = SPREAD / max(len(beams), 1)
    half, edge = (pitch - GAP) / 2, SPREAD / 2
    placed = [(pitch * (i - (len(beams) - 1) / 2), beam) for i, beam in enumerate(beams)]

    def sector(angle: float, radius: float) -> str:
        return FAN.sector(angle - half, angle + half, NEAR, radius)

    return Fan(
        grounds=tuple(sector(angle, FAR) for angle, _ in placed),
        beams=tuple(sector(angle, _radius(beam.value)) for angle, beam in placed),
        marks=tuple(
            FAN.arc(_radius(beam.mark), angle - half, angle + half)
            for angle, beam in placed
            if beam.mark is not None
        ),
        rings=tuple(FAN.arc(_radius(value), -edge, edge) for value in rings),
        middle_ring=FAN.arc(_radius(middle), -edge, edge),
        near_ring=FAN.arc(NEAR, -edge, edge),
        labels=tuple(_label(angle, beam) for angle, beam in placed),
        description=", ".join(f"{beam.name} {beam.words}" for beam in beams),
    )


def timeline(steps: Sequence[tuple[int, str]]) -> tuple[Point, ...]:
    """Years on one line, in the given order, from the first to the last year."""
    years = [year for year, _ in steps]
    low, high = min(years, default=0), max(years, default=1)
    high = high if high > low else low + 1
    anchors = {low: "start", high: "end"}
    return tuple(
        Point(year, text, percent(year, low, high), anchors.get(year, "middle"))
        for year, text in steps
    )


def choices(taken: str, options: Sequence[str]) -> tuple[Choice, ...]:
    """Places spread evenly over the width, the taken one marked; an unknown one marks none."""
    count = len(options)
    return tuple(
        Choice(percent(Fraction(2 * i + 1, 2 * count), 0, 1), option == taken)
        for i, option in enumerate(options)
    )


def _size(radius: float) -> str:
    return f"{radius:.1f}".removesuffix(".0")


def _radius(value: int | Fraction) -> float:
    return FAR - POINT * float(SCALE[1] - value)


def _scale(values: Sequence[int], step: int) -> tuple[int, int, tuple[str, ...]]:
    """The ends of a scale around some dollars, and its ticks in thousands."""
    half = step // 2
    low = min(values) // half * half
    count = -(-(max(values) - low) // step)
    high = low + count * step
    return low, high, tuple(f"${tick // 1000}k" for tick in range(low, high + 1, step))


def _percentile_row(row: Percentiles, low: int, high: int) -> PercentileRow:
    least, lower, median, upper, most = row.values
    return PercentileRow(
        label=row.label,
        refs=row.refs,
        texts=tuple(map(money, row.values)),
        line_start=percent(least, low, high),
        line_end=percent(most, low, high),
        box_start=percent(lower, low, high),
        box_width=percent(upper - lower, 0, high - low),
        median=percent(median, low, high),
    )


def _range_row(row: Range, low: int, high: int) -> RangeRow:
    has_range = row.low is not None and row.high is not None
    middle = money(row.middle) if row.middle is not None else ""
    return RangeRow(
        label=row.label,
        kind=row.kind,
        note=row.note,
        text=f"{money(row.low or 0)}–{money(row.high or 0)}" if has_range else middle,
        start=percent(row.low, low, high) if row.low is not None else "",
        width=percent(row.high - row.low, 0, high - low) if row.low and row.high else "",
        middle=percent(row.middle, low, high) if row.middle is not None else "",
        middle_text=middle if has_range else "",
        refs=row.refs,
    )


def _label(angle: float, beam: Beam) -> Label:
    x, _ = FAN.at(angle, LABEL_RADIUS)
    _, y = FAN.at(angle, LABEL_HEIGHT)
    anchor = "middle"
    if 0 < abs(angle) < SPREAD / 3:
        # Words beside the middle stand as near as beams do; they need a little more.
        x += copysign(ASIDE, angle)
    if abs(angle) > SPREAD / 3:
        anchor, y = ("end" if angle < 0 else "start"), y + OUTER_DROP
    else:
        # The end of a word that is nearer to the middle has to clear the beams as well.
        inner = max(abs(x - FAN.x) - HALF_WORD, 0)
        y = max(y, FAN.y + sqrt(FAR**2 - inner**2) + CLEAR)
    return Label(beam.name, beam.words, f"{x:.0f}", f"{y:.0f}", f"{y + LINE:.0f}", anchor)
