"""What a projector shows: large enough for the last row, and on one screen, whatever it is."""

from collections.abc import Callable, Iterator
from itertools import count
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import checks
from tests.browser.kinds import Site

NewPage = Callable[..., Page]
SMALLEST = 24
LONGEST_TITLE = "W" * 60
MOST_BARS = 8
# A moment longer than a wall waits before it looks for what is new, in milliseconds.
A_WHILE = 21_000
# Older projectors, and a laptop beside one: width and height.
SMALLER = ((1024, 768), (1280, 720))
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
    return [
        *small,
        *second_screen(page),
        *checks.found(page, "sideways"),
        *checks.found(page, "overlaps"),
    ]


def second_screen(page: Page) -> list[str]:
    height = page.evaluate("document.documentElement.scrollHeight")
    width, window = page.evaluate("[innerWidth, innerHeight]")
    where = f"{width} × {window}: {page.title()}"
    return [f"{height} px high on {where}"] if height > window else []


def second_screens(page: Page) -> list[str]:
    """What does not fit where a screen is smaller."""
    found: list[str] = []
    for width, height in SMALLER:
        page.set_viewport_size({"width": width, "height": height})
        found += second_screen(page)
    page.set_viewport_size({"width": 1920, "height": 1080})
    return found


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
@pytest.mark.parametrize("kind", ["wall-outcome", "wall-leading", "wall-code", "wall-closed"])
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
        found += second_screens(page)

    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_room_is_dark_or_bright_as_somebody_says(
    new_page: NewPage, seeded: Site, scheme: str
) -> None:
    page = new_page(width=1920, height=1080, color_scheme=scheme)

    def ground() -> str:
        page.wait_for_load_state()
        return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    page.goto(address_of(seeded, "wall-outcome"))
    usual = ground()
    page.get_by_role("link", name="Dark room").click()
    dark = ground()

    # The next thing is shown as this one is, also when it looks for what is new.
    page.get_by_role("link", name="Next").click()
    page.reload()
    assert ground() == dark
    page.get_by_role("link", name="Bright room").click()
    bright = ground()

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
    assert second_screens(page) == []


def test_small_words_and_a_second_screen_are_noticed(new_page: NewPage, seeded: Site) -> None:
    page = new_page(width=1920, height=1080)
    seeded.open(page, "wall-statement")
    page.evaluate("document.querySelector('footer p').style.fontSize = '23px'")
    page.evaluate("document.querySelector('main').style.minBlockSize = '1000px'")

    *small, high = faults(page)
    assert {one.partition(":")[0] for one in small} == {"23 px"}
    assert "px high" in high


def looking(new_page: NewPage, seeded: Site) -> Page:
    """A wall whose clock is the test's, with somebody on the link to the next step."""
    page = new_page(width=1920, height=1080)
    page.clock.install()
    seeded.open(page, "wall-outcome")
    page.get_by_role("link", name="Next").focus()
    return page


def retitled(route: Route) -> None:
    """What the site answers, as if something was new since."""
    answer = route.fetch()
    text = answer.text().replace("Which way the class leans", "Something new")
    route.fulfill(response=answer, body=text)


def unreachable(route: Route) -> None:
    route.abort()


def failing(route: Route) -> None:
    route.fulfill(status=502, body="Bad Gateway")


def away(route: Route) -> None:
    route.fulfill(status=503, content_type="text/html", body="<h1>We can’t reach our records</h1>")


@pytest.mark.parametrize("fault", [unreachable, failing, away])
def test_a_wall_outlives_a_site_that_is_away(
    new_page: NewPage, seeded: Site, fault: Callable[[Route], None]
) -> None:
    page = looking(new_page, seeded)
    shown, title = page.inner_text("body"), page.get_by_role("heading", level=1)
    ways = {"now": fault}
    page.route("**/wall/**", lambda route: ways["now"](route))

    for _ in range(2):
        with page.expect_event("requestfinished" if fault != unreachable else "requestfailed"):
            page.clock.run_for(A_WHILE)
    assert page.inner_text("body") == shown

    ways["now"] = retitled
    page.clock.run_for(A_WHILE)
    expect(title).to_have_text("Something new")
    expect(page.get_by_role("link", name="Next")).to_be_focused()
    # It goes on looking, and the keys go on.
    ways["now"] = Route.continue_
    page.clock.run_for(A_WHILE)
    expect(title).to_have_text("Which way the class leans")
    page.keyboard.press("ArrowRight")
    expect(title).to_have_text("Where you differ most")


def test_a_wall_of_a_class_that_is_gone_says_so(new_page: NewPage, seeded: Site) -> None:
    page = looking(new_page, seeded)
    page.route("**/wall/**", lambda route: route.fulfill(status=404, body="Nothing opens here"))

    page.clock.run_for(A_WHILE)

    expect(page.get_by_text("Nothing opens here")).to_be_visible()


def test_a_wall_that_nobody_sees_asks_for_nothing(new_page: NewPage, seeded: Site) -> None:
    page = looking(new_page, seeded)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    page.clock.run_for(3 * A_WHILE)
    unseen = len(asked)
    page.evaluate("delete document.hidden")
    with page.expect_request("**/wall/**"):
        page.clock.run_for(A_WHILE)

    assert unseen == 0
