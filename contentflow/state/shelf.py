"""Archiving and deleting campaigns from the list or their page, and taking a deletion back."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from contentflow import engine, limits, routes, shelf
from contentflow.errors import Conflict, Forbidden, NotFound, NotSignedIn, TooManyRequests
from contentflow.models import new_id
from contentflow.person import Person
from contentflow.state import words
from contentflow.state.session import address_of, campaign_of, entrance, person_of

_MOST = 500  # campaigns at once; as many as a list shows
_MOST_LINES = 3
_SECONDS = 6
_REFUSED = (Conflict, Forbidden, NotFound)
Deed = Callable[[Person, str, str], Awaitable[None]]


@dataclass
class ShelfLine:
    """What was done, as a toast; `undo` says whether it can be taken back."""

    key: str = ""
    status: str = "completed"
    title: str = ""
    text: str = ""
    undo: bool = False
    seconds: int = 6  # for which it is still shown


class ShelfState(rx.State):
    """What was put away last, and the campaigns that can still be brought back."""

    lines: list[ShelfLine] = []
    asking: bool = False  # whether the page of a campaign asks before it deletes
    _deleted: dict[str, list[str]] = {}  # by line
    _born: dict[str, float] = {}  # by line, in this process's time

    @rx.event
    async def archive(self, campaign_ids: list[str]) -> Any:
        """Put campaigns into the archive."""
        return await self._do(shelf.archive, campaign_ids, "archived")

    @rx.event
    async def unarchive(self, campaign_ids: list[str]) -> Any:
        """Take campaigns out of the archive."""
        return await self._do(shelf.unarchive, campaign_ids, "taken out of the archive")

    @rx.event
    def ask_delete(self) -> None:
        """Say first what a deletion does."""
        self.asking = True

    @rx.event
    def close(self, opened: bool = False) -> None:
        """Do not delete."""
        self.asking = bool(opened) and self.asking

    @rx.event
    async def delete(self, campaign_ids: list[str]) -> Any:
        """Delete campaigns; for a moment they can be brought back."""
        self.asking = False
        here = campaign_of(self)
        sent = await self._do(shelf.delete, campaign_ids, "deleted", undo=True)
        engine.wake()
        gone = [one for ids in self._deleted.values() for one in ids]
        return rx.redirect(routes.HOME) if here in gone else sent

    @rx.event
    async def undo(self, key: str) -> Any:
        """Bring back what a line tells of."""
        ids = self._deleted.pop(key, []) if isinstance(key, str) else []
        self._drop(key)
        return await self._do(shelf.undelete, ids, "brought back") if ids else None

    @rx.event
    def dismiss(self, key: str) -> None:
        """It was read, or its time is over."""
        self._drop(key)

    def _drop(self, key: object) -> None:
        self.lines = [line for line in self.lines if line.key != key]
        self._deleted = {one: ids for one, ids in self._deleted.items() if one != key}

    async def _do(self, deed: Deed, campaign_ids: object, said: str, *, undo: bool = False) -> Any:
        """Do it with each of them; a line tells how it went."""
        if not isinstance(campaign_ids, list) or not 0 < len(campaign_ids) <= _MOST:
            return None
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            done, refused = await _each(deed, person, campaign_ids, address_of(self))
        except NotSignedIn:
            return await entrance(self)
        except TooManyRequests as error:
            self._tell(ShelfLine(new_id(), "failed", "Not now", str(error)))
            return None
        line = line_of(len(done), refused, said)
        line.undo = undo and bool(done)
        if line.undo:
            self._deleted = {**self._deleted, line.key: done}
        self._tell(line)
        return None

    def _tell(self, line: ShelfLine) -> None:
        self.lines = [*self.lines, replace(line, seconds=life(line))][-_MOST_LINES:]
        kept = {one.key for one in self.lines}
        born = {key: at for key, at in self._born.items() if key in kept}
        self._born = {**born, line.key: time.monotonic()}


def tell(state: ShelfState, title: str) -> None:
    """Say on the page of this state that something else was done with campaigns."""
    state._tell(ShelfLine(new_id(), "completed", title))


def tidy(state: ShelfState) -> None:
    """A page was opened: only what is not over yet is told on it, for what is left of its time."""
    moment, left = time.monotonic(), []
    for line in state.lines:
        over = state._born.get(line.key, moment) + life(line)
        if (seconds := round(over - moment)) > 0:
            left.append(replace(line, seconds=seconds))
    if left != state.lines:
        state.lines = left


def life(line: ShelfLine) -> int:
    """For how many seconds a line is shown."""
    return round(shelf.GRACE.total_seconds()) if line.undo else _SECONDS


async def _each(
    deed: Deed, person: Person, campaign_ids: list[Any], address: str
) -> tuple[list[str], list[str]]:
    """The ids with which it went well, and why it did not with others."""
    done, refused = [], []
    for campaign_id in dict.fromkeys(one for one in campaign_ids if isinstance(one, str)):
        try:
            await deed(person, campaign_id, address)
            done.append(campaign_id)
        except _REFUSED as error:
            refused.append(str(error))
    return done, refused


def line_of(done: int, refused: list[str], said: str) -> ShelfLine:
    """ "2 campaigns deleted", "Campaign deleted", and why others were not."""
    reasons = " ".join(dict.fromkeys(refused))
    if not done:
        return ShelfLine(new_id(), "failed", f"Not {said}", reasons)
    kept = f"{words.count(len(refused), 'campaign')} not: {reasons}" if refused else ""
    status = "warn" if refused else "completed"
    what = "Campaign" if done == 1 else words.count(done, "campaign")
    return ShelfLine(new_id(), status, f"{what} {said}", kept)
