"""Where waiting runs stand in line, as the engine picks them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow.models import Batch, Run, now
from contentflow.names import BatchStatus, Priority, RunStatus

_WORKING = (RunStatus.RUNNING, RunStatus.PAUSING, RunStatus.CANCELLING)
_RANK = {Priority.URGENT: 0, Priority.STANDARD: 1, Priority.BACKGROUND: 2}


async def places_of(session: AsyncSession, run_ids: Sequence[str]) -> dict[str, int]:
    """The places of runs, from 1, among all that could start now, whoever's they are.

    The order in which they start if none ends or is added until then: urgent first, then what was
    at work before, then who has fewest at work, then age.
    """
    if not run_ids:
        return {}
    line = _line().subquery()
    order = (line.c.rank, line.c.fresh, line.c.load, line.c.queued_at, line.c.id)
    placed = select(line.c.id, func.row_number().over(order_by=order).label("place")).subquery()
    query = select(placed.c.id, placed.c.place).where(placed.c.id.in_(run_ids))
    found = await (await session.connection()).execute(query)
    return {run_id: int(place) for run_id, place in found}


def _line() -> Select[Any]:
    """Every run that could start, with what decides its place.

    `load` is how many of its person's will work once it does, as their earlier ones go first.
    """
    rank = case(*((col(Run.priority) == one, number) for one, number in _RANK.items()), else_=1)
    fresh = case((col(Run.started_at).is_(None), 1), else_=0)
    age = (col(Run.queued_at), col(Run.id))
    nth = func.row_number().over(partition_by=col(Run.user_id), order_by=(rank, fresh, *age))
    at_work = (
        select(col(Run.user_id), func.count().label("runs"))
        .where(col(Run.status).in_(_WORKING))
        .group_by(col(Run.user_id))
        .subquery()
    )
    load = func.coalesce(at_work.c.runs, 0) + nth
    sort = (rank.label("rank"), fresh.label("fresh"), load.label("load"))
    same = at_work.c.user_id == col(Run.user_id)
    waiting = select(col(Run.id), col(Run.queued_at), *sort).select_from(Run)
    return waiting.join(at_work, same, isouter=True).where(*_could_start())


def _could_start() -> tuple[ColumnElement[bool], ...]:
    """Nobody holds them back, and their time has come."""
    held = select(col(Batch.id)).where(col(Batch.status) != BatchStatus.RUNNING)
    return (
        col(Run.status) == RunStatus.QUEUED,
        or_(col(Run.not_before).is_(None), col(Run.not_before) <= now()),
        or_(col(Run.batch_id).is_(None), col(Run.batch_id).not_in(held)),
    )
