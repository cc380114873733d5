"""Without JavaScript, in forced colors, with reduced motion, and to a screen reader."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rubric.scale import MEANINGS
from tests.browser import checks
from tests.browser.kinds import ANSWERED, KINDS, MATCH_FORM, SONOGRAPHER_FORM, Site, arrive, choose
from tests.conftest import WORKED_EXAMPLE

NewPage = Callable[..., Page]
UNANSWERED = [kind for kind in KINDS if kind not in ANSWERED]


@pytest.mark.parametrize("kind", UNANSWERED)
def test_a_page_says_the_same_without_javascript(
    new_page: NewPage, seeded: Site, kind: str
) -> None:
    with_script, without = new_page(), new_page(java_script_enabled=False)
    seeded.open(with_script, kind)
    seeded.open(without, kind)
    # What only a script can do is offered only where there is one.
    with_script.eval_on_selector_all(
        "[data-copy], :has(> [data-print]), [data-remember]",
        "all => all.forEach(one => { one.hidden = true })",
    )

    assert without.inner_text("body") == with_script.inner_text("body")


def test_the_journey_of_a_student_works_without_javascript(new_page: NewPage, seeded: Site) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(seeded.address)
    page.get_by_role("link", name="I’m a medical student").click()
    for fieldset in page.locator("fieldset.q").all():
        fieldset.locator("label").nth(3).click()
    page.get_by_role("button", name=re.compile("^Show my")).click()

    arrive(page, re.compile(r"/r/[\w-]{43}/$"))
    page.get_by_role("link", name="Keep, share or delete").click()
    page.get_by_role("link", name="Delete my result").click()
    page.get_by_role("button", name="Delete my result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your result is deleted")


def radio_names(page: Page) -> list[str]:
    """What a screen reader says of every radio, from the browser's accessibility tree."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    return [
        node["name"]["value"]
        for node in tree["nodes"]
        if node.get("role", {}).get("value") == "radio" and not node["ignored"]
    ]


@pytest.mark.parametrize("path", [SONOGRAPHER_FORM, MATCH_FORM])
def test_every_rating_is_read_out_with_number_meaning_and_end(
    new_page: NewPage, seeded: Site, path: str
) -> None:
    page = new_page()
    page.goto(seeded.address + path)
    names = [name for name in radio_names(page) if name[0].isdigit()]
    ends = page.eval_on_selector_all(
        "fieldset.q .ends", "all => all.map(one => [...one.children].map(end => end.innerText))"
    )

    assert len(names) == 5 * len(ends)
    for place, (low, high) in enumerate(ends):
        group = names[place * 5 : place * 5 + 5]
        for number, name in zip(MEANINGS, group, strict=True):
            assert re.match(rf"{number} ?, {MEANINGS[number]}", name)
        assert low.lower() in group[0].lower()
        assert high.lower() in group[4].lower()
    skips = [name for name in radio_names(page) if not name[0].isdigit()]
    assert skips == ["Doesn’t matter to me"] * (len(ends) if path == MATCH_FORM else 0)


def style(page: Page, selector: str, name: str, part: str = "") -> Any:
    return page.eval_on_selector(
        selector, "(one, [name, part]) => getComputedStyle(one, part)[name]", [name, part]
    )


