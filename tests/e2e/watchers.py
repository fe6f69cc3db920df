"""Watchers without browsers, many in one process: each keeps what its page would show."""

import asyncio
import json
import random
import time
import uuid
from contextlib import suppress
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.e2e.wire import ROOT

_AGAIN = 0.2  # seconds, as a page waits before it connects again


class Watcher:
    """One open page that connects again whenever its connection is gone."""

    def __init__(self, port: int, path: str, cookie: str, state: str) -> None:
        self.shown: dict[str, Any] = {}
        self.connects = self.unwanted = 0
        self.away = 0.0  # seconds without a connection that nobody cut
        self._port, self._path, self._cookie, self._state = port, path, cookie, state
        self._token = str(uuid.uuid4())
        self._socket: ClientConnection | None = None
        self._cut_by_us = False

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._stay())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    @property
    def connected(self) -> bool:
        """True while it has a connection."""
        return self._socket is not None

    def drop(self) -> bool:
        """Lose the connection, without a word to the server. False when there is none."""
        if self._socket is None:
            return False
        self._cut_by_us = True
        self._socket.transport.abort()
        return True

    async def _stay(self) -> None:
        while True:
            began = time.monotonic()
            with suppress(ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
                await self._visit(began)
            self._socket = None
            self.unwanted += not self._cut_by_us
            await asyncio.sleep(_AGAIN * random.random())

    async def _visit(self, began: float) -> None:
        address = f"ws://127.0.0.1:{self._port}/_event/?EIO=4&transport=websocket"
        headers = {"Cookie": self._cookie}
        opened = connect(
            f"{address}&token={self._token}",
            additional_headers=headers,
            max_size=None,
            proxy=None,
            ping_interval=None,
        )
        async with opened as socket:
            await socket.recv()
            await socket.send("40/_event," + json.dumps({"event": self._opening()}))
            if self.connects and not self._cut_by_us:
                self.away += time.monotonic() - began
            self._socket, self._cut_by_us = socket, False
            self.connects += 1
            async for frame in socket:
                await self._take(socket, str(frame))

    def _opening(self) -> dict[str, Any]:
        place = {"pathname": self._path, "asPath": self._path, "query": {}}
        return {"name": f"{ROOT}.hydrate_and_load", "payload": {}, "router_data": place}

    async def _take(self, socket: ClientConnection, frame: str) -> None:
        if frame == "2":
            await socket.send("3")
        if not frame.startswith("42/_event,"):
            return
        name, *said = json.loads(frame.removeprefix("42/_event,"))
        if name == "new_token":
            self._token = said[0]
        if name == "event":
            delta = (said[0].get("delta") or {}).get(self._state, {})
            self.shown |= {name.removesuffix("_rx_state_"): delta[name] for name in delta}


async def dropped_at_random(watchers: list[Watcher], drops: int, every: float) -> None:
    """Cut so many connections, one at a time; on a slow machine there may be none for a while."""
    for _ in range(drops):
        await asyncio.sleep(random.uniform(0, 2 * every))
        async with asyncio.timeout(60):
            while not (choice := [one for one in watchers if one.connected]):
                await asyncio.sleep(0.05)
        random.choice(choice).drop()


# What tells the time, or who looks, is not in the tables.
_OF_THE_MOMENT = ("clock", "people", "viewing", "me", "announcement", "band", "refusal")


def lasting(shown: dict[str, Any]) -> dict[str, Any]:
    """What a page shows of the tables."""
    return {name: shown[name] for name in shown if not name.startswith(_OF_THE_MOMENT)}


def differing(watchers: list[Watcher], tables: Watcher) -> dict[str, int]:
    """By var, how many watchers show something else than who has just come."""
    wanted = lasting(tables.shown)
    wrong: dict[str, int] = {}
    for one in watchers:
        for name, value in wanted.items():
            if one.shown.get(name) != value:
                wrong[name] = wrong.get(name, 0) + 1
    return wrong
