"""Live pages without browsers: what one watcher is sent, and how long an event takes to many."""

import asyncio
import json
import os
import re
import sqlite3
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from bench.model import Scripted, scripted
from bench.product import EXAMPLES, nothing, prepared, signed_in, until_ended
from bench.stage import HERE
from tests.e2e.server import Server

_WORDS = 1000  # of the article whose bytes are counted: about 6,000 characters
_MARK = re.compile(r"@(\d+\.\d+)@")
_ROOT = "reflex___state____state"
_SAYS = "42/_event,"
_PATIENCE = 60.0  # seconds; a hundred campaigns that begin at once keep the server busy


class Served(Server):
    """The product without its pages, which raw clients do not need."""

    module = "bench.served"


Hear = Callable[[str], object]


class Watcher:
    """One page's connection. `bytes` counts all that was sent, `parts` by var.

    It reads from the beginning: who does not answer the server's pings is put out. `hear` is given
    each frame.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self.bytes = 0
        self.parts: Counter[str] = Counter()
        self.hear: Hear = self.count
        self._socket = socket
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for frame in self._socket:
            text = str(frame)
            self.bytes += len(text)
            if text == "2":
                await self._socket.send("3")
            else:
                self.hear(text)

    @property
    def connected(self) -> bool:
        """False when the server has closed it."""
        return not self._reading.done()

    def end(self) -> None:
        """Read no more."""
        self._reading.cancel()

    def count(self, text: str) -> None:
        """Count a frame's vars."""
        if not text.startswith(_SAYS):
            return
        _, *said = json.loads(text.removeprefix(_SAYS))
        for state, values in ((said[0].get("delta") or {}) if said else {}).items():
            for name, value in values.items():
                size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
                self.parts[f"{state.rpartition('.')[2]}.{name}"] += size


@asynccontextmanager
async def opened(server: Server, path: str, cookie: str) -> AsyncIterator[Watcher]:
    """A page of the product, as a browser's websocket asks for it."""
    address = f"ws://127.0.0.1:{server.port}/_event/?EIO=4&transport=websocket&token={uuid.uuid4()}"
    place = {"pathname": path, "asPath": path, "query": {}}
    hello = {"name": f"{_ROOT}.hydrate_and_load", "payload": {}, "router_data": place}
    headers = {"Cookie": cookie}
    named = {"additional_headers": headers, "max_size": None, "proxy": None}
    async with connect(address, open_timeout=_PATIENCE, **named) as socket:
        await socket.recv()  # the connection is open
        await socket.send("40/_event," + json.dumps({"event": hello}))
        watcher = Watcher(socket)
        try:
            yield watcher
        finally:
            watcher.end()


def cookie_of(client: httpx.Client) -> str:
    """The session as a header."""
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def environment(model: Scripted) -> dict[str, str]:
    """What makes a server use the scripted model."""
    named = {"OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": model.key}
    return {**named, "CONTENTFLOW_MODEL": "scripted"}


def bytes_to_one() -> dict[str, Any]:
    """Everything one watcher is sent during a whole run, against the article's length."""
    with tempfile.TemporaryDirectory() as folder, scripted(latency=0.2, rough=True) as model:
        prepared(Path(folder), nothing)
        server = Served(Path(folder), **environment(model))
        server.start()
        try:
            watcher = asyncio.run(_one_run(server))
            article = _article(Path(folder))
        finally:
            server.stop()
    return {
        "article_characters": article,
        "bytes": watcher.bytes,
        "times_the_article": round(watcher.bytes / article, 1),
        "parts": dict(watcher.parts.most_common(8)),
    }


async def _one_run(server: Server) -> Watcher:
    client = signed_in(server)
    brief = {**json.loads(EXAMPLES[1].read_text()), "target_words": _WORDS}
    made = client.post("/api/campaigns", json=brief).json()
    async with opened(server, f"/campaigns/{made['id']}", cookie_of(client)) as watcher:
        await asyncio.to_thread(until_ended, client, made["id"], 300)
        await asyncio.sleep(2)
    return watcher


def _article(folder: Path) -> int:
    """Characters of the finished article's blocks."""
    query = "select document from content_versions order by number desc limit 1"
    with sqlite3.connect(folder / "contentflow.db") as database:
        (document,) = database.execute(query).fetchone()
    return sum(len(block["text"]) for block in json.loads(document)["blocks"])


