"""Tables in and out: what a file says, what it would change, and what never happens."""

import csv
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from careerfit import limits
from rubric.models import AxisItem, Criterion, Persona, Weight
from specialties.levels import Level
from specialties.models import (
    Activity,
    AxisLevel,
    DaySplit,
    Fit,
    Kpi,
    Route,
    Source,
    Specialty,
)
from specialties.models.base import Content
from specialties.tables import carrying, files, imports
from specialties.tables.columns import columns, tables
from specialties.tables.differences import Piece, pieces
from specialties.tables.files import FileError
from specialties.tables.imports import Edit, Fault

WRITERS: dict[str, Callable[..., bytes]] = {
    "csv": files.write_csv,
    "xlsx": lambda head, rows: files.write_xlsx("table", head, rows),
}
FORMULAS = ("=1+1", "+1 a day", "-1 a day", "@all", "|x", "%x", "\tx", "＝1", "'", "''", "'=1", "-")


def grid(model: type[Content]) -> list[list[Any]]:
    """The columns of a table and its rows."""
    shown = columns(model)
    rows = [[column.value(row) for column in shown] for row in model.named()]
    return [[column.name for column in shown], *rows]


def as_file(cells: list[list[Any]], ending: str = "csv") -> bytes:
    return WRITERS[ending](cells[0], cells[1:])


def compare(model: type[Content], cells: list[list[Any]], ending: str = "csv") -> Any:
    return imports.compare(model, files.read(as_file(cells, ending)))


def cell(cells: list[list[Any]], row: int, column: str) -> tuple[list[Any], int]:
    """Where a cell is, the row by the number that a spreadsheet gives it."""
    return cells[row - 1], cells[0].index(column)


def put(cells: list[list[Any]], row: int, column: str, value: Any) -> None:
    line, at = cell(cells, row, column)
    line[at] = value


def number(cells: list[list[Any]], column: str, value: Any) -> int:
    """The number of the first row with this value."""
    at = cells[0].index(column)
    return next(n for n, line in enumerate(cells, start=1) if line[at] == value)


def cells_of(data: bytes) -> list[list[str]]:
    return [list(line.cells) for line in files.read(data)]


# What stands in a cell.


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_formula_is_a_text_and_comes_back(text: str) -> None:
    data = files.write_csv(["a", "b"], [[text, "x"]])
    [_, row] = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""))

    assert row[0][0] not in files.FORMULA
    assert cells_of(data)[1] == [text, "x"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=4))
def test_csv_gives_every_text_back(texts: list[str]) -> None:
    assert cells_of(files.write_csv(["a"], [[*texts, "x"]]))[1] == [*texts, "x"]


def test_csv_leaves_numbers_alone() -> None:
    rows: list[list[files.Value]] = [[-1, Decimal("-4.5"), date(2026, 11, 30), None, "x"]]
    text = files.write_csv(["a", "b", "c", "d", "e"], rows).decode()

    assert text == "\ufeffa,b,c,d,e\r\n-1,-4.5,2026-11-30,,x\r\n"


def test_xlsx_types_its_cells() -> None:
    rows: list[list[files.Value]] = [[-1, Decimal("4.5"), date(2026, 11, 30), "=1+1", "2026", None]]
    data = files.write_xlsx("kpi", list("abcdef"), rows)
    cells = load_workbook(BytesIO(data)).active[2]

    assert [cell.data_type for cell in cells[:5]] == ["n", "n", "d", "s", "s"]
    assert cells[3].quotePrefix
    assert cells_of(data)[1] == ["-1", "4.5", "2026-11-30", "=1+1", "2026"]


def test_xlsx_refuses_a_text_that_no_cell_holds() -> None:
    with pytest.raises(FileError, match="longer than the 32767 characters"):
        files.write_xlsx("note", ["text"], [["x" * 32_768]])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_with_any_delimiter_with_or_without_a_mark(delimiter: str) -> None:
    text = f'a{delimiter}b\r\n"1{delimiter}\n2"{delimiter}3\r\n\r\n'

    for data in (text.encode(), text.encode("utf-8-sig")):
        assert cells_of(data) == [["a", "b"], [f"1{delimiter}\n2", "3"]]


