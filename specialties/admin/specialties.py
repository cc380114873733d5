"""The specialties in the admin, each on one page with its axis levels, figures and activities."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse

from specialties import compile, gaps
from specialties.admin.base import ModelForm, SourcedAdmin, counted
from specialties.admin.fields import LEVELS
from specialties.admin.specialty_rows import PARTS, AxisLevelInline, unleveled
from specialties.models import Axis, RotationTip, Specialty, SpecialtyGroup, WholeField
from specialties.models.specialties import RESERVED_SLUGS

# What stands in the page together or not at all.
TOGETHER = (
    ("probe", "probe_text", "probe_source"),
    ("training", "training_source"),
    ("guide_order", "guide_name"),
)


@admin.register(Axis)
class AxisAdmin(SourcedAdmin):
    counts: ClassVar = {"levels": Count("axislevel", distinct=True)}
    help_texts: ClassVar = {
        "name": "Its name on pages.",
        "low_end": "What a level of Low means.",
        "high_end": "What a level of Very High means.",
    }
    list_display = (
        "name",
        "slug",
        "gist",
        "low_end",
        "high_end",
        counted("levels"),
        "order",
        "source_chip",
    )
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
    help_texts: ClassVar = {"description": "What their days have in common, in one sentence."}


@admin.register(WholeField)
class WholeFieldAdmin(SourcedAdmin):
    counts: ClassVar = {"tracks": Count("tracks", distinct=True)}
    list_display = ("name", "slug", counted("tracks"), "guide_order", "source_chip")
    search_fields = ("slug", "name", "tracks__name", "source__title")
    ordering = ("guide_order",)
    prepopulated_fields = {"slug": ("name",)}
    help_texts: ClassVar = {"guide_order": "Where the row stands in the table."}
    fieldsets = (
        (None, {"fields": ("name", "slug", "guide_order", "source")}),
        (
            "Levels",
            {"description": LEVELS, "fields": (("ultrasound", "imaging", "procedures"),)},
        ),
        (
            "The day",
            {
                "description": "In percent; the three make 100.",
                "fields": (("day_procedures", "day_imaging", "day_thinking"),),
            },
        ),
    )


# Where a part is edited that is no list of rows.
FIELDS = {"probe": "id_probe", "training": "id_training"}


@dataclass(frozen=True, slots=True)
class Meter:
    """How complete a specialty is as it was last saved; each part with where it is edited."""

    parts: tuple[tuple[gaps.Part, str], ...]
    blocks: tuple[str, ...]

    @property
    def filled(self) -> int:
        return sum(part.is_there for part, _ in self.parts)


def meter(slug: str, formsets: Iterable[Any]) -> Meter:
    places = {
        name: f"{shown.formset.prefix}-group"
        for shown in formsets
        for name, inline in PARTS.items()
        if isinstance(shown.opts, inline)
    }
    specialty, axes = compile.one(slug), compile.axes()
    parts = tuple((part, (places | FIELDS)[part.name]) for part in gaps.parts(specialty, axes))
    return Meter(parts, tuple(gaps.gaps(specialty, axes)))


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
    inlines = tuple(PARTS.values())
    counts: ClassVar = {"levels": Count("axis_levels", distinct=True)}
    list_display = (
        "name",
        "group",
        "ultrasound",
        "imaging",
        "procedures",
        "probe",
        counted("levels"),
        "order",
    )
    list_filter = ("group", "probe", "ultrasound", "imaging", "procedures", "source__grade")
    list_select_related = ("group", "field", "source")
    search_fields = ("slug", "name", "summary", "guide_name", "field__name", "source__title")
    # Drop-downs have the same order, and there one looks for a name.
    ordering = ("name",)
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
        (
            "Levels",
            {
                "description": LEVELS,
                "fields": (("ultrasound", "imaging", "procedures"), "levels_source"),
            },
        ),
        (
            "Who holds the probe",
            {"fields": ("probe", "probe_text", "probe_source"), "classes": ("collapse",)},
        ),
        (
            "Training after medical school",
            {"fields": ("training", "training_source"), "classes": ("collapse",)},
        ),
        (
            "Row of the guide’s table",
            {"fields": (("guide_order", "guide_name"),), "classes": ("collapse",)},
        ),
    )
    help_texts: ClassVar = {
        "group": "The specialties whose days have the same shape.",
        "summary": "One sentence, in the second person. It stands on top of the page.",
        "levels_source": "Behind the three levels.",
        "probe": "Fill in all three, or none of them.",
        "probe_text": "Who scans and who reads, in a few words.",
        "probe_source": "Behind who holds the probe.",
        "training_source": "Behind the length of training.",
        "guide_order": "Fill in both, or neither.",
        "guide_name": "What the guide calls this row.",
    }

    def is_published(self, request: HttpRequest, row: Specialty) -> bool:
        return row.slug in request.edition.content.library.specialty_by_slug  # type: ignore[attr-defined]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if specialty := context.get("original"):
            context["meter"] = meter(specialty.slug, context["inline_admin_formsets"])
        return super().render_change_form(request, context, *args, **kwargs)

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
    fieldsets = (
        (None, {"fields": ("kind", "order", "key")}),
        ("What the page says", {"fields": ("lead", "text", "source")}),
    )
    help_texts: ClassVar = {
        "kind": "What to do, to ask or to notice.",
        "text": "The whole tip, in a sentence or two.",
    }
