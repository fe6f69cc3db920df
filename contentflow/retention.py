"""What is not kept for ever: old rows that nobody needs any more, by age. The nightly upkeep."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col

from contentflow import db, options
from contentflow.models import (
    AgentCache,
    Batch,
    BatchDraft,
    IdempotencyKey,
    Invitation,
    Notification,
    PasswordLink,
    Run,
    RunEvent,
    Session,
    WebsocketSession,
    Worker,
    now,
)
from contentflow.names import AGENT_ORDER

_DAY = timedelta(days=1)
_LINKS = timedelta(days=30)  # how long a link that was used or has expired is still listed


async def prune() -> dict[str, int]:
    """Delete what is older than it is kept; how many rows of each kind."""
    return {kind: await step() for kind, step in _STEPS.items()}


async def _delete(table: type[SQLModel], *which: Any) -> int:
    async with db.transaction() as session:
        connection = await session.connection()
        return (await connection.execute(delete(table).where(*which))).rowcount


async def _events() -> int:
    """Events of a campaign before its latest run; the numbers of the rest stay without gaps."""
    days = await options.kept_days("events")
    if not days:
        return 0
    own, latest = aliased(RunEvent), aliased(Run)
    run_id = (
        select(func.max(latest.id))
        .where(col(latest.campaign_id) == col(RunEvent.campaign_id))
        .scalar_subquery()
    )
    begun = (
        select(func.min(own.seq))
        .where(col(own.campaign_id) == col(RunEvent.campaign_id), col(own.run_id) == run_id)
        .scalar_subquery()
    )
    return await _delete(
        RunEvent, col(RunEvent.at) < now() - days * _DAY, col(RunEvent.seq) < begun
    )


async def _notifications() -> int:
    days = await options.kept_days("notifications")
    if not days:
        return 0
    return await _delete(Notification, col(Notification.created_at) < now() - days * _DAY)


async def _sessions() -> int:
    return await _delete(Session, col(Session.expires_at) < now())


async def _pages() -> int:
    return await _delete(WebsocketSession, col(WebsocketSession.left_at) < now() - _DAY)


async def _keys() -> int:
    return await _delete(IdempotencyKey, col(IdempotencyKey.created_at) < now() - _DAY)


async def _links() -> int:
    """Invitations and password links that nobody can use any more."""
    before = now() - _LINKS
    gone = await _delete(PasswordLink, col(PasswordLink.expires_at) < before)
    return gone + await _delete(Invitation, col(Invitation.expires_at) < before)


async def _results() -> int:
    """What may not serve again."""
    gone = 0
    for agent in AGENT_ORDER:
        oldest = now() - timedelta(hours=await options.cache_hours(agent))
        gone += await _delete(
            AgentCache, AgentCache.agent_type == agent.value, col(AgentCache.created_at) <= oldest
        )
    return gone


async def _workers() -> int:
    """Processes that ended long ago and that no run names."""
    named = select(col(Run.worker_id)).where(col(Run.worker_id).is_not(None))
    return await _delete(
        Worker,
        or_(col(Worker.stopped_at) < _month_ago(), col(Worker.heartbeat_at) < _month_ago()),
        col(Worker.id).not_in(named),
    )


async def _drafts() -> int:
    """Rows that were sent for a batch and left there."""
    old = select(col(BatchDraft.batch_id)).where(col(BatchDraft.updated_at) < _month_ago())
    async with db.transaction() as session:
        connection = await session.connection()
        ids = list((await connection.execute(old)).scalars())
        await connection.execute(delete(BatchDraft).where(col(BatchDraft.batch_id).in_(ids)))
        await connection.execute(delete(Batch).where(col(Batch.id).in_(ids)))
    return len(ids)


def _month_ago() -> datetime:
    return now() - timedelta(days=30)


_STEPS: dict[str, Callable[[], Awaitable[int]]] = {
    "events": _events,
    "notifications": _notifications,
    "sessions": _sessions,
    "pages": _pages,
    "idempotency keys": _keys,
    "links": _links,
    "cached results": _results,
    "workers": _workers,
    "batches not started": _drafts,
}
