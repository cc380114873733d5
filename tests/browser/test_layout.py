"""Reflow, text size, targets, groups and charts on every kind of page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import checks
from tests.browser.kinds import KINDS, Site

NewPage = Callable[..., Page]


# How long a page may be on a desk, in screens of 1280 by 800. One part of the guide is one purpose.
MOST_SCREENS: dict[str, float] = {"paths": 5, "focus-areas": 3}
MOST_SCREENS |= {kind: 3 for kind in KINDS if kind.startswith("guide-")}
# What an educator reads before a lesson, and works with in it.
MOST_SCREENS |= {"rooms": 4, "room-demo": 4, "room-new": 2, "room-waiting": 2.1, "room": 4}
MOST_SCREENS |= {"code": 1, "hand-out": 2, "own-class": 3, "match-own-class": 3.5, "room-close": 1}


def faults_of(page: Page, *names: str) -> list[str]:
    return [fault for name in names for fault in checks.found(page, name)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_reflows_and_can_be_hit(new_page: NewPage, seeded: Site, kind: str) -> None:
    page = new_page()
    seeded.open(page, kind)
    assert faults_of(page, "sideways", "overlaps", "crowded", "targets") == []
    assert faults_of(page, "groups", "charts", "colors") == []

    # A phone, which is also a desk at 400 %: 1280 by 1024 becomes 320 by 256.
    page.set_viewport_size({"width": 320, "height": 256})
    checks.open_folds(page)
    assert faults_of(page, "sideways", "overlaps", "crowded", "targets") == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_holds_text_of_twice_the_size(new_page: NewPage, seeded: Site, kind: str) -> None:
    page = new_page()
    seeded.open(page, kind)
    # Set from outside the policy: by the object model, not by a style element.
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    for width in (1280, 640):
        page.set_viewport_size({"width": width, "height": 900})
        checks.open_folds(page)
        assert faults_of(page, "sideways", "overlaps") == [], width


@pytest.mark.parametrize("kind", ["own-class", "match-own-class", "room", "hand-out"])
def test_a_phone_with_text_of_twice_the_size_keeps_words_whole(
    new_page: NewPage, seeded: Site, kind: str
) -> None:
    page = new_page(width=390, height=844)
    seeded.open(page, kind)
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert faults_of(page, "cramped", "sideways") == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_holds_long_words(new_page: NewPage, seeded: Site, kind: str) -> None:
    page = new_page(width=320)
    seeded.open(page, kind)
    checks.open_folds(page)
    checks.lengthen(page)

    assert faults_of(page, "sideways") == []


@pytest.mark.parametrize("kind", MOST_SCREENS)
def test_a_page_is_no_longer_than_it_may_be(new_page: NewPage, seeded: Site, kind: str) -> None:
    page = new_page(width=1280)
    page.set_viewport_size({"width": 1280, "height": 800})
    seeded.open(page, kind)

    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= 800 * MOST_SCREENS[kind]


def test_a_student_in_a_lecture_hall_scrolls_little(new_page: NewPage, seeded: Site) -> None:
    page = new_page(width=390, height=844)
    seeded.open(page, "match-own-class")

    assert page.locator(".places > li").count() == 6 + 24
    assert page.evaluate("document.documentElement.scrollHeight") <= 844 * 5
