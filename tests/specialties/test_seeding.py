"""Seeding again never undoes what an admin did."""

from functools import partial
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError

from rubric.models import CriterionQuestion, Edition, Example
from specialties import models, seeding
from specialties.models import Kpi, Note, PayFigure, SeededRow, Source

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


def test_what_cannot_be_without_a_deleted_row_stays_away(db: None) -> None:
    Example.objects.get(slug="mara").delete()
    asked = CriterionQuestion.objects.select_related("question")[0].question
    CriterionQuestion.objects.filter(question=asked).delete()
    asked.delete()

    answer = seed()

    assert "rubric.examplerating that leans on rubric.example" in answer
    assert "rubric.criterionquestion that leans on specialties.question" in answer
    assert not Example.objects.filter(slug="mara").exists()


def test_a_name_that_was_never_there_is_an_error(db: None, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        "- model: specialties.payfigure\n"
        "  fields: {key: odd, label: Odd, middle: 5, order: 1, source: [nobody]}\n"
    )

    with pytest.raises(DeserializationError, match="nobody"):
        seeding.load([bad])


# What the fixtures have dropped


def written(folder: Path, *texts: str) -> Path:
    """A fixture with an own source and these rows."""
    file = folder / "own.yaml"
    file.write_text(SOURCE + "".join(texts))
    return file


SOURCE = (
    "- model: specialties.source\n"
    "  fields: {key: own, publisher: Own, title: Own, grade: editorial, checked_on: 2026-11-01}\n"
)
PAY = (
    "- model: specialties.payfigure\n"
    "  fields: {key: odd, label: Odd, middle: 5, order: 1, source: [own]}\n"
)


@pytest.fixture
def once(empty_db: None, tmp_path: Path) -> Path:
    """A database that was seeded with a source and a pay figure alone."""
    seeding.load([written(tmp_path, PAY)])
    return tmp_path


def test_a_dropped_row_is_retired_when_the_fixtures_are_complete(once: Path) -> None:
    report = seeding.load([written(once)])
    assert (report.counts["retired"], PayFigure.objects.count()) == (0, 1)

    report = seeding.load([written(once)], complete=True)
    assert (report.counts["retired"], PayFigure.objects.count()) == (1, 0)
    assert not SeededRow.objects.filter(model="specialties.payfigure").exists()
    assert seeding.load([written(once)], complete=True).counts["retired"] == 0


def test_a_dropped_row_that_was_edited_stays_and_is_named(once: Path) -> None:
    PayFigure.objects.update(middle=6)

    report = seeding.load([written(once)], complete=True)

    assert (report.counts["retired"], report.counts["kept"]) == (0, 1)
    assert report.kept == ['specialties.payfigure ["odd"], which the fixtures have dropped']
    assert PayFigure.objects.get().middle == 6
    seeding.load([written(once)], complete=True, overwrite=True)
    assert not PayFigure.objects.exists()


def test_a_dropped_row_stays_while_another_leans_on_it(once: Path) -> None:
    seeding.load([written(once)])
    empty = once / "none.yaml"
    empty.write_text("[]\n")
    PayFigure.objects.update(middle=6)

    report = seeding.load([empty], complete=True)

    assert report.counts["kept"] == 2
    assert Source.objects.filter(key="own").exists()


def test_what_belongs_to_a_dropped_row_that_was_edited_stays_with_it(once: Path) -> None:
    path = "- model: specialties.path\n  fields: {slug: deep, name: Deep, order: 1}\n"
    scope = (
        "- model: specialties.statement\n"
        "  fields: {path: [deep], kind: scope, theme: One, text: One, order: 1, source: [own]}\n"
    )
    seeding.load([written(once, path, scope)])
    models.Path.objects.update(name="Deeper")

    report = seeding.load([written(once, PAY)], complete=True)

    assert (report.counts["retired"], report.counts["kept"]) == (0, 2)
    assert models.Statement.objects.get().path.name == "Deeper"


def test_dropped_rows_are_retired_together_with_what_they_lean_on(once: Path) -> None:
    empty = once / "none.yaml"
    empty.write_text("[]\n")

    assert seeding.load([empty], complete=True).counts["retired"] == 2
    assert not Source.objects.exists()


