"""The page with every component: there while developing, nowhere else."""

import re
from pathlib import Path

import pytest
from django.test import Client, override_settings

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
# Within a row of a table of its own page, or within every page.
ELSEWHERE = {"level_cells.html", "source_part.html", "source_fold.html", "defs.html"}


@pytest.fixture
def html(client: Client, db: None) -> str:
    with override_settings(DEBUG=True):
        answer = client.get("/styleguide/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_every_component() -> None:
    text = (TEMPLATES / "pages" / "styleguide.html").read_text(encoding="utf-8")
    shown = set(re.findall(r'"components/([a-z][a-z_]+\.html)"', text))
    components = {path.name for path in (TEMPLATES / "components").glob("[a-z]*.html")}

    assert shown == components - ELSEWHERE


def test_it_shows_them_with_what_is_published(html: str) -> None:
    for words in ("Interest in variety", "Emergency Medicine", "exams a day", "US BLS"):
        assert words in html


def test_every_state_of_a_question_is_shown(html: str) -> None:
    assert '<fieldset class="q"' in html
    assert '<fieldset class="q missed"' in html
    assert len(re.findall(r"\bchecked\b", html)) >= 3
    assert "Doesn’t matter to me" in html
    assert "still need a rating" in html


def test_it_is_not_there_on_a_site_that_people_use(client: Client, db: None) -> None:
    assert client.get("/styleguide/").status_code == 404
