"""Who goes first, and what becomes of a run whose process died between two databases."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from itertools import pairwise
from typing import cast

import pytest
from dbos import DBOS
from dbos._error import DBOSException
from sqlalchemy import QueuePool
from sqlmodel import select

from contentflow import db, engine, options
from contentflow.engine import lifecycle, orchestrator, queue
from contentflow.engine.execution import MOST_DEATHS
from contentflow.engine.opening import open_segment
from contentflow.models import AgentPerformance, Batch, ModelCall, Run, now
from contentflow.names import AGENT_ORDER, AgentStatus, BatchStatus, EventType, RunStatus
from contentflow.person import Person
from tests.engine.watching import (
    assert_whole,
    ended,
    events,
    get,
    queued,
    rows,
    start,
    until,
    without_cache,
)
from tests.model_server import ModelServer

pytestmark = [pytest.mark.slow, pytest.mark.apart]


def slots(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let so many runs work at once."""

    async def chosen(_session: object = None) -> int:
        return number

    monkeypatch.setattr(options, "runs_at_once", chosen)


async def _in_order_of_start(run_ids: Sequence[str]) -> list[str]:
    found = [await ended(run_id) for run_id in run_ids]
    return [run.id for run in sorted(found, key=lambda run: str(run.started_at))]


async def test_with_one_slot_urgent_goes_first_and_background_last(
    running_engine: None, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots(monkeypatch, 0)
    background = await queued(person, priority="background", target_words=150)
    standard = await queued(person, target_words=150)
    urgent = await queued(person, priority="urgent", target_words=150)
    slots(monkeypatch, 1)
    engine.wake()
    order = await _in_order_of_start([background, standard, urgent])
    assert order == [urgent, standard, background]
    for earlier, later in pairwise(order):  # one slot: one after the other
        assert str((await get(later)).started_at) >= str((await get(earlier)).ended_at)


async def test_who_has_fewest_running_goes_first(
    database: str, person: Person, colleague: Person
) -> None:
    first, second = await queued(person), await queued(person)
    other = await queued(colleague)
    assert [run.id for run in await lifecycle.admit(2)] == [first, other]
    assert await lifecycle.admit(2) == []
    assert [run.id for run in await lifecycle.admit(3)] == [second]


async def test_a_run_admitted_but_never_started_is_picked_up(
    running_engine: None, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots(monkeypatch, 0)
    run_id = await queued(person)
    (admitted,) = await lifecycle.admit(1)  # here the process dies: the engine was not told
    assert admitted.id == run_id
    run = await ended(run_id)
    assert run.status is RunStatus.COMPLETED, run.error
    await assert_whole(run)
    assert run.segment == 1


async def test_a_run_that_ended_gets_no_other_segment(database: str, person: Person) -> None:
    run_id = await queued(person)
    await lifecycle.admit(1)
    await lifecycle.end(run_id, RunStatus.FAILED, "The model is gone.")
    await lifecycle.end(run_id, RunStatus.COMPLETED)  # the first end counts
    run = await get(run_id)
    assert (run.status, run.error) == (RunStatus.FAILED, "The model is gone.")
    assert await lifecycle.next_segment(run_id, died=True) is None
    assert (await get(run_id)).segment == 1
    assert len([e for e in await events(run_id) if e.data["status"] == "failed"]) == 1


async def test_only_deaths_without_a_new_reply_count(database: str, person: Person) -> None:
    run_id = await queued(person)
    await lifecycle.admit(1)
    for number in range(2, 9):  # a database that does not answer is nobody's fault
        following = await lifecycle.next_segment(run_id, died=False)
        assert following is not None
        assert (following.segment, following.enqueued_segment) == (number, number)
        assert following.deaths == 0
    deaths = []
    for _ in range(MOST_DEATHS):
        following = await lifecycle.next_segment(run_id, died=True)
        assert following is not None
        deaths.append(following.deaths)
    assert deaths == list(range(1, MOST_DEATHS + 1))


async def test_a_segment_that_the_engine_starts_a_second_time_ends_once(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    model_server.latency = 0.2
    run_id = await start(person)

    async def writes() -> bool:
        return bool(await rows(ModelCall, run_id))

    await until(writes)
    # As its own look for what was left behind does, when the database answers late.
    [again] = await asyncio.to_thread(DBOS._recover_pending_workflows, ["embedded"])
    run = await ended(run_id)
    assert (run.status, run.segment) == (RunStatus.COMPLETED, 1)
    left = [row.status for row in await rows(AgentPerformance, run_id)]
    assert Counter(left) == {AgentStatus.INTERRUPTED: 1, AgentStatus.COMPLETED: len(AGENT_ORDER)}
    assert await asyncio.to_thread(again.get_result) == "completed"
    await assert_whole(run)


async def test_a_run_that_dies_again_and_again_is_ended_with_its_cause(
    running_engine: None, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise DBOSException("no such thing")

    monkeypatch.setattr(orchestrator, "open_segment", broken)
    run = await ended(await start(person))
    assert run.status is RunStatus.FAILED
    assert "could not go on: DBOS Error: no such thing" in run.error
    assert run.deaths == MOST_DEATHS


def _failing_at_first(
    monkeypatch: pytest.MonkeyPatch, name: str, owner: object, times: int = 1
) -> list[str]:
    original: Callable[..., Awaitable[object]] = getattr(owner, name)
    failed: list[str] = []

    async def wrapped(*arguments: object) -> object:
        if len(failed) < times:
            failed.append(name)
            raise RuntimeError("not this time")
        return await original(*arguments)

    monkeypatch.setattr(owner, name, wrapped)
    return failed


@pytest.mark.parametrize("name", ["admit", "working"])
async def test_the_dispatcher_survives_an_error_of_one_tick(
    running_engine: None, person: Person, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    failed = _failing_at_first(monkeypatch, name, lifecycle, times=2)
    run_id = await start(person, target_words=150)
    await until(lambda: _are(failed, 2))
    run = await ended(run_id)
    assert run.status is RunStatus.COMPLETED, run.error


async def _are(failed: list[str], times: int) -> bool:
    return len(failed) == times


async def test_a_run_that_cannot_be_mended_does_not_stop_the_others(
    running_engine: None, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots(monkeypatch, 0)
    broken, sound = await queued(person), await queued(person, target_words=150)
    original = queue._mend

    async def mend(run: Run) -> None:
        if run.id == broken:
            raise RuntimeError("unreadable")
        await original(run)

    monkeypatch.setattr(queue, "_mend", mend)
    assert [run.id for run in await lifecycle.admit(2)] == [broken, sound]
    assert (await ended(sound)).status is RunStatus.COMPLETED
    assert (await get(broken)).status is RunStatus.RUNNING


async def test_after_a_cancel_from_outside_the_next_segment_waits_for_the_running_step(
    running_engine: None,
    person: Person,
    model_server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model_server.latency = 0.3
    busy: list[bool] = []
    start_segment = queue._start

    async def started(run: Run) -> None:
        busy.append(orchestrator.is_working(f"{run.id}:{run.segment - 1}"))
        await start_segment(run)

    monkeypatch.setattr(queue, "_start", started)
    run_id = await start(person, target_words=150)
    await until(lambda: events(run_id, EventType.BLOCK_WRITTEN))
    await DBOS.cancel_workflow_async(f"{run_id}:1")
    run = await ended(run_id)
    assert (run.status, run.segment) == (RunStatus.COMPLETED, 2), run.error
    assert busy == [False, False]
    await assert_whole(run)


async def test_a_segment_that_was_overtaken_does_nothing(database: str, person: Person) -> None:
    run_id = await queued(person)
    assert await open_segment(run_id, 1) is not None
    await lifecycle.admit(1)
    await lifecycle.next_segment(run_id, died=False)
    assert await open_segment(run_id, 1) is None
    assert await open_segment(run_id, 2) is not None
    await lifecycle.end(run_id, RunStatus.FAILED, "Enough.")
    assert await open_segment(run_id, 2) is None


async def test_a_run_waits_for_its_time(database: str, person: Person) -> None:
    later, at_once = await queued(person), await queued(person)
    await _not_before(later, now() + timedelta(seconds=30))
    assert [run.id for run in await lifecycle.admit(2)] == [at_once]
    assert await lifecycle.next_start() is not None
    await _not_before(later, now() - timedelta(seconds=1))
    assert [run.id for run in await lifecycle.admit(2)] == [later]
    assert await lifecycle.next_start() is None


async def _not_before(run_id: str, moment: datetime) -> None:
    async with db.transaction() as session:
        run = await session.get_one(Run, run_id)
        run.not_before = moment
        session.add(run)


async def test_a_paused_batch_starts_nothing(database: str, person: Person) -> None:
    run_id = await queued(person)
    batch = Batch(user_id=person.id, name="Spring", status=BatchStatus.PAUSED)
    async with db.transaction() as session:
        session.add(batch)
        await session.flush()
        run = await session.get_one(Run, run_id)
        run.batch_id = batch.id
        session.add(run)
    assert await lifecycle.admit(1) == []
    async with db.transaction() as session:
        stored = await session.get_one(Batch, batch.id)
        stored.status = BatchStatus.RUNNING
        session.add(stored)
    assert [run.id for run in await lifecycle.admit(1)] == [run_id]


async def test_who_gives_slots_needs_no_second_connection(database: str, person: Person) -> None:
    run_id = await queued(person)
    options.forget()
    pool = cast("QueuePool", db._current().pool)
    async with AsyncExitStack() as others:
        for _ in range(pool.size() + pool._max_overflow - 1):
            session = await others.enter_async_context(db.reading())
            await session.exec(select(Run.id))
        admitted = await asyncio.wait_for(lifecycle.admit(), 5)
    assert [run.id for run in admitted] == [run_id]


async def test_who_is_asked_for_room_hears_it_at_once(database: str, person: Person) -> None:
    background = await queued(person, priority="background")
    await lifecycle.admit(1)
    await queued(person, priority="urgent")
    lifecycle.changed.clear()
    assert await lifecycle.admit(1) == []
    assert (await get(background)).yields
    assert lifecycle.changed.is_set()
    lifecycle.changed.clear()
    assert await lifecycle.admit(1) == []
    assert not lifecycle.changed.is_set(), "nobody was asked anew"


async def test_an_urgent_run_finds_room_at_the_next_agent_of_a_background_run(
    running_engine: None,
    person: Person,
    colleague: Person,
    model_server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await without_cache()
    model_server.rough, model_server.latency = True, 0.1
    slots(monkeypatch, 1)
    background = await start(person, priority="background")
    await until(lambda: events(background, EventType.BLOCK_WRITTEN))
    urgent = await start(colleague, priority="urgent", target_words=150)
    assert (await ended(urgent)).status is RunStatus.COMPLETED
    first = await get(background)
    assert first.ended_at is None, "it gave way and goes on later"
    run = await ended(background)
    assert (run.status, run.deaths) == (RunStatus.COMPLETED, 0)
    assert run.segment > 1
    completed = await events(background, EventType.AGENT_COMPLETED)
    started = (await get(urgent)).started_at
    assert started is not None
    assert [event.agent_type for event in completed if event.at < started] == ["writer"]
    await assert_whole(run)
