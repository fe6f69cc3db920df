"""The queue: fifty runs and four slots, an urgent one behind a batch, and a process that dies."""

import asyncio
import os
import random
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from bench.engine import installation, without_cache
from bench.fleet import PACE, count_runs, doubled, ended_runs, spoken
from bench.model import Scripted, scripted
from contentflow import accounts, campaigns, db, engine
from contentflow.batches import creation
from contentflow.batches.creation import Order
from contentflow.batches.terms import Terms
from contentflow.config import config
from contentflow.migrate import migrate
from contentflow.models import AgentPerformance, Run, RunEvent
from contentflow.names import EventType, Priority, Role, RunStatus
from contentflow.person import Person
from tests.engine.processes import Engines

RUNS, SLOTS, URGENT, KILLS = 50, 4, 10, 20
BATCH, BEHIND = 500, 4  # campaigns of the batch; urgent ones, one after the other
_WORDS = 200
_BRISK = {"chunks_per_second": 60.0}  # a model with which twenty deaths fit into the runs
_MOMENTS = (0.5, 3.5)  # seconds a process works before it is killed
_LIMIT_SECONDS = 900
_AT_WORK = {RunStatus.RUNNING.value, RunStatus.PAUSING.value, RunStatus.CANCELLING.value}


def _brief(number: int, priority: Priority) -> campaigns.NewCampaign:
    brief = {"topic": f"How to choose desk {number} for an office", "target_words": _WORDS}
    return campaigns.validate({**brief, "tone": "plain", "priority": priority.value})


async def _queue(person: Person, runs: int) -> None:
    """The urgent ones come last."""
    await without_cache(SLOTS)
    for number in range(runs):
        urgent = number >= runs - URGENT
        priority = Priority.URGENT if urgent else Priority.STANDARD
        await campaigns.create(person, _brief(number, priority))


def queue(runs: int = RUNS) -> dict[str, Any]:
    """So many runs that wait when the engine starts."""
    return asyncio.run(_timed(runs))


async def _timed(runs: int) -> dict[str, Any]:
    async def fill(person: Person) -> None:
        await _queue(person, runs)

    with scripted(**PACE) as model:
        began = time.perf_counter()
        async with installation(model, fill):
            began = time.perf_counter()
            await _until_ended(runs)
            seconds = time.perf_counter() - began
            ideal = await asyncio.to_thread(spoken, model) / SLOTS
            return {
                "runs": runs,
                "limit": SLOTS,
                "most_at_once": await _most_at_once(),
                "urgent_first": await _urgent_first(),
                "seconds": round(seconds, 1),
                "ideal_seconds": round(ideal, 1),
                "ratio": round(seconds / ideal, 3),
                "completed": await count_runs(RunStatus.COMPLETED),
            }


async def _until_ended(runs: int) -> None:
    limit = time.perf_counter() + _LIMIT_SECONDS
    while await ended_runs() < runs and time.perf_counter() < limit:
        await asyncio.sleep(0.1)


async def _most_at_once() -> int:
    """By what the runs' events say; one that ends makes room for the next."""
    query = select(RunEvent).where(RunEvent.type == EventType.RUN_STATUS)
    async with db.reading() as session:
        events = (await session.exec(query.order_by(col(RunEvent.at)))).all()
    steps = sorted((event.at, event.data["status"] in _AT_WORK, event.run_id) for event in events)
    working: set[str | None] = set()
    most = 0
    for _, works, run_id in steps:
        (working.add if works else working.discard)(run_id)
        most = max(most, len(working))
    return most


async def _urgent_first() -> bool:
    """True when no other run started before the last urgent one."""
    async with db.reading() as session:
        runs = (await session.exec(select(Run).order_by(col(Run.started_at)))).all()
    first = [run.priority is Priority.URGENT for run in runs]
    return first == sorted(first, reverse=True)


def kills(runs: int = RUNS, times: int = KILLS) -> dict[str, Any]:
    """The same runs on SQLite, the process killed so often at random moments."""
    with tempfile.TemporaryDirectory() as folder, scripted(**_BRISK) as model, Engines() as engines:
        return asyncio.run(_killed(Path(folder), model, engines, (runs, times)))


async def _killed(
    folder: Path, model: Scripted, engines: Engines, size: tuple[int, int]
) -> dict[str, Any]:
    runs, times = size
    os.environ |= {"CONTENTFLOW_DATA_DIR": str(folder)}
    config.cache_clear()
    await asyncio.to_thread(migrate)
    await db.open_database(config().database)
    person, _ = await accounts.create_user("b@example.com", Role.EDITOR, "a long password 12")
    await _queue(person, runs)
    chance, died, began = random.Random(7), 0, time.perf_counter()
    for _ in range(times):
        seconds = chance.uniform(*_MOMENTS)
        died += await asyncio.to_thread(engines.work_off, folder, model, "", seconds) != 0
    await asyncio.to_thread(engines.work_off, folder, model)
    completed = await count_runs(RunStatus.COMPLETED)
    found = {"runs": runs, "killed": died, "completed": completed, "lost": runs - completed}
    found["doubled_results"] = await doubled()
    await db.close_database()
    return {**found, "seconds": round(time.perf_counter() - began, 1)}


def urgent(batch: int = BATCH, times: int = BEHIND) -> dict[str, Any]:
    """Seconds from an urgent brief until it runs, behind a batch that holds every slot."""
    return asyncio.run(_behind(batch, times))


async def _behind(batch: int, times: int) -> dict[str, Any]:
    briefs = tuple(_brief(number, Priority.BACKGROUND) for number in range(batch))

    async def fill(person: Person) -> None:
        await without_cache(SLOTS)
        await creation.create(person, Order(briefs, Terms("Many articles")))

    with scripted(**PACE) as model:
        async with installation(model, fill) as person:
            await asyncio.sleep(5)  # by then the slots are full and agents at work
            waits = [await _started(person, batch + number) for number in range(times)]
            agents = await _durations()
    return {
        "batch": batch,
        "times": times,
        "wait_s": round(sorted(waits)[len(waits) // 2], 2),
        "longest_wait_s": round(max(waits), 2),
        "longest_agent_s": round(max(agents), 2),
        "mean_agent_s": round(sum(agents) / len(agents), 2),
    }


async def _started(person: Person, number: int) -> float:
    """How long it waited; returns when it has ended, so that the slots are the batch's again."""
    created = await campaigns.create(person, _brief(number, Priority.URGENT))
    engine.wake()
    while True:
        async with db.reading() as session:
            run = await session.get_one(Run, str(created.run_id))
        if run.ended_at and run.started_at:
            return (run.started_at - run.created_at).total_seconds()
        await asyncio.sleep(0.1)


async def _durations() -> list[float]:
    query = select(AgentPerformance.duration_ms).where(
        col(AgentPerformance.duration_ms).is_not(None)
    )
    async with db.reading() as session:
        return [took / 1000 for took in (await session.exec(query)).all() if took is not None]
