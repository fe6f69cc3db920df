"""A websocket client of the API in this process, without a network between."""

import asyncio
import json
from typing import Any, Self

from contentflow.api.app import create_api

Message = dict[str, Any]


class Line:
    """One connection. While `deaf` it takes nothing, so that the server's sending waits."""

    def __init__(self, campaign_id: str, query: str = "", **headers: str) -> None:
        path = f"/ws/campaign/{campaign_id}/status"
        self.scope: dict[str, Any] = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "scheme": "ws",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
            "client": ("127.0.0.1", 50_000),
            "server": ("localhost", 8000),
            "subprotocols": [],
        }
        self.code: int | None = None
        self.reason = ""
        self.listens = asyncio.Event()
        self.listens.set()
        self._said: asyncio.Queue[Message] = asyncio.Queue()
        self._heard: asyncio.Queue[Message] = asyncio.Queue()
        self._said.put_nowait({"type": "websocket.connect"})

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(create_api()(self.scope, self._said.get, self._take))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.leave()
        self.listens.set()
        await asyncio.wait_for(self._task, 10)

    def say(self, message: object) -> None:
        """Send JSON, or text as it is."""
        text = message if isinstance(message, str) else json.dumps(message)
        self._said.put_nowait({"type": "websocket.receive", "text": text})

    def say_bytes(self, data: bytes) -> None:
        self._said.put_nowait({"type": "websocket.receive", "bytes": data})

    def leave(self) -> None:
        """Close from this side."""
        self._said.put_nowait({"type": "websocket.disconnect", "code": 1000})

    async def hear(self, seconds: float = 5.0) -> Message:
        """The next message."""
        return await asyncio.wait_for(self._heard.get(), seconds)

    async def closed(self) -> int | None:
        """Wait for the end; the code the server gave."""
        await asyncio.wait_for(asyncio.shield(self._task), 10)
        return self.code

    async def _take(self, message: Any) -> None:
        await self.listens.wait()
        if message["type"] == "websocket.send":
            self._heard.put_nowait(json.loads(message["text"]))
        elif message["type"] == "websocket.close":
            self.code, self.reason = message["code"], message.get("reason", "")
