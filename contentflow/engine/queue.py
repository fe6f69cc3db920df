"""Admission is ours, durability is DBOS's: the dispatcher fills slots, the sweep mends."""

import asyncio
import math
import time
from collections.abc import Awaitable
from contextlib import suppress

import structlog
from dbos import DBOS, SetWorkflowID
from sqlalchemy.exc import SQLAlchemyError

from contentflow.config import config
from contentflow.engine import (
    batching,
    execution,
    fleet,
    lifecycle,
    orchestrator,
    stopping,
    upkeep,
)
from contentflow.models import Run, now
from contentflow.names import RunStatus

log = structlog.get_logger()
SWEEP_SECONDS = 15.0
LOOK_SECONDS = fleet.DEAD_AFTER / 2  # where a worker can die, whose runs shall not wait for long
_OVER = frozenset({"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"})
_silent: set[str] = set()  # begun, says the engine, but nobody in this process works on them


async def dispatch() -> None:
    """For the life of the process: sweep when it is time, and when woken fill the free slots."""
    swept = -math.inf
    while True:
        lifecycle.changed.clear()
        if time.monotonic() - swept >= _sweep_seconds():
            swept = time.monotonic()
            await _survived(sweep())
            await _survived(upkeep.begin_when_due())
        await _survived(_fill())  # before the rest: somebody waits for his start
        await _survived(stopping.refresh())
        await _survived(batching.end_through())
        with suppress(TimeoutError):
            # Not wait_for: on Python 3.11 it loses a cancellation that meets the event.
            async with asyncio.timeout(await _patience()):
                await lifecycle.changed.wait()


async def _patience() -> float:
    """Seconds until there is something to do if nobody says so before."""
    try:
        at = await lifecycle.next_start()
    except SQLAlchemyError:  # the next tick says it
        at = None
    longest = _sweep_seconds()
    until = longest if at is None else (at - now()).total_seconds()
    return min(longest, max(0.05, until))


def _sweep_seconds() -> float:
    return min(SWEEP_SECONDS, LOOK_SECONDS) if config().is_distributed else SWEEP_SECONDS


async def _survived(work: Awaitable[None]) -> None:
    """Let one piece of work fail without ending the dispatcher: it is done again at a sweep."""
    try:
        await work
    except SQLAlchemyError as error:
        log.error("the database does not answer; trying again", error=str(error.__cause__ or error))
    except Exception:  # the engine's outer edge: one broken run must not stop all others
        log.exception("the dispatcher met an error; trying again")


async def _fill() -> None:
    if fleet.drains():
        return
    for run in await lifecycle.admit():
        await _start(run)


async def _start(run: Run) -> None:
    # Not by a queue of DBOS: the slot is free now, and polling for it would be a wait for nothing.
    with SetWorkflowID(workflow_id(run)):
        await DBOS.start_workflow_async(orchestrator.run_segment, run.id, run.enqueued_segment)


def workflow_id(run: Run) -> str:
    """The engine's name for the run's segment now working."""
    return f"{run.id}:{run.enqueued_segment}"


async def sweep() -> None:
    """Compare our rows with the engine's: start what it does not know, go on with the rest."""
    if config().is_distributed:
        await fleet.write_off_the_dead()
        for lost in await lifecycle.release_lost():
            log.warning("run of a worker that has gone", run_id=lost.id)
    working = await lifecycle.working()
    _silent.intersection_update(workflow_id(run) for run in working)
    for run in working:
        await _survived(_mend(run))


async def _mend(run: Run) -> None:
    workflow = workflow_id(run)
    status = await DBOS.get_workflow_status_async(workflow)
    if status is None:
        await _start(run)
    elif orchestrator.is_working(workflow):
        _silent.discard(workflow)  # also when it was cancelled: its step has yet to stop
    elif status.status in _OVER:
        await _go_on(run, status.error or status.status)
    elif status.status == "PENDING" and workflow in _silent:
        await _go_on(run, "its end could not be recorded")
    elif status.status == "PENDING":
        _silent.add(workflow)  # about to start, or its end could not be recorded: seen next time


async def _go_on(run: Run, cause: object) -> None:
    """The segment is over but the run is not: start the next one, unless it died too often."""
    log.warning("segment ended early", run_id=run.id, cause=str(cause))
    # A database that does not answer is nobody's fault and passes; the run waits for it.
    following = await lifecycle.next_segment(run.id, died=not isinstance(cause, SQLAlchemyError))
    if following is None:
        return  # it ended since it was looked at
    if following.deaths >= execution.MOST_DEATHS:
        await lifecycle.end(run.id, RunStatus.FAILED, f"The engine could not go on: {cause}")
    else:
        await _start(following)
