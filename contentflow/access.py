"""Who may do what with a campaign. Every query of campaigns goes through `visible`."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, and_, or_
from sqlmodel import col

from contentflow.accounts import Person
from contentflow.errors import Forbidden, NotFound
from contentflow.models import Campaign
from contentflow.names import CampaignStatus, Role, Visibility

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


def require_id(text: str) -> str:
    """The text, if it can be an id of ours; a database is not asked for anything else.

    Raises:
        NotFound: nothing has such an id.
    """
    try:
        UUID(text)
    except ValueError as error:
        raise NotFound("There is no such campaign.") from error
    return text


def visible(query: Query, person: Person) -> Query:
    """The query with what this person may not see left out; it must select from campaigns."""
    shared = and_(
        col(Campaign.visibility) == Visibility.TEAM, col(Campaign.status) != CampaignStatus.DRAFT
    )
    return query.where(or_(col(Campaign.user_id) == person.id, shared))


def may_see(person: Person, campaign: Campaign) -> bool:
    """Own campaigns, and what is shared with the team. Being an admin opens no private campaign."""
    if campaign.user_id == person.id:
        return True
    shared = campaign.visibility is Visibility.TEAM
    return shared and campaign.status is not CampaignStatus.DRAFT


def may_edit(person: Person, campaign: Campaign) -> bool:
    """Own campaigns, unless one may only read."""
    return campaign.user_id == person.id and may_start(person)


def may_start(person: Person) -> bool:
    """Viewers start nothing."""
    return person.role is not Role.VIEWER


def require_start(person: Person) -> None:
    """Raises:
    Forbidden: the person may only read.
    """
    if not may_start(person):
        raise Forbidden("Your role lets you read campaigns, not start them.")


def require_edit(person: Person, campaign: Campaign | None) -> Campaign:
    """The campaign, if the person may change it.

    Raises:
        NotFound: it does not exist, or not for them.
        Forbidden: they may see it and not change it.
    """
    if campaign is None or not may_see(person, campaign):
        raise NotFound("There is no such campaign.")
    if not may_edit(person, campaign):
        raise Forbidden("Only its owner may change this campaign.")
    return campaign
