"""What the pages of the admin have in common."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from csp.constants import SELF
from csp.decorators import csp_update
from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import (
    AdminTextInputWidget,
    AutocompleteSelect,
    RelatedFieldWidgetWrapper,
)
from django.db import models
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator

from specialties.models import Citation

if TYPE_CHECKING:
    # Only the stubs of these classes take type parameters.
    ModelAdmin = admin.ModelAdmin[Any]
    StackedInline = admin.StackedInline[Any, Any]
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    ModelAdmin = admin.ModelAdmin
    StackedInline = admin.StackedInline
    TabularInline = admin.TabularInline
    ModelForm = forms.ModelForm
    InlineFormSet = forms.BaseInlineFormSet

admin.site.site_header = "careerfit"
admin.site.site_title = "careerfit"
admin.site.index_title = "Content"

IDENTITY = {"key", "slug", "number"}
# Where a row stands among its likes, and how far aside it goes while others move.
ORDER, ASIDE = "order", 20_000
SENTENCE_LENGTH = 120
# Every word is looked for in every field; beyond some hundreds a database gives up.
SEARCH_LENGTH = 100


class RoomyFields(BaseModelAdmin):  # type: ignore[type-arg]
    """Sentences get fields that show them whole, or most of them."""

    def formfield_for_dbfield(
        self, db_field: Any, request: Any, **kwargs: Any
    ) -> forms.Field | None:
        if type(db_field) is models.CharField and (db_field.max_length or 0) >= SENTENCE_LENGTH:
            kwargs["widget"] = AdminTextInputWidget(attrs={"class": "vLargeTextField"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class Rows(RoomyFields):
    """Rows inside a page, without a button for every deed at every field."""

    extra = 0

    def formfield_for_dbfield(
        self, db_field: Any, request: Any, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = False
            field.widget.can_delete_related = False
            field.widget.can_view_related = False
        return field


class ListedSelect(AutocompleteSelect):
    """Draws what is chosen from the choices of its field, without asking for each row."""

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> Any:
        drawn = [choice for choice in self.choices if str(choice[0]) in ("", *value)]
        options = [
            self.create_option(name, pk, label, str(pk) in value, index)
            for index, (pk, label) in enumerate(drawn)
        ]
        return [(None, options, 0)]


class ListedRows(Rows, TabularInline):
    """Rows whose choices are read once for all of them; `select_related` names a row."""

    select_related: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.select_related)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ListedSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        for field in formset.form.base_fields.values():
            if isinstance(field, forms.ModelChoiceField):
                # Without iter(), list() would ask for their number first.
                field.choices = list(iter(field.iterator(field)))
        return formset


def counted(noun: str) -> Callable[[Any], Any]:
    """A column of a list for what `counts` of its page counts under this noun."""

    def column(row: Any) -> int:
        return int(getattr(row, column.__name__))

    column.__name__ = f"{noun}_count"
    return admin.display(description=noun, ordering=column.__name__)(column)


class PageAdmin(RoomyFields, ModelAdmin):
    """A page whose autocomplete fields may ask this site."""

    # What belongs to each row, in the plural, and how it is counted.
    counts: ClassVar[Mapping[str, Any]] = {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        counts = {f"{noun}_count": count for noun, count in self.counts.items()}
        rows: QuerySet[Any] = super().get_queryset(request).annotate(**counts)
        return rows

    # Elsewhere the policy lets no script fetch anything; here the choices come that way.
    @method_decorator(csp_update({"connect-src": [SELF]}))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, search_term[:SEARCH_LENGTH])

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        tree, counts, lacking, protected = super().get_deleted_objects(objs, request)
        # What protects a row does so for everyone: say that, not that a permission is missing.
        return tree, counts, set() if protected else lacking, protected


class ContentAdmin(PageAdmin):
    """Rows that keep the name under which fixtures and stored results know them."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = IDENTITY & {field.name for field in self.opts.fields} if obj else set()
        return (*super().get_readonly_fields(request, obj), *sorted(fixed))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        _make_way(formset)
        super().save_formset(request, form, formset, change)


def _make_way(formset: Any) -> None:
    """Move the rows that get another position aside, so that two can change places.

    Each position is given once, and rows are saved one after the other.
    """
    moved = [form.instance.pk for form in formset.initial_forms if ORDER in form.changed_data]
    if len(moved) > 1:
        formset.model.objects.filter(pk__in=moved).update(order=F(ORDER) + ASIDE)


class SourcedAdmin(ContentAdmin):
    """A fact with one source of its own."""

    list_select_related: ClassVar[Any] = ("source",)
    list_filter: ClassVar[Any] = ("source__grade",)
    autocomplete_fields: ClassVar[Any] = ("source",)

    @admin.display(description="source", ordering="source__title")
    def source_chip(self, fact: Any) -> str:
        return str(fact.source.chip)


class FactAdmin(SourcedAdmin):
    """A fact that belongs to a path."""

    list_select_related = ("path", "source")
    list_filter: ClassVar[Any] = ("path", "source__grade")
    autocomplete_fields = ("path", "source")


class CitationInline(Rows, TabularInline):
    model: Any = Citation
    fields = ("source", "order")
    autocomplete_fields = ("source",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("source")


class CitedAdmin(ContentAdmin):
    """A fact that leans on several sources."""

    inlines = (CitationInline,)
    counts: ClassVar = {"citations": Count("citations")}
