"""The specialties in the admin, each on one page with its axis levels, figures and activities."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest

from specialties.admin.base import ListedRows, ModelForm, SourcedAdmin, counted
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
    SpecialtyGroup,
    TimelineStep,
    TrainingFloor,
)
from specialties.models.specialties import RESERVED_SLUGS

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
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "order", "source")}),
        ("What it asks", {"fields": ("gist", ("low_end", "high_end"))}),
    )


@admin.register(SpecialtyGroup)
class SpecialtyGroupAdmin(SourcedAdmin):
    counts: ClassVar = {"specialties": Count("specialties", distinct=True)}
    list_display = ("name", "slug", "description", counted("specialties"), "order", "source_chip")
    search_fields = ("slug", "name", "description", "specialties__name", "source__title")
    ordering = ("order",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "description", "order", "source")


class SpecialtyRows(ListedRows):
    autocomplete_fields = ("source",)
    select_related: ClassVar[tuple[str, ...]] = ("specialty",)


class AxisLevelInline(SpecialtyRows):
    """One row for every axis: only a specialty with all its levels can be published."""

    model = AxisLevel
    fields = ("axis", "level", "source")
    select_related = ("specialty", "axis")

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


@admin.register(RotationTip)
class RotationTipAdmin(SourcedAdmin):
    list_display = ("lead", "kind", "text", "order", "source_chip")
    list_filter = ("kind", "source__grade")
    search_fields = ("key", "lead", "text", "source__title")
    ordering = ("kind", "order")
    prepopulated_fields = {"key": ("lead",)}
    fields = ("kind", "lead", "key", "text", "order", "source")
