"""The two paths in the admin, with everything that is said about them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count
from django.utils.text import Truncator

from specialties.admin.base import (
    CitedAdmin,
    ContentAdmin,
    FactAdmin,
    ListedRows,
    Rows,
    SourcedAdmin,
    StackedInline,
    counted,
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
    PayYear,
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


@admin.register(Kpi)
class KpiAdmin(FactAdmin):
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
    list_display = ("key", "section", "theme", "specialty", "opening", counted("citations"))
    list_filter = ("section", "specialty", "citations__source__grade")
    list_select_related = ("specialty",)
    search_fields = ("key", "theme", "text", "specialty__name", "citations__source__title")
    ordering = ("section", "order")
    autocomplete_fields = ("specialty",)
    fields = ("key", "section", "theme", "specialty", "order", "text")

    @admin.display(description="text")
    def opening(self, note: Any) -> str:
        return Truncator(note.text).chars(100)


@admin.register(Credential)
class CredentialAdmin(CitedAdmin):
    list_display = ("names", "area", "path", "note", counted("citations"))
    list_filter = ("path", "citations__source__grade")
    list_select_related = ("path",)
    search_fields = ("key", "area", "names", "note", "citations__source__title")
    ordering = ("order",)
    autocomplete_fields = ("path",)
    prepopulated_fields = {"key": ("area", "names")}
    fields = ("area", "names", "key", "path", "note", "order")


@admin.register(PayYear)
class PayYearAdmin(SourcedAdmin):
    list_display = ("year", "p10", "p25", "p50", "p75", "p90", "jobs", "source_chip")
    search_fields = ("year", "source__title")
    ordering = ("year",)
    fields = ("year", ("p10", "p25", "p50", "p75", "p90"), "jobs", "source")


@admin.register(PayFigure)
class PayFigureAdmin(FactAdmin):
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
class QuestionAdmin(CitedAdmin):
    list_display = ("question", "kind", "topic", "path", counted("citations"))
    list_filter = ("kind", "path", "citations__source__grade")
    list_select_related = ("path",)
    search_fields = ("key", "topic", "question", "answer", "citations__source__title")
    ordering = ("kind", "order")
    autocomplete_fields = ("path",)
    prepopulated_fields = {"key": ("question",)}
    fieldsets = (
        (None, {"fields": ("kind", "topic", "path", "order")}),
        ("What the page says", {"fields": ("question", "key", "answer")}),
    )


class PlanTaskInline(Rows, StackedInline):
    model = PlanTask
    fields = (("order", "key"), "text", ("path", "source"))
    autocomplete_fields = ("path", "source")


@admin.register(PlanWeek)
class PlanWeekAdmin(SourcedAdmin):
    inlines = (PlanTaskInline,)
    counts: ClassVar = {"tasks": Count("tasks")}
    list_display = ("__str__", "proof", counted("tasks"), "source_chip")
    search_fields = ("aim", "proof", "tasks__key", "tasks__text")
    ordering = ("number",)
    fields = ("number", "aim", "proof", "source")


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
