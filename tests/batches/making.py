"""Batches as rows: made by the service, with pasts that an engine would have left."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from contentflow import accounts, db
from contentflow.batches import creation, drafts, tables
from contentflow.batches.creation import Order
from contentflow.batches.drafts import Draft
from contentflow.batches.terms import Terms
from contentflow.briefs import validate
from contentflow.models import AgentPerformance, Batch, Campaign, Run, RunEvent, now
from contentflow.names import AGENT_ORDER, AgentName, AgentStatus, Role, RunStatus
from contentflow.person import Person
from contentflow.view import CAMPAIGN_STATUS

PASSWORD = "correct horse battery"


def order(count: int = 3, terms: Terms | None = None, **brief: Any) -> Order:
    """So many briefs, with these terms."""
    given = {"priority": "background", "target_words": 200, **brief}
    briefs = [validate({"topic": f"Topic {number}", **given}) for number in range(1, count + 1)]
    return Order(tuple(briefs), terms or Terms("Fifty articles"))


async def made(person: Person, count: int = 3, terms: Terms | None = None, **brief: Any) -> str:
    """A batch whose runs wait; its id."""
    return await creation.create(person, order(count, terms, **brief))


async def kept(person: Person, text: str = "Topic,Words\nDesks,300\nLamps,\n") -> Draft:
    """A table that was sent and not started."""
    return await drafts.keep(person, tables.read("plan.csv", text.encode()), "plan.csv")


async def campaigns_of(batch_id: str) -> list[Campaign]:
    query = select(Campaign).where(Campaign.batch_id == batch_id)
    async with db.reading() as session:
        return list((await session.exec(query.order_by(col(Campaign.batch_row)))).all())


async def runs_of(batch_id: str) -> list[Run]:
    """Its runs, in the order of their rows and then their making."""
    query = (
        select(Run)
        .join(Campaign, col(Campaign.id) == col(Run.campaign_id))
        .where(Campaign.batch_id == batch_id)
        .order_by(col(Campaign.batch_row), col(Run.id))
    )
    async with db.reading() as session:
        return list((await session.exec(query)).all())


async def events_of(campaign_id: str) -> list[RunEvent]:
    query = select(RunEvent).where(RunEvent.campaign_id == campaign_id)
    async with db.reading() as session:
        return list((await session.exec(query.order_by(col(RunEvent.seq)))).all())


async def batch_of(batch_id: str) -> Batch:
    async with db.reading() as session:
        return await session.get_one(Batch, batch_id)


async def stands(
    run: Run, status: RunStatus, *failed: AgentName, cost: float | None = 0.01, **campaign: Any
) -> None:
    """Let a run stand so, with its agents' executions; those after a failed Writer never began."""
    moment = now()
    async with db.transaction() as session:
        row = await session.get_one(Run, run.id)
        row.status, row.started_at = status, row.started_at or moment - timedelta(minutes=2)
        if status not in (RunStatus.QUEUED, RunStatus.RUNNING):
            row.ended_at = moment
        its = await session.get_one(Campaign, run.campaign_id)
        its.status, its.cost_usd = CAMPAIGN_STATUS[status], cost
        for name, value in campaign.items():
            setattr(its, name, value)
        session.add_all([row, its])
        begun = [AgentName.WRITER] if AgentName.WRITER in failed else list(AGENT_ORDER)
        for agent in begun if status in _WORKED else []:
            session.add(_execution(row, agent, failed, cost))


_WORKED = (RunStatus.COMPLETED, RunStatus.NEEDS_ATTENTION, RunStatus.FAILED)


def _execution(
    run: Run, agent: AgentName, failed: tuple[AgentName, ...], cost: float | None
) -> AgentPerformance:
    return AgentPerformance(
        run_id=run.id,
        campaign_id=run.campaign_id,
        agent_type=agent,
        status=AgentStatus.FAILED if agent in failed else AgentStatus.COMPLETED,
        model="scripted",
        model_calls=2,
        cost_usd=cost,
        duration_ms=10_000 if agent is AgentName.QUALITY else 4_000,
        ended_at=now(),
    )


async def somebody(email: str = "maya@example.com") -> Person:
    """An editor, where no fixture makes one."""
    return (await accounts.create_user(email, Role.EDITOR, PASSWORD))[0]
