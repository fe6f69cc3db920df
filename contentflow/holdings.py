"""What people own, for admins: counted, handed on or deleted without ever being read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, audit, db, sharing, under_way
from contentflow.audit import Deed
from contentflow.erasure import erase
from contentflow.errors import Conflict, Invalid, NotFound
from contentflow.models import (
    Batch,
    BrandVoice,
    Campaign,
    CampaignMember,
    ContentVersion,
    User,
    now,
)
from contentflow.names import AuditAction, CampaignStatus, Role, Visibility
from contentflow.person import Person

MOST = 200  # campaigns listed; handing on takes all of them
_THERE = col(Campaign.deleted_at).is_(None)


@dataclass(frozen=True)
class Holding:
    """A campaign as an admin sees it who may not read it: no topic, no title."""

    id: str
    status: CampaignStatus
    words: int
    created_at: datetime


async def counts(person: Person) -> dict[str, int]:
    """How many campaigns each person owns, drafts included.

    Raises:
        Forbidden: the person is no admin.
    """
    access.require_admin(person)
    query = select(Campaign.user_id, func.count()).where(_THERE).group_by(col(Campaign.user_id))
    async with db.reading() as session:
        return dict((await session.exec(query)).all())


async def listing(person: Person, owner_id: str) -> list[Holding]:
    """The campaigns somebody owns, the youngest first.

    Raises:
        Forbidden: the person is no admin.
        NotFound: there is no such owner.
    """
    access.require_admin(person)
    words = (
        select(ContentVersion.words)
        .where(
            col(ContentVersion.campaign_id) == col(Campaign.id),
            col(ContentVersion.number) == col(Campaign.version),
        )
        .scalar_subquery()
    )
    query = select(Campaign.id, Campaign.status, words, Campaign.created_at)
    query = query.where(Campaign.user_id == access.require_id(owner_id), _THERE)
    async with db.reading() as session:
        rows = (await session.exec(query.order_by(col(Campaign.id).desc()).limit(MOST))).all()
    return [Holding(row[0], CampaignStatus(row[1]), row[2] or 0, row[3]) for row in rows]


async def transfer(person: Person, owner_id: str, heir_id: str, address: str = "") -> int:
    """Make somebody the owner of all campaigns of another; returns how many.

    Raises:
        Forbidden: the person is no admin.
        NotFound: one of the two does not exist, or the heir was deactivated.
        Invalid: the heir may only read, or owns them already.
    """
    access.require_admin(person)
    async with db.transaction() as session:
        owner = await _person(session, owner_id)
        heir = await _heir(session, owner, heir_id)
        ids = await _owned_by(session, owner)
        await _drop_private_voices(session, owner, heir)
        mine = update(Campaign).where(col(Campaign.user_id) == owner.id, _THERE)
        await session.exec(mine.values(user_id=heir.id, updated_at=now()))
        batches = update(Batch).where(col(Batch.user_id) == owner.id)
        await session.exec(batches.values(user_id=heir.id))
        await _end_membership(session, heir)
        about = f"{len(ids)} from {owner.email} to {heir.email}"
        deed = Deed(AuditAction.TRANSFERRED, "user", owner.id, about, {"campaigns": ids})
        audit.record(session, person, deed, address)
    for campaign_id in ids:
        sharing.tell(campaign_id)
    return len(ids)


async def remove(person: Person, campaign_id: str, address: str = "") -> None:
    """Delete a campaign with everything that hangs on it.

    Raises:
        Forbidden: the person is no admin.
        NotFound: there is none.
        Conflict: it is at work; deleting would pull the ground from under its run.
    """
    access.require_admin(person)
    async with db.transaction() as session:
        campaign = await session.get(Campaign, access.require_id(campaign_id))
        if campaign is None or campaign.deleted_at is not None:
            raise NotFound("There is no such campaign.")
        await _refuse_at_work(session, campaign_id)
        owner = await session.get_one(User, campaign.user_id)
        await erase(session, campaign_id)
        deed = Deed(AuditAction.DELETED, "campaign", campaign_id, f"of {owner.email}")
        audit.record(session, person, deed, address)
    sharing.tell(campaign_id)


async def _person(session: AsyncSession, user_id: str) -> User:
    try:
        user = await session.get(User, access.require_id(user_id))
    except NotFound:
        user = None
    if user is None:
        raise NotFound("There is no such person.")
    return user


async def _heir(session: AsyncSession, owner: User, heir_id: str) -> User:
    heir = await _person(session, heir_id)
    if heir.deactivated_at is not None:
        raise NotFound("There is no such person.")
    if heir.role is Role.VIEWER:
        raise Invalid({"heir": f"{heir.name} may only read. Choose an editor or an admin."})
    if heir.id == owner.id:
        raise Invalid({"heir": "They own these campaigns already."})
    return heir


async def _owned_by(session: AsyncSession, owner: User) -> list[str]:
    query = select(Campaign.id).where(Campaign.user_id == owner.id, _THERE).with_for_update()
    return list((await session.exec(query)).all())


async def _drop_private_voices(session: AsyncSession, owner: User, heir: User) -> None:
    """A draft keeps its brand voice only where its heir may use that voice too."""
    usable = select(BrandVoice.id).where(
        (col(BrandVoice.visibility) == Visibility.TEAM) | (col(BrandVoice.user_id) == heir.id)
    )
    lost = update(Campaign).where(
        col(Campaign.user_id) == owner.id,
        col(Campaign.status) == CampaignStatus.DRAFT,
        col(Campaign.brand_voice_id).not_in(usable),
    )
    await session.exec(lost.values(brand_voice_id=None))


async def _end_membership(session: AsyncSession, heir: User) -> None:
    """Nobody is a member of what they own."""
    own = select(Campaign.id).where(Campaign.user_id == heir.id)
    gone = delete(CampaignMember).where(
        col(CampaignMember.user_id) == heir.id, col(CampaignMember.campaign_id).in_(own)
    )
    await session.exec(gone)


async def _refuse_at_work(session: AsyncSession, campaign_id: str) -> None:
    if await under_way.run_of(session, campaign_id) is not None:
        raise Conflict("This campaign is at work. Delete it once its run has ended.")
