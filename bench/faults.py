"""Runs against a model of which every fifth call fails: how many complete, and is any stuck?"""

import asyncio
import time
from typing import Any

from sqlmodel import col, func, select

from bench.engine import BRIEF, installation, without_cache
from bench.model import scripted
from contentflow import campaigns, db, engine
from contentflow.models import ModelCall, Run
from contentflow.names import RUN_ENDED, RunStatus
from contentflow.person import Person

SLOTS = 16  # at once, so that the retries' real waiting overlaps
LIMIT_SECONDS = 1800


async def faults(count: int, rate: float, words: int) -> dict[str, Any]:
    """`count` runs with the product's own retries and waiting; only the slots are more."""
    brief = BRIEF | {"target_words": words}
    with scripted(fault_rate=rate, seed=7, rough=True) as model:
        async with installation(model) as person:
            await without_cache(SLOTS)
            start = time.perf_counter()
            await _work_off(person, brief, count)
            seconds = time.perf_counter() - start
            return {
                "runs": count,
                "fault_rate": rate,
                **await _outcome(count),
                "seconds": round(seconds, 1),
            }


async def _work_off(person: Person, brief: dict[str, Any], count: int) -> None:
    for _ in range(count):
        await campaigns.create(person, campaigns.validate(brief))
    engine.wake()
    deadline = time.perf_counter() + LIMIT_SECONDS
    while time.perf_counter() < deadline and sum((await _by_status()).values()) < count:
        await asyncio.sleep(0.5)


async def _by_status() -> dict[RunStatus, int]:
    ended = select(Run.status, func.count()).where(col(Run.status).in_(RUN_ENDED))
    async with db.reading() as session:
        found = await session.exec(ended.group_by(col(Run.status)))
    return {RunStatus(status): number for status, number in found.all()}


async def _outcome(count: int) -> dict[str, Any]:
    ended = await _by_status()
    calls = select(func.count(), func.count(col(ModelCall.reply))).select_from(ModelCall)
    async with db.reading() as session:
        asked, answered = (await session.exec(calls)).one()
    return {
        "calls": asked,
        "failed_calls": asked - answered,
        "ended": {status.value: number for status, number in ended.items()},
        "completed_share": ended.get(RunStatus.COMPLETED, 0) / count,
        "stuck": count - sum(ended.values()),
    }
