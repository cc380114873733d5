"""Whatever a superuser does on whatever page of the admin, the answer is no fault of ours.

Each deed starts from a page as it is: an address with junk in its query, or its form with some
fields changed to what does not belong there. Some in every run, with DEEDS as many as it says.
"""

import os
import random
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import URLPattern

from specialties.models import Kpi
from tests.admin import errors, save
from tests.test_malformed import FINE, FORM, TEXTS

COUNT = int(os.environ.get("DEEDS") or 150)
SEED = int(os.environ.get("DEEDS_SEED") or 10)
JUNK = (
    *TEXTS,
    *("0", "2", "9" * 20, "2147483648", "32768", "-32769", "9223372036854775808", "1e400", "nan"),
    *("inf", "²", "2026-11-29", "on", "x" * 300, "x" * 3000, "a\x00b", "\ud83d", "__all__", "1,2"),
    *("http://[", "javascript:alert(1)", "//", "a b", "é-slug", "_5F", "_3A", "1_2F", "None None"),
    *('{"a": "\\u0000"}', "2026-13-45", "12:99", "0001-01-01", "9999-12-31", "١٢", "1 ", " "),
)
# What the pages of the admin read from an address, and how filters say it.
ASKED = (
    *("q", "p", "o", "e", "all", "_to_field", "_popup", "_facets", "_changelist_filters", "term"),
    *("app_label", "model_name", "field_name", "page", "pk__in", "id__exact", "rubric__id__exact"),
    *("path__id__exact", "source__grade__exact", "kind__exact", "source__isnull", "grade__in"),
    *("levels__level__exact", "pk__gt", "title__regex", "slug__contains", "password__startswith"),
    *("published_on__year", "next", "action", "index", "_selected_action", "tags", "group__exact"),
)
FIELDS = (
    *("_save", "_continue", "_addanother", "_saveasnew", "_popup", "_to_field", "post", "action"),
    *("_selected_action", "select_across", "index", "note", "shown", "_method", "csrf"),
)


class FormReader(HTMLParser):
    """The names and values that a browser would send for the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "option" and "selected" in said and self.select:
            self.found.append((self.select, said.get("value", "")))
        elif tag == "textarea":
            self.area = name
            self.found.append((name, ""))
        elif tag == "input" and name and (kind not in ("checkbox", "radio") or "checked" in said):
            self.found.append((name, said.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[-1] = (self.area, data.removeprefix("\n"))


def form_of(page: str) -> list[tuple[str, str]]:
    reader = FormReader()
    reader.feed(page)
    # What leads away from the page is no part of what is saved on it.
    return [(name, value) for name, value in reader.found if name != "csrfmiddlewaretoken"]


def routes() -> list[tuple[str, Any]]:
    """Every address of the admin, and of which model its rows are."""
    found: list[tuple[str, Any]] = []
    for model, site in admin.site._registry.items():
        start = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        patterns = [url for url in site.get_urls() if isinstance(url, URLPattern)]
        found += [(start + str(url.pattern), model) for url in patterns]
    own = [url for url in admin.site.get_urls() if isinstance(url, URLPattern)]
    plain = [str(url.pattern) for url in own if not str(url.pattern).startswith("^")]
    # Whoever leaves does nothing more.
    return [*found, *((f"/admin/{route}", None) for route in plain if route != "logout/")]


class Deeds(random.Random):
    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.routes = routes()
        self.rows = {
            model: [str(pk) for pk in model._default_manager.values_list("pk", flat=True)[:8]]
            for model in admin.site._registry
        }

    def junk(self) -> str:
        if self.random() < 0.1:
            return "".join(chr(self.choice((0, 9, 10, 34, 65, 127, 233, 8238))) for _ in range(9))
        return self.choice(JUNK)

    def path(self) -> str:
        route, model = self.choice(self.routes)
        while "<" in route:
            before, _, rest = route.partition("<")
            rows = self.rows.get(model) or ["1"]
            piece = self.choice(rows) if self.random() < 0.7 else self.junk()
            route = before + quote(piece) + rest.partition(">")[2]
        return route

    def query(self) -> str:
        if self.random() < 0.4:
            return ""
        pairs = ((self.choice(ASKED), self.junk()) for _ in range(self.randrange(1, 4)))
        return "&".join(f"{name}={quote(value)}" for name, value in pairs)

    def spoiled(self, form: list[tuple[str, str]]) -> bytes:
        """A form with some of its fields changed, gone, doubled or new."""
        sent = list(form)
        for _ in range(self.choice((0, 1, 1, 2, 5))):
            place = self.randrange(len(sent)) if sent else 0
            name = sent[place][0] if sent and self.random() < 0.8 else self.choice(FIELDS)
            deed = self.random()
            if deed < 0.15 and sent:
                del sent[place]
            elif deed < 0.3 or not sent:
                sent.append((name, self.junk()))
            else:
                sent[place] = (name, self.junk())
        if self.random() < 0.3:
            sent += self.chosen()
        return urlencode(sent, errors="surrogatepass").encode()

    def chosen(self) -> list[tuple[str, str]]:
        """An action of a list on some of its rows."""
        action = self.choice(("delete_selected", "delete_selected", self.junk()))
        rows = [("_selected_action", self.choice(("1", "2", self.junk()))) for _ in range(2)]
        confirmed = [("post", "yes")] if self.random() < 0.5 else []
        return [("action", action), *rows, *confirmed]


def quote(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))


class Attacker:
    """A superuser who is signed in anew before each deed, whatever the last one did to that."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.client.force_login(User.objects.create_superuser("ada"))
        self.session = self.client.cookies.output()
        self.forms: dict[str, list[tuple[str, str]]] = {}

    def act(self, path: str, query: str, body: bytes | None) -> tuple[int, str]:
        """The status of an answer, and the fault where there is one."""
        address = f"{path}?{query}" if query else path
        with transaction.atomic():
            mark = transaction.savepoint()
            if body is None:
                answer = self.client.get(address)
            else:
                answer = self.client.generic("POST", address, body, content_type=FORM)
            # What the test client does not raise it keeps, where no stub knows of it.
            raised = getattr(answer, "exc_info", None)
            fault = repr(raised[1]) if raised else ""
            status = answer.status_code
            if status == 302:
                try:
                    # As it would be when all of it is committed.
                    connection.check_constraints()
                except DatabaseError as error:
                    status, fault = 500, repr(error)
            transaction.savepoint_rollback(mark)
        self.client.cookies.load(self.session)
        return status, fault

    def form(self, path: str) -> list[tuple[str, str]]:
        if path not in self.forms:
            answer = self.client.get(path)
            self.forms[path] = form_of(answer.content.decode(errors="replace"))
        return self.forms[path]


