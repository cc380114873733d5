"""The sheets that show how ratings are read: personas and examples in the admin."""

from collections.abc import Container
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from rubric.admin.parts import PartAdmin
from rubric.definition import AxisAim, Definition, PathAim
from rubric.models import Criterion, Example, ExampleRating, Persona, PersonaRating, Rubric
from rubric.scoring import HIGHEST, LOWEST
from specialties.admin.base import ModelForm, Rows, StackedInline

# Somebody made up, with a sheet that shows how ratings are read.
Sheet = Persona | Example


class SheetRatingInline(Rows, StackedInline):
    """A sheet that is an example: one row for every criterion of the same questionnaire."""

    classes = ()
    verbose_name = "rating"
    verbose_name_plural = "ratings"
    fields = (("criterion", "value"),)
    help_texts: ClassVar = {"criterion": "One row for each."}

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
    value = forms.IntegerField(
        min_value=LOWEST, max_value=HIGHEST, help_text="From 1, not at all, to 5, very much."
    )


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
    help_texts: ClassVar = {
        "path": "The path it leans to; empty: no clear lean. Each once in a questionnaire.",
        "summary": "What the lean means, in two or three sentences.",
    }
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

    def published(self, definition: Definition) -> Container[str]:
        aim = definition.aim
        return [row.slug for row in aim.personas] if isinstance(aim, PathAim) else ()


@admin.register(Example)
class ExampleAdmin(SheetAdmin):
    kind = Rubric.Kind.AXES
    inlines = (ExampleRatingInline,)
    list_display = ("name", "rubric", "order", "state", "who")
    search_fields = ("slug", "name", "who")
    fieldsets = ((None, {"fields": ("rubric", "name", "slug", "order", "who", "state")}),)

    def published(self, definition: Definition) -> Container[str]:
        aim = definition.aim
        return [row.slug for row in aim.examples] if isinstance(aim, AxisAim) else ()
