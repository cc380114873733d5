"""The specialties in the admin, each on one page with its axis levels, figures and activities."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, F
from django.http import HttpRequest

from specialties.admin.base import InlineFormSet, ListedRows, ModelForm, SourcedAdmin, counted
from specialties.models import (
    Activity,
    Axis,
    AxisLevel,
    DaySplit,
    EmphasisItem,
    Fit,
    ImagingShare,
    MatchFigure,
    RotationTip,
    Route,
    Specialty,
    SpecialtyGroup,
    TimelineStep,
    TrainingFloor,
    WholeField,
)
from specialties.models.specialties import RESERVED_SLUGS

# What stands in the page together or not at all.
TOGETHER = (
    ("probe", "probe_text", "probe_source"),
    ("training", "training_source"),
    ("guide_order", "guide_name"),
)
# Beyond every place on a page.
OUT_OF_THE_WAY = 10_000


@admin.register(Axis)
class AxisAdmin(SourcedAdmin):
    list_display = ("name", "slug", "gist", "low_end", "high_end", "order", "source_chip")
    search_fields = ("slug", "name", "gist", "low_end", "high_end", "source__title")
    ordering = ("order",)
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "order", "source")}),
        ("What it asks", {"fields": ("gist", ("low_end", "high_end"))}),
        ("In a log", {"fields": ("deed",)}),
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
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("source",)
    select_related: ClassVar[tuple[str, ...]] = ("specialty",)


class AxisLevelInline(SpecialtyRows):
    """One row for every axis: only a specialty with all its levels can be published."""

    model = AxisLevel
    fields = ("axis", "level", "basis", "reason", "source")
    select_related = ("specialty", "axis")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return len(unleveled(obj))


def unleveled(specialty: Specialty | None) -> list[int]:
    """The axes on which a specialty, perhaps a new one, has no level yet, in order."""
    axes = Axis.objects.order_by("order")
    if specialty and specialty.pk:
        axes = axes.exclude(pk__in=AxisLevel.objects.filter(specialty=specialty).values("axis"))
    return list(axes.values_list("pk", flat=True))


@admin.register(WholeField)
class WholeFieldAdmin(SourcedAdmin):
    counts: ClassVar = {"tracks": Count("tracks", distinct=True)}
    list_display = ("name", "slug", counted("tracks"), "guide_order", "source_chip")
    search_fields = ("slug", "name", "tracks__name", "source__title")
    ordering = ("guide_order",)
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "guide_order", "source")}),
        ("Levels", {"fields": (("ultrasound", "imaging", "procedures"),)}),
        ("The day", {"fields": (("day_procedures", "day_imaging", "day_thinking"),)}),
    )


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
        label="filled, in percent",
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        required=False,
    )


class MatchFigureInline(SpecialtyRows):
    model = MatchFigure
    form = MatchFigureForm
    fields = ("order", "year", "label", "positions", "fill", "applicants", "detail", "source")


class RouteForm(ModelForm):
    def clean_after(self) -> Specialty | None:
        after: Specialty | None = self.cleaned_data["after"]
        # The constraint that says so is not asked here, where the specialty is that of the page.
        if after and after.pk == self.instance.specialty_id:
            raise ValidationError("A specialty cannot come after itself.")
        return after


class RouteFormSet(InlineFormSet):
    def clean(self) -> None:
        super().clean()
        # The forms of rows ask no constraint that has a condition.
        own = [
            form
            for form in self.forms
            if form not in self.deleted_forms
            and "after" in getattr(form, "cleaned_data", {})
            and form.cleaned_data["after"] is None
        ]
        if len(own) > 1:
            raise ValidationError("Only one route can be a residency of its own.")


class RouteInline(SpecialtyRows):
    model = Route
    form = RouteForm
    formset = RouteFormSet
    fk_name = "specialty"
    fields = ("order", "after", "years", "text", "source")
    autocomplete_fields = ("after", "source")
    select_related = ("specialty", "after")


class FitFormSet(InlineFormSet):
    def save_existing_objects(self, commit: bool = True) -> Any:
        if commit:
            # Rows are saved one by one, so whatever moves leaves its place before another takes it.
            moved = [form.instance.pk for form in self.initial_forms if form.has_changed()]
            Fit.objects.filter(pk__in=moved).update(order=F("order") + OUT_OF_THE_WAY)
        return super().save_existing_objects(commit)


class FitInline(SpecialtyRows):
    model = Fit
    formset = FitFormSet
    fields = ("order", "kind", "text", "source")


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
        FitInline,
        DaySplitInline,
        RouteInline,
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
        "field",
        "ultrasound",
        "imaging",
        "procedures",
        "probe",
        "source_chip",
    )
    list_filter = ("group", "probe", "ultrasound", "imaging", "procedures")
    list_select_related = ("group", "field", "source")
    search_fields = ("slug", "name", "summary", "guide_name", "field__name", "source__title")
    ordering = ("order",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = (
        "group",
        "field",
        "source",
        "levels_source",
        "probe_source",
        "training_source",
    )
    fieldsets = (
        (None, {"fields": ("name", "slug", "group", "field", "order")}),
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
