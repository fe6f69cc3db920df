"""The product as a person meets it: start-up, the three examples on the demo model, memory, lag."""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from bench.engine import without_cache
from bench.model import scripted
from bench.watched import lags_between
from contentflow import routes
from contentflow.person import Person
from tests import stories
from tests.e2e.conftest import FLAGS, chromium
from tests.e2e.server import EMAIL, PASSWORD, Server

T = TypeVar("T")
EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.json"))
ACCOUNT = {"CONTENTFLOW_ADMIN_EMAIL": EMAIL, "CONTENTFLOW_ADMIN_PASSWORD": PASSWORD}


def signed_in(server: Server) -> httpx.Client:
    """A client with a session."""
    client = httpx.Client(base_url=server.url, headers={"Origin": server.url}, timeout=30)
    answer = client.post("/auth/login", data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return client


def until_ended(client: httpx.Client, campaign_id: str, limit: float) -> dict[str, Any]:
    """The campaign when its run has ended."""
    began = time.perf_counter()
    while time.perf_counter() - began < limit:
        campaign: dict[str, Any] = client.get(f"/api/campaigns/{campaign_id}").json()
        if campaign["status"] not in ("queued", "generating"):
            return campaign
        time.sleep(0.25)
    raise AssertionError(f"not ended in {limit} s")


def prepared(
    folder: Path,
    tell: Callable[[Person], Awaitable[T]],
    *,
    runs_at_once: int = 0,
    cache: bool = False,
) -> T:
    """What `tell` makes in a new data folder, for a server that is not there yet.

    The folder gets the account; results of agents serve again only with `cache`.
    """

    async def fill(person: Person) -> T:
        if not cache:
            await without_cache(runs_at_once)
        return await tell(person)

    return stories.told_in(folder, (EMAIL, PASSWORD), fill)


async def nothing(_person: Person) -> None:
    """For an installation without a past."""


def second_start(times: int = 5) -> dict[str, Any]:
    """Seconds from the command to /healthz with nothing to install or build, the median."""
    seconds = []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(Path(folder), **ACCOUNT)
            seconds.append(server.start())
            server.stop()
    return {"times": times, "seconds": round(statistics.median(seconds), 2)}


class Watched(Server):
    """A server with a clock on its event loop."""

    module = "bench.watched"


def memory_and_lag() -> dict[str, Any]:
    """The web process after 20 finished campaigns were opened, and how late its loop was in runs.

    The scripted model is a process of its own; the browser that watches shares the cores.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        scripted(latency=0.2, rough=True) as model,
        sync_playwright() as driver,
    ):
        lags = Path(folder) / "lags"
        settings = {
            "OPENAI_BASE_URL": model.url,
            "OPENAI_API_KEY": model.key,
            "CONTENTFLOW_MODEL": "scripted",
            "BENCH_LAG_FILE": str(lags),
        }
        prepared(Path(folder), nothing)
        server = Watched(Path(folder), **settings)
        server.start()
        client = signed_in(server)
        alone, opened = _finish_campaigns(client, lags)
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = signed_in_page(browser, server)
        for campaign_id in opened:
            open_finished(page, server, campaign_id)
        resident = resident_mb(server)
        watched = _watched_run(client, page, server, lags)
        browser.close()
        server.stop()
    return {
        "campaigns_opened": len(opened),
        "web_process_mb": resident,
        "loop_lag_ms_unwatched": _spread(alone),
        "loop_lag_ms_with_a_page_open": _spread(watched),
    }


def _finish_campaigns(client: httpx.Client, lags: Path) -> tuple[list[float], list[str]]:
    """Twenty runs, four at a time as the product does it; the lags meanwhile, and the ids."""
    began = time.time()
    made = [_create(client) for _ in range(20)]
    for campaign_id in made:
        ended = until_ended(client, campaign_id, 600)
        assert ended["status"] == "completed", ended
    return lags_between(lags, began, time.time()), made


def _create(client: httpx.Client) -> str:
    answer = client.post("/api/campaigns", json=json.loads(EXAMPLES[0].read_text()))
    while answer.status_code == 429:
        time.sleep(float(answer.headers.get("Retry-After", 1)))
        answer = client.post("/api/campaigns", json=json.loads(EXAMPLES[0].read_text()))
    return str(answer.json()["id"])


def _watched_run(client: httpx.Client, page: Page, server: Server, lags: Path) -> list[float]:
    began = time.time()
    campaign_id = _create(client)
    page.goto(f"{server.url}/campaigns/{campaign_id}")
    until_ended(client, campaign_id, 300)
    return lags_between(lags, began, time.time())


def signed_in_page(browser: Browser, server: Server) -> Page:
    """A tab of somebody who has signed in."""
    page = browser.new_page()
    page.goto(f"{server.url}{routes.LOGIN}")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{server.url}/")
    return page


def open_finished(page: Page, server: Server, campaign_id: str) -> None:
    """Open a campaign's page and wait until its article stands there."""
    page.goto(f"{server.url}/campaigns/{campaign_id}")
    page.wait_for_selector("article >> p")


def _spread(lags: list[float]) -> dict[str, float]:
    return {
        "samples": len(lags),
        "p50": round(statistics.median(lags), 1),
        "p99": round(lags[int(len(lags) * 0.99)], 1),
        "worst": round(lags[-1], 1),
    }


def resident_mb(server: Server) -> int:
    """The largest process of the server's group: the web process."""
    sizes = []
    for folder in _processes(server):
        with suppress(FileNotFoundError, ProcessLookupError):
            lines = (folder / "status").read_text().splitlines()
            sizes += [int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS:")]
    return max(sizes)


def cpu_seconds(server: Server) -> float:
    """What all processes of the server have computed so far."""
    ticks = 0
    for folder in _processes(server):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _processes(server: Server) -> Iterator[Path]:
    """The server's processes, as folders of /proc."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if int(stat.read_text().rsplit(")", 1)[1].split()[2]) == server.pid:
                yield stat.parent
