"""Where waiting runs stand in line, as the engine picks them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow.models import Batch, Run, now
from contentflow.names import BatchStatus, Priority, RunStatus

_RANK = {Priority.URGENT: 0, Priority.STANDARD: 1, Priority.BACKGROUND: 2}


async def places_of(session: AsyncSession, run_ids: Sequence[str]) -> dict[str, int]:
    """The places of runs, from 1, among all that could start now, whoever's they are.

    Urgent first, then what was at work before; between equals people take turns. That is as near
    as it can be said before: who has fewest running changes with every start.
    """
    if not run_ids:
        return {}
    rank = case(*((col(Run.priority) == one, number) for one, number in _RANK.items()), else_=1)
    fresh = case((col(Run.started_at).is_(None), 1), else_=0)
    age = (col(Run.queued_at), col(Run.id))
    turn = func.row_number().over(partition_by=(col(Run.user_id), rank, fresh), order_by=age)
    sort = (rank.label("rank"), fresh.label("fresh"), turn.label("turn"))
    waiting = select(col(Run.id), col(Run.queued_at), *sort).where(*_could_start()).subquery()
    its = waiting.c
    order = (its.rank, its.fresh, its.turn, its.queued_at, its.id)
    placed = select(its.id, func.row_number().over(order_by=order).label("place")).subquery()
    query = select(placed.c.id, placed.c.place).where(placed.c.id.in_(run_ids))
    found = await (await session.connection()).execute(query)
    return {run_id: int(place) for run_id, place in found}


def _could_start() -> tuple[ColumnElement[bool], ...]:
    """Nobody holds them back, and their time has come."""
    held = select(col(Batch.id)).where(col(Batch.status) != BatchStatus.RUNNING)
    return (
        col(Run.status) == RunStatus.QUEUED,
        or_(col(Run.not_before).is_(None), col(Run.not_before) <= now()),
        or_(col(Run.batch_id).is_(None), col(Run.batch_id).not_in(held)),
    )
