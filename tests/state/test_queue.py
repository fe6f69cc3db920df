"""The queue page: figures for admins, a question before a worker is drained."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from contentflow import db
from contentflow.models import Worker, now
from contentflow.names import AgentName, Priority
from contentflow.person import Person
from contentflow.queues import Queue, WorkerRow, WorkingRow
from contentflow.state import queue
from contentflow.state.queue import QueueState
from contentflow.state.queue_rows import figures_of, worker_lines, working_lines
from tests.state.acting import LOG_IN, Page, acting
from tests.test_queues import TOPIC, a_worker, queued


async def opened(page: Page) -> list[object]:
    """Look at the page until it shows something; what it sends to the browser."""
    page.state.phase = "loading"  # type: ignore[attr-defined]
    task = asyncio.create_task(page.call("watch"))
    while not task.done() and page.state.phase == "loading":  # type: ignore[attr-defined]
        await asyncio.sleep(0.01)
    if page.state.phase == "missing" or task.done():  # type: ignore[attr-defined]
        return await task
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return []


async def draining(worker_id: str) -> bool:
    async with db.reading() as session:
        return (await session.get_one(Worker, worker_id)).draining


async def test_an_admin_sees_who_waits_and_no_topic(admin: Person, person: Person) -> None:
    await a_worker()
    await queued(person, priority="urgent")
    page = Page(QueueState())
    with acting(admin, queue):
        await opened(page)
    assert (page.state.figures.waiting, page.state.figures.kinds) == ("1", "1 urgent")
    assert [(line.name, line.waiting, line.working) for line in page.state.people] == [
        ("maya", "1", "0")
    ]
    (worker,) = page.state.workers
    assert (worker.name, worker.status, worker.drains) == ("alpha 7", "Working", True)
    assert TOPIC not in repr(page.state.dict())


async def test_a_worker_is_drained_after_a_question(admin: Person) -> None:
    worker = await a_worker()
    page = Page(QueueState())
    with acting(admin, queue):
        await opened(page)
        await page.call("drain")  # nothing was asked
        await page.call("ask", "nobody's")
        await page.call("drain")
        await page.call("ask", worker.id)
        assert page.state.only, "no other takes its runs"
        await page.call("close", False)
        await page.call("drain")
        assert not await draining(worker.id)
        await page.call("ask", worker.id)
        await page.call("drain")
    assert await draining(worker.id)
    assert page.state.said == "alpha 7 takes no more runs"
    (line,) = page.state.workers
    assert (line.status, line.drains) == ("Draining", False)


async def test_one_that_has_ended_meanwhile_is_told(admin: Person) -> None:
    worker = await a_worker()
    page = Page(QueueState())
    with acting(admin, queue):
        await opened(page)
        await page.call("ask", worker.id)
        async with db.transaction() as session:
            (await session.get_one(Worker, worker.id)).stopped_at = now()
        await page.call("drain")
    assert page.state.problem == "There is no such worker."


async def test_nobody_else_finds_or_drains_anything(person: Person, viewer: Person) -> None:
    worker = await a_worker()
    for somebody in (person, viewer):
        page = Page(QueueState())
        with acting(somebody, queue):
            await opened(page)
            assert (page.state.phase, page.state.workers) == ("missing", [])
            await page.call("ask", worker.id)
            await page.call("drain")
    with acting(None, queue):
        assert await opened(Page(QueueState())) == [LOG_IN]
    assert not await draining(worker.id)


def a_row(**changes: object) -> WorkerRow:
    values = {
        "id": "w",
        "host": "alpha",
        "pid": 7,
        "version": "1",
        "started_at": now(),
        "stopped_at": None,
        "quiet": 1.0,
        "draining": False,
        "runs": 2,
        "model": "m",
        "error": "",
    }
    return WorkerRow(**{**values, **changes})  # type: ignore[arg-type]


def a_queue(**changes: object) -> Queue:
    values = {
        "waiting": dict.fromkeys(Priority, 0),
        "held": 0,
        "slots": 4,
        "oldest_wait": None,
        "median_wait": None,
        "longest_wait": None,
        "workers": [],
        "working": [],
    }
    return Queue(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "status", "sign"),
    [
        ({}, "Working", "now"),
        ({"draining": True}, "Draining", "now"),
        ({"error": "no key"}, "No model", "now"),
        ({"quiet": 40.0}, "Lost", "40 s ago"),
        ({"stopped_at": now()}, "Ended", ""),
    ],
)
def test_health_in_words(changes: dict[str, object], status: str, sign: str) -> None:
    (line,) = worker_lines(a_queue(workers=[a_row(**changes)]))
    assert (line.status, line.sign) == (status, sign)


def test_those_that_work_come_first() -> None:
    gone, here = a_row(id="gone", stopped_at=now()), a_row(id="here")
    assert [line.id for line in worker_lines(a_queue(workers=[gone, here]))] == ["here", "gone"]


def test_figures_in_words() -> None:
    waiting = {Priority.URGENT: 1_200, Priority.STANDARD: 0, Priority.BACKGROUND: 3}
    shown = figures_of(a_queue(waiting=waiting, held=2, oldest_wait=75.0))
    assert (shown.waiting, shown.kinds) == ("1,203", "1,200 urgent, 3 background")
    assert (shown.oldest, shown.median) == ("1 min 15 s", "–")
    assert shown.held == "2 more for their time or their batch"
    assert figures_of(a_queue()).kinds == "nothing waits"


def test_what_works_in_words() -> None:
    moment = now()
    rows = [
        WorkingRow("r", "maya", (AgentName.SEO, AgentName.GEO), 40, Priority.URGENT,
                   moment - timedelta(seconds=30), "alpha 7", yields=True),
        WorkingRow("s", "tom", (), 0, Priority.STANDARD, None, "", yields=False),
    ]  # fmt: skip
    first, second = working_lines(a_queue(working=rows), moment)
    assert (first.agents, first.elapsed) == ("SEO, GEO, then gives way", "30 s")
    assert (second.agents, second.elapsed, second.worker) == ("Between agents", "", "–")
