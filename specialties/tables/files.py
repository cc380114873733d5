"""Tables as files: CSV and XLSX, written and read without a trace on disk."""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Value = str | int | Decimal | date | None

# By this mark spreadsheets know that a text is UTF-8.
MARK = "\ufeff"
# What opens a formula, and what hides its beginning from who looks for it.
FORMULA = frozenset("=+-@|%\t\r＝＋－＠")
TEXT = "'"
DELIMITERS = ",;\t"
# The largest table of the working copy has some hundred rows and two dozen columns.
MOST_ROWS, MOST_COLUMNS = 2_000, 60
# A file that is small when packed may be large unpacked.
MOST_UNPACKED = 12_000_000
# A spreadsheet keeps no longer text in one cell, and cuts it off without a word.
LONGEST_CELL = 32_767
LONGEST_FIELD = 1_000_000
# They turn the reading direction, or end a line where nobody sees it.
UNSEEN = "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
# What no text has; a line break or a tab may stand in one.
CONTROL = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff{UNSEEN}]")
PACKED, OLD_PACKED = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

EMPTY = "The file is empty."
NO_UTF_8 = "The file is not UTF-8 text. Save it as “CSV UTF-8” or as XLSX."
BROKEN = "The file cannot be read: it is neither a whole XLSX file nor CSV."
TOO_LARGE = "The file is too large once it is unpacked."
OLD_FORMAT = "The file has an old format. Save it as XLSX or as “CSV UTF-8”."
TOO_MANY = f"The file has more than {MOST_ROWS} rows. Send it in parts."
TOO_LONG = f"A text is longer than the {LONGEST_CELL} characters of a cell. Take the CSV instead."

csv.field_size_limit(LONGEST_FIELD)


class FileError(Exception):
    """Why a file cannot be read or written, in a sentence."""


class Line(NamedTuple):
    """One row of a file, with the number that a spreadsheet gives it."""

    number: int
    cells: tuple[str, ...]


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    text = StringIO()
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([_harmless(value) for value in row] for row in rows)
    return (MARK + text.getvalue()).encode()


def _harmless(value: Value) -> Value:
    """A text that no spreadsheet takes for a formula; `_plain` gives it back."""
    if isinstance(value, str) and value[:1] in FORMULA | {TEXT}:
        return TEXT + value
    return value


def _plain(cell: str) -> str:
    is_marked = cell[:1] == TEXT and cell[1:2] in FORMULA | {TEXT}
    return cell[1:] if is_marked else cell


def write_xlsx(title: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A workbook of one sheet, its cells typed. Raises FileError for a text that is too long."""
    rows = list(rows)
    if any(isinstance(value, str) and len(value) > LONGEST_CELL for row in rows for value in row):
        raise FileError(TOO_LONG)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, name) for name in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def _cell(sheet: Any, value: Value) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    # A text stays one, also after somebody has edited it.
    cell.data_type = "s"
    cell.quotePrefix = value[:1] in FORMULA
    return cell


def read(data: bytes) -> list[Line]:
    """The rows of a file that hold anything, the first being its columns.

    Raises FileError for what is no table, or is larger than any table of ours.
    """
    if data.startswith(OLD_PACKED):
        raise FileError(OLD_FORMAT)
    rows = _xlsx(data) if data.startswith(PACKED) else _csv(data)
    lines = []
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS + 1:
            raise FileError(TOO_MANY)
        while row and not row[-1]:
            row.pop()
        if row:
            lines.append(Line(number, tuple(row)))
    if not lines:
        raise FileError(EMPTY)
    return lines


def _csv(data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(NO_UTF_8) from None
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [_plain(cell) for cell in row]
    except csv.Error as error:
        raise FileError(f"The file is no whole CSV: {error}.") from None


def _xlsx(data: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            # Reading a part ends where it says that it ends.
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise FileError(TOO_LARGE)
        book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What a sheet says of its own size need not be true.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS):
            yield [_text(cell) for cell in row]
    except FileError:
        raise
    except Exception:
        # Whatever a broken file breaks, it is the file that is at fault.
        raise FileError(BROKEN) from None


def _text(cell: Any) -> str:
    value = cell.value
    if cell.data_type == "f":
        raise FileError(f"Cell {cell.coordinate} holds a formula. Put its result there instead.")
    if cell.data_type == "e":
        raise FileError(f"Cell {cell.coordinate} holds the error {value}.")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{Decimal(str(value)).normalize():f}"
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    return "" if value is None else str(value)
