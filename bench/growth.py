"""How time and memory grow with the number of campaigns: one process on SQLite."""

import asyncio
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from bench.engine import installation, without_cache
from bench.fleet import LIMIT, PACE, timed
from bench.model import scripted

SIZES = (10, 32, 100, 316, 1_000)
_LOOK = 0.5  # seconds between two looks at the memory


def growth(sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    """Each size in a process of its own, so that none has what another one left."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context, max_tasks_per_child=1) as pool:
        points = [pool.submit(_measured, size).result() for size in sizes]
    return {"limit": LIMIT, "points": points}


def _measured(size: int) -> dict[str, Any]:
    return asyncio.run(_grown(size))


async def _grown(size: int) -> dict[str, Any]:
    with scripted(**PACE) as model:
        async with installation(model) as person:
            await without_cache(LIMIT)
            await timed(person, 1, model)  # what the first run loads is no other run's
            memory = _Memory()
            looking = asyncio.create_task(memory.look())
            found = await timed(person, size, model, memory.queued)
            looking.cancel()
            return {**found, **memory.told(size)}


class _Memory:
    """Resident kilobytes of this process: at first, with all in the queue, and the most."""

    def __init__(self) -> None:
        self._idle = self._queued = self._most = _resident_kb()

    async def look(self) -> None:
        """Until cancelled."""
        while True:
            self._most = max(self._most, _resident_kb())
            await asyncio.sleep(_LOOK)

    def queued(self) -> None:
        """All are in the queue now, and none is at work."""
        self._queued = _resident_kb()

    def told(self, size: int) -> dict[str, float]:
        working = min(LIMIT, size)
        return {
            "idle_mb": round(self._idle / 1024, 1),
            "most_mb": round(self._most / 1024, 1),
            "kb_per_queued": round((self._queued - self._idle) / size, 1),
            "kb_per_running": round((self._most - self._queued) / working, 1),
        }


def _resident_kb() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024
