"""A table goes out, comes back with one cell changed, and is imported: as an editor sees it."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import checks
from tests.browser.server import ROOT

NewPage = Callable[..., Page]
NAME, PASSWORD = "editor-of-tables", "irrelevant-here-0123"
TABLE = "/admin/tables/specialties/kpi"


@pytest.fixture(scope="module")
def editor(environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "createsuperuser", "--noinput", f"--username={NAME}",
         "--email="],
        cwd=ROOT,
        env={**os.environ, **environment, "DJANGO_SUPERUSER_PASSWORD": PASSWORD},
        check=True,
        capture_output=True,
    )  # fmt: skip


def sign_in(page: Page, site: str) -> list[str]:
    """Open the list of tables; gets whatever the console says from then on."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{site}/admin/tables/")
    page.fill("#id_username", NAME)
    page.fill("#id_password", PASSWORD)
    page.locator("input[type=submit]").click()
    return said


def send(page: Page, text: str) -> None:
    page.set_input_files(
        "#id_file", files={"name": "kpi.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.locator("text=Show what it would change").click()


def table(page: Page, site: str) -> str:
    return page.request.get(f"{site}{TABLE}.csv").body().decode("utf-8-sig")


def faults_of(page: Page, said: list[str]) -> list[str]:
    """What is wrong with a page; axe itself then says something that the policy forbids."""
    found = [words for words in said if "status of 422" not in words]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("The page is wider than its window.")
    found += checks.axe_faults(page)
    said.clear()
    return found


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
@pytest.mark.usefixtures("editor")
def test_the_pages_have_no_fault(new_page: NewPage, site: str, width: int, scheme: str) -> None:
    page = new_page(width=width, color_scheme=scheme)
    said = sign_in(page, site)
    text = table(page, site).replace("Exams per day", "Rooms per day")
    text = text.replace("by complexity", "by kind of exam")
    faults = faults_of(page, said)
    for sent in ("", text, text.replace("Rooms", "Rooms\x00")):
        page.goto(f"{site}{TABLE}/")
        said.clear()
        if sent:
            send(page, sent)
        faults += faults_of(page, said)

    assert faults == []


@pytest.mark.usefixtures("editor")
def test_one_cell_goes_out_and_comes_back(new_page: NewPage, site: str) -> None:
    page = new_page()
    said = sign_in(page, site)
    page.locator("#content-main a:text-is('KPIs')").click()
    before = table(page, site)
    send(page, before.replace("by complexity", "by kind of exam"))
    shown = [page.locator(tag).all_inner_texts() for tag in ("del", "ins")]
    with page.expect_navigation():
        page.locator("text=Import all of it").click()

    assert shown == [["complexity"], ["kind of exam"]]
    assert page.inner_text(".messagelist") == "Imported: 0 added, 1 changed."
    assert table(page, site) == before.replace("by complexity", "by kind of exam")
    assert said == []
