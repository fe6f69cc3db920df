"""Excel workbooks become tables: the first sheet, cell by cell, nothing evaluated. Pure."""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, time
from io import BytesIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from contentflow.batches.sheet import MOST_COLUMNS, MOST_ROWS, Record, Sheet, tabulate, too_many
from contentflow.errors import Invalid

_LARGEST = 40_000_000  # bytes of all parts once unpacked
_MOST_PARTS = 1_000
_LAST_ROW = 1_048_576  # that a sheet can have
_MACROS = ("vbaproject.bin", "xl/macrosheets/")
# What a broken or hostile file makes of the reader, found by feeding it many.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, SyntaxError, InvalidFileException, KeyError,
    ValueError, TypeError, IndexError, AttributeError, OverflowError, EOFError, OSError,
    NotImplementedError, RuntimeError,
)  # fmt: skip


def read(data: bytes) -> Sheet:
    """The table in the first sheet that is shown.

    Raises:
        Invalid: field "file" says what is wrong with it.
    """
    try:
        _refuse_dangerous(data)
        return _table(data)
    except _BROKEN as error:
        raise Invalid({"file": "The workbook cannot be read. Save it anew, or as CSV."}) from error


def _refuse_dangerous(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        names = [part.filename.lower() for part in parts]
        if "xl/workbook.xml" not in names:
            raise Invalid({"file": "This is no .xlsx workbook. Send a .csv, .xlsx or .txt file."})
        if any(mark in name for mark in _MACROS for name in names):
            raise Invalid({"file": "The workbook has macros. Save it as .xlsx without them."})
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST:
            most = _LARGEST // 1_000_000
            raise Invalid({"file": f"The workbook is larger than {most} MB once unpacked."})
        for part in parts:
            _refuse_entities(archive, part)


def _refuse_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No workbook declares a document type; who does wants entities to multiply."""
    if part.filename.lower().endswith((".xml", ".rels")):
        with archive.open(part) as opened:
            if b"<!DOCTYPE" in opened.read(4_096).replace(b"\0", b""):
                raise Invalid({"file": "The workbook declares a document type; none may."})


def _table(data: bytes) -> Sheet:
    book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not shown:
            raise Invalid({"file": "The workbook has no sheet with cells."})
        shown[0].reset_dimensions()  # what a file says of its size need not be so
        # A file can name a row that is thousands of millions away.
        rows = shown[0].iter_rows(values_only=True, max_col=MOST_COLUMNS + 1, max_row=_LAST_ROW)
        return tabulate(_records(rows), f"Sheet “{shown[0].title}”")
    finally:
        book.close()


def _records(rows: Iterator[tuple[object, ...]]) -> Iterator[Record]:
    filled = 0
    for number, row in enumerate(rows, 1):
        if any(row):
            filled += 1
            yield number, [_text(value) for value in row]
        if filled > MOST_ROWS + 1:  # the rest is not unpacked only to be counted
            raise Invalid({"file": too_many(f"more than {MOST_ROWS:,}")})


def _text(value: object) -> str:
    """A cell as text; a formula is what stands in it, not what it gives."""
    match value:
        case None:
            return ""
        case ArrayFormula() | DataTableFormula():
            return f"={str(getattr(value, 'text', None) or '').removeprefix('=')}"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "minutes")
        case _:
            return str(value)
