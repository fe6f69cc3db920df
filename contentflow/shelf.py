"""Campaigns put away: into the archive and out again, deleted with a moment to take it back."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, audit, db, live, sharing, timeline
from contentflow.audit import Deed
from contentflow.erasure import erase
from contentflow.errors import NotFound
from contentflow.live import Message
from contentflow.models import Campaign, Run, now
from contentflow.names import RUN_ENDED, AuditAction, EventType
from contentflow.person import Person
from contentflow.runs import by, cancel_in, refuse_under_way, under_way
from contentflow.timeline import Event

GRACE = timedelta(seconds=10)  # in which a deletion can be taken back
_LATE = timedelta(seconds=5)  # a click at the last moment still has its way to the server
_AT_ONCE = 20  # campaigns erased in one go


async def archive(person: Person, campaign_id: str, address: str = "") -> None:
    """Put a campaign out of sight of the list; it can be read and taken out again.

    Raises:
        NotFound, Forbidden: the campaign is not theirs to change.
        Conflict: a run is under way.
    """
    await _file(person, campaign_id, address, away=True)


async def unarchive(person: Person, campaign_id: str, address: str = "") -> None:
    """Take a campaign out of the archive.

    Raises:
        NotFound, Forbidden: the campaign is not theirs to change.
    """
    await _file(person, campaign_id, address, away=False)


async def _file(person: Person, campaign_id: str, address: str, *, away: bool) -> None:
    """Asked twice, it is as if once."""
    async with db.transaction() as session:
        campaign = await access.edited(session, person, campaign_id)
        await session.refresh(campaign, with_for_update=True)
        if (campaign.archived_at is not None) is away:
            return
        if away:
            await refuse_under_way(session, campaign_id)
        campaign.archived_at = now() if away else None
        campaign.revision += 1  # a setting like the others
        session.add(campaign)
        message = await _told(session, person, campaign, away=away)
        action = AuditAction.ARCHIVED if away else AuditAction.UNARCHIVED
        audit.record(session, person, Deed(action, "campaign", campaign_id), address)
    if message:
        live.publish(campaign_id, message)


async def _told(
    session: AsyncSession, person: Person, campaign: Campaign, *, away: bool
) -> Message | None:
    data: dict[str, Any] = {
        "revision": campaign.revision,
        "changes": {"archived": away},
        "by": by(person),
    }
    event = Event(EventType.SETTINGS_CHANGED, data)
    return await timeline.append(session, campaign.id, None, event)


async def delete(person: Person, campaign_id: str, address: str = "") -> None:
    """Take a campaign away from everybody at once; its run is cancelled.

    For `GRACE` it can be brought back, then `erase_due` erases it. Asked twice, it is as if once.

    Raises:
        NotFound: there is none of theirs.
        Forbidden: only its owner deletes it.
    """
    message = None
    async with db.transaction() as session:
        if await _deleted(session, person, campaign_id) is not None:
            return
        campaign = await access.owned(session, person, campaign_id)
        await session.refresh(campaign, with_for_update=True)
        campaign.deleted_at = now()
        session.add(campaign)
        if run := await under_way(session, campaign_id):
            message = await cancel_in(session, run, person)
        audit.record(session, person, Deed(AuditAction.DELETED, "campaign", campaign_id), address)
    if message:
        live.publish(campaign_id, message)
    sharing.tell(campaign_id)


async def undelete(person: Person, campaign_id: str, address: str = "") -> None:
    """Bring back what the person has just deleted; a run that was cancelled stays cancelled.

    Raises:
        NotFound: it is gone, or was never theirs.
    """
    async with db.transaction() as session:
        campaign = await _deleted(session, person, campaign_id)
        if campaign is None:
            if await _is_there(session, person, campaign_id):
                return
            raise NotFound("It is gone. A deletion can be undone for 10 s.")
        campaign.deleted_at = None
        session.add(campaign)
        deed = Deed(AuditAction.UNDELETED, "campaign", campaign_id)
        audit.record(session, person, deed, address)
    sharing.tell(campaign_id)


async def _deleted(session: AsyncSession, person: Person, campaign_id: str) -> Campaign | None:
    """The campaign, if this person owns it, it was deleted and can still be brought back."""
    query = select(Campaign).where(
        Campaign.id == access.require_id(campaign_id),
        Campaign.user_id == person.id,
        col(Campaign.deleted_at) > now() - GRACE - _LATE,
    )
    if not access.may_start(person):
        return None
    return (await session.exec(query.with_for_update())).first()


async def _is_there(session: AsyncSession, person: Person, campaign_id: str) -> bool:
    """Somebody who clicks twice has it back already."""
    campaign = await session.get(Campaign, campaign_id)
    return campaign is not None and campaign.user_id == person.id and campaign.deleted_at is None


async def erase_due() -> int:
    """Erase what was deleted and can no longer be brought back; returns how many.

    A campaign whose run has yet to stop is left for the next time.
    """
    async with db.reading() as session:
        ids = (await session.exec(select(Campaign.id).where(_due()).limit(_AT_ONCE))).all()
    for campaign_id in ids:
        async with db.transaction() as session:
            query = select(Campaign.id).where(Campaign.id == campaign_id, _due())
            if (await session.exec(query.with_for_update())).first():
                await erase(session, campaign_id)
    return len(ids)


def _due() -> ColumnElement[bool]:
    at_work = exists().where(
        col(Run.campaign_id) == col(Campaign.id), col(Run.status).not_in(RUN_ENDED)
    )
    return (col(Campaign.deleted_at) <= now() - GRACE - _LATE) & ~at_work
