"""Three roles, what each may do, and what nobody may see."""

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from rubric.models import Assessment, Bucket, LogEntry, Plan, Revocation, Share
from tests.admin import typed

roles = importlib.import_module("rubric.migrations.0016_roles")
EDITOR, PUBLISHER, SITE_ADMIN = "content editor", "publisher", "site admin"
OF_READERS = (Assessment, Share, Revocation, Plan, LogEntry, Bucket)
NO_WORKING_COPY = {"edition", "user", "group", "healthreport"}
PASSWORD = "correct horse battery staple"

pytestmark = pytest.mark.django_db


def person(*names: str, **more: Any) -> User:
    user = User.objects.create_user("-".join(names) or "nobody", password=PASSWORD, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=names))
    for name, value in more.items():
        setattr(user, name, value)
    user.save()
    return user


def signed_in(*names: str) -> Client:
    client = Client()
    client.force_login(person(*names))
    return client


def may(name: str) -> set[str]:
    rows = Group.objects.get(name=name).permissions
    return {".".join(row) for row in rows.values_list("content_type__app_label", "codename")}


def edited_models() -> set[Any]:
    """The working copy, as the admin has it: pages and the rows within them."""
    pages = [page for model, page in admin.site._registry.items()]
    found = {page.model for page in pages} | {row.model for page in pages for row in page.inlines}
    return {model for model in found if model._meta.model_name not in NO_WORKING_COPY}


# What each may do


def test_an_editor_may_do_everything_with_the_working_copy_and_see_what_it_does() -> None:
    expected = {
        f"{model._meta.app_label}.{deed}_{model._meta.model_name}"
        for model in edited_models()
        for deed in ("add", "change", "delete", "view")
    }

    # The health of a model stands beside the editions.
    assert may(EDITOR) - expected == {"rubric.view_edition"}
    assert expected - may(EDITOR) == set()


def test_a_publisher_may_publish_too_and_a_site_admin_let_people_in() -> None:
    assert may(PUBLISHER) - may(EDITOR) == {"rubric.add_edition"}
    assert may(SITE_ADMIN) - may(PUBLISHER) == {
        f"auth.{deed}_{model}"
        for model in ("user", "group")
        for deed in ("add", "change", "delete", "view")
    }
    assert may(EDITOR) < may(PUBLISHER) < may(SITE_ADMIN)


@pytest.mark.parametrize(
    ("role", "publish", "accounts"),
    [(EDITOR, 403, 403), (PUBLISHER, 200, 403), (SITE_ADMIN, 200, 200)],
)
def test_each_role_opens_what_it_may(role: str, publish: int, accounts: int) -> None:
    client = signed_in(role)
    for model in edited_models() & admin.site._registry.keys():
        page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert client.get(page).status_code == 200
    link = 'href="/admin/rubric/edition/publish/"'
    assert (link in client.get("/admin/").content.decode()) == (publish == 200)
    for page in ("publish/", "1/again/"):
        assert client.get(f"/admin/rubric/edition/{page}").status_code == publish
        posted = client.post(f"/admin/rubric/edition/{page}", {"note": "Mine."})
        assert posted.status_code == (403 if publish == 403 else 422)
    assert client.get("/admin/auth/user/").status_code == accounts
    assert client.get("/admin/rubric/edition/health/").status_code == 200


def test_whoever_may_not_publish_reads_why() -> None:
    page = signed_in(EDITOR).get("/admin/rubric/edition/publish/").content.decode()
    assert "Your account may not do this, so nothing was changed." in page
    assert "could not check" not in page


# What nobody sees


def test_nobody_finds_anything_of_readers_in_the_admin() -> None:
    """No page, no rows within one, no choice of a field: not even for a superuser."""
    for model, page in admin.site._registry.items():
        assert model not in OF_READERS
        for shown in (model, *(row.model for row in page.inlines)):
            assert shown not in OF_READERS
            assert not {field.related_model for field in shown._meta.fields} & set(OF_READERS)
    granted = set().union(*(may(name) for name in (EDITOR, PUBLISHER, SITE_ADMIN)))
    for model in OF_READERS:
        assert not [code for code in granted if code.endswith(f"_{model._meta.model_name}")]


def test_no_address_of_the_admin_opens_anything_of_readers(
    admin_client: Client, submit: Any
) -> None:
    submit()
    for model in OF_READERS:
        for page in ("", "add/", "1/change/", "1/history/", "1/delete/"):
            address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/{page}"
            assert admin_client.get(address).status_code == 404


