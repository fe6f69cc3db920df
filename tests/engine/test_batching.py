"""A batch under a running engine: its budget, its pause, its end, and what people hear of it."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from contentflow import db, engine, inbox, shelf
from contentflow.batches import again, spending, steering
from contentflow.batches.terms import Terms
from contentflow.engine import journal
from contentflow.models import AgentPerformance, Batch, Campaign, Run, now
from contentflow.names import AgentStatus, BatchStatus, CampaignStatus, NoticeKind, RunStatus
from contentflow.person import Person
from tests.batches.making import batch_of, campaigns_of, made, runs_of
from tests.engine.test_queue import slots
from tests.engine.watching import until
from tests.model_server import Fault, ModelServer


async def settled(batch_id: str, *statuses: BatchStatus) -> Batch:
    """The batch once it has one of these statuses and nothing of it works."""

    async def look() -> Batch | None:
        batch, runs = await batch_of(batch_id), await runs_of(batch_id)
        quiet = all(run.status is not RunStatus.RUNNING for run in runs)
        return batch if quiet and batch.status in statuses else None

    return await until(look)


async def executions(batch_id: str, *statuses: AgentStatus) -> int:
    query = (
        select(func.count())
        .select_from(AgentPerformance)
        .join(Run, col(Run.id) == col(AgentPerformance.run_id))
        .where(Run.batch_id == batch_id, col(AgentPerformance.status).in_(statuses))
    )
    async with db.reading() as session:
        return (await session.exec(query)).one()


def told(entries: Iterable[inbox.Entry]) -> list[tuple[str, str, str, str]]:
    return [(one.about, one.title, one.status, one.text) for one in entries]


async def test_a_used_up_budget_pauses_it_and_says_so(
    running_engine: None, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "price", lambda *_: 0.01)
    slots(monkeypatch, 2)
    batch_id = await made(person, 4, Terms("Dear", budget_usd=0.01))
    engine.wake()
    batch = await settled(batch_id, BatchStatus.PAUSED)
    assert "The budget of $0.01 is used up: $0.0" in batch.reason
    assert await executions(batch_id, AgentStatus.COMPLETED) <= 2  # those that were at work
    runs = await runs_of(batch_id)
    assert {run.status for run in runs} == {RunStatus.QUEUED}
    assert sum(run.started_at is None for run in runs) == 2
    assert not any(run.yields for run in runs)
    lines, _ = await inbox.listing(person)
    assert told(lines) == [("Dear", "Batch paused", "warn", batch.reason)]
    await steering.change(person, batch_id, {"budget_usd": None})
    await steering.resume(person, batch_id)
    engine.wake()
    await settled(batch_id, BatchStatus.COMPLETED)
    assert {run.status for run in await runs_of(batch_id)} == {RunStatus.COMPLETED}
    async with db.reading() as session:
        found = await spending.spent(session, batch_id)
        query = select(Campaign.cost_usd).where(Campaign.batch_id == batch_id)
        costs = (await session.exec(query)).all()
    assert found.usd == pytest.approx(sum(cost or 0.0 for cost in costs))
    lines, _ = await inbox.listing(person)  # the runs themselves told nobody
    assert told(lines)[0] == ("Dear", "Batch completed", "completed", "4 completed")
    assert {line.kind for line in lines} == {NoticeKind.BATCH}


async def test_a_budget_that_cannot_be_kept_pauses_it_too(
    running_engine: None, person: Person
) -> None:
    batch_id = await made(person, 1, Terms("Unknown", budget_usd=100.0))
    engine.wake()
    batch = await settled(batch_id, BatchStatus.PAUSED)
    assert batch.reason == "The model's price is not known, so the budget cannot be kept."


async def test_paused_it_gives_way_at_the_next_agent_and_goes_on(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    model_server.latency = 0.15
    batch_id = await made(person, 2)
    engine.wake()

    async def works() -> bool:
        return await executions(batch_id, AgentStatus.RUNNING) > 0

    await until(works)
    await steering.pause(person, batch_id)
    engine.wake()
    await settled(batch_id, BatchStatus.PAUSED)
    ended = await executions(batch_id, AgentStatus.COMPLETED)
    assert 1 <= ended < 10
    assert await executions(batch_id, AgentStatus.INTERRUPTED, AgentStatus.RUNNING) == 0
    model_server.latency = 0.0
    await asyncio.sleep(0.5)
    assert await executions(batch_id, AgentStatus.COMPLETED) == ended
    await steering.resume(person, batch_id)
    engine.wake()
    await settled(batch_id, BatchStatus.COMPLETED)
    assert await executions(batch_id, AgentStatus.COMPLETED) == 10


async def test_it_begins_at_its_time(running_engine: None, person: Person) -> None:
    starts = now() + timedelta(seconds=1.5)
    batch_id = await made(person, 1, Terms("Tonight", starts_at=starts))
    engine.wake()
    await settled(batch_id, BatchStatus.COMPLETED)
    (run,) = await runs_of(batch_id)
    assert run.started_at is not None
    assert run.started_at >= starts


async def test_one_failure_is_told_and_run_again(
    running_engine: None, person: Person, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots(monkeypatch, 1)
    model_server.script(Fault.UNAUTHORISED)
    batch_id = await made(person, 2)
    engine.wake()
    batch = await settled(batch_id, BatchStatus.COMPLETED)
    assert batch.ended_at is not None
    assert [one.status for one in await campaigns_of(batch_id)] == [
        CampaignStatus.FAILED,
        CampaignStatus.COMPLETED,
    ]
    lines, _ = await inbox.listing(person)
    assert told(lines) == [("Fifty articles", "Batch completed", "warn", "1 completed, 1 failed")]
    assert await again.retry(person, batch_id) == 1
    engine.wake()
    await settled(batch_id, BatchStatus.COMPLETED)
    assert {one.status for one in await campaigns_of(batch_id)} == {CampaignStatus.COMPLETED}


async def test_it_ends_when_what_was_left_is_deleted(
    running_engine: None, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots(monkeypatch, 0)
    batch_id = await made(person, 2)
    first, second = await campaigns_of(batch_id)
    await shelf.delete(person, first.id)
    engine.wake()
    await asyncio.sleep(0.5)
    assert (await batch_of(batch_id)).status is BatchStatus.RUNNING
    await shelf.delete(person, second.id)
    engine.wake()
    assert (await settled(batch_id, BatchStatus.COMPLETED)).ended_at is not None
