"""A batch as its page shows it: how far it is, how fast it goes, what it costs, what slows it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, db, options
from contentflow.batches import listing, rights
from contentflow.batches.listing import OPEN, BatchRow
from contentflow.batches.spending import Spent, spent
from contentflow.models import AgentPerformance, Campaign, Run, now
from contentflow.names import AgentName, AgentStatus, BatchStatus, CampaignStatus, RunStatus
from contentflow.person import Person

EXPECTED = "seconds"  # in a batch's settings: a campaign's, as estimated before the start
_WINDOW = timedelta(hours=1)  # of the throughput
_ENDED = (RunStatus.COMPLETED, RunStatus.NEEDS_ATTENTION, RunStatus.FAILED)


@dataclass(frozen=True)
class Pace:
    """What its agents took so far: seconds of work a campaign, and the slowest agent's own."""

    seconds: float | None = None
    slowest: AgentName | None = None
    slowest_seconds: float = 0.0


@dataclass(frozen=True)
class Figures:
    """A batch with its figures. `seconds_left` is None while nothing is known or nothing goes on.

    `per_hour` are campaigns ended, None before one has. `steers`: it is the person's to steer.
    """

    row: BatchRow
    spent: Spent
    steers: bool
    working: int = 0
    per_hour: float | None = None
    seconds_left: float | None = None
    pace: Pace = Pace()


async def show(person: Person, batch_id: str) -> Figures:
    """One started batch with its figures, of what the person may see.

    Raises:
        NotFound: it does not exist, or not for them.
    """
    async with db.reading() as session:
        batch = await rights.seen(session, person, batch_id)
        row = await listing.row_of(session, person, batch)
        pace = await _pace(session, person, batch_id)
        working = row.counts.get(CampaignStatus.GENERATING, 0)
        return Figures(
            row=row,
            spent=await spent(session, batch_id),
            steers=batch.user_id == person.id and access.may_start(person),
            working=working,
            per_hour=await _per_hour(session, batch_id),
            seconds_left=await _left(row, pace, working),
            pace=pace,
        )


async def _pace(session: AsyncSession, person: Person, batch_id: str) -> Pace:
    """Of executions that did the work themselves; what came from the cache tells nothing."""
    query = (
        select(AgentPerformance.agent_type, func.count(), func.sum(AgentPerformance.duration_ms))
        .join(Campaign, col(Campaign.id) == col(AgentPerformance.campaign_id))
        .where(
            Campaign.batch_id == batch_id,
            AgentPerformance.status == AgentStatus.COMPLETED,
            col(AgentPerformance.cache_hit).is_(False),
            col(AgentPerformance.duration_ms).is_not(None),
        )
        .group_by(col(AgentPerformance.agent_type))
    )
    rows = (await session.exec(access.visible(query, person))).all()
    means = {AgentName(agent): int(ms or 0) / 1000 / count for agent, count, ms in rows}
    if not means:
        return Pace()
    slowest = max(means, key=lambda agent: means[agent])
    whole = sum(means.values()) if len(means) == len(AgentName) else None
    return Pace(whole, slowest, means[slowest])


async def _per_hour(session: AsyncSession, batch_id: str) -> float | None:
    """Campaigns ended within the last hour, or since the first began where that is less."""
    moment = now()
    ended = col(Run.status).in_(_ENDED) & (col(Run.ended_at) > moment - _WINDOW)
    query = select(func.count().filter(ended), func.min(Run.started_at)).where(
        Run.batch_id == batch_id
    )
    count, began = (await session.exec(query)).one()
    if not count or began is None:
        return None
    hours = min(_WINDOW, moment - began).total_seconds() / 3600
    return count / max(hours, 1 / 3600)


async def _left(row: BatchRow, pace: Pace, working: int) -> float | None:
    """The work that is left, done by as many at once as work now, or as may.

    Before all five agents have shown what they take, what was expected serves.
    """
    each = pace.seconds or row.settings.get(EXPECTED)
    waiting = sum(row.counts.get(status, 0) for status in OPEN)
    if not each or not waiting or row.status is not BatchStatus.RUNNING:
        return None
    whole = row.campaigns * (100 - row.progress) / 100
    at_once = working or await options.runs_at_once()
    return float(each) * whole / min(waiting, at_once)