# Who grants what


def form_of(client: Client, user: User) -> dict[str, Any]:
    form = typed(client.get(f"/admin/auth/user/{user.pk}/change/"))
    return {**form, "date_joined_0": "2026-01-01", "date_joined_1": "10:00:00"} | {
        name: form[name] for name in ("is_active", "is_staff") if name in form
    }


def change(client: Client, user: User, **fields: Any) -> Any:
    data = {**form_of(client, user), "last_login_0": "", "last_login_1": "", **fields}
    return client.post(f"/admin/auth/user/{user.pk}/change/", data)


def test_a_site_admin_lets_an_editor_in_and_makes_nobody_almighty() -> None:
    client, novice = signed_in(SITE_ADMIN), person()
    editor = Group.objects.get(name=EDITOR)
    response = change(client, novice, groups=[editor.pk], is_superuser="on")

    assert response.status_code == 302
    novice.refresh_from_db()
    assert not novice.is_superuser
    assert [group.name for group in novice.groups.all()] == [EDITOR]


def test_a_site_admin_grants_no_more_than_they_have() -> None:
    beyond = Permission.objects.get(codename="delete_permission")
    strong = Group.objects.create(name="stronger")
    strong.permissions.add(beyond)
    client, novice = signed_in(SITE_ADMIN), person()

    assert change(client, novice, groups=[strong.pk]).status_code == 200
    assert change(client, novice, user_permissions=[beyond.pk]).status_code == 200
    assert not novice.groups.exists()
    assert not novice.user_permissions.exists()
    group = Group.objects.get(name=EDITOR)
    data = {"name": EDITOR, "permissions": [beyond.pk]}
    assert client.post(f"/admin/auth/group/{group.pk}/change/", data).status_code == 200
    assert beyond not in group.permissions.all()
    assert client.post(f"/admin/auth/group/{strong.pk}/change/", data).status_code == 403
    assert client.post("/admin/auth/group/add/", {**data, "name": "new"}).status_code == 200
    assert not Group.objects.filter(name="new").exists()


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("kind", ["superuser", "stronger"])
def test_an_account_that_holds_more_is_out_of_reach(kind: str, is_active: bool) -> None:
    user = person("stronger", is_superuser=kind == "superuser", is_active=is_active)
    if kind == "stronger":
        user.user_permissions.add(Permission.objects.get(codename="delete_permission"))
    before = User.objects.values().get(pk=user.pk)
    client = signed_in(SITE_ADMIN)
    new = {"password1": PASSWORD[::-1], "password2": PASSWORD[::-1], "usable_password": "true"}
    chosen = {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"}

    assert client.post(f"/admin/auth/user/{user.pk}/password/", new).status_code == 403
    assert client.post(f"/admin/auth/user/{user.pk}/change/", {"username": "x"}).status_code == 403
    assert client.post(f"/admin/auth/user/{user.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post("/admin/auth/user/", chosen)
    assert User.objects.values().get(pk=user.pk) == before


def test_a_site_admin_sets_the_password_of_an_editor() -> None:
    user = person(EDITOR)
    new = {"password1": PASSWORD[::-1], "password2": PASSWORD[::-1], "usable_password": "true"}

    assert (
        signed_in(SITE_ADMIN).post(f"/admin/auth/user/{user.pk}/password/", new).status_code == 302
    )
    user.refresh_from_db()
    assert user.check_password(PASSWORD[::-1])


def test_a_superuser_makes_another_one(admin_client: Client) -> None:
    novice = person()
    assert change(admin_client, novice, is_superuser="on").status_code == 302
    novice.refresh_from_db()
    assert novice.is_superuser


# The migration


def test_making_the_roles_again_changes_nothing_that_somebody_has_changed() -> None:
    publisher = Group.objects.get(name=PUBLISHER)
    publisher.permissions.set(publisher.permissions.all()[:3])
    before = {name: may(name) for name in (EDITOR, PUBLISHER, SITE_ADMIN)}
    for _ in range(2):
        roles.make(apps, None)

    assert {name: may(name) for name in before} == before
    assert Group.objects.count() == 3


def test_undone_only_the_roles_go_that_are_as_they_were_made() -> None:
    Group.objects.get(name=PUBLISHER).permissions.clear()
    roles.take_back(apps, None)
    assert [group.name for group in Group.objects.all()] == [PUBLISHER]
    roles.make(apps, None)
    assert may(PUBLISHER) == set()
    assert len(may(EDITOR)) == 4 * len(edited_models()) + 1
