"""All that hangs on a result, from the answers to the last byte, as a person does it."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import qr
from tests.conftest import WORKED_EXAMPLE

HEADLINE = "You clearly lean generalist"
# Words that stand nowhere else, so that they are found wherever they are left.
LABEL, KEPT, LINE = "Doctor Zwirbelwind", "Doctor Quastenflosser", "A kolibri of a carotid"
OWNED = (
    *("", "result.json", "result.csv", "again/", "before/", "what-if/", "plan/", "plan.ics"),
    *("log/", "words/", "share/", "card/", "delete/"),
)


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def context(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(java_script_enabled=request.param)
    yield context
    context.close()


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """Somebody else, in a browser that shares nothing with the owner’s."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def answer(page: Page, site: str) -> str:
    page.goto(f"{site}/q/sonographer-path/")
    for key, value in WORKED_EXAMPLE.items():
        page.locator(f"label:has(#{key}-{value})").click()
    press(page, "Show my result")
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    return page.url


def share(page: Page, owner: str, label: str) -> str:
    """Make a share and read its code; returns its address."""
    page.goto(owner)
    follow(page, "Share")
    page.get_by_label("Who is it for?").fill(label)
    page.locator("[name=scope][value=answers]").check()
    press(page, "Create the share")
    shown = page.locator("li", has=page.get_by_role("heading", name=label))
    address = shown.locator(".address").inner_text()
    assert qr.decode(qr.seen(shown.locator(".qr").screenshot())) == address
    return address


def revoke(page: Page, label: str) -> None:
    follow(page, f"Revoke the share for {label}")
    press(page, "Revoke the share")
    expect(page.get_by_role("heading", name="Your shares")).to_be_visible()


def start_plan(page: Page, owner: str) -> None:
    page.goto(owner)
    follow(page, "Plan")
    press(page, "Start the plan")
    for number in (0, 1):
        page.get_by_role("checkbox").nth(number).check()
    press(page, "Save the ticks")
    expect(page.get_by_text(re.compile(r"^2 of \d+ done$"))).to_be_visible()


def log_three(page: Page, owner: str) -> None:
    page.goto(owner)
    follow(page, "Log")
    for number, count in enumerate(("one entry", "two entries", "three entries"), 1):
        page.locator("#place").select_option(index=number)
        page.get_by_role("radio", name="I liked it").check()
        page.get_by_role("checkbox", name="Scanned").check()
        page.get_by_label("One line, if you like").fill(f"{LINE} {number}")
        press(page, "Add to the log")
        expect(page.get_by_role("heading", name=f"Lived so far: {count}")).to_be_visible()


def retake(page: Page, owner: str) -> str:
    page.goto(owner)
    follow(page, "Answer again")
    page.locator("label:has(#pace-1)").click()
    press(page, "Show my result")
    expect(page.get_by_role("heading", level=1)).to_have_text("You lean generalist")
    return page.url


def delete(page: Page, owner: str) -> None:
    page.goto(owner)
    follow(page, "Keep, share or delete")
    follow(page, "Delete my result")
    press(page, "Delete my result")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your result is deleted")


def traces(environment: dict[str, str], addresses: list[str]) -> list[str]:
    """What is still found in the files of the database, byte for byte."""
    file = Path(urlsplit(environment["DATABASE_URL"]).path)
    bytes_left = b"".join(it.read_bytes() for it in file.parent.glob(f"{file.name}*"))
    digests = [hashlib.sha256(it.split("/")[4].encode()).hexdigest() for it in addresses]
    return [it for it in (LABEL, KEPT, LINE, *digests) if it.encode() in bytes_left]


def test_a_result_lives_is_shared_tried_out_answered_again_and_gone(
    context: BrowserContext, stranger: Page, site: str, environment: dict[str, str]
) -> None:
    page = context.new_page()
    owner = answer(page, site)

    shared = share(page, owner, LABEL)
    opened = stranger.goto(shared)
    assert opened
    assert opened.status == 200
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("generalist")
    assert urlsplit(owner).path.split("/")[2] not in stranger.content()
    revoke(page, LABEL)
    gone = stranger.goto(shared)
    assert gone
    assert gone.status == 404
    kept = share(page, owner, KEPT)

    start_plan(page, owner)
    log_three(page, owner)

    new = retake(page, owner)
    follow(page, "Before and after")
    expect(page.get_by_text("The result is the same.")).to_be_visible()
    expect(page.get_by_role("row", name="fast-paced").get_by_role("cell")).to_have_text(["4", "1"])

    links = [owner, new, shared, kept]
    assert len(traces(environment, links)) == 5
    delete(page, new)
    delete(page, owner)

    for address in (shared, kept, *(f"{it}{end}" for it in (owner, new) for end in OWNED)):
        assert context.request.get(address).status == 404, address
    assert traces(environment, links) == []
