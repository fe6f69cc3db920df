"""A hundred campaigns at work at once, each with somebody who watches its text being written."""

import asyncio
import os
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from bench.live import Served, Watcher, cookie_of, environment, opened
from bench.model import scripted
from bench.product import cpu_seconds, prepared, signed_in
from contentflow import campaigns
from contentflow.person import Person
from tests.e2e.server import Server
from tests.model_server import stamps

CAMPAIGNS, SECONDS, CHUNKS = 100, 20.0, 5.0
_WORDS = 1_000  # so that the Writers are at work all the time
_PATIENCE = 90.0  # seconds until nearly all Writers have begun
_ALL = 0.9


def hundred(count: int = CAMPAIGNS, seconds: float = SECONDS) -> dict[str, Any]:
    """From a piece of text leaving the model until the page's client has it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        scripted(chunks_per_second=CHUNKS, stamped=True) as model,
    ):

        async def begin(person: Person) -> list[str]:
            return [await _begun(person, number) for number in range(count)]

        ids = prepared(Path(folder), begin, runs_at_once=count)
        server = Served(Path(folder), **environment(model))
        server.start()
        try:
            return asyncio.run(_watched(server, ids, seconds))
        finally:
            server.stop()


async def _begun(person: Person, number: int) -> str:
    brief = {"topic": f"How to choose desk {number}", "tone": "plain", "target_words": _WORDS}
    return (await campaigns.create(person, campaigns.validate(brief))).id


class _Heard:
    """One page's pieces of text: each counts when it is first there."""

    def __init__(self) -> None:
        self.counts = False
        self.delays: list[float] = []
        self.frames = 0
        self.latest = 0.0

    def note(self, text: str) -> None:
        moment = time.time()
        new = [mark for mark in stamps(text) if mark > self.latest]
        if not new:
            return
        self.latest = max(new)
        if self.counts:
            self.frames += 1
            self.delays += [1000 * (moment - mark) for mark in new]


async def _begun_writing(heard: list[_Heard]) -> None:
    until = time.monotonic() + _PATIENCE
    while (writing := sum(ear.latest > 0 for ear in heard)) < _ALL * len(heard):
        assert time.monotonic() < until, f"only {writing} Writers write"
        await asyncio.sleep(0.25)
    await asyncio.sleep(2)


async def _watched(server: Server, ids: list[str], seconds: float) -> dict[str, Any]:
    client = signed_in(server)
    heard = [_Heard() for _ in ids]
    async with AsyncExitStack() as stack:
        pages: list[Watcher] = [
            await stack.enter_async_context(opened(server, f"/campaigns/{one}", cookie_of(client)))
            for one in ids
        ]
        for page, ear in zip(pages, heard, strict=True):
            page.hear = ear.note
        await _begun_writing(heard)
        used, began = cpu_seconds(server), time.monotonic()
        for ear in heard:
            ear.counts = True
        await asyncio.sleep(seconds)
        took = time.monotonic() - began
        used = cpu_seconds(server) - used
        assert all(page.connected for page in pages), "pages were put out"
    delays = sorted(one for ear in heard for one in ear.delays)
    return {
        "campaigns": len(ids),
        "chunks_a_second": CHUNKS,
        "writing": sum(bool(ear.delays) for ear in heard),
        "pieces": len(delays),
        "updates_a_second": round(sum(ear.frames for ear in heard) / took / len(ids), 2),
        "p50_ms": round(delays[len(delays) // 2], 1),
        "p95_ms": round(delays[int(len(delays) * 0.95)], 1),
        "server_cpu": round(used / took, 2),
        "load": round(os.getloadavg()[0], 2),
    }
