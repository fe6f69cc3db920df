"""Workbooks are read cell by cell; what is dangerous or broken is refused."""

import io
import random
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from contentflow.batches import tables
from contentflow.batches.sheet import Sheet
from contentflow.errors import Invalid


def workbook(*rows: Any, title: str = "Plan") -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_parts(data: bytes, **parts: bytes) -> bytes:
    """The same workbook with other parts in it."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def read(data: bytes) -> Sheet:
    return tables.read("plan.xlsx", data)


def problem(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read(data)
    return caught.value.fields["file"]


def test_cells_become_text() -> None:
    sheet = read(
        workbook(
            ["Topic", "Words", "Goal", None, ""],
            ["Desks", 800.0, datetime(2026, 5, 4, 9, 30)],
            [None, None],
            ["  Lamps ", 750.5, date(2026, 5, 4)],
            [True, 3],
        )
    )
    assert sheet.columns == ("Topic", "Words", "Goal")
    assert sheet.said == "Sheet “Plan”"
    assert sheet.rows == (
        (2, ("Desks", "800", "2026-05-04 09:30")),
        (4, ("Lamps", "750.5", "2026-05-04")),
        (5, ("True", "3", "")),
    )


def test_formulas_are_text_and_never_evaluated() -> None:
    link = '=HYPERLINK("http://x.example","Desks")'
    assert read(workbook(["Topic", "Words"], [link, "=1+1"])).rows == ((2, (link, "=1+1")),)


def test_a_hidden_sheet_is_not_the_first() -> None:
    book = Workbook()
    book.worksheets[0].append(["Topic", "x"])
    book.worksheets[0].sheet_state = "hidden"
    book.create_sheet("Shown").append(["Topic", "Goal"])
    book.worksheets[1].append(["Desks", "Buy"])
    written = io.BytesIO()
    book.save(written)
    assert read(written.getvalue()).said == "Sheet “Shown”"


def test_far_away_rows_and_wrong_dimensions_do_no_harm() -> None:
    data = workbook(["Topic", "Goal"], ["Desks", "Buy"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")

    def moved(row: int) -> bytes:
        far = sheet.replace(b'<row r="2"', b'<row r="%d"' % row)
        far = far.replace(b'"A2"', b'"A%d"' % row).replace(b'"B2"', b'"B%d"' % row)
        far = far.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
        return with_parts(data, **{"xl/worksheets/sheet1.xml": far})

    assert read(moved(90_000)).rows == ((90_000, ("Desks", "Buy")),)
    assert "There are no rows" in problem(moved(99_999_999_999))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (workbook(["Topic", "x"], *[["Desks", 1]] * 2_001), "more than 2,000 rows"),
        (workbook([f"c{n}" for n in range(300)]), "51 columns; 50 is the most"),
        (workbook(), "There are no rows"),
        (with_parts(workbook(["a", "b"]), **{"xl/vbaProject.bin": b"x"}), "has macros"),
        (
            with_parts(workbook(["a", "b"]), **{"xl/media/bomb.xml": b"0" * 41_000_000}),
            "larger than 40 MB once unpacked",
        ),
        (
            with_parts(
                workbook(["a", "b"]),
                **{"xl/workbook.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'},
            ),
            "declares a document type",
        ),
        (workbook(["a", "b"])[:1_000], "cannot be read"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, said: str) -> None:
    assert said in problem(data)


def test_another_zip_is_no_workbook() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("x.txt", "x")
    assert "is no .xlsx workbook" in problem(written.getvalue())


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_workbook_is_refused_or_read_but_breaks_nothing(seed: int) -> None:
    chance = random.Random(seed)
    data = workbook(["Topic", "Goal"], ["Desks", "=1"], ["Lamps", 5])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = chance.choice(archive.namelist())
        part = bytearray(archive.read(name))
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(part))
        part[place : place + chance.randint(0, 12)] = chance.randbytes(chance.randint(0, 3))
    try:
        read(with_parts(data, **{name: bytes(part)}))
    except Invalid as error:
        assert set(error.fields) == {"file"}  # noqa: PT017 - it may also be readable
