from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rubric import assessments, editions, forms, tokens
from rubric.definition import Definition
from rubric.migrations import _guards_3 as guards
from rubric.models import Assessment
from tests.conftest import WORKED_EXAMPLE, back_date, run_statements


def send(definition: Definition, key: str, **changes: Any) -> str:
    return assessments.submit(
        edition=editions.newest(),
        definition=definition,
        ratings={**WORKED_EXAMPLE, **changes},
        form_key=key,
    )


def test_a_sheet_is_stored_with_its_receipt(submit: Callable[..., str]) -> None:
    token = submit()

    stored = Assessment.objects.get()
    assert stored.token_digest == tokens.digest(token)
    assert (stored.rubric, stored.edition_id) == ("sonographer-path", 1)
    assert stored.receipt["margin"] == 14
    assert stored.ratings == WORKED_EXAMPLE
    assert stored.created_on == timezone.localdate()
    assert stored.expires_on == timezone.localdate() + timedelta(days=90)


def test_the_token_itself_is_nowhere_in_the_row(submit: Callable[..., str]) -> None:
    token = submit()

    assert token not in str(Assessment.objects.values().get())


def test_the_same_form_twice_is_one_row(db: None, definition: Definition) -> None:
    key = forms.new_key()

    assert send(definition, key) == send(definition, key)

    assert Assessment.objects.count() == 1


def test_the_same_form_with_another_answer_is_another_result(
    db: None, definition: Definition
) -> None:
    key = forms.new_key()

    assert send(definition, key) != send(definition, key, pace=1)

    assert Assessment.objects.count() == 2


def test_a_submission_is_one_insert(db: None, definition: Definition) -> None:
    send(definition, forms.new_key())
    edition, key = editions.newest(), forms.new_key()

    with CaptureQueriesContext(connection) as asked:
        assessments.submit(
            edition=edition, definition=definition, ratings=WORKED_EXAMPLE, form_key=key
        )

    assert [query["sql"].split()[0] for query in asked.captured_queries] == ["INSERT"]


@pytest.mark.parametrize("ratings", [{}, {**WORKED_EXAMPLE, "pace": 6}, {"pace": 3}])
def test_a_bad_sheet_stores_nothing(
    db: None, definition: Definition, ratings: dict[str, int]
) -> None:
    with pytest.raises(ValueError, match="rating"):
        assessments.submit(
            edition=editions.newest(),
            definition=definition,
            ratings=ratings,
            form_key=forms.new_key(),
        )

    assert not Assessment.objects.exists()


def test_the_same_form_after_its_last_day_is_a_new_result(db: None, definition: Definition) -> None:
    key = forms.new_key()
    token = send(definition, key)
    back_date(token, 100)

    assert send(definition, key) == token

    assert assessments.live(tokens.digest(token)).created_on == timezone.localdate()


def test_every_stored_result_verifies(submit: Callable[..., str]) -> None:
    submit()
    answer = StringIO()

    call_command("verify_results", stdout=answer)

    assert answer.getvalue() == "1 results checked, 0 differ.\n"


@pytest.mark.parametrize(
    "change",
    [
        lambda row: {"receipt": {**row.receipt, "margin": 13}},
        lambda row: {"receipt": {**row.receipt, "sides": row.receipt["sides"][::-1]}},
        lambda row: {"ratings": {**row.ratings, "pace": 5}},
        lambda row: {"ratings": {k: v for k, v in row.ratings.items() if k != "pace"}},
        lambda row: {"rubric": "no-such-rubric"},
    ],
)
def test_a_forged_result_is_found(
    submit: Callable[..., str], change: Callable[[Assessment], dict[str, Any]]
) -> None:
    submit()
    run_statements(guards.remove(connection.vendor))
    stored = Assessment.objects.get()
    Assessment.objects.filter(pk=stored.pk).update(**change(stored))

    with pytest.raises(CommandError, match=str(stored.pk)):
        call_command("verify_results", stdout=StringIO())
