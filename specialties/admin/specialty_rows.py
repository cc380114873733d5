"""The rows of a specialty in the admin: its levels on the axes, and every kind of fact."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpRequest

from specialties.admin.base import ListedRows, ModelForm
from specialties.admin.fields import RowSet
from specialties.models import (
    Activity,
    Axis,
    AxisLevel,
    DaySplit,
    EmphasisItem,
    Fit,
    ImagingShare,
    MatchFigure,
    Route,
    Specialty,
    TimelineStep,
    TrainingFloor,
)

# Beyond every place on a page.
OUT_OF_THE_WAY = 10_000


class SpecialtyRows(ListedRows):
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("source",)
    select_related: ClassVar[tuple[str, ...]] = ("specialty",)


class AxisLevelInline(SpecialtyRows):
    """One row for every axis: only a specialty with all its levels can be published."""

    model = AxisLevel
    classes = ()
    fields = (("axis", "level", "basis", "source"), "reason")
    help_texts: ClassVar = {
        "axis": "One row for every axis.",
        "reason": "Why this level, in words. Readers see it beside the level.",
        "source": "Where the basis can be read; for our own reading, our own.",
    }
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
    fields = (("procedures", "imaging", "thinking", "source"),)
    help_texts: ClassVar = dict.fromkeys(
        ("procedures", "imaging", "thinking"), "Percent of the working day; the three make 100."
    )


class MatchFigureForm(ModelForm):
    fill = forms.DecimalField(
        label="filled, in percent",
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        required=False,
        help_text="The share of the positions that were filled; empty where nobody says.",
    )


class MatchFigureInline(SpecialtyRows):
    model = MatchFigure
    form = MatchFigureForm
    fields = (("order", "year", "label", "positions", "fill", "applicants"), ("detail", "source"))
    help_texts: ClassVar = {
        "year": "The year of the match.",
        "positions": "How many positions were offered.",
        "applicants": "How many people applied; empty where nobody says.",
        "detail": "What to know when reading the figures.",
    }


class RouteForm(ModelForm):
    def clean_after(self) -> Specialty | None:
        after: Specialty | None = self.cleaned_data["after"]
        # The constraint that says so is not asked here, where the specialty is that of the page.
        if after and after.pk == self.instance.specialty_id:
            raise ValidationError("A specialty cannot come after itself.")
        return after


class RouteFormSet(RowSet):
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
    fields = (("order", "after", "years", "source"), "text")
    help_texts: ClassVar = {"text": "What else there is to know about this way."}
    autocomplete_fields = ("after", "source")
    select_related = ("specialty", "after")


class FitFormSet(RowSet):
    def save_existing_objects(self, commit: bool = True) -> Any:
        if commit:
            # Rows are saved one by one, so whatever moves leaves its place before another takes it.
            moved = [form.instance.pk for form in self.initial_forms if form.has_changed()]
            Fit.objects.filter(pk__in=moved).update(order=F("order") + OUT_OF_THE_WAY)
        return super().save_existing_objects(commit)


class FitInline(SpecialtyRows):
    model = Fit
    formset = FitFormSet
    verbose_name_plural = "whom it fits"
    fields = (("order", "kind", "source"), "text")
    help_texts: ClassVar = {"kind": "Whom it fits, or what to be warned of."}


class ActivityInline(SpecialtyRows):
    model = Activity
    fields = (("order", "kind", "frequency", "name"), ("detail", "source"))
    help_texts: ClassVar = {
        "kind": "The table in which it stands.",
        "detail": "In which part, or how, in a few words.",
    }


class TrainingFloorInline(SpecialtyRows):
    model = TrainingFloor
    verbose_name = "number training must reach"
    verbose_name_plural = "numbers training must reach"
    fields = (("order", "label", "source"), "text")
    help_texts: ClassVar = {
        "label": "What is counted.",
        "text": "The number, or that there is none.",
    }


class EmphasisItemInline(SpecialtyRows):
    model = EmphasisItem
    verbose_name = "use of ultrasound"
    verbose_name_plural = "where the probe goes"
    fields = (("order", "name", "emphasis", "source"),)
    help_texts: ClassVar = {
        "emphasis": "How much it weighs beside the others here. It has no unit."
    }


class ImagingShareForm(ModelForm):
    percent = forms.IntegerField(
        min_value=0, max_value=100, help_text="Its share of all imaging, from 0 to 100."
    )


class ImagingShareInline(SpecialtyRows):
    model = ImagingShare
    form = ImagingShareForm
    fields = (("order", "name", "percent", "source"),)
    help_texts: ClassVar = {"name": "The method, e.g. ultrasound."}


class TimelineStepInline(SpecialtyRows):
    model = TimelineStep
    fields = (("order", "year", "source"), "text")
    help_texts: ClassVar = {"year": "When it happened.", "text": "What happened, in a sentence."}


# What belongs to a specialty, in the order of the page, by the part of it that the meter names.
PARTS: dict[str, Any] = {
    "axis_levels": AxisLevelInline,
    "fits": FitInline,
    "day_split": DaySplitInline,
    "activities": ActivityInline,
    "routes": RouteInline,
    "matches": MatchFigureInline,
    "floors": TrainingFloorInline,
    "emphasis": EmphasisItemInline,
    "shares": ImagingShareInline,
    "timeline": TimelineStepInline,
}
