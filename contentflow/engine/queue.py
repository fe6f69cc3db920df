"""Admission is ours, durability is DBOS's: the dispatcher fills slots, the sweep mends."""

import asyncio
from contextlib import suppress

import structlog
from dbos import DBOS, SetWorkflowID
from sqlalchemy.exc import SQLAlchemyError

from contentflow.config import config
from contentflow.engine import execution, runs
from contentflow.engine.orchestrator import run_segment
from contentflow.models import Run
from contentflow.names import RunStatus

log = structlog.get_logger()
NAME = "campaigns"
POLL_SECONDS = 0.05
SWEEP_SECONDS = 15.0
MOST_SEGMENTS = 20  # of one run; more only repeat what does not work
_OVER = frozenset({"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"})


def slots() -> int:
    """How many runs may work at once: one on the demo model, four otherwise."""
    return 1 if config().uses_demo_model else 4


async def dispatch() -> None:
    """For the life of the process: whenever woken, and at every sweep, fill the free slots."""
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(runs.changed.wait(), SWEEP_SECONDS)
        swept = not runs.changed.is_set()
        runs.changed.clear()
        try:
            if swept:
                await sweep()
            await _fill()
        except SQLAlchemyError as error:
            log.error(
                "the database does not answer; trying again", error=str(error.__cause__ or error)
            )


async def _fill() -> None:
    for run in await runs.admit(slots()):
        await _enqueue(run)


async def _enqueue(run: Run) -> None:
    queue = await DBOS.retrieve_queue_async(NAME)
    if queue is None:
        raise RuntimeError("the queue is registered when the engine starts")
    with SetWorkflowID(workflow_id(run)):
        await queue.enqueue_async(run_segment, run.id, run.enqueued_segment)


def workflow_id(run: Run) -> str:
    """The engine's name for the run's segment now working."""
    return f"{run.id}:{run.enqueued_segment}"


async def sweep() -> None:
    """Compare our rows with the engine's: enqueue what it does not know, go on with the rest."""
    for run in await runs.working():
        await _mend(run)


async def _mend(run: Run) -> None:
    status = await DBOS.get_workflow_status_async(workflow_id(run))
    if status is None:
        await _enqueue(run)
    elif status.status in _OVER:
        await _go_on(run, str(status.error or status.status))


async def _go_on(run: Run, cause: str) -> None:
    """The segment is over but the run is not: start the next one, unless it died too often."""
    log.warning("segment ended early", run_id=run.id, cause=cause)
    if run.segment >= MOST_SEGMENTS or await execution.stuck(run.id):
        await execution.fail_running(run.id, f"The engine could not go on: {cause}")
        await runs.end(run.id, RunStatus.FAILED, f"The engine could not go on: {cause}")
        return
    following = await runs.next_segment(run.id)
    if following is not None:  # it may have ended since it was looked at
        await _enqueue(following)
