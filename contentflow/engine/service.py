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

from contentflow import options
from contentflow.agents import demo
from contentflow.config import Config, config
from contentflow.engine import lifecycle, measuring, orchestrator, queue
from contentflow.engine.erasing import erasing

_APPLICATION_VERSION = "1"  # pinned: a deploy must not strand what older code left pending
_is_running = False


def wake() -> None:
    """Say that a run was made. Call it after the commit; it never blocks."""
    lifecycle.changed.set()


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """The engine, its measuring process and, when no other is set, the demo model.

    Needs an open, migrated database, and `lock.single_process` held.
    """
    global _is_running
    async with AsyncExitStack() as stack:
        if config().uses_demo_model:
            await stack.enter_async_context(demo.serving())
        await stack.enter_async_context(measuring.running())
        await stack.enter_async_context(_durable(config()))
        await stack.enter_async_context(erasing())
        await stack.enter_async_context(_dispatching())
        _is_running = True
        try:
            yield
        finally:
            _is_running = False


@asynccontextmanager
async def _durable(settings: Config) -> AsyncIterator[None]:
    _prepare(settings.engine)
    DBOS(
        config=DBOSConfig(
            name="contentflow",
            system_database_url=settings.engine,
            executor_id="embedded",
            application_version=_APPLICATION_VERSION,
            log_level="ERROR",
            notification_listener_polling_interval_sec=0.5,
            db_engine_kwargs=_connecting(settings.engine),
        )
    )
    DBOS.listen_queues([])
    DBOS.launch()
    try:
        yield
    finally:
        # Destroyed first, a workflow stays pending and goes on after the next start; only then may
        # its step end, and what DBOS says about that is not news.
        await asyncio.to_thread(DBOS.destroy, workflow_completion_timeout_sec=0)
        logging.getLogger("dbos").setLevel(logging.CRITICAL)
        # DBOS had made its own thread pool the loop's default and has shut it down.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
        await orchestrator.stop_steps()


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
    """How the engine is: {running, working, waiting, slots, model: {name, demo, ready, error}}."""
    settings = config()
    return {
        "running": _is_running,
        "working": len(await lifecycle.working()),
        "waiting": await lifecycle.waiting(),
        "slots": await options.runs_at_once(),
        "model": _model_status(settings),
    }


def _model_status(settings: Config) -> dict[str, Any]:
    if not settings.uses_demo_model:
        return {
            "name": settings.model,
            "demo": False,
            "address": settings.openai_base_url or "https://api.openai.com/v1",
            "ready": True,
            "error": "",
        }
    return {"name": "SmolLM2 135M", "demo": True, "address": "", **demo.status()}