def test_no_deed_of_a_superuser_is_a_fault_of_ours(db: None) -> None:
    deeds, attacker, faults, seen = Deeds(SEED), Attacker(), [], set()
    assert len(deeds.routes) > 80
    for number in range(COUNT):
        path, query = deeds.path(), deeds.query()
        body = deeds.spoiled(attacker.form(path)) if deeds.random() < 0.6 else None
        status, fault = attacker.act(path, query, body)
        seen.add(status)
        if status >= 500 and status not in FINE:
            faults.append((number, status, path, query, fault, body))
    assert faults == []
    # Some of it was read, taken, and refused.
    assert {200, 302, 400} <= seen


KPIS, EDITIONS = "/admin/specialties/kpi/", "/admin/rubric/edition/"
CHOICES = "/admin/autocomplete/?app_label=specialties&model_name=kpi&field_name=source"
PICKED = "app_label=specialties&model_name=kpi"
# What each comes to: asked for in vain is 404 or the list with a sentence, nonsense 400, a list
# that cannot be filtered so starts anew.
ODD = {
    **dict.fromkeys(
        (
            *(f"{KPIS}?{name}=%00" for name in ("q", "p", "o", "path__id__exact", "_facets")),
            *(f"{EDITIONS}?{name}=a%00b" for name in ("q", "o", "e", "_popup", "_to_field")),
            f"{CHOICES}&term=a%00",
            f"{CHOICES}&page=%00",
            f"{KPIS}?_to_field=password",
            f"{KPIS}?_to_field=source__url&_popup=1",
            f"{KPIS}add/?_to_field=x",
            f"{KPIS}1/change/?_to_field=source",
            f"{KPIS}1/delete/?_to_field=path",
            f"{KPIS}?source__url__contains=a",
        ),
        400,
    ),
    **dict.fromkeys(
        (
            f"{CHOICES}&page=x",
            f"{CHOICES}&page=-1",
            f"{CHOICES}&page={'9' * 30}",
        ),
        404,
    ),
    **dict.fromkeys(
        (
            f"/admin/autocomplete/?{PICKED}",
            f"/admin/autocomplete/?{PICKED}&field_name=x",
            f"/admin/autocomplete/?{PICKED}&field_name=7",
            f"/admin/autocomplete/?{PICKED}&field_name=name",
            "/admin/autocomplete/?app_label=7&model_name=kpi&field_name=source",
            "/admin/autocomplete/?app_label=specialties&model_name=7&field_name=source",
            "/admin/autocomplete/",
        ),
        403,
    ),
    **dict.fromkeys(
        (
            f"{CHOICES}&term=7",
            f"{CHOICES}&term=%F0%9F%98%80",
            f"{CHOICES}&term={'a+' * 900}",
            f"{CHOICES}&page=last",
            f"{KPIS}?q=%ED%A0%80",
            f"{KPIS}?q={'a+' * 900}",
            f"{KPIS}?o=x.-.-99.1.1",
            *(f"{KPIS}?p={page}" for page in ("x", "-1", "0", "9" * 30)),
            f"{KPIS}?path__id__exact={'9' * 30}",
            f"{KPIS}?source__grade__exact=x&path__isnull=2",
            f"{KPIS}?e=1",
            f"{KPIS}?_facets=True",
            f"{KPIS}?_facets=True&q=zzz&e=1",
            f"{KPIS}?_popup=zzz",
            f"{KPIS}add/?_popup=1&_to_field=id&name={'x' * 999}&source=x&low=x",
            f"{KPIS}add/?_changelist_filters=%25&path=99999999999999999999",
        ),
        200,
    ),
    **dict.fromkeys(
        (
            f"{KPIS}?path__id__exact=x",
            f"{KPIS}?no_such_field=1",
            *(
                f"{KPIS}{row}/{page}/"
                for row in ("x", "9" * 30, "-1", "1.5", "_00", "%F0%9F%98%80", "a/b")
                for page in ("change", "delete")
            ),
            f"{KPIS}x/",
        ),
        302,
    ),
    # A row that is gone still has a history; one that never was has none.
    **dict.fromkeys(
        (
            f"{KPIS}{row}/history/"
            for row in ("x", "9" * 30, "-1", "1.5", "_00", "%F0%9F%98%80", "a/b")
        ),
        404,
    ),
}


