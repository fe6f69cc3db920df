"""Batches as the engine meets them: paused ones give way, a used-up budget stops, ends are told."""

from sqlalchemy import ColumnElement, exists, update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, live, notifications
from contentflow.batches import spending
from contentflow.batches.listing import OPEN, Counts
from contentflow.engine import lifecycle, stopping
from contentflow.engine.journal import Work
from contentflow.live import Message
from contentflow.models import Batch, Campaign, Run, now
from contentflow.names import BatchStatus, CampaignStatus, RunStatus

_GOING = (BatchStatus.RUNNING, BatchStatus.PAUSED)
_TOLD = {  # in the order in which they are said
    CampaignStatus.COMPLETED: "completed",
    CampaignStatus.NEEDS_ATTENTION: "to look at",
    CampaignStatus.FAILED: "failed",
    CampaignStatus.CANCELLED: "cancelled",
}


async def check_budget(session: AsyncSession, work: Work) -> Message | None:
    """In the transaction that ends an agent: has its batch used up its budget just now?"""
    return await spending.check(session, work.run_id)


def stop(work: Work, paused: Message | None) -> None:
    """After the commit: when the batch was paused, begin no other agent of this run, nor of any."""
    if paused is not None:
        stopping.make_room(work.run_id)
        live.publish(live.EVERYTHING, paused)
        lifecycle.changed.set()


async def tend() -> None:
    """Let runs of paused batches give way at their next agent; end batches that are through."""
    async with db.reading() as session:
        if not (await session.exec(select(Batch.id).where(_going()).limit(1))).first():
            return
        busy = (await session.exec(select(Run.id).where(*_of_paused()).limit(1))).first()
        over = (await session.exec(select(Batch.id).where(_going(), _is_through()))).all()
    if not busy and not over:
        return
    async with db.alone("admission") as session:
        await session.exec(update(Run).where(*_of_paused()).values(yields=True))
        for batch_id in over:
            await _end(session, batch_id)
    for batch_id in over:
        live.publish(live.EVERYTHING, spending.message(batch_id))


def _going() -> ColumnElement[bool]:
    return col(Batch.status).in_(_GOING)


def _of_paused() -> tuple[ColumnElement[bool], ...]:
    paused = select(Batch.id).where(Batch.status == BatchStatus.PAUSED)
    return (
        col(Run.status) == RunStatus.RUNNING,
        col(Run.batch_id).in_(paused),
        col(Run.yields).is_(False),
    )


def _is_through() -> ColumnElement[bool]:
    """Every campaign's latest run has ended; what was deleted does not count."""
    left = exists().where(
        col(Campaign.batch_id) == col(Batch.id),
        col(Campaign.status).in_(OPEN),
        col(Campaign.deleted_at).is_(None),
    )
    return ~left


async def _end(session: AsyncSession, batch_id: str) -> None:
    query = select(Batch).where(Batch.id == batch_id, _going(), _is_through())
    batch = (await session.exec(query.with_for_update())).first()
    if batch is None:  # somebody ran a campaign again meanwhile
        return
    batch.status, batch.reason, batch.ended_at = BatchStatus.COMPLETED, "", now()
    session.add(batch)
    counts = await _counts(session, batch_id)
    failed = counts.get(CampaignStatus.FAILED, 0) + counts.get(CampaignStatus.NEEDS_ATTENTION, 0)
    told = ", ".join(f"{counts[one]:,} {said}" for one, said in _TOLD.items() if one in counts)
    await notifications.tell_batch(session, batch, "warn" if failed else "completed", told)


async def _counts(session: AsyncSession, batch_id: str) -> Counts:
    query = select(Campaign.status, func.count()).where(
        Campaign.batch_id == batch_id, col(Campaign.deleted_at).is_(None)
    )
    rows = (await session.exec(query.group_by(col(Campaign.status)))).all()
    return {CampaignStatus(status): count for status, count in rows}
