"""Workers that die or freeze every few seconds, and servers that are restarted meanwhile."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from bench.fleet import Site, ended_runs, measured_on_postgres
from contentflow import db
from contentflow.engine import fleet
from contentflow.models import Run, RunEvent, Worker, now
from contentflow.names import EventType, RunStatus
from tests.engine.workers import WorkerProcess

_AT_WORK = (RunStatus.RUNNING, RunStatus.PAUSING, RunStatus.CANCELLING)


def chaos(count: int) -> dict[str, Any]:
    """So many campaigns by three workers that do not last."""
    return asyncio.run(measured_on_postgres(count, _disturb))


@dataclass
class _Deaths:
    """When workers died, and what they worked on then."""

    runs: list[tuple[str, datetime]] = field(default_factory=list)
    killed: int = 0
    frozen: int = 0

    async def of(self, victim: WorkerProcess) -> None:
        """Note one that does nothing more from now on."""
        died = now()
        own = select(Worker.id).where(Worker.pid == victim.pid)
        query = select(Run.id).where(col(Run.status).in_(_AT_WORK), col(Run.worker_id).in_(own))
        async with db.reading() as session:
            self.runs += [(run_id, died) for run_id in (await session.exec(query)).all()]


async def _disturb(site: Site, count: int, over: asyncio.Event) -> dict[str, Any]:
    chance, deaths = random.Random(7), _Deaths()
    restarts = [site.redis, site.postgres]
    while not await _is_over(over, chance.uniform(3, 7)):
        await _strike(site, chance, deaths)
        if restarts and await ended_runs() > count / (len(restarts) + 1):
            server = restarts.pop()
            server.stop()
            await asyncio.sleep(2)
            server.start()
    waits = await _waits(deaths)
    return {
        "killed": deaths.killed,
        "frozen": deaths.frozen,
        "servers_restarted": 2 - len(restarts),
        "runs_taken_over": len(waits),
        "dead_after_s": fleet.DEAD_AFTER,
        "longest_wait_after_a_death_s": round(max(waits, default=0.0), 1),
    }


async def _is_over(over: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), seconds)
    return over.is_set()


async def _strike(site: Site, chance: random.Random, deaths: _Deaths) -> None:
    victim = chance.choice(site.workers)
    if chance.random() < 0.5:
        deaths.killed += 1
        pid_is_known = deaths.of(victim)
        victim.freeze()  # so that what is noted is what it worked on
        await pid_is_known
        victim.kill()
        await asyncio.sleep(chance.uniform(0.5, 2))
        victim.start()
    else:
        deaths.frozen += 1
        victim.freeze()
        await deaths.of(victim)
        await asyncio.sleep(chance.uniform(2, 1.5 * fleet.DEAD_AFTER))
        victim.wake()


async def _waits(deaths: _Deaths) -> list[float]:
    """Seconds from a death until another worker had the run; who woke up in time lost none."""
    query = select(RunEvent).where(RunEvent.type == EventType.RUN_STATUS).order_by(col(RunEvent.at))
    async with db.reading() as session:
        events = (await session.exec(query)).all()
    waits = []
    for run_id, died in deaths.runs:
        later = [one for one in events if one.run_id == run_id and one.at > died]
        if later and later[0].data["status"] == RunStatus.QUEUED.value:
            again = [one.at for one in later if one.data["status"] == RunStatus.RUNNING.value]
            waits += [(at - died).total_seconds() for at in again[:1]]
    return waits
