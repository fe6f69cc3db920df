"""How long and how much, from this installation's own finished executions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median, quantiles

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db
from contentflow.config import config
from contentflow.models import AgentPerformance, Campaign
from contentflow.names import AGENT_ORDER, AgentName, AgentStatus, ContentType

_HISTORY = 20  # executions looked at per agent
# Where there is no history: seconds per agent for 500 words, measured on two cores with the demo
# model and on a hosted model. The Writer's grows with the length.
_DEMO_SECONDS = {"writer": 40.0, "seo": 15.0, "brand": 10.0, "quality": 20.0, "geo": 15.0}
_HOSTED_SECONDS = {"writer": 25.0, "seo": 12.0, "brand": 8.0, "quality": 15.0, "geo": 12.0}
_TYPICAL_WORDS = 500


@dataclass(frozen=True)
class AgentEstimate:
    """One agent's expected seconds and cost (typical, low, high); `runs` says from how many."""

    agent: AgentName
    seconds: float
    low_seconds: float
    high_seconds: float
    cost_usd: float | None
    runs: int
    low_cost_usd: float | None = None
    high_cost_usd: float | None = None


@dataclass(frozen=True)
class Estimate:
    """A whole run: seconds (typical and range), USD or None when unknown, and its agents."""

    total_seconds: float
    low_seconds: float
    high_seconds: float
    cost_usd: float | None
    runs: int  # the fewest past executions any agent's figure rests on; 0: typical values
    agents: list[AgentEstimate]


async def estimate(content_type: ContentType, target_words: int) -> Estimate:
    """What a run of the five agents, one after the other, will take with the models now set."""
    return await estimate_steps([[agent] for agent in AGENT_ORDER], target_words)


async def estimate_steps(steps: Sequence[Sequence[AgentName]], target_words: int) -> Estimate:
    """What a run of these steps will take; the slowest agent of a step decides its time."""
    each = await estimate_agents([agent for step in steps for agent in step], target_words)
    found = [[each[agent] for agent in step] for step in steps]
    agents = [one for step in found for one in step]
    costs = [one.cost_usd for one in agents]
    known = [cost for cost in costs if cost is not None]
    return Estimate(
        total_seconds=sum(max(one.seconds for one in step) for step in found),
        low_seconds=sum(max(one.low_seconds for one in step) for step in found),
        high_seconds=sum(max(one.high_seconds for one in step) for step in found),
        cost_usd=sum(known) if len(known) == len(costs) else None,
        runs=min((one.runs for one in agents), default=0),
        agents=agents,
    )


async def estimate_agents(
    agents: Sequence[AgentName], target_words: int
) -> dict[AgentName, AgentEstimate]:
    """Each agent's share, scaled to the wished length."""
    async with db.reading() as session:
        return {
            agent: _estimated(agent, await _past(session, agent), target_words) for agent in agents
        }


def _estimated(agent: AgentName, past: list["_Past"], target_words: int) -> AgentEstimate:
    if not past:
        return _typical(agent, target_words)
    seconds = [one.seconds_per_word * target_words for one in past]
    costs = [one.cost_per_word for one in past if one.cost_per_word is not None]
    low, high = _range(seconds)
    found = AgentEstimate(agent, median(seconds), low, high, None, len(past))
    if len(costs) < len(past):
        return found
    cheap, dear = _range(costs)
    return replace(
        found,
        cost_usd=median(costs) * target_words,
        low_cost_usd=cheap * target_words,
        high_cost_usd=dear * target_words,
    )


@dataclass(frozen=True)
class _Past:
    seconds_per_word: float
    cost_per_word: float | None


async def _past(session: AsyncSession, agent: AgentName) -> list[_Past]:
    query = (
        select(AgentPerformance.duration_ms, AgentPerformance.cost_usd, Campaign.target_words)
        .join(Campaign, col(Campaign.id) == col(AgentPerformance.campaign_id))
        .where(
            AgentPerformance.agent_type == agent,
            AgentPerformance.model == config().model_for(agent),
            AgentPerformance.status == AgentStatus.COMPLETED,
            AgentPerformance.attempt == 1,  # one that replayed a journal says nothing of time
            col(AgentPerformance.cache_hit).is_(False),
        )
        .order_by(col(AgentPerformance.started_at).desc())
        .limit(_HISTORY)
    )
    rows = (await session.exec(query)).all()
    return [_per_word(took, cost, words) for took, cost, words in rows if took is not None]


def _per_word(duration_ms: int, cost_usd: float | None, words: int) -> _Past:
    cost = None if cost_usd is None else cost_usd / words
    return _Past(duration_ms / 1000 / words, cost)


def _range(seconds: list[float]) -> tuple[float, float]:
    if len(seconds) < 4:
        return min(seconds) * 0.8, max(seconds) * 1.3
    cuts = quantiles(seconds, n=10)
    return cuts[0], cuts[-1]


def _typical(agent: AgentName, target_words: int) -> AgentEstimate:
    demo = config().uses_demo_model
    seconds = (_DEMO_SECONDS if demo else _HOSTED_SECONDS)[agent.value]
    if agent is AgentName.WRITER:
        seconds *= target_words / _TYPICAL_WORDS
    cost = 0.0 if demo else None
    return AgentEstimate(agent, seconds, seconds * 0.5, seconds * 2, cost, 0, cost, cost)
