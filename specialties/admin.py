"""The library in the admin: every fact with its source, every source with its facts."""

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, ClassVar

from csp.constants import SELF
from csp.decorators import csp_update
from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminTextInputWidget, RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.text import Truncator

from specialties.models import (
    Citation,
    Credential,
    FailureMode,
    FocusArea,
    Kpi,
    Note,
    Path,
    PayFigure,
    Phrase,
    PlanTask,
    PlanWeek,
    Question,
    Source,
    Stakeholder,
    Statement,
)

if TYPE_CHECKING:
    # Only the stubs of these classes take type parameters.
    ModelAdmin = admin.ModelAdmin[Any]
    StackedInline = admin.StackedInline[Any, Any]
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
else:
    ModelAdmin = admin.ModelAdmin
    StackedInline = admin.StackedInline
    TabularInline = admin.TabularInline
    ModelForm = forms.ModelForm

admin.site.site_header = "careerfit"
admin.site.site_title = "careerfit"
admin.site.index_title = "Content"

IDENTITY = {"key", "slug", "number"}
SENTENCE_LENGTH = 120
# Every word is looked for in every field; beyond some hundreds a database gives up.
SEARCH_LENGTH = 100


class RoomyFields(BaseModelAdmin):  # type: ignore[type-arg]
    """Sentences get fields that show them whole, or most of them."""

    def formfield_for_dbfield(
        self, db_field: Any, request: Any, **kwargs: Any
    ) -> forms.Field | None:
        if type(db_field) is models.CharField and (db_field.max_length or 0) >= SENTENCE_LENGTH:
            kwargs["widget"] = AdminTextInputWidget(attrs={"class": "vLargeTextField"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class Rows(RoomyFields):
    """Rows inside a page, without a button for every deed at every field."""

    extra = 0

    def formfield_for_dbfield(
        self, db_field: Any, request: Any, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = False
            field.widget.can_delete_related = False
            field.widget.can_view_related = False
        return field


class PageAdmin(RoomyFields, ModelAdmin):
    """A page whose autocomplete fields may ask this site."""

    # Elsewhere the policy lets no script fetch anything; here the choices come that way.
    @method_decorator(csp_update({"connect-src": [SELF]}))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, search_term[:SEARCH_LENGTH])

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        tree, counts, lacking, protected = super().get_deleted_objects(objs, request)
        # What protects a row does so for everyone: say that, not that a permission is missing.
        return tree, counts, set() if protected else lacking, protected


class ContentAdmin(PageAdmin):
    """Rows that keep the name under which fixtures and stored results know them."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = IDENTITY & {field.name for field in self.opts.fields} if obj else set()
        return (*super().get_readonly_fields(request, obj), *sorted(fixed))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else super().get_prepopulated_fields(request, obj)


class SourcedAdmin(ContentAdmin):
    """A fact with one source of its own."""

    list_select_related: ClassVar[Any] = ("source",)
    list_filter: ClassVar[Any] = ("source__grade",)
    autocomplete_fields: ClassVar[Any] = ("source",)

    @admin.display(description="source", ordering="source__title")
    def source_chip(self, fact: Any) -> str:
        return str(fact.source.chip)


class FactAdmin(SourcedAdmin):
    """A fact that belongs to a path."""

    list_select_related = ("path", "source")
    list_filter: ClassVar[Any] = ("path", "source__grade")
    autocomplete_fields = ("path", "source")


class CitationInline(Rows, TabularInline):
    model = Citation
    fields = ("source", "order")
    autocomplete_fields = ("source",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("source")


class CitedAdmin(ContentAdmin):
    """A fact that leans on several sources."""

    inlines = (CitationInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(citation_count=Count("citations"))
        return counted

    @admin.display(description="citations", ordering="citation_count")
    def citation_count(self, fact: Any) -> int:
        return int(fact.citation_count)


@admin.register(Source)
class SourceAdmin(ContentAdmin):
    list_display = ("title", "publisher", "year", "grade", "checked_on", "fact_count")
    list_filter = ("grade", "checked_on")
    search_fields = ("key", "title", "publisher", "year", "url")
    ordering = ("title",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    prepopulated_fields = {"key": ("publisher", "year")}
    fields = ("title", "publisher", "year", "key", "url", "grade", "checked_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(fact_count=count_facts())
        return counted

    @admin.display(description="facts", ordering="fact_count")
    def fact_count(self, source: Any) -> int:
        return int(source.fact_count)


def count_facts() -> Combinable:
    """How many rows of any table name a source, whichever tables there are."""
    return reduce(add, (_count_rows(relation) for relation in Source._meta.related_objects))


def _count_rows(relation: Any) -> Combinable:
    # One subquery a table: joining them all would count every combination.
    name = relation.field.name
    rows = relation.related_model.objects.filter(**{name: OuterRef("pk")})
    counted = rows.order_by().values(name).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


@admin.register(Path)
class PathAdmin(ContentAdmin):
    list_display = ("name", "slug", "order")
    search_fields = ("name", "slug")
    ordering = ("order",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "order")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # Published questionnaires put the two paths left and right by this order.
        fixed = ("order",) if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)


@admin.register(Statement)
class StatementAdmin(FactAdmin):
    list_display = ("theme", "kind", "path", "text", "source_chip")
    list_filter = ("kind", "path", "source__grade")
    search_fields = ("theme", "text", "detail", "source__title")
    ordering = ("kind", "order", "path__order")
    fieldsets = (
        (None, {"fields": ("kind", "theme", "path", "order")}),
        ("What the page says", {"fields": ("text", "detail", "source")}),
    )


@admin.register(Stakeholder)
class StakeholderAdmin(FactAdmin):
    list_display = ("name", "path", "theme", "needs", "source_chip")
    search_fields = ("name", "theme", "needs", "source__title")
    ordering = ("order", "path__order")
    fields = ("path", "theme", "name", "needs", "order", "source")


class KpiForm(ModelForm):
    def clean(self) -> None:
        low, high = self.cleaned_data.get("low"), self.cleaned_data.get("high")
        is_range = self.cleaned_data.get("comparator") == Kpi.Comparator.BETWEEN
        if self.errors:
            return
        if is_range and (high is None or low is None or high <= low):
            self.add_error("high", "A range needs an upper number above the lower one.")
        elif high is not None and not is_range:
            self.add_error("high", "Only “between” takes an upper number. Leave this empty.")


@admin.register(Kpi)
class KpiAdmin(FactAdmin):
    form = KpiForm
    list_display = ("name", "path", "theme", "target", "is_example", "source_chip")
    list_filter = ("path", "is_example", "comparator", "source__grade")
    search_fields = ("name", "theme", "qualifier", "unit", "source__title")
    ordering = ("order", "path__order")
    fieldsets = (
        (None, {"fields": ("path", "theme", "name", "qualifier", "order")}),
        ("Target", {"fields": ("comparator", ("low", "high"), ("unit", "period"))}),
        ("Where it comes from", {"fields": ("source", "is_example")}),
    )


@admin.register(FailureMode)
class FailureModeAdmin(FactAdmin):
    list_display = ("sign", "path", "cost", "remedy", "source_chip")
    search_fields = ("sign", "cost", "remedy", "source__title")
    ordering = ("path__order", "order")
    fields = ("path", "sign", "cost", "remedy", "order", "source")


@admin.register(Note)
class NoteAdmin(CitedAdmin):
    list_display = ("key", "section", "theme", "opening", "citation_count")
    list_filter = ("section", "citations__source__grade")
    search_fields = ("key", "theme", "text", "citations__source__title")
    ordering = ("section", "order")
    fields = ("key", "section", "theme", "order", "text")

    @admin.display(description="text")
    def opening(self, note: Any) -> str:
        return Truncator(note.text).chars(100)


@admin.register(Credential)
class CredentialAdmin(CitedAdmin):
    list_display = ("names", "area", "path", "note", "citation_count")
    list_filter = ("path", "citations__source__grade")
    list_select_related = ("path",)
    search_fields = ("key", "area", "names", "note", "citations__source__title")
    ordering = ("order",)
    autocomplete_fields = ("path",)
    prepopulated_fields = {"key": ("area", "names")}
    fields = ("area", "names", "key", "path", "note", "order")


class PayFigureForm(ModelForm):
    def clean(self) -> None:
        if self.errors:
            return
        low, middle, high = (self.cleaned_data[name] for name in ("low", "middle", "high"))
        if (low is None) != (high is None):
            self.add_error("low" if low is None else "high", "A range needs both of its ends.")
        elif low is None:
            if middle is None:
                self.add_error("middle", "Give a range, a median or both.")
        elif high <= low:
            self.add_error("high", "The upper end must be above the lower one.")
        elif middle is not None and not low <= middle <= high:
            self.add_error("middle", "The median must lie in the range.")


@admin.register(PayFigure)
class PayFigureAdmin(FactAdmin):
    form = PayFigureForm
    list_display = ("label", "path", "low", "middle", "high", "as_of", "source_chip")
    search_fields = ("key", "label", "as_of", "source__title")
    ordering = ("order",)
    prepopulated_fields = {"key": ("label",)}
    fieldsets = (
        (None, {"fields": ("label", "key", "path", "order")}),
        ("US dollars a year", {"fields": (("low", "middle", "high"), "as_of")}),
        ("Where it comes from", {"fields": ("source",)}),
    )


@admin.register(Question)
class QuestionAdmin(CitedAdmin, FactAdmin):
    list_display = ("question", "kind", "topic", "path", "source_chip", "citation_count")
    list_filter = ("kind", "path", "source__grade")
    search_fields = ("key", "topic", "question", "answer", "source__title")
    ordering = ("kind", "order")
    prepopulated_fields = {"key": ("topic",)}
    fieldsets = (
        (None, {"fields": ("kind", "topic", "key", "path", "order")}),
        ("What the page says", {"fields": ("question", "answer", "source")}),
    )


class PlanTaskInline(Rows, StackedInline):
    model = PlanTask
    fields = (("order", "key"), "text", ("path", "source"))
    autocomplete_fields = ("path", "source")


@admin.register(PlanWeek)
class PlanWeekAdmin(SourcedAdmin):
    inlines = (PlanTaskInline,)
    list_display = ("__str__", "proof", "task_count", "source_chip")
    search_fields = ("aim", "proof", "tasks__key", "tasks__text")
    ordering = ("number",)
    fields = ("number", "aim", "proof", "source")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(task_count=Count("tasks"))
        return counted

    @admin.display(description="tasks", ordering="task_count")
    def task_count(self, week: Any) -> int:
        return int(week.task_count)


@admin.register(FocusArea)
class FocusAreaAdmin(SourcedAdmin):
    list_display = ("name", "technique", "works_with", "credential", "source_chip")
    search_fields = ("slug", "name", "technique", "patients", "works_with", "credential")
    ordering = ("order",)
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "order", "source")}),
        ("Fills the blanks", {"fields": ("technique", "patients", "works_with", "credential")}),
    )


@admin.register(Phrase)
class PhraseAdmin(SourcedAdmin):
    list_display = ("text", "occasion", "key", "source_chip")
    list_filter = ("occasion", "source__grade")
    search_fields = ("key", "text", "source__title")
    ordering = ("occasion", "order")
    fields = ("key", "occasion", "text", "order", "source")
