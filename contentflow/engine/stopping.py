"""Who asked which run to pause, to end or to make room: heard in the agents of this process.

A pause lets the model call under way finish, as it is paid for; a cancellation does not wait. To
make room for an urgent run, a run waits for the end of its agent.
"""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from typing import TypeVar

from sqlmodel import col, or_, select

from contentflow import db
from contentflow.agents.model import Model, OnText, Prompt, Reply
from contentflow.engine import fleet
from contentflow.errors import RunStopped
from contentflow.models import Run
from contentflow.names import RunStatus

_ASKED = (RunStatus.PAUSING, RunStatus.CANCELLING)
_asked: dict[str, RunStatus] = {}
_making_room: set[str] = set()
_changed: set[asyncio.Event] = set()
T = TypeVar("T")


async def refresh() -> None:
    """Read who asked what."""
    query = select(Run.id, Run.status, Run.yields).where(
        or_(col(Run.status).in_(_ASKED), col(Run.yields))
    )
    async with db.reading() as session:
        rows = (await session.exec(query)).all()
    _making_room.clear()
    _making_room.update(run_id for run_id, _, yields in rows if yields)
    found = {run_id: RunStatus(status) for run_id, status, _ in rows if status in _ASKED}
    if found == _asked:
        return
    _asked.clear()
    _asked.update(found)
    for event in _changed:
        event.set()


def asked(run_id: str) -> bool:
    """Whether the run shall stop, in the middle of an agent."""
    return fleet.drains() or run_id in _asked


def asked_between(run_id: str) -> bool:
    """Whether the run shall not begin another agent."""
    return asked(run_id) or run_id in _making_room


def ends(run_id: str) -> bool:
    """Whether the run shall end there, not only pause."""
    return _asked.get(run_id) is RunStatus.CANCELLING


def check(run_id: str) -> None:
    """Stop here if the run shall stop.

    Raises:
        RunStopped: it shall.
    """
    if asked(run_id):
        raise RunStopped


async def sleep(run_id: str, seconds: float) -> None:
    """Wait, but not longer than until the run shall stop.

    Raises:
        RunStopped: it shall.
    """
    check(run_id)
    if seconds <= 0:
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await _until(run_id, *_ASKED)
        raise RunStopped


class StoppableModel:
    """A model that is not asked, and not waited for, when its run shall stop. A `Model`."""

    def __init__(self, model: Model, run_id: str) -> None:
        self._model = model
        self._run_id = run_id

    async def complete(self, prompt: Prompt, on_text: OnText | None = None) -> Reply:
        """The reply.

        Raises:
            RunStopped: the run was paused before, or cancelled meanwhile.
        """
        check(self._run_id)
        return await _unless_cancelled(self._run_id, self._model.complete(prompt, on_text))


async def _unless_cancelled(run_id: str, work: Awaitable[T]) -> T:
    working = asyncio.ensure_future(work)
    cancelled = asyncio.create_task(_until(run_id, RunStatus.CANCELLING))
    try:
        await asyncio.wait((working, cancelled), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise RunStopped
    finally:
        for task in (working, cancelled):
            task.cancel()
        await asyncio.gather(working, cancelled, return_exceptions=True)


async def _until(run_id: str, *statuses: RunStatus) -> None:
    event = asyncio.Event()
    _changed.add(event)
    try:
        while _asked.get(run_id) not in statuses:
            event.clear()
            await event.wait()
    finally:
        _changed.discard(event)
