"""The limits' counters in Redis, so that several processes count together.

Each look is one short script on the server. A Redis that does not answer costs one short wait; for
some seconds afterwards every process counts for itself again, which is lax but never closed.
"""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from contentflow import limits
from contentflow.hub_redis import prefix

log = structlog.get_logger()
_PATIENCE = 0.1  # seconds; the caller is the event loop
_REST = 5.0  # seconds without asking after a failure

_NOW = """
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] + time[2] / 1000000
end
"""
_TAKE = (
    _NOW
    + """
local rate, burst = tonumber(ARGV[2]), tonumber(ARGV[3])
local held = redis.call('HMGET', KEYS[1], 'level', 'since')
local level, since = tonumber(held[1]) or burst, tonumber(held[2]) or now
level = math.min(burst, level + math.max(now - since, 0) * rate)
local wait = 0
if level >= 1 then level = level - 1 else wait = (1 - level) / rate end
redis.call('HSET', KEYS[1], 'level', tostring(level), 'since', string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], math.ceil((burst - level) / rate) + 1)
return tostring(wait)
"""
)
_BEGIN = (
    _NOW
    + """
local most, seconds = tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - seconds)
if redis.call('ZCARD', KEYS[1]) >= most then
  local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return tostring(oldest[2] + seconds - now)
end
redis.call('ZADD', KEYS[1], string.format('%.6f', now), ARGV[4])
redis.call('EXPIRE', KEYS[1], math.ceil(seconds) + 1)
return '0'
"""
)


@contextmanager
def shared(url: str) -> Iterator[None]:
    """Let every limit with a name count in this Redis; without an address, in this process."""
    if not url:
        yield
        return
    counters = RedisCounters(url)
    with limits.counted_by(counters):
        try:
            yield
        finally:
            counters.close()


class RedisCounters:
    """The counters of `limits.Counters`. None is answered when Redis cannot be asked."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url,
            socket_timeout=_PATIENCE,
            socket_connect_timeout=_PATIENCE,
            retry=Retry(NoBackoff(), 0),
        )
        self._prefix = prefix(self._redis) + "limit:"
        self._take = self._redis.register_script(_TAKE)
        self._begin = self._redis.register_script(_BEGIN)
        self._resting_until = 0.0

    def close(self) -> None:
        """Give back the connections."""
        self._redis.close()

    def take(self, key: str, rate: float, burst: int, moment: float | None) -> float | None:
        """Seconds until a permission is free; 0 when one was taken."""
        return self._asked(lambda: self._take([self._prefix + key], [_said(moment), rate, burst]))

    def begin(self, key: str, most: int, seconds: float, moment: float | None) -> float | None:
        """Seconds until an attempt may begin; 0 when it was counted."""
        keys, attempt = [self._prefix + key], uuid.uuid4().hex
        return self._asked(lambda: self._begin(keys, [_said(moment), most, seconds, attempt]))

    def forget(self, key: str) -> None:
        """Count from nothing again."""
        self._asked(lambda: self._redis.delete(self._prefix + key))

    def _asked(self, question: limits.Question) -> float | None:
        if time.monotonic() < self._resting_until:
            return None
        try:
            return float(question())
        except (RedisError, OSError) as error:
            self._resting_until = time.monotonic() + _REST
            log.warning("limits are counted in this process alone", error=type(error).__name__)
            return None


def _said(moment: float | None) -> str:
    return "" if moment is None else f"{moment:.6f}"
