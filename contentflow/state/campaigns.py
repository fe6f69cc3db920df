"""The campaign list: rows that follow what happens, found and filtered in the database."""

import asyncio
import time
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from contentflow import campaigns, live
from contentflow.campaign_search import EVERYTHING, Search, Sort
from contentflow.campaigns import CampaignRow
from contentflow.errors import NotSignedIn
from contentflow.names import CampaignStatus as Status
from contentflow.person import Person
from contentflow.state.campaign_filters import (
    Filters,
    address_of,
    changed,
    filters_of,
    search_of,
)
from contentflow.state.campaign_lines import (
    Bar,
    bar_of,
    groups_of,
    kept_in_place,
    listed,
    summary_of,
)
from contentflow.state.rows import CampaignGroup
from contentflow.state.session import entrance, now_of, person_of

_CALM = 0.2  # seconds; at most five updates a second
_SHARE = 4  # and at most a quarter of the time is spent on reading one page's rows
_BEAT = 10.0  # seconds; keeps the time labels right while something runs
_RECHECK = 60.0  # seconds between looks at the session when nothing happens
_PAGE = 50  # rows shown at first, and added by "Show more"
_MOST = 500  # rows one page shows; the rest is found by filters


@dataclass
class OwnerOption:
    """Somebody whose campaigns can be chosen."""

    id: str = ""
    name: str = ""


class CampaignsState(rx.State):
    """What the list shows. Its filters are those of the address."""

    phase: str = "loading"  # loading, empty, found or nothing (no row matches)
    groups: list[CampaignGroup] = []
    summary: str = ""
    filters: Filters = Filters()
    narrow: bool = False
    owners: list[OwnerOption] = []
    more: bool = False
    selected: list[str] = []
    bar: Bar = Bar()
    _wanted: int = _PAGE
    _held: bool = False  # the pointer is over the rows: they stay where they are

    @rx.event(background=True)
    async def watch(self) -> Any:
        """Show the campaigns this person may see and follow them until the page is left."""
        async with self:
            self._begin(filters_of(self.router.url.query_parameters))
        try:
            with live.subscribe(live.EVERYTHING) as subscription:
                while True:
                    began = time.monotonic()
                    running = await _show(self)
                    calm = max(_CALM, _SHARE * (time.monotonic() - began))
                    await subscription.wait(_BEAT if running else _RECHECK)
                    await asyncio.sleep(max(0.0, began + calm - time.monotonic()))
                    subscription.take()
        except NotSignedIn:
            yield await entrance(self)

    def _begin(self, filters: Filters) -> None:
        self._held = False
        if filters != self.filters:
            self.filters, self.narrow = filters, filters.narrow
            self._wanted, self.selected, self.bar = _PAGE, [], Bar()

    @rx.event
    def search(self, text: str) -> Any:
        """Show only campaigns with these words in name, title, topic or keyphrase."""
        return rx.redirect(address_of(changed(self.filters, "q", text)), replace=True)

    @rx.event
    def filter(self, name: str, value: Any) -> Any:
        """Change one filter; a group of statuses chosen again is let go."""
        return rx.redirect(address_of(changed(self.filters, name, value)))

    @rx.event
    def clear(self) -> Any:
        """Show everything again, as it is shown now."""
        return rx.redirect(address_of(Filters(sort=self.filters.sort, board=self.filters.board)))

    @rx.event
    def show_more(self) -> Any:
        """Add the next campaigns."""
        self._wanted = min(self._wanted + _PAGE, _MOST)
        return CampaignsState.refresh

    @rx.event
    def hold(self, held: bool) -> Any:
        """The pointer came over the rows, or left them."""
        self._held = held is True
        return None if self._held else CampaignsState.refresh

    @rx.event
    def select(self, campaign_id: str) -> None:
        """Choose a row, or let it go."""
        if campaign_id in self.selected:
            self._choose([one for one in self.selected if one != campaign_id])
        else:
            self._choose([*self.selected, str(campaign_id)])

    @rx.event
    def select_all(self) -> None:
        """Choose every row that can be changed; when all are chosen, none."""
        every = [line.id for line in listed(self.groups) if line.may_edit]
        self._choose([] if len(self.selected) == len(every) else every)

    @rx.event
    def select_none(self) -> None:
        """Let every row go."""
        self._choose([])

    def _choose(self, ids: list[str]) -> None:
        self.bar = bar_of(self.groups, ids)
        self.selected = self.bar.ids

    @rx.event(background=True)
    async def refresh(self) -> Any:
        """Show the rows for the filters as they are now."""
        try:
            await _show(self)
        except NotSignedIn:
            yield await entrance(self)


async def _show(state: CampaignsState) -> bool:
    """Send what differs from what is shown. True while a campaign runs."""
    person, filters = await person_of(state), state.filters
    search = search_of(filters)
    rows, more = await _read(person, search, state._wanted)
    counts = await campaigns.tally(person, search)
    everything = await campaigns.tally(person) if filters.narrow else counts
    by_status = filters.board or search.sort is Sort.STATUS
    groups = groups_of(rows, now_of(state), person.id, counts if by_status else None)
    values: dict[str, Any] = {
        "summary": summary_of(everything),
        "more": more and len(rows) < _MOST,
        "owners": [OwnerOption(*one) for one in await campaigns.owners(person)],
        "phase": await _phase(person, filters, found=bool(rows)),
    }
    async with state:
        if state.filters != filters:
            return False  # the answer to an earlier question
        if state._held or state.selected:
            groups = kept_in_place(state.groups, groups)
        values |= {"groups": groups, "bar": bar_of(groups, state.selected)}
        values["selected"] = values["bar"].ids
        for name, value in values.items():
            if getattr(state, name) != value:
                setattr(state, name, value)
    return any(everything.get(status) for status in (Status.GENERATING, Status.QUEUED))


async def _phase(person: Person, filters: Filters, *, found: bool) -> str:
    if found:
        return "found"
    away = replace(EVERYTHING, archived=True)
    if filters.narrow or await campaigns.tally(person, away):
        return "nothing"
    return "empty"


async def _read(person: Person, search: Search, wanted: int) -> tuple[list[CampaignRow], bool]:
    rows: list[CampaignRow] = []
    cursor: str | None = None
    while len(rows) < wanted:
        page = await campaigns.listing(person, search, cursor=cursor, limit=_PAGE)
        rows += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    return rows, cursor is not None
