"""Bad networks at full size: forced disconnects over a run, and a long watch with memory."""

import asyncio
import resource
import tempfile
import time
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import httpx

from bench.model import scripted
from bench.product import nothing, prepared, resident_mb, signed_in, until_ended
from contentflow import routes
from contentflow.state.campaign import CampaignState
from tests.e2e.server import Server
from tests.e2e.watchers import Watcher, differing, dropped_at_random

WATCHERS, DROPS, MINUTES = 50, 1_000, 15
_WARM = 3.0  # minutes until the server's caches are as full as they get
_BRIEF = {"topic": "Standing desks for small offices", "target_words": 1_500}
_SLOW, _QUICK = 2.5, 0.5  # seconds of a model call; a run outlasts the disconnects, or many follow
_SETTLE = 5.0


def disconnects() -> dict[str, Any]:
    """A thousand disconnects of fifty watchers at random moments of one run."""
    return _served(_SLOW, lambda server, client: asyncio.run(_disconnects(server, client)))


def soak(minutes: float = MINUTES) -> dict[str, Any]:
    """Fifty watchers while one run follows the other: connections held, and memory."""
    return _served(_QUICK, lambda server, client: asyncio.run(_soak(server, client, minutes)))


def _served(latency: float, measure: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, scripted(latency=latency) as model:
        prepared(Path(folder), nothing)
        server = Server(
            Path(folder),
            OPENAI_BASE_URL=model.url,
            OPENAI_API_KEY=model.key,
            CONTENTFLOW_MODEL="scripted",
        )
        server.start()
        try:
            with closing(signed_in(server)) as client:
                found: dict[str, Any] = measure(server, client)
                return found
        finally:
            server.stop()


def _create(client: httpx.Client) -> str:
    answer = client.post("/api/campaigns", json=_BRIEF)
    while answer.status_code == 429:
        time.sleep(float(answer.headers.get("Retry-After", 1)))
        answer = client.post("/api/campaigns", json=_BRIEF)
    return str(answer.json()["id"])


async def _come(
    stack: AsyncExitStack, server: Server, client: httpx.Client, campaign_id: str
) -> Watcher:
    cookie = f"{routes.SESSION_COOKIE}={client.cookies[routes.SESSION_COOKIE]}"
    state = CampaignState.get_full_name()
    watcher = Watcher(server.port, routes.campaign(campaign_id), cookie, state)
    return await stack.enter_async_context(watcher)


async def _disconnects(server: Server, client: httpx.Client) -> dict[str, Any]:
    async with AsyncExitStack() as stack:
        campaign_id = await asyncio.to_thread(_create, client)
        watchers = [await _come(stack, server, client, campaign_id) for _ in range(WATCHERS)]
        began = time.monotonic()
        await dropped_at_random(watchers, DROPS, 0.04)
        took = time.monotonic() - began
        ended_after = (await asyncio.to_thread(until_ended, client, campaign_id, 900))["status"]
        await asyncio.sleep(_SETTLE)
        tables = await _come(stack, server, client, campaign_id)
        await asyncio.sleep(_SETTLE)
        return {
            "watchers": WATCHERS,
            "disconnects": DROPS,
            "over_seconds": round(took, 1),
            "run": ended_after,
            "connections": sum(one.connects for one in watchers),
            "not_as_the_tables": differing(watchers, tables),
            "blocks": len([name for name in tables.shown if name.startswith("blocks")]),
        }


def _run_on(client: httpx.Client, minutes: float) -> int:
    """One run after the other for so long; returns how many."""
    runs, began = 0, time.monotonic()
    while time.monotonic() - began < 60 * minutes:
        until_ended(client, _create(client), 900)
        runs += 1
    return runs


async def _soak(server: Server, client: httpx.Client, minutes: float) -> dict[str, Any]:
    async with AsyncExitStack() as stack:
        campaign_id = await asyncio.to_thread(_create, client)
        watchers = [await _come(stack, server, client, campaign_id) for _ in range(WATCHERS)]
        await asyncio.to_thread(until_ended, client, campaign_id, 900)
        first = resident_mb(server)
        await asyncio.to_thread(_run_on, client, _WARM)
        start, began = resident_mb(server), time.monotonic()
        runs = await asyncio.to_thread(_run_on, client, minutes)
        seconds = time.monotonic() - began
        away = sum(one.away for one in watchers)
        lost = sum(not one.connected for one in watchers)
        return {
            "minutes": round(seconds / 60, 1),
            "watchers": WATCHERS,
            "runs": runs,
            "connections_lost": sum(one.unwanted for one in watchers) + lost,
            "connections_held": round(1 - away / (WATCHERS * seconds), 5),
            "server_mb_first_run": first,
            "server_mb_start": start,
            "server_mb_end": resident_mb(server),
            "clients_mb_most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
