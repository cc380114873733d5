"""The two paths in the admin, with everything that is said about them."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator

from specialties.admin import (
    CitedAdmin,
    ContentAdmin,
    FactAdmin,
    ListedRows,
    ModelForm,
    Rows,
    SourcedAdmin,
    StackedInline,
)
from specialties.models import (
    Credential,
    FailureMode,
    FocusArea,
    FocusLink,
    Kpi,
    Note,
    Path,
    PayFigure,
    Phrase,
    PlanTask,
    PlanWeek,
    Question,
    Stakeholder,
    Statement,
)


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
        super().clean()
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
        super().clean()
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


class FocusLinkInline(ListedRows):
    model = FocusLink
    fields = ("order", "specialty", "source")
    autocomplete_fields = ("specialty", "source")
    select_related = ("area", "specialty")


@admin.register(FocusArea)
class FocusAreaAdmin(SourcedAdmin):
    inlines = (FocusLinkInline,)
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
