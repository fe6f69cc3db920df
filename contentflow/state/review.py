"""Approving a version of the campaign, taking that back, and noting who looked first."""

from collections.abc import Awaitable, Callable
from typing import Any

import reflex as rx

from contentflow import approvals, limits, reviews
from contentflow.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    TooManyRequests,
)
from contentflow.person import Person
from contentflow.state.session import address_of, campaign_of, entrance, person_of


class ReviewState(rx.State):
    """The open dialog: approve or reopen, of which version, and what was said to it."""

    asking: str = ""
    version: int = 0
    problem: str = ""
    _of: str = ""

    @rx.event
    def ask_approve(self, version: int) -> None:
        """Offer a note before a version is approved."""
        self.version = version if isinstance(version, int) else 0
        self._ask("approve")

    @rx.event
    def ask_reopen(self) -> None:
        """Offer a note before the approval is taken back."""
        self._ask("reopen")

    def _ask(self, what: str) -> None:
        self.asking, self.problem, self._of = what, "", campaign_of(self)

    @rx.event
    def close(self, opened: bool = False) -> None:
        """Leave it as it is."""
        if not opened:
            self.asking = ""

    @rx.event
    async def approve(self, form: dict[str, Any]) -> Any:
        """Approve the version that was asked about."""
        note, version = _note(form), self.version
        return await self._do(lambda me, at: approvals.approve(me, self._of, version, note, at))

    @rx.event
    async def reopen(self, form: dict[str, Any]) -> Any:
        """Take the approval back."""
        note = _note(form)
        return await self._do(lambda me, at: approvals.reopen(me, self._of, note, at))

    async def _do(self, deed: Callable[[Person, str], Awaitable[None]]) -> Any:
        self.problem = ""
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            await deed(person, address_of(self))
        except NotSignedIn:
            return await entrance(self)
        except Invalid as error:
            self.problem = " ".join(error.fields.values())
        except (Conflict, Forbidden, NotFound, TooManyRequests) as error:
            self.problem = str(error)
        else:
            self.asking = ""
        return None

    @rx.event(background=True)
    async def see(self) -> Any:
        """The finished text stands before somebody's eyes."""
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            await reviews.view(person, campaign_of(self))
        except (NotFound, NotSignedIn, TooManyRequests):
            return  # the page itself says so; the next look is noted


def _note(form: object) -> str:
    value = form.get("note") if isinstance(form, dict) else None
    return value if isinstance(value, str) else ""
