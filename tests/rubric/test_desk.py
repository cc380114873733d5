"""The desk of the admin: what waits, who changed it, and counts that tell of nobody."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.utils import timezone

from careerfit import menu
from rubric import editions, receipts, weeks
from rubric.content import Content
from rubric.models import Assessment, Edition, Weight
from rubric.weeks import HIDDEN
from specialties.models import AxisLevel, Kpi, Source, Specialty
from tests.admin import address, queries, save
from tests.conftest import MATCH, SONOGRAPHER

pytestmark = pytest.mark.django_db

DESK = "/admin/"
QUERIES = 66
MENU = ["Sonographer paths", "Specialties", "Questionnaires", "Sources", "Editions", "Accounts"]


def signed_in(name: str, *, role: str = "", may: tuple[str, ...] = ()) -> Client:
    user = User.objects.create_user(name, is_staff=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    user.user_permissions.set(Permission.objects.filter(codename__in=may))
    client = Client()
    client.force_login(user)
    return client


def desk(client: Client) -> Any:
    response = client.get(DESK)
    assert response.status_code == 200
    return response


def unpublished(client: Client) -> dict[str, list[tuple[str, str, str, str]]]:
    pages = desk(client).context["desk"].unpublished
    return {
        page.title: [(row.thing.name, row.thing.verdict, row.who, row.address) for row in page.rows]
        for page in pages
    }


def headings(client: Client) -> list[str]:
    page = desk(client).content.decode()
    return [
        title
        for title in (
            "Not published yet",
            "Model health",
            "Sources to read again",
            "Results by week",
        )
        if f">{title}</h2>" in page
    ]


def test_the_menu_follows_the_pages_of_the_site(admin_client: Client):
    pages = desk(admin_client).context["app_list"]
    assert [app["name"] for app in pages] == MENU
    assert [model["name"] for model in pages[2]["models"]] == [
        *("Rubrics", "Criteria", "Personas", "Examples"),
    ]
    # Beside every other page, too.
    beside = admin_client.get("/admin/specialties/kpi/").context["available_apps"]
    assert [app["name"] for app in beside] == MENU


def test_what_has_no_place_in_the_menu_is_not_lost(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
):
    others = {title: names for title, names in menu.MENU.items() if title != "Sources"}
    monkeypatch.setattr(menu, "MENU", others)
    last = desk(admin_client).context["app_list"][-1]
    assert last["name"] == "More"
    assert [model["object_name"] for model in last["models"]] == ["Source"]


def test_nothing_waits_after_publishing(admin_client: Client):
    assert unpublished(admin_client) == {}
    assert (
        "Nothing waits: readers see the working copy as it is."
        in desk(admin_client).content.decode()
    )


def test_what_waits_is_named_with_who_and_where(admin_client: Client):
    specialty, kpi = Specialty.natural("cardiology"), Kpi.objects.all()[0]
    gone = address(kpi, "history/")
    save(admin_client, specialty, summary="Hearts.")
    weight: Any = Weight.objects.filter(criterion__rubric__slug=SONOGRAPHER)[0]
    weight.value, weight._history_user = 9 - weight.value, User.objects.create_user("ben")
    weight.save()
    admin_client.post(address(kpi, "delete/"), {"post": "yes"})
    found = unpublished(admin_client)
    assert list(found) == ["Sonographer paths", "Specialties", "Questionnaires"]
    [path_row] = found["Sonographer paths"]
    assert path_row[1:] == ("gone", "admin", gone)
    assert found["Specialties"] == [
        (f"Specialty: {specialty.name}", "", "admin", address(specialty))
    ]
    assert found["Questionnaires"][0][2:] == ("ben", address(weight.criterion.rubric))
    page = desk(admin_client).content.decode()
    assert "<ins>Hearts.</ins>" in page
    assert f'href="{address(specialty)}"' in page


def test_the_last_who_was_there_is_named(admin_client: Client):
    specialty = Specialty.natural("cardiology")
    save(admin_client, specialty, summary="Hearts.")
    level: Any = AxisLevel.objects.filter(specialty=specialty)[0]
    level.reason, level._history_user = "Ours.", User.objects.create_user("ben")
    level.save()
    assert [row[2] for row in unpublished(admin_client)["Specialties"]] == ["ben"]


def test_what_blocks_leads_to_where_it_is_mended(admin_client: Client):
    specialty = Specialty.natural("cardiology")
    AxisLevel.objects.filter(specialty=specialty)[0].delete()
    response = desk(admin_client)
    [(problem, link), *_] = response.context["desk"].problems
    assert (problem.place, link) == (specialty.name, address(specialty))
    assert "Keeps it from being published" in response.content.decode()


def test_long_lists_are_cut_and_counted(admin_client: Client):
    for row in Kpi.objects.all():
        row.unit = "of them"
        row.save()
    Source.objects.update(checked_on="2020-01-01")
    found = desk(admin_client).context["desk"]
    assert sum(len(page.rows) for page in found.unpublished) == 25
    assert found.left_out == Kpi.objects.count() + Source.objects.count() - 25
    assert (found.queue.count, len(found.queue.first)) == (Source.objects.count(), 5)


def test_many_changes_take_no_more_queries_than_some(admin_client: Client):
    sources = list(Source.objects.all())
    specialties = list(Specialty.objects.all())
    edit(sources[:1], specialties[:1])
    assert queries(admin_client, DESK) == QUERIES
    edit(sources[1:9], specialties[1:9])
    assert queries(admin_client, DESK) == QUERIES


def edit(sources: list[Any], specialties: list[Any]) -> None:
    for source, specialty in zip(sources, specialties, strict=True):
        source.publisher, specialty.summary = "Another", "Another."
        source.save()
        specialty.save()


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (role, ["Not published yet", "Model health", "Sources to read again", "Results by week"])
        for role in ("content editor", "publisher")
    ],
)
def test_each_role_sees_what_it_may(role: str, seen: list[str]):
    client = signed_in("rolf", role=role)
    assert headings(client) == seen
    pages = [app["name"] for app in desk(client).context["app_list"]]
    assert pages == MENU[:5]


def test_publishing_is_offered_to_who_may(admin_client: Client):
    save(admin_client, Specialty.natural("cardiology"), summary="Hearts.")
    link = "/admin/rubric/edition/publish/"
    assert link in desk(signed_in("paul", role="publisher")).content.decode()
    assert link not in desk(signed_in("edith", role="content editor")).content.decode()


def test_who_may_see_little_reads_little(admin_client: Client):
    save(admin_client, Specialty.natural("cardiology"), summary="Hearts.")
    nobody = signed_in("nina")
    assert headings(nobody) == []
    assert "Ask whoever runs the site for a role." in desk(nobody).content.decode()
    # The session, the account and its rights: nothing of the content.
    assert queries(nobody, DESK) <= 5
    sources = signed_in("sam", may=("view_source",))
    assert headings(sources) == ["Sources to read again"]
    assert "Hearts." not in desk(sources).content.decode()


# Results by week


def store(rubric: str, outcome: str, count: int, day: date) -> None:
    edition = Edition.objects.all()[0]
    made = Assessment.objects.count()
    Assessment.objects.bulk_create(
        Assessment(
            rubric=rubric,
            edition=edition,
            token_digest=f"{made + number:064}",
            created_on=day,
            expires_on=day + timedelta(days=90),
            ratings={},
            receipt={},
            outcome=outcome,
        )
        for number in range(count)
    )


@pytest.fixture
def monday() -> date:
    """The first day of the last week that is over."""
    today = timezone.localdate()
    return today - timedelta(days=today.weekday() + 7)


@pytest.fixture
def personas(content: Content) -> list[str]:
    aim: Any = content.rubric_by_slug[SONOGRAPHER].aim
    return [persona.slug for persona in aim.personas]


def rows(slug: str) -> list[tuple[tuple[str, ...], str]]:
    content = editions.newest().content
    found = dict(zip(content.rubric_by_slug, weeks.counted(content), strict=True))
    return [(week.counts, week.total) for week in found[slug].weeks]


def test_fewer_than_five_are_not_told_and_neither_is_their_sum(monday: date, personas: list[str]):
    for slug, count in zip(personas, (1_005, 5, 4), strict=True):
        store(SONOGRAPHER, slug, count, monday)
    this, *others = rows(SONOGRAPHER)
    assert this == (("1,005", "5", HIDDEN), "")
    # Nought is not told from four.
    assert others == [((HIDDEN, HIDDEN, HIDDEN), "")] * 7


def test_a_sum_is_told_where_nothing_is_hidden(monday: date, personas: list[str]):
    for slug, count in zip(personas, (10, 6, 5), strict=True):
        store(SONOGRAPHER, slug, count, monday - timedelta(days=1))
    assert rows(SONOGRAPHER)[1] == (("10", "6", "5"), "21")


def test_eight_weeks_from_monday_to_sunday(monday: date):
    first = monday - timedelta(weeks=7)
    store(MATCH, "clear", 5, first)
    store(MATCH, "clear", 2, first + timedelta(days=6))
    store(MATCH, "clear", 9, first - timedelta(days=1))
    store(MATCH, "clear", 6, first + timedelta(days=7))
    told = [counts[0] for counts, _ in rows(MATCH)]
    assert told == [HIDDEN] * 6 + ["6", "7"]


def test_the_week_that_is_running_is_not_counted(monday: date, personas: list[str]):
    for slug in personas:
        store(SONOGRAPHER, slug, 20, monday + timedelta(days=7))
    assert rows(SONOGRAPHER) == [((HIDDEN, HIDDEN, HIDDEN), "")] * 8


def test_a_result_is_counted_as_what_its_receipt_says(submit: Callable[..., str]):
    submit()
    row = Assessment.objects.get()
    assert row.outcome == receipts.outcome(row.receipt) == row.receipt["persona"]["slug"]
    assert receipts.outcome({"state": "clear"}) == "clear"
    assert receipts.outcome({"engine": "axes-1"}) == ""


def test_counting_reads_no_result(monday: date):
    store(MATCH, "clear", 50, monday)
    sql = (
        "SELECT created_on, rubric, outcome, COUNT(*) FROM rubric_assessment "
        f"WHERE created_on >= '{monday}' GROUP BY created_on, rubric, outcome"
    )
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            assert "USING COVERING INDEX assessment_count" in str(cursor.fetchall())


def test_the_desk_shows_no_count_that_is_hidden(
    admin_client: Client, monday: date, personas: list[str]
):
    for slug, count in zip(personas, (77, 66, 3), strict=True):
        store(SONOGRAPHER, slug, count, monday)
    page = desk(admin_client).content.decode().partition("Results by week")[2]
    assert "<td>77</td>" in page
    assert "<td>3</td>" not in page
    assert "146" not in page
    assert f"{HIDDEN.capitalize()} of each kind in each of the last 8 weeks." in page
