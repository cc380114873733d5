"""From the front page to a result and back, as a person does it."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.kinds import arrive
from tests.conftest import WORKED_EXAMPLE

RESULT = re.compile(r"/r/[\w-]{43}/$")
PAGES = (
    "/",
    "/paths/",
    "/method/",
    "/changes/",
    "/sources/",
    "/privacy/",
    "/accessibility/",
    "/q/sonographer-path/",
    "/q/sonographer-path/examples/balanced-hybrid/",
    "/nowhere/",
)


def answer_all(page: Page, site: str) -> None:
    page.goto(f"{site}/q/sonographer-path/")
    for key, value in WORKED_EXAMPLE.items():
        page.locator(f"label:has(#{key}-{value})").click()


def test_a_reader_gets_from_the_front_page_to_a_result_and_deletes_it(
    quiet_page: Page, site: str
) -> None:
    page = quiet_page
    page.goto(site)
    page.get_by_role("link", name="I’m a sonographer").click()
    answer_all(page, site)
    page.get_by_role("button", name="Show my result").click()

    arrive(page, RESULT)
    expect(page.get_by_role("heading", level=1)).to_have_text("You clearly lean generalist")
    page.get_by_role("link", name="Keep, share or delete").click()
    page.get_by_role("link", name="Delete my result").click()
    page.get_by_role("button", name="Delete my result").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your result is deleted")
    page.get_by_role("link", name="Back to the front page").click()
    arrive(page, f"{site}/")


def test_all_of_it_works_without_javascript(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    answer_all(page, site)
    page.get_by_role("button", name="Show my result").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("You clearly lean generalist")
    context.close()


def test_the_keyboard_alone_answers_everything(page: Page, site: str) -> None:
    page.goto(f"{site}/q/sonographer-path/")
    page.locator("#variety-1").focus()
    for value in WORKED_EXAMPLE.values():
        # Space takes the first radio, the arrows move on from it.
        page.keyboard.press("Space")
        for _ in range(value - 1):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("You clearly lean generalist")


def test_the_error_summary_leads_to_the_first_radio_of_what_was_missed(
    page: Page, site: str
) -> None:
    page.goto(f"{site}/q/sonographer-path/")
    page.locator("label:has(#variety-4)").click()
    page.get_by_role("button", name="Show my result").click()

    expect(page).to_have_title(re.compile("^Error: Generalist or specialist?"))
    page.get_by_role("link", name="Statement 5").click()
    expect(page.locator("#problem-solving-1")).to_be_focused()
    expect(page.locator("#variety-4")).to_be_checked()
    assert page.locator("input:checked").count() == 1


def test_back_change_one_answer_and_send_again_gives_another_result(page: Page, site: str) -> None:
    answer_all(page, site)
    page.get_by_role("button", name="Show my result").click()
    arrive(page, RESULT)
    first = page.url
    # By the page itself: asked by the protocol, Chromium may still hold the page before.
    page.evaluate("history.back()")
    arrive(page, f"{site}/q/sonographer-path/")
    expect(page.locator("input:checked")).to_have_count(len(WORKED_EXAMPLE))
    page.locator("label:has(#pace-1)").click()
    page.get_by_role("button", name="Show my result").click()

    arrive(page, RESULT)
    assert page.url != first


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(browser: Browser, site: str, path: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{site}{path}")
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
