"""Every answer of a match and what it gives to one specialty, for a pencil to check. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from specialties.pictures import percent
from specialties.words import signed


class Bar(NamedTuple):
    """A bar from the middle of its cell; both in percent of the cell."""

    start: str
    width: str
    is_towards: bool


class PointRow(NamedTuple):
    """One statement. Without a specialty to count for, `points` is empty and there is no bar."""

    text: str
    rating: str
    points: str = ""
    bar: Bar | None = None
    note: str = ""


class AxisRow(NamedTuple):
    """One axis with its statements; `share` is its part of the agreement."""

    name: str
    leans: str
    points: str
    bar: Bar | None
    share: str
    rows: tuple[PointRow, ...]


class PointTable(NamedTuple):
    """The axes, and what they add up to for the specialty of that name; empty for none."""

    name: str
    axes: tuple[AxisRow, ...]
    total: str = ""
    agreement: str = ""
    word: str = ""


def bar(number: int, most: int) -> Bar:
    """A bar for a number between −most and +most."""
    return Bar(percent(min(number, 0), -most, most), percent(abs(number), 0, 2 * most), number >= 0)


def in_hundredths(total: int, parts: Mapping[str, int]) -> tuple[str, dict[str, str]]:
    """Write thousandths with two decimals, so that the parts still add up to their total.

    The total is rounded, halves away from nought; of the parts those with the largest remainder go
    up, equal ones in their order.
    """
    whole = _rounded(total)
    found = {name: part // 10 for name, part in parts.items()}
    upwards = sorted(parts, key=lambda name: -(parts[name] % 10))
    for name in upwards[: whole - sum(found.values())]:
        found[name] += 1
    return two_decimals(whole), {name: two_decimals(part) for name, part in found.items()}


def agreement(total: int) -> str:
    """Write thousandths with two decimals, halves away from nought."""
    return two_decimals(_rounded(total))


def _rounded(total: int) -> int:
    return (abs(total) + 5) // 10 * (1 if total >= 0 else -1)


def two_decimals(hundredths: int) -> str:
    """Write hundredths with their sign: +0.25, −0.08, 0.00."""
    sign = signed(hundredths)[:1] if hundredths else ""
    return f"{sign}{abs(hundredths) / 100:.2f}"