class Stage(Server):
    """The product without its pages, with events on demand and a bare websocket."""

    module = "bench.stage"


@dataclass
class Delays:
    """How long events took to the clients, in milliseconds, and what one looked like."""

    each: list[float] = field(default_factory=list)
    sample: str = ""

    def note(self, text: str) -> None:
        """Take a frame; only those with a moment in them count."""
        if found := _MARK.search(text):
            self.each.append(1000 * (time.time() - float(found[1])))
            self.sample = text

    def told(self, made: int) -> dict[str, Any]:
        """The figures; `heard` is the share of the events that arrived on their own."""
        ordered = sorted(self.each)
        return {
            "p50_ms": round(ordered[len(ordered) // 2], 1),
            "p95_ms": round(ordered[int(len(ordered) * 0.95)], 1),
            "heard": round(len(ordered) / made, 3),
            "frame_bytes": len(self.sample),
        }


def crowd(watchers: int = 100, seconds: float = 10) -> dict[str, Any]:
    """Event to client for many watchers of one campaign, and for a bare websocket broadcast."""
    with tempfile.TemporaryDirectory() as folder, scripted(latency=600) as model:
        prepared(Path(folder), nothing)
        server = Stage(Path(folder), **environment(model))
        server.start()
        try:
            return asyncio.run(_crowd(server, watchers, seconds))
        finally:
            server.stop()


async def _crowd(server: Server, watchers: int, seconds: float) -> dict[str, Any]:
    client = signed_in(server)
    client.timeout = httpx.Timeout(seconds + 120)
    made = client.post("/api/campaigns", json=json.loads(EXAMPLES[0].read_text())).json()
    about = {"campaign_id": made["id"], "run_id": made["run"]["id"], "seconds": seconds}
    path, found = f"/campaigns/{made['id']}", {"watchers": watchers, "load": os.getloadavg()[0]}
    async with AsyncExitStack() as stack:
        pages = [
            await stack.enter_async_context(opened(server, path, cookie_of(client)))
            for _ in range(watchers)
        ]
        readings = _Readings(pages)
        await asyncio.sleep(5)  # every page has what it shows at first
        for kind, rate in (("progress", 5), ("tail", 10)):
            asked = {**about, "kind": kind, "rate": rate}
            delays = await readings.during(client, "/bench/play", asked)
            found[kind] = delays.told(watchers * int(rate * seconds))
            found[f"{kind}_sample"] = delays.sample
    for kind, rate in (("progress", 5), ("tail", 10)):
        text = _MARK.sub(HERE, found.pop(f"{kind}_sample"))
        asked = {"text": text, "rate": rate, "seconds": seconds}
        found[f"raw_{kind}"] = await _raw(server, client, watchers, asked)
        ratio = found[kind]["p50_ms"] / found[f"raw_{kind}"]["p50_ms"]
        found[f"{kind}_p50_ratio"] = round(ratio, 2)
    return found


async def _raw(
    server: Server, client: httpx.Client, watchers: int, asked: dict[str, Any]
) -> dict[str, Any]:
    address = f"ws://127.0.0.1:{server.port}/bench/raw"
    async with AsyncExitStack() as stack:
        sockets = [
            await stack.enter_async_context(connect(address, proxy=None)) for _ in range(watchers)
        ]
        readings = _Readings([Watcher(socket) for socket in sockets])
        delays = await readings.during(client, "/bench/raw_play", asked)
    return delays.told(watchers * int(asked["rate"] * asked["seconds"]))


class _Readings:
    """All clients' reading."""

    def __init__(self, watchers: list[Watcher]) -> None:
        self._delays = Delays()
        self._watchers = watchers
        for one in watchers:
            one.hear = self._note

    def _note(self, text: str) -> None:
        self._delays.note(text)

    async def during(self, client: httpx.Client, path: str, asked: dict[str, Any]) -> Delays:
        """What arrives while the server plays."""
        self._delays = Delays()
        await asyncio.to_thread(client.post, path, json=asked)
        await asyncio.sleep(1)
        assert all(one.connected for one in self._watchers), "pages were put out"
        return self._delays
