"""Sources that somebody should read again, and facts that lean on what became another source."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from specialties import freshness
from specialties.models import Kpi, Source
from tests.admin import address, queries, save

pytestmark = pytest.mark.django_db

QUEUE = "/admin/specialties/source/freshness/"


@pytest.fixture
def fresh() -> None:
    """Every source was read today, and none has changed."""
    Source.objects.update(checked_on=timezone.localdate(), changed_on=None)


@pytest.fixture
def source(fresh: None) -> Any:
    return Source.natural("editorial")


def queued(client: Client) -> list[Any]:
    response = client.get(QUEUE)
    assert response.status_code == 200
    return [source for source, *_ in response.context["rows"]]


@pytest.mark.parametrize(
    ("today", "oldest"),
    [
        (date(2026, 11, 29), date(2025, 11, 29)),
        (date(2026, 1, 1), date(2025, 1, 1)),
        (date(2028, 2, 29), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2025, 12, 31)),
    ],
)
def test_a_check_counts_for_twelve_months(today: date, oldest: date):
    assert freshness.oldest_fresh(today) == oldest


def test_the_months_are_a_setting(settings: Any):
    settings.FRESH_MONTHS = 3
    assert freshness.oldest_fresh(date(2026, 2, 28)) == date(2025, 11, 28)
    settings.FRESH_MONTHS = 10**9
    assert freshness.oldest_fresh(date(2026, 2, 28)) == date(1926, 2, 28)


def test_the_queue_begins_with_what_changed_and_then_the_oldest(
    admin_client: Client, source: Source
):
    oldest = freshness.oldest_fresh(timezone.localdate())
    first, second, third, edge = Source.objects.exclude(pk=source.pk)[:4]
    for row, days in ((first, 2), (second, 1), (edge, 0)):
        Source.objects.filter(pk=row.pk).update(checked_on=oldest - timedelta(days=days))
    Source.objects.filter(pk=third.pk).update(changed_on=timezone.localdate())
    assert queued(admin_client) == [third, first, second]


def test_a_source_in_the_queue_leads_to_its_facts(admin_client: Client, source: Source):
    kpi = Kpi.objects.all()[0]
    Kpi.objects.filter(pk=kpi.pk).update(source=source)
    Source.objects.filter(pk=source.pk).update(checked_on="2020-01-01")
    [[row, is_old, facts]] = admin_client.get(QUEUE).context["rows"]
    assert (row, is_old) == (source, True)
    assert (str(kpi), address(kpi)) in facts
    page = admin_client.get(QUEUE).content.decode()
    assert f'href="{address(kpi)}"' in page
    assert "Last checked on January 1, 2020." in page


def test_one_click_marks_a_source_as_checked_today(admin_client: Client, source: Source):
    Source.objects.filter(pk=source.pk).update(checked_on="2020-01-01")
    response = admin_client.post(address(source, "checked/"))
    assert (response.status_code, response["Location"]) == (303, QUEUE)
    source.refresh_from_db()
    assert source.checked_on == timezone.localdate()
    assert queued(admin_client) == []
    entry = source.history.all()[0]
    assert (str(entry.history_user), entry.checked_on) == ("admin", timezone.localdate())


@pytest.mark.parametrize("field", ["title", "year", "url", "grade"])
def test_a_source_that_becomes_another_asks_for_its_facts(
    admin_client: Client, source: Source, field: str
):
    value = {"url": "https://example.org/new/", "grade": "published"}.get(field, "1999")
    assert save(admin_client, source, **{field: value}).status_code == 302
    source.refresh_from_db()
    assert source.changed_on == timezone.localdate()
    assert "Do its facts still hold?" in admin_client.get(QUEUE).content.decode()
    response = admin_client.post(address(source, "read/"))
    assert (response.status_code, response["Location"]) == (303, QUEUE)
    source.refresh_from_db()
    assert source.changed_on is None
    assert queued(admin_client) == []


def test_another_publisher_or_day_makes_it_no_other_source(admin_client: Client, source: Source):
    save(admin_client, source, publisher="Someone", checked_on="2026-01-01")
    source.refresh_from_db()
    assert source.publisher == "Someone"
    assert source.changed_on is None


@pytest.mark.parametrize("mark", [freshness.mark_checked, freshness.mark_read])
def test_marking_undoes_no_edit_of_somebody_else(mark: Any, source: Source):
    Source.objects.filter(pk=source.pk).update(title="Edited meanwhile")
    mark(source)
    assert Source.objects.get(pk=source.pk).title == "Edited meanwhile"


def test_looking_marks_nothing(admin_client: Client, source: Source):
    for page in ("checked/", "read/"):
        assert admin_client.get(address(source, page)).status_code == 405


def test_who_may_only_look_finds_no_button_and_is_refused(source: Source):
    Source.objects.filter(pk=source.pk).update(checked_on="2020-01-01", changed_on="2026-01-01")
    user = User.objects.create_user("vera", is_staff=True)
    client = Client()
    client.force_login(user)
    assert client.get(QUEUE).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_source"))
    page = client.get(QUEUE).content.decode()
    assert "Last checked on" in page
    assert "<button" not in page.partition('id="content-main"')[2]
    for deed in ("checked/", "read/"):
        assert client.post(address(source, deed)).status_code == 403
    source.refresh_from_db()
    assert source.checked_on == date(2020, 1, 1)


def test_a_long_queue_takes_no_more_queries(admin_client: Client, fresh: None):
    sources = Source.objects.order_by("pk")
    Source.objects.filter(pk=sources[0].pk).update(checked_on="2020-01-01")
    one = queries(admin_client, QUEUE)
    Source.objects.update(checked_on="2020-01-01")
    assert queries(admin_client, QUEUE) == one
    assert len(queued(admin_client)) == 20
