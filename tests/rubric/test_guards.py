"""The database refuses what would change an edition or a result that was shown."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.serializers import serialize
from django.db import IntegrityError, connection, transaction

from rubric.migrations import _guards_3 as guards
from rubric.models import Assessment, Edition, Room
from tests.conftest import run_statements


def save_it() -> None:
    edition = Edition.objects.get(number=1)
    edition.note = "Something else."
    edition.save()


def bulk_update_it() -> None:
    edition = Edition.objects.get(number=1)
    edition.digest = "0" * 64
    Edition.objects.bulk_update([edition], ["digest"])


def load_it_again(folder: Path) -> None:
    edition = Edition.objects.get(number=1)
    edition.content = "{}"
    file = folder / "edition.json"
    file.write_text(serialize("json", [edition]))
    call_command("loaddata", str(file), stdout=StringIO())


def raw(statement: str) -> Callable[[Path], None]:
    def run(folder: Path) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


INSERT = "INTO rubric_edition (number, published_on, published_by, note, content, digest) VALUES "
DEEDS: dict[str, Callable[[Path], Any]] = {
    "save": lambda folder: save_it(),
    "update": lambda folder: Edition.objects.update(content="{}"),
    "bulk_update": lambda folder: bulk_update_it(),
    "delete": lambda folder: Edition.objects.get(number=1).delete(),
    "queryset delete": lambda folder: Edition.objects.all().delete(),
    "loaddata": load_it_again,
    "raw update": raw("UPDATE rubric_edition SET number = 7"),
    "raw delete": raw("DELETE FROM rubric_edition"),
    "raw insert of the same number": raw(f"INSERT {INSERT}(1, '2026-01-01', '', '', '{{}}', '')"),
    "raw insert of an older number": raw(f"INSERT {INSERT}(0, '2026-01-01', '', '', '{{}}', '')"),
}
if connection.vendor == "sqlite":
    DEEDS["raw replacement"] = raw(
        f"INSERT OR REPLACE {INSERT}(1, '2026-01-01', '', '', '{{}}', '')"
    )


@pytest.mark.parametrize("deed", DEEDS)
def test_an_edition_never_changes(db: None, tmp_path: Path, deed: str) -> None:
    # What leans on an edition keeps it by itself.
    Room.objects.all().delete()
    before = list(Edition.objects.values())

    with pytest.raises(IntegrityError, match="edition_is_immutable"), transaction.atomic():
        DEEDS[deed](tmp_path)

    assert list(Edition.objects.values()) == before


@pytest.mark.skipif(connection.vendor != "sqlite", reason="no other database replaces so")
@pytest.mark.parametrize("name", ["id", "token_digest"])
def test_a_result_is_never_replaced(submit: Callable[..., str], name: str) -> None:
    """What replaces deletes first, past every guard of a deletion."""
    submit()
    before = Assessment.objects.values().get()
    columns = [str(field.column) for field in Assessment._meta.concrete_fields]
    other = {"id": "99", "token_digest": f"'{'0' * 64}'", "receipt": "'{}'"}
    wanted = [column if column == name else other.get(column, column) for column in columns]

    with (
        pytest.raises(IntegrityError, match="stored_result"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT OR REPLACE INTO rubric_assessment ({', '.join(columns)}) "
            f"SELECT {', '.join(wanted)} FROM rubric_assessment"
        )

    assert Assessment.objects.values().get() == before


@pytest.mark.parametrize(
    "changes",
    [
        {"receipt": {"margin": 28}},
        {"ratings": {"pace": 1}},
        {"created_on": date(2020, 1, 1)},
        {"rubric": "another"},
        {"token_digest": "0" * 64},
    ],
)
def test_a_shown_result_never_changes(submit: Callable[..., str], changes: dict[str, Any]) -> None:
    submit()

    with pytest.raises(IntegrityError, match="stored_result"), transaction.atomic():
        Assessment.objects.update(**changes)


def test_without_the_guards_the_same_deeds_would_pass(
    submit: Callable[..., str], tmp_path: Path
) -> None:
    submit()
    run_statements(guards.remove(connection.vendor))

    assert Edition.objects.update(note="Something else.") == 1
    assert Assessment.objects.update(receipt={}) == 1


def test_an_edition_with_results_cannot_go_even_without_guards(
    submit: Callable[..., str],
) -> None:
    submit()
    run_statements(guards.remove(connection.vendor))

    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.all().delete()
