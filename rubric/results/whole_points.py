"""The points of a match (engine axes-2): whole ones, statement by statement. Pure."""

from collections.abc import Mapping
from typing import Any

from rubric.leans import SIDE
from rubric.results.points import AxisRow, PointRow, PointTable, bar, in_hundredths
from rubric.scoring import HIGHEST, LOWEST
from rubric.standings import HIGHEST_LEAN
from specialties.words import signed

# A lean reaches so far either way, and so do the points of an axis.
REACH = SIDE * (HIGHEST - LOWEST)
MOST = REACH * HIGHEST_LEAN


def alone(receipt: Mapping[str, Any], whose: str) -> PointTable:
    """The answers and leans of a sheet that allows no ranking; `whose`: “you”."""
    return PointTable("", tuple(_alone(receipt, axis, whose) for axis in receipt["axes"]))


def beside(
    receipt: Mapping[str, Any],
    row: Mapping[str, Any],
    *,
    whose: str,
    levels: Mapping[str, str],
    word: str,
) -> PointTable:
    """The same with what each gives to one specialty.

    `row`: its standing; `levels`: its level on each axis in words; `word`: its agreement in words.
    """
    agreement, shares = shares_of(receipt, row)
    target = next(it for it in receipt["targets"] if it["slug"] == row["slug"])
    axes = []
    for axis in receipt["axes"]:
        key, lone = axis["key"], _alone(receipt, axis, whose, row)
        if key in shares:
            theirs = target["leans"][key]
            points = receipt["leans"][key] * theirs
            lone = lone._replace(
                leans=f"{lone.leans}, it {signed(theirs)} ({levels[key]})",
                points=signed(points),
                bar=bar(points, MOST),
                share=shares[key],
            )
        axes.append(lone)
    return PointTable(target["name"], tuple(axes), signed(row["P"]), agreement, word)


def shares_of(receipt: Mapping[str, Any], row: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The agreement of a specialty and what each counted axis adds to it, with two decimals."""
    # Stored objects keep no order of keys.
    keys = [axis["key"] for axis in receipt["axes"] if axis["key"] in receipt["leans"]]
    return in_hundredths(row["thousandths"], {key: row["contributions"][key] for key in keys})


def _alone(
    receipt: Mapping[str, Any],
    axis: Mapping[str, str],
    whose: str,
    row: Mapping[str, Any] | None = None,
) -> AxisRow:
    lean = receipt["leans"].get(axis["key"])
    words = "does not count" if lean is None else f"{whose} {signed(lean)}"
    rows = tuple(
        _point_row(item, row["points"][place] if row else None)
        for place, item in enumerate(receipt["items"])
        if item["axis"] == axis["key"]
    )
    return AxisRow(axis["name"], words, "", None, "", rows)


def _point_row(item: Mapping[str, Any], points: int | None) -> PointRow:
    if item["rating"] is None:
        return PointRow(item["text"], "–", note="left out")
    rating = str(item["rating"])
    if not item["m"]:
        return PointRow(item["text"], rating, note="not counted")
    note = "counts twice, its twin is left out" if item["m"] > 1 else ""
    if points is None:
        return PointRow(item["text"], rating, note=note)
    return PointRow(item["text"], rating, signed(points), bar(points, MOST), note)
