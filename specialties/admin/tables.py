"""Tables in and out: every table of the working copy as a file, and a file back into it."""

from collections.abc import Callable, Sequence
from functools import wraps
from itertools import groupby
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin import models as deeds
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from specialties.models.base import Content
from specialties.tables import carrying, files, imports
from specialties.tables.carrying import CarryError
from specialties.tables.columns import columns, tables
from specialties.tables.differences import pieces
from specialties.tables.files import FileError
from specialties.tables.imports import Change, Fault, Report
from specialties.words import listed

Table = type[Content]
View = Callable[..., HttpResponse]

# Nobody reads more than that before a decision.
SHOWN_CHANGES, SHOWN_FAULTS = 300, 100
NO_FILE = "Choose a file first."
REFUSED = "The database refused it, so nothing was imported: {}"
MOVED = "Somebody has changed the same rows meanwhile. Nothing was imported: look again."

WRITERS: dict[str, tuple[str, Callable[..., bytes]]] = {
    "csv": (
        "text/csv; charset=utf-8",
        lambda model, head, rows: files.write_csv(head, rows),
    ),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda model, head, rows: files.write_xlsx(model._meta.model_name, head, rows),
    ),
}


class MemoryHandler(MemoryFileUploadHandler):
    """Keeps a file in memory, however long: what is too long never comes this far."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True


def may_view(request: HttpRequest, model: Table) -> bool:
    return any(_may(request, model, deed) for deed in ("view", "change"))


def may_import(request: HttpRequest, model: Table) -> bool:
    return _may(request, model, "add") and _may(request, model, "change")


def _may(request: HttpRequest, model: Table, deed: str) -> bool:
    return request.user.has_perm(f"{model._meta.app_label}.{deed}_{model._meta.model_name}")


def _of_table(allows: Callable[[HttpRequest, Table], bool]) -> Callable[[View], View]:
    """A page of the admin about one table, for whom it is meant."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, app: str, name: str, **kwargs: Any) -> HttpResponse:
            model = next((m for m in tables() if m._meta.label_lower == f"{app}.{name}"), None)
            if model is None:
                raise Http404
            if not allows(request, model):
                raise PermissionDenied
            return view(request, model, **kwargs)

        return admin.site.admin_view(checked)

    return decorate


