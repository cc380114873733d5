"""The questionnaires of the working copy in the admin."""

from collections.abc import Container
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from rubric.admin.parts import PartAdmin, PartForm, definitions
from rubric.definition import Definition
from rubric.models import (
    AxisItem,
    Criterion,
    CriterionQuestion,
    Example,
    Persona,
    Rubric,
    Weight,
)
from rubric.places import PLACES
from specialties.admin.base import (
    ContentAdmin,
    ListedRows,
    ModelForm,
    Rows,
    StackedInline,
    TabularInline,
    counted,
)
from specialties.models import Question

CRITERION = {
    "key": "Its name in forms, files and stored results. It stays once it is saved.",
    "name": "What it is about, in a few words: its name in results.",
    "statement": "The sentence that readers rate from 1 to 5.",
}


class CriterionInline(Rows, StackedInline):
    model = Criterion
    form = PartForm
    fields = (("order", "key", "name"), "statement", ("low_end", "high_end"))
    help_texts = CRITERION
    show_change_link = True


class LinkedRows(Rows, TabularInline):
    """A list that leads to its rows; each is edited on its own page."""

    template = "admin/edit_inline/tabular.html"
    classes = ()
    show_change_link = True
    can_delete = False
    max_num = 0


class PersonaInline(LinkedRows):
    model = Persona
    fields = readonly_fields = ("order", "path", "headline")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("path")


class ExampleInline(LinkedRows):
    model = Example
    fields = readonly_fields = ("order", "name", "state")


# Whose sheets show how a rating is read, for each kind of rubric.
SHOWN_BY: dict[str, Any] = {
    Rubric.Kind.WEIGHTS: PersonaInline,
    Rubric.Kind.AXES: ExampleInline,
}


class RubricForm(ModelForm):
    def _get_validation_exclusions(self) -> set[str]:
        # Nobody types the kind again, yet the thresholds have to fit it.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"kind"} if self.instance.pk else excluded


@admin.register(Rubric)
class RubricAdmin(ContentAdmin):
    form = RubricForm
    places = PLACES
    inlines = (CriterionInline, *SHOWN_BY.values())
    counts: ClassVar = {
        "criteria": Count("criteria", distinct=True),
        "personas": Count("personas", distinct=True),
        "examples": Count("examples", distinct=True),
    }
    list_display = (
        "title",
        "slug",
        "kind",
        "allows_skipping",
        "order",
        counted("criteria"),
        counted("personas"),
        counted("examples"),
    )
    help_texts: ClassVar = {
        "kind": "What its ratings count towards: two paths, or axes. It stays once it is saved.",
        "title": "The heading of the form.",
    }
    list_filter = ("kind", "allows_skipping")
    search_fields = ("slug", "title", "lede")
    ordering = ("order",)
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = (
        (None, {"fields": ("title", "slug", "kind", "order")}),
        ("What the reader sees", {"fields": ("lede", "minutes", "allows_skipping")}),
        ("Its doors", {"fields": ("audience", "invitation", "call", "shelf")}),
        (
            "Reading the margin",
            {
                "description": "Weights towards two paths need all four; axes need none of them.",
                "fields": (("band", "clear_from"), ("low_total", "high_total")),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # Whatever belongs to it counts towards paths or axes, and cannot follow.
        fixed = ("kind",) if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def is_published(self, request: HttpRequest, row: Rubric) -> bool:
        return row.slug in definitions(request)

    def get_inlines(self, request: HttpRequest, obj: Rubric | None) -> Any:
        return (CriterionInline, SHOWN_BY[obj.kind]) if obj else (CriterionInline,)


class WeightForm(ModelForm):
    value = forms.IntegerField(
        min_value=0,
        max_value=9,
        help_text="0 to 9 points for each step of the rating; 0: it does not count.",
    )


class WeightInline(Rows, StackedInline):
    model = Weight
    form = WeightForm
    classes = ()
    fields = (("path", "value"),)
    help_texts: ClassVar = {"path": "The path that gets the points."}
    autocomplete_fields = ("path",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("path")


class AxisItemInline(ListedRows):
    model = AxisItem
    classes = ()
    fields = (("axis", "direction"),)
    help_texts: ClassVar = {
        "axis": "The axis that the statement speaks to.",
        "direction": "Towards: a high rating asks for much of it. Away: for little.",
    }
    select_related = ("axis", "criterion")


class CriterionQuestionInline(ListedRows):
    model = CriterionQuestion
    fields = ("question",)
    help_texts: ClassVar = {"question": "Readers who rate this high can take it along."}
    select_related = ("criterion", "question")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "question":
            kwargs["queryset"] = Question.objects.filter(kind=Question.Kind.INTERVIEW)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


# What a rating counts towards, for each kind of rubric, and what is asked about it.
COUNTS_TOWARDS: dict[str, tuple[Any, ...]] = {
    Rubric.Kind.WEIGHTS: (WeightInline, CriterionQuestionInline),
    Rubric.Kind.AXES: (AxisItemInline,),
}


@admin.register(Criterion)
class CriterionAdmin(PartAdmin):
    inlines = tuple(row for rows in COUNTS_TOWARDS.values() for row in rows)
    help_texts = CRITERION
    list_display = ("name", "rubric", "order", "key", "statement", "weights", "axis")
    list_select_related = ("rubric", "axis_item__axis")
    search_fields = ("key", "name", "statement", "low_end", "high_end", "trial", "look_for")
    fieldsets = (
        (
            None,
            {"fields": ("rubric", ("order", "key"), "name", "statement", "low_end", "high_end")},
        ),
        ("Trying it out", {"fields": ("trial", "look_for", "week")}),
    )

    def published(self, definition: Definition) -> Container[str]:
        return definition.criterion_by_key

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("weights__path")

    def get_inlines(self, request: HttpRequest, obj: Criterion | None) -> Any:
        # What a rating counts towards is known once the questionnaire is.
        return COUNTS_TOWARDS[obj.rubric.kind] if obj else ()

    @admin.display(description="weights")
    def weights(self, criterion: Criterion) -> str:
        return ", ".join(f"{row.path} {row.value}" for row in criterion.weights.all())

    @admin.display(description="axis", ordering="axis_item__axis__order")
    def axis(self, criterion: Criterion) -> str:
        item = getattr(criterion, "axis_item", None)
        return f"{item.axis}, {item.get_direction_display().lower()}" if item else ""
