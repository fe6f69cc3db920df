"""What people download: a template to fill in, and what is wrong with the rows they sent. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from contentflow.batches.checking import Checked
from contentflow.batches.columns import FIELDS
from contentflow.batches.sheet import MOST_ROWS, letters
from contentflow.names import CONTENT_TYPE_LABELS, Priority, Tone

CSV, XLSX = "csv", "xlsx"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_RUNS = re.compile(r"^\s*[=+\-@\t\r]")  # what a spreadsheet would take for a formula
_EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "topic": "How to choose a standing desk for a small home office",
        "content_type": "How-to",
        "keyphrase": "standing desk",
        "audience": "People who work from home",
        "goal": "Compare desks",
        "tone": "Friendly",
        "target_words": "800",
        "facts": "Our desks rise from 62 to 127 cm | Delivery takes 3 days",
    },
    {"topic": "Seven desk accessories that keep cables away", "content_type": "Listicle"},
)
_WIDTH = {"topic": 52, "facts": 40, "links": 40, "audience": 28, "goal": 24}


def neutral(text: str) -> str:
    """The text, marked so that no spreadsheet runs it; reading the file takes the mark away."""
    return f"'{text}" if _RUNS.match(text) or text.startswith("'") else text


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV that every spreadsheet opens: UTF-8 with a mark, CRLF, nothing that runs."""
    written = io.StringIO()
    csv.writer(written).writerows([[neutral(cell) for cell in row] for row in rows])
    return written.getvalue().encode("utf-8-sig")


def problems(checked: Checked) -> bytes:
    """What is wrong, a line for each cell."""
    rows = [(str(one.row), one.column or "Row", one.value, one.message) for one in checked.problems]
    return as_csv([("Row", "Column", "Value", "What is wrong"), *rows])


def template(kind: str) -> bytes:
    """A table to fill in, with two rows to see how."""
    return _workbook() if kind == XLSX else as_csv(_table())


def _table() -> list[list[str]]:
    examples = [[row.get(name, "") for name in FIELDS] for row in _EXAMPLES]
    return [[field.label for field in FIELDS.values()], *examples]


def _workbook() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Topics"
    for row in _table():
        sheet.append(row)
    _dress(sheet)
    about = book.create_sheet("How to fill it in")
    about.append(["Column", "What to write"])
    for field in FIELDS.values():
        about.append([field.label, field.about])
    about.append(["", f"At most {MOST_ROWS:,} rows. Order and names of columns may differ."])
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 18, 80
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _dress(sheet: Worksheet) -> None:
    """A heading that stays in view, and choices where only some words are right."""
    sheet.freeze_panes = "A2"
    choices: dict[str, Iterable[str]] = {
        "content_type": CONTENT_TYPE_LABELS.values(),
        "tone": [tone.value.capitalize() for tone in Tone],
        "priority": [priority.value.capitalize() for priority in Priority],
    }
    for place, name in enumerate(FIELDS):
        column = letters(place)
        sheet[f"{column}1"].font = Font(bold=True)
        sheet[f"{column}1"].alignment = Alignment(vertical="top")
        sheet.column_dimensions[column].width = _WIDTH.get(name, 16)
        if name in choices:
            listed = f'"{",".join(choices[name])}"'
            rule = DataValidation(type="list", formula1=listed, allow_blank=True)
            rule.add(f"{column}2:{column}{MOST_ROWS + 1}")
            sheet.add_data_validation(rule)
