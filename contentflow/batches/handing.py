"""Campaigns handed to somebody else, who owns them from then on; the giver may go on editing."""

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, audit, db, notifications, sharing
from contentflow.audit import Deed
from contentflow.batches.selection import Ids, checked
from contentflow.errors import Invalid, NotFound
from contentflow.lettering import legible
from contentflow.models import Campaign, CampaignMember, User, now
from contentflow.names import AuditAction, Role
from contentflow.person import Person


async def heirs(person: Person) -> list[tuple[str, str]]:
    """Who could be handed campaigns: id and name, by name.

    Raises:
        Forbidden: the person may only read.
    """
    access.require_start(person)
    query = select(User.id, User.name).where(
        col(User.deactivated_at).is_(None), User.role != Role.VIEWER, User.id != person.id
    )
    async with db.reading() as session:
        rows = await session.exec(query.order_by(col(User.name), col(User.id)))
        return [(user_id, legible(name)) for user_id, name in rows.all()]


async def assign(person: Person, campaign_ids: Ids, heir_id: str, address: str = "") -> int:
    """Make somebody else the owner of one's own campaigns; returns how many there were.

    Raises:
        Forbidden: the person may only read.
        NotFound: there is no such person.
        Invalid: they may only read or own them already, or these are no ids.
    """
    access.require_start(person)
    picked = col(Campaign.id).in_(checked(campaign_ids))
    async with db.transaction() as session:
        heir = await _heir(session, person, heir_id)
        there = col(Campaign.deleted_at).is_(None)
        query = select(Campaign).where(picked, Campaign.user_id == person.id, there)
        campaigns = (await session.exec(query.with_for_update())).all()
        ids = [campaign.id for campaign in campaigns]
        for campaign in campaigns:
            await _hand(session, person, campaign, heir)
        own = update(Campaign).where(col(Campaign.id).in_(ids))
        await session.exec(own.values(user_id=heir.id, updated_at=now()))
        about = f"{len(ids)} from {person.email} to {heir.email}"
        deed = Deed(AuditAction.TRANSFERRED, "user", person.id, about, {"campaigns": ids})
        audit.record(session, person, deed, address)
    for campaign_id in ids:
        sharing.tell(campaign_id)
    return len(ids)


async def _heir(session: AsyncSession, person: Person, heir_id: str) -> User:
    try:
        heir = await session.get(User, access.require_id(heir_id))
    except NotFound:
        heir = None
    if heir is None or heir.deactivated_at is not None:
        raise NotFound("There is no such person.")
    if heir.role is Role.VIEWER:
        raise Invalid({"heir": f"{legible(heir.name)} may only read. Choose somebody else."})
    if heir.id == person.id:
        raise Invalid({"heir": "These are yours already."})
    return heir


async def _hand(session: AsyncSession, person: Person, campaign: Campaign, heir: User) -> None:
    """Nobody is a member of what they own; who gave it away may go on editing."""
    gone = delete(CampaignMember).where(
        col(CampaignMember.campaign_id) == campaign.id, col(CampaignMember.user_id) == heir.id
    )
    await session.exec(gone)
    session.add(
        CampaignMember(
            campaign_id=campaign.id, user_id=person.id, may_edit=True, added_by=person.id
        )
    )
    await notifications.tell_shared(session, campaign, heir.id, person, may_edit=True)
