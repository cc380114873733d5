from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from rubric import forms, guards, queries, services, tokens
from rubric.models import Assessment, Criterion, Persona, Rating, Rubric, Weight
from rubric.queries import Definition
from specialties.models import Path
from tests.conftest import SONOGRAPHER, WORKED_EXAMPLE, path_aim, run_statements

READERS = Assessment.objects.filter(example_of=None)


def test_a_sheet_is_stored_with_its_receipt(submit: Callable[..., str]) -> None:
    token = submit()

    stored = READERS.get()
    assert stored.token_digest == tokens.digest(token)
    assert stored.receipt["margin"] == 14
    assert dict(stored.ratings.values_list("criterion__key", "value")) == WORKED_EXAMPLE
    assert stored.created_on == timezone.localdate()
    assert stored.expires_on == timezone.localdate() + timedelta(days=90)


def test_the_token_itself_is_nowhere_in_the_row(submit: Callable[..., str]) -> None:
    token = submit()

    assert token not in str(READERS.values().get())


def test_the_same_form_twice_is_one_row(definition: Definition) -> None:
    key = forms.new_key()

    first, second = (
        services.submit(definition=definition, ratings=WORKED_EXAMPLE, form_key=key)
        for _ in range(2)
    )

    assert first == second
    assert READERS.count() == 1
    assert Rating.objects.filter(assessment__in=READERS).count() == 8


def test_the_same_form_with_another_answer_is_another_result(definition: Definition) -> None:
    key = forms.new_key()
    first = services.submit(definition=definition, ratings=WORKED_EXAMPLE, form_key=key)
    changed = {**WORKED_EXAMPLE, "pace": 1}

    second = services.submit(definition=definition, ratings=changed, form_key=key)

    assert first != second
    assert READERS.count() == 2


@pytest.mark.parametrize("ratings", [{}, {**WORKED_EXAMPLE, "pace": 6}, {"pace": 3}])
def test_a_bad_sheet_stores_nothing(definition: Definition, ratings: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="rating"):
        services.submit(definition=definition, ratings=ratings, form_key=forms.new_key())

    assert not READERS.exists()


def test_a_retired_version_takes_no_answers(definition: Definition) -> None:
    Rubric.objects.filter(pk=definition.pk).update(status=Rubric.Status.RETIRED)

    with pytest.raises(services.NotPublishedError):
        services.submit(definition=definition, ratings=WORKED_EXAMPLE, form_key=forms.new_key())

    assert not READERS.exists()


def test_erasing_leaves_nothing_behind(submit: Callable[..., str]) -> None:
    kept, erased = submit(), submit(pace=1)

    assert services.erase(token_digest=tokens.digest(erased))
    assert not services.erase(token_digest=tokens.digest(erased))

    assert READERS.get().token_digest == tokens.digest(kept)
    assert Rating.objects.filter(assessment__in=READERS).count() == 8


def backdate(token: str, days: int) -> None:
    """Store as if the result had been made `days` ago; the guard lets no one else do that."""
    run_statements(guards.CURRENT.remove(connection.vendor))
    today = timezone.localdate()
    Assessment.objects.filter(token_digest=tokens.digest(token)).update(
        created_on=today - timedelta(days=days), expires_on=today - timedelta(days=days - 90)
    )


def test_an_expired_result_neither_opens_nor_stays(
    definition: Definition, submit: Callable[..., str]
) -> None:
    old, last_day = submit(), submit(pace=1)
    backdate(old, 91)
    backdate(last_day, 90)

    with pytest.raises(Assessment.DoesNotExist):
        queries.live_assessment(tokens.digest(old))
    assert queries.live_assessment(tokens.digest(last_day))
    submit(pace=2)

    assert not Assessment.objects.filter(token_digest=tokens.digest(old)).exists()
    assert Assessment.objects.filter(token_digest=tokens.digest(last_day)).exists()


def test_the_command_erases_all_that_is_expired(submit: Callable[..., str]) -> None:
    for token in [submit(pace=pace) for pace in (1, 2, 3)]:
        backdate(token, 100)
    answer = StringIO()

    call_command("erase_expired", stdout=answer)

    assert answer.getvalue() == "3 expired results erased.\n"
    assert not READERS.exists()
    assert Assessment.objects.count() == 3


def test_every_stored_result_verifies(submit: Callable[..., str]) -> None:
    submit()
    answer = StringIO()

    call_command("verify_results", stdout=answer)

    assert answer.getvalue() == "4 results checked, 0 differ.\n"


def test_a_forged_receipt_is_found(submit: Callable[..., str]) -> None:
    token = submit()
    backdate(token, 1)
    stored = READERS.get()
    Assessment.objects.filter(pk=stored.pk).update(receipt={**stored.receipt, "margin": 13})

    with pytest.raises(CommandError, match=str(stored.pk)):
        call_command("verify_results", stdout=StringIO())


