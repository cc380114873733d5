"""The data inventory names every field that is stored of a person, and nothing else."""

import re
from pathlib import Path

from django.conf import settings
from django.db.models import Model
from django.test import Client

from rubric.models import (
    Assessment,
    Contribution,
    LogEntry,
    Plan,
    Release,
    Revocation,
    Room,
    Share,
)
from tests import reading

TEXT = (Path(__file__).resolve().parents[1] / "docs" / "privacy.md").read_text(encoding="utf-8")
OF_A_RESULT = (Assessment, Share, Revocation, Plan, LogEntry)
STORED: tuple[type[Model], ...] = (*OF_A_RESULT, Room, Contribution, Release)


def fields() -> list[str]:
    return [
        f"{model.__name__}.{field.name}"
        for model in STORED
        for field in model._meta.get_fields()
        # What points back from other tables is a field of theirs.
        if not field.auto_created or field.concrete
    ]


def listed(text: str) -> list[str]:
    inventory = text.partition("## Data inventory")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(\w+\.\w+)` \| \S", inventory, re.MULTILINE)


def test_every_field_that_is_stored_stands_in_the_inventory() -> None:
    assert listed(TEXT) == fields()


def test_a_field_that_is_missing_is_noticed() -> None:
    for field in fields():
        assert listed(TEXT.replace(f"`{field}`", "``")) != fields()


def test_nothing_else_points_to_a_result() -> None:
    """Whatever hangs on a result goes with it, or forgets it."""
    related = {relation.related_model for relation in Assessment._meta.related_objects}

    assert related == set(OF_A_RESULT)


def test_the_page_says_how_long_and_reads_easily(client: Client, db: None) -> None:
    text = client.get("/privacy/").content.decode()

    assert f"A result opens for {settings.RETENTION_DAYS} days." in text
    assert f"up to {settings.LONGEST_RETENTION_DAYS} days" in " ".join(text.split())
    assert reading.grade(reading.sentences(text)) <= 8


def test_the_page_names_buttons_that_there_are(client: Client, db: None) -> None:
    text = client.get("/privacy/").content.decode()
    templates = Path(__file__).resolve().parents[1] / "templates"
    script = (templates.parent / "static" / "js" / "careerfit.js").read_text(encoding="utf-8")
    others = [
        file.read_text(encoding="utf-8")
        for file in templates.rglob("*.html")
        if file.name != "privacy.html"
    ]
    wanted = [" ".join(words.split()) for words in re.findall("“(.*?)”", text, re.DOTALL)]

    assert len(wanted) > 3
    assert [words for words in wanted if words not in " ".join((*others, script))] == []
