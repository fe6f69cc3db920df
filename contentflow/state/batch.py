"""The page of one batch: its figures and a hundred of its rows, which follow what happens."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from contentflow import live, routes
from contentflow.batches import figures, members
from contentflow.batches.members import PAGE
from contentflow.errors import NotFound, NotSignedIn
from contentflow.live import Message
from contentflow.person import Person
from contentflow.state.batch_filters import (
    BatchFilters,
    changed,
    filters_of,
    page_address,
    span_of,
    wanted_of,
)
from contentflow.state.batch_rows import (
    BatchHead,
    CountChip,
    MemberLine,
    chips_of,
    head_of,
    held_by,
    member_line,
)
from contentflow.state.batch_slots import BatchSlots, shown, spread
from contentflow.state.session import entrance, now_of, person_of

_CALM = 0.3  # seconds between two updates; the first after a pause is shown at once
_SHARE = 4.0  # an update that took long to read waits so many times as long for the next
_BEAT = 10.0  # seconds; keeps the time labels and places in line right
_MOST = 500


@dataclass
class BatchBar:
    """What can be done with the chosen rows; `own`: all are the person's, `failed`: some failed."""

    ids: list[str] = field(default_factory=list)
    own: bool = False
    every: bool = False
    failed: bool = False
    export: str = ""


class BatchState(BatchSlots, rx.State):
    """What the page shows. Its filters are those of the address."""

    phase: str = "loading"  # loading, missing, found or nothing (no row matches)
    head: BatchHead = BatchHead()
    chips: list[CountChip] = []
    filters: BatchFilters = BatchFilters()
    narrow: bool = False
    span: str = ""
    more: bool = False
    selected: list[str] = []
    bar: BatchBar = BatchBar()
    _held: bool = False  # the pointer is over the rows: they stay where they are

    @rx.event(background=True)
    async def watch(self) -> Any:
        """Show the batch of the address and follow it until the page is left."""
        async with self:
            batch_id = batch_of(self)
            self._begin(batch_id, filters_of(self.router.url.query_parameters))
        try:
            await _follow(self, batch_id)
        except NotSignedIn:
            yield await entrance(self)
        except NotFound:
            async with self:
                self.phase, self.head = "missing", BatchHead()
                self._show_lines([])

    def _begin(self, batch_id: str, filters: BatchFilters) -> None:
        self._held = False
        if batch_id != self.head.id:
            self.phase, self.head, self.chips = "loading", BatchHead(), []
            self._show_lines([])
        if filters != self.filters or batch_id != self.head.id:
            self.filters, self.narrow = filters, filters.narrow
            self.selected, self.bar = [], BatchBar()

    def _show_lines(self, lines: list[MemberLine]) -> None:
        for slot, some in spread(lines).items():
            if getattr(self, slot) != some:
                setattr(self, slot, some)

    @rx.event
    def search(self, text: str) -> Any:
        """Show only campaigns with these words in name, title, topic or keyphrase."""
        return self._go("q", text, replace=True)

    @rx.event
    def filter(self, name: str, value: Any) -> Any:
        """Change one filter, the order or the page."""
        return self._go(name, value)

    @rx.event
    def turn(self, pages: int) -> Any:
        """Go on or back by so many pages."""
        step = pages if pages in (1, -1) else 0
        return self._go("page", self.filters.page + step)

    @rx.event
    def clear(self) -> Any:
        """Show every row again."""
        return rx.redirect(page_address(batch_of(self), BatchFilters(sort=self.filters.sort)))

    def _go(self, name: object, value: object, *, replace: bool = False) -> Any:
        filters = changed(self.filters, name, value)
        return rx.redirect(page_address(batch_of(self), filters), replace=replace)

    @rx.event
    def hold(self, held: bool) -> Any:
        """The pointer came over the rows, or left them."""
        self._held = held is True
        return None if self._held else BatchState.refresh

    @rx.event
    def select(self, campaign_id: str) -> None:
        """Choose a row, or let it go."""
        if campaign_id in self.selected:
            self._choose([one for one in self.selected if one != campaign_id])
        else:
            self._choose([*self.selected, str(campaign_id)])

    @rx.event
    def select_all(self) -> None:
        """Choose every row of the page that can be changed; when all are chosen, none."""
        every = [line.id for line in shown(self) if line.may_edit]
        self._choose([] if len(self.selected) == len(every) else every)

    @rx.event
    def select_none(self) -> None:
        """Let every row go."""
        self._choose([])

    def _choose(self, ids: Iterable[str]) -> None:
        self.bar = bar_of(self.head.id, shown(self), ids)
        self.selected = self.bar.ids

    @rx.event(background=True)
    async def refresh(self) -> Any:
        """Show the rows for the filters as they are now."""
        try:
            await _show(self, await person_of(self), batch_of(self))
        except NotSignedIn:
            yield await entrance(self)
        except NotFound:
            async with self:
                self.phase = "missing"


