"""The engine and processes that only serve pages: they wake it and hear how it is over the hub."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from contentflow import live
from contentflow.engine import service

_BEAT = 5.0  # seconds between two accounts of how the engine is
_GONE = 3 * _BEAT  # seconds without one, and the engine counts as stopped
_WAKE, _ASK, _STATUS = "wake", "ask", "status"


@dataclass
class _Heard:
    """The last account of the engine."""

    status: dict[str, Any]
    at: float


_serves_only = False
_heard: _Heard | None = None


def wake() -> None:
    """Say that a run was made. Call it after the commit; it never blocks."""
    if _serves_only:
        live.publish(live.ENGINE, {"type": _WAKE})
    else:
        service.wake()


async def status() -> dict[str, Any]:
    """How the engine is: {running, working, waiting, slots, model: {name, demo, ready, error}}."""
    own = await service.status()
    if not _serves_only:
        return own
    if _heard is None or time.monotonic() - _heard.at > _GONE:
        model = {**own["model"], "ready": True, "error": ""}
        return {**own, "model": model, "running": False}
    return {**own, **_heard.status}


@asynccontextmanager
async def listening() -> AsyncIterator[None]:
    """Beside a running engine: be woken by others and tell them how it is."""
    task = asyncio.create_task(_answer(), name="engine's ear")
    try:
        yield
    finally:
        await _ended(task)


@asynccontextmanager
async def elsewhere() -> AsyncIterator[None]:
    """In the place of an engine: runs made here are worked on by another process."""
    global _serves_only, _heard
    _serves_only, _heard = True, None
    task = asyncio.create_task(_hear(), name="the engine's news")
    try:
        yield
    finally:
        _serves_only = False
        await _ended(task)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _answer() -> None:
    with live.subscribe(live.ENGINE) as subscription:
        while True:
            live.publish(live.ENGINE, await _account())
            await _asked(subscription)


async def _account() -> dict[str, Any]:
    told = await service.status()
    return {"type": _STATUS, "status": {name: told[name] for name in ("running", "slots", "model")}}


async def _asked(subscription: live.Subscription) -> None:
    """Wait until somebody asks or the next account is due; wake the engine when told to."""
    until = time.monotonic() + _BEAT
    while (left := until - time.monotonic()) > 0:
        await subscription.wait(left)
        lost = subscription.overflowed  # what was lost may have been a call
        kinds = {message["type"] for message in subscription.take()}
        if lost or _WAKE in kinds:
            service.wake()
        if _ASK in kinds:
            return


async def _hear() -> None:
    global _heard
    with live.subscribe(live.ENGINE) as subscription:
        live.publish(live.ENGINE, {"type": _ASK})
        while True:
            await subscription.wait()
            for message in subscription.take():
                if message["type"] == _STATUS:
                    _heard = _Heard(message["status"], time.monotonic())
