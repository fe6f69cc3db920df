"""The product's server with a clock on its event loop: `python -m bench.watched`.

Every 10 ms it notes how much later than asked the loop came back, in the file BENCH_LAG_FILE names:
one line a second, `seconds since the epoch` and the lags in milliseconds.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import reflex as rx

from contentflow import serve

STEP = 0.01


def app() -> object:
    """The product's app, as it is served, with the clock beside it."""
    from contentflow import contentflow as product

    product.app.register_lifespan_task(_clock)
    made: rx.App = product.app
    return made()


@asynccontextmanager
async def _clock() -> AsyncIterator[None]:
    task = asyncio.create_task(_note(Path(os.environ["BENCH_LAG_FILE"])))
    yield
    task.cancel()


async def _note(path: Path) -> None:
    while True:
        lags = []
        second = time.monotonic() + 1
        while time.monotonic() < second:
            asked = time.perf_counter()
            await asyncio.sleep(STEP)
            lags.append(1000 * (time.perf_counter() - asked - STEP))
        with path.open("a") as out:
            out.write(" ".join(f"{number:.2f}" for number in (time.time(), *lags)) + "\n")


def lags_between(path: Path, start: float, end: float) -> list[float]:
    """The noted lags, in milliseconds and ascending, of the whole seconds between two times."""
    lags: list[float] = []
    for line in path.read_text().splitlines():
        at, *noted = map(float, line.split())
        if start + 1 <= at <= end:
            lags += noted
    return sorted(lags)


if __name__ == "__main__":
    serve.APP = "bench.watched:app"
    sys.exit(serve.main())
