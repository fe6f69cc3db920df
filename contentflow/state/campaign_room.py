"""The pages of one campaign: one follower a process folds its events and tells all of them.

A page is let in after its person's rights were looked at. Word of changed rights puts every page
out, before anything else is sent; each comes back when its person still may see the campaign.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import reflex as rx

from contentflow import campaigns, live, presence, review_figures, timeline
from contentflow.live import Message
from contentflow.models import now
from contentflow.names import CampaignStatus, EventType
from contentflow.state import broadcast
from contentflow.state.campaign_people import people_of
from contentflow.state.campaign_review import review_of
from contentflow.state.campaign_slots import spread
from contentflow.state.campaign_time import Timekeeper
from contentflow.state.campaign_values import Values, changes_of, rows_of
from contentflow.view import CampaignView, needs_reading
from contentflow.view import apply as fold

_BEAT = 1.0  # seconds; keeps the time labels right
_PAUSE = 0.1  # seconds; at most ten updates a second in the long run
_EARLY = 1  # updates that may go before their time: what begins and ends at once is shown at once
_REREAD = 60.0  # seconds between looks at the tables when nothing asks for one
_QUEUE_CHECK = 3.0  # seconds between looks at the place in the queue
_CALM = 1.0  # seconds; gauges and the checks under them move at most once in that time
_PACED = ("gauges", "groups")
_PERSONAL = ("blocks", "groups", "_decisions")  # each page shows its own part or marks of these


class Room:
    """What all pages of a campaign show, and the pages that are let in."""

    def __init__(self, campaign_id: str, state: type[rx.State]) -> None:
        self.campaign_id = campaign_id
        self.name = f"campaign:{campaign_id}"
        self.state = state
        self.guests: set[Guest] = set()
        self.values = Shown()
        self.view: CampaignView | None = None
        self._timekeeper = Timekeeper(campaign_id)
        self._ready = asyncio.Event()
        self._follower = asyncio.create_task(self._follow())
        self._follower.add_done_callback(self._ended)

    @property
    def over(self) -> bool:
        """True when nothing new will come."""
        return self._follower.done()

    async def ready(self) -> CampaignView:
        """The campaign as it is now.

        Raises:
            NotFound: it does not exist. What else the follower met is raised as it is.
        """
        await self._ready.wait()
        if self._follower.done():
            self._follower.result()
        if self.view is None:
            raise RuntimeError("the room was closed")
        return self.view

    def close(self) -> None:
        """Stop following."""
        self._follower.cancel()

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            task.exception()  # whoever waits for the room hears of it
        self._ready.set()
        self._wake()

    def _wake(self) -> None:
        for guest in self.guests:
            guest.news.set()

    async def _follow(self) -> None:
        loop = asyncio.get_running_loop()
        with live.subscribe(self.campaign_id) as subscription:
            view = await self._read()
            read, free = loop.time(), 0.0
            async for batch in timeline.follow(self.campaign_id, subscription, view.seq, _BEAT):
                began = loop.time()
                stale = await self._take(view, batch)
                if stale or began - read > _patience(view):
                    view, read = await self._read(), began
                free = max(free, began - _EARLY * _PAUSE) + _PAUSE
                await asyncio.sleep(max(0.0, free - loop.time()))

    async def _read(self) -> CampaignView:
        view = await campaigns.shared(self.campaign_id)
        beside = {**await self._people(), **await self._review()}
        self.view = view
        times = await self._timekeeper.values(view, now())
        await self._show({**rows_of(view, now()), **beside, **times})
        self._ready.set()
        return view

    async def _people(self) -> Values:
        watchers = await presence.watchers(self.campaign_id)
        return {"people": people_of(watchers), "viewing": len(watchers)}

    async def _review(self) -> Values:
        return {"review": review_of(await review_figures.shared(self.campaign_id))}

    async def _take(self, view: CampaignView, batch: list[Message]) -> bool:
        """Fold what happened and tell it. True when the tables have to be read."""
        kinds = {message["type"] for message in batch}
        if live.ACCESS in kinds:
            await self._put_out()
            return True
        told = [message for message in batch if message["type"] in _EVENTS]
        for message in told:
            fold(view, message)
        self._timekeeper.hear(told)
        values = changes_of(view, told, now()) | await self._timekeeper.values(view, now())
        if live.PRESENCE in kinds:
            values |= await self._people()
        if kinds & _MOVE_REVIEW:
            values |= await self._review()
        await self._show(values)
        return any(needs_reading(message) for message in told)

    async def _put_out(self) -> None:
        for guest in list(self.guests):
            await guest.step_out()

    async def _show(self, values: Values) -> None:
        changed = self.values.take(values, asyncio.get_running_loop().time())
        public = {name: value for name, value in changed.items() if not name.startswith("_")}
        await broadcast.send(self.name, self.state, public)
        if any(name.startswith(_PERSONAL) for name in changed):
            self._wake()


_EVENTS = frozenset(EventType)
_MOVE_REVIEW = {
    live.REVIEW,
    EventType.AGENT_COMPLETED,
    EventType.APPROVAL_CHANGED,
    EventType.DECISION_REVIEWED,
    EventType.RUN_STATUS,
}


def _patience(view: CampaignView) -> float:
    return _QUEUE_CHECK if view.status is CampaignStatus.QUEUED else _REREAD


class Shown:
    """What was sent last: only what differs is sent, as a var is sent whole."""

    def __init__(self) -> None:
        self.now: Values = {}
        self._waiting: Values = {}  # what came too soon
        self._moved = -_CALM

    @property
    def public(self) -> Values:
        """Less what stays on the server."""
        return {name: value for name, value in self.now.items() if not name.startswith("_")}

    def take(self, values: Values, at: float) -> Values:
        """Of these values, those to be sent at this time."""
        values = self._calmed({**self._waiting, **spread(values)}, at)
        changed = {name: value for name, value in values.items() if self.now.get(name) != value}
        self.now.update(changed)
        return changed

    def _calmed(self, values: Values, at: float) -> Values:
        paced = {name: value for name, value in values.items() if name.startswith(_PACED)}
        self._waiting = {}
        if all(self.now.get(name) == value for name, value in paced.items()):
            return values
        if at - self._moved < _CALM:
            self._waiting = paced
            return {name: value for name, value in values.items() if name not in paced}
        self._moved = at
        return values


class Guest:
    """One open page. `news`: there is something of its own to look at."""

    def __init__(self, room: Room, socket: str) -> None:
        self.room = room
        self.news = asyncio.Event()
        self.inside = False
        self.replaced = False  # the same socket asked again
        self._socket = socket
        self._had: Values = {}

    @property
    def has(self) -> Values:
        """What the page shows of what all pages show."""
        return self.room.values.public if self.inside else self._had

    async def come_in(self) -> bool:
        """Bring the page up to date and let it hear the room. False when it has closed."""
        await self.room.ready()
        if not await broadcast.enter(self._socket, self.room.name):
            return False
        current = self.room.values.public
        missed = {
            name: value
            for name, value in current.items()
            if name not in self._had or self._had[name] != value
        }
        self.inside = True
        await self.tell(missed)
        return True

    async def tell(self, values: Values) -> None:
        """Show something on this page alone."""
        await broadcast.send(self._socket, self.room.state, values)

    async def step_out(self) -> None:
        """Hear nothing more until `come_in`."""
        if self.inside:
            self._had, self.inside = self.room.values.public, False
            await broadcast.leave(self._socket, self.room.name)
        self.news.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for news at most so long. True when the page was put out or time is up."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.news.wait(), seconds)
            self.news.clear()
            await self.room.ready()
            return not self.inside
        return True


_rooms: dict[str, Room] = {}
_guests: dict[str, Guest] = {}  # by socket: a page that asks again replaces itself


@asynccontextmanager
async def visiting(campaign_id: str, socket: str, state: type[rx.State]) -> AsyncIterator[Guest]:
    """A page at a campaign's room, not yet let in, until the block ends."""
    guest = Guest(_room(campaign_id, state), socket)
    if earlier := _guests.get(socket):
        await earlier.step_out()
        earlier.replaced = True
    _guests[socket] = guest
    guest.room.guests.add(guest)
    try:
        yield guest
    finally:
        if _guests.get(socket) is guest:
            del _guests[socket]
        await guest.step_out()
        _leave(guest)


def _room(campaign_id: str, state: type[rx.State]) -> Room:
    room = _rooms.get(campaign_id)
    if room is None or room.over:
        room = _rooms[campaign_id] = Room(campaign_id, state)
    return room


def _leave(guest: Guest) -> None:
    room = guest.room
    room.guests.discard(guest)
    if not room.guests:
        room.close()
        if _rooms.get(room.campaign_id) is room:
            del _rooms[room.campaign_id]
