"""A campaign's status over a websocket: a snapshot, then every event, until one side leaves."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from contentflow import campaign_settings, campaigns, limits, live, timeline
from contentflow.api import events
from contentflow.api.closing import REFUSALS, Close, Closed, closed_by
from contentflow.api.entrance import Ask, visitor
from contentflow.live import Message
from contentflow.models import now
from contentflow.names import EventType
from contentflow.view import CampaignView

router = APIRouter()
MOST_OPEN = 100  # of one person
BEAT = 15.0  # seconds at most without a message
_TICK = 5.0  # seconds between looks at the clock
PATIENCE = 10.0  # seconds for a client to take one message
_RECHECK = 60.0  # seconds between looks at session and rights when nothing asks for one
_GOODBYE = 2.0  # seconds
_DIGITS = 18  # of a seq
_EVENTS = frozenset(EventType)
_open: Counter[str] = Counter()
_leaving: set[asyncio.Event] = set()


@router.websocket("/ws/campaign/{campaign_id}/status")
async def status(socket: WebSocket, campaign_id: str) -> None:
    """Serve one client. Accepted first: only then can a code say why it is closed."""
    await socket.accept()
    try:
        ask = await visitor(socket)
        person = await ask()
        limits.reads.take(person.id)
        with _counted(person.id):
            await _serve(Line(socket, campaign_id, ask))
    except Closed as end:
        await _close(socket, end)
    except REFUSALS as error:
        await _close(socket, closed_by(error))
    except WebSocketDisconnect:
        return


def dismiss() -> bool:
    """Say to every client of this process that the server restarts. False when there is none."""
    for leaving in _leaving:
        leaving.set()
    return bool(_leaving)


def clients() -> int:
    """How many clients listen in this process."""
    return len(_leaving)


@contextmanager
def _counted(person_id: str) -> Iterator[None]:
    if _open[person_id] >= MOST_OPEN:
        raise Closed(Close.TOO_MANY, f"You have {MOST_OPEN} connections. Close some first.")
    _open[person_id] += 1
    try:
        yield
    finally:
        _open[person_id] -= 1
        if not _open[person_id]:
            del _open[person_id]


async def _close(socket: WebSocket, end: Closed) -> None:
    # Who does not read does not read this either; who left cannot.
    with suppress(TimeoutError, RuntimeError, WebSocketDisconnect):
        await asyncio.wait_for(socket.close(end.code, end.reason), _GOODBYE)


async def _serve(line: "Line") -> None:
    """Tell until the client leaves, may not listen any more, or the server restarts."""
    leaving = asyncio.Event()
    _leaving.add(leaving)
    tasks = [asyncio.create_task(one) for one in (line.tell(), line.hear(), leaving.wait())]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        _leaving.discard(leaving)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
    if leaving.is_set():
        raise Closed(Close.RESTART, "The server restarts. Come back with the last seq.")


class Line:
    """What one client hears."""

    def __init__(self, socket: WebSocket, campaign_id: str, ask: Ask) -> None:
        self._socket = socket
        self._campaign_id = campaign_id
        self._ask = ask
        self._tails = socket.query_params.get("tails") in ("1", "true")
        self._seq = 0
        self._loop = asyncio.get_running_loop()
        self._checked = self._told = self._loop.time()

    async def hear(self) -> None:
        """Take what the client says, which means nothing, until it leaves."""
        while (await self._socket.receive())["type"] != "websocket.disconnect":
            pass

    async def tell(self) -> None:
        """The snapshot, what happened after `after`, and whatever happens from now on."""
        with live.subscribe(self._campaign_id) as subscription:
            view = await self._look()
            begin = self._after(view)
            await self._send(events.snapshot(view))
            async for message in self._between(begin, view.seq):
                await self._send(events.event(message))
            self._seq = view.seq
            if tail := live.tail(self._campaign_id):
                await self._pass_on([tail])
            async for batch in timeline.follow(self._campaign_id, subscription, view.seq, _TICK):
                await self._pass_on(batch)

    async def _look(self) -> CampaignView:
        return await campaigns.snapshot(await self._ask(), self._campaign_id)

    async def _check(self) -> None:
        """Raises NotSignedIn or NotFound when it is not this client's to see any more."""
        self._checked = self._loop.time()
        await campaign_settings.rights(await self._ask(), self._campaign_id)

    def _after(self, view: CampaignView) -> int:
        said = self._socket.query_params.get("after")
        if said is None:
            return view.seq
        if not (said.isascii() and said.isdecimal() and len(said) <= _DIGITS):
            raise Closed(Close.UNREADABLE, "`after` must be the seq of an event.")
        if int(said) > view.seq:
            raise Closed(Close.BEYOND_THE_END, f"There is no event {said}; the last is {view.seq}.")
        return int(said)

    async def _between(self, after: int, until: int) -> AsyncIterator[Message]:
        while page := await timeline.page(self._campaign_id, after, until):
            for message in page:
                yield message
            after = page[-1]["seq"]

    async def _pass_on(self, batch: list[Message]) -> None:
        changed = any(message["type"] == live.ACCESS for message in batch)
        if changed or self._loop.time() - self._checked > _RECHECK:
            await self._check()
        for message in batch:
            if message["type"] in _EVENTS and (self._tails or "seq" in message):
                await self._send(events.event(message))
        if self._loop.time() - self._told >= BEAT - _TICK:
            await self._send(events.heartbeat(self._seq, now()))

    async def _send(self, message: Message) -> None:
        self._seq = message.get("seq", self._seq)
        try:
            await asyncio.wait_for(self._socket.send_text(json.dumps(message)), PATIENCE)
        except TimeoutError as error:
            raise Closed(Close.TOO_SLOW, "You read too slowly.") from error
        self._told = self._loop.time()
