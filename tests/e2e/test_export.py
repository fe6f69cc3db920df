"""The export menu in a real browser: downloads, and the clipboard with headings and links."""

import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import frontmatter
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Start
from tests.e2e.server import Server
from tests.e2e.test_journey import watch_to_the_end, write_brief

LogIn = Callable[[Page, Server], None]


@pytest.fixture
def finished(start: Start, scripted: dict[str, str], page: Page, log_in: LogIn) -> Page:
    """A campaign page with its text, of whose menu nothing was there before."""
    server = start(**scripted)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    log_in(page, server)
    write_brief(page, server)
    watch_to_the_end(page)
    return page


def test_the_text_is_downloaded_and_copied(finished: Page, tmp_path: Path) -> None:
    page, menu = finished, finished.get_by_role("menu")
    button = page.get_by_role("button", name="Export")
    shown = page.locator("#panel-preview h2.title").inner_text()

    button.focus()
    page.keyboard.press("Enter")
    expect(menu).to_contain_text(re.compile(r"Version \d+, not approved"))
    with page.expect_download() as started:
        menu.get_by_role("menuitem", name="Markdown").click()
    started.value.save_as(tmp_path / "text.md")
    assert re.fullmatch(r"[a-z0-9-]+\.md", started.value.suggested_filename)
    assert frontmatter.load(str(tmp_path / "text.md"))["title"] == shown

    button.click()
    with page.expect_download() as started:
        menu.get_by_role("menuitem", name="All of these").click()
    started.value.save_as(tmp_path / "all.zip")
    with ZipFile(tmp_path / "all.zip") as archive:
        assert "score-report.html" in archive.namelist()

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button.click()
    menu.get_by_role("menuitem", name="Copy as rich text").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    html, text = page.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            const get = async (type) => (await item.getType(type)).text();
            return [await get("text/html"), await get("text/plain")];
        }"""
    )
    assert f"{shown}</h1>" in html
    assert "<h2" in html
    assert "schema.org" not in html + text
    assert text.lstrip()[:3] != "---"
    assert "## " in text


def test_without_the_clipboard_it_is_copied_all_the_same_or_said(finished: Page) -> None:
    page = finished
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.evaluate("document.execCommand = () => false")
    page.get_by_role("button", name="Export").click()
    page.get_by_role("menuitem", name="Copy as rich text").click()
    said = "Not copied. The browser does not let this page copy."
    expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    page.evaluate("delete document.execCommand")
    page.get_by_role("button", name="Export").click()
    page.get_by_role("menuitem", name="Copy as rich text").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text=said)).to_have_count(0)
