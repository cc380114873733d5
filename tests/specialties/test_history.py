"""Who changed what, what it was before, and the way back to that."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from specialties.models import Activity, DaySplit, RotationTip, Source, Specialty
from tests.admin import address, queries, row_of, save, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cardiology() -> Any:
    return Specialty.natural("cardiology")


@pytest.fixture
def viewer() -> Client:
    """Somebody who may see specialties with their levels and change nothing."""
    user = User.objects.create_user("vera", is_staff=True)
    names = ("view_specialty", "view_axislevel")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(user)
    return client


def edit_level(client: Client, row: Any, **changes: Any) -> None:
    form = typed(client.get(address(row.specialty)))
    prefix = row_of(form, "axis_levels", row)
    changed = {f"{prefix}-{name}": value for name, value in changes.items()}
    assert client.post(address(row.specialty), {**form, **changed}).status_code == 302


def lines(response: Any) -> list[Any]:
    assert response.status_code == 200
    return [line.entry for line in response.context["lines"]]


def said(entry: Any) -> list[tuple[str, str, str]]:
    return [(it.label, it.old, it.new) for it in entry.differences]


def way_back(client: Client, row: Any, number: int = 0) -> str:
    url: str = client.get(address(row, "history/")).context["lines"][number].url
    return url


def test_a_history_says_what_was_and_what_is_also_of_the_rows_inside(
    admin_client: Client, cardiology: Any
):
    level = cardiology.axis_levels.first()
    level.level, level.reason = 2, "Some."
    level.save()
    edit_level(admin_client, level, level=6, reason="Most of the day.")
    save(admin_client, cardiology, summary="Hearts.")
    summary, changed, _ = lines(admin_client.get(address(cardiology, "history/")))
    assert said(summary)[0][::2] == ("summary", "Hearts.")
    assert (changed.kind, changed.deed, changed.who) == ("axis level", "changed", "admin")
    assert said(changed) == [
        ("level", "Low–Moderate", "Very High"),
        ("reason", "Some.", "Most of the day."),
    ]
    page = admin_client.get(address(cardiology, "history/")).content.decode()
    assert "<del>Some.</del>" in page
    assert "<ins>Most of the day.</ins>" in page
    assert "style=" not in page


def test_a_source_is_named_and_not_numbered(admin_client: Client, cardiology: Any):
    old, new = cardiology.source, Source.objects.exclude(pk=cardiology.source_id)[0]
    save(admin_client, cardiology, source=new.pk)
    [entry] = lines(admin_client.get(address(cardiology, "history/")))
    assert said(entry) == [("source", str(old), str(new))]


def test_many_changes_take_no_more_queries_than_one(admin_client: Client, cardiology: Any):
    one, two, *others = cardiology.axis_levels.all()
    edit_level(admin_client, one, reason="One.")
    first = queries(admin_client, address(cardiology, "history/"))
    for row in (two, *others):
        edit_level(admin_client, row, reason="More.")
    assert queries(admin_client, address(cardiology, "history/")) == first


def test_the_way_back_shows_first_and_then_stores(admin_client: Client, cardiology: Any):
    level = cardiology.axis_levels.first()
    old = level.reason
    edit_level(admin_client, level, reason="Wrong.")
    url = way_back(admin_client, cardiology)
    shown = admin_client.get(url)
    assert said_back(shown) == [("reason", "Wrong.", old)]
    level.refresh_from_db()
    assert level.reason == "Wrong."
    response = admin_client.post(url)
    assert (response.status_code, response["Location"]) == (303, address(cardiology, "history/"))
    level.refresh_from_db()
    assert level.reason == old
    entry = lines(admin_client.get(address(cardiology, "history/")))[0]
    assert (entry.who, said(entry)) == ("admin", [("reason", "Wrong.", old)])
    assert "like this already" in admin_client.get(url).content.decode()


def said_back(response: Any) -> list[tuple[str, str, str]]:
    assert response.status_code == 200
    return [(it.label, it.old, it.new) for it in response.context["differences"]]


def test_there_is_no_way_back_to_where_another_row_stands(admin_client: Client, cardiology: Any):
    row = Activity.objects.filter(specialty=cardiology)[0]
    old, row.name = row.name, "Something else"
    row.save()
    Activity.objects.create(
        specialty=cardiology,
        kind=row.kind,
        frequency=row.frequency,
        name=old,
        order=99,
        source=row.source,
    )
    url = next(
        line.url
        for line in admin_client.get(address(cardiology, "history/")).context["lines"]
        if line.url
    )
    response = admin_client.post(url)
    assert response.status_code == 422
    assert response.context["problems"] == [
        "Activity with this Specialty, Kind and Name already exists."
    ]
    row.refresh_from_db()
    assert row.name == "Something else"


def test_the_checks_of_an_edit_hold_for_the_way_back(admin_client: Client):
    split = DaySplit.objects.all()[0]
    split.history.create(
        id=split.pk,
        specialty=split.specialty,
        source=split.source,
        procedures=90,
        imaging=90,
        thinking=90,
        history_date=timezone.now(),
        history_type="+",
    )
    split.imaging, split.thinking = split.thinking, split.imaging
    split.save()
    response = admin_client.post(way_back(admin_client, split.specialty))
    assert response.status_code == 422
    assert response.context["problems"] == ["Thinking: The three add up to 270, not to 100."]


def test_what_was_deleted_comes_back_as_it_was(admin_client: Client):
    tip: Any = RotationTip.objects.first()
    pk, key, text = tip.pk, tip.key, tip.text
    history = address(tip, "history/")
    assert admin_client.post(address(tip, "delete/"), {"post": "yes"}).status_code == 302
    [gone] = lines(admin_client.get(history))
    assert (gone.deed, gone.who) == ("removed", "admin")
    url = admin_client.get(history).context["lines"][0].url
    assert admin_client.post(url).status_code == 303
    assert RotationTip.objects.values_list("pk", "text").get(key=key) == (pk, text)


def test_what_was_never_there_has_no_history(admin_client: Client):
    for key in ("0", "999999", "x", "1_5F"):
        assert admin_client.get(f"/admin/specialties/source/{key}/history/").status_code == 404


def test_another_row_or_table_is_not_reached_from_a_page(admin_client: Client, cardiology: Any):
    other: Any = Specialty.objects.last()
    edit_level(admin_client, other.axis_levels.first(), reason="Elsewhere.")
    url = way_back(admin_client, other)
    assert admin_client.get(url).status_code == 200
    assert admin_client.get(url.replace(f"/{other.pk}/", f"/{cardiology.pk}/")).status_code == 404
    assert admin_client.get(url.replace("/axislevel/", "/source/")).status_code == 404


def test_who_may_only_look_finds_no_way_back(admin_client: Client, viewer: Client, cardiology: Any):
    save(admin_client, cardiology, summary="Hearts.")
    url = way_back(admin_client, cardiology)
    assert way_back(viewer, cardiology) == ""
    assert viewer.get(url).status_code == 403
    assert viewer.post(url).status_code == 403
    cardiology.refresh_from_db()
    assert cardiology.summary == "Hearts."


def test_the_week_names_every_change_that_one_may_see(
    admin_client: Client, viewer: Client, cardiology: Any
):
    edit_level(admin_client, cardiology.axis_levels.first(), reason="Mine.")
    source = Source.natural("editorial")
    old = source.title
    save(admin_client, source, title="Ours")
    source_entry, level_entry = lines(admin_client.get("/admin/changes/"))
    assert said(source_entry)[0] == ("title", old, "Ours")
    assert level_entry.differences[0].new == "Mine."
    [seen] = viewer.get("/admin/changes/").context["lines"]
    assert (seen.entry.kind, seen.url) == ("axis level", address(cardiology, "history/"))


def test_what_an_account_did_it_with_is_said(admin_client: Client):
    source: Any = Source.natural("editorial")
    # A name that is longer than its column is cut.
    source.title, source._change_reason = "Ours", f"import of sources.csv{'!' * 200}"
    source._history_user = User.objects.create_user("ben")
    source.save()
    page = admin_client.get("/admin/changes/").content.decode()
    assert f"By ben (import of sources.csv{'!' * 79}), " in page


def test_the_week_forgets_what_is_older(admin_client: Client):
    source = Source.natural("editorial")
    save(admin_client, source, title="Ours")
    source.history.update(history_date=timezone.now() - timedelta(days=7, minutes=1))
    response = admin_client.get("/admin/changes/")
    assert lines(response) == []
    assert "Nobody has changed anything" in response.content.decode()


def test_the_week_has_pages_with_a_fixed_number_of_queries(admin_client: Client):
    source = Source.natural("editorial")
    for number in range(3):
        source.title = f"Title {number}"
        source.save()
    few = queries(admin_client, "/admin/changes/")
    for number in range(60):
        source.title = f"Another {number}"
        source.save()
    assert queries(admin_client, "/admin/changes/") == few
    assert len(lines(admin_client.get("/admin/changes/"))) == 50
    assert len(lines(admin_client.get("/admin/changes/?p=2"))) == 13


def test_nobody_else_sees_the_week(client: Client, db: None):
    assert client.get("/admin/changes/").status_code == 302
    client.force_login(User.objects.create_user("sam", is_staff=True))
    assert client.get("/admin/changes/").status_code == 403


def test_rows_inside_are_for_whom_may_see_and_change_those(admin_client: Client, cardiology: Any):
    """A group of its own may have a page and not the rows inside it."""
    level = cardiology.axis_levels.first()
    edit_level(admin_client, level, level=6, reason="Most of the day.")
    back = way_back(admin_client, cardiology)
    user = User.objects.create_user("nina", is_staff=True)
    client = Client()

    def allow(*names: str) -> None:
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
        client.force_login(User.objects.get(pk=user.pk))

    allow("change_specialty", "add_specialty")
    assert "axis level" not in {
        it.kind for it in lines(client.get(address(cardiology, "history/")))
    }
    assert client.post(back).status_code == 404
    week = client.get("/admin/changes/").context["lines"]
    assert "axis level" not in {line.entry.kind for line in week}

    allow("change_specialty", "add_specialty", "view_axislevel")
    shown = client.get(address(cardiology, "history/")).context["lines"]
    assert [line.url for line in shown if line.entry.kind == "axis level"] == [""]
    assert client.post(back).status_code == 403
    level.refresh_from_db()
    assert level.level == 6

    allow("change_specialty", "change_axislevel")
    assert client.post(back).status_code == 303
    level.refresh_from_db()
    assert level.level != 6

    # What was deleted is added anew.
    back = way_back(admin_client, cardiology)
    key = level.pk
    level.delete()
    assert client.post(back).status_code == 403
    allow("change_specialty", "change_axislevel", "add_axislevel")
    assert client.post(back).status_code == 303
    assert cardiology.axis_levels.filter(pk=key).exists()
