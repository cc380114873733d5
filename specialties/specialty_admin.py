"""The specialties in the admin, each on one page with its axis levels, figures and activities."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.text import Truncator

from specialties.admin import (
    CitationInline,
    CitedAdmin,
    ListedRows,
    ModelForm,
    SourcedAdmin,
)
from specialties.models import (
    Activity,
    Axis,
    AxisLevel,
    DaySplit,
    EmphasisItem,
    ImagingShare,
    MatchFigure,
    RotationTip,
    Specialty,
    SpecialtyCitation,
    SpecialtyGroup,
    SpecialtyNote,
    SpecialtyQuestion,
    TimelineStep,
    TrainingFloor,
)
from specialties.models.specialties import RESERVED_SLUGS

if TYPE_CHECKING:
    # Only the stub of this class takes type parameters.
    InlineFormSet = BaseInlineFormSet[Any, Any, Any]
else:
    InlineFormSet = BaseInlineFormSet

# What stands in the page together or not at all.
TOGETHER = (
    ("probe", "probe_text", "probe_source"),
    ("training", "training_source"),
    ("guide_order", "guide_name"),
)


@admin.register(Axis)
class AxisAdmin(SourcedAdmin):
    list_display = ("name", "slug", "gist", "low_end", "high_end", "order", "source_chip")
    search_fields = ("slug", "name", "gist", "low_end", "high_end", "source__title")
    ordering = ("order",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "order", "source")}),
        ("What it asks", {"fields": ("gist", ("low_end", "high_end"))}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        # Matching wants the same axes everywhere: a new one comes with all its levels, seeded.
        return False


@admin.register(SpecialtyGroup)
class SpecialtyGroupAdmin(SourcedAdmin):
    list_display = ("name", "slug", "description", "specialty_count", "order", "source_chip")
    search_fields = ("slug", "name", "description", "specialties__name", "source__title")
    ordering = ("order",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "description", "order", "source")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(specialty_count=Count("specialties", distinct=True))
        return counted

    @admin.display(description="specialties", ordering="specialty_count")
    def specialty_count(self, group: Any) -> int:
        return int(group.specialty_count)


class SpecialtyRows(ListedRows):
    autocomplete_fields = ("source",)
    select_related: ClassVar[tuple[str, ...]] = ("specialty",)


class AxisLevelFormSet(InlineFormSet):
    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        leveled = [form for form in self.forms if form.cleaned_data.get("level")]
        if leveled and len(leveled) < Axis.objects.count():
            raise ValidationError("Give a level on every axis, or on none.")


class AxisLevelInline(SpecialtyRows):
    """One row for every axis: matching knows a specialty with all its levels or not at all."""

    model = AxisLevel
    formset = AxisLevelFormSet
    fields = ("axis", "level", "source")
    select_related = ("specialty", "axis")
    can_delete = False

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return len(unleveled(obj))


def unleveled(specialty: Specialty | None) -> list[int]:
    """The axes on which a specialty, perhaps a new one, has no level yet, in order."""
    axes = Axis.objects.order_by("order")
    if specialty and specialty.pk:
        axes = axes.exclude(pk__in=AxisLevel.objects.filter(specialty=specialty).values("axis"))
    return list(axes.values_list("pk", flat=True))


class DaySplitForm(ModelForm):
    def clean(self) -> None:
        super().clean()
        shares = [self.cleaned_data.get(name) for name in ("procedures", "imaging", "thinking")]
        if not self.errors and (total := sum(share or 0 for share in shares)) != 100:
            self.add_error("thinking", f"The three add up to {total}, not to 100.")


class DaySplitInline(SpecialtyRows):
    model = DaySplit
    form = DaySplitForm
    fields = ("procedures", "imaging", "thinking", "source")


class MatchFigureForm(ModelForm):
    fill = forms.DecimalField(
        label="filled, in percent", min_value=0, max_value=100, max_digits=4, decimal_places=1
    )


class MatchFigureInline(SpecialtyRows):
    model = MatchFigure
    form = MatchFigureForm
    fields = ("year", "positions", "fill", "source")


class ActivityInline(SpecialtyRows):
    model = Activity
    fields = ("order", "kind", "frequency", "name", "detail", "source")


class TrainingFloorInline(SpecialtyRows):
    model = TrainingFloor
    fields = ("order", "label", "text", "source")


class EmphasisItemInline(SpecialtyRows):
    model = EmphasisItem
    fields = ("order", "name", "emphasis", "source")


class ImagingShareForm(ModelForm):
    percent = forms.IntegerField(min_value=0, max_value=100)


class ImagingShareInline(SpecialtyRows):
    model = ImagingShare
    form = ImagingShareForm
    fields = ("order", "name", "percent", "source")


class TimelineStepInline(SpecialtyRows):
    model = TimelineStep
    fields = ("order", "year", "text", "source")


class SpecialtyForm(ModelForm):
    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            raise ValidationError(f"/specialties/{slug}/ is a page of its own. Choose another.")
        return slug

    def clean_parent(self) -> Specialty | None:
        parent: Specialty | None = self.cleaned_data["parent"]
        if parent and parent == self.instance:
            raise ValidationError("A specialty is no part of itself.")
        return parent

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        for names in TOGETHER:
            empty = [name for name in names if self.cleaned_data[name] in (None, "")]
            if len(empty) < len(names):
                for name in empty:
                    self.add_error(name, "Fill this in too, or leave its neighbors empty.")


@admin.register(Specialty)
class SpecialtyAdmin(SourcedAdmin):
    form = SpecialtyForm
    inlines = (
        AxisLevelInline,
        DaySplitInline,
        MatchFigureInline,
        ActivityInline,
        TrainingFloorInline,
        EmphasisItemInline,
        ImagingShareInline,
        TimelineStepInline,
    )
    list_display = (
        "name",
        "group",
        "parent",
        "ultrasound",
        "imaging",
        "procedures",
        "probe",
        "source_chip",
    )
    list_filter = ("group", "probe", "ultrasound", "imaging", "procedures")
    list_select_related = ("group", "parent", "source")
    search_fields = ("slug", "name", "summary", "guide_name", "parent__name", "source__title")
    ordering = ("order",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = (
        "group",
        "parent",
        "source",
        "levels_source",
        "probe_source",
        "training_source",
    )
    fieldsets = (
        (None, {"fields": ("name", "slug", "group", "parent", "order")}),
        ("What the page says", {"fields": ("summary", "source")}),
        ("Levels", {"fields": (("ultrasound", "imaging", "procedures"), "levels_source")}),
        ("Who holds the probe", {"fields": ("probe", "probe_text", "probe_source")}),
        ("Training after medical school", {"fields": ("training", "training_source")}),
        ("Row of the guide’s table", {"fields": (("guide_order", "guide_name"),)}),
    )

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, AxisLevelInline):
            kwargs["initial"] = [{"axis": pk} for pk in unleveled(obj)]
        return kwargs


class SpecialtyCitationInline(CitationInline):
    model = SpecialtyCitation


class SpecialtyCitedAdmin(CitedAdmin):
    inlines = (SpecialtyCitationInline,)


@admin.register(SpecialtyNote)
class SpecialtyNoteAdmin(SpecialtyCitedAdmin):
    list_display = ("key", "section", "specialty", "opening", "citation_count")
    list_filter = ("section", "specialty", "citations__source__grade")
    list_select_related = ("specialty",)
    search_fields = ("key", "text", "specialty__name", "citations__source__title")
    ordering = ("section", "order")
    autocomplete_fields = ("specialty",)
    fields = ("key", "section", "specialty", "order", "text")

    @admin.display(description="text")
    def opening(self, note: Any) -> str:
        return Truncator(note.text).chars(100)


@admin.register(SpecialtyQuestion)
class SpecialtyQuestionAdmin(SpecialtyCitedAdmin):
    list_display = ("question", "key", "order", "citation_count")
    list_filter = ("citations__source__grade",)
    search_fields = ("key", "question", "answer", "citations__source__title")
    ordering = ("order",)
    prepopulated_fields = {"key": ("question",)}
    fields = ("question", "key", "answer", "order")


@admin.register(RotationTip)
class RotationTipAdmin(SourcedAdmin):
    list_display = ("lead", "kind", "text", "order", "source_chip")
    list_filter = ("kind", "source__grade")
    search_fields = ("key", "lead", "text", "source__title")
    ordering = ("kind", "order")
    prepopulated_fields = {"key": ("lead",)}
    fields = ("kind", "lead", "key", "text", "order", "source")