def contrast(page: Page, one: str, other: str) -> float:
    return float(page.evaluate("([one, other]) => checks.contrast(one, other)", [one, other]))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colors_show_what_is_selected(new_page: NewPage, seeded: Site, scheme: str) -> None:
    page = new_page(forced_colors="active", color_scheme=scheme)
    page.goto(seeded.address + SONOGRAPHER_FORM)
    checks.load(page)
    choose(page, WORKED_EXAMPLE)
    chosen, other = "#variety-5 + span", "#variety-4 + span"
    selected, unselected = (style(page, one, "backgroundColor") for one in (chosen, other))
    canvas = page.evaluate("checks.ground(document.body)")
    assert contrast(page, selected, canvas) >= 3
    assert selected != unselected
    assert contrast(page, style(page, chosen, "color"), selected) >= 4.5
    # The tick, drawn by two borders.
    tick = style(page, chosen, "borderBottomColor", "::after")
    assert contrast(page, tick, selected) >= 3
    assert style(page, chosen, "borderBottomWidth", "::after") != "0px"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "kind",
    [
        *("sonographer-result", "match-result", "emergency-medicine"),
        *("room", "match-room", "wall-outcome"),
    ],
)
def test_forced_colors_show_every_bar(
    new_page: NewPage, seeded: Site, kind: str, scheme: str
) -> None:
    page = new_page(forced_colors="active", color_scheme=scheme)
    seeded.open(page, kind)
    checks.load(page)
    faint = page.evaluate(
        """() => [...document.querySelectorAll(
                "svg.c rect:not(.f-paper, .f-line, .wash, .haze), svg.c circle, .meter, .glyph path"
            )].filter(checks.isShown).filter(mark => {
                const { fill, stroke } = getComputedStyle(mark);
                const ground = checks.ground(mark.closest(":not(svg, svg *)"));
                // A pattern is drawn from the same colors, and seen by its lines.
                const inks = [fill, stroke].filter(ink => ink !== "none" && !ink.startsWith("url"));
                return inks.length && inks.every(ink => checks.contrast(ink, ground) < 3);
            }).map(mark => mark.outerHTML.slice(0, 90))"""
    )

    assert faint == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "kind",
    [
        *("home", "sonographer-filled", "match-errors", "shares", "list", "compare-four"),
        *("emergency-medicine", "room", "match-own-class", "wall-outcome"),
    ],
)
def test_forced_colors_show_every_word(
    new_page: NewPage, seeded: Site, kind: str, scheme: str
) -> None:
    page = new_page(forced_colors="active", color_scheme=scheme)
    seeded.open(page, kind)
    # The link past the head of a page shows itself.
    page.keyboard.press("Tab")

    assert checks.unreadable(page) == []


def test_words_of_one_color_with_their_ground_are_noticed(new_page: NewPage, seeded: Site) -> None:
    page = new_page(forced_colors="active")
    seeded.open(page, "room-new")
    # As the browser does by itself: a plate of one system color behind words of the same.
    page.evaluate("document.querySelector('main .btn').style.forcedColorAdjust = 'auto'")

    (fault,) = checks.unreadable(page)
    assert "Make the class" in fault


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colors_show_where_one_is(new_page: NewPage, seeded: Site, scheme: str) -> None:
    page = new_page(forced_colors="active", color_scheme=scheme)
    seeded.open(page, "list")
    checks.load(page)
    lined = page.evaluate(
        """() => [...document.querySelectorAll(".site li a")].filter(link => {
            const { borderBlockStartColor, borderBlockEndColor } = getComputedStyle(link);
            return [borderBlockStartColor, borderBlockEndColor].some(
                line => checks.contrast(line, checks.ground(link)) >= 3);
        }).map(link => link.innerText)"""
    )

    assert lined == ["Specialties"]


@pytest.mark.parametrize("kind", ["home", "sonographer-errors", "sonographer-result"])
def test_forced_colors_show_the_focus(new_page: NewPage, seeded: Site, kind: str) -> None:
    page = new_page(forced_colors="active", color_scheme="dark")
    seeded.open(page, kind)

    assert checks.focus_faults(page) == []


@pytest.mark.parametrize("kind", ["home", "sonographer-filled", "match-result", "list"])
def test_nothing_moves_with_reduced_motion(new_page: NewPage, seeded: Site, kind: str) -> None:
    page = new_page(reduced_motion="reduce")
    seeded.open(page, kind)

    assert checks.found(page, "moving") == []


def test_the_check_for_motion_sees_motion(new_page: NewPage, seeded: Site) -> None:
    page = new_page(reduced_motion="no-preference")
    seeded.open(page, "home")

    assert checks.found(page, "moving")
