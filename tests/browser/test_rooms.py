"""A class from its making to its end: an educator, a student who is counted, one who is not."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Browser, Page, Playwright, expect

from tests.browser import checks
from tests.browser.kinds import Site, arrive, hidden_in, press
from tests.conftest import WORKED_EXAMPLE

NewPage = Callable[..., Page]
RESULT, WALL = re.compile(r"/r/[\w-]{43}/$"), re.compile(r"/wall/[\w-]{43}/")
# Those who are not counted answer 1 throughout.
TICKED, UNTICKED = WORKED_EXAMPLE, dict.fromkeys(WORKED_EXAMPLE, 1)
TITLE = "Group of Tuesday"


@pytest.fixture
def http(site: str, playwright: Playwright) -> Iterator[APIRequestContext]:
    context = playwright.request.new_context(base_url=site)
    yield context
    context.dispose()


def make(page: Page, site: str) -> str:
    """An educator makes a class; returns its code."""
    page.goto(f"{site}/rooms/")
    page.get_by_role("link", name="Make a class").click()
    page.get_by_label("Generalist or specialist?").check()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Smallest group").fill("5")
    page.get_by_role("button", name="Make the class").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    return page.locator(".ticket .code").inner_text()


def join(page: Page, site: str, code: str) -> None:
    page.goto(f"{site}/j/")
    page.get_by_label("Code").fill(f"{code[:3].lower()} {code[3:]}")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text(f"You are in “{TITLE}”.")).to_be_visible()


def answer(page: Page, ratings: dict[str, int]) -> str:
    """Fill in a form and send it; returns where the result is."""
    for key, value in ratings.items():
        page.locator(f"label:has(#{key}-{value})").click()
    page.get_by_role("button", name="Show my result").click()
    arrive(page, RESULT)
    return page.url


def more_come(
    http: APIRequestContext, reader: Page, code: str, sheets: list[dict[str, int]], **box: str
) -> None:
    """Others join by plain requests."""
    path = f"/j/{code}/"
    for sheet in sheets:
        reader.set_content(http.get(path).text())
        sent: dict[str, Any] = {**hidden_in(reader, "form.qs"), **sheet, **box}
        assert http.post(path, form=sent, max_redirects=0).status == 303


def counts(page: Page) -> list[str]:
    """Every row of every bar chart that is to be seen, as it is read out."""
    rows: list[str] = page.eval_on_selector_all(
        ".bars tbody tr", "all => all.map(row => row.innerText.trim().replace(/\\s+/g, ' '))"
    )
    return [row for row in rows if row]


def others(number: int) -> list[dict[str, int]]:
    """Sheets of 2 to 5 alone, half of them on either side."""
    starts = [2 if at < number / 2 else 4 for at in range(number)]
    return [
        {**dict.fromkeys(WORKED_EXAMPLE, start + at % 2), "pace": 2 + at % 4}
        for at, start in enumerate(starts)
    ]


def test_a_class_from_its_making_to_its_end(
    browser: Browser, site: str, http: APIRequestContext
) -> None:
    contexts = [browser.new_context(java_script_enabled=False) for _ in range(3)]
    educator, counted, uncounted = (context.new_page() for context in contexts)
    reader = browser.new_page()
    code, room = make(educator, site), educator.url

    join(counted, site, code)
    box = counted.get_by_label("Count my answers in the class picture, without my name")
    expect(box).not_to_be_checked()
    box.check()
    own = answer(counted, TICKED)
    join(uncounted, site, code)
    private = answer(uncounted, UNTICKED)

    educator.reload()
    expect(educator.get_by_text("Waiting for enough answers: fewer than 5")).to_be_visible()
    educator.get_by_role("button", name="Take a picture now").click()
    expect(
        educator.get_by_role("status").get_by_text("There was no picture to take")
    ).to_be_visible()

    more_come(http, reader, code, others(19), count="yes")
    more_come(http, reader, code, [UNTICKED] * 6)
    educator.get_by_role("button", name="Take a picture now").click()
    expect(educator.get_by_text("20 are in the picture.")).to_be_visible()
    assert counts(educator) == []
    educator.get_by_label(re.compile("Which way the class leans|of 20 lean")).check()
    educator.get_by_label("Where you differ most").check()
    educator.get_by_role("button", name="Show what is ticked").click()
    expect(educator.locator(".parts .panel:visible")).to_have_count(2)

    # On the wall without JavaScript: first how to join, then what is shown, looked for anew.
    with educator.context.expect_page() as opened:
        educator.get_by_role("link", name="Show on the wall").click()
    wall = opened.value
    arrive(wall, WALL)
    assert 'http-equiv="refresh" content="20"' in wall.content()
    expect(wall.locator(".code")).to_have_text(code)
    wall.get_by_role("link", name="Next").click()
    shown = counts(wall)
    wall.get_by_role("link", name="Next").click()
    expect(wall.get_by_text("Talk about it:")).to_be_visible()
    expect(wall.get_by_role("link", name="Next")).to_have_count(0)
    assert counts(wall) != shown
    wall.close()

    educator.get_by_role("button", name="Show everything").click()
    # Of 27 who answered 20 are counted, in every part; the seven others all chose 1.
    rows = educator.locator(".parts .panel")
    sums = [sum(map(int, row.locator(".bars .v").all_inner_texts())) for row in rows.all()]
    assert set(sums) <= {0, 20}
    assert sums.count(20) > 5
    assert [row for row in counts(educator) if re.match(r"1 \d", row)] == []

    counted.goto(own)
    counted.get_by_role("link", name="Your answers beside the class").click()
    expect(counted.get_by_role("heading", level=1)).to_have_text("Your answers beside the class")
    expect(counted.get_by_text("20 people are in the picture, you among them.")).to_be_visible()
    # Where a table may be shown, whoever is counted stands in it; one statement is shown twice.
    assert counted.locator(".parts .panel, .places > li").count() == sums.count(20)
    page = uncounted.goto(f"{private}class/")
    assert page is not None
    assert page.status == 404

    # What is taken along is what is shown.
    table = http.get(f"{room}class.csv").text()
    data = http.get(f"{room}class.json").json()
    assert data["people"] == 20
    written = {f"{row['answer']} {row['people']}" for part in data["parts"] for row in part["rows"]}
    assert set(counts(educator)) <= written
    assert len(table.strip().splitlines()) == 1 + sum(len(part["rows"]) for part in data["parts"])

    educator.get_by_role("link", name="Close joining").click()
    educator.get_by_role("button", name="Close joining").click()
    expect(educator.get_by_role("status").get_by_text("Joining is closed.")).to_be_visible()
    educator.get_by_role("link", name="Ask a second time").click()
    educator.get_by_role("button", name="Ask a second time").click()
    expect(educator.get_by_text("Waiting for enough answers: fewer than 5")).to_be_visible()
    counted.goto(own)
    counted.get_by_role("link", name="Your class asks a second time").click()
    counted.locator("label:has(#pace-1)").click()
    counted.get_by_label("Count my answers in the class picture, without my name").check()
    counted.get_by_role("button", name="Show my result").click()
    arrive(counted, RESULT)
    assert counted.url != own

    educator.get_by_role("link", name="Delete this class").click()
    educator.get_by_role("button", name="Delete the class").click()
    arrive(educator, f"{site}/rooms/deleted/")
    for gone in (room, f"{site}/j/{code}/"):
        answered = educator.goto(gone)
        assert answered is not None
        assert answered.status == 404
    for result in (own, private):
        answered = counted.goto(result)
        assert answered is not None
        assert answered.status == 200
    for page_of in (educator, counted, uncounted):
        page_of.context.close()
    reader.close()


def test_a_class_that_ends_meanwhile_leaves_nothing_behind_on_a_shared_device(
    site: str, page: Page, new_page: NewPage
) -> None:
    educator = new_page()
    code = make(educator, site)
    join(page, site, code)
    for key, value in TICKED.items():
        page.locator(f"label:has(#{key}-{value})").click()
    assert page.evaluate("Object.keys(localStorage)") == [f"unfinished /j/{code}/"]
    educator.get_by_role("link", name="Delete this class").click()
    educator.get_by_role("button", name="Delete the class").click()

    page.get_by_role("button", name="Show my result").click()
    expect(page.get_by_text("Sent again, this gives a result of your own.")).to_be_visible()
    expect(page.locator("input:checked")).to_have_count(len(TICKED))
    # They wait under the form that there is now.
    assert page.evaluate("Object.keys(localStorage)") == ["unfinished /q/sonographer-path/"]
    page.get_by_role("button", name="Show my result").click()
    arrive(page, RESULT)

    assert page.evaluate("localStorage.length") == 0


def test_answers_that_a_class_was_sent_wait_for_nobody_on_a_shared_device(
    site: str, page: Page, new_page: NewPage
) -> None:
    code = make(new_page(), site)
    join(page, site, code)
    page.locator("label:has(#pace-1)").click()
    page.reload()
    back = page.get_by_role("status").filter(has_text="Your unfinished answers are back.")
    expect(back).to_contain_text("The box at the end is not ticked.")
    expect(page.locator("#pace-1")).to_be_checked()

    answer(page, TICKED)

    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    join(page, site, code)
    expect(page.locator("input:checked")).to_have_count(0)


def test_the_wall_follows_the_keyboard(
    browser: Browser, site: str, new_page: NewPage, http: APIRequestContext, quiet_page: Page
) -> None:
    educator, reader = quiet_page, new_page()
    code, room = make(educator, site), educator.url
    more_come(http, reader, code, others(10), count="yes")
    path = room.removeprefix(site)
    press(http, reader, path, "release/")
    press(http, reader, path, "reveal/", everything="yes")
    educator.reload()
    with educator.context.expect_page() as opened:
        educator.get_by_role("link", name="Show on the wall").click()
    wall = opened.value
    arrive(wall, WALL)
    first = wall.url

    wall.keyboard.press("ArrowLeft")
    for key, part in (
        ("ArrowRight", "?part=divided"),
        ("PageDown", "?part=statement+variety"),
        (" ", "?part=statement+depth"),
        ("ArrowLeft", "?part=statement+variety"),
        ("PageUp", "?part=divided"),
        ("ArrowLeft", ""),
    ):
        wall.keyboard.press(key)
        arrive(wall, re.compile(re.escape(first + part) + r"\??$"))
    # With a script it is not the browser that reloads, so that nothing is cut off in between.
    assert wall.evaluate("document.querySelector('meta[http-equiv]')") is None


def test_the_link_to_join_is_copied(browser: Browser, site: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    code = make(page, site)

    page.get_by_role("button", name="Copy the link").click()

    expect(page.locator("#join-link-status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}/j/{code}/"
    context.close()


@pytest.mark.parametrize("kind", ["room", "match-room", "own-class", "wall-outcome", "wall-lean"])
@pytest.mark.parametrize("width", [390, 1280])
def test_bars_are_as_long_as_their_numbers(
    new_page: NewPage, seeded: Site, kind: str, width: int
) -> None:
    page = new_page(width=width)
    seeded.open(page, kind)
    checks.open_folds(page)
    tables = page.eval_on_selector_all(
        ".bars tbody",
        """all => all.map(table => [...table.rows].map(row => {
            const svg = row.querySelector("svg"), bar = svg.querySelector("rect");
            const whole = svg.getBoundingClientRect().width;
            return {
                people: Number(row.cells[1].innerText),
                length: bar.width.baseVal.value / svg.viewBox.baseVal.width,
                share: whole / row.getBoundingClientRect().width,
            };
        }))""",
    )

    assert tables
    for rows in tables:
        most = max(row["people"] for row in rows)
        # They are drawn in hundredths, and have most of the row.
        assert [row for row in rows if abs(row["length"] - row["people"] / most) > 0.011] == []
        assert min(row["share"] for row in rows) > 0.4
