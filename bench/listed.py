"""Two thousand campaigns in the list, five hundred of them live: first content, and updates."""

import os
import random
import statistics
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from sqlmodel import col, select, update

from bench.live import Stage, environment
from bench.model import scripted
from bench.product import cpu_seconds, prepared, signed_in, signed_in_page
from contentflow import db
from contentflow.batches import creation
from contentflow.batches.creation import Order
from contentflow.batches.terms import Terms
from contentflow.briefs import validate
from contentflow.models import Campaign, Run, now
from contentflow.names import CampaignStatus, RunStatus
from contentflow.person import Person
from tests.e2e.conftest import FLAGS, chromium
from tests.e2e.drawing import milliseconds_to_open

CAMPAIGNS, LIVE = 2_000, 500
RATE, SECONDS, TIMES = 20.0, 20.0, 7  # events a second of all live campaigns together
_ROW = "table.campaigns tbody a"
_HEAR = """() => {
  const seen = new Set();
  const stamps = () =>
    (document.querySelector("table.campaigns")?.textContent ?? "").match(/stamp[a-j]{13}/g) ?? [];
  stamps().forEach((one) => seen.add(one));
  window.benched = [];
  new MutationObserver(() => {
    const at = Date.now();
    for (const one of stamps()) {
      if (seen.has(one)) continue;
      seen.add(one);
      const made = [...one.slice(5)].map((c) => c.charCodeAt(0) - 97).join("");
      window.benched.push(at - Number(made));
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


def listed(campaigns: int = CAMPAIGNS, at_work: int = LIVE) -> dict[str, Any]:
    """Milliseconds until rows are drawn, and from a change in the tables until the row shows it."""

    async def fill(person: Person) -> list[str]:
        return await _filled(person, campaigns, at_work)

    with (
        tempfile.TemporaryDirectory() as folder,
        scripted() as model,
        sync_playwright() as driver,
    ):
        ids = prepared(Path(folder), fill)
        server = Stage(Path(folder), **environment(model), BENCH_PAGES="yes")
        server.start()
        try:
            browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
            page = signed_in_page(browser, server)
            page.set_viewport_size({"width": 1440, "height": 1000})
            opened = [milliseconds_to_open(page, server.url, _ROW) for _ in range(1 + TIMES)][1:]
            found = {"campaigns": campaigns, "live": at_work, **_updates(server, page, ids)}
            browser.close()
        finally:
            server.stop()
    first, worst = statistics.median(opened), max(opened)
    return {**found, "first_content_ms": round(first, 1), "first_worst_ms": round(worst, 1)}


async def _filled(person: Person, count: int, at_work: int) -> list[str]:
    """The youngest are live. Their runs are over, so that no engine works on them; their ids."""
    briefs = [validate({"topic": f"How to choose desk {n}", "tone": "plain"}) for n in range(count)]
    await creation.create(person, Order(tuple(briefs), Terms("Two thousand articles")))
    async with db.transaction() as session:
        query = select(Campaign.id).order_by(col(Campaign.id).desc()).limit(at_work)
        ids = list((await session.exec(query)).all())
        ended = {"started_at": now(), "ended_at": now(), "status": RunStatus.COMPLETED}
        await session.exec(update(Run).values(**ended))
        done = update(Campaign).values(status=CampaignStatus.COMPLETED, progress=100)
        await session.exec(done)
        generates = update(Campaign).where(col(Campaign.id).in_(ids))
        await session.exec(generates.values(status=CampaignStatus.GENERATING, progress=40))
    return ids


def _updates(server: Stage, page: Page, ids: list[str]) -> dict[str, Any]:
    page.mouse.move(0, 0)  # over a row, rows are held where they are
    page.evaluate(_HEAR)
    asked = {"ids": random.Random(7).sample(ids, len(ids)), "rate": RATE, "seconds": SECONDS}
    used, began = cpu_seconds(server), time.monotonic()
    with closing(signed_in(server)) as client:
        client.timeout = SECONDS + 60
        playing = threading.Thread(
            target=client.post, args=("/bench/play_list",), kwargs={"json": asked}
        )
        playing.start()
        while playing.is_alive():
            page.wait_for_timeout(250)  # the page works meanwhile
        playing.join()
    used, took = cpu_seconds(server) - used, time.monotonic() - began
    page.wait_for_timeout(1_000)
    delays = sorted(page.evaluate("window.benched"))
    return {
        "events_a_second": RATE,
        "updates": len(delays),
        "update_p50_ms": round(delays[len(delays) // 2], 1),
        "update_p95_ms": round(delays[int(len(delays) * 0.95)], 1),
        "server_cpu": round(used / took, 2),
        "load": round(os.getloadavg()[0], 2),
    }
