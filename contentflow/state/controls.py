"""Pause, resume, cancel, and what can be done about a failed agent, on the campaign page."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import reflex as rx

from contentflow import engine, limits, runs
from contentflow.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    TooManyRequests,
)
from contentflow.names import AGENT_ORDER, AgentName
from contentflow.person import Person
from contentflow.state.session import campaign_of, entrance, person_of

REFUSED = (Conflict, Forbidden, Invalid, NotFound, TooManyRequests)
Deed = Callable[[Person], Awaitable[Any]]


class ControlsState(rx.State):
    """Why a wish was refused, and of which campaign; whether the page asks before it cancels."""

    refusal: str = ""
    of: str = ""
    asking: bool = False

    @rx.event
    async def pause(self, run_id: str) -> AsyncIterator[Any]:
        """Stop the run at the next edit or section."""
        async for sent in self._do(lambda me: runs.pause(me, run_id)):
            yield sent

    @rx.event
    async def resume(self, run_id: str) -> AsyncIterator[Any]:
        """Let the run go on where it stopped."""
        async for sent in self._do(lambda me: runs.resume(me, run_id)):
            yield sent

    @rx.event
    def ask_cancel(self) -> None:
        """Say first what a cancel does."""
        self.asking = True

    @rx.event
    def close(self, opened: bool = False) -> None:
        """Do not cancel."""
        self.asking = bool(opened) and self.asking

    @rx.event
    async def cancel(self, run_id: str) -> AsyncIterator[Any]:
        """End the run; what was kept so far stays."""
        self.asking = False
        async for sent in self._do(lambda me: runs.cancel(me, run_id)):
            yield sent

    @rx.event
    async def retry(self, agent: str) -> AsyncIterator[Any]:
        """Run a failed agent again."""
        if agent not in AGENT_ORDER:
            return
        campaign_id, name = campaign_of(self), AgentName(agent)

        async def deed(me: Person) -> None:
            limits.starts.take(me.id)
            await runs.retry(me, campaign_id, name)

        async for sent in self._do(deed):
            yield sent

    @rx.event
    async def skip(self, agent: str) -> AsyncIterator[Any]:
        """Do without a failed agent."""
        if agent not in AGENT_ORDER:
            return
        campaign_id, name = campaign_of(self), AgentName(agent)
        async for sent in self._do(lambda me: runs.skip(me, campaign_id, name)):
            yield sent

    async def _do(self, deed: Deed) -> AsyncIterator[Any]:
        """Do it as who is signed in; a refusal is said on the page."""
        self.refusal, self.of = "", campaign_of(self)
        yield  # the same refusal again is then told again
        try:
            await deed(await person_of(self))
        except NotSignedIn:
            yield await entrance(self)
        except REFUSED as error:
            self.refusal = str(error)
        else:
            engine.wake()
