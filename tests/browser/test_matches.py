"""Every state of a match: how many screens and sheets of paper it takes, and its own folds."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Page, Playwright, expect
from pypdf import PdfReader

from tests.bench import MATCH_RATINGS
from tests.browser.kinds import FEW_RATINGS, MATCH_FORM, Site, arrive

NewPage = Callable[..., Page]
NEUTRAL: dict[str, Any] = dict.fromkeys(MATCH_RATINGS, 3)
STATES: dict[str, dict[str, Any]] = {
    "no-clear-first": MATCH_RATINGS,
    "too-few": FEW_RATINGS,
    "nothing-answered": dict.fromkeys(MATCH_RATINGS, "skip"),
    "all-alike": NEUTRAL,
    "no-direction": NEUTRAL | {"hold-probe": 5, "others-scan": 5},
    "yes-saying": dict.fromkeys(MATCH_RATINGS, 5) | {"others-scan": 1},
    "no-saying": dict.fromkeys(MATCH_RATINGS, 1) | {"others-scan": 3},
    # Four lead, the most cards there are.
    "one-axis": NEUTRAL
    | {"fix-by-hand": 5, "procedures-daily": 5, "leave-procedures": 1, "away-from-blood": 1},
    "unsettled": NEUTRAL | {"hold-probe": 4},
    # An axis does not count.
    "left-out": {
        **MATCH_RATINGS,
        **dict.fromkeys(("answer-in-image", "reading-day"), "skip"),
    },
    "clear": NEUTRAL
    | {"answer-in-image": 5, "reading-day": 5, "report-enough": 1, "little-screen": 1}
    | {"hold-probe": 2, "scan-daily": 2, "fix-by-hand": 2, "procedures-daily": 2}
    | {"one-hard-case": 4, "thought-changed-plan": 4, "long-talks": 2, "same-patients": 2},
}
EXAMPLES = ("mara", "iris", "theo")
# A desk and a phone, and how many of their heights a match may take with its folds closed.
SCREENS = {(1280, 800): 6, (390, 844): 7}
MOST_SHEETS = 2


@pytest.fixture(scope="session")
def matches(seeded: Site, playwright: Playwright) -> Iterator[dict[str, str]]:
    """Where the match of each state is."""
    http = playwright.request.new_context(base_url=seeded.address)
    yield {state: answered(http, ratings) for state, ratings in STATES.items()} | {
        f"example-{slug}": f"{MATCH_FORM}examples/{slug}/" for slug in EXAMPLES
    }
    http.dispose()


def answered(http: APIRequestContext, ratings: dict[str, Any]) -> str:
    form = http.get(MATCH_FORM).text()
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    sheet = {key: str(value) for key, value in ratings.items()}
    answer = http.post(MATCH_FORM, form={**dict(hidden), **sheet}, max_redirects=0)
    return answer.headers["location"]


@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.parametrize("state", [*STATES, *(f"example-{slug}" for slug in EXAMPLES)])
def test_a_match_is_short(
    new_page: NewPage, seeded: Site, matches: dict[str, str], state: str, size: tuple[int, int]
) -> None:
    width, height = size
    page = new_page(width=width, height=height)
    page.goto(seeded.address + matches[state])

    whole = page.evaluate("document.documentElement.scrollHeight")
    assert 2 * height < whole <= SCREENS[size] * height


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("state", STATES)
def test_a_match_prints_on_two_sheets_with_all_that_counts(
    new_page: NewPage, seeded: Site, matches: dict[str, str], state: str, paper: str
) -> None:
    page = new_page()
    page.goto(seeded.address + matches[state])
    headline = page.locator("h1").inner_text()
    pdf = PdfReader(BytesIO(page.pdf(format=paper)))
    texts = [
        " ".join(unicodedata.normalize("NFKC", sheet.extract_text()).split()) for sheet in pdf.pages
    ]
    whole = " ".join(texts)

    assert 1 <= len(texts) <= MOST_SHEETS
    assert headline in texts[0]
    assert "On your next rotation" in texts[0]
    # Every statement is on paper, whether its fold is open or not.
    for text in ("I want to hold the ultrasound probe", "I prefer work that keeps me away"):
        assert text in whole
    assert ("What would change it" in whole) == page.locator("#change").is_visible()
    for gone in ("Words and interview", "Copy link", "Opens until", "Show", "/r/"):
        assert gone not in whole


def test_on_a_phone_the_statements_wait_for_a_tap(
    new_page: NewPage, seeded: Site, matches: dict[str, str]
) -> None:
    page = new_page(width=390, height=844)
    page.goto(seeded.address + matches["no-clear-first"])
    statement = page.locator("#points .st").first

    expect(page.locator("#points .ax").first).to_be_visible()
    expect(statement).to_be_hidden()
    page.get_by_text("Show every statement").click()
    expect(statement).to_be_visible()


def test_another_specialty_is_laid_beside_the_answers(
    new_page: NewPage, seeded: Site, matches: dict[str, str]
) -> None:
    page = new_page()
    page.goto(seeded.address + matches["no-clear-first"])
    page.get_by_label("Your answers beside").select_option(label="Psychiatry")
    page.get_by_role("button", name="Show", exact=True).click()

    arrive(page, f"{seeded.address}{matches['no-clear-first']}?beside=psychiatry#points")
    expect(page.locator("#points tfoot")).to_contain_text("Together: away")
    expect(page.get_by_label("Your answers beside")).to_have_value("psychiatry")


def test_too_few_leads_to_the_first_statement_that_is_open(
    new_page: NewPage, seeded: Site, matches: dict[str, str]
) -> None:
    page = new_page()
    page.goto(seeded.address + matches["too-few"])
    page.get_by_role("link", name="Answer again").first.click()

    arrive(page, f"{seeded.address}{matches['too-few']}again/#q-little-talk")
    expect(page.locator("#q-little-talk")).to_be_in_viewport()
