"""Who may do what with a campaign. Every query of campaigns goes through `visible`."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_
from sqlalchemy.orm import Mapped
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow.errors import Forbidden, NotFound
from contentflow.models import Campaign, CampaignMember
from contentflow.names import CampaignStatus, Role, Visibility
from contentflow.person import Person

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


def require_id(text: str) -> str:
    """The text, if it can be an id of ours; a database is not asked for anything else.

    Raises:
        NotFound: nothing has such an id.
    """
    try:
        UUID(text)
    except (ValueError, TypeError, AttributeError) as error:
        raise NotFound("There is no such campaign.") from error
    return text


def visible(query: Query, person: Person) -> Query:
    """The query with what this person may not see left out; it must select from campaigns."""
    return query.where(sees(person.id))


def sees(user_id: str | Mapped[str]) -> ColumnElement[bool]:
    """Own campaigns, and started ones shared with the team or with them by name.

    Being an admin opens no private campaign. What was deleted nobody sees, while it can still be
    brought back.
    """
    member = exists().where(
        col(CampaignMember.campaign_id) == col(Campaign.id), col(CampaignMember.user_id) == user_id
    )
    shared = or_(col(Campaign.visibility) == Visibility.TEAM, member)
    started = col(Campaign.status) != CampaignStatus.DRAFT
    there = col(Campaign.deleted_at).is_(None)
    return and_(there, or_(col(Campaign.user_id) == user_id, and_(started, shared)))


async def seen(session: AsyncSession, person: Person, campaign_id: str) -> Campaign:
    """The campaign, if the person may see it.

    Raises:
        NotFound: it does not exist, or not for them.
    """
    query = visible(select(Campaign).where(Campaign.id == require_id(campaign_id)), person)
    campaign = (await session.exec(query)).first()
    if campaign is None:
        raise NotFound("There is no such campaign.")
    return campaign


async def may_edit(session: AsyncSession, person: Person, campaign: Campaign) -> bool:
    """Own campaigns and those shared for editing, unless one may only read."""
    if not may_start(person):
        return False
    if campaign.user_id == person.id:
        return True
    member = await session.get(CampaignMember, (campaign.id, person.id))
    return member is not None and member.may_edit and campaign.status is not CampaignStatus.DRAFT


async def edited(session: AsyncSession, person: Person, campaign_id: str) -> Campaign:
    """The campaign, if the person may change it.

    Raises:
        NotFound: it does not exist, or not for them.
        Forbidden: they may see it and not change it.
    """
    campaign = await seen(session, person, campaign_id)
    if not await may_edit(session, person, campaign):
        raise Forbidden("You may read this campaign, not change it. Its owner can let you.")
    return campaign


async def owned(session: AsyncSession, person: Person, campaign_id: str) -> Campaign:
    """The campaign, if it is the person's own.

    Raises:
        NotFound: it does not exist, or not for them.
        Forbidden: it is somebody else's, or the person may only read.
    """
    campaign = await seen(session, person, campaign_id)
    if campaign.user_id != person.id or not may_start(person):
        raise Forbidden("Only its owner may do this.")
    return campaign


def may_start(person: Person) -> bool:
    """Viewers start nothing."""
    return person.role is not Role.VIEWER


def require_start(person: Person) -> None:
    """Raises:
    Forbidden: the person may only read.
    """
    if not may_start(person):
        raise Forbidden("Your role lets you read campaigns, not start them.")


def require_admin(person: Person) -> None:
    """Raises:
    Forbidden: the person is no admin.
    """
    if person.role is not Role.ADMIN:
        raise Forbidden("Only an admin may do this.")
