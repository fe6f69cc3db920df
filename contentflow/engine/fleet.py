"""This process among those that run campaigns: registered, alive, draining; and who has died.

A worker is a row with a heartbeat. Whoever has none for `DEAD_AFTER` seconds is written off by the
others and its runs are theirs; when it wakes up it finds out at its next beat and begins anew, and
until then every commit of its old runs is refused (`execution.fence`).
"""

import asyncio
import math
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import __version__, db
from contentflow.agents import demo
from contentflow.config import Config, config
from contentflow.models import Worker, now

log = structlog.get_logger()
BEAT = 2.0  # seconds between two signs of life
DEAD_AFTER = 10.0
_me = ""
_draining = False


def me() -> str:
    """The id of this process's row; "" while it runs no campaigns."""
    return _me


def drains() -> bool:
    """True while this process takes no runs and gives back those it has."""
    return _draining


def drain() -> None:
    """Take no more runs, until the process ends."""
    global _draining
    _draining = True


@asynccontextmanager
async def enlisted(lost: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Be a worker while the block runs. `lost` is called when the others have written it off."""
    global _me, _draining
    _draining = False
    await _enlist()
    task = asyncio.create_task(_live(lost), name="heartbeat")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        with suppress(SQLAlchemyError):  # the heartbeat's silence tells it as well
            await _end(_me)
        _me = ""


async def _enlist() -> None:
    global _me
    row = Worker(
        host=socket.gethostname(), pid=os.getpid(), version=__version__, model=model_status()
    )
    async with db.transaction() as session:
        session.add(row)
    _me = row.id


async def _end(worker_id: str) -> None:
    row = update(Worker).where(col(Worker.id) == worker_id, col(Worker.stopped_at).is_(None))
    async with db.transaction() as session:
        await session.exec(row.values(stopped_at=now()))


async def _live(lost: Callable[[], Awaitable[object]]) -> None:
    while True:
        await asyncio.sleep(BEAT)
        try:
            if not await beat():
                log.error("this worker was silent for too long; it begins anew", worker=_me)
                await lost()
                await _enlist()
        except SQLAlchemyError as error:  # the next beat says it
            log.warning("no heartbeat", error=str(error.__cause__ or error))


async def beat() -> bool:
    """Give a sign of life and hear whether to drain. False when this worker was written off."""
    global _draining
    alive = (col(Worker.id) == _me, col(Worker.stopped_at).is_(None))
    row = update(Worker).where(*alive).values(heartbeat_at=now(), model=model_status())
    async with db.transaction() as session:
        connection = await session.connection()
        told = (await connection.execute(row.returning(col(Worker.draining)))).scalar()
    await db.correct_clock()
    if told is None:
        return False
    _draining = _draining or bool(told)
    return True


def model_status() -> dict[str, Any]:
    """How this process reaches its model: {name, demo, address, ready, error}."""
    return _model_status(config())


def _model_status(settings: Config) -> dict[str, Any]:
    if settings.uses_demo_model:
        return {"name": "SmolLM2 135M", "demo": True, "address": "", **demo.status()}
    return {
        "name": settings.model,
        "demo": False,
        "address": settings.openai_base_url or "https://api.openai.com/v1",
        "ready": True,
        "error": "",
    }


async def alive() -> list[Worker]:
    """The workers that gave a sign of life lately, the longest at work first."""
    query = select(Worker).where(*_lives()).order_by(col(Worker.started_at))
    async with db.reading() as session:
        return list((await session.exec(query)).all())


async def share(session: AsyncSession, most: int) -> int:
    """How many of `most` runs at once are this process's, so that none idles beside a full one."""
    if not config().is_distributed:
        return most
    takes = (*_lives(), col(Worker.draining).is_(False))
    workers = (await session.exec(select(func.count()).select_from(Worker).where(*takes))).one()
    return math.ceil(most / max(1, workers))


def _lives() -> tuple[ColumnElement[bool], ...]:
    lately = now() - timedelta(seconds=DEAD_AFTER)
    return col(Worker.stopped_at).is_(None), col(Worker.heartbeat_at) > lately


async def write_off_the_dead() -> None:
    """End the rows of workers that were silent for too long; their runs may be taken."""
    silent = update(Worker).where(
        col(Worker.stopped_at).is_(None),
        col(Worker.heartbeat_at) <= now() - timedelta(seconds=DEAD_AFTER),
    )
    async with db.transaction() as session:
        await session.exec(silent.values(stopped_at=now()))
