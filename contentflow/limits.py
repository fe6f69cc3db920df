"""How often somebody may do something: token buckets for work, windows for failures.

Counted in this process, or together with all others when `limits_redis` shares the counters.
"""

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from contentflow.errors import TooManyRequests

Clock = Callable[[], float]
Question = Callable[[], Any]
_MOST_KEYS = 10_000  # keys remembered; the longest unused one is forgotten first


class Counters(Protocol):
    """Counters that several processes share; None means: count for yourself."""

    def take(self, key: str, rate: float, burst: int, moment: float | None) -> float | None:
        """Seconds until a permission is free; 0 when one was taken."""

    def begin(self, key: str, most: int, seconds: float, moment: float | None) -> float | None:
        """Seconds until an attempt may begin; 0 when it was counted."""

    def forget(self, key: str) -> None:
        """Count from nothing again."""


_shared: Counters | None = None


@contextmanager
def counted_by(counters: Counters) -> Iterator[None]:
    """Let every limit that has a name use these counters in the block."""
    global _shared
    _shared = counters
    try:
        yield
    finally:
        _shared = None


class TokenBucket:
    """`rate` permissions a second, saved up to `burst`, for each key. Shared when it has a name."""

    def __init__(
        self, rate: float, burst: int, message: str, clock: Clock | None = None, name: str = ""
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._message = message
        self._clock = clock
        self._name = name
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Use one permission of `key`.

        Raises:
            TooManyRequests: none is left; says when the next one comes.
        """
        wait = None
        if _shared and self._name:
            moment = self._clock() if self._clock else None
            wait = _shared.take(f"{self._name}:{key}", self._rate, self._burst, moment)
        if wait is None:
            wait = self._take(key, (self._clock or time.monotonic)())
        if wait:
            raise TooManyRequests(self._message, wait)

    def _take(self, key: str, moment: float) -> float:
        level, since = self._levels.pop(key, (float(self._burst), moment))
        level = min(self._burst, level + (moment - since) * self._rate)
        allowed = level >= 1
        self._levels[key] = (level - 1 if allowed else level, moment)
        while len(self._levels) > _MOST_KEYS:
            self._levels.popitem(last=False)
        return 0.0 if allowed else (1 - level) / self._rate

    def clear(self) -> None:
        """Forget every key."""
        self._levels.clear()


class Attempts:
    """At most `most` failed attempts within `seconds`, for each key.

    An attempt counts when it begins, so that many at once cannot slip through together. Shared
    when it has a name.
    """

    def __init__(
        self, most: int, seconds: float, message: str, clock: Clock | None = None, name: str = ""
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._message = message
        self._clock = clock
        self._name = name
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def begin(self, key: str) -> None:
        """Count an attempt of `key`.

        Raises:
            TooManyRequests: there were too many; says when the oldest is forgotten.
        """
        wait = None
        if _shared and self._name:
            moment = self._clock() if self._clock else None
            wait = _shared.begin(f"{self._name}:{key}", self._most, self._seconds, moment)
        if wait is None:
            wait = self._begin(key, (self._clock or time.monotonic)())
        if wait:
            raise TooManyRequests(self._message.format(minutes=math.ceil(wait / 60)), wait)

    def _begin(self, key: str, moment: float) -> float:
        times = self._times.pop(key, deque())
        while times and times[0] <= moment - self._seconds:
            times.popleft()
        full = len(times) >= self._most
        if not full:
            times.append(moment)
        self._times[key] = times
        while len(self._times) > _MOST_KEYS:
            self._times.popitem(last=False)
        return times[0] + self._seconds - moment if full else 0.0

    def forget(self, key: str) -> None:
        """The attempt succeeded: start from nothing."""
        self._times.pop(key, None)
        if _shared and self._name:
            _shared.forget(f"{self._name}:{key}")

    def clear(self) -> None:
        """Forget every key."""
        self._times.clear()


starts = TokenBucket(
    rate=1.0,
    burst=30,
    message="You started many campaigns just now. Wait a moment.",
    name="starts",
)
samples = TokenBucket(
    rate=0.5,
    burst=40,
    message="You added many samples just now. Wait a moment.",
    name="samples",
)
joins = TokenBucket(
    rate=5.0, burst=300, message="You opened many pages just now. Wait a moment.", name="joins"
)
reads = TokenBucket(rate=50.0, burst=50, message="Too many requests. Wait a moment.", name="reads")
# A pace, no lock: whoever shares the address, as behind a proxy, still gets through between.
sign_ins_from = TokenBucket(
    rate=1.0, burst=60, message="Too many attempts from your network.", name="sign-ins-from"
)
sign_ins = Attempts(
    10,
    15 * 60,
    "Too many failed attempts to sign in. Try again in {minutes} minutes.",
    name="sign-ins",
)
setup_codes = Attempts(
    10, 15 * 60, "Too many wrong setup codes. Try again in {minutes} minutes.", name="setup-codes"
)
links = Attempts(
    20,
    15 * 60,
    "Too many links that do not work. Try again in {minutes} minutes.",
    name="links",
)
