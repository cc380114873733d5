"""What readers are told about editions."""

import gzip
import importlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from rubric import editions
from rubric.migrations import _guards_3 as guards
from rubric.models import Edition, Weight
from specialties.models import Kpi, Specialty
from tests.conftest import run_statements

moves = importlib.import_module("rubric.migrations.0019_what_an_edition_moves")
FLAGS = ("moves_levels", "moves_weights", "moves_words")

pytestmark = pytest.mark.django_db


def level_up() -> None:
    Specialty.objects.filter(slug="cardiology").update(ultrasound=1)


def weigh() -> None:
    Weight.objects.filter(criterion__key="pace", path__slug="generalist").update(value=1)
    Weight.objects.filter(criterion__key="variety", path__slug="generalist").update(value=3)


def reword() -> None:
    Kpi.objects.filter(name="Exams per day").update(low=9)


def flags(number: int) -> tuple[bool, ...]:
    return tuple(Edition.objects.values_list(*FLAGS).get(number=number))


def said(client: Client, number: int) -> str:
    page = client.get("/changes/").content.decode()
    part = page.partition(f'id="edition-{number}"')[2].partition("</li>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part.partition(">")[2])).strip()


def test_every_edition_says_what_moved(client: Client) -> None:
    for edit, note in ((level_up, "A level."), (weigh, "A weight."), (reword, "A word.")):
        edit()
        editions.publish(note=note)
    editions.republish(number=1, note="As it was.")

    assert [flags(number) for number in range(1, 6)] == [
        (False, False, False),
        (True, False, False),
        (False, True, False),
        (False, False, True),
        (True, True, True),
    ]
    day = f"{Edition.objects.get(number=1).published_on:%B %-d, %Y}"
    assert said(client, 1) == f"Edition 1, {day} The first edition. Nothing came before it."
    assert said(client, 2).endswith("A level. Levels moved. Weights did not.")
    assert said(client, 3).endswith("A weight. Weights moved. Levels did not.")
    assert said(client, 4).endswith(
        "A word. Words and facts alone. The same answers lead where they led before."
    )
    assert said(client, 5).endswith(
        "As it was. Levels and weights moved. Words and facts moved too."
    )


def test_the_newest_stands_first_and_the_page_is_new_with_it(client: Client) -> None:
    assert said(client, 2) == ""
    reword()
    editions.publish(note="<b>Nine</b> & more.", by="ada")
    page = client.get("/changes/").content.decode()

    assert re.findall(r'id="edition-(\d+)"', page) == ["2", "1"]
    assert "&lt;b&gt;Nine&lt;/b&gt; &amp; more." in page
    # Who published is nothing for readers.
    assert "ada" not in said(client, 2)


def test_hundreds_of_editions_are_listed_without_reading_any(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    first = Edition.objects.get(number=1)
    for number in range(2, 201):
        first.pk = number
        first.save(force_insert=True)
    client.get("/")
    monkeypatch.setattr("rubric.content.read", lambda text: pytest.fail("read"))
    with django_assert_num_queries(2) as captured:
        page = client.get("/changes/").content.decode()

    assert page.count('id="edition-') == 200
    assert not [row for row in captured.captured_queries if '"content"' in row["sql"]]


def test_every_page_leads_there_and_so_does_a_result_that_would_come_out_otherwise(
    client: Client, submit: Any
) -> None:
    link = 'href="/changes/"'
    token = submit()
    assert client.get("/").content.decode().count(link) == 1
    assert client.get(f"/r/{token}/").content.decode().count(link) == 1
    Weight.objects.filter(criterion__key="depth").update(value=9)
    Weight.objects.filter(criterion__key="variety").update(value=9)
    editions.publish(note="Heavier.")
    page = client.get(f"/r/{token}/").content.decode()
    assert ("has been edited since" in page) == (page.count(link) == 2)


def test_a_database_from_before_is_told_the_same(empty_db: None) -> None:
    data = Path(__file__).resolve().parents[1] / "data"
    texts = [
        gzip.decompress((data / f"edition-format-{number}.json.gz").read_bytes()).decode()
        for number in (1, 2, 2, 3)
    ]
    for number, text in enumerate(texts, 1):
        Edition.objects.create(number=number, content=text, digest="", published_on="2026-01-01")
    run_statements(guards.remove(connection.vendor))
    moves.fill_in(apps, None)
    run_statements(guards.install(connection.vendor))

    assert [flags(number) for number in range(1, 5)] == [
        (False, False, False),
        (True, True, True),
        (False, False, False),
        (False, False, True),
    ]
