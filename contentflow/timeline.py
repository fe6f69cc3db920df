"""Run events: appended with a number, read after a number, followed live without a gap."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, live, notifications, webhook_queue
from contentflow.live import Message
from contentflow.models import Campaign, RunEvent, now
from contentflow.names import AgentName, EventType
from contentflow.notices import notice_of

_PAGE = 500  # events
_AT_ONCE = 200  # rows of one statement, so that nothing else waits for long


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
    """Add one event in the caller's transaction; None when its key was already reported."""
    messages = await append_all(session, campaign_id, run_id, [event])
    return messages[0] if messages else None


async def append_all(
    session: AsyncSession,
    campaign_id: str,
    run_id: str | None,
    events: Sequence[Event],
    **campaign: Any,
) -> list[Message]:
    """Add events in the caller's transaction, less those whose key was already reported.

    The numbers come from one UPDATE … RETURNING, so parallel agents cannot collide; `campaign`
    holds columns of the campaign to set with it. Give the messages to `live.publish` after the
    commit.
    """
    await session.flush()
    # Core statements: a row for each of many small events is the engine's most frequent work.
    connection = await session.connection()
    fresh = await _unreported(connection, run_id, events)
    changed = {"campaign": campaign_id, "more": len(fresh), "updated_at": now(), **campaign}
    numbered = await connection.execute(_NUMBERED, changed)
    first = numbered.scalar_one() - len(fresh) + 1
    rows = [
        _row(campaign_id, run_id, number, event) for number, event in enumerate(fresh, start=first)
    ]
    await db.insert_rows(connection, _ADDED, rows)
    messages = [as_message(row) for row in rows]
    await _tell(connection, messages)
    return messages


async def append_to_each(
    session: AsyncSession, events: Sequence[tuple[str, str | None, Event]]
) -> list[Message]:
    """Add one event to each of many campaigns, named with its run, in the caller's transaction.

    Nobody's inbox is told: what is done to many at once is told once, by who does it.
    """
    await session.flush()
    connection = await session.connection()
    messages: list[Message] = []
    for start in range(0, len(events), _AT_ONCE):
        some = events[start : start + _AT_ONCE]
        numbered = await connection.execute(
            update(Campaign)
            .where(col(Campaign.id).in_([campaign_id for campaign_id, _, _ in some]))
            .values(seq=col(Campaign.seq) + 1, updated_at=now())
            .returning(col(Campaign.id), col(Campaign.seq))
        )
        numbers = {row.id: row.seq for row in numbered}
        rows = [_row(one, run_id, numbers[one], event) for one, run_id, event in some]
        await db.insert_rows(connection, _ADDED, rows)
        messages += [as_message(row) for row in rows]
    return messages


async def _tell(connection: AsyncConnection, messages: list[Message]) -> None:
    """The few events that people and other programs hear of reach them or never happened."""
    for message in messages:
        if notice := notice_of(message):
            await notifications.tell(connection, message, notice)
            await webhook_queue.queue(connection, message, notice)


def _row(campaign_id: str, run_id: str | None, number: int, event: Event) -> RunEvent:
    return RunEvent(
        campaign_id=campaign_id,
        seq=number,
        run_id=run_id,
        type=event.type,
        agent_type=event.agent,
        key=event.key,
        data=event.data,
    )


async def _unreported(
    connection: AsyncConnection, run_id: str | None, events: Sequence[Event]
) -> list[Event]:
    keys = [event.key for event in events if event.key]
    if not keys or run_id is None:
        return list(events)
    told = set((await connection.execute(_REPORTED, {"run": run_id, "keys": keys})).scalars())
    fresh = []
    for event in events:
        if event.key is None or event.key not in told:
            fresh.append(event)
            told.add(event.key)
    return fresh


# Made once: to put a statement together takes ten times as long as to execute it.
_ADDED = insert(RunEvent)
_NUMBERED = (
    update(Campaign)
    .where(col(Campaign.id) == bindparam("campaign"))
    .values(seq=col(Campaign.seq) + bindparam("more"))
    .returning(col(Campaign.seq))
)
_REPORTED = select(RunEvent.key).where(
    col(RunEvent.run_id) == bindparam("run"),
    col(RunEvent.key).in_(bindparam("keys", expanding=True)),
)


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


async def page(campaign_id: str, seq: int, until: int) -> list[Message]:
    """The first of the events numbered above `seq` and up to `until`, in order."""
    query = (
        select(RunEvent)
        .where(RunEvent.campaign_id == campaign_id, RunEvent.seq > seq, RunEvent.seq <= until)
        .order_by(col(RunEvent.seq))
        .limit(_PAGE)
    )
    async with db.reading() as session:
        return [as_message(row) for row in (await session.exec(query)).all()]


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
    beside = {message["type"]: message for message in fresh if "seq" not in message}
    if lost:  # among what was dropped may have been word that somebody lost their access
        beside[live.ACCESS] = {"type": live.ACCESS, "campaign_id": campaign_id}
    return await after(campaign_id, seq) + list(beside.values())
