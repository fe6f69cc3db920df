"""The hub: tells whoever listens that something happened. A wake-up; the tables are the truth.

A message is a JSON object. Numbered ones carry `seq`; `tail` messages, the text being written, do
not and are remembered only until the block is finished. With several processes `hub_redis` carries
every message to the others; whoever listens cannot tell where it was published.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

Message = dict[str, Any]
EVERYTHING = "*"  # the channel that hears of every campaign, for lists
ENGINE = "engine"  # the channel between the engine and processes without one; no list hears it
ACCESS = "access"  # a message's type: who may see the campaign has changed
PRESENCE = "presence"  # a message's type: who watches the campaign has changed
WEBHOOKS = "webhooks"  # a channel and its messages' type: something waits to be sent
CALLS = {ENGINE, WEBHOOKS}  # what processes that work without pages listen to
REVIEW = "review"  # a message's type: the finished text was looked at for the first time
_BACKLOG = 1_000  # a listener this far behind reads the table instead
_KEEP_TAIL = (
    "agent_progress",
    ACCESS,
    PRESENCE,
    REVIEW,
)  # of these the block being written takes no notice


class Relay(Protocol):
    """Carries messages to the other processes."""

    problem: str  # why it does not carry them now, or ""

    def send(self, channel: str, message: Message) -> None:
        """Pass a message on. It never blocks and never fails."""


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

    def overflow(self) -> None:
        """Say that messages were lost on their way here, and wake the listener."""
        self.overflowed = True
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
_relay: Relay | None = None


def publish(channel: str, message: Message) -> None:
    """Tell a campaign's listeners and those of EVERYTHING (which hear no tails), everywhere."""
    deliver(channel, message)
    if _relay is not None:
        _relay.send(channel, message)


def deliver(channel: str, message: Message) -> None:
    """Tell the listeners in this process."""
    listeners = set(_subscriptions.get(channel, ()))
    if message["type"] == "tail":
        _tails[channel] = message
    elif channel != ENGINE and message["type"] != PRESENCE:
        if moves_tail(message):
            _tails.pop(channel, None)
        listeners |= _subscriptions.get(EVERYTHING, set())
        if channel == EVERYTHING and message["type"] == ACCESS:  # somebody's session or role
            channels = _subscriptions.keys() - {ENGINE}
            listeners = set().union(*(_subscriptions[one] for one in channels))
    for subscription in listeners:
        subscription.put(message)


def moves_tail(message: Message) -> bool:
    """True for a message that changes what `tail` answers."""
    return message["type"] not in _KEEP_TAIL


def tail(campaign_id: str) -> Message | None:
    """The last text of the block being written, if one is."""
    return _tails.get(campaign_id)


def remember_tails(tails: Iterable[tuple[str, Message]]) -> None:
    """Put these in the place of all that is remembered."""
    _tails.clear()
    _tails.update(tails)


def overflow() -> None:
    """Messages of other processes may be lost: every listener here shall read the tables."""
    for subscription in set().union(*_subscriptions.values()):
        subscription.overflow()


def recheck() -> None:
    """As `overflow`, and whoever watches shall look at session and rights again."""
    overflow()
    for channel in set(_subscriptions) - {ENGINE}:
        campaign_id = "" if channel == EVERYTHING else channel
        for subscription in set(_subscriptions[channel]):
            subscription.put({"type": ACCESS, "campaign_id": campaign_id})


@contextmanager
def subscribe(channel: str) -> Iterator[Subscription]:
    """Listen to a campaign's id, EVERYTHING or ENGINE until the block ends."""
    subscription = Subscription()
    _subscriptions[channel].add(subscription)
    try:
        yield subscription
    finally:
        _subscriptions[channel].discard(subscription)
        if not _subscriptions[channel]:
            del _subscriptions[channel]


@contextmanager
def relayed(relay: Relay) -> Iterator[None]:
    """Let every message published in the block go through `relay` too."""
    global _relay
    _relay = relay
    try:
        yield
    finally:
        _relay = None


def problem() -> str:
    """Why other processes are not heard now; "" when they are, or when there are none."""
    return _relay.problem if _relay is not None else ""
