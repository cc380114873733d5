"""What several people, or one with a quick finger, do at the same moment."""

import html
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from rubric import assessments, content, editions, erasing, forms, tokens
from rubric.admin.editions import MOVED
from rubric.migrations import _guards_3 as guards
from rubric.models import Assessment, Edition
from specialties.models import Kpi
from tests.conftest import SONOGRAPHER, WORKED_EXAMPLE, run_statements

FORM = "/q/sonographer-path/"
EDITORS = ("ada", "grace")


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

    def opened_and_erased(token_digest: str, **of_a_class: str) -> Assessment:
        assessment = live(token_digest, **of_a_class)
        erasing.erase(owner_token=token)
        return assessment

    monkeypatch.setattr(assessments, "live", opened_and_erased)
    today = timezone.localdate().isoformat()
    share = {"label": "Maria", "scope": "outcome", "days": "30"}
    entry = {"on": today, "place": "generalist", "liked": "yes"}

    sent = {"key": forms.new_key(), "starts_on": today, **share, **entry}
    answer = Client().post(f"/r/{token}/{place}", sent)

    assert answer.status_code == 404
    assert answer.content == Client().get("/r/x/").content


@pytest.fixture
def an_edit(committed_db: None) -> Iterator[None]:
    """Something to publish, by two who may; afterwards nothing of it is left."""
    kpis = Kpi.objects.filter(name="Exams per day", low=8)
    assert kpis.update(low=9) == 1
    for name in EDITORS:
        User.objects.create_superuser(name)
    yield
    Kpi.objects.filter(name="Exams per day").update(low=8)
    User.objects.filter(username__in=EDITORS).delete()
    run_statements(guards.remove(connection.vendor))
    Edition.objects.filter(number__gt=1).delete()
    run_statements(guards.install(connection.vendor))


@pytest.mark.parametrize("route", ["publish/", "1/again/"])
def test_two_who_publish_at_once_get_one_edition(
    an_edit: None, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    address = f"/admin/rubric/edition/{route}"
    if route != "publish/":
        editions.publish(note="Nine.")
    before = list(Edition.objects.values_list("number", flat=True))
    clients = [Client(), Client()]
    for client, name in zip(clients, EDITORS, strict=True):
        client.force_login(User.objects.get(username=name))
    shown = [client.get(address).context["shown"] for client in clients]
    digest = content.digest

    def slow(text: str) -> str:
        # Long enough for both to have read which edition is the newest.
        time.sleep(0.3)
        return digest(text)

    monkeypatch.setattr(content, "digest", slow)
    answers = at_once(
        2,
        lambda number: clients[number].post(
            address,
            {"shown": shown[number], "note": f"Typed by {EDITORS[number]}.", "is_read": "on"},
        ),
    )

    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [303, 422]
    loser = statuses.index(422)
    page = answers[loser].content.decode()
    assert MOVED in html.unescape(page)
    assert f"Typed by {EDITORS[loser]}." in page
    assert list(Edition.objects.values_list("number", flat=True)) == [before[0] + 1, *before]
    assert Edition.objects.all()[0].published_by == EDITORS[1 - loser]
