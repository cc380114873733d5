"""A plan below a private link: started once, moved until the first tick, ticked off."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from rubric import assessments, editions, forms, log_entries, shares, tokens
from rubric.models import Assessment, Plan
from tests.conftest import MATCH, back_date

Submit = Callable[..., str]
BOX = r'type="checkbox" name="done" value="([\w-]+)"( checked)?'


@pytest.fixture
def token(submit: Submit) -> str:
    return submit()


def page(client: Client, token: str) -> str:
    return client.get(f"/r/{token}/plan/").content.decode()


def start(client: Client, token: str, day: date | str) -> int:
    return client.post(f"/r/{token}/plan/", {"starts_on": str(day)}).status_code


def boxes(html: str) -> dict[str, bool]:
    return {key: bool(mark) for key, mark in re.findall(BOX, html)}


def test_reading_starts_nothing(client: Client, token: str) -> None:
    html = page(client, token)

    assert "Start the plan" in html
    assert boxes(html) == {}
    assert not Plan.objects.exists()


def test_a_result_says_which_answers_the_weeks_try(client: Client, token: str) -> None:
    html = client.get(f"/r/{token}/").content.decode()
    part = html[html.index('id="plan"') :]

    assert "the answers that could move the result most." in part
    assert re.search(r"<small>You rated “[^”]+” \d", part)


def test_it_starts_on_the_day_that_was_picked(client: Client, token: str) -> None:
    answer = client.post(f"/r/{token}/plan/", {"starts_on": str(timezone.localdate())})

    assert (answer.status_code, answer["Location"]) == (303, f"/r/{token}/plan/")
    assert Plan.objects.get().starts_on == timezone.localdate()
    html = page(client, token)
    assert "0 of 12 done" in html
    assert len(boxes(html)) == 12


def test_starting_twice_makes_one_plan(client: Client, token: str) -> None:
    assert [start(client, token, timezone.localdate()) for _ in range(2)] == [303, 303]
    assert Plan.objects.count() == 1


def test_it_moves_until_the_first_tick(client: Client, token: str) -> None:
    today = timezone.localdate()
    start(client, token, today)
    assert start(client, token, today + timedelta(days=3)) == 303
    assert Plan.objects.get().starts_on == today + timedelta(days=3)
    key = next(iter(boxes(page(client, token))))
    client.post(f"/r/{token}/plan/ticks/", {"done": [key]})

    answer = client.post(f"/r/{token}/plan/", {"starts_on": str(today)})

    assert answer.status_code == 422
    assert "under way" in answer.content.decode()
    assert Plan.objects.get().starts_on == today + timedelta(days=3)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("", "Choose the day"),
        ("tomorrow", "That was no date"),
        ("2026-02-30", "That was no date"),
        ("12/01/2026", "That was no date"),
        ("0001-01-01", "Choose a day from"),
        ("9999-12-31", "Choose a day from"),
    ],
)
def test_a_day_that_cannot_be_is_named_and_kept(
    client: Client, token: str, day: str, sentence: str
) -> None:
    answer = client.post(f"/r/{token}/plan/", {"starts_on": day})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in html
    assert f'value="{day}"' in html
    assert not Plan.objects.exists()


def test_a_long_day_is_not_sent_back(client: Client, token: str) -> None:
    usual = page(client, token)

    answer = client.post(f"/r/{token}/plan/", {"starts_on": "2" * 100_000})

    assert answer.status_code == 422
    assert len(answer.content) < len(usual.encode()) + 4_000


@pytest.mark.parametrize("is_running", [True, False])
@pytest.mark.parametrize(("days_left", "is_said"), [(28, True), (29, False)])
def test_a_result_that_ends_before_day_30_leads_to_keep(
    client: Client, token: str, days_left: int, is_said: bool, is_running: bool
) -> None:
    back_date(token, 90 - days_left)
    if is_running:
        start(client, token, timezone.localdate())

    html = page(client, token)

    ends = Assessment.objects.get().expires_on
    assert (f"opens until {ends:%B} {ends.day}, {ends.year}, before day 30." in html) is is_said
    assert (f'<a href="/r/{token}/share/#keep">Keep it longer</a>' in html) is is_said


def test_a_plan_can_be_printed_before_and_after_its_start(client: Client, token: str) -> None:
    before = page(client, token)
    start(client, token, timezone.localdate())

    for html in (before, page(client, token)):
        assert html.count("data-print>Print</button>") == 1


def test_the_first_and_the_last_day_are_taken_and_none_beyond(client: Client, token: str) -> None:
    today, ends = timezone.localdate(), Assessment.objects.get().expires_on

    assert start(client, token, today - timedelta(days=32)) == 422
    assert start(client, token, ends + timedelta(days=1)) == 422
    assert start(client, token, today - timedelta(days=31)) == 303
    assert start(client, token, ends) == 303


def test_ticks_are_stored_and_taken_off(client: Client, token: str) -> None:
    start(client, token, timezone.localdate())
    first, second, *_ = boxes(page(client, token))

    answer = client.post(f"/r/{token}/plan/ticks/", {"done": [first, second, second]})

    assert answer.status_code == 303
    html = page(client, token)
    assert "2 of 12 done" in html
    assert [key for key, is_done in boxes(html).items() if is_done] == [first, second]
    client.post(f"/r/{token}/plan/ticks/", {"done": [second]})
    assert "1 of 12 done" in page(client, token)
    client.post(f"/r/{token}/plan/ticks/")
    assert "0 of 12 done" in page(client, token)


def test_a_tick_for_no_task_changes_nothing_and_keeps_the_rest(client: Client, token: str) -> None:
    start(client, token, timezone.localdate())
    first, second, *_ = boxes(page(client, token))
    client.post(f"/r/{token}/plan/ticks/", {"done": [first]})

    answer = client.post(f"/r/{token}/plan/ticks/", {"done": [second, "week-9-nonsense"]})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "not in your plan" in html
    assert boxes(html)[second]
    assert Plan.objects.get().done == [first]


def test_a_plan_that_never_started_takes_no_tick(client: Client, token: str) -> None:
    answer = client.post(f"/r/{token}/plan/ticks/", {"done": ["week-1-generalist-shadow"]})

    assert answer.status_code == 422
    assert "not started" in answer.content.decode()
    assert not Plan.objects.exists()


def test_somebody_else_has_a_plan_of_their_own(client: Client, submit: Submit) -> None:
    mine, theirs = submit(), submit(variety=1)
    start(client, mine, timezone.localdate())

    assert "Start the plan" in page(client, theirs)
    assert Plan.objects.count() == 1


def test_erasing_a_result_erases_its_plan(client: Client, token: str) -> None:
    start(client, token, timezone.localdate())
    client.post(f"/r/{token}/delete/")
    assert not Plan.objects.exists()


def test_a_page_takes_three_queries(
    client: Client, token: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    start(client, token, timezone.localdate())
    page(client, token)
    with django_assert_num_queries(3):
        page(client, token)


def test_a_page_never_holds_the_private_link_in_words(client: Client, token: str) -> None:
    start(client, token, timezone.localdate())
    html = page(client, token)
    words = re.sub(r'(href|action)="[^"]*"', "", html)
    assert token not in words


def test_a_match_has_rotations(client: Client, db: None) -> None:
    edition = editions.newest()
    definition = edition.content.rubric_by_slug[MATCH]
    ratings = {key: 1 + place % 5 for place, key in enumerate(definition.criterion_by_key)}
    token = assessments.submit(
        edition=edition, definition=definition, ratings=ratings, form_key=forms.new_key()
    )
    assert start(client, token, timezone.localdate()) == 303
    html = page(client, token)
    assert "Ask them: “" in html
    assert "Go back and compare" in html


def read(client: Client, token: str) -> Calendar:
    answer = client.get(f"/r/{token}/plan.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert "careerfit-plan.ics" in answer["Content-Disposition"]
    assert token.encode() not in answer.content
    return Calendar.from_ical(answer.content)


def test_a_calendar_has_four_weeks_and_the_retake(client: Client, token: str) -> None:
    first = timezone.localdate()
    start(client, token, first)

    calendar = read(client, token)

    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    events = calendar.walk("VEVENT")
    days = [(event.decoded("dtstart"), event.decoded("dtend")) for event in events]
    weeks = [first + timedelta(days=7 * number) for number in range(5)]
    assert days[:4] == list(pairwise(weeks))
    assert days[4] == (first + timedelta(days=29), first + timedelta(days=30))
    assert [str(event["summary"]) for event in events][::4] == [
        "Week 1: Shadow someone who does the job",
        "Day 30: answer again",
    ]
    assert "Shadow a general list through a whole shift." in str(events[0]["description"])
    assert all("Open your private link" in str(event["description"]) for event in events)
    assert all(event["dtstamp"] for event in events)


def test_a_calendar_taken_again_moves_the_same_events(client: Client, submit: Submit) -> None:
    mine, theirs = submit(), submit(variety=1)
    for token in (mine, theirs):
        start(client, token, timezone.localdate())
    before = [str(event["uid"]) for event in read(client, mine).walk("VEVENT")]
    start(client, mine, timezone.localdate() + timedelta(days=7))

    after = [str(event["uid"]) for event in read(client, mine).walk("VEVENT")]
    others = [str(event["uid"]) for event in read(client, theirs).walk("VEVENT")]

    assert before == after
    assert len(set(before)) == 5
    assert set(before).isdisjoint(others)


def test_a_plan_that_never_started_has_no_calendar(client: Client, token: str) -> None:
    assert client.get(f"/r/{token}/plan.ics").status_code == 404


@pytest.mark.parametrize(("scope", "shows"), [("outcome", False), ("answers", True)])
@pytest.mark.parametrize("with_log", [True, False])
def test_a_share_shows_plan_and_log_as_far_as_its_scope_goes(
    client: Client, db: None, scope: str, shows: bool, with_log: bool
) -> None:
    edition = editions.newest()
    definition = edition.content.rubric_by_slug[MATCH]
    ratings = {key: 1 + place % 5 for place, key in enumerate(definition.criterion_by_key)}
    token = assessments.submit(
        edition=edition, definition=definition, ratings=ratings, form_key=forms.new_key()
    )
    start(client, token, timezone.localdate())
    assessment = assessments.live(tokens.digest(token))
    log_entries.add(
        assessment=assessment,
        form_key=forms.new_key(),
        on=timezone.localdate(),
        place="psychiatry",
        liked=True,
        deeds=["people"],
        line="A long talk.",
    )
    key = shares.make(
        assessment=assessment,
        owner_token=token,
        form_key=forms.new_key(),
        wish=shares.Wish("A mentor", scope, 30, with_plan=True, with_log=with_log),
    )

    html = client.get(f"/s/{tokens.derive_share_token(token, key)}/").content.decode()

    plan = html.partition('id="plan"')[2].partition('id="sources"')[0]
    assert "Go back and compare" in plan
    assert "checkbox" not in plan
    assert ("They rated" in plan) == shows
    assert "You rated" not in plan
    assert ("A long talk." in html) == with_log
    assert ("Answered:" in html) == (with_log and shows)
