"""What JavaScript adds: answers that wait on the device, and a button that copies."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.kinds import Site, arrive
from tests.conftest import WORKED_EXAMPLE

NewPage = Callable[..., Page]
FORM = "/q/sonographer-path/"


def choose(page: Page, *names: str) -> None:
    for name in names:
        page.locator(f"label:has(#{name})").click()


def test_a_fresh_form_says_nothing_of_unfinished_answers(page: Page, site: str) -> None:
    page.goto(f"{site}{FORM}")

    expect(page.locator("#unfinished")).to_be_hidden()


def test_unfinished_answers_are_back_after_closing_the_page(page: Page, site: str) -> None:
    page.goto(f"{site}{FORM}")
    choose(page, "variety-4", "pace-2")
    page.goto(f"{site}/privacy/")
    page.goto(f"{site}{FORM}")

    expect(page.locator("#unfinished")).to_be_visible()
    expect(page.locator("#variety-4")).to_be_checked()
    expect(page.locator("#pace-2")).to_be_checked()
    assert page.locator("input:checked").count() == 2
    # Another questionnaire keeps its own.
    page.goto(f"{site}/q/specialty-match/")
    assert page.locator("input:checked").count() == 0


def test_unfinished_answers_go_when_asked_to(page: Page, site: str) -> None:
    page.goto(f"{site}{FORM}")
    choose(page, "variety-4")
    page.reload()
    page.get_by_role("button", name="Clear them").click()

    expect(page.locator("#unfinished")).to_be_hidden()
    assert page.locator("input:checked").count() == 0
    expect(page.locator("#variety-1")).to_be_focused()
    page.reload()
    assert page.locator("input:checked").count() == 0


def test_nothing_waits_after_sending(page: Page, site: str) -> None:
    page.goto(f"{site}{FORM}")
    choose(page, *(f"{key}-{value}" for key, value in WORKED_EXAMPLE.items()))
    assert page.evaluate("localStorage.length") == 1
    page.get_by_role("button", name="Show my result").click()
    arrive(page, re.compile(r"/r/[\w-]{43}/$"))

    assert page.evaluate("localStorage.length") == 0
    page.goto(f"{site}{FORM}")
    assert page.locator("input:checked").count() == 0


def test_a_sending_that_fails_loses_nothing(page: Page, site: str) -> None:
    page.goto(f"{site}{FORM}")
    choose(page, *(f"{key}-{value}" for key, value in WORKED_EXAMPLE.items()))
    page.route("**/q/sonographer-path/", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Show my result").click()
    page.unroute("**/q/sonographer-path/")

    page.goto(f"{site}{FORM}")
    assert page.locator("input:checked").count() == len(WORKED_EXAMPLE)


def test_an_old_result_leaves_a_new_start_alone(page: Page, seeded: Site) -> None:
    page.goto(f"{seeded.address}{FORM}")
    choose(page, "variety-4")
    seeded.open(page, "sonographer-result")
    page.goto(f"{seeded.address}{FORM}")

    expect(page.locator("#variety-4")).to_be_checked()


def test_leaving_can_clear_the_answers_or_keep_them(page: Page, site: str) -> None:
    page.goto(f"{site}{FORM}")
    clear = page.get_by_role("link", name="Leave and clear my answers")
    expect(clear).to_be_hidden()
    choose(page, "variety-4")
    page.evaluate("scrollTo(0, 0)")
    expect(clear).to_be_visible()
    page.get_by_role("link", name="Leave without saving").click()
    arrive(page, f"{site}/")
    page.goto(f"{site}{FORM}")
    expect(page.locator("#variety-4")).to_be_checked()

    clear.click()

    arrive(page, f"{site}/")
    page.goto(f"{site}{FORM}")
    assert page.locator("input:checked").count() == 0
    expect(clear).to_be_hidden()


def test_what_the_server_sent_back_wins_over_what_waited(page: Page, site: str) -> None:
    page.goto(f"{site}{FORM}")
    choose(page, "variety-4")
    page.get_by_role("button", name="Show my result").click()

    expect(page.locator("#unfinished")).to_be_hidden()
    expect(page.locator("#variety-4")).to_be_checked()


def test_what_is_chosen_before_the_script_arrives_wins_and_the_rest_is_back(
    page: Page, site: str
) -> None:
    page.goto(f"{site}{FORM}")
    choose(page, "variety-4", "pace-2")
    held: list[Route] = []
    page.route("**/js/careerfit*.js", lambda route: held.append(route))
    page.goto(f"{site}{FORM}", wait_until="commit")
    page.locator("label:has(#variety-1)").dispatch_event("click")
    expect(page.locator("#pace-2")).not_to_be_checked()

    held[0].continue_()

    expect(page.locator("#unfinished")).to_be_visible()
    expect(page.locator("#variety-1")).to_be_checked()
    expect(page.locator("#pace-2")).to_be_checked()
    expect(page.locator("input:checked")).to_have_count(2)


def test_copying_the_link_is_announced(browser: Browser, seeded: Site) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    address = seeded.address + seeded.paths["sonographer-result"]
    page.goto(f"{address}share/")
    page.locator("#keep [data-copy]").click()

    expect(page.locator("#own-link-status")).to_have_text("Copied.")
    expect(page.locator("#own-link-status")).to_have_attribute("role", "status")
    assert page.evaluate("navigator.clipboard.readText()") == address
    context.close()


def test_without_javascript_there_is_no_button_that_does_nothing(
    browser: Browser, seeded: Site
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    address = seeded.address + seeded.paths["sonographer-result"]
    page.goto(f"{address}share/")

    expect(page.locator("#keep [data-copy]")).to_be_hidden()
    expect(page.locator("#own-link")).to_have_text(address)
    context.close()
