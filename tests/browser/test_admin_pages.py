"""Every page of the admin under its policy, and the desk with what belongs to it for everybody."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver, resolve
from playwright.sync_api import Page, expect

from tests.browser import checks
from tests.browser.server import ROOT, seed_site, served

NewPage = Callable[..., Page]
NAME, PASSWORD = "ana", "correct horse battery staple"
MAKE = f"""
from django.contrib.auth.models import Group, User
from specialties.models import Source
User.objects.create_superuser({NAME!r}, password={PASSWORD!r})
Source.objects.filter(key="editorial").update(checked_on="2020-01-01")
"""
LONGEST = 120_000
SOURCE = "/admin/specialties/source/"
# What is no page to look at: sent by forms, asked for by scripts, or a way to another page.
NO_PAGES = {
    *("login", "logout", "jsi18n", "autocomplete", "view_on_site", None),
    *("specialties_source_checked", "specialties_source_read"),
    *("password_change_done", "auth_user_password_change", "rubric_edition_delete"),
}
# What nobody may do to any row has no page, but leads back with a sentence.
LEAD_BACK = {"rubric_edition_add"}
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
    window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
});
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    environment = seed_site(tmp_path_factory.mktemp("pages"))
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", MAKE],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )
    with served(environment) as address:
        yield address


@pytest.fixture
def ana(new_page: NewPage, desk: str) -> Page:
    """Signed in, after somebody has changed a source and the level of a specialty."""
    page = new_page(base_url=desk)
    page.set_default_timeout(LONGEST)
    page.add_init_script(WATCH)
    page.goto("/admin/")
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Not published yet")).to_be_visible()
    return page


def change_title(page: Page) -> str:
    """Give the first source of the list another title; returns the address of its page."""
    page.goto(SOURCE)
    page.locator("#result_list tbody th a").first.click()
    title = page.get_by_label("Title", exact=False).first
    title.fill(f"{title.input_value()}!")
    address = urlsplit(page.url).path
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    return address


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str | None]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        else:
            yield pattern.name


def violations(page: Page, said: list[str]) -> list[str]:
    told = [text for text in said if "Content Security Policy" in text]
    return [*page.evaluate("window.violations"), *told]


def kinds(found: Iterable[str | None]) -> set[str | None]:
    """The names of pages; going back is one page for all tables."""
    return {re.sub(r".*_back$", "back", name) if name else name for name in found}


def test_every_page_keeps_the_policy(ana: Page) -> None:
    change_title(ana)
    said: list[str] = []
    ana.on("console", lambda message: said.append(message.text))
    # Nothing leads to rolling back while there is one edition alone.
    waiting = ["/admin/", "/admin/rubric/edition/1/again/", "/admin/rubric/edition/1/health/"]
    seen, found = set(waiting), dict[str, list[str]]()
    visited: set[str | None] = set()
    while waiting:
        address = waiting.pop(0)
        answer = ana.goto(address)
        assert answer
        assert answer.status == 200, address
        visited.add(resolve(urlsplit(ana.url).path).url_name)
        if faults := violations(ana, said):
            found[address] = faults
        said.clear()
        for link in ana.eval_on_selector_all("a[href]", "all => all.map((one) => one.pathname)"):
            # One row of each kind stands for all.
            kind = re.sub(r"/\d+(?=/)", "/N", link)
            is_page = link.endswith("/") and link != "/admin/logout/"
            if link.startswith("/admin/") and kind not in seen and is_page:
                seen.add(kind)
                waiting.append(link)
    assert found == {}
    there = kinds(names(admin.site.get_urls())) - NO_PAGES - LEAD_BACK
    assert there - kinds(visited) == set()
    assert "changes_week" in visited


def test_every_list_shows_all_its_columns_on_a_desk(ana: Page) -> None:
    ana.set_viewport_size({"width": 1280, "height": 900})
    found = []
    for model in admin.site._registry:
        ana.goto(f"/admin/{model._meta.app_label}/{model._meta.model_name}/")
        hidden = ana.evaluate(
            "(it => it ? it.scrollWidth - it.clientWidth : 0)(document.querySelector('.results'))"
        )
        if hidden:
            found.append(f"{model._meta.label}: {hidden}")
    assert len(admin.site._registry) > 20
    assert found == []


def test_a_page_that_breaks_the_policy_is_noticed(ana: Page) -> None:
    said: list[str] = []
    ana.on("console", lambda message: said.append(message.text))
    with ana.expect_console_message():
        ana.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')"
        )
    ana.wait_for_function("window.violations.length")
    assert len(violations(ana, said)) == 2


def test_axe_finds_nothing_on_the_desk_and_what_belongs_to_it(ana: Page) -> None:
    source = change_title(ana)
    history = source.replace("change/", "history/")
    ana.goto(history)
    back = ana.get_by_role("link", name="Go back to before this").first.get_attribute("href")
    for address in ("/admin/", "/admin/changes/", f"{SOURCE}freshness/", history, back):
        assert list(faults(ana, str(address))) == [], address


def faults(page: Page, address: str) -> Iterator[str]:
    """What axe finds at both widths in both schemes, each drawn anew: the admin fades colors."""
    for width, is_dark in product((1280, 390), (False, True)):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if is_dark else "light")
        page.goto(address)
        checks.open_folds(page)
        page.evaluate("Promise.allSettled(document.getAnimations().map(one => one.finished))")
        yield from checks.axe_faults(page)


def test_a_source_is_read_again_and_a_change_taken_back_without_a_script(
    ana: Page, new_page: NewPage, desk: str
) -> None:
    source = change_title(ana)
    state = ana.context.storage_state()
    page = new_page(base_url=desk, java_script_enabled=False, storage_state=state, width=390)
    page.set_default_timeout(LONGEST)
    page.goto(f"{SOURCE}freshness/")
    page.get_by_role("button", name="I have read its facts").first.click()
    expect(page.locator(".messagelist .success")).to_contain_text("asks for its facts no more")
    page.get_by_role("button", name="Checked today").first.click()
    expect(page.locator(".messagelist .success")).to_contain_text("checked as of today")
    page.goto(source.replace("change/", "history/"))
    # The newest change was that its facts were read; the title is the one before.
    page.get_by_role("link", name="Go back to before this").nth(1).click()
    page.get_by_role("button", name="Go back").click()
    expect(page.locator(".messagelist .success")).to_contain_text("is as it was before")
    expect(page.locator(".changes > li").first).to_contain_text("Title")
