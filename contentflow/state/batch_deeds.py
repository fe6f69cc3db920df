"""What is done to a batch as one, from its page: paused, resumed, cancelled, run again, changed."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import reflex as rx

from contentflow import engine, limits
from contentflow.batches import again, steering
from contentflow.errors import Invalid, NotSignedIn
from contentflow.person import Person
from contentflow.state.batch import BatchState, batch_of
from contentflow.state.controls import REFUSED
from contentflow.state.session import entrance, person_of

Deed = Callable[[Person, str], Awaitable[Any]]
_LONGEST = 40


class BatchDeedsState(rx.State):
    """Why a wish was refused, and of which batch; which question or form is open."""

    refusal: str = ""
    of: str = ""
    asking: bool = False
    budgeting: bool = False
    problem: str = ""

    @rx.event
    async def pause(self) -> AsyncIterator[Any]:
        """Let nothing more of it start."""
        async for sent in self._do(steering.pause):
            yield sent

    @rx.event
    async def resume(self) -> AsyncIterator[Any]:
        """Let it go on."""
        async for sent in self._do(steering.resume):
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
    async def cancel(self) -> AsyncIterator[Any]:
        """End it; what was written until then is kept."""
        self.asking = False
        async for sent in self._do(steering.cancel):
            yield sent

    @rx.event
    async def retry(self) -> AsyncIterator[Any]:
        """Run again what failed, in one go."""

        async def deed(me: Person, batch_id: str) -> None:
            limits.starts.take(me.id)
            await again.retry(me, batch_id)

        async for sent in self._do(deed):
            yield sent

    @rx.event
    async def set_priority(self, priority: str) -> AsyncIterator[Any]:
        """Put all that has not ended first or last."""
        async for sent in self._change({"priority": str(priority)[:_LONGEST]}):
            yield sent

    @rx.event
    async def start_now(self) -> AsyncIterator[Any]:
        """Do not wait for the chosen time."""
        async for sent in self._change({"starts_at": None}):
            yield sent

    @rx.event
    def open_budget(self, opened: bool = True) -> None:
        """Show the form of the budget, or shut it."""
        self.budgeting, self.problem = opened is True, ""

    @rx.event
    async def set_budget(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Let it cost as much as the form says; nothing said means no limit."""
        given = form.get("budget_usd", "") if isinstance(form, dict) else ""
        wanted = given.strip()[:_LONGEST] if isinstance(given, str) else ""
        self.problem = ""
        try:
            await steering.change(
                await person_of(self), batch_of(self), {"budget_usd": wanted or None}
            )
        except NotSignedIn:
            yield await entrance(self)
        except Invalid as error:
            self.problem = " ".join(error.fields.values())
        except REFUSED as error:
            self.problem = str(error)
        else:
            self.budgeting = False
            engine.wake()
            yield BatchState.refresh

    async def _change(self, wanted: dict[str, Any]) -> AsyncIterator[Any]:
        async for sent in self._do(lambda me, batch_id: steering.change(me, batch_id, wanted)):
            yield sent

    async def _do(self, deed: Deed) -> AsyncIterator[Any]:
        """Do it as who is signed in; a refusal is said on the page."""
        self.refusal, self.of = "", batch_of(self)
        yield  # the same refusal again is then told again
        try:
            await deed(await person_of(self), self.of)
        except NotSignedIn:
            yield await entrance(self)
        except REFUSED as error:
            self.refusal = str(error)
        else:
            engine.wake()
            yield BatchState.refresh  # who did it does not wait for the next update
