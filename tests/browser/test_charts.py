"""What is drawn is what is written: positions in pictures against the numbers beside them."""

import re
from collections.abc import Callable
from itertools import accumulate
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import checks
from tests.browser.kinds import Site

NewPage = Callable[..., Page]
# Half a percent of the width of a chart.
NEAR = 0.005
NUMBER = re.compile(r"[−-]?\d+(?:,\d{3})*(?:\.\d+)?")
STACKED = "Of the whole day"
# Where others lie is said in words, in the points below.
LEANS = "Where each lies"
DIVERGING = "Pulls apart to the left, together to the right"


def numbers(text: str) -> list[float]:
    return [float(found.replace(",", "").replace("−", "-")) for found in NUMBER.findall(text)]


def slack(text: str) -> float:
    """What rounding to the decimals that are printed may move a value by."""
    decimals = max((len(part) for part in re.findall(r"\.(\d+)", text)), default=0)
    return 0.5 * 10.0**-decimals if decimals else 0.0


def row_faults(row: dict[str, Any]) -> list[str]:
    """Where a row of a bar chart draws something else than it says."""
    values = numbers(row["text"])
    points = row["points"]
    if row["scale"] == STACKED:
        # Its points are the numbers printed inside.
        places, base, points = list(accumulate(v / 100 for v in values)), [0.0], []
        middles: list[float] = []
        near = NEAR
    else:
        low, high = (-1.0, 1.0) if row["scale"] == DIVERGING else numbers(row["scale"])[-2:]
        places, middles = (
            [(value - low) / (high - low) for value in some] for some in (values, medians(row))
        )
        base = [0.5] if low < 0 else [0.0]
        near = NEAR + slack(row["text"]) / (high - low)
    edges = [edge for bar in row["bars"] for edge in bar]
    wrong = {
        "nothing drawn": far(places, edges + points, near),
        "a bar ends": far(edges, places + base, near),
        "a point": [] if row["scale"].startswith(LEANS) else far(points, places, near),
        "no median": far(middles, row["marks"], near),
    }
    return [f"{row['label']}: {what} at {at:.3f}" for what in wrong for at in wrong[what]]


def far(some: list[float], others: list[float], near: float) -> list[float]:
    return [one for one in some if not any(abs(one - other) <= near for other in others)]


def medians(row: dict[str, Any]) -> list[float]:
    return numbers(" ".join(re.findall(r"median \$?([\d,]+)", row["label"])))


KINDS = {
    # The score scale and the ranges of pay.
    "sonographer-result": 2 + 6,
    "tied-result": 2 + 6,
    # Leans, standings, days.
    "match-result": 6 + 19 + 2,
    "match-with-too-few": 1,
    "emergency-medicine": 5,
    "pictures": 6,
    "compare-four": 1,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [320, 1280])
def test_bars_are_as_long_as_their_numbers(
    new_page: NewPage, seeded: Site, kind: str, width: int
) -> None:
    page = new_page(width=width)
    seeded.open(page, kind)
    checks.open_folds(page)
    # Who holds the probe is a choice of words, without numbers.
    rows = [row for row in found_rows(page) if "probe" not in row["table"]]

    assert len(rows) >= KINDS[kind]
    assert [fault for row in rows for fault in row_faults(row)] == []


def found_rows(page: Page) -> list[dict[str, Any]]:
    checks.load(page)
    rows: list[dict[str, Any]] = page.evaluate("checks.bars()")
    return rows


def test_a_bar_that_is_too_long_is_caught(new_page: NewPage, seeded: Site) -> None:
    page = new_page()
    seeded.open(page, "sonographer-result")
    page.evaluate("document.querySelector('#totals .b rect').setAttribute('width', '90%')")

    faults = [fault for row in found_rows(page) for fault in row_faults(row)]
    assert faults == ["Generalist: a bar ends at 0.900"]