def test_a_new_row_takes_the_place_of_a_dropped_one(once: Path) -> None:
    path = "- model: specialties.path\n  fields: {slug: SLUG, name: NAME, order: 1}\n"
    old = written(once, path.replace("SLUG", "old").replace("NAME", "Old"))
    seeding.load([old], complete=True)

    new = written(once, path.replace("SLUG", "new").replace("NAME", "New"))
    report = seeding.load([new], complete=True)

    assert (report.counts["created"], report.counts["retired"]) == (1, 1)
    assert list(models.Path.objects.values_list("slug", "order")) == [("new", 1)]


def test_a_dropped_row_that_an_admin_deleted_is_forgotten(once: Path) -> None:
    PayFigure.objects.all().delete()

    report = seeding.load([written(once)], complete=True)

    assert (report.counts["retired"], report.counts["kept"]) == (0, 0)
    assert not SeededRow.objects.filter(model="specialties.payfigure").exists()


# What a fixture has to say


ACTIVITY = (
    "- model: specialties.activity\n"
    "  fields: {specialty: [neurology], kind: imaging, name: Odd, frequency: daily, order: 90, "
    "source: [editorial]}\n"
)
LEVEL = (
    "- model: specialties.axislevel\n"
    "  fields: {specialty: [neurology], axis: [act], level: low, basis: o, reason: '', "
    "source: [editorial]}\n"
)


@pytest.mark.parametrize(
    ("row", "left_out", "named"),
    [
        (ACTIVITY, "frequency: daily, ", "activity_frequency_is_known"),
        (ACTIVITY, ", source: [editorial]", "specialties_activity.source_id"),
        (LEVEL, "level: low, ", "specialties_axislevel.level"),
        (LEVEL, ", source: [editorial]", "specialties_axislevel.source_id"),
        (LEVEL, "basis: o, ", "axis_level_has_a_basis"),
    ],
)
def test_a_fixture_that_leaves_out_what_must_be_said_fails_and_names_it(
    db: None, tmp_path: Path, row: str, left_out: str, named: str
) -> None:
    assert left_out in row
    bad = tmp_path / "bad.yaml"
    bad.write_text(row.replace(left_out, ""))

    # PostgreSQL names the column alone.
    with pytest.raises(IntegrityError, match=named.rpartition(".")[2]):
        seeding.load([bad], overwrite=True)


def test_a_row_has_the_same_name_in_its_fixture_as_in_its_table(db: None) -> None:
    files = sorted(FIXTURES.rglob("*.yaml"))
    seeded = {(row.model, row.natural_key): row for row in SeededRow.objects.all()}

    assert len(seeded) > 1000
    assert seeding._unnamed(files, seeded) == {}
    assert {name[0] for name in seeding._unnamed(files[1:], seeded)}


def test_a_history_begins_with_the_first_change(db: None):
    source = Source.natural("editorial")
    source.save()
    assert list(source.history.all()) == []
    old, source.title = source.title, "Ours"
    source.save()
    changed, before = source.history.all()
    assert (before.history_type, before.title, before.history_user) == ("+", old, None)
    assert (changed.history_type, changed.title) == ("~", "Ours")
    source.save()
    assert source.history.count() == 2


def test_the_first_seeding_writes_no_history_and_a_later_one_what_it_changes(
    empty_db: None, tmp_path: Path
):
    load_text = partial(_load_text, tmp_path / "rows.yaml")
    load_text("Old", "a")
    assert Source.history.count() == 0
    load_text("New", "a", "b")
    a, b = Source.objects.order_by("key")
    assert [(row.history_type, row.title) for row in a.history.all()] == [
        ("~", "New"),
        ("+", "Old"),
    ]
    assert [(row.history_type, row.title) for row in b.history.all()] == [("+", "New")]
    load_text("New", "a")
    assert [row.history_type for row in Source.history.filter(key="b")] == ["-", "+"]


def _load_text(file: Path, title: str, *keys: str) -> None:
    rows = [
        {
            "model": "specialties.source",
            "fields": {
                "key": key,
                "publisher": "Us",
                "title": title,
                "grade": "editorial",
                "checked_on": "2025-01-01",
            },
        }
        for key in keys
    ]
    file.write_text(yaml.safe_dump(rows), encoding="utf-8")
    seeding.load([file], complete=True)