def _taking_a_file(view: View) -> View:
    """Reads what is sent only once it is known where a file goes, and checks its origin then."""

    @wraps(view)
    def prepared(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [MemoryHandler(request)]
        return view(request, **kwargs)

    return csrf_exempt(prepared)


def _listed(request: HttpRequest) -> HttpResponse:
    seen = [model for model in tables() if may_view(request, model)]
    groups = [
        (apps.get_app_config(label).verbose_name, [model._meta for model in found])
        for label, found in groupby(seen, key=lambda model: model._meta.app_label)
    ]
    return _page(request, "index", "Tables in and out", groups=groups)


index = require_safe(admin.site.admin_view(_listed))


@require_safe
@_of_table(may_view)
def table(request: HttpRequest, model: Table) -> HttpResponse:
    return _table_page(request, model)


@require_safe
@_of_table(may_view)
def export(request: HttpRequest, model: Table, ending: str) -> HttpResponse:
    if ending not in WRITERS:
        raise Http404
    content_type, write = WRITERS[ending]
    shown = columns(model)
    rows = ([column.value(row) for column in shown] for row in model.named())
    try:
        data = write(model, [column.name for column in shown], rows)
    except FileError as error:
        return _table_page(request, model, error=str(error))
    name = f'attachment; filename="{model._meta.app_label}-{model._meta.model_name}.{ending}"'
    return HttpResponse(data, content_type, headers={"Content-Disposition": name})


@require_POST
@_taking_a_file
@_of_table(may_import)
def check(request: HttpRequest, model: Table) -> HttpResponse:
    """Show what a file would do. Nothing is written, and the file is kept nowhere."""
    sent = request.FILES.get("file")
    if sent is None:
        return _table_page(request, model, error=NO_FILE)
    try:
        report = imports.compare(model, files.read(sent.read()))
        return _report_page(request, model, report)
    except (FileError, CarryError) as error:
        return _table_page(request, model, error=str(error))


@require_POST
@_of_table(may_import)
def confirm(request: HttpRequest, model: Table) -> HttpResponse:
    """Do what was shown, all of it, unless something has changed since."""
    try:
        carried = carrying.unpack(request.POST.get("carried", ""), model, _owner(request))
        with transaction.atomic():
            lines = [carried.header, *carried.lines]
            report = imports.compare(model, lines, for_update=True)
            moved = list(carrying.moved(carried, report))
            if not moved and not report.faults:
                imports.save(report)
                _log(request, report)
                return _done(request, model, report)
        return _report_page(request, model, report, moved=moved)
    except CarryError as error:
        return _table_page(request, model, error=str(error))
    except IntegrityError as error:
        return _table_page(request, model, error=REFUSED.format(error))


def _owner(request: HttpRequest) -> str:
    return str(request.user.pk)


def _log(request: HttpRequest, report: Report) -> None:
    """What the pages of the rows and of the admin say of who did what."""
    for flag, changes in ((deeds.ADDITION, report.added), (deeds.CHANGE, report.changed)):
        if changes:
            rows: Any = [change.row for change in changes]
            by = int(request.user.pk or 0)
            deeds.LogEntry.objects.log_actions(by, rows, flag, imports.REASON)


def _done(request: HttpRequest, model: Table, report: Report) -> HttpResponse:
    words = f"Imported: {len(report.added)} added, {len(report.changed)} changed."
    messages.success(request, words)
    response = redirect(address(model))
    # 303: whatever was sent, the next request is a GET.
    response.status_code = 303
    return response


def address(model: type[models.Model]) -> str:
    return reverse("tables:table", args=[model._meta.app_label, model._meta.model_name])


def _table_page(request: HttpRequest, model: Table, *, error: str = "") -> HttpResponse:
    parts = [other._meta for other in _parts(model) if may_view(request, other)]
    return _page(
        request,
        "table",
        capfirst(str(model._meta.verbose_name_plural)),
        status=422 if error else 200,
        opts=model._meta,
        columns=columns(model),
        names=listed([name.partition("__")[0] for name in model.NATURAL]),
        parts=parts,
        may_import=may_import(request, model),
        error=error,
    )


def _parts(model: Table) -> list[Table]:
    """The tables of what belongs to the rows of this one and goes with them."""
    relations = model._meta.related_objects
    return [
        relation.related_model
        for relation in relations
        if relation.on_delete is models.CASCADE and relation.related_model in tables()
    ]


def _report_page(
    request: HttpRequest, model: Table, report: Report, *, moved: Sequence[Fault] = ()
) -> HttpResponse:
    is_open = bool(report.changes) and not report.faults
    return _page(
        request,
        "report",
        "What this file would change",
        status=422 if report.faults or moved else 200,
        opts=model._meta,
        report=report,
        faults=report.faults[:SHOWN_FAULTS],
        more_faults=max(0, len(report.faults) - SHOWN_FAULTS),
        moved=moved,
        moved_words=MOVED,
        changes=[_drawn(change) for change in report.changes[:SHOWN_CHANGES]],
        more_changes=max(0, len(report.changes) - SHOWN_CHANGES),
        carried=carrying.pack(report, model, _owner(request)) if is_open else "",
    )


def _drawn(change: Change) -> dict[str, Any]:
    edits = [(edit, *pieces(edit.old, edit.new)) for edit in change.edits]
    return {"line": change.line, "name": change.name, "is_new": change.is_new, "edits": edits}


def _page(
    request: HttpRequest, name: str, title: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/tables/{name}.html", context, status=status)


app_name = "tables"
urlpatterns = [
    path("", index, name="index"),
    path("<slug:app>/<slug:name>/", table, name="table"),
    path("<slug:app>/<slug:name>/check/", check, name="check"),
    path("<slug:app>/<slug:name>/confirm/", confirm, name="confirm"),
    path("<slug:app>/<slug:name>.<slug:ending>", export, name="export"),
]
