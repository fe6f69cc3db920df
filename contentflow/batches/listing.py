"""Batches as lists show them: a page of rows in two queries, however many campaigns they have."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, db
from contentflow.batches import rights
from contentflow.errors import Invalid
from contentflow.listing import MOST, Page
from contentflow.models import Batch, Campaign, User
from contentflow.names import BatchStatus, CampaignStatus, Priority
from contentflow.person import Person

Counts = dict[CampaignStatus, int]
_NOTHING: tuple[Counts, int] = ({}, 0)
OPEN = (CampaignStatus.QUEUED, CampaignStatus.GENERATING, CampaignStatus.PAUSED)


@dataclass(frozen=True)
class BatchRow:
    """One batch in a list. `counts` and `progress` (0 to 100) are of what the person may see.

    `settings` remember its making: {file, rows, time_zone, shared}.
    """

    id: str
    name: str
    status: BatchStatus
    priority: Priority
    owner_id: str
    owner_name: str
    reason: str
    budget_usd: float | None
    starts_at: datetime | None
    created_at: datetime
    ended_at: datetime | None
    settings: dict[str, Any]
    counts: Counts
    progress: int

    @property
    def campaigns(self) -> int:
        """How many campaigns it has."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """How many of them have ended, however."""
        return sum(count for status, count in self.counts.items() if status not in OPEN)


async def listing(person: Person, *, cursor: str | None = None, limit: int = 50) -> Page[BatchRow]:
    """The batches a person may see, their own unstarted rows too, the youngest first.

    Raises:
        Invalid: the cursor is not one of ours, or the limit is not 1 to 100.
    """
    _check(cursor, limit)
    query = select(Batch, User.name).join(User, col(User.id) == col(Batch.user_id))
    query = query.where(rights.sees(person)).order_by(col(Batch.id).desc()).limit(limit + 1)
    if cursor:
        query = query.where(col(Batch.id) < cursor)
    async with db.reading() as session:
        found = (await session.exec(query)).all()
        shown = found[:limit]
        sums = await _sums(session, person, [batch.id for batch, _ in shown])
    rows = [_row(batch, owner, sums.get(batch.id, _NOTHING)) for batch, owner in shown]
    return Page(rows, rows[-1].id if len(found) > limit else None)


def _check(cursor: str | None, limit: int) -> None:
    if not 1 <= limit <= MOST:
        raise Invalid({"limit": f"The limit must be 1 to {MOST}."})
    try:
        UUID(cursor or str(UUID(int=0)))
    except ValueError as error:
        raise Invalid({"cursor": "Use the next_cursor of the page before."}) from error


def _row(batch: Batch, owner: str, sums: tuple[Counts, int]) -> BatchRow:
    shared = set(BatchRow.__dataclass_fields__) & set(Batch.model_fields)
    given = {name: getattr(batch, name) for name in shared}
    counts, progress = sums
    return BatchRow(
        **given, owner_id=batch.user_id, owner_name=owner, counts=counts, progress=progress
    )


async def _sums(
    session: AsyncSession, person: Person, batch_ids: list[str]
) -> dict[str, tuple[Counts, int]]:
    """How many campaigns of each status the person may see in each batch, and their progress."""
    query = select(
        Campaign.batch_id, Campaign.status, func.count(), func.sum(Campaign.progress)
    ).where(col(Campaign.batch_id).in_(batch_ids))
    query = access.visible(query, person).group_by(col(Campaign.batch_id), col(Campaign.status))
    found: dict[str, dict[CampaignStatus, tuple[int, int]]] = {}
    for batch_id, status, count, progress in (await session.exec(query)).all():
        found.setdefault(str(batch_id), {})[CampaignStatus(status)] = (count, int(progress or 0))
    return {batch_id: _summed(counted) for batch_id, counted in found.items()}


def _summed(counted: dict[CampaignStatus, tuple[int, int]]) -> tuple[Counts, int]:
    """What has ended is through, however it ended."""
    counts = {status: count for status, (count, _) in counted.items()}
    done = sum(
        progress if status in OPEN else 100 * count for status, (count, progress) in counted.items()
    )
    return counts, done // max(1, sum(counts.values()))


async def row_of(session: AsyncSession, person: Person, batch: Batch) -> BatchRow:
    """One batch as its list shows it."""
    owner = await session.get_one(User, batch.user_id)
    sums = await _sums(session, person, [batch.id])
    return _row(batch, owner.name, sums.get(batch.id, _NOTHING))


async def count(person: Person) -> int:
    """How many batches of those a person may see have not ended."""
    going = or_(Batch.status == BatchStatus.RUNNING, Batch.status == BatchStatus.PAUSED)
    query = select(func.count()).select_from(Batch).where(rights.sees(person), going)
    async with db.reading() as session:
        return (await session.exec(query)).one()
