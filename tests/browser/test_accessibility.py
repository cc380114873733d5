"""axe on every kind of page: at both widths, in both color schemes, in every state."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import checks
from tests.browser.kinds import KINDS, Site

NewPage = Callable[..., Page]
LONG = (
    "home",
    "sonographer-errors",
    "match-filled",
    "sonographer-result",
    "match-result",
    "list",
    "emergency-medicine",
    "compare-four",
    "method",
    "changes",
)


def faults_in_both_schemes(page: Page) -> list[str]:
    page.emulate_media(color_scheme="light")
    faults = checks.axe_faults(page)
    page.emulate_media(color_scheme="dark")
    # Names, roles and order are the same in the dark.
    return faults + checks.axe_faults(page, rules=checks.COLOR_RULES)


def faults_at_both_widths(page: Page) -> list[str]:
    page.set_viewport_size({"width": 1280, "height": 900})
    faults = faults_in_both_schemes(page)
    page.set_viewport_size({"width": 320, "height": 700})
    checks.open_folds(page)
    return faults + faults_in_both_schemes(page)


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(new_page: NewPage, seeded: Site, kind: str) -> None:
    page = new_page()
    seeded.open(page, kind)

    assert faults_at_both_widths(page) == []


@pytest.mark.parametrize("kind", LONG)
def test_axe_finds_nothing_with_long_text(new_page: NewPage, seeded: Site, kind: str) -> None:
    page = new_page()
    seeded.open(page, kind)
    checks.lengthen(page)

    assert faults_at_both_widths(page) == []
