"""Campaigns as lists show them: a page of rows in three queries, however many rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import and_
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, db
from contentflow.campaign_search import EVERYTHING, Search, cursor_after, matching, ordered
from contentflow.errors import Invalid
from contentflow.lettering import legible
from contentflow.models import AgentPerformance, Campaign, CampaignMember, Run, User
from contentflow.names import (
    AgentName,
    AgentStatus,
    CampaignStatus,
    ContentType,
    Priority,
    RunStatus,
    Visibility,
)
from contentflow.person import Person
from contentflow.view import AgentView, pending_agents

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
    visibility: Visibility
    scores: dict[str, int | None]
    version: int
    seq: int
    name: str = ""
    archived_at: datetime | None = None
    approved_version: int | None = None
    may_edit: bool = False  # the person who asked
    executions: dict[AgentName, AgentView] = field(default_factory=dict)
    run_id: str | None = None
    run_status: RunStatus | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    error: str = ""

    @property
    def shown_name(self) -> str:
        """What the campaign is called: its name, the article's title, or the topic."""
        return self.name or self.title or self.topic

    @property
    def agents(self) -> dict[AgentName, AgentStatus]:
        """The status of each of the five."""
        return {name: one.status for name, one in self.executions.items()}


@dataclass(frozen=True)
class RunningNow:
    """A campaign an agent works on at this moment."""

    id: str
    name: str
    progress: int


async def listing(
    person: Person,
    search: Search = EVERYTHING,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[CampaignRow]:
    """The campaigns a person may see that the search wants, in its order.

    Raises:
        Invalid: the cursor is not one of ours, or the limit is not 1 to 100.
    """
    if not 1 <= limit <= MOST:
        raise Invalid({"limit": f"The limit must be 1 to {MOST}."})
    mine = aliased(CampaignMember)
    member = and_(col(mine.campaign_id) == col(Campaign.id), col(mine.user_id) == person.id)
    query = (
        select(Campaign, User.name, mine.may_edit)
        .join(User, col(User.id) == col(Campaign.user_id))
        .join(mine, member, isouter=True)
    )
    query = ordered(matching(access.visible(query, person), search), search, cursor)
    async with db.reading() as session:
        found = (await session.exec(query.limit(limit + 1))).all()
        shown = found[:limit]
        rows = await rows_of(session, person, shown)
    return Page(rows, cursor_after(shown[-1][0], search) if len(found) > limit else None)


async def rows_of(
    session: AsyncSession, person: Person, found: Sequence[tuple[Campaign, str, bool | None]]
) -> list[CampaignRow]:
    """Campaigns as lists show them; each with its owner's name, and whether they let one edit."""
    ids = [campaign.id for campaign, *_ in found]
    runs = await latest_runs(session, ids)
    executions = await _executions(session, ids)
    return [
        replace(
            _row(campaign, owner, runs.get(campaign.id), executions),
            may_edit=access.may_start(person) and bool(campaign.user_id == person.id or lets),
        )
        for campaign, owner, lets in found
    ]


async def tally(person: Person, search: Search = EVERYTHING) -> dict[CampaignStatus, int]:
    """How many campaigns of each status the search finds."""
    query = select(Campaign.status, func.count()).group_by(col(Campaign.status))
    query = matching(access.visible(query, person), search)
    async with db.reading() as session:
        rows = (await session.exec(query)).all()
    return {CampaignStatus(status): count for status, count in rows}


async def owners(person: Person) -> list[tuple[str, str]]:
    """Whose campaigns the person may see: id and name, by name."""
    theirs = access.visible(select(Campaign.user_id), person)
    query = select(User.id, User.name).where(col(User.id).in_(theirs))
    async with db.reading() as session:
        rows = await session.exec(query.order_by(func.lower(User.name), col(User.id)))
        return [(user_id, legible(name)) for user_id, name in rows.all()]


async def latest_runs(session: AsyncSession, campaign_ids: Sequence[str]) -> dict[str, Run]:
    """The youngest run of each campaign that has one. Ids sort by time."""
    youngest = (
        select(func.max(Run.id))
        .where(col(Run.campaign_id).in_(campaign_ids))
        .group_by(col(Run.campaign_id))
    )
    runs = await session.exec(select(Run).where(col(Run.id).in_(youngest)))
    return {run.campaign_id: run for run in runs.all()}


Executions = dict[str, dict[AgentName, AgentView]]


async def _executions(session: AsyncSession, campaign_ids: Sequence[str]) -> Executions:
    """The latest execution of each agent, whichever run it was of, by campaign."""
    latest = (
        select(func.max(AgentPerformance.id))
        .where(
            col(AgentPerformance.campaign_id).in_(campaign_ids),
            AgentPerformance.status != AgentStatus.INTERRUPTED,
        )
        .group_by(col(AgentPerformance.campaign_id), col(AgentPerformance.agent_type))
    )
    rows = await session.exec(select(AgentPerformance).where(col(AgentPerformance.id).in_(latest)))
    found: Executions = {}
    for row in rows.all():
        found.setdefault(row.campaign_id, {})[row.agent_type] = execution_view(row)
    return found


def execution_view(row: AgentPerformance) -> AgentView:
    """An execution's row as people see it."""
    shared = {f.name for f in fields(AgentView)} & set(AgentPerformance.model_fields)
    return AgentView(**{name: getattr(row, name) for name in shared})


def _row(
    campaign: Campaign,
    owner: str,
    run: Run | None,
    executions: Executions,
) -> CampaignRow:
    worked = {
        name: one
        for name, one in executions.get(campaign.id, {}).items()
        if run and (name not in run.agents or one.run_id == run.id)  # else it waits for its turn
    }
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
        visibility=campaign.visibility,
        scores=campaign.scores,
        version=campaign.version,
        seq=campaign.seq,
        name=campaign.name,
        archived_at=campaign.archived_at,
        approved_version=campaign.approved_version,
        executions=pending_agents() | worked,
        run_id=run.id if run else None,
        run_status=run.status if run else None,
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
    return [RunningNow(row.id, row.name or row.title or row.topic, row.progress) for row in rows]


async def count(person: Person) -> int:
    """How many campaigns the person may see, without the archive."""
    return sum((await tally(person)).values())