def test_rows_keep_their_number_behind_an_empty_one() -> None:
    assert [line.number for line in files.read(b"a\n\n1\n,,\n2\n")] == [1, 3, 5]


def test_pieces_show_the_words_that_differ() -> None:
    old, new = pieces("all day, every day", "all night, every day")

    assert old == [Piece("all", False), Piece(" day,", True), Piece(" every day", False)]
    assert new == [Piece("all", False), Piece(" night,", True), Piece(" every day", False)]
    assert pieces("", "new") == ([], [Piece("new", True)])
    assert pieces("x " * 500, "y")[0] == [Piece("x " * 500, True)]


# What a file would change.


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.django_db
def test_every_untouched_table_comes_back_unchanged(ending: str) -> None:
    found = {}
    for model in tables():
        cells = grid(model)
        with CaptureQueriesContext(connection) as captured:
            report = compare(model, cells, ending)
        found[model] = (report.changes, report.faults, report.unchanged == len(cells) - 1)
        # The table itself and those that it names.
        assert len(captured) <= 5

    assert found == dict.fromkeys(tables(), ([], [], True))
    assert len(found) == 41
    assert all(model.objects.exists() for model in tables())


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.django_db
def test_one_changed_cell_is_exactly_that_one(ending: str) -> None:
    for model, column, old, new in (
        (Kpi, "low", Decimal(8), Decimal("8.5")),
        (Specialty, "ultrasound", "high", "very-high"),
        (Source, "checked_on", date(2026, 11, 1), date(2026, 11, 30)),
        (Fit, "text", None, "=1+1"),
        (AxisItem, "direction", 1, -1),
        (Persona, "path", "generalist", ""),
    ):
        cells: list[list[Any]] = grid(model)
        at = cells[0].index(column)
        row = 2 if old is None else number(cells, column, old)
        was = cells[row - 1][at]
        put(cells, row, column, new)
        # There is a persona for no clear lean, and one is enough.
        report = compare(model, cells, ending)
        found = [(change.line.number, change.edits) for change in report.changes]
        assert found == [(row, (Edit(column, str(was), str(new)),))]
        assert report.unchanged == len(cells) - 2


@pytest.mark.django_db
def test_a_source_that_becomes_another_asks_for_its_facts() -> None:
    cells = grid(Source)
    put(cells, 2, "title", "Another title")
    report = compare(Source, cells)
    imports.save(report)

    changed = Source.objects.get(title="Another title")
    assert changed.changed_on == timezone.localdate()
    assert list(Source.objects.exclude(changed_on=None)) == [changed]


@pytest.mark.django_db
def test_a_row_that_is_not_there_is_added() -> None:
    cells = grid(AxisLevel)
    AxisLevel.natural("psychiatry", "act").delete()
    report = compare(AxisLevel, cells)
    imports.save(report)

    assert [(change.name, change.is_new) for change in report.changes] == [("psychiatry/act", True)]
    assert compare(AxisLevel, cells).changes == []


@pytest.mark.django_db
def test_two_rows_may_change_places() -> None:
    cells = grid(Specialty)
    (first, at), (second, _) = cell(cells, 2, "order"), cell(cells, 3, "order")
    first[at], second[at] = second[at], first[at]
    report = compare(Specialty, cells)
    imports.save(report)

    assert report.faults == []
    assert grid(Specialty)[1][0] == second[0]


@pytest.mark.django_db
def test_levels_and_truths_are_read_in_several_ways() -> None:
    cells: list[list[Any]] = grid(Specialty)
    for row, word in ((2, "Very High"), (3, "6"), (4, "very-high")):
        put(cells, row, "ultrasound", word)
    report = compare(Specialty, cells)

    assert report.faults == []
    assert {change.row.ultrasound for change in report.changes} <= {Level.VERY_HIGH}


# What is wrong with a file.


