"""Finding campaigns: which ones, in what order, and where the next page begins. In SQL."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import col

from contentflow.access import Query
from contentflow.errors import Invalid
from contentflow.models import Campaign
from contentflow.names import CampaignStatus, ContentType

LONGEST = 100  # characters of a search
_MOST_WORDS = 8

# The groups of the list in their order: what is at work or needs somebody comes first.
GROUPS: dict[str, tuple[CampaignStatus, ...]] = {
    "Running": (CampaignStatus.GENERATING,),
    "Needs attention": (CampaignStatus.NEEDS_ATTENTION,),
    "Failed": (CampaignStatus.FAILED,),
    "Waiting": (CampaignStatus.QUEUED, CampaignStatus.PAUSED),
    "Completed": (CampaignStatus.COMPLETED, CampaignStatus.CANCELLED),
    "Drafts": (CampaignStatus.DRAFT,),
}


class Sort(StrEnum):
    """In what order campaigns are listed; the youngest first where nothing else decides."""

    NEWEST = "newest"
    STATUS = "status"  # by group
    NAME = "name"
    SCORE = "score"


@dataclass(frozen=True)
class Search:
    """Which campaigns: words in name, title, topic or keyphrase; "" and () are all."""

    text: str = ""
    statuses: tuple[CampaignStatus, ...] = ()
    owner_id: str = ""
    content_type: ContentType | None = None
    archived: bool = False  # those in the archive instead of the others
    sort: Sort = Sort.NEWEST


EVERYTHING = Search()


def matching(query: Query, search: Search) -> Query:
    """The query with what the search does not want left out; it must select from campaigns."""
    query = query.where(*map(_has_word, search.text[:LONGEST].split()[:_MOST_WORDS]))
    if search.statuses:
        query = query.where(col(Campaign.status).in_(search.statuses))
    if search.owner_id:
        query = query.where(col(Campaign.user_id) == search.owner_id)
    if search.content_type is not None:
        query = query.where(col(Campaign.content_type) == search.content_type)
    away = col(Campaign.archived_at)
    return query.where(away.is_not(None) if search.archived else away.is_(None))


def _has_word(word: str) -> ColumnElement[bool]:
    columns = (Campaign.name, Campaign.title, Campaign.topic, Campaign.keyphrase)
    return or_(*(col(column).icontains(word, autoescape=True) for column in columns))


def ordered(query: Query, search: Search, cursor: str | None = None) -> Query:
    """The query in the order of the search, after the place a cursor names.

    Raises:
        Invalid: the cursor is none of ours for this order.
    """
    key, falls = _KEYS[search.sort]
    own = col(Campaign.id)
    if key is None:
        query = query.order_by(own.desc())
        return query if cursor is None else query.where(own < _id_of(cursor))
    query = query.order_by(key.desc() if falls else key, own.desc())
    if cursor is None:
        return query
    campaign_id, _, text = cursor.partition("~")
    at: Any = text if search.sort is Sort.NAME else _number(text)
    beyond = key < at if falls else key > at
    return query.where(or_(beyond, and_(key == at, own < _id_of(campaign_id))))


def cursor_after(campaign: Campaign, search: Search) -> str:
    """The cursor of what comes after a campaign."""
    match search.sort:
        case Sort.STATUS:
            return f"{campaign.id}~{_RANK[campaign.status]}"
        case Sort.NAME:
            return f"{campaign.id}~{(campaign.name or campaign.title or campaign.topic).lower()}"
        case Sort.SCORE:
            return f"{campaign.id}~{-1 if campaign.overall is None else campaign.overall}"
        case _:
            return campaign.id


def _id_of(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError as error:
        raise _not_ours() from error


def _number(text: str) -> int:
    try:
        number = int(text)
    except ValueError as error:
        raise _not_ours() from error
    if abs(number) > 1_000:
        raise _not_ours()
    return number


def _not_ours() -> Invalid:
    return Invalid({"cursor": "Use the next_cursor of the page before."})


_RANK = {status: rank for rank, group in enumerate(GROUPS.values()) for status in group}
_WHENS = [(col(Campaign.status) == status, rank) for status, rank in _RANK.items()]
_NAME = func.lower(
    func.coalesce(func.nullif(Campaign.name, ""), func.nullif(Campaign.title, ""), Campaign.topic)
)
_KEYS: dict[Sort, tuple[ColumnElement[Any] | None, bool]] = {  # and whether it falls
    Sort.NEWEST: (None, True),
    Sort.STATUS: (case(*_WHENS, else_=len(_RANK)), False),
    Sort.NAME: (_NAME, False),
    Sort.SCORE: (func.coalesce(Campaign.overall, -1), True),
}
