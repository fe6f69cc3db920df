"""The rows of runs as the engine moves them: admitted, ended, handed on."""

import asyncio
from datetime import datetime
from typing import Any

from sqlalchemy import case
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, live, options
from contentflow.config import config
from contentflow.engine import execution, fleet
from contentflow.live import Message
from contentflow.models import AgentPerformance, Batch, Run, Worker, now
from contentflow.names import RUN_ENDED, AgentName, AgentStatus, BatchStatus, Priority, RunStatus
from contentflow.runs import report

_WORKING = (RunStatus.RUNNING, RunStatus.PAUSING, RunStatus.CANCELLING)
changed = asyncio.Event()  # set when a run was made or a slot became free
WAKE: Message = {"type": "wake"}  # what the engines of several processes tell each other
_RANK = {Priority.URGENT: 0, Priority.STANDARD: 1, Priority.BACKGROUND: 2}


async def get(session: AsyncSession, run_id: str) -> Run:
    """The run's row; it exists."""
    return await session.get_one(Run, run_id)


async def admit(most: int | None = None, own: int | None = None) -> list[Run]:
    """Give free slots to waiting runs, for this process to start.

    At most `most` work at once everywhere, and `own` here; None: as many as the admins chose, who
    may have lowered it while this process waited for its turn, and of them its share. Urgent goes
    first, then what has been at work before, then who has fewest running, then age. When an urgent
    run finds no slot, the youngest background run is asked to give way at its next agent.
    """
    messages = []
    async with db.alone("admission") as session:
        if most is None:
            most = await options.runs_at_once(session)
            own = min(await options.runs_per_worker(session), await fleet.share(session, most))
        busy = await _busy(session)
        here = sum(run.worker_id == fleet.me() for run in busy)
        free = min(most - len(busy), most if own is None else own - here)
        admitted: list[Run] = []
        while len(admitted) < free:
            run = await _next(session, [*busy, *admitted])
            if run is None:
                break
            run.enqueued_segment, run.status = run.segment, RunStatus.RUNNING
            run.worker_id = fleet.me() or None
            run.started_at = run.started_at or now()
            messages.append(await report(session, run))
            admitted.append(run)
        full = len(busy) + len(admitted) >= most
        asked = full and await _ask_for_room(session, [*busy, *admitted])
    if asked:
        _wake_all()
    for message in filter(None, messages):
        live.publish(message["campaign_id"], message)
    return admitted


async def _busy(session: AsyncSession) -> list[Run]:
    found = await session.exec(select(Run).where(col(Run.status).in_(_WORKING)))
    return list(found.all())


async def _next(session: AsyncSession, busy: list[Run]) -> Run | None:
    running = [run.user_id for run in busy]
    people = (await session.exec(_waiting(Run.user_id).group_by(col(Run.user_id)))).all()
    if not people:
        return None
    fewest = case(
        {person: running.count(person) for person in people}, value=col(Run.user_id), else_=0
    )
    fresh = case((col(Run.started_at).is_(None), 1), else_=0)
    order = (_rank(), fresh, fewest, col(Run.queued_at), col(Run.id))
    found: Run | None = (await session.exec(_waiting(Run).order_by(*order).limit(1))).first()
    return found


def _rank() -> Any:
    return case(*((col(Run.priority) == one, number) for one, number in _RANK.items()), else_=1)


def _waiting(what: Any) -> Any:
    """Runs that could start now: nobody holds them back, and their time has come."""
    held = select(Batch.id).where(col(Batch.status) != BatchStatus.RUNNING)
    return select(what).where(
        col(Run.status) == RunStatus.QUEUED,
        or_(col(Run.not_before).is_(None), col(Run.not_before) <= now()),
        or_(col(Run.batch_id).is_(None), col(Run.batch_id).not_in(held)),
    )


async def _ask_for_room(session: AsyncSession, busy: list[Run]) -> bool:
    """As many background runs as urgent ones wait shall give way, the youngest first.

    False when none was asked.
    """
    urgent = _waiting(func.count()).where(col(Run.priority) == Priority.URGENT)
    wanted = (await session.exec(urgent)).one() - sum(run.yields for run in busy)
    background = [run for run in busy if run.priority is Priority.BACKGROUND and not run.yields]
    background.sort(key=lambda run: (run.started_at or run.created_at, run.id), reverse=True)
    chosen = background[: max(0, wanted)]
    for run in chosen:
        run.yields = True
        session.add(run)
    return bool(chosen)


def _wake_all() -> None:
    """Let every process read what its runs are asked: one may be about to begin another agent."""
    changed.set()
    if config().is_distributed:
        live.publish(live.ENGINE, WAKE)


async def next_start() -> datetime | None:
    """When the next run's chosen time comes; None when none waits for a time."""
    query = select(func.min(Run.not_before)).where(
        col(Run.status) == RunStatus.QUEUED, col(Run.not_before) > now()
    )
    async with db.reading() as session:
        return (await session.exec(query)).one()


async def working() -> list[Run]:
    """Runs that hold a slot of this process."""
    async with db.reading() as session:
        return [run for run in await _busy(session) if run.worker_id in (None, fleet.me())]


async def adopt() -> None:
    """Take what the one process before this one left, where there is only one."""
    async with db.transaction() as session:
        for run in await _busy(session):
            run.worker_id = fleet.me()
            session.add(run)


