"""The questionnaires in the admin: drafts are written here, published versions only read."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from rubric import services
from rubric.models import AxisItem, Criterion, Persona, PersonaRating, Rubric, Weight
from rubric.scoring import HIGHEST, LOWEST
from specialties.admin import (
    ListedRows,
    ModelForm,
    PageAdmin,
    Rows,
    StackedInline,
    TabularInline,
)

Whole = Rubric | Criterion | Persona


def is_open(whole: Whole | None) -> bool:
    """Whether a page belongs to a draft, or to nothing yet."""
    if whole is None:
        return True
    rubric = whole if isinstance(whole, Rubric) else whole.rubric
    return rubric.is_draft


class DraftOnly(BaseModelAdmin):  # type: ignore[type-arg]
    """A published or retired version can be looked at, and nothing else."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_open(obj) and super().has_delete_permission(request, obj)


class DraftOnlyInline(DraftOnly, Rows):
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_open(obj) and super().has_add_permission(request, obj)  # type: ignore[call-arg]


class DraftOnlyAdmin(DraftOnly, PageAdmin):
    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # A list mixes drafts with what may not be deleted; a draft's own page can delete it.
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class PartForm(ModelForm):
    def _get_validation_exclusions(self) -> set[str]:
        # Nobody types the version again, yet keys and positions are given once within it.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"rubric"} if self.instance.rubric_id else excluded


