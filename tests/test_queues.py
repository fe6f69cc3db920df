"""The queue as admins see it."""

from datetime import timedelta

import pytest

from contentflow import campaigns, db, queues
from contentflow.engine import lifecycle
from contentflow.errors import Forbidden, NotFound
from contentflow.models import AgentPerformance, Batch, Run, Worker, now
from contentflow.names import AgentName, BatchStatus, Priority
from contentflow.person import Person

TOPIC = "A topic no admin may read here"


async def queued(person: Person, **changes: object) -> str:
    brief = {"topic": TOPIC, **changes}
    created = await campaigns.create(person, campaigns.validate(brief))
    assert created.run_id
    return created.run_id


async def change(run_id: str, **values: object) -> None:
    async with db.transaction() as session:
        run = await session.get_one(Run, run_id)
        for name, value in values.items():
            setattr(run, name, value)
        session.add(run)


async def a_worker(**values: object) -> Worker:
    worker = Worker(host="alpha", pid=7, version="1", **values)
    async with db.transaction() as session:
        session.add(worker)
    return worker


async def test_who_waits_who_works_and_where(
    either_database: str, person: Person, colleague: Person, admin: Person
) -> None:
    worker = await a_worker()
    first = await queued(person)
    await lifecycle.admit(1)
    await change(first, worker_id=worker.id)
    async with db.transaction() as session:
        run = await session.get_one(Run, first)
        session.add(
            AgentPerformance(run_id=first, campaign_id=run.campaign_id, agent_type=AgentName.WRITER)
        )
    for _ in range(2):
        await queued(colleague, priority="background")
    urgent = await queued(colleague, priority="urgent")
    later = await queued(person)
    await change(later, not_before=now() + timedelta(hours=1))
    found = await queues.look(admin)
    assert found.waiting == {Priority.URGENT: 1, Priority.STANDARD: 0, Priority.BACKGROUND: 2}
    assert (found.held, found.slots) == (1, 1)
    assert found.oldest_wait is not None
    assert found.oldest_wait >= 0
    assert found.median_wait is not None
    (at_work,) = found.working
    assert (at_work.owner, at_work.agents, at_work.worker) == (
        "maya",
        (AgentName.WRITER,),
        "alpha 7",
    )
    assert [(row.name, row.waiting, row.working) for row in found.people] == [
        ("tom", 3, 0),
        ("maya", 1, 1),
    ]
    (shown,) = found.workers
    assert (shown.runs, shown.alive, shown.draining) == (1, True, False)
    assert TOPIC not in repr(found)
    assert urgent


async def test_a_paused_batch_holds_its_runs(database: str, person: Person, admin: Person) -> None:
    run_id = await queued(person)
    batch = Batch(user_id=person.id, name="Spring", status=BatchStatus.PAUSED)
    async with db.transaction() as session:
        session.add(batch)
    await change(run_id, batch_id=batch.id)
    found = await queues.look(admin)
    assert (sum(found.waiting.values()), found.held) == (0, 1)


async def test_nothing_waits(database: str, admin: Person) -> None:
    found = await queues.look(admin)
    assert (found.oldest_wait, found.median_wait, found.longest_wait) == (None, None, None)
    assert (found.workers, found.working, found.people) == ([], [], [])


async def test_a_silent_worker_is_not_alive(database: str, admin: Person) -> None:
    await a_worker(heartbeat_at=now() - timedelta(minutes=1))
    await a_worker(stopped_at=now() - timedelta(days=2))
    (shown,) = (await queues.look(admin)).workers
    assert not shown.alive
    assert shown.quiet >= 60


async def test_only_admins_look_and_drain(
    database: str, person: Person, admin: Person, viewer: Person
) -> None:
    worker = await a_worker()
    for stranger in (person, viewer):
        with pytest.raises(Forbidden):
            await queues.look(stranger)
        with pytest.raises(Forbidden):
            await queues.drain(stranger, worker.id)
    for wrong in ("x'; --", "01a212f7-09c3-7654-81b5-c0ad55124e59"):
        with pytest.raises(NotFound):
            await queues.drain(admin, wrong)
    await queues.drain(admin, worker.id)
    await queues.drain(admin, worker.id)
    (shown,) = (await queues.look(admin)).workers
    assert shown.draining