async def release_lost() -> list[Run]:
    """Put the runs of workers that have gone back into the queue; each in its next segment."""
    async with db.alone("admission") as session:
        gone = select(Worker.id).where(col(Worker.stopped_at).is_not(None))
        lost = select(Run).where(
            col(Run.status).in_(_WORKING),
            or_(col(Run.worker_id).is_(None), col(Run.worker_id).in_(gone)),
        )
        released = list((await session.exec(lost)).all())
        messages = [await _release(session, run, died=True) for run in released]
    _tell(messages)
    return released


async def give_back() -> list[Run]:
    """Put the runs of this process back into the queue, for the others."""
    async with db.alone("admission") as session:
        own = select(Run).where(col(Run.status).in_(_WORKING), col(Run.worker_id) == fleet.me())
        released = list((await session.exec(own)).all())
        messages = [await _release(session, run, died=False) for run in released]
    _tell(messages)
    return released


async def _release(session: AsyncSession, run: Run, *, died: bool) -> Message | None:
    await execution.interrupt(session, col(AgentPerformance.run_id) == run.id)
    if died:
        await execution.count_death(session, run.id)
    _hold(run)
    if run.status is RunStatus.QUEUED and run.deaths >= execution.MOST_DEATHS:
        run.status, run.ended_at = RunStatus.FAILED, now()
        run.error = f"The server stopped {run.deaths} times without getting further."
    session.add(run)
    return await report(session, run)


def _hold(run: Run) -> None:
    """The run holds no slot any more: as it was asked, or in the queue again."""
    run.status = _HALTED.get(run.status, RunStatus.QUEUED)
    run.segment += 1
    run.estimated_completion, run.worker_id, run.yields = None, None, False
    if run.status is RunStatus.CANCELLED:
        run.ended_at = now()


def _tell(messages: list[Message | None]) -> None:
    changed.set()
    for message in filter(None, messages):
        live.publish(message["campaign_id"], message)


async def next_segment(run_id: str, *, died: bool) -> Run | None:
    """Start the run again where its rows say it is, in a new segment; None when it has ended.

    `died`: the last one ended by a fault that may come again, so it counts.
    """
    async with db.transaction() as session:
        run = await get(session, run_id)
        if run.status in RUN_ENDED:
            return None
        await execution.interrupt(session, col(AgentPerformance.run_id) == run_id)
        if died:
            await execution.count_death(session, run_id)
        run.segment += 1
        run.enqueued_segment, run.worker_id = run.segment, fleet.me() or None
        session.add(run)
    return run


async def finish(run_id: str) -> RunStatus:
    """End a run whose agents are through: how, its rows tell."""
    async with db.transaction() as session:
        failed = set(await _failed(session, run_id))
        if AgentName.WRITER in failed:
            status = RunStatus.FAILED
        else:
            status = RunStatus.NEEDS_ATTENTION if failed else RunStatus.COMPLETED
        message = await _end(session, run_id, status)
    _tell([message])
    return status


async def _failed(session: AsyncSession, run_id: str) -> list[AgentName]:
    query = select(AgentPerformance.agent_type).where(
        AgentPerformance.run_id == run_id, AgentPerformance.status == AgentStatus.FAILED
    )
    return [AgentName(name) for name in (await session.exec(query)).all()]


async def end(run_id: str, status: RunStatus, error: str = "") -> None:
    """End the run: its row, its campaign's row and the event, once."""
    async with db.transaction() as session:
        message = await _end(session, run_id, status, error)
    _tell([message])


async def _end(
    session: AsyncSession, run_id: str, status: RunStatus, error: str = ""
) -> Message | None:
    run = await get(session, run_id)
    if run.status in RUN_ENDED:
        return None
    run.status, run.ended_at, run.estimated_completion = status, now(), None
    completed = status is RunStatus.COMPLETED
    run.error = "" if completed else error or await _causes(session, run_id)
    if status in (RunStatus.COMPLETED, RunStatus.NEEDS_ATTENTION):
        run.progress = 100
    session.add(run)
    return await report(session, run)


async def halt(run_id: str) -> None:
    """The segment has stopped as it was asked to: paused, cancelled, or to make room.

    Who took the wish back meanwhile finds the run in the queue again.
    """
    async with db.transaction() as session:
        run = await get(session, run_id)
        if run.status in RUN_ENDED:
            return
        _hold(run)
        session.add(run)
        message = await report(session, run)
    _tell([message])


_HALTED = {RunStatus.PAUSING: RunStatus.PAUSED, RunStatus.CANCELLING: RunStatus.CANCELLED}


async def _causes(session: AsyncSession, run_id: str) -> str:
    failed = await session.exec(
        select(AgentPerformance.error)
        .where(AgentPerformance.run_id == run_id, AgentPerformance.status == AgentStatus.FAILED)
        .order_by(col(AgentPerformance.started_at))
    )
    return " ".join(dict.fromkeys(failed.all()))


async def waiting() -> int:
    """How many runs wait for a slot."""
    async with db.reading() as session:
        count = select(func.count()).select_from(Run).where(Run.status == RunStatus.QUEUED)
        return (await session.exec(count)).one()


async def count_working() -> int:
    """How many runs hold a slot, in whichever process."""
    async with db.reading() as session:
        count = select(func.count()).select_from(Run).where(col(Run.status).in_(_WORKING))
        return (await session.exec(count)).one()
