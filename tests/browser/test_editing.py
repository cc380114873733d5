"""What docs/editing.md tells people to click does what it says, and the pages fit any screen."""

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.checks import axe_faults
from tests.browser.server import ROOT

GUIDE = (ROOT / "docs" / "editing.md").read_text(encoding="utf-8")
NAME, PASSWORD = "editor", "long enough to be a password"
# More clicks than that are no correction of a minute.
MOST_CLICKS = 6

MakePage = Callable[..., Page]


@pytest.fixture(scope="module")
def office(site: str, environment: dict[str, str]) -> str:
    """The site with somebody who may edit."""
    words = ["createsuperuser", "--noinput", "--username", NAME, "--email", "e@example.org"]
    subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**environment, "DJANGO_SUPERUSER_PASSWORD": PASSWORD},
        check=True,
        capture_output=True,
    )
    return site


def steps(title: str) -> list[str]:
    """The numbered steps below a heading of the guide."""
    part = GUIDE.partition(f"### {title}\n")[2].partition("\n#")[0]
    return re.findall(r"^\d+\. (.*)$", part, re.MULTILINE)


def field(page: Page, label: str, row: str | None) -> Locator:
    """A field by its label, on the page or in the row of a name."""
    if row is None:
        return page.get_by_label(re.compile(f"^{label}:?$"))
    heads = page.locator("h3", has_text=row)
    return page.locator(".inline-related", has=heads).get_by_label(label, exact=True)


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/")
    page.get_by_label("Username:").fill(NAME)
    page.get_by_label("Password:").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def follow(page: Page, site: str, title: str) -> int:
    """Do what the guide says, word by word; returns the clicks that it took."""
    clicks = 0
    assert steps(title)
    for step in steps(title):
        clicks += 1
        if step.startswith("Open"):
            sign_in(page, site)
        elif found := re.fullmatch(r"Click \*\*(.*)\*\*\.", step):
            link = page.get_by_role("link", name=found[1], exact=True)
            button = page.get_by_role("button", name=found[1], exact=True)
            link.or_(button).first.click()
        elif found := re.fullmatch(
            r"In \*\*(\w+)\*\*(?: of \*\*(.*)\*\*)? (type|choose) `(.*)`\.?", step
        ):
            place = field(page, found[1], found[2])
            place.fill(found[4]) if found[3] == "type" else place.select_option(label=found[4])
        else:
            raise AssertionError(f"nobody knows how to: {step}")
    return clicks


@pytest.mark.parametrize(
    ("title", "address", "words"),
    [
        ("The target of a KPI", "paths/", "9–12\u00a0exams a day"),
        ("The level of a specialty", "specialties/psychiatry/", "You ask for scans."),
    ],
)
def test_what_the_guide_says_corrects_a_fact(
    office: str, quiet_page: Page, title: str, address: str, words: str
) -> None:
    assert follow(quiet_page, office, title) <= MOST_CLICKS
    assert "was changed successfully" in quiet_page.locator(".messagelist .success").inner_text()
    quiet_page.goto(f"{office}/preview/{address}")
    assert words in quiet_page.locator("main").inner_text()
    # Nobody else sees it before it is published.
    quiet_page.goto(f"{office}/{address}")
    assert words not in quiet_page.locator("main").inner_text()


def test_what_the_guide_says_corrects_the_date_of_a_source(office: str, quiet_page: Page) -> None:
    def checked_on() -> str:
        row = quiet_page.locator("tr", has_text="IAC, adult echocardiography standards")
        return row.locator(".field-checked_on").inner_text()

    sign_in(quiet_page, office)
    quiet_page.goto(f"{office}/admin/specialties/source/")
    before = checked_on()
    quiet_page.context.clear_cookies()
    assert follow(quiet_page, office, "The date on which a source was checked") <= MOST_CLICKS
    assert "was changed successfully" in quiet_page.locator(".messagelist .success").inner_text()
    assert checked_on() != before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_page_of_a_specialty_fits_and_has_no_barriers(
    office: str, new_page: MakePage, width: int, scheme: str
) -> None:
    page = new_page(width=width, color_scheme=scheme)
    sign_in(page, office)
    page.goto(f"{office}/admin/specialties/specialty/1/change/")
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    inner = page.evaluate(
        """[...document.querySelectorAll('.rows, .rows *')].filter(
            part => part.getBoundingClientRect().right > innerWidth && part.offsetParent
        ).map(part => part.className)"""
    )
    assert inner == []
    ours = [fault for fault in axe_faults(page) if is_ours(fault)]
    assert ours == []


def is_ours(fault: str) -> bool:
    return any(part in fault for part in (".rows", ".completeness", ".row-", ".meanings", "-group"))


def test_rows_are_added_and_taken_away_without_leaving_the_page(
    office: str, quiet_page: Page
) -> None:
    sign_in(quiet_page, office)
    quiet_page.goto(f"{office}/admin/specialties/specialty/1/change/")
    rows = quiet_page.locator("#fit_set-group .inline-related:not(.empty-form)")
    quiet_page.get_by_role("heading", name="Whom it fits (1)").click()
    before = rows.count()
    quiet_page.locator("#fit_set-group .add-row a").click()
    assert rows.count() == before + 1
    new = rows.last
    new.get_by_label("Order").fill("9")
    new.get_by_label("Text").fill("to be seen")
    quiet_page.locator("[name=_continue]").click()
    # What it lacks is said where it lacks, and its heading stays open.
    assert rows.last.locator(".errorlist").inner_text() == "Fill this in."
    assert rows.last.get_by_label("Text").input_value() == "to be seen"
    rows.last.locator(".inline-deletelink").click()
    assert rows.count() == before
