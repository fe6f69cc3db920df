"""The three examples on the demo model, and one agent of the last of them again, from the cache."""

import json
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, sync_playwright

from bench.product import ACCOUNT, EXAMPLES, signed_in, signed_in_page, until_ended
from tests.e2e.conftest import FLAGS, chromium
from tests.e2e.drawing import milliseconds_to_show
from tests.e2e.server import Server

TIMES, TRIES = 7, 5
_AGENT = "GEO"  # its checks leave it something to try in any text
_OF_CACHE = "from cache"


def examples(count: int) -> dict[str, Any]:
    """So many example briefs in full on the demo model, then what a cached result is worth."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), **ACCOUNT)
        server.start()
        try:
            with closing(signed_in(server)) as client:
                runs = [_run(client, path) for path in EXAMPLES[:count]]
                return {"runs": runs, "again": _again(server, client, runs[-1]["id"])}
        finally:
            server.stop()


def _run(client: httpx.Client, path: Path) -> dict[str, Any]:
    began = time.perf_counter()
    made = client.post("/api/campaigns", json=json.loads(path.read_text())).json()
    ended = until_ended(client, made["id"], 600)
    return {
        "id": made["id"],
        "example": path.stem,
        "seconds": round(time.perf_counter() - began, 1),
        "status": ended["status"],
        "agents": {
            one["agent_type"]: [one["status"], one["score_before"], one["score_after"]]
            for one in ended["agents"]
        },
        "scores": ended["scores"],
    }


def _again(server: Server, client: httpx.Client, campaign_id: str) -> dict[str, Any]:
    """From a click on "Run again" until the page shows the new run's result, from the cache."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = signed_in_page(browser, server)
        page.set_viewport_size({"width": 1440, "height": 1000})
        page.goto(f"{server.url}/campaigns/{campaign_id}")
        page.wait_for_selector(".agent_card")
        number = _until_cached(client, page, campaign_id)
        took = [_clicked(page, number + 1 + more) for more in range(TIMES)]
        browser.close()
    real = _real(server.folder, campaign_id)
    shown = statistics.median(took)
    return {
        "times": TIMES,
        "shown_ms": round(shown, 1),
        "worst_ms": round(max(took), 1),
        "real_s": round(real, 1),
        "speed_up": round(1000 * real / shown),
    }


def _until_cached(client: httpx.Client, page: Page, campaign_id: str) -> int:
    """Run the agent until the text has nothing new for it; the number of that run."""
    for number in range(2, 2 + TRIES):
        _choose(page)
        _click(page)
        page.wait_for_selector(f"nav[aria-label=Breadcrumb] >> text=Run {number}", timeout=20_000)
        until_ended(client, campaign_id, 300)
        page.wait_for_selector(f'article[aria-label="{_AGENT}, Completed"]', timeout=20_000)
        page.wait_for_timeout(500)
        if page.locator(f'article[aria-label="{_AGENT}, Completed"] .cache').count():
            return number
    raise AssertionError(f"{_AGENT} finds something new in each of {TRIES} runs")


_ITEM = "[role=menuitem][data-bench]"


def _choose(page: Page) -> None:
    """Open the agent's menu and mark what will be clicked."""
    page.get_by_role("button", name=_AGENT, exact=True).click()
    item = page.get_by_role("menuitem", name="Run again", exact=True)
    item.evaluate("(one) => one.setAttribute('data-bench', '')")


def _click(page: Page) -> None:
    page.locator(_ITEM).click()


def _clicked(page: Page, number: int) -> float:
    _choose(page)
    page.wait_for_timeout(300)  # the menu has opened
    wanted = [
        ("nav[aria-label=Breadcrumb]", f"Run {number}"),
        (f'article[aria-label="{_AGENT}, Completed"]', _OF_CACHE),
    ]
    took = milliseconds_to_show(page, _ITEM, wanted)
    page.wait_for_timeout(300)
    return took


def _real(folder: Path, campaign_id: str) -> float:
    """Seconds the agent's last execution took that the cache did not answer."""
    query = """select duration_ms from agent_performance where campaign_id = ? and not cache_hit
        and agent_type = 'GEO' and duration_ms is not null order by id desc limit 1"""
    with closing(sqlite3.connect(folder / "contentflow.db")) as database:
        (took,) = database.execute(query, [campaign_id]).fetchone()
    return float(took) / 1000
