"""Files and pasted text become tables, or one sentence says why not."""

import csv
import io
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contentflow.batches import tables
from contentflow.batches.sheet import MOST_ROWS, Sheet
from contentflow.errors import Invalid

TABLE = "Topic;Content type;Words\nDesks, cheap;How-to;600\nLämps – bright;;\n"


def read(data: bytes | str, name: str = "plan.csv") -> Sheet:
    return tables.read(name, data.encode() if isinstance(data, str) else data)


def problem(data: bytes | str, name: str = "plan.csv") -> str:
    with pytest.raises(Invalid) as caught:
        read(data, name)
    return caught.value.fields["file"]


def topics(sheet: Sheet) -> list[str]:
    return [row[0] for _, row in sheet.rows]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (TABLE.encode(), "UTF-8, semicolons"),
        (TABLE.encode("utf-8-sig"), "UTF-8, semicolons"),
        (TABLE.encode("utf-16"), "UTF-16, semicolons"),
        (b"\xfe\xff" + TABLE.encode("utf-16-be"), "UTF-16, semicolons"),
        (TABLE.encode("utf-16-le"), "UTF-16, semicolons"),
        (TABLE.encode("utf-16-be"), "UTF-16, semicolons"),
        (TABLE.encode("utf-32"), "UTF-32, semicolons"),
        (TABLE.encode("cp1252"), "Windows-1252, semicolons"),
        (TABLE.replace("\n", "\r\n").encode(), "UTF-8, semicolons"),
        (TABLE.replace("\n", "\r").encode(), "UTF-8, semicolons"),
        (TABLE.replace(";", "\t").encode(), "UTF-8, tabs"),
        (b"sep=;\r\n" + TABLE.encode(), "UTF-8, semicolons"),
    ],
)
def test_encodings_separators_and_line_ends_are_found(data: bytes, said: str) -> None:
    sheet = read(data)
    assert sheet.said == said
    assert sheet.columns == ("Topic", "Content type", "Words")
    assert sheet.rows == ((2, ("Desks, cheap", "How-to", "600")), (3, ("Lämps – bright", "", "")))


def test_quotes_hold_separators_lines_and_quotes() -> None:
    sheet = read('topic,facts\r\n"Desks, ""cheap""","one\ntwo"\r\n\r\n5" screens,\r\n')
    assert sheet.rows == ((2, ('Desks, "cheap"', "one\ntwo")), (4, ('5" screens', "")))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("topic\nDesks, cheap, tall\nLamps\n", ["Desks, cheap, tall", "Lamps"]),
        ("Desks, cheap, tall\nLamps\n", ["Desks, cheap, tall", "Lamps"]),
        ("Desks\n\n  \nLamps", ["Desks", "Lamps"]),
    ],
)
def test_one_column_keeps_its_commas(text: str, wanted: list[str]) -> None:
    assert topics(read(text)) == wanted
    assert read(text).width == 1


def test_formulas_are_text() -> None:
    assert topics(read('Topic,Goal\n"=HYPERLINK(""http://x"",""y"")",Buy\n')) == [
        '=HYPERLINK("http://x","y")'
    ]


