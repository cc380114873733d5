"""Every state of a result: how many screens and sheets it takes, and what its actions do."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from playwright.sync_api import APIRequestContext, Browser, Page, Playwright, expect
from pypdf import PdfReader

from tests.browser.kinds import SONOGRAPHER_FORM, Site, arrive
from tests.conftest import WORKED_EXAMPLE

NewPage = Callable[..., Page]
STATES = {
    "worked": "5 2 4 4 3 2 3 5",
    "near": "5 4 4 3 3 4 3 5",
    "far": "5 1 5 5 1 1 1 5",
    "specialist": "1 5 1 2 5 5 5 2",
    "no-clear-lean": "4 4 4 3 4 3 4 4",
    "all-alike": "3 3 3 3 3 3 3 3",
    "little-appeals": "3 1 1 1 2 1 2 1",
    "both-appeal": "5 4 5 4 5 4 4 5",
    "border": "5 1 2 5 2 5 4 2",
}
EXAMPLES = ("versatile-generalist", "focused-specialist", "balanced-hybrid")
# A desk and a phone, and how many of their heights a result may take with its folds closed.
SCREENS = {(1280, 800): 6, (390, 844): 7}
MOST_SHEETS = 2
FORMATS = ("A4", "Letter")


@pytest.fixture(scope="session")
def results(seeded: Site, playwright: Playwright) -> Iterator[dict[str, str]]:
    """Where the result of each state is."""
    http = playwright.request.new_context(base_url=seeded.address)
    yield {state: answered(http, ratings) for state, ratings in STATES.items()} | {
        f"example-{slug}": f"{SONOGRAPHER_FORM}examples/{slug}/" for slug in EXAMPLES
    }
    http.dispose()


def answered(http: APIRequestContext, ratings: str) -> str:
    form = http.get(SONOGRAPHER_FORM).text()
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    sheet = dict(zip(WORKED_EXAMPLE, ratings.split(), strict=True))
    answer = http.post(SONOGRAPHER_FORM, form={**dict(hidden), **sheet}, max_redirects=0)
    return answer.headers["location"]


def sheets(page: Page, paper: str) -> list[str]:
    """What stands on each sheet of paper, in one line of plain letters."""
    pdf = PdfReader(BytesIO(page.pdf(format=paper)))
    texts = [unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in pdf.pages]
    return [" ".join(text.split()) for text in texts]


@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.parametrize("state", [*STATES, *(f"example-{slug}" for slug in EXAMPLES)])
def test_a_result_is_short(
    new_page: NewPage, seeded: Site, results: dict[str, str], state: str, size: tuple[int, int]
) -> None:
    width, height = size
    page = new_page(width=width, height=height)
    page.goto(seeded.address + results[state])

    whole = page.evaluate("document.documentElement.scrollHeight")
    assert 2 * height < whole <= SCREENS[size] * height


@pytest.mark.parametrize("paper", FORMATS)
@pytest.mark.parametrize("state", STATES)
def test_a_result_prints_on_two_sheets_with_all_that_counts(
    new_page: NewPage, seeded: Site, results: dict[str, str], state: str, paper: str
) -> None:
    page = new_page()
    page.goto(seeded.address + results[state])
    headline = page.locator("h1").inner_text()
    texts = sheets(page, paper)

    assert 1 <= len(texts) <= MOST_SHEETS
    assert headline in texts[0]
    for part in ("What would change it", "Every point, added up", "Total, of 9 to 45"):
        assert part in texts[0]
    whole = " ".join(texts)
    assert ("The same questions again" in texts[0]) == (state != "all-alike")
    assert "30 days to test it" in whole
    assert "Week 4" in whole
    for gone in ("Words and interview", "Start the plan", "Copy link", "Opens until", "/r/"):
        assert gone not in whole


def test_copying_the_link_stays_on_the_page_and_says_so(
    browser: Browser, seeded: Site, results: dict[str, str]
) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{seeded.address}{results['worked']}#points")
    page.get_by_role("link", name="Copy link").click()

    expect(page.locator("#copied")).to_have_text("Link copied.")
    address = seeded.address + results["worked"]
    assert page.evaluate("navigator.clipboard.readText()") == address
    assert page.url == f"{address}#points"
    context.close()


def test_without_javascript_the_link_is_a_page_away(
    browser: Browser, seeded: Site, results: dict[str, str]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(seeded.address + results["worked"])

    expect(page.locator("[data-print]")).to_be_hidden()
    page.get_by_role("link", name="Copy link").click()
    address = seeded.address + results["worked"]
    arrive(page, f"{address}share/#keep")
    expect(page.locator("#own-link")).to_have_text(address)
    context.close()


def test_printing_asks_the_browser(
    new_page: NewPage, seeded: Site, results: dict[str, str]
) -> None:
    page = new_page()
    page.add_init_script("window.print = () => { window.printed = true }")
    page.goto(seeded.address + results["worked"])
    page.get_by_role("button", name="Print").click()

    assert page.evaluate("window.printed") is True
