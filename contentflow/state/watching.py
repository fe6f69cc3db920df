"""Waiting for news of rights: who is in the team, who may see what, who is signed in."""

import asyncio

from contentflow import live

RECHECK = 60.0  # seconds between looks when nothing is heard


async def rights_changed(subscription: live.Subscription, patience: float = RECHECK) -> None:
    """Wait until somebody's rights changed, or for so many seconds; other messages are dropped."""
    loop = asyncio.get_running_loop()
    until = loop.time() + patience
    while (left := until - loop.time()) > 0 and await subscription.wait(left):
        lost = subscription.overflowed
        if lost or any(message["type"] == live.ACCESS for message in subscription.take()):
            return
