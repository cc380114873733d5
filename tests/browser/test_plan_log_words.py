"""A plan ticked off, a log written and words copied, with JavaScript and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.kinds import Site

NewPage = Callable[..., Page]
MOST_SCREENS, HEIGHT = 4, 800


def screens(page: Page) -> float:
    page.set_viewport_size({"width": 1280, "height": HEIGHT})
    height: int = page.evaluate("document.documentElement.scrollHeight")
    return height / HEIGHT


@pytest.mark.parametrize("kind", ["sonographer", "match"])
@pytest.mark.parametrize("javascript", [True, False])
def test_a_plan_is_started_and_ticked_off(
    browser: Browser, seeded: Site, kind: str, javascript: bool
) -> None:
    page = browser.new_context(java_script_enabled=javascript).new_page()
    page.goto(seeded.address + seeded.paths[f"{kind}-plan"])
    if page.get_by_role("button", name="Start the plan").count():
        page.get_by_role("button", name="Start the plan").click()
    boxes = page.get_by_role("checkbox")
    assert boxes.count() == 12
    for place in range(12):
        boxes.nth(place).set_checked(place in (0, 3))

    page.get_by_role("button", name="Save the ticks").click()

    expect(page.get_by_text("2 of 12 done")).to_be_visible()
    assert [place for place in range(12) if boxes.nth(place).is_checked()] == [0, 3]
    if javascript:
        assert screens(page) <= MOST_SCREENS
    page.context.close()


@pytest.mark.parametrize(
    ("kind", "places"),
    [
        ("sonographer", ["Vascular ultrasound", "Breast ultrasound", "Vascular ultrasound"]),
        ("match", ["Critical Care", "Psychiatry", "Critical Care"]),
    ],
)
def test_entries_are_added_and_stand_beside_the_answers(
    browser: Browser, seeded: Site, kind: str, places: list[str]
) -> None:
    page = browser.new_page()
    page.goto(seeded.address + seeded.paths[f"{kind}-log"])
    for place in places:
        page.get_by_label("Specialty" if kind == "match" else "Area", exact=True).select_option(
            place
        )
        page.get_by_label("I liked it").check()
        page.get_by_label("Scanned").check()
        page.get_by_role("button", name="Add to the log").click()
    expect(page.get_by_role("heading", name="Lived so far: three entries")).to_be_visible()
    assert page.get_by_role("row", name="Scanned").get_by_role("cell").first.inner_text() == "3"
    assert screens(page) <= MOST_SCREENS
    page.close()


@pytest.mark.parametrize("kind", ["sonographer", "match"])
def test_words_are_chosen_and_copied(browser: Browser, seeded: Site, kind: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(seeded.address + seeded.paths[f"{kind}-words"])
    chooser = page.locator("select[name=area]")
    name = chooser.locator("option").nth(3).inner_text().strip()
    chooser.select_option(name)
    page.get_by_role("button", name="Show", exact=True).click()
    assert chooser.evaluate("it => it.selectedOptions[0].text") == name
    assert screens(page) <= MOST_SCREENS

    page.get_by_role("button", name="Copy the text").click()

    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(name)
    assert "QUESTIONS TO ASK" in copied
    context.close()
