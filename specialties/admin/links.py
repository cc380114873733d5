"""Where each row is edited: on a page of its own, or on that of the row it belongs to."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.contrib import admin
from django.contrib.admin.utils import NestedObjects
from django.db.models import Model, QuerySet
from django.forms.models import _get_foreign_key
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html


class Link(NamedTuple):
    text: str
    address: str


class Group(NamedTuple):
    """Rows of one kind; `title` says of which, and in which of their fields."""

    title: str
    links: list[Link]


def _owners() -> dict[type[Model], list[tuple[str, type[Model], str]]]:
    """For what is edited in rows: by which field it belongs to which pages, and where on them."""
    found: dict[type[Model], list[tuple[str, type[Model], str]]] = {}
    for page in admin.site._registry.values():
        for inline in page.inlines:
            key = _get_foreign_key(page.model, inline.model, inline.fk_name)
            part = key.remote_field.get_accessor_name()
            found.setdefault(inline.model, []).append((key.attname, page.model, f"{part}-group"))
    return found


# Every page is registered by the time that one is asked for.
OWNERS: Any = SimpleLazyObject(_owners)


def address(row: Model) -> str:
    """The page on which a row is edited."""
    if admin.site.is_registered(type(row)):
        return _page(type(row), row.pk)
    for name, owner, part in OWNERS[type(row)]:
        if pk := getattr(row, name):
            return f"{_page(owner, pk)}#{part}"
    return reverse("admin:index")


def _page(model: type[Model], pk: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=(pk,))


def link(row: Model) -> Link:
    return Link(str(row), address(row))


def links(rows: QuerySet[Any]) -> list[Link]:
    """Rows by name with where they are edited, in one query."""
    keys = [field.name for field in rows.model._meta.fields if field.is_relation]
    return [link(row) for row in rows.select_related(*keys)]


def leaning_on(row: Model) -> Iterator[Group]:
    """Whatever names a row, a query for each field that can."""
    for relation in row._meta.related_objects:
        model = relation.related_model
        rows = model._default_manager.filter(**{relation.field.name: row})
        if found := links(rows):
            title = str(model._meta.verbose_name_plural)
            own = str(relation.field.verbose_name)
            yield Group(title if own == "source" else f"{title}, by their {own}", found)


def protectors(rows: Iterable[Any], using: str) -> list[str]:
    """What keeps rows from being deleted, each as a link to where that is mended."""
    collector = NestedObjects(using=using, origin=rows)
    collector.collect(list(rows))
    pks: dict[type[Model], list[Any]] = {}
    for row in collector.protected:
        pks.setdefault(type(row), []).append(row.pk)
    return [
        format_html('{}: <a href="{}">{}</a>', str(model._meta.verbose_name), address, text)
        for model, found in sorted(pks.items(), key=lambda pair: str(pair[0]))
        for text, address in links(model._default_manager.filter(pk__in=found))
    ]
