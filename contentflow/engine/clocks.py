"""Moments that are booked one after the other, and places of which there are only so many."""

import time
from contextlib import suppress
from typing import Any, Protocol

import structlog
from redis.exceptions import RedisError

from contentflow import hub_redis
from contentflow.engine import fleet

log = structlog.get_logger()
_LEASE = 300.0  # seconds after which a place of a dead process counts no more


class Clocks(Protocol):
    """Moments that are booked, and places that are taken."""

    async def book(self, name: str, seconds: float) -> float:
        """Seconds until the next free moment; the one after it is so many seconds later."""

    async def hold(self, name: str, seconds: float) -> None:
        """Book nothing before so many seconds have passed."""

    async def enter(self, name: str, most: int, ticket: str) -> bool:
        """Take one of `most` places; False when none is free."""

    async def leave(self, name: str, ticket: str) -> None:
        """Give the place back."""


class OwnClocks:
    """Clocks of this process alone."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}
        self._inside: dict[str, set[str]] = {}

    async def book(self, name: str, seconds: float) -> float:
        now = time.monotonic()
        at = max(now, self._next.get(name, 0.0))
        self._next[name] = at + seconds
        return at - now

    async def hold(self, name: str, seconds: float) -> None:
        self._next[name] = max(self._next.get(name, 0.0), time.monotonic() + seconds)

    async def enter(self, name: str, most: int, ticket: str) -> bool:
        inside = self._inside.setdefault(name, set())
        if len(inside) >= most:
            return False
        inside.add(ticket)
        return True

    async def leave(self, name: str, ticket: str) -> None:
        self._inside.get(name, set()).discard(ticket)


_BOOK = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local at = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
local after = at + tonumber(ARGV[1])
local kept = math.ceil(math.max(after - now, 0)) + 60
redis.call('SET', KEYS[1], string.format('%.6f', after), 'EX', kept)
return tostring(at - now)
"""
_HOLD = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local at = math.max(now + tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[1]) or '0'))
redis.call('SET', KEYS[1], string.format('%.6f', at), 'EX', math.ceil(at - now) + 60)
return '0'
"""
_ENTER = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[3]))
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], string.format('%.6f', now), ARGV[2])
return 1
"""


class SharedClocks:
    """Clocks in Redis. When it does not answer each process keeps its share of the pace itself."""

    def __init__(self, url: str) -> None:
        self._redis: Any = hub_redis.client(url, 2.0)
        self._prefix = hub_redis.prefix(self._redis) + "pace:"
        self._book = self._redis.register_script(_BOOK)
        self._hold = self._redis.register_script(_HOLD)
        self._enter = self._redis.register_script(_ENTER)
        self._own = OwnClocks()

    async def close(self) -> None:
        """Give back the connections."""
        await self._redis.aclose()

    async def book(self, name: str, seconds: float) -> float:
        try:
            return float(await self._book([self._prefix + name], [seconds]))
        except (RedisError, OSError) as error:
            log.warning("the pace is kept by each process", error=type(error).__name__)
            return await self._own.book(name, seconds * await self._processes())

    async def hold(self, name: str, seconds: float) -> None:
        await self._own.hold(name, seconds)
        with suppress(RedisError, OSError):
            await self._hold([self._prefix + name], [seconds])

    async def enter(self, name: str, most: int, ticket: str) -> bool:
        try:
            return bool(await self._enter([self._prefix + name], [most, ticket, _LEASE]))
        except (RedisError, OSError):
            return await self._own.enter(
                name, max(1, most // max(1, len(await fleet.alive()))), ticket
            )

    async def _processes(self) -> int:
        return max(1, len(await fleet.alive()))

    async def leave(self, name: str, ticket: str) -> None:
        await self._own.leave(name, ticket)
        with suppress(RedisError, OSError):
            await self._redis.zrem(self._prefix + name, ticket)
