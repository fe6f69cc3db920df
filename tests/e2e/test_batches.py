"""A programme of campaigns in a real browser: from a spreadsheet to its end, without a reload."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e.server import Server
from tests.model_server import Fault, ModelServer

LogIn = Callable[[Page, Server], None]
CSV = (
    "Topic;Type;Words;Note\r\n"
    "Desk lamps for evening work;How-to;200;first\r\n"
    '"Footrests; do they help";Blog post;200;\r\n'
    "Monitor arms;Essay;200;\r\n"
    "Chairs that fit;Listicle;200;\r\n"
    "desk LAMPS for evening work;How-to;200;again\r\n"
)


@pytest.fixture
def batches(server: Server, page: Page, log_in: LogIn) -> Page:
    """The empty list of a person who has just come."""
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    log_in(page, server)
    page.get_by_role("link", name="Batches").first.click()
    expect(page.get_by_text("No batches yet")).to_be_visible()
    page.get_by_role("link", name="New batch").click()
    return page


def upload(page: Page, text: str) -> None:
    """Send a spreadsheet, as Excel in Europe saves it."""
    file = FilePayload(name="spring plan.csv", mimeType="text/csv", buffer=text.encode("cp1252"))
    page.get_by_label("File with topics").set_input_files(files=[file])


def start(page: Page) -> None:
    page.locator("#start").click()
    page.wait_for_url(re.compile(r"/batches/[0-9a-f-]{36}"))


def rows(page: Page) -> Locator:
    return page.locator("table.members tbody tr")


def test_a_spreadsheet_is_checked_started_watched_and_its_failure_run_again(
    batches: Page, model: ModelServer, tmp_path: Path
) -> None:
    page = batches
    upload(page, "%PDF-1.7")
    expect(page.get_by_role("alert")).to_contain_text("is a PDF")
    upload(page, CSV)

    found = page.get_by_role("region", name="Rows")
    expect(found).to_contain_text("5 rows, 1 with something wrong, 1 repeated")
    expect(found).to_contain_text("Type: Choose one of Blog post, How-to")
    with page.expect_download() as problems:
        found.get_by_role("link", name="Problems as CSV").click()
    problems.value.save_as(tmp_path / "problems.csv")
    assert "4,Type,Essay," in (tmp_path / "problems.csv").read_text("utf-8-sig")
    page.get_by_label("Leave out what is wrong").check()
    page.get_by_label("Leave out what is repeated").check()
    expect(page.locator("#start")).to_have_text("Start 3 campaigns")
    page.get_by_label("Name", exact=True).fill("Spring")

    model.script(Fault.UNAUTHORISED)
    loads: list[str] = []
    start(page)
    page.on("load", lambda: loads.append(page.url))
    expect(page.get_by_role("heading", name="Spring")).to_be_visible()
    expect(rows(page)).to_have_count(3)
    chips = page.get_by_role("group", name="Status")
    expect(chips.get_by_role("button", name="Failed 1")).to_be_visible(timeout=60_000)
    expect(chips.get_by_role("button", name="Completed 2")).to_be_visible(timeout=60_000)
    expect(page.locator(".page_head .pill")).to_have_text("Completed")
    chips.get_by_role("button", name="Failed 1").click()
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("Writer failed")
    chips.get_by_role("button", name="Failed 1").click()
    expect(rows(page)).to_have_count(3)

    page.get_by_role("button", name="Re-run 1 failed").click()
    expect(chips.get_by_role("button", name="Completed 3")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("progressbar", name="Progress of the batch")).to_have_attribute(
        "aria-valuenow", "100"
    )
    expect(page.get_by_role("button", name=re.compile("Re-run"))).to_have_count(0)
    assert loads == []


def test_the_excel_template_is_filled_in_its_columns_mapped_and_started(
    batches: Page, tmp_path: Path
) -> None:
    page, filled = batches, tmp_path / "autumn.xlsx"
    with page.expect_download() as template:
        page.get_by_role("link", name="Excel").click()
    template.value.save_as(filled)
    book = load_workbook(filled)
    sheet = book["Topics"]
    sheet.delete_rows(2, sheet.max_row)
    sheet["A1"] = "What we write about"  # no name of a column that is known
    sheet["A2"], sheet["A3"] = "Desk lamps for evening work", "Footrests; do they help"
    sheet["B2"], sheet["B3"] = "How-to", "Essay"
    book.save(filled)
    page.get_by_label("File with topics").set_input_files(filled)

    found = page.get_by_role("region", name="Rows")
    page.get_by_label("What we write about").select_option("Topic")
    expect(found).to_contain_text("2 rows, 1 with something wrong")
    page.get_by_label("Leave out what is wrong").check()
    expect(page.locator("#start")).to_have_text("Start 1 campaign")
    start(page)
    chips = page.get_by_role("group", name="Status")
    expect(chips.get_by_role("button", name="Completed 1")).to_be_visible(timeout=60_000)
    expect(rows(page)).to_contain_text("Desk lamps for evening work")


def test_put_off_then_steered_and_what_is_chosen_deleted_and_brought_back(
    batches: Page, model: ModelServer
) -> None:
    page = batches
    page.get_by_role("textbox", name="Topics").fill("Desks\nLamps")
    page.get_by_text("How-to", exact=True).click()
    page.get_by_text("Listicle", exact=True).click()
    page.get_by_role("button", name="Check the topics").click()
    expect(page.locator("#start")).to_have_text("Start 4 campaigns")
    page.get_by_text("At a time", exact=True).click()
    tonight = page.evaluate(
        "(() => { const day = new Date(Date.now() + 36e5 * 24);"
        " return day.toISOString().slice(0, 11) + '02:00'; })()"
    )
    page.locator("#starts_at").fill(tonight)
    start(page)
    expect(page.get_by_text(re.compile(r"Starts \d+ \w{3} \d{4}, 02:00 \("))).to_be_visible()
    expect(rows(page).first).to_contain_text("Scheduled")

    page.get_by_label(re.compile("^Select Desks")).first.click()
    bar = page.get_by_role("toolbar")
    expect(bar).to_contain_text("1 selected")
    bar.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete 1 campaign").click()
    expect(rows(page)).to_have_count(3)
    page.get_by_role("button", name="Undo").click()
    expect(rows(page)).to_have_count(4)

    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".page_head .pill")).to_have_text("Paused")
    page.get_by_role("button", name="Resume").click()
    expect(page.locator(".page_head .pill")).to_have_text("Scheduled")
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("button", name="Cancel the batch").click()
    expect(page.locator(".page_head .pill")).to_have_text("Cancelled")
    assert model.requests == 0