def test_a_row_may_be_wider_than_the_heading() -> None:
    sheet = read("Topic,Goal\nDesks, cheap,Buy\n")
    assert (sheet.columns, sheet.named) == (("Topic", "Goal", "Column C"), 2)
    assert sheet.rows == ((2, ("Desks", "cheap", "Buy")),)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "There are no rows with topics in it."),
        (b"\xef\xbb\xbf \r\n\r\n", "There are no rows with topics in it."),
        (b"Topic,Goal\n", "There are no rows with topics in it."),
        (b"Topic\nD\xe9sk\x81s", "Byte 11 is no Windows-1252, and no other encoding fits."),
        (b"\xff\xfeT\x00o\x00\x00\xd8\x00\xd8", "is no UTF-16"),
        (b"Topic\nDe\x00sks", "line 2 has a control character"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "Windows-1252|control character"),
        (b'Topic,Goal\nDesks,"to buy\nLamps,', "opened and not closed"),
        (b'Topic,Goal\n"Des"ks,to buy\n', "Look at line 2."),
        (b"%PDF-1.7 x", "plan.csv is a PDF."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel file, or one with a password."),
        (b"PK\x03\x04nothing", "cannot be read"),
        (b"Topic," + b"x," * 60 + b"\nDesks" + b",y" * 60, "There are 61 columns; 50 is the most."),
        (b"x" * 5_000_001, "plan.csv is larger than 5 MB."),
        (b'Topic,Goal\nDesks,"' + b"x" * 300_000, "A cell has more than 200,000 characters"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, said: str) -> None:
    found = problem(data)
    assert any(part in found for part in said.split("|")), found


def test_a_hundred_thousand_rows_are_refused_quickly_in_bounded_memory() -> None:
    data = b"Topic,Goal\n" + b"How to choose a standing desk,Buy one\n" * 100_000
    began = time.perf_counter()
    assert problem(data) == (
        f"There are 100,000 rows; {MOST_ROWS:,} is the most in one batch. Split the file."
    )
    assert time.perf_counter() - began < 3
    assert memory(data) < 8 * len(data)


def memory(data: bytes) -> int:
    """The most bytes that refusing it holds at once."""
    tracemalloc.start()
    try:
        problem(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_as_many_rows_as_allowed_are_read() -> None:
    assert len(read("Topic,Goal\n" + "Desks,Buy\n" * MOST_ROWS).rows) == MOST_ROWS
    assert "2,001 rows" in problem("Topic,Goal\n" + "Desks,Buy\n" * (MOST_ROWS + 1))
    assert "2,001 rows" in problem("Desks\n" * (MOST_ROWS + 1), "plan.txt")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Desks\nLamps, bright\n", ["Desks", "Lamps, bright"]),
        ("- Desks\n• Lamps\n* Chairs", ["Desks", "Lamps", "Chairs"]),
        ("1. Desks\n2) Lamps\n5 ways to sit\n3.5 mm jacks", None),
        ("Topics\nDesks", ["Desks"]),
        ("Topic\tGoal\nDesks\tBuy", ["Desks"]),
        ("Desks\t600\nLamps\t700", ["Lamps"]),  # taken for a heading until somebody says no
        ("topic;goal\nDesks;Buy", ["Desks"]),
    ],
)
def test_pasted_text(text: str, wanted: list[str] | None) -> None:
    found = topics(tables.read_pasted(text))
    assert found == (wanted or ["Desks", "Lamps", "5 ways to sit", "3.5 mm jacks"])


def test_a_matrix_has_every_topic_in_every_type() -> None:
    sheet = tables.matrix("Desks\nLamps", ["how_to", "listicle"])
    assert [row for _, row in sheet.rows] == [
        ("Desks", "how_to"),
        ("Desks", "listicle"),
        ("Lamps", "how_to"),
        ("Lamps", "listicle"),
    ]
    with pytest.raises(Invalid) as caught:
        tables.matrix("Desks", [])
    assert "content_types" in caught.value.fields
    with pytest.raises(Invalid, match="2,400 rows"):
        tables.matrix("Desk\n" * 600, ["a", "b", "c", "d"])


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20).map(
    str.strip
)


@settings(deadline=None)
@given(
    st.lists(st.tuples(cells.filter(bool), cells, cells), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_written_as_csv_is_read_back(
    rows: list[tuple[str, str, str]], separator: str, encoding: str
) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator)
    writer.writerow(["Topic", "Audience", "Goal"])
    writer.writerows(rows)
    found = read(written.getvalue().encode(encoding))
    assert [row for _, row in found.rows] == rows


def test_a_table_survives_being_kept() -> None:
    sheet = read(TABLE)
    assert Sheet.from_json(sheet.as_json()) == sheet
