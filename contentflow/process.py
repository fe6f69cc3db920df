"""The server process's own life: it goes when its supervisor goes, and warms slow imports."""

import asyncio
import importlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

_SLOW_IMPORTS = ("langchain_openai",)
_LOOK_EVERY = 1.0


def say(line: str) -> None:
    """One line for the person at the terminal."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@asynccontextmanager
async def tended() -> AsyncIterator[None]:
    """Watch the parent and warm slow imports in a thread while the block runs."""
    tasks = [
        asyncio.create_task(leave_with_parent(os.getppid())),
        asyncio.create_task(asyncio.to_thread(warm_imports)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def leave_with_parent(parent: int, every: float = _LOOK_EVERY) -> None:
    """End this process when `parent` is no longer its parent.

    A supervisor killed with -9 leaves its worker holding the port and the database otherwise.
    """
    while os.getppid() == parent:  # noqa: ASYNC110 - nothing tells a process of its parent's end  # noqa: ASYNC110 -- the kernel has no event for it
        await asyncio.sleep(every)
    os.kill(os.getpid(), signal.SIGTERM)


def warm_imports() -> None:
    """Import what takes long, before the first request needs it on the event loop."""
    for name in _SLOW_IMPORTS:
        importlib.import_module(name)
