"""Seeding again never undoes what an admin did."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError

from rubric.models import Edition
from specialties import seeding
from specialties.models import Kpi, Note, SeededRow

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
LIBRARY = [FIXTURES / f"{name}.yaml" for name in ("sources", "paths", "axes", "library")]


def seed(*words: str) -> str:
    answer = StringIO()
    call_command("seed", *words, stdout=answer)
    return answer.getvalue()


def test_an_empty_database_is_filled_and_published(empty_db: None) -> None:
    answer = seed()

    assert "0 updated, 0 unchanged, 0 kept" in answer
    assert "Edition 1 is published." in answer
    assert Edition.objects.count() == 1


def test_seeding_again_changes_nothing(db: None) -> None:
    rows = SeededRow.objects.count()

    answer = seed()

    assert f"0 created, 0 updated, {rows} unchanged, 0 kept" in answer
    assert "published" not in answer
    assert SeededRow.objects.count() == rows


def test_an_edited_row_stays_and_is_named(db: None) -> None:
    Kpi.objects.filter(name="Diagnostic accuracy").update(low=97)

    answer = seed()

    assert "1 kept" in answer
    assert "Diagnostic accuracy" in answer
    assert "1 differences to what readers see" in answer
    assert Kpi.objects.get(name="Diagnostic accuracy").low == 97


def test_edited_and_deleted_rows_follow_the_fixture_when_told_to(db: None) -> None:
    Kpi.objects.filter(name="Diagnostic accuracy").update(low=97)
    Kpi.natural("generalist", "Exams per day").delete()

    answer = seed("--overwrite")

    assert "1 created, 1 updated," in answer
    assert Kpi.objects.get(name="Diagnostic accuracy").low == 95
    assert Kpi.natural("generalist", "Exams per day")


def test_a_row_that_nobody_edited_follows_the_fixture(db: None, tmp_path: Path) -> None:
    changed = tmp_path / "library.yaml"
    note = Note.objects.order_by("pk")[0]
    head = (
        f"- model: specialties.note\n  fields:\n    key: {note.key}\n    section: {note.section}\n"
    )
    changed.write_text(f"{head}    theme: ''\n    text: New words.\n    order: {note.order}\n")

    report = seeding.load([changed])

    assert report.counts["updated"] == 1
    note.refresh_from_db()
    assert note.text == "New words."


def test_a_bad_row_names_the_constraint_and_nothing_is_half_loaded(
    db: None, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        "- model: specialties.source\n"
        "  fields: {key: new, publisher: New, title: New, grade: editorial, "
        "checked_on: 2026-11-01}\n"
        "- model: specialties.payfigure\n"
        "  fields: {key: odd, label: Odd, low: 5, high: 4, order: 1, source: [new]}\n"
    )

    with pytest.raises(IntegrityError, match="pay_is_a_range_or_a_median"):
        seeding.load([bad])

    assert not SeededRow.objects.filter(natural_key='["new"]').exists()


def test_an_edited_row_would_be_lost_without_the_memory_of_the_last_seeding(db: None) -> None:
    """The sabotaged variant: plain loaddata takes the edit back."""
    Kpi.objects.filter(name="Diagnostic accuracy").update(low=97)

    call_command("loaddata", *map(str, LIBRARY), verbosity=0)

    assert Kpi.objects.get(name="Diagnostic accuracy").low == 95


def test_a_deleted_row_stays_deleted_with_what_leaned_on_it(db: None) -> None:
    cited = Note.objects.filter(citations__isnull=False).order_by("pk")[0]
    citations = cited.citations.count()
    cited.delete()

    answer = seed()

    assert f"{1 + citations} kept" in answer
    assert not Note.objects.filter(key=cited.key).exists()
    assert "specialties.citation that leans on specialties.note" in answer


def test_a_name_that_was_never_there_is_an_error(db: None, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        "- model: specialties.payfigure\n"
        "  fields: {key: odd, label: Odd, middle: 5, order: 1, source: [nobody]}\n"
    )

    with pytest.raises(DeserializationError, match="nobody"):
        seeding.load([bad])
