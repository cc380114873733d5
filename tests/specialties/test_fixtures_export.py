"""The working copy written back: nothing differs after seeding, and whatever was edited lands."""

import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import given
from hypothesis import strategies as st

from rubric import content, editions
from rubric.management.commands.seed import FILES
from rubric.models import Criterion, ExampleRating, Rubric, Weight
from specialties import fixtures, seeding
from specialties.levels import Level
from specialties.models import (
    AxisLevel,
    Citation,
    Kpi,
    Note,
    Route,
    Source,
    Specialty,
    Statement,
)
from tests.conftest import wipe

pytestmark = pytest.mark.django_db
REPOSITORY = Path(__file__).resolve().parents[2] / "fixtures"


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """The fixtures of the repository, where a test may write."""
    shutil.copytree(REPOSITORY, tmp_path / "fixtures")
    settings.FIXTURE_DIRS = [tmp_path / "fixtures"]
    return tmp_path / "fixtures"


def export(*options: str) -> list[str]:
    said = StringIO()
    call_command("export_fixtures", *options, stdout=said)
    return said.getvalue().splitlines()


def differing(folder: Path) -> dict[str, tuple[list[str], list[str]]]:
    """For each file that is not the repository's, the lines that went and those that came."""
    found = {}
    for name in FILES:
        old = (REPOSITORY / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
        new = (folder / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
        if old != new:
            gone, come = [line for line in old if line not in new], [*_without(new, old)]
            found[name] = (gone, come)
    return found


def _without(lines: list[str], others: list[str]) -> Iterator[str]:
    return (line for line in lines if line not in others)


def test_after_seeding_nothing_differs(folder: Path) -> None:
    assert export() == ["0 rows differ."]
    assert export("--check") == ["0 rows differ."]
    assert differing(folder) == {}


def test_a_changed_field_is_the_only_line_that_changes(folder: Path) -> None:
    level = AxisLevel.natural("psychiatry", "act")
    level.reason = "A reason that nobody has given before."
    level.level = Level.MODERATE
    level.save()
    kpi = Kpi.natural("generalist", "Exams per day")
    kpi.low = kpi.low + 1
    kpi.save()

    assert export() == [
        "paths.yaml: changed specialties.kpi generalist Exams per day",
        "specialties.yaml: changed specialties.axislevel psychiatry act",
        "2 rows differed.",
    ]
    assert differing(folder)["paths"] == (['    low: "8"'], ['    low: "9"'])
    assert differing(folder)["specialties"][1] == [
        '    reason: "A reason that nobody has given before."'
    ]
    assert export() == ["0 rows differ."]


def test_checking_writes_nothing_and_fails(folder: Path) -> None:
    Source.objects.filter(key="editorial").update(title="Another title")

    with pytest.raises(CommandError, match="The fixtures differ in 1 rows"):
        export("--check")
    assert differing(folder) == {}


def test_a_new_row_lands_among_its_likes(folder: Path) -> None:
    path = Kpi.natural("generalist", "Exams per day")
    path.pk, path.name, path.order = None, "Rooms per day", 1
    path.save(force_insert=True)
    export()
    text = (folder / "paths.yaml").read_text(encoding="utf-8")
    rows = [row for row in yaml.safe_load(text) if row["model"] == "specialties.kpi"]
    at = [row["fields"]["name"] for row in rows].index("Rooms per day")

    assert rows[at - 1]["fields"]["path"] == ["generalist"]
    assert rows[at - 1]["fields"]["order"] == 1
    assert list(rows[at]["fields"]) == list(rows[at - 1]["fields"])
    assert list(differing(folder)) == ["paths"]


def test_comments_stay_and_a_deleted_row_goes(folder: Path) -> None:
    Kpi.natural("generalist", "Exams per day").delete()

    assert export()[0] == "paths.yaml: gone specialties.kpi generalist Exams per day"
    text = (folder / "paths.yaml").read_text(encoding="utf-8")
    old = (REPOSITORY / "paths.yaml").read_text(encoding="utf-8")
    assert "Exams per day" not in text
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in old.splitlines() if line.startswith("#")
    ]


def test_what_is_written_seeds_the_same_working_copy(folder: Path) -> None:
    _edit_everything()
    wanted = content.digest(content.write(editions.compiled()))
    export()
    wipe()
    seeding.load([folder / f"{name}.yaml" for name in FILES])

    assert content.digest(content.write(editions.compiled())) == wanted
    assert export() == ["0 rows differ."]


def _edit_everything() -> None:
    """Edits of every kind: texts that YAML minds, nothing instead of something, new and gone."""
    Source.objects.filter(key="editorial").update(
        title='A “title”: with "quotes", # and \\ in it', year="2024"
    )
    Note.objects.filter(key="mission").update(
        text="Two  spaces, a\u00a0hard one,\na line and an end. " + "Many words more. " * 12 + "."
    )
    Note.objects.filter(key="physician-reports").update(text="word\u00a0word " * 30 + "end")
    Specialty.objects.filter(slug="psychiatry").update(training="", training_source=None)
    Statement.objects.filter(kind="scope").update(text="yes", detail="null")
    ExampleRating.objects.filter(value=None).update(value=2)
    Weight.objects.filter(value=3).update(value=2)
    Route.objects.filter(after=None)[0].delete()
    source = Source(
        key="a-new-one", publisher="X", title="2024-01-01", grade="published",
        checked_on=Source.natural("editorial").checked_on,
    )  # fmt: skip
    source.save()
    note = Note.objects.filter(specialty__isnull=False)[0]
    note.pk, note.key, note.order = None, "a-new-note", 77
    note.save(force_insert=True)
    Citation.objects.create(note=note, source=source, order=2)
    rubric = Rubric.natural("specialty-match")
    criterion = Criterion.natural("sonographer-path", "variety")
    criterion.pk, criterion.key, criterion.order = None, "another", 99
    criterion.save(force_insert=True)
    rubric.title = "Which specialty is yours?"
    rubric.save()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_every_text_is_read_as_it_was(text: str) -> None:
    written = fixtures._text("    text: ", text)

    assert yaml.safe_load(written) == {"text": text}
