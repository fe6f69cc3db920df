"""Pages and engine in several processes: who watches at any of them sees the same run."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any, Self

import httpx
import psycopg
import pytest
from websockets.exceptions import ConnectionClosed

from contentflow import routes
from contentflow.state.campaign import CampaignState
from contentflow.state.campaign_slots import slots
from tests.e2e.conftest import scripted_by
from tests.e2e.server import Server, free_port
from tests.e2e.test_handlers import signed_in, wait_for_end
from tests.e2e.wire import Wire
from tests.engine.workers import WorkerProcess, settings_for
from tests.model_server import ModelServer
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer

pytestmark = pytest.mark.slow

STATE = CampaignState.get_full_name()
LISTS = (*slots("blocks"), *slots("groups"))
TOLD = (*LISTS, "gauges", "front", "phase")  # what does not depend on the clock


_desks = count(1)


def topic() -> str:
    """Never twice the same: what was done before would come from the cache at once."""
    return f"Standing desks for small offices, part {next(_desks)}"


class Watcher:
    """Somebody with the campaign's page open, without a browser."""

    def __init__(self, server: Server, campaign_id: str, cookie: str) -> None:
        self._wire = Wire(server.port, routes.campaign(campaign_id), cookie)
        self._thread = threading.Thread(target=self._listen)
        self._leaves = threading.Event()

    def __enter__(self) -> Self:
        self._wire.__enter__()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaves.set()
        self._thread.join(10)
        self._wire.__exit__()

    def _listen(self) -> None:
        while not self._leaves.is_set():
            try:
                self._wire.listen(0.1)
            except (
                ConnectionClosed,
                OSError,
            ):  # the server was killed
                return

    @property
    def heard(self) -> list[dict[str, Any]]:
        """What was sent of the campaign's page, oldest first."""
        deltas = [delta.get(STATE, {}) for delta in list(self._wire.deltas)]
        return [{name.removesuffix("_rx_state_"): d[name] for name in d} for d in deltas]

    @property
    def shown(self) -> dict[str, Any]:
        """What the page shows now."""
        now: dict[str, Any] = {}
        for values in self.heard:
            now.update(values)
        return {name: now.get(name) for name in TOLD}

    def saw_writing(self) -> bool:
        """True when text arrived while it was being written."""
        return any(values.get("tail_text") for values in self.heard)


class Pair:
    """Process `one` has the engine, process `other` only serves."""

    def __init__(self, folder: Path, redis: RedisServer, model: ModelServer) -> None:
        shared = {**scripted_by(model), "REDIS_URL": redis.url, "CONTENTFLOW_WEB_WORKERS": "1"}
        self.folder = folder
        self.one = Server(folder, **shared)
        self.other = Server(folder, **shared, CONTENTFLOW_ROLE="web", PORT=str(free_port()))

    def create(self, client: httpx.Client) -> str:
        """Start a campaign; its id."""
        made = client.post("/api/campaigns", json={"topic": topic(), "target_words": 300})
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    def numbers(self, campaign_id: str) -> list[int]:
        """The numbers of the campaign's events."""
        query = "select seq from run_events where campaign_id = ? order by seq"
        with sqlite3.connect(self.folder / "contentflow.db") as database:
            return [row[0] for row in database.execute(query, (campaign_id,))]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with RedisServer() as redis, ModelServer(latency=0.5) as model:  # time enough to watch
        both = Pair(tmp_path_factory.mktemp("pair"), redis, model)
        both.one.start()
        both.other.start()
        yield both
        both.other.stop()
        both.one.stop()


def cookie_of(client: httpx.Client) -> str:
    return f"{routes.SESSION_COOKIE}={client.cookies[routes.SESSION_COOKIE]}"


def settle(watchers: list[Watcher], fresh: Watcher) -> None:
    """Wait until every page shows what a page opened now shows."""
    end = time.monotonic() + 15
    while not fresh.shown["blocks_0"] or any(one.shown != fresh.shown for one in watchers):
        if time.monotonic() > end:
            for one in watchers:
                assert one.shown == fresh.shown
            assert fresh.shown["blocks_0"]
        time.sleep(0.2)


