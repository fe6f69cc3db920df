"""Steering a batch as one: paused, resumed, cancelled, renamed, given more to spend, put off.

A paused batch is a word in its own row: its waiting runs stay in the queue and are passed over, and
those at work give way at their next agent. Whoever changes many rows takes runs first, then
campaigns, then the batch, as the engine does.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import defer
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, live, timeline
from contentflow.batches import rights, terms
from contentflow.batches.selection import prioritise_in
from contentflow.batches.spending import message, spent, used_up
from contentflow.errors import Conflict, Invalid
from contentflow.live import Message
from contentflow.models import Batch, Campaign, Run, now
from contentflow.names import RUN_ENDED, BatchStatus, RunStatus
from contentflow.person import Person
from contentflow.runs import by, status_event
from contentflow.view import CAMPAIGN_STATUS

_OVER = (BatchStatus.CANCELLED, BatchStatus.COMPLETED)
_WAITING = (RunStatus.QUEUED, RunStatus.PAUSED)
_NEEDED = ("name", "priority")  # they cannot be taken away
_AT_ONCE = 200  # rows between two moments for others


async def pause(person: Person, batch_id: str) -> None:
    """Let nothing more of it start. Asked twice, it is as if once. Wake the engine afterwards.

    Raises:
        NotFound, Forbidden: it is not theirs to steer.
        Conflict: it has ended.
    """
    async with db.transaction() as session:
        batch = await rights.steered(session, person, batch_id)
        _refuse_over(batch)
        if batch.status is not BatchStatus.PAUSED:
            batch.status, batch.reason = BatchStatus.PAUSED, f"Paused by {by(person)['name']}."
        session.add(batch)
    live.publish(live.EVERYTHING, message(batch_id))


async def resume(person: Person, batch_id: str) -> None:
    """Let it go on. Wake the engine afterwards.

    Raises:
        NotFound, Forbidden: it is not theirs to steer.
        Conflict: it has ended, or its budget is used up.
    """
    async with db.transaction() as session:
        batch = await rights.steered(session, person, batch_id)
        _refuse_over(batch)
        await refuse_used_up(session, batch)
        batch.status, batch.reason = BatchStatus.RUNNING, ""
        session.add(batch)
    live.publish(live.EVERYTHING, message(batch_id))


def _refuse_over(batch: Batch) -> None:
    if batch.status in _OVER:
        raise Conflict(f"The batch is {batch.status}. Re-run what failed to go on.")


async def refuse_used_up(session: AsyncSession, batch: Batch) -> None:
    """Raises:
    Conflict: the batch has spent its budget.
    """
    if reason := used_up(batch, await spent(session, batch.id)):
        raise Conflict(f"{reason} Raise the budget, or take it away, to go on.")


async def cancel(person: Person, batch_id: str) -> int:
    """End it: what waits is cancelled, what works stops and keeps its text. Returns how many.

    Wake the engine afterwards.

    Raises:
        NotFound, Forbidden: it is not theirs to steer.
        Conflict: it is completed.
    """
    async with held(person, batch_id) as (session, batch):
        if batch.status is BatchStatus.COMPLETED:
            raise Conflict("The batch is completed; there is nothing to cancel.")
        messages = await _cancel_runs(session, person, batch_id)
        if batch.status is not BatchStatus.CANCELLED:
            batch.status, batch.ended_at = BatchStatus.CANCELLED, now()
            batch.reason = f"Cancelled by {by(person)['name']}."
    tell(batch_id, messages)
    return len(messages)


@asynccontextmanager
async def held(person: Person, batch_id: str) -> AsyncIterator[tuple[AsyncSession, Batch]]:
    """A transaction in which the batch and its runs are this person's to change.

    Raises:
        NotFound, Forbidden: it is not theirs to steer.
    """
    async with db.reading() as session:
        await rights.seen(session, person, batch_id)
    async with db.alone("admission") as session:  # nor does the engine start one meanwhile
        runs = select(Run.id).where(Run.batch_id == batch_id, col(Run.status).not_in(RUN_ENDED))
        await session.exec(runs.with_for_update())
        batch = await rights.steered(session, person, batch_id)
        yield session, batch
        session.add(batch)


async def _cancel_runs(session: AsyncSession, person: Person, batch_id: str) -> list[Message]:
    query = (
        select(Run, Campaign.cost_usd)
        .join(Campaign, col(Campaign.id) == col(Run.campaign_id))
        .where(Run.batch_id == batch_id, col(Run.status).not_in(RUN_ENDED))
        .options(defer(Run.brief))  # type: ignore[arg-type]
    )
    found = (await session.exec(query)).all()
    messages = []
    for start in range(0, len(found), _AT_ONCE):
        some = found[start : start + _AT_ONCE]
        cancelled = [run for run, _ in some if _cancelled(run)]
        await session.flush()
        await _set_campaigns(session, cancelled)
        events = [(run.campaign_id, run.id, status_event(run, cost, person)) for run, cost in some]
        messages += await timeline.append_to_each(session, events)
    return messages


def _cancelled(run: Run) -> bool:
    """Cancel a run; False while its agent has yet to stop."""
    if run.status not in _WAITING:
        run.status = RunStatus.CANCELLING
        return False
    run.status, run.ended_at, run.estimated_completion = RunStatus.CANCELLED, now(), None
    return True


async def _set_campaigns(session: AsyncSession, ended: Iterable[Run]) -> None:
    ids = [run.campaign_id for run in ended]
    status = CAMPAIGN_STATUS[RunStatus.CANCELLED]
    change = update(Campaign).where(col(Campaign.id).in_(ids))
    await session.exec(change.values(status=status, estimated_completion=None))


async def change(person: Person, batch_id: str, wanted: Mapping[str, Any]) -> None:
    """Change name, priority, budget or start; what is not named stays. Wake the engine afterwards.

    Raises:
        NotFound, Forbidden: it is not theirs to steer.
        Invalid: a value is wrong.
        Conflict: it has ended, and its start or priority mean nothing any more.
    """
    found = _checked(wanted)
    messages: list[Message] = []
    async with held(person, batch_id) as (session, batch):
        if batch.status in _OVER and ({"priority", "starts_at"} & set(wanted)):
            _refuse_over(batch)
        if "name" in wanted:
            batch.name = found.name
        if "budget_usd" in wanted:
            await _set_budget(session, batch, found.budget_usd)
        if "starts_at" in wanted:
            await _put_off(session, batch, found)
        if "priority" in wanted:
            batch.priority = found.priority
            its = col(Campaign.batch_id) == batch_id
            messages = await prioritise_in(session, person, found.priority, its)
    tell(batch_id, messages)


def _checked(wanted: Mapping[str, Any]) -> terms.Terms:
    wrong = {name: "There is no such setting." for name in wanted if name not in terms.NAMES}
    wrong |= {name: "Give a value." for name in _NEEDED if wanted.get(name, 0) in (None, "")}
    if wrong or not wanted:
        raise Invalid(wrong or {"settings": "Name what to change."})
    return terms.read(wanted, now())


async def _set_budget(session: AsyncSession, batch: Batch, budget_usd: float | None) -> None:
    """A budget that is used up already pauses it at once."""
    batch.budget_usd = budget_usd
    if batch.status is BatchStatus.RUNNING:
        reason = used_up(batch, await spent(session, batch.id))
        if reason:
            batch.status, batch.reason = BatchStatus.PAUSED, reason


async def _put_off(session: AsyncSession, batch: Batch, found: terms.Terms) -> None:
    """What has not begun begins at another time, or now."""
    batch.starts_at = found.starts_at
    batch.settings = {**batch.settings, "time_zone": found.time_zone}
    waiting = update(Run).where(
        col(Run.batch_id) == batch.id,
        col(Run.status).in_(_WAITING),
        col(Run.started_at).is_(None),
    )
    await session.exec(waiting.values(not_before=found.starts_at))


def tell(batch_id: str, messages: Iterable[Message]) -> None:
    """Publish what was done to a batch and its campaigns, after the commit."""
    for one in messages:
        live.publish(one["campaign_id"], one)
    live.publish(live.EVERYTHING, message(batch_id))
