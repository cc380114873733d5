"""What a share holds with the plan and the log on it: how many screens, and its folds."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Page, Playwright, expect

from tests.browser.kinds import Site
from tests.browser.test_matches import SCREENS
from tests.browser.test_matches import STATES as MATCHES
from tests.browser.test_matches import answered as match
from tests.browser.test_results import STATES as RESULTS
from tests.browser.test_results import answered as result

NewPage = Callable[..., Page]
SCOPES = ("outcome", "answers")
# The longest of each kind, and sheets that say something of themselves.
PATHS = ("worked", "border", "all-alike")
FIELDS = ("no-clear-first", "clear", "one-axis", "too-few")
ENTRIES = 12


@pytest.fixture(scope="module")
def shared(seeded: Site, playwright: Playwright) -> Iterator[dict[tuple[str, str], str]]:
    """Where the share of each state and scope is, with a plan and a log of twelve entries."""
    http = playwright.request.new_context(base_url=seeded.address)
    own = {state: result(http, RESULTS[state]) for state in PATHS}
    own |= {state: match(http, MATCHES[state]) for state in FIELDS}
    for path in own.values():
        write_down(http, path)
    yield {
        (state, scope): share(http, path, scope) for state, path in own.items() for scope in SCOPES
    }
    http.dispose()


def filled(http: APIRequestContext, path: str, **fields: Any) -> str:
    """Send a form with its hidden fields; returns the page that follows."""
    page = http.get(path).text()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    answer = http.post(path, form={**hidden, **fields})
    assert answer.ok
    return answer.text()


def write_down(http: APIRequestContext, path: str) -> None:
    log = http.get(f"{path}log/").text()
    today = re.search(r'name="on" id="on" value="([\d-]+)"', log)[1]  # type: ignore[index]
    places = re.findall(r'<option value="([\w-]+)">', log)
    filled(http, f"{path}plan/", starts_on=today)
    for place in places[:ENTRIES]:
        line = "A long line, as long as one may be. " * 3
        filled(http, f"{path}log/", on=today, place=place, liked="yes", deeds="act", line=line)


def share(http: APIRequestContext, path: str, scope: str) -> str:
    text = filled(
        http,
        f"{path}share/",
        label=scope,
        scope=scope,
        days="30",
        with_plan="on",
        with_log="on",
    )
    links: list[str] = re.findall(r"/s/[\w-]{43}/", text)
    return links[-1]


@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("state", [*PATHS, *FIELDS])
def test_a_share_with_plan_and_log_is_short(
    new_page: NewPage,
    seeded: Site,
    shared: dict[tuple[str, str], str],
    state: str,
    scope: str,
    size: tuple[int, int],
) -> None:
    width, height = size
    page = new_page(width=width, height=height)
    page.goto(seeded.address + shared[state, scope])

    expect(page.locator("#plan")).to_have_count(1)
    expect(page.locator("#log")).to_have_count(1)
    whole = page.evaluate("document.documentElement.scrollHeight")
    assert height < whole <= SCREENS[size] * height


def test_what_is_folded_opens(
    new_page: NewPage, seeded: Site, shared: dict[tuple[str, str], str]
) -> None:
    page = new_page(width=390, height=844)
    page.goto(seeded.address + shared["no-clear-first", "outcome"])

    for name, inside in (
        ("The four weeks", page.locator("#plan .proof").first),
        ("What was done and where", page.locator("#log table").first),
        ("Every entry", page.locator("#log q").first),
    ):
        expect(inside).to_be_hidden()
        page.get_by_text(name, exact=True).click()
        expect(inside).to_be_visible()
    # The plan says where to go and what to ask.
    page.goto(seeded.address + shared["no-clear-first", "answers"])
    expect(page.get_by_role("heading", name="On the next rotation")).to_have_count(0)
