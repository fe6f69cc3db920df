"""How late the event loop is: what is due waits for whatever runs too long on it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

_EVERY = 0.25  # seconds
_KEPT = 240  # samples: of one minute
_samples: deque[float] = deque(maxlen=_KEPT)


@asynccontextmanager
async def measured() -> AsyncIterator[None]:
    """Measure while the block runs."""
    task = asyncio.create_task(_measure())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        _samples.clear()


async def _measure() -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _EVERY
        await asyncio.sleep(_EVERY)
        _samples.append(max(0.0, loop.time() - due))


def quantiles(*wanted: float) -> dict[float, float]:
    """Seconds of the last minute, each with the share of samples that were not later."""
    ordered = sorted(_samples)
    return {
        share: ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
        for share in wanted
    }