@pytest.mark.parametrize(
    ("model", "row", "column", "value", "reason"),
    [
        (Kpi, 5, "low", "many", "Enter a number."),
        (Kpi, 5, "low", "", "Fill this in."),
        (Kpi, 5, "is_example", "perhaps", "“perhaps” is neither yes nor no."),
        (Kpi, 5, "comparator", "about", "“about” is none of these: between, at-least, at-most"),
        (Kpi, 5, "source", "nobody", "There is no source “nobody”."),
        (Kpi, 5, "low", "-1", "A target is not below zero."),
        (Kpi, 5, "name", "x" * 121, "at most 120 characters (it has 121)"),
        (Kpi, 5, "unit", "a\x00b", "It holds a character that no text has."),
        (Kpi, 5, "unit", "a\u202eb", "It holds a character that no text has."),
        (Kpi, 5, "unit", "a\u2028b", "It holds a character that no text has."),
        (Specialty, 4, "order", "10000", "Ensure this value is less than or equal to 9999."),
        (Source, 9, "checked_on", "11/30/2026", "Write a day like this: 2026-11-30."),
        (Source, 9, "url", "javascript:alert(1)", "Enter a valid URL."),
        (AxisLevel, 9, "basis", "tz", "Use only the letters named here."),
        (AxisLevel, 9, "level", "huge", "“huge” is none of these: low, low-moderate,"),
        (DaySplit, 3, "imaging", "99", "The database has a rule: day split adds up to 100."),
        (Weight, 4, "value", "12", "The database has a rule: weight between 0 and 9."),
        (Specialty, 4, "order", "10", "“cardiology” would have the same."),
        (Criterion, 3, "order", "1", "“sonographer-path/variety” would have the same."),
    ],
)
@pytest.mark.django_db
def test_a_bad_cell_is_named(
    model: type[Content], row: int, column: str, value: str, reason: str
) -> None:
    cells: list[list[Any]] = grid(model)
    put(cells, row, column, value)
    [fault] = compare(model, cells).faults

    assert fault.number == row
    assert column in fault.column.split(", ")
    assert reason in fault.reason


@pytest.mark.django_db
def test_a_rule_with_a_condition_is_named() -> None:
    cells: list[list[Any]] = grid(Route)
    own = number(cells, "after", None)
    slug = cells[own - 1][0]
    extra = next(n for n, line in enumerate(cells, 1) if line[0] == slug and n != own)
    put(cells, extra, "after", slug)
    [fault] = compare(Route, cells).faults

    assert (fault.number, fault.reason) == (extra, "A specialty cannot come after itself.")


@pytest.mark.django_db
def test_a_row_given_twice_is_named() -> None:
    cells = grid(Kpi)

    assert compare(Kpi, [*cells, cells[3]]).faults == [Fault(12, "", "It is row 4 once more.")]
    assert compare(Kpi, [*cells, [*cells[3], "x"]]).faults == [
        Fault(12, "", "It has more cells than columns.")
    ]


@pytest.mark.django_db
def test_wrong_columns_are_named() -> None:
    cells = grid(Kpi)
    head = ["" if name == "unit" else name for name in cells[0]]

    assert compare(Kpi, [[*cells[0], "note", "low"], *cells[1:]]).faults == [
        Fault(None, "low", "This column is there twice."),
        Fault(None, "note", "This table has no such column."),
    ]
    assert compare(Kpi, [head, *cells[1:]]).faults == [
        Fault(None, "", "This table has no such column."),
        Fault(None, "unit", "This column is missing."),
    ]
    assert compare(Kpi, grid(Source)).faults == [Fault(None, "", "This is the table of sources.")]


