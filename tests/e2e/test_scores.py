"""Scores explained in a real browser: marks at the exact words, decisions as they are stored."""

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from contentflow.document_markdown import plain_text
from tests.e2e.conftest import Start
from tests.e2e.server import Server
from tests.e2e.test_journey import watch_to_the_end, write_brief
from tests.model_server import ModelServer

LogIn = Callable[[Page, Server], None]
NO_HELP = "Nothing here reads any better than it did before."


@pytest.fixture
def finished(
    start: Start,
    scripted: dict[str, str],
    page: Page,
    log_in: LogIn,
    model_server: ModelServer,
) -> Page:
    """A campaign whose draft has faults and whose optimisers get no help from the model."""
    server = start(**scripted)
    log_in(page, server)
    model_server.rough, model_server.latency = True, 0.1
    write_brief(page, server)
    cards = page.get_by_role("region", name="Agents")
    expect(cards.get_by_label("SEO, Running")).to_be_visible(timeout=60_000)
    model_server.replies.extend([NO_HELP] * 200)
    watch_to_the_end(page)
    expect(page.locator(".byline")).not_to_contain_text("being written")
    return page


def test_a_mended_check_turns_green_and_leaves(
    start: Start, scripted: dict[str, str], page: Page, log_in: LogIn, model_server: ModelServer
) -> None:
    server = start(**scripted)
    log_in(page, server)
    model_server.rough, model_server.latency = True, 0.1
    write_brief(page, server)
    fixed = page.locator(".check_row.fixed")
    expect(fixed.first).to_contain_text(re.compile("Just fixed by"), timeout=60_000)
    watch_to_the_end(page)
    expect(fixed).to_have_count(0, timeout=10_000)
    shown = page.locator(".score_gauge").filter(has_text="SEO").locator(".v").inner_text()
    page.reload()
    expect(page.locator(".score_gauge").filter(has_text="SEO").locator(".v")).to_have_text(shown)


def rows(tmp_path: Path, query: str) -> list[Any]:
    """What the database of this test's server holds."""
    with sqlite3.connect(f"file:{tmp_path / 'contentflow.db'}?mode=ro", uri=True) as database:
        return database.execute(query).fetchall()


def placed_check(tmp_path: Path) -> dict[str, Any]:
    """The latest measurement of a check that points at words of the text."""
    checks: dict[str, dict[str, Any]] = {}
    events = "select data from run_events where upper(type) in ('MEASURED', 'EDIT_KEPT')"
    for (data,) in rows(tmp_path, f"{events} order by seq"):
        checks |= {check["id"]: check for check in json.loads(data)["checks"]}
    found = [check for check in checks.values() if check["spans"] and check["group"] != "seo"]
    assert found, "the scripted draft left nothing to mark"
    return max(found, key=lambda check: len(check["spans"]))


def offending(tmp_path: Path, check: dict[str, Any]) -> list[str]:
    """The words a check points at, in the order of the text."""
    newest = "select document from content_versions order by number desc limit 1"
    blocks = json.loads(rows(tmp_path, newest)[0][0])["blocks"]
    spans = sorted((span["block_id"], span["start"], span["end"]) for span in check["spans"])
    return [
        plain_text(block["text"][start:end])
        for block in blocks
        for name, start, end in spans
        if name == block["id"]
    ]


def marked(page: Page) -> list[str]:
    """The marked words, the parts of one place joined."""
    return page.evaluate(
        """() => {
            const places = new Map();
            for (const mark of document.querySelectorAll("#panel-preview mark[data-place]")) {
                const key = mark.closest("[id^=block-]").id + " " + mark.dataset.place;
                places.set(key, (places.get(key) ?? "") + mark.textContent);
            }
            return [...places.values()];
        }"""
    )


def spaced(texts: list[str]) -> list[str]:
    return [" ".join(text.split()) for text in texts]


