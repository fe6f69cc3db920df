"""Results that serve again: same agent and its version, model, document, brief and voice."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import options
from contentflow.agents.base import Limits
from contentflow.agents.signals import Result
from contentflow.agents.workflow import AGENT_VERSION
from contentflow.brief import Brief
from contentflow.config import config
from contentflow.document import Document
from contentflow.models import AgentCache, now
from contentflow.names import AgentName

_RESULT = TypeAdapter(Result)


@dataclass(frozen=True)
class Hit:
    """A stored result, when it was made, and how many seconds that took."""

    result: Result
    made_at: datetime
    seconds: float


@dataclass(frozen=True)
class Place:
    """Where a result is kept, and the one that is there if it serves."""

    key: str
    hit: Hit | None


@dataclass(frozen=True)
class Made:
    """What making a result took; `seconds` without the waiting for a slot."""

    seconds: float
    cost_usd: float | None


def key_of(agent: AgentName, document: Document, brief: Brief, limits: Limits) -> str:
    """A hash of everything an agent's result depends on. The Writer starts from no text."""
    settings = config()
    depends = {
        "agent": agent.value,
        "version": AGENT_VERSION[agent],
        "model": settings.model_for(agent),
        "endpoint": settings.openai_base_url,
        "limits": asdict(limits),
        "document": asdict(Document() if agent is AgentName.WRITER else document),
        "brief": asdict(brief),
    }
    return hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()


async def find(session: AsyncSession, agent: AgentName, key: str) -> Hit | None:
    """The stored result, if it is not older than the agent's results may be."""
    lifetime = timedelta(hours=await options.cache_hours(agent, session))
    row = await session.get(AgentCache, key)
    if row is None or row.created_at <= now() - lifetime:
        return None
    return Hit(_RESULT.validate_python(row.result), row.created_at, row.seconds)


async def keeps(agent: AgentName) -> bool:
    """Whether results of the agent are kept at all."""
    return await options.cache_hours(agent) > 0


async def count_hit(connection: AsyncConnection, key: str) -> None:
    """Note that a result served again, in the caller's transaction."""
    row = update(AgentCache).where(col(AgentCache.key) == key)
    await connection.execute(row.values(hits=col(AgentCache.hits) + 1, last_hit_at=now()))


async def store(
    connection: AsyncConnection, agent: AgentName, key: str, result: Result, made: Made
) -> None:
    """Keep a whole result in the caller's transaction; an older one of this key gives way."""
    data: dict[str, Any] = _RESULT.dump_python(replace(result, stopped=False), mode="json")
    row = AgentCache(
        key=key,
        agent_type=agent.value,
        model=config().model_for(agent),
        result=data,
        size=len(json.dumps(data)),
        seconds=made.seconds,
        cost_usd=made.cost_usd,
    )
    await connection.execute(delete(AgentCache).where(col(AgentCache.key) == key))
    await connection.execute(insert(AgentCache), row.model_dump())
