"""Campaigns as lists show them: a page of rows in three queries, however many rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, db
from contentflow.accounts import Person
from contentflow.errors import Invalid
from contentflow.models import AgentPerformance, Campaign, Run, User
from contentflow.names import (
    AGENT_ORDER,
    AgentName,
    AgentStatus,
    CampaignStatus,
    ContentType,
    Priority,
)

MOST = 100
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items and where the next ones begin; None when there are no more."""

    items: list[T]
    next_cursor: str | None = None


@dataclass(frozen=True)
class CampaignRow:
    """One campaign in a list; the agents are those of its latest run."""

    id: str
    title: str
    topic: str
    content_type: ContentType
    status: CampaignStatus
    progress: int
    priority: Priority
    owner_id: str
    owner_name: str
    estimated_completion: datetime | None
    created_at: datetime
    overall: int | None
    cost_usd: float | None
    agents: dict[AgentName, AgentStatus] = field(default_factory=dict)
    run_id: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    error: str = ""


@dataclass(frozen=True)
class RunningNow:
    """A campaign an agent works on at this moment."""

    id: str
    title: str
    topic: str
    progress: int


async def listing(
    person: Person, *, cursor: str | None = None, limit: int = 50
) -> Page[CampaignRow]:
    """The campaigns a person may see, the youngest first.

    Raises:
        Invalid: the cursor is not one of ours, or the limit is not 1 to 100.
    """
    _check(cursor, limit)
    query = select(Campaign, User.name).join(User, col(User.id) == col(Campaign.user_id))
    query = access.visible(query, person).order_by(col(Campaign.id).desc()).limit(limit + 1)
    if cursor:
        query = query.where(col(Campaign.id) < cursor)
    async with db.reading() as session:
        found = (await session.exec(query)).all()
        shown = found[:limit]
        runs = await latest_runs(session, [campaign.id for campaign, _ in shown])
        agents = await _agents(session, [run.id for run in runs.values()])
    rows = [_row(campaign, owner, runs.get(campaign.id), agents) for campaign, owner in shown]
    return Page(rows, rows[-1].id if len(found) > limit else None)


def _check(cursor: str | None, limit: int) -> None:
    if not 1 <= limit <= MOST:
        raise Invalid({"limit": f"The limit must be 1 to {MOST}."})
    if cursor is None:
        return
    try:
        UUID(cursor)
    except ValueError as error:
        raise Invalid({"cursor": "Use the next_cursor of the page before."}) from error


async def latest_runs(session: AsyncSession, campaign_ids: Sequence[str]) -> dict[str, Run]:
    """The youngest run of each campaign that has one. Ids sort by time."""
    youngest = (
        select(func.max(Run.id))
        .where(col(Run.campaign_id).in_(campaign_ids))
        .group_by(col(Run.campaign_id))
    )
    runs = await session.exec(select(Run).where(col(Run.id).in_(youngest)))
    return {run.campaign_id: run for run in runs.all()}


async def _agents(
    session: AsyncSession, run_ids: Sequence[str]
) -> dict[str, dict[AgentName, AgentStatus]]:
    query = (
        select(AgentPerformance.run_id, AgentPerformance.agent_type, AgentPerformance.status)
        .where(
            col(AgentPerformance.run_id).in_(run_ids),
            AgentPerformance.status != AgentStatus.INTERRUPTED,
        )
        .order_by(col(AgentPerformance.round), col(AgentPerformance.attempt))
    )
    by_run: dict[str, dict[AgentName, AgentStatus]] = {}
    for run_id, agent, status in (await session.exec(query)).all():
        by_run.setdefault(run_id, {})[AgentName(agent)] = AgentStatus(status)
    return by_run


def _row(
    campaign: Campaign,
    owner: str,
    run: Run | None,
    agents: dict[str, dict[AgentName, AgentStatus]],
) -> CampaignRow:
    worked = agents.get(run.id, {}) if run else {}
    return CampaignRow(
        id=campaign.id,
        title=campaign.title,
        topic=campaign.topic,
        content_type=campaign.content_type,
        status=campaign.status,
        progress=campaign.progress,
        priority=campaign.priority,
        owner_id=campaign.user_id,
        owner_name=owner,
        estimated_completion=campaign.estimated_completion,
        created_at=campaign.created_at,
        overall=campaign.overall,
        cost_usd=campaign.cost_usd,
        agents={name: worked.get(name, AgentStatus.PENDING) for name in AGENT_ORDER},
        run_id=run.id if run else None,
        started_at=run.started_at if run else None,
        ended_at=run.ended_at if run else None,
        error=run.error if run else "",
    )


async def running(person: Person) -> list[RunningNow]:
    """What is being generated at this moment, of what the person may see."""
    query = select(Campaign).where(Campaign.status == CampaignStatus.GENERATING)
    query = access.visible(query, person).order_by(col(Campaign.id)).limit(MOST)
    async with db.reading() as session:
        rows = (await session.exec(query)).all()
    return [RunningNow(row.id, row.title, row.topic, row.progress) for row in rows]


async def count(person: Person) -> int:
    """How many campaigns the person may see."""
    query = access.visible(select(func.count()).select_from(Campaign), person)
    async with db.reading() as session:
        return (await session.exec(query)).one()