def in_view(mark: Locator) -> bool:
    """Whether the mark stands inside the part of the article that can be seen."""
    return mark.evaluate(
        """(mark) => {
            const box = document.getElementById("panel-preview").getBoundingClientRect();
            const here = mark.getBoundingClientRect();
            const bottom = Math.min(box.bottom, innerHeight);
            return here.top < bottom && here.bottom > Math.max(box.top, 0);
        }"""
    )


def show(page: Page, check: dict[str, Any]) -> Locator:
    button = page.locator(f"[data-check={check['id']}] button.link")
    button.click()
    expect(page.locator("#panel-preview mark.at").first).to_be_visible()
    return button


def test_show_in_text_marks_the_offending_words_in_view(finished: Page, tmp_path: Path) -> None:
    page, check = finished, placed_check(tmp_path)
    before = page.locator("#panel-preview .article").inner_text()
    button = show(page, check)
    assert spaced(marked(page)) == spaced(offending(tmp_path, check))
    assert page.locator("#panel-preview .article").inner_text() == before
    expect(page.locator("mark.at").first).to_be_in_viewport()
    assert in_view(page.locator("mark.at").first)
    page.keyboard.press("Escape")
    expect(page.locator("#panel-preview mark[data-place]")).to_have_count(0)
    expect(button).to_be_focused()
    show(page, check)
    button.click()
    expect(page.locator("#panel-preview mark[data-place]")).to_have_count(0)


def test_a_check_says_value_threshold_source_and_points(finished: Page, tmp_path: Path) -> None:
    page, check = finished, placed_check(tmp_path)
    row = page.locator(f"[data-check={check['id']}]")
    expect(row).to_contain_text(f"{check['shown']}, target {check['threshold']}")
    expect(row).to_contain_text(f"{check['points']:g} of {check['weight']} points")
    expect(row).to_contain_text(check["source"])
    expect(row.get_by_text(check["advice"])).to_be_hidden()
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(row.get_by_text(check["advice"])).to_be_visible()
    group = page.get_by_role("region", name="SEO checks")
    group.get_by_text(re.compile(r"\d+ on target")).click()
    expect(group.get_by_text("does not apply: no images")).to_be_visible()


def test_the_decisions_are_those_of_the_database(finished: Page, tmp_path: Path) -> None:
    page = finished
    stored = rows(tmp_path, "select outcome, check_label from agent_decisions")
    kept = sum(outcome.lower() == "kept" for outcome, _ in stored)
    assert kept, "nothing was kept"
    assert kept < len(stored), "nothing was rejected"
    page.get_by_role("tab", name=re.compile("Decisions")).click()
    for _ in range(2):
        listed = page.locator(".decision")
        expect(listed).to_have_count(len(stored))
        labels = page.locator(".decision .med").all_inner_texts()
        assert sorted(labels) == sorted(label for _, label in stored)
        page.get_by_role("button", name=re.compile("^Rejected")).click()
        expect(listed).to_have_count(len(stored) - kept)
        expect(page.locator('.decision[data-outcome="kept"]')).to_have_count(0)
        page.get_by_role("button", name=re.compile("^Kept")).click()
        expect(listed).to_have_count(kept)
        page.reload()
        page.get_by_role("tab", name=re.compile("Decisions")).click()


def test_a_card_opens_its_agents_decisions_and_these_lead_into_the_text(finished: Page) -> None:
    page = finished
    cards = page.get_by_role("region", name="Agents")
    cards.get_by_role("button", name="SEO", exact=True).click()
    page.get_by_role("menuitem", name="Decisions").click()
    expect(page.get_by_role("region", name="Decisions of SEO")).to_be_visible()
    expect(page.get_by_role("region", name="Decisions of GEO")).to_have_count(0)
    link = page.locator(".decision .link").last
    target = link.get_attribute("data-target")
    link.click()
    block = page.locator(f"#block-{target}")
    expect(block).to_be_in_viewport()
    expect(block).to_have_class(re.compile("flash"))
