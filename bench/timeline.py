"""The timeline of a run with 500 model calls: drawn in a browser, and written as files."""

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bench.product import signed_in_page
from contentflow import chronicle
from contentflow.chronicle_export import FORMATS
from contentflow.chronicle_shapes import RunTimeline
from contentflow.person import Person
from tests import stories
from tests.e2e.conftest import FLAGS, chromium
from tests.e2e.drawing import milliseconds
from tests.e2e.server import EMAIL, PASSWORD, Server

CALLS, TIMES = 500, 7


def timeline() -> dict[str, Any]:
    """Milliseconds: reading the rows, writing each file, from a click to the calls drawn."""
    with tempfile.TemporaryDirectory() as folder:
        campaign_id, reading, found = stories.told_in(Path(folder), (EMAIL, PASSWORD), _read)
        drawn = _drawn(Path(folder), campaign_id)
    written = {name: _written(name, found) for name in FORMATS}
    sizes = {name: len(form.write(found)) for name, form in FORMATS.items()}
    return {
        "calls": CALLS,
        "read_ms": _median(reading),
        "write_ms": {name: _median(took) for name, took in written.items()},
        "write_worst_ms": round(max(max(took) for took in written.values()), 1),
        "bytes": sizes,
        "drawn_ms": _median(drawn),
        "drawn_worst_ms": round(max(drawn), 1),
    }


async def _read(person: Person) -> tuple[str, list[float], RunTimeline]:
    story = await stories.busy(person, CALLS)
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        found = await chronicle.of(person, story.campaign_id)
        took.append(1000 * (time.perf_counter() - began))
    return story.campaign_id, took, found


def _written(name: str, found: RunTimeline) -> list[float]:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        FORMATS[name].write(found)
        took.append(1000 * (time.perf_counter() - began))
    return took


def _drawn(folder: Path, campaign_id: str) -> list[float]:
    """From a click on the agent until its calls are painted, each time in a fresh page."""
    server = Server(folder)
    server.start()
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
            page = signed_in_page(browser, server)
            page.set_viewport_size({"width": 1440, "height": 1000})  # a low one folds it
            took = []
            for _ in range(TIMES):
                page.goto(f"{server.url}/campaigns/{campaign_id}")
                page.wait_for_selector(".opener")
                took.append(milliseconds(page, ".opener", "[data-call]", CALLS))
            browser.close()
    finally:
        server.stop()
    return took


def _median(took: list[float]) -> float:
    return round(statistics.median(took), 1)
