"""A small reverse proxy, as it stands before the app in a real installation: HTTP and websocket.

It can be a bad network: `cut` drops every connection and refuses new ones, `hold` keeps them and
passes nothing on, `mend` ends both.
"""

import asyncio
import re
import threading
from typing import Self

_LONGEST_HEAD = 65_536


class Proxy:
    """Passes every connection on to `upstream`, request heads and all; a thread of its own."""

    def __init__(self, upstream: int) -> None:
        self.port = 0
        self.upgrades = 0
        self._upstream = upstream
        self._is_cut = False
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    def cut(self) -> None:
        """Drop every connection; new ones are closed at once."""
        self._is_cut = True
        self._loop.call_soon_threadsafe(lambda: [task.cancel() for task in self._serving])

    def hold(self) -> None:
        """Pass nothing on, as when the other side is out of reach."""
        self._loop.call_soon_threadsafe(self._flows.clear)

    def mend(self) -> None:
        """Be a good network again."""
        self._is_cut = False
        self._loop.call_soon_threadsafe(self._flows.set)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._serving: set[asyncio.Task[None]] = set()
        self._flows = asyncio.Event()
        self._flows.set()
        server = await asyncio.start_server(self._serve_one, "127.0.0.1", 0, limit=_LONGEST_HEAD)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        await _end_connections()

    async def _serve_one(self, browser: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        """One connection for one request, so that its head is the only one to change."""
        task = asyncio.ensure_future(self._pass_on(browser, answer))
        self._serving.add(task)
        try:
            await task
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return  # the browser went, the app is not there, or the proxy is cut or ends
        finally:
            self._serving.discard(task)
            answer.close()

    async def _pass_on(self, browser: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        head = await browser.readuntil(b"\r\n\r\n")
        if self._is_cut:
            return
        reader, writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        is_upgrade = b"\r\nupgrade: websocket" in head.lower()
        self.upgrades += is_upgrade
        writer.write(head if is_upgrade else _closing(head))
        ways = (self._pour(browser, writer), self._pour(reader, answer))
        await asyncio.gather(*ways, return_exceptions=True)

    async def _pour(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65_536):
                await self._flows.wait()
                sink.write(data)
                await sink.drain()
        finally:
            sink.close()


async def _end_connections() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0.05)  # the transports close behind their tasks


def _closing(head: bytes) -> bytes:
    """The request head, asking for the connection to be closed after the answer."""
    lines = re.sub(rb"(?im)^connection:[^\r\n]*\r\n", b"", head)
    return lines.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
