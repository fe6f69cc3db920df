"""Who watches which campaign now: a row for each open page, kept fresh while the page is there.

A page that closes takes its row away at once. A process that dies leaves rows that nobody
freshens; whoever is left sees them go within `_STALE` and sweeps them.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import structlog
from sqlalchemy import delete, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, db, limits, live
from contentflow.lettering import legible
from contentflow.models import Campaign, User, WebsocketSession, now
from contentflow.person import Person

log = structlog.get_logger()
MOST_SHOWN = 50  # people told of at once
_BEAT = 1.5  # seconds between two signs of life
_STALE = timedelta(seconds=4.5)  # without a sign of life for so long, a page is gone
_KEPT = timedelta(days=1)  # how long a row of a page that was left stays
_LONGEST_NAME = 60  # letters
_pages: set[str] = set()  # rows of the pages open in this process
_process = ""  # names this process in its rows


@dataclass(frozen=True)
class Watcher:
    """Somebody who has the campaign open, in however many tabs."""

    user_id: str
    name: str


async def join(person: Person, campaign_id: str) -> str:
    """Note that a person has opened a campaign; gives what `leave` wants.

    Raises:
        NotFound: it does not exist, or not for this person.
        TooManyRequests: they opened too many pages in a short time.
    """
    limits.joins.take(person.id)
    row = WebsocketSession(campaign_id=campaign_id, user_id=person.id, process=_process)
    async with db.transaction() as session:
        await access.seen(session, person, campaign_id)
        session.add(row)
    _pages.add(row.id)
    _tell(campaign_id)
    return row.id


async def leave(page: str, campaign_id: str) -> None:
    """Note that a page was closed."""
    _pages.discard(page)
    query = update(WebsocketSession).where(col(WebsocketSession.id) == page)
    async with db.transaction() as session:
        await session.exec(query.values(left_at=now()))
    _tell(campaign_id)


async def watchers(campaign_id: str) -> list[Watcher]:
    """Everybody who has the campaign open and may see it, whoever came first in front."""
    query = (
        select(User.id, User.name)
        .join(WebsocketSession, col(WebsocketSession.user_id) == col(User.id))
        .join(Campaign, col(Campaign.id) == col(WebsocketSession.campaign_id))
        .where(
            WebsocketSession.campaign_id == campaign_id,
            col(WebsocketSession.left_at).is_(None),
            col(WebsocketSession.seen_at) > now() - _STALE,
            col(User.deactivated_at).is_(None),
            access.sees(col(User.id)),
        )
        .order_by(col(WebsocketSession.connected_at), col(User.id))
    )
    async with db.reading() as session:
        rows = (await session.exec(query)).all()
    people = list(dict.fromkeys(rows))[:MOST_SHOWN]  # three tabs are one person
    return [Watcher(user_id, shown_name(name)) for user_id, name in people]


async def open_pages(session: AsyncSession) -> int:
    """How many campaign pages are open, in every process."""
    query = select(func.count()).where(
        col(WebsocketSession.left_at).is_(None), col(WebsocketSession.seen_at) > now() - _STALE
    )
    return (await session.exec(query)).one()


def shown_name(name: str) -> str:
    """A name that keeps to its place: legible and not endless."""
    plain = legible(name)
    return plain if len(plain) <= _LONGEST_NAME else plain[: _LONGEST_NAME - 1] + "…"


@asynccontextmanager
async def kept() -> AsyncIterator[None]:
    """Give signs of life for this process's pages, and sweep dead ones, while the block runs."""
    global _process
    _process = uuid4().hex
    task = asyncio.create_task(_keep())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        _pages.clear()


async def _keep() -> None:
    while True:
        try:
            await freshen()
            await sweep()
        except SQLAlchemyError as error:  # the next beat says it
            log.warning("presence not kept", error=str(error.__cause__ or error))
        await asyncio.sleep(_BEAT)


async def freshen() -> None:
    """Say that the pages open here are still open, also those thought dead meanwhile."""
    if not _pages:
        return
    query = update(WebsocketSession).where(col(WebsocketSession.id).in_(_pages))
    async with db.transaction() as session:
        await session.exec(query.values(seen_at=now(), left_at=None))


async def sweep() -> None:
    """Take away the pages of processes that died, tell who watches, and forget old rows."""
    dead = select(WebsocketSession).where(
        col(WebsocketSession.left_at).is_(None), col(WebsocketSession.seen_at) <= now() - _STALE
    )
    async with db.reading() as session:
        rows = (await session.exec(dead)).all()
    if not rows:
        return
    gone = update(WebsocketSession).where(col(WebsocketSession.id).in_([row.id for row in rows]))
    old = delete(WebsocketSession).where(col(WebsocketSession.left_at) < now() - _KEPT)
    async with db.transaction() as session:
        await session.exec(gone.values(left_at=now()))
        await session.exec(old)
    for campaign_id in {row.campaign_id for row in rows}:
        _tell(campaign_id)


def _tell(campaign_id: str) -> None:
    live.publish(campaign_id, {"type": live.PRESENCE, "campaign_id": campaign_id})
