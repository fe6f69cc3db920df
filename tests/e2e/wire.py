"""A client that speaks Reflex's wire itself, as somebody with bad intentions would."""

import json
import time
import uuid
from contextlib import ExitStack, suppress
from typing import Any, Self

from websockets.sync.client import connect

ROOT = "reflex___state____state"
_MARK = "_rx_state_"

AT_ONCE = 70  # events of one socket, which may send so many without waiting


class Wire:
    """One websocket without a browser. `deltas` has everything the server sent of its states."""

    def __init__(self, port: int, path: str = "/", cookie: str = "") -> None:
        self.token = str(uuid.uuid4())
        self.deltas: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self._path = path
        self._hydrated: object = None
        self._stack = ExitStack()
        self._address = (
            f"ws://127.0.0.1:{port}/_event/?EIO=4&transport=websocket&token={self.token}"
        )
        self._headers = {"Cookie": cookie} if cookie else {}

    def __enter__(self) -> Self:
        opened = connect(
            self._address,
            additional_headers=self._headers,
            max_size=None,
            proxy=None,
            ping_interval=None,  # a server that is busy is waited for
        )
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

    def settle(self, at_most: float = 60.0) -> None:
        """Take what the server sends until what was called before is done, and what that called.

        A page's events are worked off in turn, so one of ours comes last: Reflex takes any value
        for whether a page is loaded. What works in the background is not waited for.
        """
        for _ in range(2):
            mark = str(uuid.uuid4())
            self.call(f"{ROOT}.set_is_hydrated", {"value": mark})
            ends = time.monotonic() + at_most
            while self._hydrated != mark:
                assert time.monotonic() < ends, "the server does not answer"
                with suppress(TimeoutError):
                    self._take(str(self._socket.recv(timeout=1)))

    def _take(self, frame: str) -> None:
        if frame == "2":
            self._socket.send("3")
        if not frame.startswith("42/_event,"):
            return
        name, *said = json.loads(frame.removeprefix("42/_event,"))
        if name == "event":
            self._hydrated = said[0].get("delta", {}).get(ROOT, {}).get(f"is_hydrated{_MARK}")
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
            wire.settle()
            for path, name, payload in calls[start : start + AT_ONCE]:
                wire.at(path)
                wire.call(name, payload)
            wire.settle()
            wire.listen(0.5, at_most=10.0)  # to what works in the background
            told += wire.everything.replace(wire.token, "")
    return told
