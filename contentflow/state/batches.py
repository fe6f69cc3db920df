"""The list of batches, which follows what happens."""

import asyncio
from typing import Any

import reflex as rx

from contentflow import access, live
from contentflow.batches import drafts, listing
from contentflow.batches.listing import BatchRow
from contentflow.errors import Conflict, Forbidden, NotFound, NotSignedIn
from contentflow.state.batch_rows import BatchLine, batch_line, summary_of
from contentflow.state.session import entrance, now_of, person_of

_CALM = 0.5  # seconds; at most two updates a second
_RECHECK = 30.0  # seconds between looks when nothing happens
_PAGE = 50
_MOST = 500


class BatchesState(rx.State):
    """What the list shows."""

    phase: str = "loading"  # loading, empty or found
    lines: list[BatchLine] = []
    summary: str = ""
    more: bool = False
    may_start: bool = False
    _wanted: int = _PAGE

    @rx.event(background=True)
    async def watch(self) -> Any:
        """Show the batches this person may see and follow them until the page is left."""
        try:
            with live.subscribe(live.EVERYTHING) as subscription:
                while True:
                    await _show(self)
                    await subscription.wait(_RECHECK)
                    await asyncio.sleep(_CALM)
                    subscription.take()
        except NotSignedIn:
            yield await entrance(self)

    @rx.event
    async def show_more(self) -> Any:
        """Add the next older ones."""
        self._wanted = min(self._wanted + _PAGE, _MOST)
        return BatchesState.refresh

    @rx.event
    async def drop(self, batch_id: str) -> Any:
        """Throw rows away that were not started."""
        try:
            await drafts.drop(await person_of(self), str(batch_id))
        except NotSignedIn:
            return await entrance(self)
        except (NotFound, Conflict, Forbidden):  # it is gone, or started: the list shows it
            pass
        return BatchesState.refresh

    @rx.event(background=True)
    async def refresh(self) -> Any:
        """Show them as they are now."""
        try:
            await _show(self)
        except NotSignedIn:
            yield await entrance(self)


async def _show(state: BatchesState) -> None:
    """Send what differs from what is shown."""
    person = await person_of(state)
    rows: list[BatchRow] = []
    cursor: str | None = None
    while len(rows) < state._wanted:
        page = await listing.listing(person, cursor=cursor, limit=_PAGE)
        rows += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    values = {
        "lines": [batch_line(row, now_of(state)) for row in rows],
        "summary": summary_of(rows),
        "more": cursor is not None and len(rows) < _MOST,
        "may_start": access.may_start(person),
        "phase": "found" if rows else "empty",
    }
    async with state:
        for name, value in values.items():
            if getattr(state, name) != value:
                setattr(state, name, value)
