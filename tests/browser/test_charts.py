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
    "guide-pay": 6,
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
    # Who holds the probe is a choice of words, and percentiles are lines, not bars.
    rows = [row for row in found_rows(page) if not re.search("probe|percentile", row["table"])]

    assert len(rows) >= KINDS[kind]
    assert [fault for row in rows for fault in row_faults(row)] == []


def found_rows(page: Page) -> list[dict[str, Any]]:
    checks.load(page)
    rows: list[dict[str, Any]] = page.evaluate("checks.bars()")
    return rows


def test_a_bar_that_is_too_long_is_caught(new_page: NewPage, seeded: Site) -> None:
    page = new_page()
    seeded.open(page, "guide-pay")
    page.evaluate("document.querySelector('.b rect').setAttribute('width', '90%')")

    faults = [fault for row in found_rows(page) for fault in row_faults(row)]
    assert any("a bar ends at" in fault for fault in faults)


@pytest.mark.parametrize("kind", ["sonographer-result", "tied-result", "example"])
def test_the_dots_are_as_full_as_the_odds(new_page: NewPage, seeded: Site, kind: str) -> None:
    page = new_page()
    seeded.open(page, kind)
    dots = page.locator(".dots svg")
    if kind == "tied-result":
        # All answers alike: no odds, so no dots.
        assert dots.count() == 0
        return
    share = int(re.findall(r"retakes: (\d+)", page.locator(".sure").inner_text())[0])
    assert float(dots.get_attribute("width") or 0) / 160 == pytest.approx(share / 100, abs=0.01)


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
    # The second side stands to the left of the screen.
    assert page.locator(".screen .corner b").all_inner_texts()[::-1] == foot[1:3]


@pytest.mark.parametrize("beside", ["", "?beside=psychiatry", "?beside=neurology"])
def test_points_add_up_to_the_agreement(new_page: NewPage, seeded: Site, beside: str) -> None:
    page = new_page()
    page.goto(seeded.address + seeded.paths["match-result"] + beside)
    found = page.eval_on_selector(
        "#points table",
        """table => ({
            points: [...table.querySelectorAll(".st")].map(row => row.cells[3].textContent),
            axes: [...table.querySelectorAll(".ax")].map(row => row.cells[3].innerText),
            sums: table.tFoot.rows[0].cells[3].innerText,
        })""",
    )

    whole, agreement = numbers(found["sums"])[:2]
    assert len(found["points"]) == 24
    assert sum(sum(numbers(one)) for one in found["points"]) == whole
    assert sum(numbers(axis)[0] for axis in found["axes"]) == whole
    assert round(sum(numbers(axis)[1] for axis in found["axes"]), 2) == agreement


def test_bars_of_points_go_as_far_as_their_numbers(new_page: NewPage, seeded: Site) -> None:
    page = new_page()
    seeded.open(page, "match-result")
    rows = page.eval_on_selector_all(
        "#points tr:has(rect)",
        """all => all.map(row => {
            const bar = row.querySelector("rect"), width = row.querySelector("svg").clientWidth;
            const start = bar.x.baseVal.value / width, length = bar.width.baseVal.value / width;
            return { text: row.cells[3].textContent, ends: [start, start + length] };
        })""",
    )

    assert len(rows) >= 24
    for row in rows:
        points = numbers(row["text"])[0]
        # 24 is the most that an axis can give, half the width of its cell.
        ends = sorted((0.5, 0.5 + points / 48))
        assert row["ends"] == pytest.approx(ends, abs=NEAR)


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
    specialist, generalist = page.locator(".screen .corner b").all_inner_texts()
    margin = page.locator(".screen .t-on").text_content() or ""

    assert numbers(margin.replace("+", "")) == [float(generalist) - float(specialist)]
    assert margin in (page.locator(".screen svg[role=img]").get_attribute("aria-label") or "")


def test_the_fan_shows_the_leans_of_the_table(new_page: NewPage, seeded: Site) -> None:
    page = new_page()
    seeded.open(page, "match-result")
    fan = [numbers(text)[0] for text in page.locator(".screen .t-s").all_text_contents()]
    # “you +6, it +2 (High)”
    leans = [numbers(text)[0] for text in page.locator("#points .ax small").all_text_contents()]

    assert sorted(fan) == sorted(leans[::2])
