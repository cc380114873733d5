"""Sharing, keeping and deleting, as a person does it, with and without JavaScript."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests import qr
from tests.browser.kinds import arrive
from tests.conftest import WORKED_EXAMPLE

NewPage = Callable[..., Page]
RESULT = re.compile(r"/r/[\w-]{43}/$")


def make_result(page: Page, site: str) -> str:
    page.goto(f"{site}/q/sonographer-path/")
    for key, value in WORKED_EXAMPLE.items():
        page.locator(f"label:has(#{key}-{value})").click()
    page.get_by_role("button", name="Show my result").click()
    arrive(page, RESULT)
    return page.url


def status(response: Response | None) -> int:
    assert response
    return response.status


def share(page: Page, label: str, scope: str) -> str:
    page.get_by_label("Who is it for?").fill(label)
    page.get_by_label(scope).check()
    page.get_by_role("button", name="Create the share").click()
    shown = page.locator("li", has=page.get_by_role("heading", name=label))
    return shown.locator(".address").inner_text()


@pytest.mark.parametrize("with_javascript", [True, False])
def test_a_share_is_made_read_by_a_stranger_and_revoked(
    browser: Browser, site: str, with_javascript: bool
) -> None:
    page = browser.new_context(java_script_enabled=with_javascript).new_page()
    own = make_result(page, site)
    page.goto(f"{own}share/")

    link = share(page, "Maria", "The outcome and every answer")
    outcome = share(page, "Job interview", "The outcome only")
    # What a phone makes of what the page shows.
    pictures = page.locator(".shared .qr")
    assert [qr.decode(qr.seen(pictures.nth(at).screenshot())) for at in (0, 1)] == [link, outcome]

    stranger = browser.new_context(java_script_enabled=with_javascript).new_page()
    assert status(stranger.goto(link)) == 200
    expect(stranger.get_by_role("heading", level=1)).to_have_text("They clearly lean generalist")
    expect(stranger.get_by_role("heading", name="Every point, added up")).to_have_count(1)
    assert own not in stranger.content()
    assert status(stranger.goto(outcome)) == 200
    expect(stranger.get_by_role("heading", name="Every point, added up")).to_have_count(0)

    page.get_by_role("link", name="Revoke the share for Maria").click()
    page.get_by_role("button", name="Revoke the share").click()
    expect(page.locator("#shares h3")).to_have_text(["Job interview"])
    assert status(stranger.goto(link)) == 404
    assert status(stranger.goto(outcome)) == 200

    page.get_by_role("link", name="Delete my result").click()
    page.get_by_role("button", name="Delete my result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your result is deleted")
    for gone in (link, outcome, own):
        assert status(stranger.goto(gone)) == 404
    for one in (page, stranger):
        one.context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_whole_address_of_a_share_stands_beside_its_code(
    browser: Browser, site: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    own = make_result(page, site)
    page.goto(f"{own}share/")
    address = share(page, "Maria", "The outcome only")
    shown = page.locator(".shared .address")

    expect(shown).to_have_text(address)
    assert re.fullmatch(rf"{site}/s/[\w-]{{43}}/", address)
    assert shown.evaluate("it => it.scrollWidth <= it.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Copy the link for Maria").click()
    expect(page.locator("#link-1-status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == address
    context.close()


def test_mistakes_are_named_and_lead_to_their_fields(new_page: NewPage, site: str) -> None:
    page = new_page()
    own = make_result(page, site)
    page.goto(f"{own}share/")
    page.get_by_label("The outcome and every answer").check()
    page.get_by_role("button", name="Create the share").click()

    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".errors")).to_be_focused()
    page.locator(".errors a").click()
    expect(page.get_by_label("Who is it for?")).to_be_focused()
    expect(page.get_by_label("The outcome and every answer")).to_be_checked()


def test_the_last_day_moves(new_page: NewPage, site: str) -> None:
    page = new_page()
    own = make_result(page, site)
    page.goto(f"{own}share/")
    until = datetime.now(UTC).date() + timedelta(days=200)
    page.get_by_label("Last day it opens").fill(until.isoformat())
    page.get_by_role("button", name="Change the last day").click()

    expect(page.locator("#until-help")).to_contain_text(f"{until:%B} {until.day}, {until.year}")


def test_a_result_is_remembered_on_this_device_for_who_asks(new_page: NewPage, site: str) -> None:
    page = new_page()
    page.goto(site)
    expect(page.locator("#last-result")).to_be_hidden()
    own = make_result(page, site)
    assert page.evaluate("localStorage.length") == 0
    page.goto(f"{own}share/")
    page.get_by_role("button", name="Remember it on this device").click()

    page.goto(site)
    page.get_by_role("link", name="Open your last result").click()
    arrive(page, own)
    # Nowhere else: the site knows nothing of it.
    assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]
    stranger = new_page()
    stranger.goto(site)
    expect(stranger.locator("#last-result")).to_be_hidden()
    page.goto(site)
    page.get_by_role("button", name="Forget it on this device").click()
    expect(page.locator("#last-result")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    expect(page.locator("#last-result")).to_be_hidden()


def test_a_result_that_is_deleted_is_forgotten(new_page: NewPage, site: str) -> None:
    page = new_page()
    own = make_result(page, site)
    page.goto(f"{own}share/")
    page.get_by_role("button", name="Remember it on this device").click()
    page.goto(f"{own}delete/")
    page.get_by_role("button", name="Delete my result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your result is deleted")

    assert page.evaluate("localStorage.length") == 0


def test_what_is_over_or_no_result_is_not_offered(new_page: NewPage, site: str) -> None:
    page = new_page()
    today = datetime.now(UTC).date()
    address = f"/r/{'A' * 43}/"
    for kept, is_offered in (
        (f'{{"address": "{address}", "until": "{today}"}}', True),
        (f'{{"address": "{address}", "until": "{today - timedelta(days=1)}"}}', False),
        (f'{{"address": "https://elsewhere.example{address}", "until": "{today}"}}', False),
        ("nonsense", False),
    ):
        page.goto(site)
        page.evaluate("kept => localStorage.setItem('last result', kept)", kept)
        page.reload()
        assert page.locator("#last-result").is_visible() is is_offered, kept


def test_a_card_prints_its_code_and_its_address_alone(new_page: NewPage, site: str) -> None:
    page = new_page()
    own = make_result(page, site)
    page.goto(f"{own}share/")
    page.get_by_role("link", name="Card to print", exact=True).click()
    page.emulate_media(media="print")

    expect(page.locator(".address")).to_have_text(own)
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    assert qr.decode(qr.seen(page.locator(".qr").screenshot())) == own