@pytest.mark.parametrize("address", ODD)
def test_what_an_address_of_the_admin_asks_in_vain(admin_client: Client, address: str) -> None:
    answer = admin_client.get(address)

    assert answer.status_code == ODD[address]
    # And where it leads there is a page.
    assert answer.status_code != 302 or admin_client.get(answer["Location"]).status_code < 400


# What a key of a row cannot be, and what no database takes for one.
NO_KEYS = ("x", "[]", "1,2", "-1", "²", "9" * 20, "a" * 3000, "9" * 18)


@pytest.mark.parametrize("key", NO_KEYS)
def test_a_choice_that_is_none_comes_back_with_what_was_typed(
    admin_client: Client, key: str
) -> None:
    kpi = Kpi.objects.order_by("pk")[0]
    answer = save(admin_client, kpi, source=key, name="Typed and kept")

    assert list(errors(answer)) == ["source"]
    assert 'value="Typed and kept"' in answer.content.decode()
    assert not Kpi.objects.filter(name="Typed and kept").exists()


@pytest.mark.parametrize("list_of", ["specialties/kpi", "rubric/criterion", "auth/user"])
@pytest.mark.parametrize("key", NO_KEYS)
def test_an_action_on_rows_that_are_none_changes_nothing(
    admin_client: Client, list_of: str, key: str
) -> None:
    before = [*Kpi.objects.order_by("pk").values(), *User.objects.values()]
    sent = {"action": "delete_selected", "_selected_action": key, "post": "yes", "index": key}

    answer = admin_client.post(f"/admin/{list_of}/", sent, follow=True)

    # A number may be that of a row which is gone.
    assert answer.status_code == (200 if key == "9" * 18 else 400)
    assert [*Kpi.objects.order_by("pk").values(), *User.objects.values()] == before


@pytest.mark.parametrize("key", ["9" * 20, "x"])
def test_a_group_that_is_none_is_given_to_nobody(admin_client: Client, key: str) -> None:
    ada = User.objects.get()
    sent = {"username": ada.username, "groups": key, "user_permissions": key}

    answer = admin_client.post(f"/admin/auth/user/{ada.pk}/change/", sent)

    assert answer.status_code in (200, 400)
    assert not ada.groups.exists()
