"""What was deleted is erased: from our tables, then what the engine keeps of its runs."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

import structlog
from dbos import DBOS
from dbos._error import DBOSException
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from contentflow import db, result_cache, shelf
from contentflow.engine.orchestrator import RUN
from contentflow.models import Run

log = structlog.get_logger()
_BEAT = 5.0  # seconds between two looks
_COLLECT_EVERY = 3600.0  # seconds; also after a crash between the two, and at the start
_MOST = 500  # runs asked about in one query


@asynccontextmanager
async def erasing() -> AsyncIterator[None]:
    """Erase what is due while the block runs; needs a running engine and the database."""
    task = asyncio.create_task(_keep_erasing(), name="eraser")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep_erasing() -> None:
    collected = -_COLLECT_EVERY
    while True:
        try:
            erased = await shelf.erase_due()
            if erased or time.monotonic() - collected > _COLLECT_EVERY:
                await collect()
                await result_cache.prune()
                collected = time.monotonic()
        except (SQLAlchemyError, DBOSException) as error:  # the next beat tries again
            log.error("not erased yet", error=str(error.__cause__ or error))
        await asyncio.sleep(_BEAT)


async def collect() -> int:
    """Forget the engine's own records of runs that are no more; returns how many workflows."""
    # Others, such as tonight's upkeep, belong to no run.
    known = await DBOS.list_workflows_async(name=RUN, load_input=False, load_output=False)
    run_of = {one.workflow_id: one.workflow_id.rpartition(":")[0] for one in known}
    there = await _there(set(run_of.values()))
    orphans = [workflow for workflow, run_id in run_of.items() if run_id not in there]
    if orphans:
        await DBOS.delete_workflows_async(orphans)
    return len(orphans)


async def _there(run_ids: Iterable[str]) -> set[str]:
    asked, found = sorted(run_ids), set()
    async with db.reading() as session:
        for start in range(0, len(asked), _MOST):
            query = select(Run.id).where(col(Run.id).in_(asked[start : start + _MOST]))
            found |= set((await session.exec(query)).all())
    return found
