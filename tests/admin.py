"""What a browser sends to the admin, and what comes back."""

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def address(row: Any, page: str = "change/") -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{page}"


def typed(page: Any) -> dict[str, Any]:
    """What a browser sends when someone opens a page and saves it as it is."""
    parts = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        parts += [inline.formset.management_form, *inline.formset.forms]
    fields = [field for part in parts for field in part if not field.field.disabled]
    values = {field.html_name: field.value() for field in fields}
    return {
        name: "" if value is None else value
        for name, value in values.items()
        # A box without its tick is not sent.
        if value is not False
    }


def save(client: Client, row: Any, **changes: Any) -> Any:
    """Open the page of a row, change some fields, and send it; a mistyped name fails."""
    form = typed(client.get(address(row)))
    assert changes.keys() <= form.keys()
    return client.post(address(row), {**form, **changes})


def row_of(form: dict[str, Any], prefix: str, row: Any) -> str:
    """The prefix of a row among those of a page."""
    [name] = [
        name
        for name, value in form.items()
        if re.fullmatch(rf"{prefix}-\d+-id", name) and str(value) == str(row.pk)
    ]
    return name.removesuffix("-id")


def more(form: dict[str, Any], prefix: str, **values: Any) -> dict[str, Any]:
    """The same page with one row added."""
    number = int(form[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return {**form, f"{prefix}-TOTAL_FORMS": number + 1, **row}


def errors(response: Any) -> dict[str, list[str]]:
    """Every error of a page by the name of its field, or of the form or rows it is about."""
    assert response.status_code == 200
    found = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        formset = inline.formset
        for form in formset.forms:
            found |= {form.add_prefix(name): words for name, words in form.errors.items()}
        if formset.non_form_errors():
            found[formset.prefix] = list(formset.non_form_errors())
    return found


def queries(client: Client, page: str) -> int:
    """How many queries a page takes, once the process knows what the tables are called."""
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def said(response: Any) -> list[tuple[str, str]]:
    """What the page tells the admin: how bad it is, and the words."""
    return [(message.level_tag, message.message) for message in response.context["messages"]]