@pytest.mark.parametrize(
    ("rows", "changes"),
    [
        (lambda: Weight.objects.all(), {"value": 9}),
        (lambda: Criterion.objects.all(), {"statement": "Something else."}),
        (lambda: Persona.objects.all(), {"name": "Someone else"}),
        (lambda: Rubric.objects.all(), {"band": 5}),
        (lambda: Rubric.objects.all(), {"status": "draft"}),
        (lambda: READERS, {"receipt": {"margin": 28}}),
        (lambda: READERS, {"created_on": date(2020, 1, 1)}),
        (lambda: Rating.objects.all(), {"value": 1}),
    ],
)
def test_the_database_refuses_to_change_what_was_published_or_shown(
    submit: Callable[..., str], rows: Callable[[], Any], changes: dict[str, Any]
) -> None:
    submit()

    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        rows().update(**changes)


@pytest.mark.parametrize("table", ["rubric_weight", "rubric_persona", "rubric_personarating"])
def test_the_database_refuses_to_delete_parts_of_a_published_version(
    definition: Definition, table: str
) -> None:
    with (
        pytest.raises(IntegrityError, match="rubric_version_is_immutable"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")


def test_the_database_refuses_new_parts_of_a_published_version(definition: Definition) -> None:
    criterion = Criterion(rubric_id=definition.pk, key="height", order=9, name="Height")

    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        criterion.save()


def test_without_the_guards_the_same_change_would_pass(definition: Definition) -> None:
    run_statements(guards.CURRENT.remove(connection.vendor))

    assert Weight.objects.update(value=9) == 10


def test_only_one_version_of_a_rubric_is_published(definition: Definition) -> None:
    draft = services.start_draft(rubric=Rubric.natural(SONOGRAPHER, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        Rubric.objects.filter(pk=draft.pk).update(
            status=Rubric.Status.PUBLISHED, published_on=timezone.localdate()
        )


def test_a_copied_draft_is_the_same_questionnaire(definition: Definition) -> None:
    draft = services.start_draft(rubric=Rubric.natural(SONOGRAPHER, 1))

    copy = queries.read(draft)
    assert (draft.version, draft.status, draft.published_on) == (2, "draft", None)
    assert path_aim(copy).scheme == path_aim(definition).scheme
    assert [c.statement for c in copy.criteria] == [c.statement for c in definition.criteria]
    assert [p.headline for p in path_aim(copy).personas] == [
        p.headline for p in path_aim(definition).personas
    ]


def test_publishing_retires_the_version_before_and_leaves_its_results(
    definition: Definition, submit: Callable[..., str]
) -> None:
    token = submit()
    before = READERS.values().get()
    draft = services.start_draft(rubric=Rubric.natural(SONOGRAPHER, 1))
    Weight.objects.filter(criterion__rubric=draft, criterion__key="pace").update(value=3)

    services.publish(rubric=draft)

    assert Rubric.natural(SONOGRAPHER, 1).status == "retired"
    assert queries.published(SONOGRAPHER).version == 2
    assert READERS.values().get() == before
    assert queries.live_assessment(tokens.digest(token)).receipt["margin"] == 14
    assert Assessment.objects.filter(example_of__rubric=draft).count() == 3
    call_command("verify_results", stdout=StringIO())


def test_an_incomplete_draft_is_not_published(definition: Definition) -> None:
    draft = services.start_draft(rubric=Rubric.natural(SONOGRAPHER, 1))
    Persona.objects.filter(rubric=draft, path=None).delete()

    with pytest.raises(queries.IncompleteRubricError, match="no persona for no path"):
        services.publish(rubric=draft)

    draft.refresh_from_db()
    assert draft.status == "draft"
    assert queries.published(SONOGRAPHER).version == 1


def test_a_published_version_is_not_published_again(definition: Definition) -> None:
    with pytest.raises(ValueError, match="Only a draft"):
        services.publish(rubric=Rubric.natural(SONOGRAPHER, 1))


def test_moving_a_part_into_a_published_version_is_refused(definition: Definition) -> None:
    draft = services.start_draft(rubric=Rubric.natural(SONOGRAPHER, 1))
    Persona.objects.filter(rubric=draft).delete()
    Criterion.objects.filter(rubric=draft, key="pace").update(key="tempo", order=20)

    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        Criterion.objects.filter(rubric=draft, key="tempo").update(rubric_id=definition.pk)


def test_renaming_or_reordering_a_path_changes_no_result(
    definition: Definition, submit: Callable[..., str]
) -> None:
    token = submit()
    Path.objects.filter(slug="generalist").update(name="All-rounder", order=9)
    queries.forget()

    call_command("verify_results", stdout=StringIO())
    assert queries.live_assessment(tokens.digest(token)).receipt["sides"][0]["name"] == (
        "Generalist"
    )
    assert path_aim(queries.published(SONOGRAPHER)).scheme == path_aim(definition).scheme


def test_a_result_without_one_of_its_ratings_is_listed(submit: Callable[..., str]) -> None:
    submit()
    stored = READERS.get()
    stored.ratings.filter(criterion__key="pace").delete()

    assert services.verify() == (4, [stored.pk])


def test_the_same_form_after_its_last_day_is_a_new_result(definition: Definition) -> None:
    key = forms.new_key()
    sent = (definition, WORKED_EXAMPLE, key)
    token = services.submit(definition=sent[0], ratings=sent[1], form_key=sent[2])
    backdate(token, 100)

    again = services.submit(definition=sent[0], ratings=sent[1], form_key=sent[2])

    assert again == token
    assert queries.live_assessment(tokens.digest(token)).created_on == timezone.localdate()
