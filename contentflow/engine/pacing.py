"""The pace of requests to the model's endpoint: what admins allow, and what it bears.

Requests and tokens a minute are kept by clocks that all processes share: each request books the
next free moment. So any window of a minute holds no more than its limit, and nearly all of it is
used. An endpoint that answers 429 is left alone for as long as it asks, and then asked ever faster
again, by each process for itself.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from contentflow import options
from contentflow.agents.calls import Turns
from contentflow.agents.model import Prompt, Reply
from contentflow.config import config
from contentflow.engine import stopping
from contentflow.engine.clocks import Clocks, OwnClocks, SharedClocks
from contentflow.errors import ModelError, TransientModelError

_MARGIN = 1.04  # what was booked may still arrive a little late, the first of a process most
_CHARACTERS = 4  # a token, roughly; corrected when the reply tells
_GAPS = (0.1, 5.0)  # seconds between requests after a 429, doubled each time, at most
_EASES = 0.9  # of the gap is left after a reply
_POLL = 0.05
_LATE = 0.3  # seconds after its moment in which a request may still leave


_clocks: Clocks = OwnClocks()


@asynccontextmanager
async def kept() -> AsyncIterator[None]:
    """Keep the pace while the block runs, together with all others where there are others."""
    global _clocks
    if not config().redis:
        _clocks = OwnClocks()
        yield
        return
    shared = _clocks = SharedClocks(config().redis)
    try:
        yield
    finally:
        await shared.close()


@dataclass
class _Bearing:
    """How much the endpoint bears of this process: seconds between two requests."""

    gap: float = 0.0

    def harder(self) -> None:
        least, most = _GAPS
        self.gap = min(most, max(least, self.gap * 2))

    def easier(self) -> None:
        self.gap = self.gap * _EASES if self.gap > _GAPS[0] / 4 else 0.0


_bearing = _Bearing()


def turns_of(run_id: str) -> Turns:
    """The turns of one run's requests. A run that shall stop does not wait for its turn."""

    @asynccontextmanager
    async def turn(prompt: Prompt) -> AsyncIterator[_Taken]:
        allowed = await options.endpoint()
        ticket = uuid.uuid4().hex
        guess = len(prompt.system + prompt.user) // _CHARACTERS + prompt.max_tokens
        if allowed.at_once:
            while not await _clocks.enter("inside", allowed.at_once, ticket):
                await stopping.sleep(run_id, _POLL)
        try:
            await _departure(run_id, allowed, guess)
            taken = _Taken()
            yield taken
            await _correct(allowed, guess, taken)
        finally:
            if allowed.at_once:
                await _clocks.leave("inside", ticket)

    return turn


async def _departure(run_id: str, allowed: options.Endpoint, guess: int) -> None:
    """Wait for a moment of one's own. Who misses it books anew: late ones would bunch."""
    late = _LATE + 1
    while late > _LATE:
        wait = await _wait_for(allowed, guess)
        due, guess = time.monotonic() + wait, 0
        await stopping.sleep(run_id, wait)
        late = time.monotonic() - due


async def _wait_for(allowed: options.Endpoint, guess: int) -> float:
    """Book a moment on every clock; seconds until the latest of them."""
    waits = [await _clocks.book("calm", _bearing.gap)]
    if allowed.requests:
        waits.append(await _clocks.book("requests", _MARGIN * 60 / allowed.requests))
    if allowed.tokens:
        waits.append(await _clocks.book("tokens", guess * 60 / allowed.tokens))
    return max(waits)


async def _correct(allowed: options.Endpoint, guess: int, taken: "_Taken") -> None:
    if allowed.tokens and taken.tokens is not None:
        await _clocks.book("tokens", (taken.tokens - guess) * 60 / allowed.tokens)


class _Taken:
    """A turn that was taken."""

    def __init__(self) -> None:
        self.tokens: int | None = None

    def answered(self, reply: Reply) -> None:
        _bearing.easier()
        if reply.input_tokens is not None and reply.output_tokens is not None:
            self.tokens = reply.input_tokens + reply.output_tokens

    def refused(self, error: ModelError) -> None:
        if isinstance(error, TransientModelError) and error.slow_down:
            _bearing.harder()
            rest = min(error.retry_after or _bearing.gap, 60.0)
            task = asyncio.ensure_future(_clocks.hold("calm", rest))
            _holding.add(task)
            task.add_done_callback(_holding.discard)


_holding: set["asyncio.Task[None]"] = set()
