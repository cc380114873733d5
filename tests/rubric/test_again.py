"""Answering again: from the old answers to a new result that knows the one before it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rubric import assessments, editions, erasing, forms, tokens
from rubric.content import Content
from rubric.models import Assessment, Criterion, Rubric
from rubric.results.again import Start
from tests.conftest import MATCH, SONOGRAPHER, WORKED_EXAMPLE, back_date

HIDDEN = r'<input type="hidden" name="(\w+)" value="([^"]*)">'
CHECKED = r'name="([\w-]+)" id="[\w-]+" value="(\w+)"\s+checked'


def hidden(html: str) -> dict[str, str]:
    return dict(re.findall(HIDDEN, html))


def checked(html: str) -> dict[str, str]:
    return dict(re.findall(CHECKED, html))


def store(rubric: str, ratings: dict[str, int | None]) -> str:
    edition = editions.newest()
    return assessments.submit(
        edition=edition,
        definition=edition.content.rubric_by_slug[rubric],
        ratings=ratings,
        form_key=forms.new_key(),
    )


def sheet(ratings: dict[str, int]) -> dict[str, str]:
    return {key: str(rating) for key, rating in ratings.items()}


def test_it_starts_from_the_old_answers(client: Client, submit: Callable[..., str]) -> None:
    token = submit()

    html = client.get(f"/r/{token}/again/").content.decode()

    assert checked(html) == sheet(WORKED_EXAMPLE)
    assert f'action="/r/{token}/again/"' in html
    assert 'id="open"' not in html


def test_it_starts_empty_by_choice(client: Client, submit: Callable[..., str]) -> None:
    html = client.get(f"/r/{submit()}/again/?empty").content.decode()

    assert checked(html) == {}


def test_a_new_result_knows_the_one_before_it(client: Client, submit: Callable[..., str]) -> None:
    token = submit()
    address = f"/r/{token}/again/"
    form = {**sheet(WORKED_EXAMPLE), "pace": "1", **hidden(client.get(address).content.decode())}

    first, second = client.post(address, form), client.post(address, form)

    assert first.status_code == 303
    assert first["Location"] == second["Location"]
    old, new = Assessment.objects.order_by("pk")
    assert (old.ratings["pace"], new.ratings["pace"], new.previous_id) == (4, 1, old.pk)
    found = assessments.live(tokens.digest(first["Location"].split("/")[2]))
    assert found.has_previous
    assert not assessments.live(tokens.digest(token)).has_previous


def test_the_same_answers_once_more_are_a_new_result(
    client: Client, submit: Callable[..., str]
) -> None:
    address = f"/r/{submit()}/again/"
    html = client.get(address).content.decode()

    client.post(address, {**checked(html), **hidden(html)})

    assert Assessment.objects.count() == 2


def test_an_old_result_that_is_gone_takes_nothing_along(
    client: Client, submit: Callable[..., str]
) -> None:
    token = submit()
    old = assessments.live(tokens.digest(token))
    edition = editions.newest()
    later = {
        "edition": edition,
        "definition": edition.content.rubric_by_slug[SONOGRAPHER],
        "ratings": WORKED_EXAMPLE,
        "previous": old,
    }
    kept = assessments.submit(**later, form_key=forms.new_key())  # type: ignore[arg-type]

    erasing.erase(owner_token=token)
    alone = assessments.submit(**later, form_key=forms.new_key())  # type: ignore[arg-type]

    for new in (kept, alone):
        assert not assessments.live(tokens.digest(new)).has_previous


def test_an_old_result_past_its_last_day_is_none(
    client: Client, submit: Callable[..., str]
) -> None:
    token = submit()
    html = client.get(f"/r/{token}/again/").content.decode()
    answer = client.post(f"/r/{token}/again/", {**checked(html), **hidden(html)})
    new = answer["Location"].split("/")[2]
    back_date(token, 91)

    assert not assessments.live(tokens.digest(new)).has_previous
    assert client.get(f"/r/{new}/before/").status_code == 404


def test_bad_answers_come_back_with_everything_kept(
    client: Client, submit: Callable[..., str]
) -> None:
    address = f"/r/{submit()}/again/"
    form = {**sheet(WORKED_EXAMPLE), **hidden(client.get(address).content.decode())}
    del form["variety"]

    answer = client.post(address, {**form, "pace": "9"})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert len(checked(html)) == 6
    assert f'action="{address}"' in html
    assert f'value="{form["key"]}"' in html
    assert Assessment.objects.count() == 1


def test_an_expired_csrf_token_loses_nothing(submit: Callable[..., str]) -> None:
    address = f"/r/{submit()}/again/"
    strict = Client(enforce_csrf_checks=True)
    strict.get(address)

    answer = strict.post(address, {**WORKED_EXAMPLE, "csrfmiddlewaretoken": "x" * 64})

    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Your answers are still here" in html
    assert checked(html) == sheet(WORKED_EXAMPLE)
    assert strict.post(address, {**WORKED_EXAMPLE, **hidden(html)}).status_code == 303


def test_an_expired_csrf_token_at_an_unknown_result_leads_to_the_questionnaire(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post(f"/r/{'A' * 43}/again/", WORKED_EXAMPLE)

    assert answer.status_code == 403
    page = answer.content.decode()
    assert page.count(" checked") == len(WORKED_EXAMPLE)
    assert f'action="/q/{SONOGRAPHER}/"' in page


@pytest.mark.parametrize("address", [f"/r/{'A' * 43}/again/", "/r/é/again/"])
def test_an_unknown_result_is_not_answered_again(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 404
    answer = client.post(address, WORKED_EXAMPLE)
    assert answer.status_code == 404
    # Whoever deleted it from another window has typed for nothing otherwise.
    assert answer.content.decode().count(" checked") == len(WORKED_EXAMPLE)
    assert not Assessment.objects.exists()


def test_the_database_away_keeps_the_answers(client: Client, submit: Callable[..., str]) -> None:
    address = f"/r/{submit()}/again/"
    form = {**sheet(WORKED_EXAMPLE), **hidden(client.get(address).content.decode())}

    def away(*_: Any, **__: Any) -> Any:
        raise OperationalError("no connection")

    with connection.execute_wrapper(away):
        answer = client.post(address, form)

    html = answer.content.decode()
    assert answer.status_code == 503
    assert checked(html) == sheet(WORKED_EXAMPLE)
    assert f'action="{address}"' in html
    assert client.post(address, form).status_code == 303


def test_a_questionnaire_that_is_gone_says_so(client: Client, submit: Callable[..., str]) -> None:
    token = submit()
    Rubric.objects.filter(slug=SONOGRAPHER).delete()
    editions.publish(note="Without the first questionnaire.")

    for answer in (client.get(f"/r/{token}/again/"), client.post(f"/r/{token}/again/", {})):
        assert answer.status_code == 404
        assert "This is not asked anymore" in answer.content.decode()
    assert client.get(f"/r/{token}/").status_code == 200


def test_a_form_opened_before_a_publication_is_scored_by_its_own_edition(
    client: Client, submit: Callable[..., str]
) -> None:
    address = f"/r/{submit()}/again/"
    form = {**sheet(WORKED_EXAMPLE), **hidden(client.get(address).content.decode())}
    Rubric.objects.filter(slug=SONOGRAPHER).update(band=15, clear_from=16)
    editions.publish(note="A wider band.")

    client.post(address, form)

    assert Assessment.objects.order_by("pk").last().edition_id == 1  # type: ignore[union-attr]


def test_what_was_left_out_is_named_and_led_to(client: Client, db: None, content: Content) -> None:
    keys = content.rubric_by_slug[MATCH].criterion_by_key
    left = [item.key for item in content.rubric_by_slug[MATCH].items if item.axis == "think"]
    token = store(MATCH, {key: None if key in left else 4 for key in keys})

    html = client.get(f"/r/{token}/again/").content.decode()

    opened = html[html.index('id="open"') : html.index("btn quiet", html.index('id="open"'))]
    assert re.findall(r'href="#q-([\w-]+)"', opened) == [
        *(
            it.key
            for it in content.rubric_by_slug[MATCH].items
            if it.key in left and it.direction > 0
        ),
        *(
            it.key
            for it in content.rubric_by_slug[MATCH].items
            if it.key in left and it.direction < 0
        ),
    ]
    assert f'class="btn quiet" href="#q-{left[0]}"' in html
    assert {key for key, value in checked(html).items() if value == "skip"} == set(left)


def test_a_statement_that_is_new_is_open(client: Client, submit: Callable[..., str]) -> None:
    token = submit()
    # Known by another key from now on, it was not asked then.
    Criterion.objects.filter(rubric__slug=SONOGRAPHER, key="pace").update(key="tempo")
    editions.publish(note="Another key.")

    html = client.get(f"/r/{token}/again/").content.decode()

    assert "New since you answered" in html
    assert 'href="#q-tempo"' in html
    assert len(checked(html)) == 7


def test_the_first_open_statement_is_the_first_on_the_page(content: Content) -> None:
    definition = content.rubric_by_slug[MATCH]
    axes = content.library.axes
    every = dict.fromkeys(definition.criterion_by_key, 3)
    assert Start(definition, axes, every).first is None

    twin = definition.items[4]
    side = [
        it.key for it in definition.items if (it.axis, it.direction) == (twin.axis, twin.direction)
    ]
    ratings: dict[str, int | None] = {**every, **dict.fromkeys(side, None)}
    found = Start(definition, axes, ratings)

    assert found.first
    assert found.first.place == f"q-{side[0]}"
    assert [len(gap.sides) for gap in found.gaps] == [1]
    assert Start(definition, axes, {**ratings, side[0]: 2}).gaps == ()


def test_a_rating_left_out_is_open_where_nothing_may_be_left_out(content: Content) -> None:
    definition = content.rubric_by_slug[SONOGRAPHER]
    found = Start(definition, (), {**WORKED_EXAMPLE, "pace": None, "unknown": 3})

    assert found.kept == {k: v for k, v in sheet(WORKED_EXAMPLE).items() if k != "pace"}
    assert [row.place for row in found.new] == ["q-pace"]


def test_it_takes_two_queries(
    client: Client, submit: Callable[..., str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    token = submit()
    with django_assert_num_queries(2):
        client.get(f"/r/{token}/again/")
