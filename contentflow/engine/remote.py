"""The engine and processes that only serve pages: those wake it over the hub."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from contentflow import live
from contentflow.config import config
from contentflow.engine import lifecycle, service

_serves_only = False


def wake() -> None:
    """Say that a run was made or changed. Call it after the commit; it never blocks."""
    if not _serves_only:
        service.wake()
    if _serves_only or config().is_distributed:
        live.publish(live.ENGINE, lifecycle.WAKE)


@asynccontextmanager
async def listening() -> AsyncIterator[None]:
    """Beside a running engine: be woken by others."""
    task = asyncio.create_task(_hear(), name="engine's ear")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def elsewhere() -> AsyncIterator[None]:
    """In the place of an engine: runs made here are worked on by other processes."""
    global _serves_only
    _serves_only = True
    try:
        yield
    finally:
        _serves_only = False


async def _hear() -> None:
    with live.subscribe(live.ENGINE) as subscription:
        while True:
            await subscription.wait()
            subscription.take()  # also what was lost may have been a call
            service.wake()
