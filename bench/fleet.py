"""Many campaigns at once: one process or several workers."""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select

from bench.engine import installation, without_cache
from bench.model import Scripted, scripted
from contentflow import accounts, campaigns, db, engine, hub_redis
from contentflow.config import config
from contentflow.migrate import migrate
from contentflow.models import AgentResult, Run
from contentflow.names import RUN_ENDED, AgentStatus, Role, RunStatus
from contentflow.person import Person
from tests.engine.workers import WorkerProcess, settings_for
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer

LIMIT = 16
WORKERS = 3
WORDS = 400
PACE = {"chunks_per_second": 30.0, "slow_share": 0.05, "rough": True}
LIMIT_SECONDS = 3_600


def on_sqlite(count: int) -> dict[str, Any]:
    """So many campaigns in one process on SQLite, `LIMIT` at a time."""
    return asyncio.run(_on_sqlite(count))


async def _on_sqlite(count: int) -> dict[str, Any]:
    with scripted(**PACE) as model:
        async with installation(model) as person:
            await without_cache(LIMIT)
            return await timed(person, count, model)


def on_postgres(count: int) -> dict[str, Any]:
    """The same on PostgreSQL, by three workers."""
    return asyncio.run(measured_on_postgres(count, _undisturbed))


class Site:
    """Servers and workers of one installation."""

    def __init__(self, folder: Path, model: Scripted, stack: ExitStack) -> None:
        self.postgres = stack.enter_context(PostgresServer())
        self.redis = stack.enter_context(RedisServer())
        database, own = self.postgres.new_database(), self.postgres.new_database()
        self.environment = settings_for(model, database, own, self.redis.url)
        os.environ |= {**self.environment, "CONTENTFLOW_DATA_DIR": str(folder)}
        config.cache_clear()
        self.workers = [
            stack.enter_context(WorkerProcess(folder, **self.environment)) for _ in range(WORKERS)
        ]


@contextmanager
def _environment_kept() -> Iterator[None]:
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        config.cache_clear()


@asynccontextmanager
async def _site(model: Scripted) -> AsyncIterator[tuple[Site, Person]]:
    with _environment_kept(), tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        site = Site(Path(folder), model, stack)
        await asyncio.to_thread(migrate)
        await db.open_database(config().database)
        person, _ = await accounts.create_user("b@example.com", Role.EDITOR, "a long password 12")
        await without_cache(LIMIT)
        for worker in site.workers:
            await asyncio.to_thread(worker.wait_until_ready)
        try:
            # As a web process does: without Redis the workers find what is new every few seconds.
            async with hub_redis.connected(config().redis), engine.elsewhere():
                yield site, person
        finally:
            await db.close_database()


Disturb = Callable[[Site, int, asyncio.Event], Coroutine[Any, Any, dict[str, Any]]]


async def measured_on_postgres(count: int, disturb: Disturb) -> dict[str, Any]:
    """So many campaigns, while `disturb` does what it likes; what it returns is told too."""
    with scripted(**PACE) as model:
        async with _site(model) as (site, person):
            over = asyncio.Event()
            task = asyncio.create_task(disturb(site, count, over))
            found = await timed(person, count, model)
            over.set()
            return {**found, **await task}


async def _undisturbed(_site: Site, _count: int, _over: asyncio.Event) -> dict[str, Any]:
    return {}


async def timed(
    person: Person, count: int, model: Scripted, queued: Callable[[], object] = lambda: None
) -> dict[str, Any]:
    """So many campaigns from the first slot to the last end, beside what the model alone took.

    `queued` is called when all of them wait.
    """
    for number in range(count):
        brief = {"topic": f"How to choose desk {number} for an office", "target_words": WORDS}
        await campaigns.create(person, campaigns.validate({**brief, "tone": "plain"}))
    queued()
    before, spoke = await ended_runs(), await asyncio.to_thread(spoken, model)
    began = time.perf_counter()
    engine.wake()
    while await ended_runs() < before + count and time.perf_counter() - began < LIMIT_SECONDS:
        await asyncio.sleep(0.25)
    seconds = time.perf_counter() - began
    ideal = (await asyncio.to_thread(spoken, model) - spoke) / min(LIMIT, count)
    return {
        "campaigns": count,
        "limit": LIMIT,
        "seconds": round(seconds, 1),
        "ideal_seconds": round(ideal, 1),
        "ratio": round(seconds / ideal, 3),
        "completed": await count_runs(RunStatus.COMPLETED) - before,
        "doubled_results": await doubled(),
    }


def spoken(model: Scripted) -> float:
    """Seconds the model has spoken in all."""
    return float(httpx.get(f"{model.url}/spoken").json()["seconds"])


async def ended_runs() -> int:
    """How many runs are over."""
    query = select(func.count()).select_from(Run).where(col(Run.status).in_(RUN_ENDED))
    try:
        async with db.reading() as session:
            return (await session.exec(query)).one()
    except (SQLAlchemyError, OSError):  # the database is being restarted
        return 0


async def count_runs(status: RunStatus) -> int:
    """How many runs are of this status."""
    query = select(func.count()).select_from(Run).where(Run.status == status)
    async with db.reading() as session:
        return (await session.exec(query)).one()


async def doubled() -> int:
    """Agents with more than one whole result in one run."""
    query = (
        select(AgentResult.run_id)
        .where(AgentResult.status == AgentStatus.COMPLETED)
        .group_by(col(AgentResult.run_id), col(AgentResult.agent_type))
        .having(func.count() > 1)
    )
    async with db.reading() as session:
        return len((await session.exec(query)).all())
