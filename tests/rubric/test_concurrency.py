"""What several people, or one with a quick finger, do at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from rubric import assessments, editions, erasing, forms, tokens
from rubric.models import Assessment
from tests.conftest import SONOGRAPHER, WORKED_EXAMPLE

FORM = "/q/sonographer-path/"


def send(sent: dict[str, Any], number: int) -> Any:
    return Client().post(FORM, sent)


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Let several threads do one thing from the same starting line."""
    line = threading.Barrier(count)

    def run(number: int) -> Any:
        try:
            line.wait(timeout=20)
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.slow
def test_the_same_form_at_the_same_moment_is_one_row_and_one_address(committed_db: None) -> None:
    for _ in range(5):
        sent = {**WORKED_EXAMPLE, "key": forms.new_key(), "edition": "1"}
        before = Assessment.objects.count()

        answers = at_once(8, partial(send, sent))

        assert {answer.status_code for answer in answers} == {303}
        assert len({answer["Location"] for answer in answers}) == 1
        assert Assessment.objects.count() == before + 1


@pytest.mark.slow
def test_a_class_at_the_same_moment_is_one_row_each(committed_db: None) -> None:
    answers = at_once(
        16,
        lambda number: Client().post(
            FORM, {**WORKED_EXAMPLE, "key": forms.new_key(), "edition": "1"}
        ),
    )

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer["Location"] for answer in answers}) == 16
    assert Assessment.objects.count() == 16


@pytest.mark.slow
def test_without_the_unique_digest_the_race_would_show(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sabotaged variant: a token that does not follow from the form gives many rows."""
    monkeypatch.setattr(tokens, "derive_owner_token", lambda *parts: forms.new_key()[:43])
    sent = {**WORKED_EXAMPLE, "key": forms.new_key(), "edition": "1"}

    answers = at_once(4, partial(send, sent))

    assert len({answer["Location"] for answer in answers}) == 4
    assert Assessment.objects.count() == 4


@pytest.mark.parametrize("place", ["share/", "plan/", "log/"])
def test_nothing_hangs_on_a_result_that_was_erased_meanwhile(
    committed_db: None, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    edition, live = editions.newest(), assessments.live
    token = assessments.submit(
        edition=edition,
        definition=edition.content.rubric_by_slug[SONOGRAPHER],
        ratings=WORKED_EXAMPLE,
        form_key=forms.new_key(),
    )

    def opened_and_erased(token_digest: str) -> Assessment:
        assessment = live(token_digest)
        erasing.erase(token_digest=token_digest)
        return assessment

    monkeypatch.setattr(assessments, "live", opened_and_erased)
    today = timezone.localdate().isoformat()
    share = {"label": "Maria", "scope": "outcome", "days": "30"}
    entry = {"on": today, "place": "generalist", "liked": "yes"}

    sent = {"key": forms.new_key(), "starts_on": today, **share, **entry}
    answer = Client().post(f"/r/{token}/{place}", sent)

    assert answer.status_code == 404
    assert answer.content == Client().get("/r/x/").content
