"""What a run is compared with: an earlier run of its campaign, or the median of similar ones."""

from collections.abc import Mapping, Sequence
from statistics import median

from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow.chronicle_shapes import AgentTime, Comparison, RunHead, Usual
from contentflow.config import config
from contentflow.models import AgentPerformance, Campaign
from contentflow.names import AgentName, AgentStatus

_RUNS_BACK = 20
_MOST_LOOKED_AT = 500  # executions
_AS_LONG = 2.0  # similar are articles of half to twice the wished words


async def find(
    session: AsyncSession, campaign: Campaign, runs: Sequence[RunHead], agents: Sequence[AgentTime]
) -> Comparison | None:
    """What the last of these runs is compared with; None when nothing like it was done before."""
    return await _earlier(session, runs) or await _similar(session, campaign, agents)


def laid_out(
    steps: Sequence[Sequence[str]], seconds: Mapping[AgentName, float]
) -> dict[AgentName, tuple[float, float]]:
    """From when to when each agent would work that needs so many seconds: step after step."""
    spans: dict[AgentName, tuple[float, float]] = {}
    start = 0.0
    for step in steps:
        known = [AgentName(name) for name in step if AgentName(name) in seconds]
        spans |= {name: (start, start + seconds[name]) for name in known}
        start = max([start, *(spans[name][1] for name in known)])
    return spans


def whole(comparison: Comparison, steps: Sequence[Sequence[str]]) -> float:
    """The seconds that these steps would take like this."""
    spans = laid_out(steps, {name: usual.seconds for name, usual in comparison.agents.items()})
    return max((end for _, end in spans.values()), default=0.0)


async def _earlier(session: AsyncSession, runs: Sequence[RunHead]) -> Comparison | None:
    """The nearest run before it in which one of its agents did its work and was not spared it."""
    *before, run = runs[-_RUNS_BACK:]
    query = select(AgentPerformance).where(
        col(AgentPerformance.run_id).in_([one.id for one in before]),
        col(AgentPerformance.agent_type).in_(run.agents),
    )
    rows = (await session.exec(query)).all() if before else []
    for earlier in reversed(before):
        worked = _worked([row for row in rows if row.run_id == earlier.id])
        if worked:
            return Comparison(worked, earlier.id, earlier.number)
    return None


def _worked(rows: Sequence[AgentPerformance]) -> dict[AgentName, Usual]:
    """The seconds of the agents that came to their end by working, pauses left out."""
    done = {row.agent_type for row in rows if row.status is AgentStatus.COMPLETED}
    spared = {row.agent_type for row in rows if row.cache_hit}
    sums: dict[AgentName, float] = {}
    for row in rows:
        if row.agent_type in done - spared and row.duration_ms is not None:
            sums[row.agent_type] = sums.get(row.agent_type, 0.0) + row.duration_ms / 1000
    return {agent: Usual(seconds) for agent, seconds in sums.items()}


async def _similar(
    session: AsyncSession, campaign: Campaign, agents: Sequence[AgentTime]
) -> Comparison | None:
    """The median over other campaigns of the same type and about the same length, by agent.

    Of each campaign the latest execution counts that was neither interrupted nor from the cache.
    """
    alike = [
        and_(
            col(AgentPerformance.agent_type) == one.agent,
            col(AgentPerformance.model) == _model_of(one),
        )
        for one in agents
    ]
    query = (
        select(
            AgentPerformance.agent_type, AgentPerformance.campaign_id, AgentPerformance.duration_ms
        )
        .join(Campaign, col(Campaign.id) == col(AgentPerformance.campaign_id))
        .where(
            or_(*alike),
            Campaign.id != campaign.id,
            Campaign.content_type == campaign.content_type,
            col(Campaign.target_words).between(
                campaign.target_words / _AS_LONG, campaign.target_words * _AS_LONG
            ),
            AgentPerformance.status == AgentStatus.COMPLETED,
            AgentPerformance.attempt == 1,
            AgentPerformance.round == 0,
            col(AgentPerformance.cache_hit).is_(False),
            col(AgentPerformance.duration_ms).is_not(None),
        )
        .order_by(col(AgentPerformance.started_at).desc())
        .limit(_MOST_LOOKED_AT)
    )
    latest: dict[AgentName, dict[str, int]] = {}
    for agent, campaign_id, milliseconds in (await session.exec(query)).all():
        latest.setdefault(AgentName(agent), {}).setdefault(campaign_id, milliseconds or 0)
    return _median(latest)


def _model_of(agent: AgentTime) -> str:
    """The model it works with, or would."""
    return agent.executions[-1].model if agent.executions else config().model_for(agent.agent)


def _median(latest: Mapping[AgentName, Mapping[str, int]]) -> Comparison | None:
    if not latest:
        return None
    usual = {
        agent: Usual(median(found.values()) / 1000, len(found)) for agent, found in latest.items()
    }
    campaigns = {campaign for found in latest.values() for campaign in found}
    return Comparison(usual, campaigns=len(campaigns))
