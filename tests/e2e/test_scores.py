"""Scores explained in a real browser: marks at the exact words, decisions as they are stored."""

import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from contentflow.document_markdown import plain_text
from tests.e2e.conftest import open_session, until_idle, welcome
from tests.e2e.server import Server
from tests.e2e.test_journey import watch_to_the_end, write_brief
from tests.model_server import ModelServer

LogIn = Callable[[Page, Server], None]
NO_HELP = "Nothing here reads any better than it did before."


@dataclass(frozen=True)
class Article:
    """A finished campaign of the shared installation, and a session of its owner."""

    server: Server
    session: str
    url: str

    def rows(self, query: str) -> list[Any]:
        """What the database holds of the campaign; the query's one value is its id."""
        path = self.server.folder / "contentflow.db"
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            found = database.execute(query, (self.url.rstrip("/").rpartition("/")[2],)).fetchall()
        database.close()
        return found


@pytest.fixture(scope="module")
def article(shared_server: Server, shared_model: ModelServer, browser: Browser) -> Article:
    """Its draft has faults, and its optimisers got no help from the model."""
    welcome(shared_server)
    context = browser.new_context()
    page = context.new_page()
    open_session(page, shared_server.url, shared_server.session)
    shared_model.rough, shared_model.latency = True, 0.1
    write_brief(page, shared_server)
    cards = page.get_by_role("region", name="Agents")
    expect(cards.get_by_label("SEO, Running")).to_be_visible(timeout=60_000)
    shared_model.replies.extend([NO_HELP] * 200)
    watch_to_the_end(page)
    shared_model.reset()
    url = page.url
    context.close()
    until_idle(shared_server)
    return Article(shared_server, shared_server.session, url)


@pytest.fixture
def finished(article: Article, page: Page) -> Page:
    """The article's page, as its owner sees it."""
    open_session(page, article.server.url, article.session)
    page.goto(article.url)
    watch_to_the_end(page)
    expect(page.locator(".byline")).not_to_contain_text("being written")
    return page


def test_a_mended_check_turns_green_and_leaves(
    server: Server, page: Page, log_in: LogIn, model: ModelServer
) -> None:
    log_in(page, server)
    model.rough, model.latency = True, 0.1
    write_brief(page, server)
    fixed = page.locator(".check_row.fixed")
    expect(fixed.first).to_contain_text(re.compile("Just fixed by"), timeout=60_000)
    watch_to_the_end(page)
    expect(fixed).to_have_count(0, timeout=10_000)
    shown = page.locator(".score_gauge").filter(has_text="SEO").locator(".v").inner_text()
    page.reload()
    expect(page.locator(".score_gauge").filter(has_text="SEO").locator(".v")).to_have_text(shown)


def placed_check(article: Article) -> dict[str, Any]:
    """The latest measurement of a check that points at words of the text."""
    checks: dict[str, dict[str, Any]] = {}
    measured = (
        "select data from run_events"
        " where campaign_id = ? and upper(type) in ('MEASURED', 'EDIT_KEPT') order by seq"
    )
    for (data,) in article.rows(measured):
        checks |= {check["id"]: check for check in json.loads(data)["checks"]}
    found = [check for check in checks.values() if check["spans"] and check["group"] != "seo"]
    assert found, "the scripted draft left nothing to mark"
    return max(found, key=lambda check: len(check["spans"]))


def offending(article: Article, check: dict[str, Any]) -> list[str]:
    """The words a check points at, in the order of the text."""
    newest = "select document from content_versions where campaign_id = ? order by number desc"
    blocks = json.loads(article.rows(newest)[0][0])["blocks"]
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


def test_show_in_text_marks_the_offending_words_in_view(finished: Page, article: Article) -> None:
    page, check = finished, placed_check(article)
    before = page.locator("#panel-preview .article").inner_text()
    button = show(page, check)
    assert spaced(marked(page)) == spaced(offending(article, check))
    assert page.locator("#panel-preview .article").inner_text() == before
    expect(page.locator("mark.at").first).to_be_in_viewport()
    assert in_view(page.locator("mark.at").first)
    page.keyboard.press("Escape")
    expect(page.locator("#panel-preview mark[data-place]")).to_have_count(0)
    expect(button).to_be_focused()
    show(page, check)
    button.click()
    expect(page.locator("#panel-preview mark[data-place]")).to_have_count(0)


def test_a_check_says_value_threshold_source_and_points(finished: Page, article: Article) -> None:
    page, check = finished, placed_check(article)
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


def test_the_decisions_are_those_of_the_database(finished: Page, article: Article) -> None:
    page = finished
    stored = article.rows("select outcome, check_label from agent_decisions where campaign_id = ?")
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
    expect(page.get_by_role("region", name="Decisions of SEO")).to_be_visible()
    expect(page.get_by_role("region", name="Decisions of GEO")).to_have_count(0)
    link = page.locator(".decision .link").last
    target = link.get_attribute("data-target")
    link.click()
    block = page.locator(f"#block-{target}")
    expect(block).to_be_in_viewport()
    expect(block).to_have_class(re.compile("flash"))
