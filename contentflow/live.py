"""The hub: tells whoever listens that something happened. A wake-up; the tables are the truth.

A message is a JSON object. Numbered ones carry `seq`; `tail` messages, the text being written, do
not and are remembered only until the block is finished.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Message = dict[str, Any]
EVERYTHING = "*"  # the channel that hears of every campaign, for lists
_BACKLOG = 1_000  # a listener this far behind reads the table instead


class Subscription:
    """One listener's queue. `overflowed`: messages were dropped, the table must be read."""

    def __init__(self) -> None:
        self._messages: deque[Message] = deque(maxlen=_BACKLOG)
        self._arrived = asyncio.Event()
        self.overflowed = False

    def put(self, message: Message) -> None:
        """Add a message; the oldest is dropped when the listener is too far behind."""
        self.overflowed = self.overflowed or len(self._messages) == _BACKLOG
        self._messages.append(message)
        self._arrived.set()

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait until there is a message. False when so many `seconds` passed without one."""
        try:
            await asyncio.wait_for(self._arrived.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def take(self) -> list[Message]:
        """Everything that has arrived, oldest first, without waiting."""
        taken = list(self._messages)
        self._messages.clear()
        self._arrived.clear()
        self.overflowed = False
        return taken


_subscriptions: dict[str, set[Subscription]] = defaultdict(set)
_tails: dict[str, Message] = {}


def publish(campaign_id: str, message: Message) -> None:
    """Tell this campaign's listeners and those of EVERYTHING (which hear no tails)."""
    if message["type"] == "tail":
        _tails[campaign_id] = message
        listeners = set(_subscriptions.get(campaign_id, ()))
    else:
        _forget_tail(campaign_id, message)
        listeners = set(_subscriptions.get(campaign_id, ())) | set(
            _subscriptions.get(EVERYTHING, ())
        )
    for subscription in listeners:
        subscription.put(message)


def _forget_tail(campaign_id: str, message: Message) -> None:
    if message["type"] != "agent_progress":
        _tails.pop(campaign_id, None)


def tail(campaign_id: str) -> Message | None:
    """The last text of the block being written, if one is."""
    return _tails.get(campaign_id)


@contextmanager
def subscribe(channel: str) -> Iterator[Subscription]:
    """Listen to a campaign's id or EVERYTHING until the block ends."""
    subscription = Subscription()
    _subscriptions[channel].add(subscription)
    try:
        yield subscription
    finally:
        _subscriptions[channel].discard(subscription)
        if not _subscriptions[channel]:
            del _subscriptions[channel]