class PartAdmin(DraftOnlyAdmin):
    """A part of one version, which it never leaves."""

    form = PartForm

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("rubric",) if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "rubric":
            kwargs["queryset"] = Rubric.objects.filter(status=Rubric.Status.DRAFT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class CriterionInline(DraftOnlyInline, StackedInline):
    model = Criterion
    fields = (("order", "key"), "name", "statement", ("low_end", "high_end"))
    show_change_link = True


class PersonaInline(DraftOnlyInline, TabularInline):
    """A list that leads to the personas; each is edited on its own page."""

    model = Persona
    fields = readonly_fields = ("order", "path", "headline")
    show_change_link = True
    can_delete = False
    max_num = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("path")


@admin.register(Rubric)
class RubricAdmin(DraftOnlyAdmin):
    inlines = (CriterionInline, PersonaInline)
    actions = ("publish", "start_draft")
    list_display = (
        "__str__",
        "title",
        "kind",
        "allows_skipping",
        "status",
        "published_on",
        "criterion_count",
    )
    list_filter = ("status", "kind", "allows_skipping")
    search_fields = ("slug", "title", "lede")
    ordering = ("slug", "-version")
    readonly_fields = ("status", "published_on")
    fieldsets = (
        (None, {"fields": (("slug", "version"), "kind", ("status", "published_on"))}),
        ("What the reader sees", {"fields": ("title", "lede", "minutes", "allows_skipping")}),
        (
            "Reading the margin",
            {
                "description": "Weights towards two paths need all four; axes need none of them.",
                "fields": (("band", "clear_from"), ("low_total", "high_total")),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(criterion_count=Count("criteria"))
        return counted

    @admin.display(description="criteria", ordering="criterion_count")
    def criterion_count(self, rubric: Any) -> int:
        return int(rubric.criterion_count)

    @admin.action(description="Publish this draft", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Rubric]) -> None:
        rubric = self._the_one(request, queryset)
        if rubric is None:
            return
        name = f"{rubric.slug} version {rubric.version}"
        try:
            services.publish(rubric=rubric)
        except ValueError as error:
            self.message_user(request, f"{name} was not published. {error}", messages.ERROR)
            return
        self.log_change(request, rubric, "Published.")
        self.message_user(request, f"{name} is published.", messages.SUCCESS)

    @admin.action(description="Start a new draft from this version", permissions=["add"])
    def start_draft(self, request: HttpRequest, queryset: QuerySet[Rubric]) -> HttpResponse | None:
        rubric = self._the_one(request, queryset)
        if rubric is None:
            return None
        draft = services.start_draft(rubric=rubric)
        self.log_addition(request, draft, f"Started from version {rubric.version}.")
        self.message_user(request, f"Version {draft.version} is a draft.", messages.SUCCESS)
        return redirect("admin:rubric_rubric_change", draft.pk)

    def _the_one(self, request: HttpRequest, queryset: QuerySet[Rubric]) -> Rubric | None:
        chosen = list(queryset)
        if len(chosen) == 1:
            return chosen[0]
        self.message_user(request, "Choose exactly one version.", messages.ERROR)
        return None


class WeightForm(ModelForm):
    value = forms.IntegerField(min_value=0, max_value=9)


class WeightInline(DraftOnlyInline, TabularInline):
    model = Weight
    form = WeightForm
    fields = ("path", "value")
    autocomplete_fields = ("path",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("path")


class AxisItemInline(DraftOnlyInline, ListedRows):
    model = AxisItem
    fields = ("axis", "direction")
    select_related = ("axis", "criterion")


# What a rating counts towards, for each kind of rubric.
COUNTS_TOWARDS: dict[str, Any] = {
    Rubric.Kind.WEIGHTS: WeightInline,
    Rubric.Kind.AXES: AxisItemInline,
}


@admin.register(Criterion)
class CriterionAdmin(PartAdmin):
    inlines = tuple(COUNTS_TOWARDS.values())
    list_display = ("name", "rubric", "order", "key", "statement", "weights", "axis")
    list_filter = ("rubric__status", "rubric")
    list_select_related = ("rubric", "axis_item__axis")
    search_fields = ("key", "name", "statement", "low_end", "high_end")
    ordering = ("rubric__slug", "-rubric__version", "order")
    fields = ("rubric", ("order", "key"), "name", "statement", "low_end", "high_end")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("weights__path")

    def get_inlines(self, request: HttpRequest, obj: Criterion | None) -> Any:
        # What a rating counts towards is known once the version is.
        return (COUNTS_TOWARDS[obj.rubric.kind],) if obj else ()

    @admin.display(description="weights")
    def weights(self, criterion: Criterion) -> str:
        return ", ".join(f"{row.path} {row.value}" for row in criterion.weights.all())

    @admin.display(description="axis", ordering="axis_item__axis__order")
    def axis(self, criterion: Criterion) -> str:
        item = getattr(criterion, "axis_item", None)
        return f"{item.axis}, {item.get_direction_display().lower()}" if item else ""


class PersonaRatingForm(ModelForm):
    value = forms.IntegerField(min_value=LOWEST, max_value=HIGHEST)


class PersonaRatingInline(DraftOnlyInline, TabularInline):
    """The example sheet: one row for every criterion of the same version."""

    model = PersonaRating
    form = PersonaRatingForm
    fields = ("criterion", "value")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("criterion")

    def get_extra(self, request: HttpRequest, obj: Persona | None = None, **kwargs: Any) -> int:
        return len(unrated(obj)) if obj else 0

    def get_formset(self, request: HttpRequest, obj: Persona | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        field = formset.form.base_fields.get("criterion")
        if obj and isinstance(field, forms.ModelChoiceField):
            field.queryset = Criterion.objects.filter(rubric=obj.rubric_id)
            # Read once for all rows.
            field.choices = list(field.iterator(field))
        return formset


def unrated(persona: Persona) -> list[int]:
    """The criteria that the sheet of a persona still lacks, in order."""
    criteria = Criterion.objects.filter(rubric=persona.rubric_id)
    rated = PersonaRating.objects.filter(persona=persona).values("criterion")
    return list(criteria.exclude(pk__in=rated).order_by("order").values_list("pk", flat=True))


@admin.register(Persona)
class PersonaAdmin(PartAdmin):
    inlines = (PersonaRatingInline,)
    list_display = ("name", "rubric", "order", "path", "headline", "who")
    list_filter = ("rubric__status", "rubric", "path")
    list_select_related = ("rubric", "path")
    search_fields = ("slug", "name", "headline", "clear_headline", "summary", "who")
    ordering = ("rubric__slug", "-rubric__version", "order")
    autocomplete_fields = ("path",)
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("rubric", "name", "slug", "path", "order")}),
        (
            "What the reader sees",
            {"fields": ("headline", "clear_headline", "summary", "who")},
        ),
    )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "rubric":
            # Leans along axes are read without personas.
            field.queryset = field.queryset.filter(kind=Rubric.Kind.WEIGHTS)
        return field

    def get_inlines(self, request: HttpRequest, obj: Persona | None) -> Any:
        # Which criteria there are to rate is known once the version is.
        return self.inlines if obj else ()

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Persona, inline: Any, prefix: str
    ) -> dict[str, Any]:
        rows = [{"criterion": pk} for pk in unrated(obj)]
        return {**super().get_formset_kwargs(request, obj, inline, prefix), "initial": rows}