def zipped(**parts: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def workbook(*rows: list[Any]) -> bytes:
    book, packed = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(packed)
    return packed.getvalue()


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", files.EMPTY),
    "only empty rows": (b"\n,,\n\n", files.EMPTY),
    "another encoding": ("key;größe".encode("latin-1"), files.NO_UTF_8),
    "UTF-16": ("key,name".encode("utf-16"), files.NO_UTF_8),
    "an open quote": (b'a,b\n"1,2', "The file is no whole CSV: unexpected end of data."),
    "a huge cell": (b"a\n" + b"x" * 1_000_001, "The file is no whole CSV: field larger than"),
    "too many rows": (b"a\n" + b"1\n" * 10_000, files.TOO_MANY),
    "too many rows of XLSX": (workbook(*[["x"]] * 10_000), files.TOO_MANY),
    "half a file": (workbook(["a"])[:2000], files.BROKEN),
    "an archive of something else": (zipped(a=b"b"), files.BROKEN),
    "a bomb": (zipped(a=b"0" * 13_000_000), files.TOO_LARGE),
    "the old format": (files.OLD_PACKED + b"x", files.OLD_FORMAT),
    "a formula": (workbook(["a"], ["=1+1"]), "Cell A2 holds a formula."),
    "an error": (workbook(["a"], ["#REF!"]), "Cell A2 holds the error #REF!."),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_table_is_refused_in_words(name: str) -> None:
    data, words = BROKEN[name]

    with pytest.raises(FileError) as refused:
        files.read(data)
    assert words in str(refused.value)


def test_a_sheet_that_names_a_far_row_is_not_walked_through() -> None:
    book, packed = Workbook(), BytesIO()
    book.active["A1048576"] = "x"
    book.save(packed)

    with pytest.raises(FileError, match="more than 2000 rows"):
        files.read(packed.getvalue())


# The pages.

KPI = "/admin/tables/specialties/kpi"


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("editor", password="irrelevant-here"))
    return client


def send(client: Client, data: bytes, address: str = KPI) -> Any:
    return client.post(f"{address}/check/", {"file": SimpleUploadedFile("a.csv", data)})


def confirm(client: Client, page: Any, address: str = KPI) -> Any:
    return client.post(f"{address}/confirm/", {"carried": page.context["carried"]})


def changed(**values: Any) -> bytes:
    """The table of KPIs with some cells of its fifth row changed."""
    cells: list[list[Any]] = grid(Kpi)
    for column, value in values.items():
        put(cells, 5, column, value)
    return as_file(cells)


def snapshot() -> list[Any]:
    return list(Kpi.objects.order_by("pk").values())


def test_export_is_the_table(editor: Client) -> None:
    for ending in WRITERS:
        answer = editor.get(f"{KPI}.{ending}")
        assert cells_of(answer.content) == cells_of(as_file(grid(Kpi), ending))
        name = f'attachment; filename="specialties-kpi.{ending}"'
        assert answer.headers["Content-Disposition"] == name
    assert editor.get(f"{KPI}.ods").status_code == 404
    assert editor.get("/admin/tables/rubric/edition/").status_code == 404
    assert editor.get("/admin/tables/auth/user.csv").status_code == 404


def test_dry_run_says_what_would_change_and_writes_nothing(editor: Client) -> None:
    before = snapshot()
    name = grid(Kpi)[4][4]
    page = send(editor, changed(unit="% of shifts", low="77"))
    text = " ".join(page.content.decode().split())

    assert page.status_code == 200
    assert "0 added, 1 changed, 9 unchanged." in text
    assert f"Row 5, changed: generalist/{name}" in text or f"/{name}" in text
    assert "Then: <ins>77</ins>" in text
    assert "Nothing is imported yet." in text
    assert snapshot() == before


def test_confirming_writes_what_was_shown_in_the_name_of_the_editor(editor: Client) -> None:
    before = snapshot()
    answer = confirm(editor, send(editor, changed(low="77")))
    [log] = LogEntry.objects.all()
    now = snapshot()

    assert (answer.status_code, answer["Location"]) == (303, f"{KPI}/")
    assert [one["low"] for one in now if one not in before] == [Decimal(77)]
    assert (log.user.get_username(), log.change_message) == ("editor", "Imported from a table.")
    assert "Imported: 0 added, 1 changed." in editor.get(f"{KPI}/").content.decode()
    assert "already" in send(editor, as_file(grid(Kpi))).content.decode()


def test_confirming_counts_and_logs_what_was_added(editor: Client) -> None:
    cells: list[list[Any]] = grid(Kpi)
    put(new := [cells[0], list(cells[1])], 2, "name", "Rooms per day")
    answer = confirm(editor, send(editor, as_file([*cells, new[1]])))

    assert answer.status_code == 303
    assert "Imported: 1 added, 0 changed." in editor.get(f"{KPI}/").content.decode()
    assert LogEntry.objects.get().is_addition()
    assert Kpi.objects.filter(name="Rooms per day").exists()


