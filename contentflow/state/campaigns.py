"""The campaign list: grouped rows that follow what happens, found and filtered on the server."""

import asyncio
from typing import Any

import reflex as rx

from contentflow import campaigns, live
from contentflow.campaigns import CampaignRow
from contentflow.errors import NotSignedIn
from contentflow.models import now
from contentflow.names import CampaignStatus as Status
from contentflow.person import Person
from contentflow.state.campaign_lines import GROUPS, groups_of, summary_of
from contentflow.state.rows import CampaignGroup
from contentflow.state.session import entrance, person_of

_CALM = 0.5  # seconds; at most two updates a second
_BEAT = 10.0  # seconds; keeps the time labels right while something runs
_RECHECK = 60.0  # seconds between looks at the session when nothing happens
_PAGE = 50  # rows shown at first, and added by "Show more"
_MOST = 500  # rows searched by the find box
_LONGEST_FIND = 100


class CampaignsState(rx.State):
    """What the list shows."""

    phase: str = "loading"  # loading, empty, found or nothing (no row matches)
    groups: list[CampaignGroup] = []
    summary: str = ""
    find: str = ""
    only: str = ""  # one group's name, or everything
    more: bool = False
    _wanted: int = _PAGE

    @rx.event(background=True)
    async def watch(self) -> Any:
        """Show the campaigns this person may see and follow them until the page is left."""
        try:
            with live.subscribe(live.EVERYTHING) as subscription:
                while True:
                    running = await _show(self)
                    await subscription.wait(_BEAT if running else _RECHECK)
                    await asyncio.sleep(_CALM)
                    subscription.take()
        except NotSignedIn:
            yield await entrance(self)

    @rx.event
    async def search(self, text: str) -> Any:
        """Show only campaigns whose title or topic has these words."""
        self.find = text[:_LONGEST_FIND] if isinstance(text, str) else ""
        return CampaignsState.refresh

    @rx.event
    async def choose(self, group: str) -> Any:
        """Show only one group; chosen again, all."""
        self.only = group if group in list(GROUPS) and group != self.only else ""
        return CampaignsState.refresh

    @rx.event
    async def clear(self) -> Any:
        """Show everything again."""
        self.find, self.only = "", ""
        return CampaignsState.refresh

    @rx.event
    async def show_more(self) -> Any:
        """Add the next older campaigns."""
        self._wanted = min(self._wanted + _PAGE, _MOST)
        return CampaignsState.refresh

    @rx.event(background=True)
    async def refresh(self) -> Any:
        """Show the rows for the filters as they are now."""
        try:
            await _show(self)
        except NotSignedIn:
            yield await entrance(self)


async def _show(state: CampaignsState) -> bool:
    """Send what differs from what is shown. True while a campaign runs."""
    person = await person_of(state)
    rows, more = await _read(person, _MOST if state.find or state.only else state._wanted)
    found = [row for row in rows if _matches(row, state.find)]
    groups = groups_of(found, now(), state.only)
    values = {
        "groups": groups,
        "summary": summary_of(rows),
        "more": more and not (state.find or state.only),
        "phase": "found" if groups else "nothing" if rows else "empty",
    }
    async with state:
        for name, value in values.items():
            if getattr(state, name) != value:
                setattr(state, name, value)
    return any(row.status in (Status.GENERATING, Status.QUEUED) for row in rows)


async def _read(person: Person, wanted: int) -> tuple[list[CampaignRow], bool]:
    rows: list[CampaignRow] = []
    cursor: str | None = None
    while len(rows) < wanted:
        page = await campaigns.listing(person, cursor=cursor, limit=_PAGE)
        rows += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    return rows, cursor is not None


def _matches(row: CampaignRow, find: str) -> bool:
    text = f"{row.title} {row.topic}".casefold()
    return all(word in text for word in find.casefold().split())
