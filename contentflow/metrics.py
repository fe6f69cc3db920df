"""The installation in numbers, each counted over its rows: every process tells the same."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Executable, case, extract, select
from sqlmodel import col, func
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, presence
from contentflow.models import AgentPerformance, ModelCall, Run, now
from contentflow.names import AGENT_ORDER, AgentStatus, Priority, RunStatus

SECONDS = (0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0)
_MS = 1000


@dataclass(frozen=True)
class Spread:
    """How long something took: how often up to each of SECONDS, how often at all, all together."""

    below: tuple[int, ...] = (0,) * len(SECONDS)
    count: int = 0
    total: float = 0.0


@dataclass(frozen=True)
class Model:
    """What one model was asked and what that took. `unpriced` counts answers without a price."""

    name: str
    answered: int = 0
    failed: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0
    unpriced: int = 0


@dataclass(frozen=True)
class Agent:
    """What one agent did. `took` leaves out what came from the cache."""

    name: str
    ended: dict[str, int] = field(default_factory=dict)  # executions by status
    took: Spread = Spread()
    hits: int = 0
    misses: int = 0
    retries: int = 0


@dataclass(frozen=True)
class Figures:
    """Everything at one moment."""

    runs: dict[str, int]  # by status
    waiting: dict[str, int]  # by priority
    longest_wait: float  # seconds, of those that wait now
    waited: Spread
    agents: list[Agent]
    models: list[Model]
    watchers: int


async def figures() -> Figures:
    """Count, in a handful of grouped queries."""
    async with db.reading() as session:
        return Figures(
            runs=await _runs(session),
            waiting=await _waiting(session),
            longest_wait=await _longest_wait(session),
            waited=await _waited(session),
            agents=await _agents(session),
            models=await _models(session),
            watchers=await presence.open_pages(session),
        )


async def _rows(session: AsyncSession, query: Executable) -> list[Any]:
    connection = await session.connection()
    return list((await connection.execute(query)).all())


async def _runs(session: AsyncSession) -> dict[str, int]:
    query = select(col(Run.status), func.count()).group_by(col(Run.status))
    found = {RunStatus(status).value: count for status, count in await _rows(session, query)}
    return {status.value: found.get(status, 0) for status in RunStatus}


async def _waiting(session: AsyncSession) -> dict[str, int]:
    query = (
        select(col(Run.priority), func.count())
        .where(col(Run.status) == RunStatus.QUEUED)
        .group_by(col(Run.priority))
    )
    found = {Priority(one).value: count for one, count in await _rows(session, query)}
    return {priority.value: found.get(priority, 0) for priority in Priority}


async def _longest_wait(session: AsyncSession) -> float:
    oldest = select(col(Run.queued_at)).where(col(Run.status) == RunStatus.QUEUED)
    rows = await _rows(session, oldest.order_by(col(Run.queued_at)).limit(1))
    waits: list[timedelta] = [now() - moment for (moment,) in rows]
    return max([timedelta(), *waits]).total_seconds()


async def _waited(session: AsyncSession) -> Spread:
    """From the order to the start, of runs that nobody paused meanwhile."""
    seconds = extract("epoch", col(Run.started_at)) - extract("epoch", col(Run.queued_at))
    query = select(*_spread(seconds)).where(col(Run.started_at) >= col(Run.queued_at))
    (row,) = await _rows(session, query)
    return _read_spread(row)


async def _agents(session: AsyncSession) -> list[Agent]:
    ended, took, cached = await _ended(session), await _took(session), await _cached(session)
    return [
        Agent(
            name.value,
            ended=ended.get(name, {}),
            took=took.get(name, Spread()),
            **cached.get(name, {}),
        )
        for name in AGENT_ORDER
    ]


async def _ended(session: AsyncSession) -> dict[str, dict[str, int]]:
    by = (col(AgentPerformance.agent_type), col(AgentPerformance.status))
    found: dict[str, dict[str, int]] = {}
    for agent, status, count in await _rows(session, select(*by, func.count()).group_by(*by)):
        found.setdefault(agent, {})[AgentStatus(status).value] = count
    return found


async def _took(session: AsyncSession) -> dict[str, Spread]:
    seconds = col(AgentPerformance.duration_ms) / float(_MS)
    agent = col(AgentPerformance.agent_type)
    query = (
        select(agent, *_spread(seconds))
        .where(
            col(AgentPerformance.status) == AgentStatus.COMPLETED,
            col(AgentPerformance.cache_hit).is_(False),
        )
        .group_by(agent)
    )
    return {name: _read_spread(rest) for name, *rest in await _rows(session, query)}


async def _cached(session: AsyncSession) -> dict[str, dict[str, int]]:
    agent, hit = col(AgentPerformance.agent_type), col(AgentPerformance.cache_hit)
    sums = (_count_if(hit.is_(True)), _count_if(hit.is_(False)))
    retries = func.coalesce(func.sum(col(AgentPerformance.retries)), 0)
    counted = col(AgentPerformance.status) != AgentStatus.INTERRUPTED
    query = select(agent, *sums, retries).where(counted).group_by(agent)
    names = ("hits", "misses", "retries")
    return {
        name: dict(zip(names, map(int, rest), strict=True))
        for name, *rest in await _rows(session, query)
    }


async def _models(session: AsyncSession) -> list[Model]:
    has_reply = col(ModelCall.reply).is_not(None)
    query = (
        select(
            col(ModelCall.model),
            _count_if(has_reply),
            _count_if(col(ModelCall.error) != ""),
            func.coalesce(func.sum(col(ModelCall.input_tokens)), 0),
            func.coalesce(func.sum(col(ModelCall.output_tokens)), 0),
            func.coalesce(func.sum(col(ModelCall.cost_usd)), 0.0),
            _count_if(has_reply & col(ModelCall.cost_usd).is_(None)),
        )
        .group_by(col(ModelCall.model))
        .order_by(col(ModelCall.model))
    )
    rows = await _rows(session, query)
    return [
        Model(name, int(answered), int(failed), int(read), int(written), float(cost), int(free))
        for name, answered, failed, read, written, cost, free in rows
    ]


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _spread(seconds: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    return [
        *(_count_if(seconds <= most) for most in SECONDS),
        func.count(seconds),
        func.coalesce(func.sum(seconds), 0.0),
    ]


def _read_spread(values: Any) -> Spread:
    *below, count, total = values
    return Spread(tuple(int(one) for one in below), int(count), float(total))
