"""The sources in the admin, with how many facts lean on each."""

from collections.abc import Callable
from functools import reduce
from operator import add
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from specialties import freshness
from specialties.admin import links
from specialties.admin.base import ContentAdmin, counted
from specialties.admin.history import see
from specialties.library import GRADES as WORDS
from specialties.models import Source
from specialties.pages.sources import MEANINGS as GRADES

PER_PAGE = 20


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
    list_display = ("title", "publisher", "year", "grade", "checked_on", "key", counted("facts"))
    list_filter = ("grade", "checked_on")
    date_hierarchy = "checked_on"
    search_fields = ("key", "title", "publisher", "year", "url")
    ordering = ("title",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    prepopulated_fields = {"key": ("publisher", "year")}
    fieldsets = (
        (None, {"fields": ("title", "publisher", "year", "url", "key")}),
        ("How much stands behind it", {"fields": ("grade", "checked_on")}),
    )
    help_texts: ClassVar = {
        "title": "As its publisher writes it.",
        "url": "Where readers can read it. Empty where it is not online.",
        "grade": " ".join(f"{words.capitalize()}: {GRADES[key]}" for key, words in WORDS.items()),
    }

    def get_urls(self) -> list[Any]:
        own: list[tuple[str, Any, str]] = [
            ("freshness/", self.freshness_view, "freshness"),
            ("<int:pk>/checked/", self.checked_view, "checked"),
            ("<int:pk>/read/", self.read_view, "read"),
        ]
        return [
            *(
                path(way, self.admin_site.admin_view(view), name=f"specialties_source_{name}")
                for way, view, name in own
            ),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            freshness.note_change(obj, form.changed_data)
        super().save_model(request, obj, form, change)

    @method_decorator(require_safe)
    def freshness_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        page = Paginator(freshness.queue(), PER_PAGE).get_page(request.GET.get(PAGE_VAR))
        facts = freshness.facts(page.object_list)
        context = {
            **self.admin_site.each_context(request),
            "title": "Sources to read again",
            "opts": self.opts,
            "page": page,
            "months": settings.FRESH_MONTHS,
            "may_change": self.has_change_permission(request),
            "rows": [
                (source, freshness.is_old(source), [*map(links.link, facts[source.pk])])
                for source in page.object_list
            ],
        }
        return TemplateResponse(request, "admin/specialties/source/freshness.html", context)

    @method_decorator(require_POST)
    def checked_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._mark(request, pk, freshness.mark_checked, "is checked as of today")

    @method_decorator(require_POST)
    def read_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._mark(request, pk, freshness.mark_read, "asks for its facts no more")

    def _mark(
        self, request: HttpRequest, pk: int, mark: Callable[[Any], None], words: str
    ) -> HttpResponse:
        source = get_object_or_404(Source, pk=pk)
        if not self.has_change_permission(request, source):
            raise PermissionDenied
        mark(source)
        self.log_change(request, source, words.capitalize() + ".")
        self.message_user(request, f"“{source.title}” {words}.", messages.SUCCESS)
        return see("admin:specialties_source_freshness")

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if source := context.get("original"):
            context["used_by"] = list(links.leaning_on(source))
        return super().render_change_form(request, context, *args, **kwargs)
