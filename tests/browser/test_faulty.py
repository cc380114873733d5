"""The checks can fail: a page with seven faults, of which they must name all seven.

axe alone sees the last one.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.browser import checks

FAULTY = (Path(__file__).parent / "faulty.html").read_text(encoding="utf-8")
FAULTS: dict[str, tuple[Callable[[Page], list[str]], str, tuple[str, str]]] = {
    "no fieldset": (
        lambda page: checks.found(page, "groups"),
        "radios “variety” have no fieldset with a legend",
        ("<p>How much do you like variety?</p>", "<fieldset><legend>Variety</legend>"),
    ),
    "outline: none": (
        checks.focus_faults,
        "no outline of 2 px on a “To the end”",
        ("outline: none", "outline: 2px solid"),
    ),
    "chart without a table": (
        lambda page: checks.found(page, "charts"),
        "a chart without a table: figure “”",
        ("</svg>", "</svg><table><tr><th>One</th><td>12</td></tr></table>"),
    ),
    "600 px block": (
        lambda page: checks.found(page, "sideways"),
        "p.block “A block that is as wide as a desk.” ends at 608",
        ("inline-size: 600px", "max-inline-size: 600px"),
    ),
    "color alone": (
        lambda page: checks.found(page, "colors"),
        "told apart by color alone: rgb(0, 110, 94) and rgb(163, 24, 45) in ul",
        (".poor {", ".poor { border-radius: 0;"),
    ),
    "10 px target": (
        lambda page: checks.found(page, "targets"),
        "target of 10.0 × 10.0 px: button.small",
        ("inline-size: 10px; block-size: 10px", "inline-size: 24px; block-size: 24px"),
    ),
    "low contrast in the dark": (
        checks.axe_faults,
        "color-contrast: ['#end']",
        ("color: #595959", "color: light-dark(#595959, #ccc)"),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_seeded_fault_is_caught_by_name(new_page: Callable[..., Page], fault: str) -> None:
    find, name, (faulty, mended) = FAULTS[fault]
    page = new_page(width=320, color_scheme="dark")

    page.set_content(FAULTY)
    assert any(name in found for found in find(page)), find(page)

    # And it is that very fault: mending it silences the check.
    page.set_content(FAULTY.replace(faulty, mended, 1))
    assert [found for found in find(page) if name in found] == []


def test_axe_finds_nothing_else_in_the_seeded_page(new_page: Callable[..., Page]) -> None:
    page = new_page(width=320, color_scheme="light")
    page.set_content(FAULTY)

    # What is clean by axe in the light still has seven faults: axe is not enough.
    assert [found for found in checks.axe_faults(page) if "color-contrast" in found] == []


def test_a_click_is_over_once_the_page_it_leads_to_is_there(page: Page, site: str) -> None:
    def late(route: Route) -> None:
        page.wait_for_timeout(500)
        route.continue_()

    page.goto(f"{site}/privacy/")
    page.route("**/js/careerfit*.js", late)

    page.get_by_role("link", name="careerfit").first.click()

    assert page.evaluate("[location.pathname, document.readyState]") == ["/", "complete"]
