"""A result to take along: data and a table with all that hangs on it."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rubric import assessments, tokens
from rubric.models import LogEntry, Plan, Share
from tests.bench import MATCH_RATINGS
from tests.conftest import MATCH
from tests.rubric.test_again import store
from tests.rubric.test_change import answer_again

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "|cmd", "\t=1+1", "\r\n=1+1", " =1+1")
RATINGS = {key: None if value == "skip" else int(value) for key, value in MATCH_RATINGS.items()}


def hang(token: str, *, text: str = "A line") -> None:
    """A plan under way, an entry of the log and a share."""
    assessment, today = assessments.live(tokens.digest(token)), timezone.localdate()
    Plan.objects.create(assessment=assessment, starts_on=date(2026, 12, 1), done=["nothing"])
    LogEntry.objects.create(
        assessment=assessment,
        key="k" * 43,
        on=date(2026, 11, 3),
        place="vascular",
        liked=True,
        deeds=["generate"],
        line=text,
    )
    for label, days in ((text, 7), ("Over", -1)):
        Share.objects.create(
            assessment=assessment,
            key=f"{label[:1]}{days}",
            token_digest=tokens.digest(f"{label}{days}"),
            label=label,
            scope="answers",
            created_on=today - timedelta(days=9),
            expires_on=today + timedelta(days=days),
        )


def open_table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_data_holds_what_hangs_on_a_result(client: Client, submit: Callable[..., str]) -> None:
    token = submit()
    hang(token)

    data = client.get(f"/r/{token}/result.json").json()

    assert list(data)[-4:] == ["previous", "plan", "log", "shares"]
    assert data["previous"] is False
    assert (data["plan"]["starts_on"], data["plan"]["retake_on"]) == ("2026-12-01", "2026-12-30")
    assert {task["week"] for task in data["plan"]["tasks"]} == {1, 2, 3, 4}
    assert not any(task["done"] for task in data["plan"]["tasks"])
    assert data["log"] == [
        {
            "on": "2026-11-03",
            "place": "vascular",
            "liked": True,
            "deeds": ["generate"],
            "line": "A line",
        }
    ]
    last_day = timezone.localdate() + timedelta(days=7)
    assert data["shares"] == [
        {"label": "A line", "scope": "answers", "last_day": last_day.isoformat()}
    ]


def test_what_is_not_there_is_said_so(client: Client, submit: Callable[..., str]) -> None:
    data = client.get(f"/r/{submit()}/result.json").json()

    assert [data[key] for key in ("previous", "plan", "log", "shares")] == [False, None, [], []]


@pytest.mark.parametrize("name", ["result.json", "result.csv"])
def test_nothing_that_opens_anything_is_in_it(
    client: Client, submit: Callable[..., str], name: str
) -> None:
    token = submit()
    hang(token)

    text = client.get(f"/r/{token}/{name}").content.decode()

    assert token not in text
    for share in Share.objects.all():
        assert share.token_digest not in text
        assert f"{share.key}" not in text.replace(",", " ").split()
    assert tokens.digest(token) not in text


def test_a_result_that_was_answered_again_says_so(
    client: Client, submit: Callable[..., str]
) -> None:
    new = answer_again(client, submit(), pace="1")

    assert client.get(f"/r/{new}/result.json").json()["previous"] is True
    rows = open_table(client.get(f"/r/{new}/result.csv").content)
    assert {"section": "previous", "key": "", "name": "", "value": "yes"} in rows


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in leaves(part)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in leaves(part)]
    return [value]


@pytest.mark.parametrize("kind", ["paths", "match"])
def test_the_table_has_every_value_of_the_data(
    client: Client, submit: Callable[..., str], kind: str
) -> None:
    token = submit() if kind == "paths" else store(MATCH, RATINGS)
    hang(token)

    answer = client.get(f"/r/{token}/result.csv")
    data = client.get(f"/r/{token}/result.json").json()

    rows = open_table(answer.content)
    words = {True: "yes", False: "no", None: ""}
    assert [row["value"] for row in rows] == [
        words[leaf] if isinstance(leaf, bool | None) else str(leaf) for leaf in leaves(data)
    ]
    assert list(dict.fromkeys(row["section"] for row in rows)) == [
        name for name, value in data.items() if leaves(value)
    ]
    assert "odds" in json.dumps(data)


def test_keys_have_their_names(client: Client, submit: Callable[..., str]) -> None:
    rows = open_table(client.get(f"/r/{submit()}/result.csv").content)
    found = {(row["section"], row["key"]): (row["name"], row["value"]) for row in rows}

    assert found["ratings", "pace"] == ("Preference for a fast-paced environment", "4")
    assert found["odds", "versatile-generalist"] == ("Versatile Generalist", "0.966")


def test_spreadsheets_open_it(client: Client, submit: Callable[..., str]) -> None:
    answer = client.get(f"/r/{submit()}/result.csv")

    assert answer.content.startswith(b"\xef\xbb\xbfsection,key,name,value\r\n")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="careerfit-result.csv"'
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_starts_a_formula(client: Client, submit: Callable[..., str], text: str) -> None:
    token = submit()
    hang(token, text=text)

    rows = open_table(client.get(f"/r/{token}/result.csv").content)

    planted = [row["value"] for row in rows if row["value"].endswith(text.strip()[1:])]
    assert len(planted) == 2
    for value in (cell for row in rows for cell in row.values()):
        is_number = value.lstrip("-").replace(".", "", 1).isdigit()
        assert is_number or not value.startswith(("=", "+", "-", "@", "|", "%", "\t", "\r", "\n"))


@pytest.mark.parametrize("name", ["result.json", "result.csv"])
def test_it_takes_four_queries_whatever_hangs_on_it(
    client: Client,
    submit: Callable[..., str],
    django_assert_num_queries: DjangoAssertNumQueries,
    name: str,
) -> None:
    token = submit()
    hang(token)
    with django_assert_num_queries(4):
        client.get(f"/r/{token}/{name}")
    assert client.get(f"/r/{'A' * 43}/{name}").status_code == 404
