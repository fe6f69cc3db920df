"""A person's inbox: what they were told, how much of it is unread, and reading it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, delete, or_, update
from sqlmodel import col, func, select

from contentflow import access, db, live
from contentflow.models import Batch, Campaign, Notification, now
from contentflow.names import NoticeKind
from contentflow.person import Person

PAGE = 50
MOST_COUNTED = 100  # beyond it the badge says "99+"
KEPT_DAYS = 90
_LONGEST_ID = 100
Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True)
class Entry:
    """One line of the inbox; `about` is what the campaign or batch is called.

    One of `campaign_id` and `batch_id` is "".
    """

    id: str
    campaign_id: str
    batch_id: str
    about: str
    kind: NoticeKind
    status: str
    title: str
    text: str
    agent: str
    at: datetime
    read: bool


async def unread(person: Person) -> int:
    """How many lines the person has not read, counted up to `MOST_COUNTED`."""
    query = _own(select(Notification.id), person).where(col(Notification.read_at).is_(None))
    some = query.limit(MOST_COUNTED).subquery()
    async with db.reading() as session:
        return (await session.exec(select(func.count()).select_from(some))).one()


def _own(query: Query, person: Person) -> Query:
    """A person's lines, less those of campaigns they may not see any more."""
    campaign = col(Campaign.id) == col(Notification.campaign_id)
    joined = query.join(Campaign, campaign, isouter=True)
    batch = col(Notification.batch_id).is_not(None)
    own = joined.where(col(Notification.user_id) == person.id)
    return own.where(or_(batch, access.sees(person.id)))


async def listing(person: Person, limit: int = PAGE) -> tuple[list[Entry], bool]:
    """The newest lines first, and whether there are older ones."""
    query = _own(select(Notification, Campaign, Batch.name).select_from(Notification), person)
    query = query.join(Batch, col(Batch.id) == col(Notification.batch_id), isouter=True)
    newest = query.order_by(col(Notification.id).desc()).limit(limit + 1)
    async with db.reading() as session:
        rows = (await session.exec(newest)).all()
    return [_entry(*row) for row in rows[:limit]], len(rows) > limit


def _entry(row: Notification, campaign: Campaign | None, batch: str | None) -> Entry:
    named = (campaign.name or campaign.title or campaign.topic) if campaign else batch
    return Entry(
        id=row.id,
        campaign_id=row.campaign_id or "",
        batch_id=row.batch_id or "",
        about=named or "",
        kind=NoticeKind(row.type),
        status=row.data["status"],
        title=row.data["title"],
        text=row.text,
        agent=row.data["agent"],
        at=row.created_at,
        read=row.read_at is not None,
    )


async def read(person: Person, notification_id: str) -> None:
    """One line is read; somebody else's, or none of ours, changes nothing."""
    if len(notification_id) <= _LONGEST_ID:
        await _read(person, col(Notification.id) == notification_id)


async def read_all(person: Person) -> None:
    """Everything is read."""
    await _read(person)


async def opened(person: Person, campaign_id: str) -> int:
    """The person looks at a campaign: what it had to tell is read. Gives its last event's number.

    Raises:
        NotFound: it does not exist, or not for them.
    """
    async with db.reading() as session:
        seq = (await access.seen(session, person, campaign_id)).seq
    await read_campaign(person, campaign_id)
    return seq


async def read_campaign(person: Person, campaign_id: str) -> None:
    """The person has opened the campaign: what it had to tell is read."""
    its = col(Notification.campaign_id) == access.require_id(campaign_id)
    waiting = select(Notification.id).where(
        Notification.user_id == person.id, its, col(Notification.read_at).is_(None)
    )
    async with db.reading() as session:  # mostly there is nothing, and nothing needs writing
        found = (await session.exec(waiting.limit(1))).first()
    if found:
        await _read(person, its)


async def _read(person: Person, *which: ColumnElement[bool]) -> None:
    own = col(Notification.user_id) == person.id
    change = update(Notification).where(own, col(Notification.read_at).is_(None), *which)
    async with db.transaction() as session:
        connection = await session.connection()
        changed = await connection.execute(change.values(read_at=now()))
    if changed.rowcount:
        live.publish(channel(person), {"type": "inbox", "campaign_id": ""})


def channel(person: Person) -> str:
    """Where the hub tells that a person's inbox changed by their own hand."""
    return f"inbox:{person.id}"


async def prune() -> None:
    """Forget what is older than `KEPT_DAYS`."""
    oldest = now() - timedelta(days=KEPT_DAYS)
    async with db.transaction() as session:
        connection = await session.connection()
        await connection.execute(delete(Notification).where(col(Notification.created_at) < oldest))