def test_both_processes_show_the_same_run(pair: Pair) -> None:
    with signed_in(pair.other) as maya, ExitStack() as stack:
        campaign_id, cookie = pair.create(maya), cookie_of(maya)
        spread = [pair.one, pair.other, pair.one, pair.other]
        watchers = [stack.enter_context(Watcher(server, campaign_id, cookie)) for server in spread]
        wait_for_end(maya, campaign_id)
        settle(watchers, stack.enter_context(Watcher(pair.one, campaign_id, cookie)))
        assert [one.saw_writing() for one in watchers] == [True] * 4
        found = pair.numbers(campaign_id)
        assert found == list(range(1, len(found) + 1))
        ready = [httpx.get(f"{server.url}/readyz").json() for server in (pair.one, pair.other)]
        assert ready[0] == ready[1]
        assert ready[0]["checks"]["redis"] == "ok"


@pytest.mark.parametrize("victim", ["one", "other"])
def test_one_is_killed_and_started_again(pair: Pair, victim: str) -> None:
    killed: Server = getattr(pair, victim)
    survivor = pair.other if killed is pair.one else pair.one
    with signed_in(survivor) as maya, ExitStack() as stack:
        campaign_id, cookie = pair.create(maya), cookie_of(maya)
        stays = stack.enter_context(Watcher(survivor, campaign_id, cookie))
        with Watcher(killed, campaign_id, cookie) as cut:
            until(cut.saw_writing)
            killed.kill()
        killed.start()
        back = stack.enter_context(Watcher(killed, campaign_id, cookie))
        wait_for_end(maya, campaign_id)
        settle([stays, back], stack.enter_context(Watcher(survivor, campaign_id, cookie)))
        found = pair.numbers(campaign_id)
        assert found == list(range(1, len(found) + 1))


def test_a_second_engine_on_the_same_folder_is_refused(pair: Pair) -> None:
    third = Server(pair.folder, PORT=str(free_port()))
    with pytest.raises(AssertionError, match="Another contentflow process is using"):
        third.start()


def test_pages_and_workers_are_processes_of_their_own_on_postgresql(
    tmp_path: Path, postgres: PostgresServer, redis_server: RedisServer
) -> None:
    """The page follows what a worker does; killed in the middle, another takes it over."""
    with ModelServer(latency=0.2) as model, ExitStack() as stack:
        databases = postgres.new_database(), postgres.new_database()
        settings = settings_for(model, *databases, redis_server.url)
        web = Server(tmp_path, **{**scripted_by(model), **settings}, CONTENTFLOW_ROLE="web")
        web.start()
        stack.callback(web.stop)
        first, second = (stack.enter_context(WorkerProcess(tmp_path, **settings)) for _ in "12")
        with signed_in(web) as maya:
            made = maya.post("/api/campaigns", json={"topic": topic(), "target_words": 300}).json()
            watcher = stack.enter_context(Watcher(web, made["id"], cookie_of(maya)))
            until(watcher.saw_writing)
            (first if at_work(databases[0]) == first.pid else second).kill()
            wait_for_end(maya, made["id"])
            settle([watcher], stack.enter_context(Watcher(web, made["id"], cookie_of(maya))))
            assert maya.get(f"/api/campaigns/{made['id']}").json()["status"] == "completed"
            assert maya.get("/readyz").json()["checks"]["database"] == "ok"


def at_work(database: str) -> int:
    """The process id of the worker that has the run."""
    query = "select pid from workers join runs on runs.worker_id = workers.id"
    with psycopg.connect(database) as connection:
        found = connection.execute(query).fetchone()
    assert found
    return int(found[0])


def until(happens: Callable[[], bool]) -> None:
    end = time.monotonic() + 40
    while not happens():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
