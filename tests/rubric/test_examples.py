"""Six sheets of people we made up: three for each questionnaire, and what their pages say."""

import re

import brotli
import pytest
from django.test import Client

from rubric import results
from rubric.content import Content
from rubric.definition import AxisAim

STUDENTS = {
    "mara": "No clear first: Emergency Medicine, Critical Care and Anesthesiology",
    "iris": "A clear first: Diagnostic Radiology",
    "theo": "No specialty here leans the same way",
}


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def words_of(html: str) -> str:
    """What a reader sees, without what the library says to everybody."""
    library = r"<q>.*?</q>|<article.*?</article>|<ul class=\"readon.*?</ul>"
    text = re.sub(library, " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.parametrize("slug", STUDENTS)
def test_the_page_of_a_student_speaks_of_the_student(client: Client, db: None, slug: str) -> None:
    answer = client.get(f"/q/specialty-match/examples/{slug}/")
    html = main_of(answer.content.decode())

    assert answer.status_code == 200
    assert f"<h1>{STUDENTS[slug]}</h1>" in html
    assert f"invented: {slug.title()}, " in html
    assert re.findall(r"\b[Yy]ou(?:r|rs)?\b[^<]{0,40}", words_of(html)) == []
    assert f'<th scope="col">{slug.title()}</th>' in html
    assert "noindex" not in answer.content.decode()
    assert "Copy link" not in html


def test_the_page_of_a_student_is_kept_without_a_query(client: Client, db: None) -> None:
    address = "/q/specialty-match/examples/mara/"
    kept = client.get(address)
    asked = client.get(address, {"beside": "psychiatry"})

    assert kept.has_header("ETag")
    assert not asked.has_header("ETag")
    assert "Together: away" in asked.content.decode()
    assert client.get(address, {"beside": "gone"}).status_code == 400
    assert client.get(address).content == kept.content


def test_the_data_of_a_student(client: Client, db: None) -> None:
    data = client.get("/q/specialty-match/examples/mara/result.json").json()

    assert (data["rubric"], data["state"]) == ("specialty-match", "no-clear-first")
    assert data["ratings"]["same-patients"] is None
    for address in ("examples/gone/", "examples/gone/result.json"):
        assert client.get(f"/q/specialty-match/{address}").status_code == 404


@pytest.mark.parametrize("address", ["/", "/method/"])
def test_the_examples_are_led_to(client: Client, db: None, content: Content, address: str) -> None:
    html = client.get(address).content.decode()
    aim = content.rubric_by_slug["specialty-match"].aim
    assert isinstance(aim, AxisAim)

    for one in aim.examples:
        assert f'<a href="/q/specialty-match/examples/{one.slug}/">{one.name}</a>' in html


def test_every_example_has_a_page_of_its_own_kind(content: Content) -> None:
    found = [
        results.example(content, rubric, one.slug).headline
        for rubric in content.rubrics
        for one in results.examples(rubric)
    ]
    assert len(set(found)) == len(found) == 6


@pytest.mark.parametrize("slug", STUDENTS)
def test_the_page_of_a_student_is_light(client: Client, db: None, slug: str) -> None:
    html = client.get(f"/q/specialty-match/examples/{slug}/").content
    assert len(brotli.compress(html)) <= 12 * 1024