def test_ledger_bars_grow_with_their_points(new_page: NewPage, seeded: Site) -> None:
    page = new_page()
    seeded.open(page, "sonographer-result")
    cells = page.evaluate(
        """() => [...document.querySelectorAll(".ledger td svg")].map(svg => [
            Number(svg.parentElement.querySelector("b").textContent),
            ...[...svg.querySelectorAll("rect")].map(
                rect => rect.width.baseVal.value / svg.getBoundingClientRect().width),
        ])"""
    )
    most = max(cells)

    assert len(cells) >= 10
    assert [
        points
        for points, *widths in cells
        for width in widths
        if abs(width - points * most[1] / most[0]) > NEAR
    ] == []
    assert most[1] <= 1


def test_the_ledger_adds_up_to_the_totals(new_page: NewPage, seeded: Site) -> None:
    page = new_page()
    seeded.open(page, "sonographer-result")
    rows = page.eval_on_selector_all(
        ".ledger tbody tr", "all => all.map(row => [...row.cells].map(cell => cell.innerText))"
    )
    foot = page.locator(".ledger tfoot td").all_inner_texts()

    for side in (2, 3):
        total = sum(numbers(row[side])[-1] for row in rows)
        assert str(int(total)) == foot[side - 1]
    assert page.locator("#totals .v").all_inner_texts()[:2] == foot[1:3]


def test_contributions_add_up_to_the_agreement(new_page: NewPage, seeded: Site) -> None:
    page = new_page()
    seeded.open(page, "match-result")
    tables = page.eval_on_selector_all(
        "#points table",
        """all => all.flatMap(table => [...table.tHead.rows[0].cells].slice(2).map((_, at) => ({
            points: [...table.querySelectorAll("tbody tr:not(.ax)")]
                .map(row => row.cells[at + 2].textContent),
            axes: [...table.querySelectorAll("tbody .ax")].map(row => row.cells[at + 2].innerText),
            sums: table.tFoot.rows[0].cells[at + 2].innerText,
        })))""",
    )

    assert len(tables) >= 2
    for found in tables:
        whole, agreement = numbers(found["sums"])[:2]
        assert len(found["points"]) == 24
        assert sum(sum(numbers(one)) for one in found["points"]) == whole
        assert sum(numbers(axis)[0] for axis in found["axes"]) == whole
        assert round(sum(numbers(axis)[1] for axis in found["axes"]), 3) == agreement


def test_the_day_is_split_as_its_table_says(new_page: NewPage, seeded: Site) -> None:
    page = new_page()
    seeded.open(page, "emergency-medicine")
    drawn = page.evaluate(
        """() => {
            const svg = document.querySelector("#day svg.c");
            const width = svg.getBoundingClientRect().width;
            return [...svg.querySelectorAll("rect:not(.k, [transform])")].concat(
                [...svg.querySelectorAll("rect.k")].slice(-1)
            ).map(rect => rect.width.baseVal.value / width);
        }"""
    )
    written = [numbers(cell)[0] for cell in page.locator("#day td").all_inner_texts()]

    assert sum(written) == 100
    assert drawn == pytest.approx([value / 100 for value in written], abs=NEAR)


def test_the_screen_shows_the_numbers_of_the_page(new_page: NewPage, seeded: Site) -> None:
    page = new_page()
    seeded.open(page, "sonographer-result")
    totals = page.locator(".screen .corner b").all_inner_texts()
    margin = page.locator(".screen .t-on").text_content() or ""

    assert sorted(totals) == sorted(page.locator("#totals .v").all_inner_texts()[:2])
    generalist, specialist = page.locator("#totals .v").all_inner_texts()[:2]
    assert numbers(margin.replace("+", "")) == [float(generalist) - float(specialist)]
    assert margin in (page.locator(".screen svg[role=img]").get_attribute("aria-label") or "")


def test_the_fan_shows_the_leans_of_the_table(new_page: NewPage, seeded: Site) -> None:
    page = new_page()
    seeded.open(page, "match-result")
    fan = [numbers(text)[0] for text in page.locator(".screen .t-s").all_text_contents()]
    leans = [numbers(text)[0] for text in page.locator("#leans .v b").all_text_contents()]

    assert sorted(fan) == sorted(leans)
