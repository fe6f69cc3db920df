"""Several workers on PostgreSQL and Redis: killed, frozen, drained; every run ends, once."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from contentflow import db, options, settings
from contentflow.engine import fleet
from contentflow.models import AgentPerformance, AgentResult, ModelCall, Run, RunEvent, Worker
from contentflow.names import AGENT_ORDER, AgentStatus, EventType, RunStatus
from contentflow.person import Person
from tests.engine.watching import ended, get, queued, rows, until, without_cache
from tests.engine.workers import WorkerProcess, settings_for
from tests.model_server import ModelServer
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer

pytestmark = [pytest.mark.slow, pytest.mark.apart]


@pytest.fixture
def environment(
    on_postgres: str,
    postgres: PostgresServer,
    redis_server: RedisServer,
    model_server: ModelServer,
) -> dict[str, str]:
    """What every worker of this test is told."""
    engine = postgres.new_database()
    return settings_for(model_server, on_postgres, engine, redis_server.url)


@pytest.fixture
def fleet_of(data_dir: Path, environment: dict[str, str]) -> Iterator[list[WorkerProcess]]:
    """Three workers, started at once."""
    workers = [WorkerProcess(data_dir, **environment) for _ in range(3)]
    for worker in workers:
        worker.start()
    yield workers
    for worker in workers:
        worker.kill()


async def many(person: Person, number: int) -> list[str]:
    """So many runs that wait, none like another."""
    async with db.transaction() as session:
        await settings.put(session, options.CONCURRENCY, 6)
        await settings.put(session, options.PER_WORKER, 2)
    await without_cache()
    topics = [f"How to choose desk number {n} for a small office" for n in range(number)]
    return [await queued(person, topic=topic, target_words=200) for topic in topics]


async def assert_ended_once(run_id: str, *, paid_once: bool = True) -> None:
    """Completed, and nothing of it twice."""
    run = await get(run_id)
    assert run.status is RunStatus.COMPLETED, run.error
    # An agent that was stopped in the middle left what it had; its next round did the rest.
    whole = [r for r in await rows(AgentResult, run_id) if r.status is AgentStatus.COMPLETED]
    results = Counter(row.agent_type for row in whole)
    assert results == dict.fromkeys(AGENT_ORDER, 1)
    calls = [call for call in await rows(ModelCall, run_id) if call.reply is not None]
    paid = Counter((call.agent_type, call.round, call.call_index) for call in calls)
    assert set(paid.values()) == {1} or not paid_once
    told = sorted(event.seq for event in await rows(RunEvent, run_id))
    assert told == list(range(told[0], told[0] + len(told)))
    completed = [e for e in await rows(RunEvent, run_id) if e.type is EventType.AGENT_COMPLETED]
    assert Counter(event.agent_type for event in completed) == dict.fromkeys(AGENT_ORDER, 1)
    assert not [r for r in await rows(AgentPerformance, run_id) if r.status == "running"]


async def at_work() -> dict[str, int]:
    """How many runs each worker is at work on."""
    query = select(Run.worker_id).where(col(Run.status) == RunStatus.RUNNING)
    async with db.reading() as session:
        return Counter(str(worker) for worker in (await session.exec(query)).all())


@pytest.mark.timeout(240)
async def test_killed_frozen_and_drained_every_run_ends_once(
    on_postgres: str, fleet_of: list[WorkerProcess], person: Person, model_server: ModelServer
) -> None:
    model_server.latency = 0.25
    run_ids = await many(person, 12)
    killed, frozen, drained = fleet_of
    for worker in fleet_of:
        await asyncio.to_thread(worker.wait_until_ready)
    await until(_all_busy)
    killed.kill()
    frozen.freeze()
    replacement = killed
    replacement.start()
    await asyncio.sleep(fleet.DEAD_AFTER + 3)
    frozen.wake()
    assert await asyncio.to_thread(drained.stop) == 0
    for run_id in run_ids:
        await asyncio.wait_for(ended(run_id), 120)
    for run_id in run_ids:
        await assert_ended_once(run_id)
    assert "begins anew" in frozen.log()
    assert await _most_at_once(run_ids) <= 6


async def _all_busy() -> bool:
    return len(await at_work()) == 3


async def _most_at_once(run_ids: list[str]) -> int:
    """How many runs held a slot at the same time, by their events."""
    held: list[tuple[object, int]] = []
    for run_id in run_ids:
        working = False
        events = sorted(await rows(RunEvent, run_id), key=lambda event: event.seq)
        for event in (e for e in events if e.type is EventType.RUN_STATUS):
            now_working = event.data["status"] == "running"
            if now_working != working:
                held.append((event.at, 1 if now_working else -1))
            working = now_working
    most = level = 0
    for _, change in sorted(held, key=lambda one: (str(one[0]), one[1])):
        level += change
        most = max(most, level)
    return most


@pytest.mark.timeout(120)
async def test_a_drained_worker_hands_its_run_to_another_in_the_middle_of_an_agent(
    on_postgres: str,
    data_dir: Path,
    environment: dict[str, str],
    person: Person,
    model_server: ModelServer,
) -> None:
    model_server.latency = 0.4
    (run_id,) = await many(person, 1)
    with WorkerProcess(data_dir, **environment) as first:
        await until(lambda: _calls(run_id, 2))
        assert await asyncio.to_thread(first.stop) == 0
        handed = await get(run_id)
        assert (handed.status, handed.worker_id, handed.deaths) == (RunStatus.QUEUED, None, 0)
    with WorkerProcess(data_dir, **environment):
        await ended(run_id)
    await assert_ended_once(run_id)
    prompts = Counter((c.agent_type, c.prompt_hash) for c in await rows(ModelCall, run_id))
    assert set(prompts.values()) == {1}, "what was asked is not asked again"


async def _calls(run_id: str, number: int) -> bool:
    answered = [call for call in await rows(ModelCall, run_id) if call.reply is not None]
    return len(answered) >= number


@pytest.mark.timeout(120)
async def test_an_admin_drains_a_worker_and_it_takes_no_more(
    on_postgres: str,
    data_dir: Path,
    environment: dict[str, str],
    person: Person,
    model_server: ModelServer,
) -> None:
    model_server.latency = 0.3
    (run_id,) = await many(person, 1)
    with WorkerProcess(data_dir, **environment) as worker:
        await until(lambda: _calls(run_id, 1))
        async with db.transaction() as session:
            row = (await session.exec(select(Worker))).one()
            row.draining = True
            session.add(row)
        await until(lambda: _is_queued(run_id))
        await asyncio.sleep(1)
        assert await _is_queued(run_id)
        assert await asyncio.to_thread(worker.stop) == 0


async def _is_queued(run_id: str) -> bool:
    return (await get(run_id)).status is RunStatus.QUEUED
