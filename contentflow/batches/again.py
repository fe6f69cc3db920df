"""What failed in a batch is run again in one go: each campaign's failed agents, nothing else."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import brief_rows, timeline
from contentflow.batches.selection import Ids, checked, edits
from contentflow.batches.steering import held, refuse_used_up, tell
from contentflow.briefs import as_data
from contentflow.errors import Conflict
from contentflow.live import Message
from contentflow.models import AgentPerformance, Batch, Campaign, Run, SourceRow, now
from contentflow.names import AgentName, AgentStatus, BatchStatus, CampaignStatus
from contentflow.person import Person
from contentflow.runs import status_event

FAILED = (CampaignStatus.FAILED, CampaignStatus.NEEDS_ATTENTION)
_DONE = (AgentStatus.COMPLETED, AgentStatus.SKIPPED)
_AT_ONCE = 100
Latest = dict[str, tuple[Run, set[AgentName]]]  # by campaign: its last run, its agents to run


async def retry(person: Person, batch_id: str, campaign_ids: Ids | None = None) -> int:
    """Run again what failed, of all campaigns or of those named; returns how many campaigns.

    After a failed Writer come all agents that could not start. An ended batch runs again; a paused
    one keeps waiting. Wake the engine afterwards.

    Raises:
        NotFound, Forbidden: it is not theirs to steer.
        Conflict: nothing failed, or the budget is used up.
        Invalid: these are no ids.
    """
    which = col(Campaign.batch_id) == batch_id
    if campaign_ids is not None:
        which &= col(Campaign.id).in_(checked(campaign_ids))
    messages: list[Message] = []
    async with held(person, batch_id) as (session, batch):
        await refuse_used_up(session, batch)
        failed = await _failed(session, person, which)
        if not failed:
            raise Conflict("Nothing that you may run again has failed.")
        for start in range(0, len(failed), _AT_ONCE):
            messages += await _run_again(session, person, batch, failed[start : start + _AT_ONCE])
        if batch.status is not BatchStatus.PAUSED:
            batch.status, batch.reason, batch.ended_at = BatchStatus.RUNNING, "", None
    tell(batch_id, messages)
    return len(failed)


async def _failed(
    session: AsyncSession, person: Person, which: ColumnElement[bool]
) -> Sequence[Campaign]:
    query = select(Campaign).where(which, edits(person), col(Campaign.status).in_(FAILED))
    rows = await session.exec(query.order_by(col(Campaign.batch_row)).with_for_update())
    return rows.all()


async def _run_again(
    session: AsyncSession, person: Person, batch: Batch, campaigns: Sequence[Campaign]
) -> list[Message]:
    ids = [campaign.id for campaign in campaigns]
    latest = await _latest(session, ids)
    sources = await _sources(session, ids)
    runs = [
        _run(person, batch, campaign, latest[campaign.id], sources.get(campaign.id, []))
        for campaign in campaigns
    ]
    for campaign, run in zip(campaigns, runs, strict=True):
        campaign.status, campaign.progress = CampaignStatus.QUEUED, 0
        campaign.cost_usd, campaign.estimated_completion = 0.0, None
        session.add_all([campaign, run])
    await session.flush()
    events = [(run.campaign_id, run.id, status_event(run, 0.0, person)) for run in runs]
    return await timeline.append_to_each(session, events)


def _run(
    person: Person,
    batch: Batch,
    campaign: Campaign,
    latest: tuple[Run, set[AgentName]],
    sources: list[SourceRow],
) -> Run:
    before, open_ = latest
    again = open_ or set(before.agents)
    return Run(
        campaign_id=campaign.id,
        user_id=person.id,
        batch_id=batch.id,
        priority=campaign.priority,
        steps=[[name.value] for name in before.agents if name in again],
        base_version=campaign.version,
        brief=as_data(brief_rows.brief_of(campaign, sources)),
        queued_at=now(),
    )


async def _latest(session: AsyncSession, ids: Sequence[str]) -> Latest:
    """The last run of each campaign and which of its agents are not done."""
    youngest = (
        select(func.max(Run.id)).where(col(Run.campaign_id).in_(ids)).group_by(col(Run.campaign_id))
    )
    runs = (await session.exec(select(Run).where(col(Run.id).in_(youngest)))).all()
    done = await _done(session, [run.id for run in runs])
    return {run.campaign_id: (run, set(run.agents) - done.get(run.id, set())) for run in runs}


async def _done(session: AsyncSession, run_ids: Iterable[str]) -> dict[str, set[AgentName]]:
    query = select(AgentPerformance.run_id, AgentPerformance.agent_type).where(
        col(AgentPerformance.run_id).in_(run_ids), col(AgentPerformance.status).in_(_DONE)
    )
    done: dict[str, set[AgentName]] = {}
    for run_id, agent in (await session.exec(query)).all():
        done.setdefault(run_id, set()).add(AgentName(agent))
    return done


async def _sources(session: AsyncSession, ids: Sequence[str]) -> dict[str, list[SourceRow]]:
    query = select(SourceRow).where(col(SourceRow.campaign_id).in_(ids))
    found: dict[str, list[SourceRow]] = {}
    for row in (await session.exec(query.order_by(col(SourceRow.position)))).all():
        found.setdefault(row.campaign_id, []).append(row)
    return found
