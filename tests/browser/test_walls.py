"""What a projector shows: large enough for the last row, and on one screen, whatever it is."""

from collections.abc import Callable, Iterator
from itertools import count
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks
from tests.browser.kinds import Site

NewPage = Callable[..., Page]
SMALLEST = 24
LONGEST_TITLE = "W" * 60
MOST_BARS = 8
# Every size in which words are written, each with the words.
SIZES = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const style = getComputedStyle(text.parentElement);
        if (!text.data.trim() || text.parentElement.closest("script, .vh")) continue;
        if (style.clipPath !== "none" || text.parentElement.closest("thead")) continue;
        found.push([parseFloat(style.fontSize), text.data.trim()]);
    }
    return found;
}"""


def faults(page: Page) -> list[str]:
    """What is too small, and what does not fit on the screen."""
    small = [f"{size} px: {text}" for size, text in page.evaluate(SIZES) if size < SMALLEST]
    height = page.evaluate("document.documentElement.scrollHeight")
    window = page.evaluate("innerHeight")
    return [
        *small,
        *([f"{height} of {window} px high: {page.title()}"] if height > window else []),
        *checks.found(page, "sideways"),
        *checks.found(page, "overlaps"),
    ]


def address_of(seeded: Site, kind: str) -> str:
    return seeded.address + seeded.paths[kind].partition("?")[0]


def steps(page: Page, address: str) -> Iterator[int]:
    """Go from step to step, to the last one."""
    page.goto(address)
    for number in count():
        yield number
        onward = page.get_by_role("link", name="Next")
        if not onward.count():
            return
        # Where a check has changed the page, the way on is still the same.
        page.goto(urljoin(page.url, str(onward.get_attribute("href"))))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["wall-outcome", "wall-leading", "wall-code"])
def test_every_step_is_large_and_on_one_screen(
    new_page: NewPage, seeded: Site, kind: str, scheme: str
) -> None:
    page = new_page(width=1920, height=1080, color_scheme=scheme)
    found: list[str] = []
    for _ in steps(page, address_of(seeded, kind)):
        found += faults(page)
        found += checks.axe_faults(page, rules=checks.COLOR_RULES)
        # Somebody can give a class a title that nothing can break.
        page.locator("header p").evaluate(
            "(it, title) => { it.textContent = title }", LONGEST_TITLE
        )
        found += faults(page)

    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_room_is_dark_or_bright_as_somebody_says(
    new_page: NewPage, seeded: Site, scheme: str
) -> None:
    page = new_page(width=1920, height=1080, color_scheme=scheme)
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    page.goto(address_of(seeded, "wall-outcome"))
    usual = page.evaluate(ground)
    page.get_by_role("link", name="Dark room").click()
    dark = page.evaluate(ground)

    # The next thing is shown as this one is, also when it looks for what is new.
    page.get_by_role("link", name="Next").click()
    page.reload()
    assert page.evaluate(ground) == dark
    page.get_by_role("link", name="Bright room").click()
    bright = page.evaluate(ground)

    assert usual == {"light": bright, "dark": dark}[scheme]
    assert bright != dark


def test_there_are_as_many_steps_as_parts(new_page: NewPage, seeded: Site) -> None:
    page = new_page(width=1920, height=1080)
    numbers = [
        max(steps(page, address_of(seeded, kind))) for kind in ("wall-outcome", "wall-leading")
    ]

    # An outcome, a statement to talk about, axes, and every statement.
    assert numbers == [1 + 1 + 8, 1 + 6 + 1 + 24]


def test_eight_specialties_with_long_names_are_on_one_screen(
    new_page: NewPage, seeded: Site
) -> None:
    page = new_page(width=1920, height=1080)
    seeded.open(page, "wall-leading")
    page.evaluate(
        """most => {
            const body = document.querySelector(".bars tbody");
            while (body.rows.length < most) body.append(body.rows[0].cloneNode(true));
            for (const row of body.rows)
                row.cells[0].textContent = "Physical Medicine and Rehabilitation";
        }""",
        MOST_BARS,
    )

    expect(page.locator(".bars tbody tr")).to_have_count(MOST_BARS)
    assert faults(page) == []


def test_small_words_and_a_second_screen_are_noticed(new_page: NewPage, seeded: Site) -> None:
    page = new_page(width=1920, height=1080)
    seeded.open(page, "wall-statement")
    page.evaluate("document.querySelector('footer p').style.fontSize = '23px'")
    page.evaluate("document.querySelector('main').style.minBlockSize = '1000px'")

    *small, high = faults(page)
    assert {one.partition(":")[0] for one in small} == {"23 px"}
    assert "px high" in high
