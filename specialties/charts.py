"""Geometry of the charts. Pure: numbers in, positions out, ready for a template to draw.

Positions are percentages of the width as text, so that SVG text never shrinks with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class Range:
    """A row of a range chart: a range, a median, or both."""

    label: str
    kind: str
    low: int | None
    middle: int | None
    high: int | None
    note: str
    chips: tuple[Any, ...] = ()


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
    chips: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RangeChart:
    rows: tuple[RangeRow, ...]
    ticks: tuple[str, ...]
    low: str
    high: str


def percent(value: int | Fraction, low: int, high: int) -> str:
    """Where a value lies between two ends, as a percentage of the width, e.g. “62.5%”."""
    share = Fraction(value - low, high - low) * 100
    return f"{round(float(share), 2):g}%"


def grouped(number: int) -> str:
    """Write a number with no-break spaces between thousands: 77 740."""
    return f"{number:,}".replace(",", "\u00a0")


def range_chart(rows: Sequence[Range], *, step: int = 20_000) -> RangeChart:
    """Lay rows out on one scale, from the round number below the least to that above the
    greatest. An empty chart has no ticks.
    """
    values = [v for row in rows for v in (row.low, row.middle, row.high) if v is not None]
    if not values:
        return RangeChart((), (), "", "")
    half = step // 2
    low = min(values) // half * half
    count = -(-(max(values) - low) // step)
    high = low + count * step
    return RangeChart(
        rows=tuple(_range_row(row, low, high) for row in rows),
        ticks=tuple(f"{tick // 1000}\u00a0k" for tick in range(low, high + 1, step)),
        low=grouped(low),
        high=grouped(high),
    )


def _range_row(row: Range, low: int, high: int) -> RangeRow:
    has_range = row.low is not None and row.high is not None
    start = percent(row.low, low, high) if row.low is not None else ""
    width = percent(row.high - row.low, 0, high - low) if row.low and row.high else ""
    middle = grouped(row.middle) if row.middle is not None else ""
    return RangeRow(
        label=row.label,
        kind=row.kind,
        note=row.note,
        text=f"{grouped(row.low or 0)}–{grouped(row.high or 0)}" if has_range else middle,
        start=start,
        width=width,
        middle=percent(row.middle, low, high) if row.middle is not None else "",
        middle_text=middle if has_range else "",
        chips=row.chips,
    )
