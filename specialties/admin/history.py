"""The history of a row with the rows inside it, the way back, and what changed this week."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.auth import get_permission_codename
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, Q
from django.forms.models import _get_foreign_key, model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from specialties import history
from specialties.history import Entry, Scope

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin

WEEK = timedelta(days=7)
TAKEN = "Another row has its place or its name now. Change that one first."


@dataclass(frozen=True, slots=True)
class Line:
    """A change with the address it leads to; nothing where there is none."""

    entry: Entry
    url: str
    words: str = ""


class HistoryPages(ModelAdmin):
    """A page whose history names every field, and that of the rows inside it.

    What comes with the library knows one table a page and reverts past the rows inside it.
    """

    object_history_template = "admin/history.html"

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_back"
        view = self.admin_site.admin_view(self.back_view)
        return [
            path("<path:object_id>/history/<slug:table>/<int:number>/", view, name=name),
            *super().get_urls(),
        ]

    def rows_inside(self) -> Iterator[tuple[Any, str]]:
        """Each kind of row on this page that has no page of its own, and its column for this."""
        for inline in self.inlines:
            if not self.admin_site.is_registered(inline.model):
                yield inline, _get_foreign_key(self.model, inline.model, inline.fk_name).attname

    def tables(self) -> Iterator[tuple[type[Model], str]]:
        """Every table that says something of a row of this page, and the way back from there."""
        yield self.model, "id"
        for inline in self.inlines:
            link = _get_foreign_key(self.model, inline.model, inline.fk_name)
            yield inline.model, link.attname
            if isinstance(page := self.admin_site._registry.get(inline.model), HistoryPages):
                for model, way in list(page.tables())[1:]:
                    yield model, f"{way.removesuffix('_id')}__{link.attname}"

    def scopes(self, request: HttpRequest, key: int) -> list[Scope]:
        """What somebody may see of a row of this page and of the rows inside it."""
        inside = [
            (inline.model, Q(**{column: key}))
            for inline, column in self.rows_inside()
            if _may(request, inline.model, "view") or _may(request, inline.model, "change")
        ]
        return [(self.model, Q(id=key)), *inside]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        row, key = self._row_or_past(request, object_id)
        page = history.page(self.scopes(request, key), request.GET.get(PAGE_VAR))
        lines = [
            Line(
                entry,
                self._way_back(entry, key) if self._may_go_back(request, row, entry.model) else "",
            )
            for entry in page
        ]
        context = {
            **self._context(request, row),
            "title": f"History: {row}",
            "page": page,
            "lines": lines,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template, context)

    def back_view(
        self, request: HttpRequest, object_id: str, table: str, number: int
    ) -> HttpResponse:
        row, key = self._row_or_past(request, object_id)
        entry = self._entry_or_404(request, key, table, number)
        now = entry.model._default_manager.filter(pk=entry.earlier.id).first()
        is_added = now is None and not _may(request, entry.model, "add")
        if is_added or not self._may_go_back(request, row, entry.model):
            raise PermissionDenied
        problems = self._go_back(request, row, entry) if request.method == "POST" else []
        if request.method == "POST" and not problems:
            words = f"{entry.kind.capitalize()} “{entry.name}” is as it was before."
            self.message_user(request, words, messages.SUCCESS)
            return see(_name(self.opts, "history"), key)
        context = {
            **self._context(request, row),
            "title": f"Go back: {entry.name}",
            "entry": entry,
            "is_gone": now is None,
            "differences": history.compared(now and _state(now), entry.earlier),
            "problems": problems,
        }
        status = 422 if problems else 200
        return TemplateResponse(request, "admin/go_back.html", context, status=status)

    def _row_or_past(self, request: HttpRequest, object_id: str) -> tuple[Any, int]:
        """The row, or what it was when it went, and its key."""
        text = unquote(object_id)
        row = self.get_object(request, text) if text.isdecimal() else None
        if row is None and text.isdecimal():
            past = self.model.history.filter(id=int(text)).first()
            row = past and past.instance
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return row, row.pk

    def _may_go_back(self, request: HttpRequest, row: Any, model: type[Model]) -> bool:
        """Tell whether somebody may change a row of this page, or one inside it, or add it anew."""
        if model is not self.model and not _may(request, model, "change"):
            return False
        if row._state.adding:
            return self.has_add_permission(request)
        return self.has_change_permission(request, row)

    def _entry_or_404(self, request: HttpRequest, key: int, table: str, number: int) -> Entry:
        scopes = {
            model._meta.model_name: (model, where) for model, where in self.scopes(request, key)
        }
        try:
            model, where = scopes[table]
            entry = history.entry(model, number, where)
        except (KeyError, ObjectDoesNotExist) as missing:
            raise Http404 from missing
        if entry.earlier is None:
            raise Http404
        return entry

    def _way_back(self, entry: Entry, key: int) -> str:
        """The address that goes back to before a change; before it was there it was nothing."""
        if entry.earlier is None:
            return ""
        table = entry.model._meta.model_name
        return reverse(_name(self.opts, "back"), args=(key, table, entry.row.history_id))

    def _go_back(self, request: HttpRequest, row: Any, entry: Entry) -> list[str]:
        """Store the earlier state as an edit would, or say what keeps it from being stored."""
        past = entry.earlier.instance
        now = entry.model._default_manager.filter(pk=past.pk).first()
        form = self._form(request, row, entry, now)(
            {name: value for name, value in model_to_dict(past).items() if value is not None},
            instance=now or past,
        )
        if problems := _problems(form):
            return problems
        try:
            with transaction.atomic():
                if entry.model is self.model:
                    self.save_model(request, form.save(commit=False), form, now is not None)
                else:
                    form.save()
                self.log_change(request, row, f"Went back: {entry.kind} “{entry.name}”.")
        except IntegrityError:
            return [TAKEN]
        return []

    def _form(self, request: HttpRequest, row: Any, entry: Entry, now: Any) -> Any:
        """The form with which the page itself would save that row."""
        if entry.model is self.model:
            return self.get_form(request, now, change=now is not None)
        inline = next(kind for kind, _ in self.rows_inside() if kind.model is entry.model)
        page = inline(self.model, self.admin_site)
        return page.get_formset(request, None if row._state.adding else row).form

    def _context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "subtitle": None,
            "opts": self.opts,
            "object": row,
            "is_there": not row._state.adding,
        }


def _may(request: HttpRequest, model: type[Model], deed: str) -> bool:
    """Tell whether somebody may do that with rows of a table, whatever page they are on."""
    name = get_permission_codename(deed, model._meta)
    return request.user.has_perm(f"{model._meta.app_label}.{name}")


def _state(row: Any) -> Any:
    """A row of the working copy as one of its history would be."""
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return row.history.model(**columns)


def _problems(form: Any) -> list[str]:
    """What the checks of an edit, and of the whole row, have against a form, in sentences."""
    found = [
        f"{form.fields[name].label}: {words}" if name in form.fields else str(words)
        for name, errors in form.errors.items()
        for words in errors
    ]
    if found:
        return found
    try:
        form.instance.full_clean()
    except ValidationError as error:
        return list(error.messages)
    return []


def last_authors(model: type[Model], keys: Collection[int]) -> dict[int, str]:
    """Who changed each row last, or anything that belongs to it; a query a table."""
    page: Any = admin.site._registry[model]
    found: dict[int, tuple[datetime, str]] = {}
    for table, way in page.tables():
        for key, on, who in history.authors(table, way, keys):
            found[key] = max((on, who), found.get(key, (on, who)))
    return {key: who for key, (_, who) in found.items()}


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Who changed what in the last seven days, as far as whoever asks may see it."""
    seen = {
        model: pages
        for model, pages in _pages().items()
        if any(page.has_view_or_change_permission(request) for page, _ in pages)
        and (_may(request, model, "view") or _may(request, model, "change"))
    }
    if not seen:
        raise PermissionDenied
    scopes = [(model, Q()) for model in seen]
    page = history.page(scopes, request.GET.get(PAGE_VAR), after=timezone.now() - WEEK)
    context = {
        **admin.site.each_context(request),
        "title": "Changed this week",
        "page": page,
        "lines": [_line(entry, seen[entry.model]) for entry in page],
    }
    return TemplateResponse(request, "admin/week.html", context)


# The pages on which a row is edited, each with the column that leads there from the row.
Pages = list[tuple[Any, str]]


def _pages() -> dict[type[Model], Pages]:
    found: dict[type[Model], Pages] = {}
    for page in admin.site._registry.values():
        if isinstance(page, HistoryPages):
            found.setdefault(page.model, []).append((page, "id"))
            for inline, column in page.rows_inside():
                found.setdefault(inline.model, []).append((page, column))
    return found


def _line(entry: Entry, pages: Pages) -> Line:
    page, key = next(
        (page, key) for page, column in pages if (key := getattr(entry.row, column)) is not None
    )
    return Line(entry, reverse(_name(page.opts, "history"), args=(key,)))


def _name(opts: Any, page: str) -> str:
    return f"admin:{opts.app_label}_{opts.model_name}_{page}"


def see(name: str, *args: Any) -> HttpResponse:
    """Lead to a page after something was stored."""
    response = redirect(name, *args)
    # 303: whatever was sent, the next request is a GET.
    response.status_code = 303
    return response
