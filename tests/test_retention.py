"""What the nightly upkeep takes away, and what it leaves."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, func, select

from contentflow import campaigns, db, options, retention, runs
from contentflow.batches import listing
from contentflow.models import (
    AgentCache,
    BatchDraft,
    IdempotencyKey,
    Notification,
    Run,
    RunEvent,
    Session,
    Worker,
    now,
)
from contentflow.names import AgentName, EventType
from contentflow.person import Person
from contentflow.runs import Order
from contentflow.timeline import Event, record
from tests.batches.making import kept

OLD = timedelta(days=3_650)


async def count(table: type[Any]) -> int:
    async with db.reading() as session:
        return (await session.exec(select(func.count()).select_from(table))).one()


async def add(*rows: Any) -> None:
    async with db.transaction() as session:
        session.add_all(rows)


async def make_old(table: type[Any], column: str) -> None:
    async with db.transaction() as session:
        for row in (await session.exec(select(table))).all():
            setattr(row, column, getattr(row, column) - OLD)
            session.add(row)


async def test_events_before_the_latest_run_go_and_the_rest_has_no_gaps(
    either_database: str, person: Person
) -> None:
    made = await campaigns.create(person, campaigns.validate({"topic": "Tea at noon"}))
    assert made.run_id
    await record(made.id, made.run_id, Event(EventType.AGENT_PROGRESS, {}, AgentName.WRITER))
    await runs.cancel(person, made.run_id)
    again = await runs.trigger(person, made.id, Order((AgentName.WRITER,)))
    await make_old(RunEvent, "at")
    gone = await retention.prune()
    assert gone["events"] == 3
    async with db.reading() as session:
        left = (await session.exec(select(RunEvent).order_by(col(RunEvent.seq)))).all()
    assert [event.seq for event in left] == [4]
    assert left[0].run_id == again.run_id
    assert (await campaigns.snapshot(person, made.id)).run_number == 2
    assert (await retention.prune())["events"] == 0


async def test_zero_days_keep_for_ever(database: str, admin: Person, person: Person) -> None:
    await options.change(admin, {"kept_events": 0, "kept_notifications": "0"})
    made = await campaigns.create(person, campaigns.validate({"topic": "Tea at noon"}))
    assert made.run_id
    await runs.cancel(person, made.run_id)
    await runs.trigger(person, made.id, Order((AgentName.WRITER,)))
    await make_old(RunEvent, "at")
    assert (await retention.prune())["events"] == 0


async def test_what_nobody_can_use_any_more_goes(database: str, person: Person) -> None:
    fresh = Session(token_hash="a", user_id=person.id, expires_at=now() + timedelta(days=1))
    over = Session(token_hash="b", user_id=person.id, expires_at=now() - timedelta(seconds=1))
    key = IdempotencyKey(user_id=person.id, key="k", digest="d", created_at=now() - OLD)
    result = AgentCache(key="r", agent_type="seo", created_at=now() - OLD)
    kept = AgentCache(key="s", agent_type="seo")
    gone_worker = Worker(host="h", pid=1, version="1", heartbeat_at=now() - OLD)
    named_worker = Worker(host="h", pid=2, version="1", heartbeat_at=now() - OLD)
    await add(fresh, over, key, result, kept, gone_worker, named_worker)
    made = await campaigns.create(person, campaigns.validate({"topic": "Tea at noon"}))
    async with db.transaction() as session:
        run = await session.get_one(Run, made.run_id)
        run.worker_id = named_worker.id
        session.add(run)
    gone = await retention.prune()
    assert {kind: number for kind, number in gone.items() if number} == {
        "sessions": 1,
        "idempotency keys": 1,
        "cached results": 1,
        "workers": 1,
    }
    assert await count(Session) == await count(AgentCache) == await count(Worker) == 1


async def test_old_lines_of_an_inbox_go(database: str, person: Person) -> None:
    made = await campaigns.create(person, campaigns.validate({"topic": "Tea at noon"}))
    line = Notification(user_id=person.id, campaign_id=made.id, seq=9, type="x", text="")
    await add(line)
    assert (await retention.prune())["notifications"] == 0
    await make_old(Notification, "created_at")
    assert (await retention.prune())["notifications"] == 1


async def test_rows_that_nobody_started_go_after_a_month(person: Person) -> None:
    old, fresh = await kept(person), await kept(person)
    async with db.transaction() as session:
        row = await session.get_one(BatchDraft, old.id)
        row.updated_at = now() - OLD
        session.add(row)
    assert (await retention.prune())["batches not started"] == 1
    assert [row.id for row in (await listing.listing(person)).items] == [fresh.id]
