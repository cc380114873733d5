"""A real browser on the real server: gunicorn, hashed static files, a database in a file."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests.browser.kinds import Site, make_paths
from tests.browser.server import seed_site, served

CHROMIUM = os.environ.get("CHROMIUM", "")
HOW_TO = "no Chromium found: install Debian's chromium-headless-shell or name one in CHROMIUM"
# One of a thousand may fall for what a browser does on a busy machine, so a test starts over, once.
# The summary names it: what passes only the second time is a fault still, of the test or the page.
AGAIN = pytest.mark.flaky(reruns=1)
# A machine with other work to do is slow; what never comes only fails later.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(AGAIN)
            if not CHROMIUM and os.environ.get("REQUIRE_BROWSER") != "1":
                item.add_marker(pytest.mark.skip(reason=HOW_TO))


@pytest.fixture(autouse=True)
def whole_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A click that leads to another page is over once all of that page is there, with its scripts:
    Playwright waits for its first byte, so what is read then depends on how busy the machine is.
    """
    click = Locator.click

    def click_and_wait(self: Locator, **options: Any) -> None:
        click(self, **options)
        if not self.page.is_closed():
            self.page.wait_for_load_state()

    monkeypatch.setattr(Locator, "click", click_and_wait)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if not CHROMIUM:
        pytest.fail(HOW_TO)
    switches = ["--disable-gpu", "--disable-quic", "--disable-background-networking"]
    if os.geteuid() == 0:
        switches.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": switches}


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What every server here runs in: one seeded database, and static files once collected."""
    return seed_site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def site(environment: dict[str, str]) -> Iterator[str]:
    """The address of the site in processes of its own."""
    with served(environment) as address:
        yield address


@pytest.fixture(scope="module")
def workshop(environment: dict[str, str]) -> Iterator[str]:
    """The same as whoever builds it sees it: with DEBUG, and so with the styleguide."""
    with served({**environment, "DEBUG": "on"}) as address:
        yield address


@pytest.fixture
def quiet_page(page: Page) -> Iterator[Page]:
    """A page on which any console message, failed request or foreign origin fails the test."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "requestfailed",
        # Going on before a page has everything is no failure.
        lambda request: (
            None if request.failure == "net::ERR_ABORTED" else said.append(f"failed: {request.url}")
        ),
    )
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith("http://127.0.0.1:") else said.append(request.url)
        ),
    )
    yield page
    # A page that came back with mistakes says 422, which the console repeats.
    assert [text for text in said if "status of 422" not in text] == []


@pytest.fixture(scope="session")
def seeded(site: str, playwright: Playwright, browser: Browser) -> Iterator[Site]:
    """The site with a result of every kind."""
    http = playwright.request.new_context(base_url=site)
    reader = browser.new_page()
    paths = make_paths(http, reader)
    reader.close()
    yield Site(site, paths)
    http.dispose()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages in contexts of their own. Nothing moves unless the test says otherwise: a color
    that is still changing has no contrast to measure.
    """
    contexts = []

    def make(*, width: int = 1280, height: int = 900, **options: Any) -> Page:
        options.setdefault("reduced_motion", "reduce")
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, **options))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()
