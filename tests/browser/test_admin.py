"""Three people change what readers see: who edits, who publishes, who takes it back."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import APIRequestContext, Page, Playwright, expect

from tests.bench import MATCH_RATINGS
from tests.browser import checks, kinds
from tests.browser.server import ROOT, seed_site, served

NewPage = Callable[..., Page]
PASSWORD = "correct horse battery staple"
PEOPLE = {"edith": "content editor", "paul": "publisher", "sada": "site admin"}
MAKE = """
from django.contrib.auth.models import Group, User
for name, role in {people}.items():
    user = User.objects.create_user(name, password={password!r}, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
"""
PUBLISH = "/admin/rubric/edition/publish/"
PROFILE = "/specialties/cardiology/"
# Somebody for whom cardiology comes first, until it has more procedures than today.
SHEET = dict(zip(MATCH_RATINGS, "513512514433323411141525", strict=True))
LONGEST = 120_000


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of its own, since what is published here would be news to other tests."""
    environment = seed_site(tmp_path_factory.mktemp("desk"))
    subprocess.run(
        [
            *(sys.executable, "manage.py", "shell", "-v0", "-c"),
            MAKE.format(people=PEOPLE, password=PASSWORD),
        ],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )
    with served(environment) as address:
        yield address


@pytest.fixture
def reader(desk: str, playwright: Playwright) -> Iterator[APIRequestContext]:
    http = playwright.request.new_context(base_url=desk)
    yield http
    http.dispose()


def sign_in(new_page: NewPage, desk: str, name: str) -> Page:
    page = new_page(base_url=desk)
    page.set_default_timeout(LONGEST)
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    return page


def set_level(page: Page, axis: str, level: str) -> None:
    """Choose the level beside an axis on the page of a specialty, and save."""
    page.wait_for_selector('[name="axis_levels-0-axis"]', state="attached")
    prefix = page.evaluate(
        """axis => [...document.querySelectorAll('[name^="axis_levels-"][name$="-axis"]')]
            .find(one => one.selectedOptions[0].text === axis).name.replace(/axis$/, "")""",
        axis,
    )
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    page.locator(f'[name="{prefix}level"]').select_option(label=level)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def without_secrets(html: str) -> str:
    """A page of a result but for what is new each time it is asked for, and empty lines."""
    same = re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]+"', "", html)
    return re.sub(r"\n\s*\n", "\n", same)


def without_notice(html: str) -> str:
    notice = r'<section class="panel sunk flow lead">\s*<h2>Levels have been edited.*?</section>'
    return re.sub(notice, "", html, flags=re.DOTALL)


def test_from_an_edit_to_readers_and_back(
    new_page: NewPage, desk: str, reader: APIRequestContext
) -> None:
    result = kinds.send(reader, new_page(), kinds.MATCH_FORM, SHEET)
    as_shown, as_data = reader.get(result).text(), reader.get(f"{result}result.json").body()
    assert "Levels have been edited since" not in as_shown
    profile = reader.get(PROFILE).text()

    edith = sign_in(new_page, desk, "edith")
    assert edith.locator(f'a[href="{PUBLISH}"]').count() == 0
    edith.goto("/admin/specialties/specialty/?q=cardiology")
    edith.get_by_role("link", name="Cardiology (non-invasive)").first.click()
    set_level(edith, "Doing procedures", "High")
    # A preview shows it, and readers do not see it.
    edith.goto(f"/preview{PROFILE}")
    assert "Preview of the working copy" in edith.content()
    assert reader.get(PROFILE).text() == profile
    answer = edith.goto(PUBLISH)
    assert answer
    assert answer.status == 403

    paul = sign_in(new_page, desk, "paul")
    paul.goto(PUBLISH)
    assert "Its model health is not worked out yet" in paul.inner_text("#health")
    assert checks.axe_faults(paul) == []
    paul.get_by_role("link", name="work it out").click()
    paul.get_by_role("button", name="Work it out").click()
    expect(paul.locator("#health")).to_contain_text("Worked out on")
    assert checks.axe_faults(paul) == []
    paul.goto(PUBLISH)
    assert "Level on Doing procedures: Level\nNow: Low–Moderate\nThen: High" in paul.inner_text(
        "#changes"
    )
    assert "1 change would follow. Levels move." in paul.inner_text("#content-main")
    assert "This edit changes the first specialty of" in paul.inner_text("#health")
    assert checks.axe_faults(paul) == []
    paul.get_by_label("Note").fill("Cardiology has more procedures than we thought.")
    paul.get_by_role("button", name="Publish as edition 2").click()
    expect(paul.locator("#content-main")).to_contain_text("Nothing was published")
    expect(paul.locator("#id_note")).to_have_value(
        "Cardiology has more procedures than we thought."
    )
    paul.get_by_label("I have read the 1 change").check()
    paul.get_by_role("button", name="Publish as edition 2").click()
    expect(paul.locator(".messagelist .success")).to_contain_text("Edition 2 is published.")

    # Readers see it, and are told.
    assert reader.get(PROFILE).text() != profile
    changes = new_page(base_url=desk)
    changes.goto("/changes/")
    first = changes.locator("#editions li").first
    assert "Cardiology has more procedures than we thought." in first.inner_text()
    assert "Levels moved. Weights did not." in first.inner_text()
    assert checks.axe_faults(changes) == []
    # The old result stays what it was, and says what it would be today.
    now = reader.get(result).text()
    assert "lead to Neurology, Pediatrics and Psychiatry" in now
    assert '<a href="/changes/">What has changed</a>' in now
    assert without_secrets(without_notice(now)) == without_secrets(as_shown)
    assert reader.get(f"{result}result.json").body() == as_data

    sada = sign_in(new_page, desk, "sada")
    sada.goto("/admin/rubric/edition/1/change/")
    sada.get_by_role("link", name="Roll back to this edition").click()
    sada.wait_for_load_state()
    assert "Now: High\nThen: Low–Moderate" in sada.inner_text("#changes")
    sada.get_by_label("Note").fill("As it was.")
    sada.get_by_label("I have read the 1 change").check()
    sada.get_by_role("button", name="Roll back to edition 1 as edition 3").click()
    expect(sada.locator(".messagelist .success")).to_contain_text("Edition 3 is published")
    assert reader.get(PROFILE).text() == profile
    assert without_secrets(reader.get(result).text()) == without_secrets(as_shown)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_publishing_has_no_fault_and_fits_a_phone(
    new_page: NewPage, desk: str, scheme: str
) -> None:
    paul = sign_in(new_page, desk, "paul")
    page = new_page(width=390, color_scheme=scheme, storage_state=paul.context.storage_state())
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for address in (PUBLISH, "/admin/rubric/edition/1/again/"):
        page.goto(desk + address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert said == []
        assert checks.axe_faults(page) == []
        # Axe asks for style sheets, which the policy refuses.
        said.clear()
