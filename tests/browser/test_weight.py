"""What a first view costs: bytes, requests, movement; and that nothing leaves the site."""

import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brotli
import pytest
from playwright.sync_api import Page

from tests.browser.kinds import ANSWERED, KINDS, Site

NewPage = Callable[..., Page]
STATIC = Path(__file__).resolve().parents[2] / "static"
MOST_BYTES, MOST_REQUESTS, MOST_HTML = 60_000, 6, 20_000
# Questionnaires promise more.
MOST_FORM = 12_000
# Its larger part is compressed once, by itself, which takes no time and some two kilobytes more.
MOST_RESULT = 16_000
# Must run before the page does.
WATCH_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) {
            const names = entry.sources.map(source => source.node?.outerHTML?.slice(0, 60));
            window.shifts.push([entry.value, ...names]);
        }
    }).observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class View:
    """What one first view took."""

    requests: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def note_request(self, event: dict[str, Any]) -> None:
        # What a browser draws out of its own drawer, as on a field for a date, is no request.
        if not event["request"]["url"].startswith("data:"):
            self.requests[event["requestId"]] = event["request"]["url"]

    def note_size(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.requests:
            self.sizes[event["requestId"]] = event["encodedDataLength"]


def html_bytes(address: str) -> int:
    """The size of a page as browsers take it over https; over plain http they ask for gzip."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip, br"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return len(answer.read())
    except urllib.error.HTTPError as answer:
        return len(answer.read())


def first_view(page: Page, seeded: Site, kind: str) -> View:
    view = View()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.requestWillBeSent", view.note_request)
    network.on("Network.loadingFinished", view.note_size)
    page.on("console", lambda message: view.said.append(message.text))
    page.on("pageerror", lambda error: view.said.append(str(error)))
    page.on("requestfailed", lambda request: view.said.append(f"failed: {request.url}"))
    page.add_init_script(WATCH_SHIFTS)
    page.goto(seeded.address + seeded.paths[kind], wait_until="networkidle")
    return view


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ANSWERED])
def test_a_first_view_is_light_still_and_silent(new_page: NewPage, seeded: Site, kind: str) -> None:
    page = new_page(width=390, height=844, reduced_motion="no-preference")
    view = first_view(page, seeded, kind)

    # The sign beside a date is the browser's own and comes from nowhere.
    places = (seeded.address, "data:")
    assert [url for url in view.requests.values() if not url.startswith(places)] == []
    assert len(view.requests) <= MOST_REQUESTS
    assert sum(view.sizes.values()) <= MOST_BYTES
    html = html_bytes(seeded.address + seeded.paths[kind])
    most = {"form": MOST_FORM, "result": MOST_RESULT}.get(kind.rpartition("-")[2], MOST_HTML)
    assert 0 < html <= most
    assert page.evaluate("window.shifts") == []
    # An address that makes no sense is answered by a 4xx, which the console repeats.
    assert [text for text in view.said if "with a status of 40" not in text] == []


def test_a_shift_is_noticed(new_page: NewPage, seeded: Site) -> None:
    page = new_page(width=390, height=844)
    first_view(page, seeded, "home")
    page.evaluate("document.querySelector('main').style.paddingBlockStart = '300px'")
    page.wait_for_function("window.shifts.length > 0")


def test_style_sheets_and_scripts_are_small() -> None:
    sheets = b"".join(file.read_bytes() for file in sorted((STATIC / "css").glob("*.css")))
    scripts = b"".join(file.read_bytes() for file in sorted((STATIC / "js").glob("*.js")))

    assert 0 < len(sheets) <= 44_000
    assert len(brotli.compress(sheets)) <= 9_500
    assert 0 < len(brotli.compress(scripts)) <= 3_000
