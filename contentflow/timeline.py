"""Run events: appended with a number, read after a number, followed live without a gap."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, live
from contentflow.live import Message
from contentflow.models import Campaign, RunEvent, now
from contentflow.names import AgentName, EventType


@dataclass(frozen=True)
class Event:
    """What to report. `key` makes it happen once per run however often the work is done."""

    type: EventType
    data: dict[str, Any] = field(default_factory=dict)
    agent: AgentName | None = None
    key: str | None = None


async def append(
    session: AsyncSession, campaign_id: str, run_id: str | None, event: Event
) -> Message | None:
    """Add an event in the caller's transaction; None when its key was already reported.

    The number comes from one UPDATE … RETURNING, so parallel agents cannot collide. Give the
    message to `live.publish` after the commit.
    """
    if event.key and await _reported(session, run_id, event.key):
        return None
    numbered = await session.exec(
        update(Campaign)
        .where(col(Campaign.id) == campaign_id)
        .values(seq=col(Campaign.seq) + 1, updated_at=now())
        .returning(col(Campaign.seq))
    )
    row = RunEvent(
        campaign_id=campaign_id,
        seq=numbered.scalar_one(),
        run_id=run_id,
        type=event.type,
        agent_type=event.agent,
        key=event.key,
        data=event.data,
    )
    session.add(row)
    return as_message(row)


async def _reported(session: AsyncSession, run_id: str | None, key: str) -> bool:
    found = await session.exec(
        select(RunEvent.seq).where(RunEvent.run_id == run_id, RunEvent.key == key)
    )
    return found.first() is not None


async def record(campaign_id: str, run_id: str | None, event: Event) -> None:
    """Append in a transaction of its own and tell the listeners."""
    async with db.transaction() as session:
        message = await append(session, campaign_id, run_id, event)
    if message:
        live.publish(campaign_id, message)


def as_message(row: RunEvent) -> Message:
    """The event as everybody outside sees it."""
    return {
        **row.data,
        "campaign_id": row.campaign_id,
        "seq": row.seq,
        "run_id": row.run_id,
        "type": row.type.value,
        "agent_type": row.agent_type.value if row.agent_type else None,
        "at": row.at.isoformat(),
    }


async def after(campaign_id: str, seq: int, run_id: str | None = None) -> list[Message]:
    """The events numbered above `seq`, in order; of one run only if it is given."""
    query = select(RunEvent).where(RunEvent.campaign_id == campaign_id, RunEvent.seq > seq)
    if run_id:
        query = query.where(RunEvent.run_id == run_id)
    async with db.reading() as session:
        rows = (await session.exec(query.order_by(col(RunEvent.seq)))).all()
    return [as_message(row) for row in rows]


async def follow(
    campaign_id: str, subscription: live.Subscription, seq: int, beat: float
) -> AsyncIterator[list[Message]]:
    """Batches of messages after `seq`: complete, in order, nothing twice; tails at their place.

    Yields an empty batch when nothing happened for `beat` seconds, so that callers can keep time.
    Subscribe first, then take the snapshot that `seq` belongs to, then follow.
    """
    batch = await after(campaign_id, seq)
    while True:
        seq = max([seq, *(message["seq"] for message in batch if "seq" in message)])
        yield batch
        await subscription.wait(beat)
        lost = subscription.overflowed
        batch = await _in_order(campaign_id, seq, subscription.take(), lost)


async def _in_order(
    campaign_id: str, seq: int, arrived: list[Message], lost: bool
) -> list[Message]:
    fresh = [message for message in arrived if message.get("seq", seq + 1) > seq]
    numbers = [message["seq"] for message in fresh if "seq" in message]
    if not lost and numbers == list(range(seq + 1, seq + 1 + len(numbers))):
        return fresh
    tails = [message for message in fresh if "seq" not in message]
    return await after(campaign_id, seq) + tails[-1:]
