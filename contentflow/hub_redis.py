"""The hub between processes: messages go to the others with pages, calls to all, over Redis.

Nothing here is kept for a listener that is away. Whatever may have been lost, on either side, ends
in `live.overflow`: the tables are read. Only the tails, which are in no table, are kept in Redis.
"""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from contentflow import live
from contentflow.live import Message

log = structlog.get_logger()
_MOST_WAITING = 5_000  # messages; above it they are dropped and the others read the tables
_MOST_IN_FRAME = 500
_PATIENCE = 5.0  # seconds without any answer, and the connection counts as lost
_RETRY = 1.0  # seconds between attempts to connect again; pages read the tables meanwhile
_TAIL_LIFE = 3_600  # seconds; far longer than any block takes


@asynccontextmanager
async def connected(url: str, *, pages: bool = True) -> AsyncIterator[None]:
    """Share the hub with every process on this Redis; without an address, stay alone.

    Starts also when Redis does not answer: `live.problem` says so until it does. A process that
    serves no `pages` hears only `live.CALLS`: it would read every word that the others write, for
    nobody.
    """
    if not url:
        yield
        return
    hub = RedisHub(url, pages=pages)
    with live.relayed(hub):
        task = asyncio.create_task(hub.run(), name="hub")
        try:
            await hub.wait_until_tried()
            yield
        finally:
            await _ended(task, 1.0)
            await hub.close()


def client(url: str, patience: float = _PATIENCE) -> Redis:
    """A client that says at once when the connection is lost, instead of hiding it."""
    redis: Redis = Redis.from_url(
        url,
        socket_timeout=patience,
        socket_connect_timeout=patience,
        retry=Retry(NoBackoff(), 0),
    )
    return redis


def prefix(redis: Any) -> str:
    """What our names begin with: pub/sub knows no database numbers, installations do."""
    return f"contentflow:{redis.get_connection_kwargs().get('db', 0)}:"


async def trouble(url: str) -> str:
    """Why Redis cannot be used, in words; "" when it answers."""
    redis = client(url)
    try:
        await _reply(redis.ping())
    except (RedisError, OSError) as error:
        return said(error)
    finally:
        await redis.aclose()
    return ""


def said(error: BaseException) -> str:
    """One line about a failure, without the address, which may hold a password."""
    return f"Redis does not answer ({type(error).__name__})."


