"""The cache of agents' results, for admins: how often it serves, what it holds, emptying it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, case, cast, delete, select
from sqlmodel import col, func
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, audit, db, options
from contentflow.audit import Deed
from contentflow.models import AgentCache, AgentPerformance, now
from contentflow.names import AGENT_LABELS, AGENT_ORDER, AgentName, AgentStatus, AuditAction
from contentflow.person import Person

DAYS = 7  # over which hits are counted


@dataclass(frozen=True)
class Kept:
    """What the cache holds of one agent, or of all.

    `executions` and `hits` are those of the last `DAYS`; `saved_seconds` and `saved_usd` are what
    the entries kept now have saved since they were made (None: a price is not known). `hours` is
    how long an entry serves, 0 for never.
    """

    executions: int = 0
    hits: int = 0
    entries: int = 0
    bytes: int = 0
    saved_seconds: float = 0.0
    saved_usd: float | None = 0.0
    oldest: datetime | None = None
    newest: datetime | None = None
    hours: float | None = None

    @property
    def hit_rate(self) -> int | None:
        """Percent of the executions that the cache served; None without any."""
        return round(100 * self.hits / self.executions) if self.executions else None


@dataclass(frozen=True)
class CacheFigures:
    """The cache by agent, and as a whole."""

    agents: Mapping[AgentName, Kept]
    all: Kept


async def figures(person: Person) -> CacheFigures:
    """How the cache is doing.

    Raises:
        Forbidden: the person is no admin.
    """
    access.require_admin(person)
    async with db.reading() as session:
        used = await _used(session)
        held = await _held(session)
    agents = {}
    for name in AGENT_ORDER:
        executions, hits = used.get(name, (0, 0))
        hours = await options.cache_hours(name)
        kept = held.get(name, Kept())
        agents[name] = replace(kept, executions=executions, hits=hits, hours=hours)
    return CacheFigures(agents, _sum(list(agents.values())))


async def _used(session: AsyncSession) -> dict[AgentName, tuple[int, int]]:
    """Executions and hits of the last days, by agent."""
    hits = func.sum(cast(col(AgentPerformance.cache_hit), Integer))
    query = (
        select(col(AgentPerformance.agent_type), func.count(), hits)
        .where(
            col(AgentPerformance.status) == AgentStatus.COMPLETED,
            col(AgentPerformance.started_at) >= now() - timedelta(days=DAYS),
        )
        .group_by(col(AgentPerformance.agent_type))
    )
    rows = await (await session.connection()).execute(query)
    return {AgentName(agent): (count, int(hits)) for agent, count, hits in rows}


async def _held(session: AsyncSession) -> dict[AgentName, Kept]:
    """The entries, by agent."""
    hits, cost = col(AgentCache.hits), col(AgentCache.cost_usd)
    query = select(
        col(AgentCache.agent_type),
        func.count(),
        func.sum(AgentCache.size),
        func.sum(hits * col(AgentCache.seconds)),
        func.sum(hits * func.coalesce(cost, 0.0)),
        func.sum(case(((hits > 0) & cost.is_(None), 1), else_=0)),
        func.min(AgentCache.created_at),
        func.max(AgentCache.created_at),
    ).group_by(col(AgentCache.agent_type))
    rows = await (await session.connection()).execute(query)
    return {AgentName(agent): _kept(*values) for agent, *values in rows}


def _kept(*values: Any) -> Kept:
    count, size, seconds, usd, unpriced, oldest, newest = values
    return Kept(
        entries=count,
        bytes=int(size),
        saved_seconds=float(seconds),
        saved_usd=None if unpriced else float(usd),
        oldest=oldest,
        newest=newest,
    )


def _sum(agents: list[Kept]) -> Kept:
    costs = [one.saved_usd for one in agents]
    known = [cost for cost in costs if cost is not None]
    return Kept(
        executions=sum(one.executions for one in agents),
        hits=sum(one.hits for one in agents),
        entries=sum(one.entries for one in agents),
        bytes=sum(one.bytes for one in agents),
        saved_seconds=sum(one.saved_seconds for one in agents),
        saved_usd=sum(known) if len(known) == len(costs) else None,
        oldest=min((one.oldest for one in agents if one.oldest), default=None),
        newest=max((one.newest for one in agents if one.newest), default=None),
    )


async def clear(person: Person, agent: AgentName | None = None, address: str = "") -> int:
    """Empty the cache, or what it holds of one agent; returns how many entries went.

    Raises:
        Forbidden: the person is no admin.
    """
    access.require_admin(person)
    gone = delete(AgentCache)
    if agent is not None:
        gone = gone.where(col(AgentCache.agent_type) == agent.value)
    async with db.transaction() as session:
        count = (await session.exec(gone)).rowcount
        whose = AGENT_LABELS[agent] if agent else "all agents"
        about = f"{count} {'entry' if count == 1 else 'entries'} of {whose}"
        audit.record(session, person, Deed(AuditAction.CACHE_CLEARED, "cache", "", about), address)
    return count


async def prune() -> int:
    """Let go of what is too old to serve; returns how many entries went."""
    count, moment = 0, now()
    for agent in AGENT_ORDER:
        oldest = moment - timedelta(hours=await options.cache_hours(agent))
        old = delete(AgentCache).where(
            col(AgentCache.agent_type) == agent.value, col(AgentCache.created_at) <= oldest
        )
        async with db.transaction() as session:
            count += (await session.exec(old)).rowcount
    return count
