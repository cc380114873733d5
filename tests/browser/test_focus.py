"""The keyboard: where the focus is, where it can go, and that it gets there."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks
from tests.browser.kinds import ERRORS, KINDS, SONOGRAPHER_FORM, Site, arrive
from tests.conftest import WORKED_EXAMPLE

NewPage = Callable[..., Page]
SCHEMES = ("light", "dark")
WALKED = ("home", "sonographer-form", "match-errors", "sonographer-result", "match-result")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", [*WALKED, "list", "compare-four", "room", "room-new"])
def test_the_focus_is_seen_at_every_stop(
    new_page: NewPage, seeded: Site, kind: str, scheme: str
) -> None:
    page = new_page(color_scheme=scheme)
    seeded.open(page, kind)

    assert checks.focus_faults(page) == []


@pytest.mark.parametrize("kind", [*WALKED, "room", "join", "wall-statement"])
def test_the_focus_is_seen_at_every_stop_on_a_phone(
    new_page: NewPage, seeded: Site, kind: str
) -> None:
    page = new_page(width=320, height=640)
    seeded.open(page, kind)

    assert checks.focus_faults(page) == []


def tab_to(page: Page, name: str, *, key: str = "Tab") -> None:
    """Press Tab until the focus is on what bears this name."""
    for _ in range(300):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.innerText || ''").strip() == name:
            return
    pytest.fail(f"“{name}” cannot be reached by {key}")


def test_the_keyboard_alone_goes_to_a_result_and_back(new_page: NewPage, seeded: Site) -> None:
    page = new_page()
    page.goto(seeded.address)
    tab_to(page, "I’m a sonographer")
    page.keyboard.press("Enter")
    arrive(page, f"{seeded.address}{SONOGRAPHER_FORM}")

    for key, value in WORKED_EXAMPLE.items():
        while page.evaluate("document.activeElement.name") != key:
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        for _ in range(value - 1):
            page.keyboard.press("ArrowRight")
    tab_to(page, "Show my result")
    page.keyboard.press("Enter")
    arrive(page, re.compile(r"/r/[\w-]{43}/$"))

    tab_to(page, "Plan")
    page.keyboard.press("Enter")
    arrive(page, re.compile(r"/r/[\w-]{43}/plan/$"))
    tab_to(page, "careerfit", key="Shift+Tab")
    page.keyboard.press("Enter")
    arrive(page, f"{seeded.address}/")


@pytest.mark.parametrize("kind", ["home", "sonographer-form", "sonographer-result", "not-found"])
def test_the_skip_link_comes_first_and_skips(new_page: NewPage, seeded: Site, kind: str) -> None:
    page = new_page(width=320, height=640)
    seeded.open(page, kind)
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")

    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def first_in_main(page: Page) -> str:
    # Shapes that charts refer to may stand before it; they show nothing themselves.
    return page.locator("main .wrap > :not(svg.defs)").first.get_attribute("class") or ""


@pytest.mark.parametrize("kind", ERRORS)
def test_the_error_summary_comes_first_and_takes_the_focus(
    new_page: NewPage, seeded: Site, kind: str
) -> None:
    page = new_page()
    seeded.open(page, kind)

    assert "errors" in first_in_main(page).split()
    assert page.title().startswith("Error: ")
    expect(page.locator(".errors")).to_be_focused()


def test_the_error_summary_comes_first_without_javascript(new_page: NewPage, seeded: Site) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(seeded.address + SONOGRAPHER_FORM)
    page.get_by_role("button", name="Show my result").click()

    assert "errors" in first_in_main(page).split()
    assert page.title().startswith("Error: ")


@pytest.mark.parametrize("kind", KINDS)
def test_the_title_starts_with_the_heading(new_page: NewPage, seeded: Site, kind: str) -> None:
    page = new_page()
    seeded.open(page, kind)
    heading = page.locator("h1").inner_text().replace("\u00a0", " ")
    error = "Error: " if kind in ERRORS else ""

    assert page.title().replace("\u00a0", " ").startswith(error + heading)
