"""Connections cut at random moments of a run: everybody ends with what the tables say."""

import asyncio
import random
import time
from contextlib import AsyncExitStack

import pytest

from contentflow import routes
from contentflow.state.campaign import CampaignState
from tests.e2e.conftest import Start, apart
from tests.e2e.test_handlers import signed_in, wait_for_end
from tests.e2e.watchers import Watcher, differing, dropped_at_random
from tests.model_server import ModelServer

pytestmark = pytest.mark.slow

BRIEF = {"topic": "Standing desks for small offices", "target_words": 400}
WATCHERS, DROPS = 10, 100


async def settled(watchers: list[Watcher], tables: Watcher, seconds: float = 30) -> None:
    """Wait until everybody shows the same; what stays different is told by whoever compares."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if tables.shown.get("phase") == "found" and not differing(watchers, tables):
            return
        await asyncio.sleep(0.2)


def test_a_hundred_disconnects_of_ten_watchers(
    start: Start, scripted: dict[str, str], model_server: ModelServer
) -> None:
    random.seed(4)
    model_server.latency = 0.6
    # Who is slow to answer because the machine is busy keeps the connection.
    server = start(**scripted, REFLEX_SOCKET_TIMEOUT="60s")
    with signed_in(server) as client:
        made = client.post("/api/campaigns", json=BRIEF).json()
        cookie = f"{routes.SESSION_COOKIE}={client.cookies[routes.SESSION_COOKIE]}"

        def watcher() -> Watcher:
            path = routes.campaign(made["id"])
            return Watcher(server.port, path, cookie, CampaignState.get_full_name())

        async def watch() -> tuple[dict[str, int], list[Watcher]]:
            async with AsyncExitStack() as stack:
                watchers = [await stack.enter_async_context(watcher()) for _ in range(WATCHERS)]
                await dropped_at_random(watchers, DROPS, 0.12)
                model_server.latency = 0.0
                await asyncio.to_thread(wait_for_end, client, made["id"])
                tables = await stack.enter_async_context(watcher())
                await settled(watchers, tables)
                assert tables.shown["phase"] == "found"
                assert tables.shown["head"]["kind"] == "completed"
                return differing(watchers, tables), watchers

        wrong, watchers = apart(watch)
    assert wrong == {}
    assert sum(one.unwanted for one in watchers) == 0
