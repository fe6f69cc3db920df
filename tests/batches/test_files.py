"""What is downloaded opens everywhere, runs nowhere and can be sent back."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from contentflow.batches import columns, files, tables
from contentflow.batches.checking import Skip, check
from tests.batches.test_checking import checked
from tests.batches.test_tables import cells


@pytest.mark.parametrize("kind", [files.CSV, files.XLSX])
def test_the_template_can_be_sent_back_as_it_is(kind: str) -> None:
    sheet = tables.read(f"template.{kind}", files.template(kind))
    assert sheet.columns == tuple(field.label for field in columns.FIELDS.values())
    found = check(sheet, columns.guess(sheet.columns), {}, {})
    assert found.problems == []
    assert len(found.briefs(Skip())) == 2


def test_the_workbook_offers_the_words_that_are_right() -> None:
    book = load_workbook(io.BytesIO(files.template(files.XLSX)))
    assert book.sheetnames == ["Topics", "How to fill it in"]
    rules = book["Topics"].data_validations.dataValidation
    assert len(rules) == 3
    assert all(len(str(rule.formula1)) < 257 for rule in rules)  # more than Excel takes


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "'=1", "'x"])
def test_nothing_runs_in_a_spreadsheet(cell: str) -> None:
    (row,) = csv.reader(io.StringIO(files.as_csv([[cell]]).decode("utf-8-sig"), newline=""))
    assert row == [f"'{cell}"]


@settings(deadline=None)
@given(st.lists(st.tuples(cells.filter(bool), cells, cells), min_size=1, max_size=6))
def test_what_we_write_we_read_back(rows: list[tuple[str, str, str]]) -> None:
    written = files.as_csv([("Topic", "Audience", "Goal"), *rows])
    assert [row for _, row in tables.read("x.csv", written).rows] == rows


def test_problems_are_a_table_with_neutral_values() -> None:
    found = checked('topic,words\n"=cmd|x",1\n,600\n')
    text = files.problems(found).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["Row", "Column", "Value", "What is wrong"],
        ["2", "words", "1", "The length must be 150 to 5,000 words."],
        ["3", "topic", "", "Enter a topic."],
    ]
    found = checked('topic,type\nDesks,"=cmd|x"\n')
    assert "'=cmd|x" in files.problems(found).decode()
