"""Connections cut at random moments of a run: everybody ends with what the tables say."""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack

from contentflow import routes
from contentflow.state.campaign import CampaignState
from tests.e2e.conftest import Start
from tests.e2e.test_handlers import signed_in, wait_for_end
from tests.e2e.watchers import Watcher, differing, dropped_at_random
from tests.model_server import ModelServer

BRIEF = {"topic": "Standing desks for small offices", "target_words": 400}
WATCHERS, DROPS = 10, 100


def test_a_hundred_disconnects_of_ten_watchers(
    start: Start, scripted: dict[str, str], model_server: ModelServer
) -> None:
    random.seed(4)
    model_server.latency = 0.6
    server = start(**scripted)
    with signed_in(server) as client:
        made = client.post("/api/campaigns", json=BRIEF).json()
        cookie = f"{routes.SESSION_COOKIE}={client.cookies[routes.SESSION_COOKIE]}"

        def watcher() -> Watcher:
            path = routes.campaign(made["id"])
            return Watcher(server.port, path, cookie, CampaignState.get_full_name())

        async def watch() -> tuple[int, dict[str, int], list[Watcher]]:
            async with AsyncExitStack() as stack:
                watchers = [await stack.enter_async_context(watcher()) for _ in range(WATCHERS)]
                done = await dropped_at_random(watchers, DROPS, 0.12)
                model_server.latency = 0.0
                await asyncio.to_thread(wait_for_end, client, made["id"])
                await asyncio.sleep(3)
                tables = await stack.enter_async_context(watcher())
                await asyncio.sleep(2)
                assert tables.shown["phase"] == "found"
                assert tables.shown["head"]["kind"] == "completed"
                return done, differing(watchers, tables), watchers

        with ThreadPoolExecutor() as pool:  # a browser test may have left its loop in this thread
            done, wrong, watchers = pool.submit(lambda: asyncio.run(watch())).result()
    assert done > DROPS * 0.8
    assert wrong == {}
    assert sum(one.unwanted for one in watchers) == 0
