"""The questionnaires of the working copy in the admin."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from rubric.models import (
    AxisItem,
    Criterion,
    CriterionQuestion,
    Example,
    ExampleRating,
    Persona,
    PersonaRating,
    Rubric,
    Weight,
)
from rubric.scoring import HIGHEST, LOWEST
from specialties.admin.base import (
    IDENTITY,
    ContentAdmin,
    ListedRows,
    ModelForm,
    Rows,
    StackedInline,
    TabularInline,
    counted,
)
from specialties.models import Question

# Somebody made up, with a sheet that shows how ratings are read.
Sheet = Persona | Example


class PartForm(ModelForm):
    """A part of one questionnaire, which it never leaves and never loses its name in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in IDENTITY & self.fields.keys():
                self.fields[name].disabled = True

    def _get_validation_exclusions(self) -> set[str]:
        # Nobody types the questionnaire again, yet positions are given once within it.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"rubric"} if self.instance.rubric_id else excluded


class PartAdmin(ContentAdmin):
    form = PartForm
    list_filter: ClassVar[Any] = ("rubric",)
    ordering: ClassVar[Any] = ("rubric__order", "order")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = ("rubric",) if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)


class CriterionInline(Rows, StackedInline):
    model = Criterion
    form = PartForm
    fields = (("order", "key"), "name", "statement", ("low_end", "high_end"))
    show_change_link = True


class LinkedRows(Rows, TabularInline):
    """A list that leads to its rows; each is edited on its own page."""

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


@admin.register(Rubric)
class RubricAdmin(ContentAdmin):
    inlines = (CriterionInline, *SHOWN_BY.values())
    counts: ClassVar = {"criteria": Count("criteria")}
    list_display = ("title", "slug", "kind", "allows_skipping", "order", counted("criteria"))
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

    def get_inlines(self, request: HttpRequest, obj: Rubric | None) -> Any:
        return (CriterionInline, SHOWN_BY[obj.kind]) if obj else (CriterionInline,)


class WeightForm(ModelForm):
    value = forms.IntegerField(min_value=0, max_value=9)


class WeightInline(Rows, TabularInline):
    model = Weight
    form = WeightForm
    fields = ("path", "value")
    autocomplete_fields = ("path",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("path")


class AxisItemInline(ListedRows):
    model = AxisItem
    fields = ("axis", "direction")
    select_related = ("axis", "criterion")


class CriterionQuestionInline(ListedRows):
    model = CriterionQuestion
    fields = ("question",)
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


class SheetRatingInline(Rows, TabularInline):
    """A sheet that is an example: one row for every criterion of the same questionnaire."""

    fields = ("criterion", "value")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("criterion")

    def get_extra(self, request: HttpRequest, obj: Sheet | None = None, **kwargs: Any) -> int:
        return len(unrated(obj)) if obj else 0

    def get_formset(self, request: HttpRequest, obj: Sheet | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        field = formset.form.base_fields.get("criterion")
        if obj and isinstance(field, forms.ModelChoiceField):
            field.queryset = Criterion.objects.filter(rubric=obj.rubric_id)
            # Read once for all rows.
            field.choices = list(field.iterator(field))
        return formset


class PersonaRatingForm(ModelForm):
    value = forms.IntegerField(min_value=LOWEST, max_value=HIGHEST)


class PersonaRatingInline(SheetRatingInline):
    model = PersonaRating
    form = PersonaRatingForm


class ExampleRatingForm(ModelForm):
    value = forms.IntegerField(
        min_value=LOWEST, max_value=HIGHEST, required=False, help_text="Empty: left out."
    )

    def has_changed(self) -> bool:
        # A statement left out is a row without a value, and has to be stored like any other.
        return super().has_changed() or not self.instance.pk


class ExampleRatingInline(SheetRatingInline):
    model = ExampleRating
    form = ExampleRatingForm


def unrated(sheet: Sheet) -> list[int]:
    """The criteria that a sheet still lacks, in order."""
    criteria = Criterion.objects.filter(rubric=sheet.rubric_id)
    rated = sheet.ratings.values("criterion")
    return list(criteria.exclude(pk__in=rated).order_by("order").values_list("pk", flat=True))


class SheetAdmin(PartAdmin):
    """Somebody made up, with a sheet; `kind` is that of the questionnaires it may belong to."""

    kind: ClassVar[Rubric.Kind]
    list_filter: ClassVar[Any] = ("rubric",)
    list_select_related: ClassVar[Any] = ("rubric",)
    prepopulated_fields: ClassVar[Any] = {"slug": ("name",)}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "rubric":
            kwargs["queryset"] = Rubric.objects.filter(kind=self.kind)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Sheet | None) -> Any:
        # Which criteria there are to rate is known once the questionnaire is.
        return self.inlines if obj else ()

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Sheet, inline: Any, prefix: str
    ) -> dict[str, Any]:
        rows = [{"criterion": pk} for pk in unrated(obj)]
        return {**super().get_formset_kwargs(request, obj, inline, prefix), "initial": rows}


@admin.register(Persona)
class PersonaAdmin(SheetAdmin):
    kind = Rubric.Kind.WEIGHTS
    inlines = (PersonaRatingInline,)
    list_display = ("name", "rubric", "order", "path", "headline", "who")
    list_filter = ("rubric", "path")
    list_select_related = ("rubric", "path")
    search_fields = ("slug", "name", "headline", "clear_headline", "summary", "who")
    autocomplete_fields = ("path",)
    fieldsets = (
        (None, {"fields": ("rubric", "name", "slug", "path", "order")}),
        ("What the reader sees", {"fields": ("headline", "clear_headline", "summary")}),
        ("The example", {"fields": ("person", "who")}),
    )


@admin.register(Example)
class ExampleAdmin(SheetAdmin):
    kind = Rubric.Kind.AXES
    inlines = (ExampleRatingInline,)
    list_display = ("name", "rubric", "order", "state", "who")
    search_fields = ("slug", "name", "who")
    fieldsets = ((None, {"fields": ("rubric", "name", "slug", "order", "who", "state")}),)
