"""What the pages of the admin have in common."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from csp.constants import SELF
from csp.decorators import csp_update
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db import router
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator

from specialties.admin import links, tables
from specialties.admin.fields import IDENTITY, LOCKED, PlainFields, RowSet, plain_errors
from specialties.admin.history import HistoryPages
from specialties.models import Citation, Source
from specialties.places import PLACES, Find
from specialties.tables.imports import move_aside

if TYPE_CHECKING:
    # Only the stubs of these classes take type parameters.
    ModelAdmin = admin.ModelAdmin[Any]
    StackedInline = admin.StackedInline[Any, Any]
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
else:
    ModelAdmin = admin.ModelAdmin
    StackedInline = admin.StackedInline
    TabularInline = admin.TabularInline
    ModelForm = forms.ModelForm

# Where a row stands among its likes.
ORDER = "order"
# Every word is looked for in every field; beyond some hundreds a database gives up.
SEARCH_LENGTH = 100
MOST_ROWS = 100


class Rows(PlainFields):
    """Rows inside a page, folded under their number, each on lines that fit any screen."""

    extra = 0
    # More of them than any page has; whoever asks for more is refused before they are drawn.
    max_num: Any = MOST_ROWS
    formset: Any = RowSet
    template: Any = "admin/rows.html"
    classes: Any = ("collapse",)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        limits = {"absolute_max": MOST_ROWS + 1, "error_messages": plain_errors()}
        return super().get_formset(request, obj, **limits, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(
        self, db_field: Any, request: Any, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = False
            field.widget.can_delete_related = False
            field.widget.can_view_related = False
            field.widget.can_add_related = db_field.related_model is Source
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


class ListedRows(Rows, StackedInline):
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


class PageAdmin(PlainFields, HistoryPages):
    """A page with a history, whose autocomplete fields may ask this site."""

    # What belongs to each row, in the plural, and how it is counted.
    counts: ClassVar[Mapping[str, Any]] = {}

    class Media:
        css: ClassVar = {"all": ("admin/editing.css",)}

    # Where readers meet a row, by the name of its model.
    places: ClassVar[Mapping[str, Find]] = PLACES

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        counts = {f"{noun}_count": count for noun, count in self.counts.items()}
        rows: QuerySet[Any] = super().get_queryset(request).annotate(**counts)
        return rows

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        ways = {"table_address": tables.address(self.model)}
        return super().changelist_view(request, {**ways, **(extra_context or {})})

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        names = flatten_fieldsets(self.get_fieldsets(request, obj))
        fixed = set(self.get_readonly_fields(request, obj)) & set(names)
        # What a row is known by says why it stays; the rest of what is fixed is said by its field.
        helps = {name: LOCKED if name in IDENTITY else self.help_for(name) for name in fixed}
        words = {"help_texts": helps, "error_messages": plain_errors()}
        return super().get_form(request, obj, change=change, **words, **kwargs)

    def is_published(self, request: HttpRequest, row: Any) -> bool:
        """Whether readers have the page of a row already."""
        return True

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if row := context.get("original"):
            place = self.places[str(self.opts.model_name)](row)
            if isinstance(place, str):
                context["where"] = place
            else:
                address = reverse(place.url_name, args=place.arguments)
                context["site_address"] = f"{address}#{place.part}" if place.part else address
                context["is_published"] = self.is_published(request, row)
        return super().render_change_form(request, context, *args, **kwargs)

    # Otherwise the policy lets no script fetch anything; here the choices come that way.
    @method_decorator(csp_update({"connect-src": [SELF]}))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, search_term[:SEARCH_LENGTH])

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        # What protects a row does so for everyone: say that, not that a permission is missing.
        if protected := links.protectors(objs, router.db_for_write(self.model)):
            return [], {}, set(), protected
        return super().get_deleted_objects(objs, request)


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
    move_aside(formset.model, ORDER, moved)


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


class CitationInline(Rows, StackedInline):
    model: Any = Citation
    fields = (("order", "source"),)
    classes = ()
    autocomplete_fields = ("source",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("source")


class CitedAdmin(ContentAdmin):
    """A fact that leans on several sources."""

    inlines = (CitationInline,)
    counts: ClassVar = {"citations": Count("citations")}
