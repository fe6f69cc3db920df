"""The rows of runs as the engine moves them: admitted, ended, handed on."""

import asyncio

from sqlalchemy import case
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, live
from contentflow.engine import execution
from contentflow.models import AgentPerformance, Run, now
from contentflow.names import RUN_ENDED, AgentName, AgentStatus, Priority, RunStatus
from contentflow.runs import report

_WORKING = (RunStatus.RUNNING, RunStatus.PAUSING, RunStatus.CANCELLING)
changed = asyncio.Event()  # set when a run was made or a slot became free
_RANK = {Priority.URGENT: 0, Priority.STANDARD: 1, Priority.BACKGROUND: 2}


async def get(session: AsyncSession, run_id: str) -> Run:
    """The run's row; it exists."""
    return await session.get_one(Run, run_id)


async def admit(slots: int) -> list[Run]:
    """Give free slots to waiting runs: urgent first, then who has fewest running, then age."""
    messages = []
    async with db.transaction() as session:
        busy = await _busy(session)
        admitted: list[Run] = []
        while len(busy) + len(admitted) < slots:
            run = await _next(session, [*busy, *admitted])
            if run is None:
                break
            run.enqueued_segment, run.status = run.segment, RunStatus.RUNNING
            run.started_at = run.started_at or now()
            await session.flush()
            messages.append(await report(session, run))
            admitted.append(run)
    for message in filter(None, messages):
        live.publish(message["campaign_id"], message)
    return admitted


async def _busy(session: AsyncSession) -> list[Run]:
    found = await session.exec(select(Run).where(col(Run.status).in_(_WORKING)))
    return list(found.all())


async def _next(session: AsyncSession, busy: list[Run]) -> Run | None:
    running = [run.user_id for run in busy]
    waiting = select(Run.user_id).where(Run.status == RunStatus.QUEUED).group_by(col(Run.user_id))
    people = (await session.exec(waiting)).all()
    fewest = case(
        {person: running.count(person) for person in people}, value=col(Run.user_id), else_=0
    )
    rank = case(*((col(Run.priority) == one, number) for one, number in _RANK.items()), else_=1)
    query = select(Run).where(Run.status == RunStatus.QUEUED)
    if people:
        query = query.order_by(rank, fewest, col(Run.queued_at), col(Run.id))
    return (await session.exec(query.limit(1))).first()


async def working() -> list[Run]:
    """Runs that hold a slot."""
    async with db.reading() as session:
        return await _busy(session)


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
        run.enqueued_segment = run.segment
        session.add(run)
    return run


async def finish(run_id: str) -> RunStatus:
    """End a run whose agents are through: how, its rows tell."""
    async with db.reading() as session:
        failed = set(await _failed(session, run_id))
    if AgentName.WRITER in failed:
        status = RunStatus.FAILED
    else:
        status = RunStatus.NEEDS_ATTENTION if failed else RunStatus.COMPLETED
    await end(run_id, status)
    return status


async def _failed(session: AsyncSession, run_id: str) -> list[AgentName]:
    query = select(AgentPerformance.agent_type).where(
        AgentPerformance.run_id == run_id, AgentPerformance.status == AgentStatus.FAILED
    )
    return [AgentName(name) for name in (await session.exec(query)).all()]


async def end(run_id: str, status: RunStatus, error: str = "") -> None:
    """End the run: its row, its campaign's row and the event, once."""
    async with db.transaction() as session:
        run = await get(session, run_id)
        if run.status in RUN_ENDED:
            return
        run.status, run.ended_at, run.estimated_completion = status, now(), None
        run.error = error or await _causes(session, run_id)
        if status in (RunStatus.COMPLETED, RunStatus.NEEDS_ATTENTION):
            run.progress = 100
        session.add(run)
        await session.flush()
        message = await report(session, run)
    changed.set()
    if message:
        live.publish(run.campaign_id, message)


async def halt(run_id: str) -> None:
    """The segment has stopped as it was asked to: paused or cancelled.

    Who took the wish back meanwhile finds the run in the queue again.
    """
    async with db.transaction() as session:
        run = await get(session, run_id)
        if run.status in RUN_ENDED:
            return
        run.status = _HALTED.get(run.status, RunStatus.QUEUED)
        run.segment += 1
        run.estimated_completion = None
        if run.status is RunStatus.CANCELLED:
            run.ended_at = now()
        else:
            run.queued_at = now()
        session.add(run)
        await session.flush()
        message = await report(session, run)
    changed.set()
    if message:
        live.publish(run.campaign_id, message)


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
