"""Who may do what with a batch. It shows each person only the campaigns they may see."""

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access
from contentflow.errors import Conflict, Forbidden, NotFound
from contentflow.models import Batch, Campaign
from contentflow.names import BatchStatus
from contentflow.person import Person


def sees(person: Person) -> ColumnElement[bool]:
    """Own batches, and started ones with a campaign that the person may see."""
    shown = exists().where(col(Campaign.batch_id) == col(Batch.id), access.sees(person.id))
    return or_(col(Batch.user_id) == person.id, and_(_started(), shown))


def _started() -> ColumnElement[bool]:
    return col(Batch.status) != BatchStatus.DRAFT


async def seen(session: AsyncSession, person: Person, batch_id: str) -> Batch:
    """The started batch, if the person may see it.

    Raises:
        NotFound: it does not exist, or not for them.
    """
    query = select(Batch).where(Batch.id == _id(batch_id), _started(), sees(person))
    batch = (await session.exec(query)).first()
    if batch is None:
        raise NotFound("There is no such batch.")
    return batch


async def steered(session: AsyncSession, person: Person, batch_id: str) -> Batch:
    """The started batch, if it is the person's own; nobody else changes it until the commit.

    Raises:
        NotFound: it does not exist, or not for them.
        Forbidden: they may see it and not steer it.
    """
    batch = await seen(session, person, batch_id)
    if batch.user_id != person.id or not access.may_start(person):
        raise Forbidden("Only who made the batch may do this.")
    await session.refresh(batch, with_for_update=True)
    return batch


async def drafted(session: AsyncSession, person: Person, batch_id: str) -> Batch:
    """The person's own rows that are not started yet.

    Raises:
        NotFound: there are none of theirs.
        Conflict: they were started meanwhile.
    """
    access.require_start(person)
    query = select(Batch).where(Batch.id == _id(batch_id), Batch.user_id == person.id)
    batch = (await session.exec(query.with_for_update())).first()
    if batch is None:
        raise NotFound("There are no such rows.")
    if batch.status is not BatchStatus.DRAFT:
        raise Conflict("This batch was started meanwhile.")
    return batch


def _id(batch_id: str) -> str:
    try:
        return access.require_id(batch_id)
    except NotFound as error:
        raise NotFound("There is no such batch.") from error
