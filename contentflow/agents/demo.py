"""The embedded demo model: a child process on loopback that lives as long as the app."""

import asyncio
import os
import secrets
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from contentflow.agents.demo_server import weights
from contentflow.agents.llm import Endpoint
from contentflow.errors import PermanentModelError, TransientModelError

START_SECONDS = 60.0
_SCRIPT = Path(__file__).with_name("demo_server.py")
_serving: "DemoModel | None" = None


class DemoModel:
    """The child process and where it listens. A child that died is replaced at the next call."""

    def __init__(self) -> None:
        self.error = ""
        self._endpoint: Endpoint | None = None
        self._process: Process | None = None
        self._lock = asyncio.Lock()

    @property
    def ready(self) -> bool:
        """True when the model can be asked."""
        return self._endpoint is not None and self._alive

    @property
    def _alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def address(self) -> Endpoint:
        """Where the model listens; waits until it does.

        Raises:
            PermanentModelError: it is not installed.
            TransientModelError: it did not start; the next call starts it again.
        """
        async with self._lock:
            if self._endpoint is None or not self._alive:
                self._endpoint = await self._start()
            return self._endpoint

    async def _start(self) -> Endpoint:
        await self._end_process()
        if weights() is None:
            self.error = (
                "The demo model is not installed. Run `make install`, or set OPENAI_API_KEY and"
                " CONTENTFLOW_MODEL."
            )
            raise PermanentModelError(self.error)
        key = secrets.token_urlsafe(24)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(_SCRIPT),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env={**os.environ, "CONTENTFLOW_DEMO_KEY": key},
            start_new_session=True,  # Ctrl-C is for the app, which then ends the child
        )
        url = await self._first_line(self._process)
        self.error = ""
        return Endpoint(f"{url.rstrip('/')}/v1", key)

    async def _first_line(self, process: Process) -> str:
        assert process.stdout is not None  # noqa: S101 - it was opened as a pipe
        try:
            line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        except TimeoutError:
            line = b""
        address = line.decode().strip()
        if not address.startswith("http"):
            await self._end_process()
            self.error = "The demo model did not start."
            raise TransientModelError(self.error)
        return address

    async def close(self) -> None:
        """End the child."""
        async with self._lock:
            self._endpoint = None
            await self._end_process()

    async def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 3)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


@asynccontextmanager
async def serving() -> AsyncIterator[DemoModel]:
    """Keep the demo model for the life of the block. It starts in the background."""
    global _serving
    model = _serving = DemoModel()
    starting = asyncio.create_task(_start_early(model), name="demo model")
    try:
        yield model
    finally:
        _serving = None
        starting.cancel()
        with suppress(asyncio.CancelledError):
            await starting
        await model.close()


async def _start_early(model: DemoModel) -> None:
    with suppress(PermanentModelError, TransientModelError):
        await model.address()  # a failure is in `error`, and said again to whoever asks


async def address() -> Endpoint:
    """Where the served demo model listens; waits until it does."""
    if _serving is None:
        raise PermanentModelError("The demo model is not being served by this process.")
    return await _serving.address()


def status() -> dict[str, Any]:
    """How the demo model is: {ready, error}."""
    return {
        "ready": _serving is not None and _serving.ready,
        "error": _serving.error if _serving else "",
    }
