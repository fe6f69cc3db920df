"""Who a campaign is shared with: nobody, people by name, or the team."""

from dataclasses import dataclass

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, audit, db, live, notifications
from contentflow.access import require_id
from contentflow.audit import Deed
from contentflow.errors import Invalid, NotFound
from contentflow.models import Campaign, CampaignMember, User, now
from contentflow.names import AuditAction, Role, Visibility
from contentflow.person import Person

MOST_MEMBERS = 100


@dataclass(frozen=True)
class Member:
    """A person a campaign is shared with. `email` is "" for those who are no admin."""

    user_id: str
    name: str
    email: str
    may_edit: bool


@dataclass(frozen=True)
class Sharing:
    """How a campaign is shared; `own` says whether the asker may change it."""

    visibility: Visibility
    owner: str
    members: tuple[Member, ...]
    own: bool


async def of(person: Person, campaign_id: str) -> Sharing:
    """Who may see a campaign.

    Raises:
        NotFound: it does not exist, or not for this person.
    """
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        owner = await session.get_one(User, campaign.user_id)
        members = await _members(session, person, campaign_id)
    own = campaign.user_id == person.id and access.may_start(person)
    return Sharing(campaign.visibility, owner.name, members, own)


async def _members(session: AsyncSession, person: Person, campaign_id: str) -> tuple[Member, ...]:
    query = (
        select(CampaignMember, User)
        .join(User, col(User.id) == col(CampaignMember.user_id))
        .where(CampaignMember.campaign_id == campaign_id, col(User.deactivated_at).is_(None))
        .order_by(col(User.name), col(User.id))
    )
    rows = (await session.exec(query)).all()
    return tuple(_member(person, user, may_edit=row.may_edit) for row, user in rows)


def _member(person: Person, user: User, *, may_edit: bool = False) -> Member:
    email = user.email if person.role is Role.ADMIN else ""
    return Member(user.id, user.name, email, may_edit)


async def candidates(person: Person, campaign_id: str) -> list[Member]:
    """Active people it could be shared with, for its owner.

    Raises:
        NotFound, Forbidden: the campaign is not this person's.
    """
    async with db.reading() as session:
        await access.owned(session, person, campaign_id)
        there = select(CampaignMember.user_id).where(CampaignMember.campaign_id == campaign_id)
        query = select(User).where(
            col(User.deactivated_at).is_(None), User.id != person.id, col(User.id).not_in(there)
        )
        users = (await session.exec(query.order_by(col(User.name), col(User.id)))).all()
    return [_member(person, user) for user in users]


async def share(
    person: Person, campaign_id: str, user_id: str, *, may_edit: bool, address: str = ""
) -> None:
    """Let somebody see a campaign, or change what they may do with it.

    Raises:
        NotFound: the campaign is not there for this person, or the other one is not.
        Forbidden: only its owner shares it.
        Invalid: it is the owner, or there are too many members.
    """
    async with db.transaction() as session:
        campaign = await access.owned(session, person, campaign_id)
        user = await _active(session, user_id)
        if user.id == campaign.user_id:
            raise Invalid({"user_id": "The owner sees the campaign anyway."})
        await _put(session, campaign, user, person, may_edit)
        await notifications.tell_shared(session, campaign, user.id, person, may_edit=may_edit)
        about = f"{user.email}, {'may edit' if may_edit else 'may view'}"
        _log(session, person, campaign, AuditAction.SHARED, about, address)
    tell(campaign_id)


async def _put(
    session: AsyncSession, campaign: Campaign, user: User, person: Person, may_edit: bool
) -> None:
    member = await session.get(CampaignMember, (campaign.id, user.id))
    if member is None:
        await _refuse_too_many(session, campaign.id)
        member = CampaignMember(campaign_id=campaign.id, user_id=user.id, added_by=person.id)
    member.may_edit = may_edit
    session.add(member)


async def _refuse_too_many(session: AsyncSession, campaign_id: str) -> None:
    query = select(func.count()).select_from(CampaignMember)
    count = (await session.exec(query.where(CampaignMember.campaign_id == campaign_id))).one()
    if count >= MOST_MEMBERS:
        raise Invalid({"user_id": f"A campaign has at most {MOST_MEMBERS} members."})


async def unshare(person: Person, campaign_id: str, user_id: str, address: str = "") -> None:
    """Take somebody's access away; open pages of theirs close at once. A member may leave.

    Raises:
        NotFound: the campaign is not there for this person, or it was not shared with the other.
        Forbidden: only its owner takes access away from others.
    """
    async with db.transaction() as session:
        if user_id == person.id:
            campaign = await access.seen(session, person, campaign_id)
        else:
            campaign = await access.owned(session, person, campaign_id)
        member = await session.get(CampaignMember, (campaign_id, require_id(user_id)))
        if member is None:
            raise NotFound("The campaign is not shared with this person.")
        user = await session.get_one(User, member.user_id)
        await session.delete(member)
        _log(session, person, campaign, AuditAction.UNSHARED, user.email, address)
    tell(campaign_id)


async def set_visibility(
    person: Person, campaign_id: str, visibility: Visibility, address: str = ""
) -> None:
    """Open a campaign to the team, or close it.

    Raises:
        NotFound, Forbidden: the campaign is not this person's.
    """
    async with db.transaction() as session:
        campaign = await access.owned(session, person, campaign_id)
        if campaign.visibility is visibility:
            return
        campaign.visibility, campaign.updated_at = visibility, now()
        campaign.revision += 1  # a setting like the others
        session.add(campaign)
        _log(session, person, campaign, AuditAction.VISIBILITY_CHANGED, visibility.value, address)
    tell(campaign_id)


def tell(campaign_id: str) -> None:
    """Make everyone who watches a campaign look at their rights again, now."""
    live.publish(campaign_id, {"type": live.ACCESS, "campaign_id": campaign_id})


async def _active(session: AsyncSession, user_id: str) -> User:
    user = await session.get(User, require_id(user_id))
    if user is None or user.deactivated_at is not None:
        raise NotFound("There is no such person.")
    return user


def _log(
    session: AsyncSession,
    person: Person,
    campaign: Campaign,
    action: AuditAction,
    about: str,
    address: str,
) -> None:
    deed = Deed(action, "campaign", campaign.id, about)  # no topic: admins may not read it
    audit.record(session, person, deed, address)
