"""What was typed below a result, when its form cannot be taken: kept, with a sentence."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.utils import timezone

from rubric import forms, shares
from rubric.models import LogEntry, Plan, Share

HIDDEN = r'<input type="hidden" name="(\w+)" value="([^"]*)">'
STILL = "What you typed is still here."
TODAY = timezone.localdate().isoformat()
ENTRY = {"on": TODAY, "place": "generalist", "liked": "yes", "line": "Quiet & slow"}
FORMS = {
    "share/": {"label": "Dr. R & co", "scope": "outcome", "days": "30"},
    "keep/": {"until": TODAY},
    "plan/": {"starts_on": TODAY},
    "log/": ENTRY,
}
SEEN = {
    "share/": 'value="Dr. R &amp; co"',
    "keep/": f'value="{TODAY}"',
    "plan/": f'value="{TODAY}"',
    "log/": 'value="Quiet &amp; slow"',
}


def away(*_: Any, **__: Any) -> Any:
    raise OperationalError("the database is away")


def sent(place: str) -> dict[str, str]:
    return {**FORMS[place], "key": forms.new_key()}


@pytest.mark.parametrize("place", FORMS)
def test_a_csrf_token_that_ran_out_loses_nothing(submit: Callable[..., str], place: str) -> None:
    address = f"/r/{submit()}/{place}"
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(address, {**sent(place), "csrfmiddlewaretoken": "x" * 64})

    html = answer.content.decode()
    assert answer.status_code == 403
    assert STILL in html
    assert SEEN[place] in html
    assert [kind.objects.count() for kind in (Share, Plan, LogEntry)] == [0, 0, 0]
    # The page that came back can be sent.
    again = strict.post(address, {**sent(place), **dict(re.findall(HIDDEN, html))})
    assert again.status_code == 303


def test_ticks_are_still_set_when_the_csrf_token_ran_out(
    client: Client, submit: Callable[..., str]
) -> None:
    address = f"/r/{submit()}/plan/"
    client.post(address, {"starts_on": TODAY})
    task = re.findall(r'name="done" value="([^"]+)"', client.get(address).content.decode())[1]

    answer = Client(enforce_csrf_checks=True).post(f"{address}ticks/", {"done": [task]})

    assert answer.status_code == 403
    assert f'value="{task}" checked' in answer.content.decode()
    assert Plan.objects.get().done == []


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
@pytest.mark.parametrize("place", FORMS)
def test_the_database_away_keeps_what_was_typed(
    client: Client, submit: Callable[..., str], place: str, kind: type[Exception]
) -> None:
    address, form = f"/r/{submit()}/{place}", sent(place)
    client.get("/")

    def fail(*_: Any) -> Any:
        raise kind

    with connection.execute_wrapper(fail):
        answer = client.post(address, form)

    html = answer.content.decode()
    assert answer.status_code == 503
    assert f'action="{address}"' in html
    assert SEEN[place] in html


def test_the_database_away_while_writing_shows_the_same_page(
    client: Client, submit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/r/{submit()}/share/"
    monkeypatch.setattr(shares, "make", away)

    answer = client.post(address, sent("share/"))

    assert answer.status_code == 503
    assert "Share, keep or delete" in answer.content.decode()
    assert STILL in answer.content.decode()


@pytest.mark.parametrize("place", FORMS)
def test_at_an_unknown_result_the_plain_page_holds_it(db: None, place: str) -> None:
    address = f"/r/{'A' * 43}/{place}"

    answer = Client(enforce_csrf_checks=True).post(address, sent(place))

    html = answer.content.decode()
    assert answer.status_code == 403
    assert SEEN[place] in html
    assert "Send again" in html


def test_no_password_comes_back(db: None) -> None:
    form = {"username": "root", "password": "hunter2-canary"}

    answer = Client(enforce_csrf_checks=True).post("/admin/login/", form)

    assert answer.status_code == 403
    assert b"hunter2-canary" not in answer.content

    with connection.execute_wrapper(away):
        answer = Client().post("/admin/login/", form)

    assert answer.status_code == 503
    assert b"hunter2-canary" not in answer.content
