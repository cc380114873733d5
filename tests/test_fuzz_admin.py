"""Nonsense in every field of every form of the admin: refused with a sentence, or harmless text."""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.test import Client

from rubric import editions
from tests.admin import address, typed

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>{{ 7|add:7 }}{% now %}"
NONSENSE = {
    "script": SCRIPT,
    "attribute": "\"><img src=x onerror=alert(1)>'",
    "formula": '=HYPERLINK("http://x.example","y")',
    "huge": "x" * 100_000,
    "control": "a\x00b\x1b[31m\x85",
    "turned": "a\u202eb\ufeff",
    "number": "99999999999999999999999",
    "minus": "-1",
    "fraction": "1e309",
    "none": "NaN",
    "date": "0000-99-99",
    "address": "javascript:alert(1)",
    "empty": "",
    "blank": " \u3000 ",
    "list": "[]",
}
PAGES = [
    model
    for app in ("specialties", "rubric")
    for model in apps.get_app_config(app).get_models()
    if admin.site.is_registered(model) and model.__name__ != "Edition"
]
# So many fields of a page at most in every run of the suite.
MOST_FIELDS = 12


def kinds(form: dict[str, Any]) -> Iterator[str]:
    """One field of each name: that of the first row of each kind, and of the page itself."""
    seen = set()
    for name in form:
        kind = re.sub(r"-\d+-", "-*-", name)
        if kind not in seen:
            seen.add(kind)
            yield name


def attack(client: Client, page: str, form: dict[str, Any], name: str, value: str) -> None:
    response = client.post(page, {**form, name: value})
    assert response.status_code in (200, 302), (page, name, value[:20])
    if response.status_code == 200:
        # Something was refused, in words, and what was typed comes back without its powers.
        html = response.content.decode()
        assert 'class="errorlist' in html, (page, name, value[:20])
        assert SCRIPT not in html
        assert "Constraint “" not in html


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_nonsense_in_a_field_is_refused_or_harmless(
    admin_client: Client, model: type[models.Model]
) -> None:
    """Many fields meet one kind of nonsense each; in the one below all meet all."""
    row = model._default_manager.all()[0]
    form = typed(admin_client.get(address(row)))
    values = list(NONSENSE.values())
    fields = list(kinds(form))
    for place, name in enumerate(fields[:: 1 + len(fields) // MOST_FIELDS]):
        value = values[place % len(values)]
        attack(admin_client, address(row), form, name, value)
    # Whatever was stored can be read, and every page that leads to it drawn.
    assert SCRIPT not in admin_client.get(address(row)).content.decode()
    editions.problems()


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("NONSENSE"), reason="NONSENSE asks for all of it")
@pytest.mark.parametrize("kind", NONSENSE)
@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_all_nonsense_in_all_fields(
    admin_client: Client, model: type[models.Model], kind: str
) -> None:
    row = model._default_manager.all()[0]
    form = typed(admin_client.get(address(row)))
    for name in kinds(form):
        attack(admin_client, address(row), form, name, NONSENSE[kind])
    assert SCRIPT not in admin_client.get(address(row)).content.decode()
    editions.problems()


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_new_row_of_nonsense_alone_is_refused(
    admin_client: Client, model: type[models.Model]
) -> None:
    page = f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/"
    form = typed(admin_client.get(page))
    names = [name for name in form if not name.endswith("_FORMS")]
    for kind in ("script", "huge", "control", "number", "empty"):
        response = admin_client.post(page, {**form, **dict.fromkeys(names, NONSENSE[kind])})
        if response.status_code == 413:
            # More than any page takes.
            assert kind == "huge"
            continue
        # A page of the admin needs more than one kind of value.
        assert response.status_code == 200
        assert 'class="errorlist' in response.content.decode()
        assert SCRIPT not in response.content.decode()


def test_what_was_stored_is_shown_as_text_to_readers(admin_client: Client) -> None:
    specialty = apps.get_model("specialties", "specialty").natural("cardiology")
    form = typed(admin_client.get(address(specialty)))
    assert admin_client.post(address(specialty), {**form, "summary": SCRIPT}).status_code == 302
    html = admin_client.get("/preview/specialties/cardiology/").content.decode()
    assert SCRIPT not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in html
