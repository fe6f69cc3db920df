"""What a batch has cost, held against what it may cost, whenever one of its agents ends."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import notifications
from contentflow.live import Message
from contentflow.models import AgentPerformance, Batch, Campaign, Run
from contentflow.names import AgentStatus, BatchStatus

_NOT_ENDED = (AgentStatus.INTERRUPTED, AgentStatus.RUNNING)


@dataclass(frozen=True)
class Spent:
    """USD of the agents that have ended; `unpriced` counts those whose model has no known price."""

    usd: float = 0.0
    unpriced: int = 0


async def spent(session: AsyncSession, batch_id: str) -> Spent:
    """What the agents of a batch's campaigns have cost, whoever started them."""
    priceless = col(AgentPerformance.cost_usd).is_(None) & (col(AgentPerformance.model_calls) > 0)
    ended = col(AgentPerformance.status).not_in(_NOT_ENDED)
    query = (
        select(
            func.coalesce(func.sum(AgentPerformance.cost_usd), 0.0),
            func.count().filter(priceless & ended),
        )
        .select_from(AgentPerformance)
        .join(Campaign, col(Campaign.id) == col(AgentPerformance.campaign_id))
        .where(Campaign.batch_id == batch_id, or_(ended, _was_the_last()))
    )
    usd, unpriced = (await session.exec(query)).one()
    return Spent(round(usd or 0.0, 6), unpriced)


def _was_the_last() -> ColumnElement[bool]:
    """Stopped in the middle and not taken up: a later attempt counts what this one cost."""
    later = aliased(AgentPerformance)
    return and_(
        col(AgentPerformance.status) == AgentStatus.INTERRUPTED,
        ~exists().where(
            col(later.run_id) == col(AgentPerformance.run_id),
            col(later.agent_type) == col(AgentPerformance.agent_type),
            col(later.round) == col(AgentPerformance.round),
            col(later.attempt) > col(AgentPerformance.attempt),
        ),
    )


async def check(session: AsyncSession, run_id: str) -> Message | None:
    """Pause the run's batch when its budget is used up, in the transaction that ends an agent.

    Gives what to publish when it was paused just now. Agents at work at that moment end their
    work, so the cost can pass the budget by theirs.
    """
    query = (
        select(Batch)
        .join(Run, col(Run.batch_id) == col(Batch.id))
        .where(
            Run.id == run_id,
            Batch.status == BatchStatus.RUNNING,
            col(Batch.budget_usd).is_not(None),
        )
    )
    batch = (await session.exec(query.with_for_update(of=Batch))).first()
    if batch is None:
        return None
    reason = used_up(batch, await spent(session, batch.id))
    if not reason:
        return None
    batch.status, batch.reason = BatchStatus.PAUSED, reason
    session.add(batch)
    await notifications.tell_batch(session, batch, "warn", reason)
    return message(batch.id)


def used_up(batch: Batch, found: Spent) -> str:
    """Why a batch may not go on with its budget, in words; "" when it may."""
    if batch.budget_usd is None:
        return ""
    if found.unpriced:
        return "The model's price is not known, so the budget cannot be kept."
    if found.usd >= batch.budget_usd:
        return f"The budget of ${batch.budget_usd:,.2f} is used up: ${found.usd:,.2f} so far."
    return ""


def message(batch_id: str) -> Message:
    """What the hub tells of a change to a batch, on EVERYTHING."""
    return {"type": "batch", "campaign_id": "", "batch_id": batch_id}
