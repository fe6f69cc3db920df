"""Files and pasted text become tables: encoding and separator are found, not asked for. Pure."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath

from contentflow.batches import columns, workbook
from contentflow.batches.sheet import Record, Sheet, tabulate
from contentflow.errors import Invalid
from contentflow.samples import short

LARGEST = 5_000_000  # bytes of a file
TYPES = (".csv", ".tsv", ".txt", ".xlsx")
_MARKS = (  # the longer first: UTF-32's begins with UTF-16's
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_SEPARATORS = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "bars"}
_ONE_COLUMN = "\x1f"  # stands in no text that is let in
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_BULLET = re.compile(r"^(?:[-*•–·]|\d{1,4}[.)])\s+")
_LOOKED_AT = 50  # records from which the separator is told
_LONGEST_CELL = 200_000
_NO_TABLE = {
    b"PK\x03\x04": "",  # a zip: a workbook, or not
    b"\xd0\xcf\x11\xe0": (
        "is an old Excel file, or one with a password. Save it as .xlsx without a password,"
        " or as CSV."
    ),
    b"%PDF": "is a PDF. Send a .csv, .xlsx or .txt file.",
}


def read(name: str, data: bytes) -> Sheet:
    """The table in a file; the name decides nothing that the bytes themselves tell.

    Raises:
        Invalid: field "file" says what is wrong with it.
    """
    if len(data) > LARGEST:
        raise Invalid({"file": f"{short(name)} is larger than {LARGEST // 1_000_000} MB."})
    for mark, said in _NO_TABLE.items():
        if data.startswith(mark):
            if said:
                raise Invalid({"file": f"{short(name)} {said}"})
            return workbook.read(data)
    text, encoding = _decoded(data)
    listed = PurePosixPath(name.lower()).suffix == ".txt"
    return (read_pasted if listed else _read_csv)(text, encoding)


def read_pasted(text: str, encoding: str = "") -> Sheet:
    """The table in pasted text: a topic a line, or cells copied from a spreadsheet.

    Raises:
        Invalid: field "file" says what is wrong with it.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    cells = re.split(r"[;,\t|]", first)
    if "\t" in first.strip() or (len(cells) > 1 and sum(map(bool, map(columns.known, cells))) > 1):
        return _read_csv(text, encoding)
    lines = ((number, [_BULLET.sub("", line)]) for number, line in enumerate(text.splitlines(), 1))
    return tabulate(lines, _said(encoding, "one topic a line"))


def matrix(topics: str, content_types: list[str]) -> Sheet:
    """Every topic in every content type.

    Raises:
        Invalid: there are no topics, no types, or too many rows come of it.
    """
    listed = read_pasted(topics)
    if not content_types:
        raise Invalid({"content_types": "Choose at least one content type."})
    pairs = ((row[0], kind) for _, row in listed.rows for kind in content_types)
    rows: Iterator[Record] = ((number, pair) for number, pair in enumerate(pairs, 2))
    heading: Record = (1, ("Topic", "Content type"))
    return tabulate((record for part in ([heading], rows) for record in part), "Matrix")


def _decoded(data: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding."""
    for mark, encoding, name in _MARKS:
        if data.startswith(mark):
            return _text(data, encoding, name), name
    for encoding, zeros in (("utf-16-be", data[:2_000:2]), ("utf-16-le", data[1:2_000:2])):
        if zeros.count(0) > len(zeros) / 2:  # Western text has a zero in every second byte
            return _text(data, encoding, "UTF-16"), "UTF-16"
    try:
        return _text(data, "utf-8", "UTF-8"), "UTF-8"
    except UnicodeDecodeError:
        return _text(data, "cp1252", "Windows-1252"), "Windows-1252"


def _text(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            raise
        raise Invalid(
            {
                "file": f"Byte {error.start + 1:,} is no {name}, and no other encoding fits."
                " Save the file as CSV UTF-8."
            }
        ) from error
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise Invalid({"file": f"This is no text file: line {line:,} has a control character."})
    return text


def _read_csv(text: str, encoding: str) -> Sheet:
    separator, text = _separator(text)
    said = _SEPARATORS.get(separator, "one column")
    return tabulate(_records(text, separator), _said(encoding, said))


def _said(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _separator(text: str) -> tuple[str, str]:
    """What separates the cells, and the text without the line in which Excel says it."""
    said = re.match(r'"?sep=([;,\t|])"?\r?\n', text, re.IGNORECASE)
    if said:
        return said[1], text[said.end() :]
    ranked = [(_fit(text, one), one) for one in _SEPARATORS]
    (known, width), separator = max(ranked, key=lambda found: found[0])
    return (separator if known or width else _ONE_COLUMN), text


def _fit(text: str, separator: str) -> tuple[int, int]:
    """How many known names it makes of the first record; how wide all are, 0 if they differ."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        some = islice(reader, _LOOKED_AT)
        records = [record for record in some if any(map(str.strip, record))]
    except csv.Error:
        return 0, 0
    if not records or len(records[0]) < 2:
        return 0, 0
    widths = {len(record) for record in records}
    known = sum(1 for cell in records[0] if columns.known(cell))
    return known, len(records[0]) if len(widths) == 1 else 0


def _records(text: str, separator: str) -> Iterator[Record]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from enumerate(reader, 1)
    except csv.Error as error:
        line = f"line {reader.line_num:,}"
        raise Invalid({"file": f"{_wrong(str(error))} Look at {line}."}) from error


def _wrong(error: str) -> str:
    if "field larger" in error:
        return f"A cell has more than {_LONGEST_CELL:,} characters, or a quote is not closed."
    return 'A quote (") is opened and not closed as CSV wants it.'
