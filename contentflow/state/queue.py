"""The queue page, for admins; for everybody else there is no such page."""

import asyncio
from typing import Any

import reflex as rx

from contentflow import limits, live, queues
from contentflow.errors import Forbidden, NotFound, NotSignedIn, TooManyRequests
from contentflow.models import now
from contentflow.person import Person
from contentflow.state.queue_rows import (
    QueueFigures,
    WaiterLine,
    WorkerLine,
    WorkingLine,
    figures_of,
    waiter_lines,
    worker_lines,
    working_lines,
)
from contentflow.state.session import address_of, entrance, person_of

_CALM = 1.0  # seconds between two looks while something happens
_RECHECK = 3.0  # seconds between two looks otherwise: workers give signs of life


class QueueState(rx.State):
    """Who waits, what works where, and the worker that is asked about."""

    phase: str = "loading"  # loading, missing or found
    figures: QueueFigures = QueueFigures()
    workers: list[WorkerLine] = []
    working: list[WorkingLine] = []
    people: list[WaiterLine] = []
    asked: WorkerLine = WorkerLine()
    only: bool = False  # no other worker would take its runs
    problem: str = ""
    said: str = ""

    @rx.event(background=True)
    async def watch(self) -> Any:
        """Show the queue and keep it true until the page is left."""
        async with self:
            self.asked, self.problem, self.said = WorkerLine(), "", ""
        try:
            with live.subscribe(live.EVERYTHING) as subscription:
                while True:
                    await _show(self, await person_of(self))
                    await subscription.wait(_RECHECK)
                    await asyncio.sleep(_CALM)
                    subscription.take()
        except NotSignedIn:
            yield await entrance(self)
        except Forbidden:
            async with self:
                self.phase, self.figures = "missing", QueueFigures()
                self.workers, self.working, self.people = [], [], []

    @rx.event
    def ask(self, worker_id: str) -> None:
        """Ask before a worker is drained."""
        self.asked = next((one for one in self.workers if one.id == worker_id), WorkerLine())
        self.only = not any(one.drains for one in self.workers if one.id != self.asked.id)

    @rx.event
    def close(self, opened: bool = False) -> None:
        """Let it work on."""
        if not opened:
            self.asked = WorkerLine()

    @rx.event(background=True)
    async def drain(self) -> Any:
        """Let the worker that was asked about take no more runs."""
        async with self:
            worker, self.asked, self.problem, self.said = self.asked, WorkerLine(), "", ""
        if not worker.id:
            return
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            await queues.drain(person, worker.id, address_of(self))
            await _show(self, person)
        except NotSignedIn:
            yield await entrance(self)
        except (Forbidden, NotFound, TooManyRequests) as error:
            async with self:
                self.problem = str(error)
        else:
            async with self:
                self.said = f"{worker.name} takes no more runs"


async def _show(state: QueueState, person: Person) -> None:
    found = await queues.look(person)
    values = {
        "phase": "found",
        "figures": figures_of(found),
        "workers": worker_lines(found),
        "working": working_lines(found, now()),
        "people": waiter_lines(found.people),
    }
    async with state:
        for name, value in values.items():
            if getattr(state, name) != value:
                setattr(state, name, value)
