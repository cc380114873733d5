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
from specialties.models.paths import BLANKS


@admin.register(Path)
class PathAdmin(ContentAdmin):
    counts: ClassVar = {
        "KPIs": Count("kpi", distinct=True),
        "statements": Count("statement", distinct=True),
    }
    list_display = ("name", "slug", "order", counted("statements"), counted("KPIs"))
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
    help_texts: ClassVar = {
        "kind": "The table in which it stands.",
        "text": "One sentence: what this path is like under this theme.",
        "detail": "For a challenge: the answer to it. Else empty.",
    }
    fieldsets = (
        (None, {"fields": ("kind", "theme", "path", "order")}),
        ("What the page says", {"fields": ("text", "detail", "source")}),
    )


@admin.register(Stakeholder)
class StakeholderAdmin(FactAdmin):
    list_display = ("name", "path", "theme", "needs", "order", "source_chip")
    search_fields = ("name", "theme", "needs", "source__title")
    ordering = ("order", "path__order")
    fieldsets = (
        (None, {"fields": ("path", "theme", "order")}),
        ("What the page says", {"fields": ("name", "needs", "source")}),
    )
    help_texts: ClassVar = {
        "name": "Who relies on the sonographer.",
        "needs": "What they need of them, in a few words.",
    }


@admin.register(Kpi)
class KpiAdmin(FactAdmin):
    list_display = ("name", "path", "theme", "target", "is_example", "source_chip")
    list_filter = ("path", "is_example", "comparator", "source__grade")
    search_fields = ("name", "theme", "qualifier", "unit", "source__title")
    ordering = ("order", "path__order")
    help_texts: ClassVar = {
        "name": "What is counted or measured.",
        "comparator": "“Between” needs both numbers; all else the first one alone.",
        "high": "The higher number of a range. Empty for all else.",
        "is_example": "Tick it where no published source has this target.",
    }
    fieldsets = (
        (None, {"fields": ("path", "theme", "name", "qualifier", "order")}),
        ("Target", {"fields": ("comparator", ("low", "high"), ("unit", "period"))}),
        ("Where it comes from", {"fields": ("source", "is_example")}),
    )


@admin.register(FailureMode)
class FailureModeAdmin(FactAdmin):
    list_display = ("sign", "path", "cost", "remedy", "order", "source_chip")
    search_fields = ("sign", "cost", "remedy", "source__title")
    ordering = ("path__order", "order")
    fieldsets = (
        (None, {"fields": ("path", "order")}),
        ("What the page says", {"fields": ("sign", "cost", "remedy", "source")}),
    )
    help_texts: ClassVar = {
        "sign": "How one notices that it goes wrong.",
        "cost": "What it costs.",
        "remedy": "What helps.",
    }


@admin.register(Note)
class NoteAdmin(CitedAdmin):
    list_display = ("opening", "section", "theme", "specialty", "key", counted("citations"))
    list_filter = ("section", "specialty", "citations__source__grade")
    list_select_related = ("specialty",)
    search_fields = ("key", "theme", "text", "specialty__name", "citations__source__title")
    ordering = ("section", "order")
    autocomplete_fields = ("specialty",)
    fieldsets = (
        ("Where it stands", {"fields": ("section", "theme", "specialty", "order")}),
        ("What the page says", {"fields": ("text", "key")}),
    )
    help_texts: ClassVar = {
        "section": "The part of a page that it stands beside.",
        "theme": "The row that it stands under; empty: under the part as a whole.",
        "text": "Plain sentences. Name every source below.",
    }

    @admin.display(description="text")
    def opening(self, note: Any) -> str:
        return Truncator(note.text).chars(100)


@admin.register(Credential)
class CredentialAdmin(CitedAdmin):
    list_display = ("names", "area", "path", "note", "order", counted("citations"))
    list_filter = ("path", "citations__source__grade")
    list_select_related = ("path",)
    search_fields = ("key", "area", "names", "note", "citations__source__title")
    ordering = ("order",)
    autocomplete_fields = ("path",)
    prepopulated_fields = {"key": ("area", "names")}
    fieldsets = (
        (None, {"fields": ("path", "order")}),
        ("What the page says", {"fields": ("area", "names", "note", "key")}),
    )
    help_texts: ClassVar = {
        "area": "What it is for, e.g. an organ.",
        "names": "The letters after the name, with who gives them.",
        "note": "What else to know; empty where there is nothing.",
    }


