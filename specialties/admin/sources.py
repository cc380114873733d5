"""The sources in the admin, with how many facts lean on each."""

from functools import reduce
from operator import add
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from specialties.admin.base import ContentAdmin, counted
from specialties.models import Source


def _count_rows(relation: Any) -> Combinable:
    # One subquery a table: joining them all would count every combination.
    name = relation.field.name
    rows = relation.related_model.objects.filter(**{name: OuterRef("pk")})
    found = rows.order_by().values(name).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(found), 0)


@admin.register(Source)
class SourceAdmin(ContentAdmin):
    # Whichever tables name a source.
    counts: ClassVar = {"facts": reduce(add, map(_count_rows, Source._meta.related_objects))}
    list_display = ("title", "publisher", "year", "grade", "checked_on", counted("facts"))
    list_filter = ("grade", "checked_on")
    search_fields = ("key", "title", "publisher", "year", "url")
    ordering = ("title",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    prepopulated_fields = {"key": ("publisher", "year")}
    fields = ("title", "publisher", "year", "key", "url", "grade", "checked_on")
