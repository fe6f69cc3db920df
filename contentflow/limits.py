"""How often somebody may do something: token buckets for work, windows for failures. In process."""

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from contentflow.errors import TooManyRequests

Clock = Callable[[], float]
_MOST_KEYS = 10_000  # keys remembered; the longest unused one is forgotten first


class TokenBucket:
    """`rate` permissions a second, saved up to `burst`, for each key."""

    def __init__(
        self, rate: float, burst: int, message: str, clock: Clock = time.monotonic
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._message = message
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Use one permission of `key`.

        Raises:
            TooManyRequests: none is left; says when the next one comes.
        """
        moment = self._clock()
        level, since = self._levels.pop(key, (float(self._burst), moment))
        level = min(self._burst, level + (moment - since) * self._rate)
        allowed = level >= 1
        self._levels[key] = (level - 1 if allowed else level, moment)
        while len(self._levels) > _MOST_KEYS:
            self._levels.popitem(last=False)
        if not allowed:
            raise TooManyRequests(self._message, (1 - level) / self._rate)

    def clear(self) -> None:
        """Forget every key."""
        self._levels.clear()


class Attempts:
    """At most `most` failed attempts within `seconds`, for each key.

    An attempt counts when it begins, so that many at once cannot slip through together.
    """

    def __init__(
        self, most: int, seconds: float, message: str, clock: Clock = time.monotonic
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._message = message
        self._clock = clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def begin(self, key: str) -> None:
        """Count an attempt of `key`.

        Raises:
            TooManyRequests: there were too many; says when the oldest is forgotten.
        """
        moment = self._clock()
        times = self._times.pop(key, deque())
        while times and times[0] <= moment - self._seconds:
            times.popleft()
        full = len(times) >= self._most
        if not full:
            times.append(moment)
        self._times[key] = times
        while len(self._times) > _MOST_KEYS:
            self._times.popitem(last=False)
        if full:
            wait = times[0] + self._seconds - moment
            raise TooManyRequests(self._message.format(minutes=math.ceil(wait / 60)), wait)

    def forget(self, key: str) -> None:
        """The attempt succeeded: start from nothing."""
        self._times.pop(key, None)

    def clear(self) -> None:
        """Forget every key."""
        self._times.clear()


starts = TokenBucket(
    rate=1.0, burst=30, message="You started many campaigns just now. Wait a moment."
)
reads = TokenBucket(rate=50.0, burst=50, message="Too many requests. Wait a moment.")
sign_ins = Attempts(
    10, 15 * 60, "Too many failed attempts to sign in. Try again in {minutes} minutes."
)
setup_codes = Attempts(10, 15 * 60, "Too many wrong setup codes. Try again in {minutes} minutes.")
