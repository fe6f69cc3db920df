"""The engine's life inside a process: started, asked how it is, stopped quietly."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

from dbos import DBOS, DBOSConfig
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from contentflow import options
from contentflow.agents import demo
from contentflow.config import Config, config
from contentflow.engine import fleet, lifecycle, measuring, orchestrator, pacing, queue
from contentflow.engine.erasing import erasing

_APPLICATION_VERSION = "1"  # pinned: a deploy must not strand what older code left pending


def wake() -> None:
    """Say that a run was made. Call it after the commit; it never blocks."""
    lifecycle.changed.set()


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """The engine, its measuring process and, when no other is set, the demo model.

    Needs an open, migrated database. On SQLite it needs `lock.single_process` held; on PostgreSQL
    any number of processes may run one.
    """
    async with AsyncExitStack() as stack:
        if config().uses_demo_model:
            await stack.enter_async_context(demo.serving())
        await stack.enter_async_context(measuring.running())
        await stack.enter_async_context(pacing.kept())
        await stack.enter_async_context(fleet.enlisted(_begin_anew))
        await stack.enter_async_context(_durable(config()))
        await stack.enter_async_context(erasing())
        await stack.enter_async_context(_dispatching())
        yield


async def _begin_anew() -> None:
    """The others have written this process off: what it still does is done elsewhere."""
    await orchestrator.stop_steps()


@asynccontextmanager
async def _durable(settings: Config) -> AsyncIterator[None]:
    _prepare(settings.engine)
    DBOS(
        config=DBOSConfig(
            name="contentflow",
            system_database_url=settings.engine,
            # Where there are others, what this process leaves is not for the next with its name.
            executor_id=fleet.me() if settings.is_distributed else "embedded",
            application_version=_APPLICATION_VERSION,
            log_level="ERROR",
            notification_listener_polling_interval_sec=0.5,
            sys_db_pool_size=settings.database_pool,
            db_engine_kwargs=_connecting(settings.engine),
        )
    )
    DBOS.listen_queues([])
    if not settings.is_distributed:
        await lifecycle.adopt()
    orchestrator.live_here()
    await asyncio.to_thread(DBOS.launch)
    try:
        yield
    finally:
        if settings.is_distributed:
            await _hand_over(settings.drain_seconds)
        # Destroyed first, a workflow stays pending and goes on after the next start; only then may
        # its step end, and what DBOS says about that is not news.
        logging.getLogger("dbos").setLevel(logging.CRITICAL)
        await asyncio.to_thread(DBOS.destroy, workflow_completion_timeout_sec=0)
        # DBOS had made its own thread pool the loop's default and has shut it down.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
        await orchestrator.stop_steps()


async def _hand_over(seconds: float) -> None:
    """Let running agents stop at their next edit, then put what is left back into the queue."""
    fleet.drain()
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await orchestrator.idle()
    await orchestrator.stop_steps()
    with suppress(SQLAlchemyError):  # the others take them when the heartbeat stops
        await lifecycle.give_back()


def _prepare(engine_url: str) -> None:
    url = make_url(engine_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    # DBOS does not set it; write-ahead logging gives two to three times the throughput.
    with sqlite3.connect(url.database) as connection:
        connection.execute("pragma journal_mode=wal")
    connection.close()


def _connecting(engine_url: str) -> dict[str, Any]:
    if make_url(engine_url).get_backend_name() != "sqlite":
        return {}
    return {"connect_args": {"factory": _Connection}}


class _Connection(sqlite3.Connection):
    """Not more durable than our tables: after a power cut it must not count on rows we lost."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.execute("pragma synchronous=normal")


@asynccontextmanager
async def _dispatching() -> AsyncIterator[None]:
    lifecycle.changed = asyncio.Event()  # one belongs to the loop that waited for it first
    task = asyncio.create_task(queue.dispatch(), name="dispatcher")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def status() -> dict[str, Any]:
    """How the engine is, wherever it runs: {running, working, waiting, slots, model: {…}}."""
    workers = await fleet.alive()
    model = workers[0].model if workers else {**fleet.model_status(), "ready": True, "error": ""}
    return {
        "running": bool(workers),
        "working": await lifecycle.count_working(),
        "waiting": await lifecycle.waiting(),
        "slots": await options.runs_at_once(),
        "model": model,
    }
