"""The pictures of the README: python3 dev.py pictures

A site of its own is seeded and served, a Chromium opens it, and what it shows is written to
docs/pictures/. The same content gives the same pictures on the same machine.
"""

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.bench import RATINGS, SONOGRAPHER
from tests.browser.server import seed_site, served

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
RESULT, SPECIALTIES = FOLDER / "result.png", FOLDER / "specialties.png"
# No picture may be heavier, in bytes.
MOST = 120_000
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 640}


def take_result(browser: Browser, site: str) -> None:
    """A result as a phone shows it, finer than a desk shows it, as far as the weight allows."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=1.25, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site}{SONOGRAPHER}")
    for key, rating in RATINGS.items():
        page.locator(f"label:has(#{key}-{rating})").click()
    page.get_by_role("button", name="Show my result").click()
    page.wait_for_url("**/r/*/", wait_until="networkidle")
    page.screenshot(path=RESULT)
    context.close()


def take_specialties(browser: Browser, site: str) -> None:
    """The list of specialties on a desk, from its first row on."""
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site}/specialties/")
    page.evaluate("document.querySelector('main table').scrollIntoView({ behavior: 'instant' })")
    page.screenshot(path=SPECIALTIES)
    context.close()


def take_all(chromium: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    switches = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with (
        tempfile.TemporaryDirectory() as folder,
        served(seed_site(Path(folder))) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=switches)
        take_result(browser, site)
        take_specialties(browser, site)
        browser.close()


def main() -> None:
    chromium = os.environ.get("CHROMIUM", "")
    if not chromium:
        sys.exit("Name a Chromium in CHROMIUM, or install Debian’s chromium-headless-shell.")
    take_all(chromium)
    for picture in (RESULT, SPECIALTIES):
        size = picture.stat().st_size
        print(f"{picture.relative_to(ROOT)}: {size:,} bytes")
        if size > MOST:
            sys.exit(f"That is more than {MOST:,} bytes.")


if __name__ == "__main__":
    main()