def test_one_bad_row_in_the_middle_and_nothing_is_written(editor: Client) -> None:
    before = snapshot()
    cells: list[list[Any]] = grid(Kpi)
    put(cells, 3, "low", "77")
    put(cells, 6, "low", "many")
    page = send(editor, as_file(cells))
    text = " ".join(page.content.decode().split())

    assert page.status_code == 422
    assert "<td>6</td> <td>low</td> <td>Enter a number.</td>" in text
    assert "Nothing was imported." in text
    assert page.context["carried"] == ""
    assert confirm(editor, page).status_code == 422
    assert snapshot() == before


def test_a_write_that_fails_midway_writes_nothing(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot()
    cells: list[list[Any]] = grid(Kpi)
    for row in (3, 4):
        put(cells, row, "low", "77")
    page = send(editor, as_file(cells))
    # As if the report had overlooked what the database refuses.
    monkeypatch.setattr(imports, "_make_way", lambda changes: _spoil(changes[1].row))
    answer = confirm(editor, page)

    assert answer.status_code == 422
    assert "The database refused it, so nothing was imported" in answer.content.decode()
    assert snapshot() == before


def _spoil(row: Kpi) -> None:
    row.low = Decimal(-1)


def test_whoever_was_quicker_is_not_overwritten(editor: Client) -> None:
    page = send(editor, changed(low="77"))
    kpi = Kpi.objects.get(pk=page.context["report"].changes[0].row.pk)
    was, unit = kpi.low, kpi.unit
    kpi.low, kpi.unit = Decimal(66), "of 5"
    kpi.save()
    before = snapshot()
    answer = confirm(editor, page)
    moved = [(fault.number, fault.column, fault.reason) for fault in answer.context["moved"]]

    assert answer.status_code == 422
    assert moved == [
        (5, "low", f"It was “{was.normalize():f}”, and is “66” meanwhile."),
        (5, "unit", f"It was “{unit}”, and is “of 5” meanwhile."),
    ]
    assert snapshot() == before
    # Whoever has seen that may go on.
    assert confirm(editor, answer).status_code == 303


def test_a_row_that_went_or_came_meanwhile_is_named(editor: Client) -> None:
    page = send(editor, changed(low="77"))
    kpi = Kpi.objects.get(pk=page.context["report"].changes[0].row.pk)
    kpi.delete()
    gone = confirm(editor, page)
    added = send(editor, changed_without(kpi))

    assert [fault.reason for fault in gone.context["moved"]] == [
        "Somebody has deleted this row meanwhile."
    ]
    kpi.pk = None
    kpi.save(force_insert=True)
    assert [fault.reason for fault in confirm(editor, added).context["moved"]] == [
        "Somebody has added this row meanwhile."
    ]


def changed_without(kpi: Kpi) -> bytes:
    cells = grid(Kpi)
    return as_file([*cells, [column.value(kpi) for column in columns(Kpi)]])


def test_what_was_shown_to_another_or_elsewhere_is_not_done(editor: Client) -> None:
    page = send(editor, changed(low="77"))
    before = snapshot()
    other = Client()
    other.force_login(User.objects.create_superuser("another", password="irrelevant-here"))

    for answer in (
        confirm(other, page),
        confirm(editor, page, "/admin/tables/specialties/source"),
        editor.post(f"{KPI}/confirm/", {"carried": page.context["carried"][:-1] + "!"}),
        editor.post(f"{KPI}/confirm/"),
    ):
        assert answer.status_code == 422
        assert carrying.STALE in answer.content.decode()
    assert snapshot() == before


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gets_a_page(editor: Client, name: str) -> None:
    before = snapshot()
    page = send(editor, BROKEN[name][0])

    assert page.status_code == 422
    assert "errornote" in page.content.decode()
    assert snapshot() == before


def test_without_a_file_the_page_asks_for_one(editor: Client) -> None:
    for body in ({}, {"file": "typed"}):
        page = editor.post(f"{KPI}/check/", body)
        assert (page.status_code, page.context["error"]) == (422, "Choose a file first.")


def test_a_file_stays_in_memory(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("A file is written.")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    cells = grid(Kpi)
    # Longer than what forms may hold without files.
    page = send(editor, as_file([*cells, *[["x" * 100_000]] * 40]))

    assert page.status_code == 422
    assert len(page.context["report"].faults) > 40


def test_only_tables_may_be_long() -> None:
    assert limits.most_bytes(f"{KPI}/check/") == 5_000_000
    assert limits.most_bytes("/admin/specialties/kpi/add/") == 2_500_000


def test_too_many_changes_are_refused_in_words(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "MOST_CARRIED", 100)
    page = send(editor, changed(low="77"))

    assert (page.status_code, page.context["error"]) == (422, carrying.TOO_MUCH)


def test_importing_checks_where_a_form_comes_from(editor: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get())

    assert send(strict, changed(low="77")).status_code == 403
    assert strict.post(f"{KPI}/confirm/", {"carried": ""}).status_code == 403
    strict.get(f"{KPI}/")
    token = strict.cookies["csrftoken"].value
    file = SimpleUploadedFile("a.csv", changed(low="77"))
    sent = {"file": file, "csrfmiddlewaretoken": token}
    assert strict.post(f"{KPI}/check/", sent).status_code == 200


@pytest.mark.parametrize(
    ("may", "exported", "imported"),
    [
        ((), 403, 403),
        (("view",), 200, 403),
        (("change",), 200, 403),
        (("view", "add"), 200, 403),
        (("add", "change"), 200, 200),
    ],
)
@pytest.mark.django_db
def test_who_may_take_out_and_bring_in(may: tuple[str, ...], exported: int, imported: int) -> None:
    person = User.objects.create_user("person", password="irrelevant-here", is_staff=True)
    codes = [f"{deed}_kpi" for deed in may]
    person.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client = Client()
    client.force_login(person)
    listed = client.get("/admin/tables/").content.decode()

    assert client.get(f"{KPI}.csv").status_code == exported
    assert client.get(f"{KPI}/").status_code == exported
    assert send(client, changed(low="77")).status_code == imported
    assert client.post(f"{KPI}/confirm/").status_code == (422 if imported == 200 else 403)
    assert client.get("/admin/tables/specialties/source.csv").status_code == 403
    assert (f"{KPI}/" in listed, "source" in listed) == (exported == 200, False)


def test_a_list_leads_to_its_table_and_a_table_to_its_parts(editor: Client) -> None:
    listed = editor.get("/admin/specialties/specialty/").content.decode()
    table = editor.get("/admin/tables/specialties/specialty/").content.decode()

    assert 'href="/admin/tables/specialties/specialty/"' in listed
    assert 'href="/admin/tables/specialties/axislevel/"' in table
    assert 'href="/admin/tables/specialties/kpi/"' not in table.split("<h2>In", 1)[0]
    assert "/admin/tables/" not in editor.get("/admin/rubric/edition/").content.decode()


def asked(captured: CaptureQueriesContext) -> int:
    """How often tables were asked, and whether a row is allowed; not who it is that asks."""
    queries = [query["sql"] for query in captured]
    about = [sql for sql in queries if 'FROM "specialties_' in sql or "_check" in sql]
    return len(about)


def test_dry_run_of_500_new_rows_asks_once_for_each(editor: Client) -> None:
    cells = grid(Activity)
    slug, source = cells[1][0], cells[1][2]
    new = [
        [slug, 900 + n, source, "imaging", "daily", f"Activity {n}", "=never a formula"]
        for n in range(500)
    ]
    frequency = cells[0].index("frequency")
    for row in new:
        row[frequency] = cells[1][frequency]
    with CaptureQueriesContext(connection) as captured:
        page = send(editor, as_file([cells[0], *new]), "/admin/tables/specialties/activity")

    assert len(page.context["report"].added) == 500
    # The table and what it names, then every row once.
    assert asked(captured) == 3 + 500
    with CaptureQueriesContext(connection) as captured:
        send(editor, as_file(cells), "/admin/tables/specialties/activity")
    assert asked(captured) == 3