def batch_of(state: rx.State) -> str:
    """The id in the address of a batch's page, as the client says; services look at rights."""
    parts = state.router.url.path.strip("/").split("/")
    return parts[1] if len(parts) > 1 and parts[0] == "batches" else ""


async def _follow(state: BatchState, batch_id: str) -> None:
    loop = asyncio.get_running_loop()
    with live.subscribe(live.EVERYTHING) as subscription:
        while True:
            began = loop.time()
            person = await person_of(state)
            await _show(state, person, batch_id)
            its = frozenset(await members.ids(person, batch_id, wanted_of(BatchFilters())))
            calm = max(_CALM, _SHARE * (loop.time() - began))
            until = loop.time() + _BEAT
            concerned = False
            while not concerned and (left := until - loop.time()) > 0:
                await subscription.wait(left)
                await asyncio.sleep(max(0.0, began + calm - loop.time()))
                lost = subscription.overflowed
                concerned = lost or _concerns(subscription.take(), batch_id, its)


def _concerns(messages: list[Message], batch_id: str, its: frozenset[str]) -> bool:
    """Whether anything of this batch, or of anybody's rights, has changed."""
    return any(
        message["type"] == live.ACCESS
        or message.get("batch_id") == batch_id
        or message["campaign_id"] in its
        for message in messages
    )


async def _show(state: BatchState, person: Person, batch_id: str) -> None:
    """Send what differs from what is shown."""
    filters, moment = state.filters, now_of(state)
    wanted = wanted_of(filters)
    head = head_of(await figures.show(person, batch_id), moment)
    found = await members.listing(person, batch_id, wanted)
    counts = await members.tally(person, batch_id, wanted)
    held = held_by(head)
    lines = [member_line(one, moment, person.id, held) for one in found.items]
    values: dict[str, Any] = {
        "head": head,
        "chips": chips_of(counts),
        "span": span_of(filters, found.total),
        "more": (filters.page + 1) * PAGE < found.total,
        "phase": "found" if lines else "nothing",
    }
    async with state:
        if state.filters != filters or batch_of(state) != batch_id:
            return  # the answer to an earlier question
        if state._held or state.selected:
            lines = kept_in_place(shown(state), lines)
        state._show_lines(lines)
        values["bar"] = bar_of(batch_id, lines, state.selected)
        values["selected"] = values["bar"].ids
        for name, value in values.items():
            if getattr(state, name) != value:
                setattr(state, name, value)


def kept_in_place(before: list[MemberLine], fresh: list[MemberLine]) -> list[MemberLine]:
    """The rows as they are now, each where it stood; what is new on the page comes last."""
    now = {line.id: line for line in fresh}
    stay = [now.pop(line.id) for line in before if line.id in now]
    return [*stay, *now.values()]


def bar_of(batch_id: str, lines: list[MemberLine], ids: Iterable[str]) -> BatchBar:
    """The chosen rows that are still there and may be changed."""
    can = {line.id: line for line in lines if line.may_edit}
    chosen = [one for one in dict.fromkeys(ids) if one in can]
    return BatchBar(
        ids=chosen,
        own=bool(chosen) and all(can[one].own for one in chosen),
        every=bool(chosen) and len(chosen) == len(can),
        failed=any(can[one].status in ("failed", "needs_attention") for one in chosen),
        export=routes.batch_export(batch_id, chosen) if chosen else "",
    )
