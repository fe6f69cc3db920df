"""A client that speaks Reflex's wire itself, as somebody with bad intentions would."""

import json
import time
import uuid
from contextlib import ExitStack
from typing import Any, Self

from websockets.sync.client import connect

ROOT = "reflex___state____state"


AT_ONCE = 70  # events of one socket, which may send so many without waiting


class Wire:
    """One websocket without a browser. `deltas` has everything the server sent of its states."""

    def __init__(self, port: int, path: str = "/", cookie: str = "") -> None:
        self.token = str(uuid.uuid4())
        self.deltas: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self._path = path
        self._stack = ExitStack()
        self._address = (
            f"ws://127.0.0.1:{port}/_event/?EIO=4&transport=websocket&token={self.token}"
        )
        self._headers = {"Cookie": cookie} if cookie else {}

    def __enter__(self) -> Self:
        opened = connect(self._address, additional_headers=self._headers, max_size=None, proxy=None)
        self._socket = self._stack.enter_context(opened)
        self._socket.recv(timeout=10)  # 0{...}: the connection is open
        opening = {"event": self._event(f"{ROOT}.hydrate_and_load", {})}
        self._socket.send("40/_event," + json.dumps(opening))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _event(self, name: str, payload: object) -> dict[str, Any]:
        place = {"pathname": self._path, "asPath": self._path, "query": {}}
        return {"name": name, "payload": payload, "router_data": place}

    def at(self, path: str) -> None:
        """Say from now on that the page at this path is open; nothing of it is loaded."""
        self._path = path

    def call(self, name: str, payload: object) -> None:
        """Call a handler of a state class by its full name."""
        self._socket.send("42/_event," + json.dumps(["event", self._event(name, payload)]))

    def listen(self, quiet: float = 1.0, at_most: float = 60.0) -> None:
        """Take what the server sends until it has been quiet for so many seconds."""
        ends = time.monotonic() + at_most
        while time.monotonic() < ends:
            try:
                self._take(str(self._socket.recv(timeout=quiet)))
            except TimeoutError:
                return

    def answer(self, quiet: float = 0.3) -> None:
        """Wait for the answer to a call, and for what follows it at once."""
        ends = time.monotonic() + 3
        while not self.deltas and time.monotonic() < ends:
            self.listen(0.02)
        self.listen(quiet)

    def _take(self, frame: str) -> None:
        if frame == "2":
            self._socket.send("3")
        if not frame.startswith("42/_event,"):
            return
        name, *said = json.loads(frame.removeprefix("42/_event,"))
        if name == "event":
            self.deltas.append(said[0].get("delta") or {})
            self.events += said[0].get("events") or []

    @property
    def everything(self) -> str:
        """All that was sent, as text to search."""
        return json.dumps([self.deltas, self.events], ensure_ascii=False)


def told_for(port: int, cookie: str, calls: list[tuple[str, str, object]]) -> str:
    """What somebody is told who calls handlers from pages, over as many sockets as that takes."""
    told = ""
    for start in range(0, len(calls), AT_ONCE):
        with Wire(port, "/nowhere", cookie) as wire:
            wire.answer(0.1)
            for path, name, payload in calls[start : start + AT_ONCE]:
                wire.at(path)
                wire.call(name, payload)
            wire.listen(0.5, at_most=10.0)
            told += wire.everything.replace(wire.token, "")
    return told
