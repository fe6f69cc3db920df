"""What a campaign's pages announce: one listener a process sorts it out of all that happens."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from contentflow import live
from contentflow.notices import notice_of

LOST = {"type": "lost", "campaign_id": ""}  # messages were dropped: read the table
_PAUSE = 0.1  # seconds; a text being written wakes us at most ten times in one


class _Announcer:
    """Hands on the few messages of one campaign that pages tell their people."""

    def __init__(self, campaign_id: str) -> None:
        self.guests: set[live.Subscription] = set()
        self._stack = ExitStack()
        self._heard = self._stack.enter_context(live.subscribe(campaign_id))
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        with self._stack:
            while True:
                await self._heard.wait()
                lost = self._heard.overflowed
                told = [one for one in self._heard.take() if _counts(one)]
                for message in [LOST, *told] if lost else told:
                    for guest in self.guests:
                        guest.put(message)
                await asyncio.sleep(_PAUSE)

    def close(self) -> None:
        """Nobody listens any more."""
        self._stack.close()
        self._task.cancel()


def _counts(message: live.Message) -> bool:
    return message["type"] == live.ACCESS or notice_of(message) is not None


_announcers: dict[str, _Announcer] = {}


@contextmanager
def heard(campaign_id: str) -> Iterator[live.Subscription]:
    """Listen to what a campaign's pages announce, and to changes of rights."""
    announcer = _announcers.get(campaign_id)
    if announcer is None:
        announcer = _announcers[campaign_id] = _Announcer(campaign_id)
    guest = live.Subscription()
    announcer.guests.add(guest)
    try:
        yield guest
    finally:
        announcer.guests.discard(guest)
        if not announcer.guests:
            with suppress(KeyError):
                del _announcers[campaign_id]
            announcer.close()