async def _ended(task: asyncio.Task[None], patience: float) -> None:
    """Cancel until it is heard: while it connects the client swallows a cancellation."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=patience)
    if not task.cancelled():
        task.exception()  # looked at, so that nobody complains that it was not


async def _reply(answer: Any) -> Any:
    """What the client answers; its types also allow for the client that blocks."""
    return await answer


class RedisHub:
    """One process's connection to the others; connects again for as long as it runs."""

    def __init__(self, url: str, *, pages: bool) -> None:
        self.problem = "Redis has not answered yet."
        self._redis = client(url)
        self._name = uuid.uuid4().hex
        self._live = prefix(self._redis) + "live"
        self._calls = prefix(self._redis) + "calls"
        self._hears = (self._live, self._calls) if pages else (self._calls,)
        self._tails = prefix(self._redis) + "tails"
        self._waiting: list[tuple[str, Message]] = []
        self._arrived = asyncio.Event()
        self._tried = asyncio.Event()
        self._unsent: set[str] = set()  # channels whose messages were dropped
        self._in_flight: set[str] = set()  # those of which nobody knows yet

    def send(self, channel: str, message: Message) -> None:
        """Queue a message for the others."""
        if self.problem or len(self._waiting) >= _MOST_WAITING:
            self._drop([*self._waiting, (channel, message)])
            self._waiting = []
        else:
            self._waiting.append((channel, message))
        self._arrived.set()

    async def wait_until_tried(self) -> None:
        """Wait for the first connection, or the first failure."""
        await self._tried.wait()

    async def close(self) -> None:
        """Give back the connections."""
        await self._redis.aclose()

    async def run(self) -> None:
        """Carry messages both ways until cancelled."""
        while True:
            try:
                async with self._redis.pubsub() as listening:
                    await self._carry(listening)
            except (RedisError, OSError) as error:
                self._fail(error)
            self._tried.set()
            live.overflow()
            await asyncio.sleep(_RETRY)

    def _fail(self, error: BaseException) -> None:
        if not self.problem:
            log.error("Redis is lost; connecting again", error=type(error).__name__)
        self.problem = said(error)
        self._drop(self._waiting)
        self._waiting = []
        self._unsent |= self._in_flight
        self._in_flight = set()

    async def _carry(self, listening: PubSub) -> None:
        await listening.subscribe(*self._hears)
        await self._recall()
        self.problem = ""
        self._tried.set()
        live.recheck()
        ways = [asyncio.create_task(way) for way in (self._receive(listening), self._transmit())]
        try:
            ended, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            for task in ways:
                await _ended(task, 0.05)

    async def _recall(self) -> None:
        # Subscribed first: a tail that moves while these are read arrives as a message as well.
        kept: dict[bytes, bytes] = await _reply(self._redis.hgetall(self._tails))
        tails = {key.decode(): json.loads(value) for key, value in kept.items()}
        own = {channel: live.tail(channel) for channel in self._unsent}  # newer than what is kept
        live.remember_tails((name, tail) for name, tail in {**tails, **own}.items() if tail)

    async def _receive(self, listening: PubSub) -> None:
        asked = False
        while True:
            heard = await listening.get_message(timeout=_PATIENCE)
            if heard is None and asked:
                raise TimeoutError("Redis is silent")
            asked = heard is None
            if asked:
                await listening.ping()
            elif heard and heard["type"] == "message":
                self._read(heard["data"])

    def _read(self, data: bytes) -> None:
        try:
            self._open(json.loads(data))
        except (ValueError, TypeError, KeyError):
            log.exception("what came over Redis is not ours; the tables are read")
            live.overflow()

    def _open(self, frame: dict[str, Any]) -> None:
        if frame["from"] == self._name:
            return
        for channel, message in frame["messages"]:
            live.deliver(channel, message)
        if frame["gap"]:
            live.recheck()

    async def _transmit(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            batch, self._waiting = self._waiting, []
            unsent, self._unsent = self._unsent, set()
            self._in_flight = unsent | {channel for channel, _ in batch}
            await self._put(batch, unsent)
            self._in_flight = set()

    async def _put(self, batch: list[tuple[str, Message]], unsent: set[str]) -> None:
        calls = [said for said in batch if said[0] in live.CALLS]
        rest = [said for said in batch if said[0] not in live.CALLS]
        async with self._redis.pipeline(transaction=False) as pipeline:
            self._publish(pipeline, self._calls, calls, gap=bool(unsent & live.CALLS))
            self._publish(pipeline, self._live, rest, gap=bool(unsent - live.CALLS))
            moved = {channel for channel, message in rest if live.moves_tail(message)}
            self._keep_tails(pipeline, (moved | unsent) - live.CALLS)
            await pipeline.execute()

    def _publish(
        self, pipeline: Any, name: str, said: list[tuple[str, Message]], *, gap: bool
    ) -> None:
        for start in range(0, max(len(said), int(gap)), _MOST_IN_FRAME):
            part = said[start : start + _MOST_IN_FRAME]
            frame = {"from": self._name, "messages": part, "gap": gap}
            pipeline.publish(name, json.dumps(frame, default=str))

    def _keep_tails(self, pipeline: Any, channels: Iterable[str]) -> None:
        for channel in channels:
            if tail := live.tail(channel):
                pipeline.hset(self._tails, channel, json.dumps(tail))
                pipeline.expire(self._tails, _TAIL_LIFE)
            else:
                pipeline.hdel(self._tails, channel)

    def _drop(self, batch: Iterable[tuple[str, Message]]) -> None:
        self._unsent.update(channel for channel, _ in batch)
