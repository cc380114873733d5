"""Among many results, no page and no regular work looks at all of them to find its own."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from rubric import assessments, buckets, erasing, forms, tokens
from rubric.models import Assessment, Bucket, LogEntry, Plan, Revocation, Share
from tests.bench_fill import fill
from tests.conftest import SONOGRAPHER, WORKED_EXAMPLE, Clock

# So many that no database would rather read all of them.
RESULTS = 5000
LARGE = tuple(
    model._meta.db_table for model in (Assessment, Share, Revocation, Plan, LogEntry, Bucket)
)
# How each database says that it reads a table from one end to the other. SQLite names it as the
# statement does, so it is any table but the small one.
WHOLE = {
    "sqlite": r"^SCAN (?!rubric_edition\b|e\b|CONSTANT ROW|\(subquery)",
    "postgresql": rf"Seq Scan on ({'|'.join(LARGE)})\b",
}
Statement = tuple[str, Any]


@contextmanager
def collected() -> Iterator[list[Statement]]:
    """Every statement that reads or writes rows, with its values."""
    found = list[Statement]()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if re.match(r"SELECT|INSERT|UPDATE|DELETE|WITH", sql):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def plan_of(statement: Statement) -> list[str]:
    """How the database would go about it, a line a step."""
    sql, params = statement
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}", params)
        return [str(row[-1]) for row in cursor.fetchall()]


def whole_reads(statements: list[Statement]) -> dict[str, list[str]]:
    """The statements that read a large table as a whole, with how."""
    found = {}
    # The same words have the same plan.
    for statement in {sql: (sql, params) for sql, params in statements}.values():
        plan = plan_of(statement)
        if any(re.search(WHOLE[connection.vendor], step.strip()) for step in plan):
            found[statement[0]] = plan
    return found


@pytest.fixture
def many(db: None, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(RESULTS, every=1)
    Revocation.objects.bulk_create(
        Revocation(assessment=share.assessment, key_digest=share.token_digest)
        for share in Share.objects.select_related("assessment").defer("assessment__receipt")
    )
    # Some are full again, and most of them in a hundred years.
    Bucket.objects.bulk_create(
        Bucket(key=f"{n:064}", full_at=n if n < 20 else 5e9) for n in range(RESULTS)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    # The first submission of the day erases, too: few of many, as in life.
    monkeypatch.setattr(erasing, "_swept_on", [])
    monkeypatch.setattr(erasing, "PORTION", 10)
    monkeypatch.setattr(buckets, "SWEEP_AT_ONCE", 10)


class Student:
    """Goes through everything that hangs on a result, and back."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return answer.content.decode()

    def key_on(self, path: str, where: str) -> str:
        found = re.search(where, self.get(path))
        assert found, path
        return found[1]

    def send(self, path: str, **fields: str) -> str:
        answer = self.client.post(path, {"key": forms.new_key(), **fields})
        assert answer.status_code == 303, (path, answer.content)
        return str(answer["Location"])

    def walk(self) -> None:
        today = timezone.localdate().isoformat()
        ratings = {name: str(rating) for name, rating in WORKED_EXAMPLE.items()}
        form = f"/q/{SONOGRAPHER}/"
        self.get("/")
        self.get(form)
        mine = self.send(form, edition="1", **ratings)
        assert self.client.get(f"/r/{'x' * 43}/").status_code == 404
        self.send(f"{mine}plan/", starts_on=today)
        self.send(f"{mine}plan/ticks/")
        self.send(f"{mine}log/", on=today, place="generalist", liked="yes")
        self.send(f"{mine}share/", label="Maria", scope="answers", days="30", with_log="on")
        self.send(f"{mine}keep/", until=today)
        share = self.key_on(f"{mine}share/", r"/share/([\w-]{43})/card/")
        entry = self.key_on(f"{mine}log/", r"/log/([\w-]{43})/remove/")
        later = self.send(f"{mine}again/", edition="1", **ratings)
        pages = "result.json result.csv share/ card/ again/ what-if/ plan/ plan.ics log/ words/"
        for page in ("", *pages.split(), f"share/{share}/card/", f"log/{entry}/remove/", "delete/"):
            self.get(f"{mine}{page}")
        self.get(f"{later}before/")
        owner = mine.strip("/").rpartition("/")[2]
        self.get(f"/s/{tokens.derive_share_token(owner, share)}/")
        self.send(f"{mine}log/{entry}/remove/")
        self.send(f"{mine}share/{share}/revoke/")
        self.send(f"{mine}delete/")


def test_no_page_reads_a_large_table_as_a_whole(many: None) -> None:
    with collected() as statements:
        Student().walk()

    tables = {table for table in LARGE if any(table in sql for sql, _ in statements)}
    assert tables == set(LARGE)
    assert whole_reads(statements) == {}


def test_no_regular_work_reads_a_large_table_as_a_whole(
    many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is asked for counts here, not what is worked out from it.
    monkeypatch.setattr(assessments, "_verifies", lambda *found: True)
    with collected() as statements:
        erasing.purge(pause=lambda _: None)
        assessments.verify()

    assert not Assessment.objects.expired().exists()
    assert whole_reads(statements) == {}


def test_a_column_without_an_index_would_be_noticed(many: None) -> None:
    with collected() as statements:
        assert not Assessment.objects.filter(checksum="nothing").exists()
        assert not Share.objects.filter(label="Nobody").exists()

    assert len(whole_reads(statements)) == 2