@admin.register(PayYear)
class PayYearAdmin(SourcedAdmin):
    list_display = ("year", "p10", "p25", "p50", "p75", "p90", "jobs", "source_chip")
    search_fields = ("year", "source__title")
    ordering = ("year",)
    fieldsets = (
        (None, {"fields": ("year", "jobs")}),
        ("US dollars a year", {"fields": (("p10", "p25", "p50"), ("p75", "p90"), "source")}),
    )
    help_texts: ClassVar = {
        "year": "The year that the figures are for.",
        "jobs": "How many jobs were counted; empty where nobody says.",
    }


@admin.register(PayFigure)
class PayFigureAdmin(FactAdmin):
    help_texts: ClassVar = {
        "label": "Whose pay it is.",
        "path": "Empty: not split by path.",
    }
    list_display = ("label", "path", "low", "middle", "high", "as_of", "order", "source_chip")
    search_fields = ("key", "label", "as_of", "source__title")
    ordering = ("order",)
    prepopulated_fields = {"key": ("label",)}
    fieldsets = (
        (None, {"fields": ("label", "key", "path", "order")}),
        (
            "US dollars a year",
            {
                "description": "A lower and a higher end, a median alone, or all three.",
                "fields": (("low", "middle", "high"), "as_of"),
            },
        ),
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
    help_texts: ClassVar = {
        "kind": "Where it is asked.",
        "question": "As somebody would ask it.",
        "topic": "The row it stands under, in a few words.",
        "path": "Empty: either path.",
        "answer": "The answer; for an interview, what a good answer sounds like.",
    }
    fieldsets = (
        (None, {"fields": ("kind", "topic", "path", "order")}),
        ("What the page says", {"fields": ("question", "key", "answer")}),
    )


class PlanTaskInline(Rows, StackedInline):
    model = PlanTask
    classes = ()
    fields = (("order", "key", "path", "source"), "text")
    help_texts: ClassVar = {"text": "What to do, in one sentence."}
    autocomplete_fields = ("path", "source")


@admin.register(PlanWeek)
class PlanWeekAdmin(SourcedAdmin):
    inlines = (PlanTaskInline,)
    counts: ClassVar = {"tasks": Count("tasks")}
    list_display = ("__str__", "proof", counted("tasks"), "source_chip")
    search_fields = ("aim", "proof", "tasks__key", "tasks__text")
    ordering = ("number",)
    fields = ("number", "aim", "proof", "source")
    help_texts: ClassVar = {"aim": "What the week is for, in a few words."}


class FocusLinkInline(ListedRows):
    model = FocusLink
    verbose_name = "specialty with the same patients"
    verbose_name_plural = "specialties with the same patients"
    classes = ()
    fields = (("order", "specialty", "source"),)
    help_texts: ClassVar = {"specialty": "A specialty that sees the same patients."}
    autocomplete_fields = ("specialty", "source")
    select_related = ("area", "specialty")


@admin.register(FocusArea)
class FocusAreaAdmin(SourcedAdmin):
    inlines = (FocusLinkInline,)
    list_display = (
        "name",
        "technique",
        "works_with",
        "credential",
        counted("specialties"),
        "order",
        "source_chip",
    )
    search_fields = ("slug", "name", "technique", "patients", "works_with", "credential")
    ordering = ("order",)
    prepopulated_fields = {"slug": ("name",)}
    counts: ClassVar = {"specialties": Count("specialty_links", distinct=True)}
    help_texts: ClassVar = {
        "technique": "Fills {technique} in the words to use.",
        "patients": "Fills {patients} in the words to use.",
        "works_with": "Fills {works_with} in the words to use.",
        "credential": "Fills {credential} in the words to use.",
    }
    fieldsets = (
        (None, {"fields": ("name", "slug", "order", "source")}),
        ("Fills the blanks", {"fields": ("technique", "patients", "works_with", "credential")}),
    )


@admin.register(Phrase)
class PhraseAdmin(SourcedAdmin):
    list_display = ("text", "occasion", "order", "key", "source_chip")
    list_filter = ("occasion", "source__grade")
    search_fields = ("key", "text", "source__title")
    ordering = ("occasion", "order")
    fieldsets = (
        (None, {"fields": ("occasion", "order", "key")}),
        ("What the page says", {"fields": ("text", "source")}),
    )
    help_texts: ClassVar = {
        "occasion": "When one says it.",
        "text": "Blanks stand in braces: " + ", ".join(f"{{{blank}}}" for blank in sorted(BLANKS)),
    }
