"""Batches as the engine meets them: held by a pause or a used-up budget, ended when through."""

from sqlalchemy import ColumnElement, exists
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, live, notifications
from contentflow.batches import spending
from contentflow.batches.listing import OPEN, Counts
from contentflow.engine.journal import Work
from contentflow.live import Message
from contentflow.models import Batch, Campaign, Run, now
from contentflow.names import BatchStatus, CampaignStatus

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


def tell(paused: Message | None) -> None:
    """After the commit: say that the batch was paused."""
    if paused is not None:
        live.publish(live.EVERYTHING, paused)


async def holds(session: AsyncSession, run_id: str) -> bool:
    """Whether the run's batch is paused: then it gives way, and begins no other agent."""
    query = select(Run.id).join(Batch, col(Batch.id) == col(Run.batch_id))
    query = query.where(Run.id == run_id, Batch.status == BatchStatus.PAUSED)
    return (await session.exec(query)).first() is not None


async def end_through() -> None:
    """End the batches whose campaigns have all ended, and tell who made them."""
    async with db.reading() as session:
        over = (await session.exec(select(Batch.id).where(_going(), _is_through()))).all()
    for batch_id in over:
        async with db.transaction() as session:
            await _end(session, batch_id)
        live.publish(live.EVERYTHING, spending.message(batch_id))


def _going() -> ColumnElement[bool]:
    return col(Batch.status).in_(_GOING)


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
