"""The campaigns of a batch: a page of rows in SQL, each with its place in line."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, case
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from contentflow import access, db
from contentflow.batches import rights
from contentflow.batches.line import places_of
from contentflow.batches.listing import Counts
from contentflow.campaign_search import Search, matching
from contentflow.listing import CampaignRow, rows_of
from contentflow.models import Campaign, CampaignMember, User
from contentflow.names import CampaignStatus, RunStatus
from contentflow.person import Person

PAGE = 100
_GOING = {  # what is at work or went wrong comes first
    CampaignStatus.GENERATING: 0,
    CampaignStatus.FAILED: 1,
    CampaignStatus.NEEDS_ATTENTION: 2,
    CampaignStatus.PAUSED: 3,
    CampaignStatus.QUEUED: 4,
}


class Order(StrEnum):
    """How rows are sorted; as in the file where nothing else decides."""

    ROW = "row"
    STATUS = "status"
    TOPIC = "topic"
    PROGRESS = "progress"
    SCORE = "score"
    COST = "cost"


@dataclass(frozen=True)
class Wanted:
    """Which rows of a batch: those of some statuses with some words, a page of them from 0."""

    statuses: tuple[CampaignStatus, ...] = ()
    text: str = ""
    order: Order = Order.ROW
    falls: bool = False
    page: int = 0
    archived: bool = False
    after: int = 0  # only rows beyond this one


@dataclass(frozen=True)
class Member:
    """One campaign of a batch. `number` is its row; `place` how many start before it, plus one.

    `place` is None for what does not wait for a slot.
    """

    number: int
    row: CampaignRow
    place: int | None


@dataclass(frozen=True)
class Members:
    """A page of rows, and how many there are on all pages."""

    items: list[Member]
    total: int


async def listing(person: Person, batch_id: str, wanted: Wanted) -> Members:
    """The campaigns of a batch that the person may see.

    Raises:
        NotFound: the batch does not exist, or not for them.
    """
    async with db.reading() as session:
        await rights.seen(session, person, batch_id)
        total = (await session.exec(_which(select(func.count()), person, batch_id, wanted))).one()
        found = (await session.exec(_page(person, batch_id, wanted))).all()
        rows = await rows_of(session, person, [(one, owner, lets) for one, owner, lets in found])
        waiting = [row.run_id for row in rows if row.run_status is RunStatus.QUEUED]
        places = await places_of(session, [run_id for run_id in waiting if run_id])
    numbers = [one.batch_row or 0 for one, *_ in found]
    items = [
        Member(number, row, places.get(row.run_id or ""))
        for number, row in zip(numbers, rows, strict=True)
    ]
    return Members(items, total)


async def ids(person: Person, batch_id: str, wanted: Wanted) -> list[str]:
    """The ids of all that is wanted, on whichever page, in the order of the rows.

    Raises:
        NotFound: the batch does not exist, or not for the person.
    """
    query = _which(select(Campaign.id), person, batch_id, wanted)
    async with db.reading() as session:
        await rights.seen(session, person, batch_id)
        return list((await session.exec(query.order_by(col(Campaign.batch_row)))).all())


async def tally(person: Person, batch_id: str, wanted: Wanted) -> Counts:
    """How many campaigns of each status there are among those wanted, whichever status is wanted.

    Raises:
        NotFound: the batch does not exist, or not for the person.
    """
    query = _which(
        select(Campaign.status, func.count()), person, batch_id, replace(wanted, statuses=())
    )
    async with db.reading() as session:
        await rights.seen(session, person, batch_id)
        rows = (await session.exec(query.group_by(col(Campaign.status)))).all()
    return {CampaignStatus(status): count for status, count in rows}


def _which(query: Any, person: Person, batch_id: str, wanted: Wanted) -> Any:
    search = Search(wanted.text, wanted.statuses, archived=wanted.archived)
    its = query.select_from(Campaign).where(
        col(Campaign.batch_id) == batch_id, col(Campaign.batch_row) > wanted.after
    )
    return matching(access.visible(its, person), search)


def _page(person: Person, batch_id: str, wanted: Wanted) -> Any:
    mine = aliased(CampaignMember)
    member = and_(col(mine.campaign_id) == col(Campaign.id), col(mine.user_id) == person.id)
    query = _which(select(Campaign, User.name, mine.may_edit), person, batch_id, wanted)
    query = query.join(User, col(User.id) == col(Campaign.user_id)).join(mine, member, isouter=True)
    key = _KEYS[wanted.order]
    query = query.order_by(key.desc() if wanted.falls else key, col(Campaign.batch_row))
    return query.offset(wanted.page * PAGE).limit(PAGE)


_KEYS: dict[Order, Any] = {
    Order.ROW: col(Campaign.batch_row),
    Order.STATUS: case(
        *((col(Campaign.status) == status, rank) for status, rank in _GOING.items()), else_=9
    ),
    Order.TOPIC: func.lower(Campaign.topic),
    Order.PROGRESS: col(Campaign.progress),
    Order.SCORE: func.coalesce(Campaign.overall, -1),
    Order.COST: func.coalesce(Campaign.cost_usd, -1.0),
}
