"""What is measured, in which order and at which size.

The order is that which disturbs the next one least. All but the long ones take under 15 minutes on
two cores with nothing beside them.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from bench import (
    again,
    chaos,
    editing,
    engine,
    faults,
    fleet,
    growth,
    hundred,
    listed,
    live,
    pace,
    product,
    soak,
    timeline,
    versions,
    waiting,
)

Measure = Callable[[], Any]
_SHORT, _LONG = 400, 1000  # words of the articles in the runs with faults: about 8 and 25 calls


def figures(*, full: bool) -> dict[str, Measure]:
    """How each figure is measured, by name."""
    beside = pace.Beside(pace.LONG if full else pace.SHORT)

    def disconnects() -> dict[str, Any]:
        beside.begin()
        return soak.disconnects()

    found: dict[str, Measure] = {
        "overhead_200ms": lambda: asyncio.run(engine.overhead(0.2, 7 if full else 3)),
        "overhead_0ms": lambda: asyncio.run(engine.overhead(0.0)),
        "second_start": lambda: product.second_start(5 if full else 3),
        "memory_and_lag": product.memory_and_lag,
        "examples": lambda: again.examples(3 if full else 1),
        "timeline": timeline.timeline,
        "versions": versions.history,
        "editing": editing.editing,
        "list": listed.listed,
        "bytes": live.bytes_to_one,
        "crowd": lambda: live.crowd(100, 10 if full else 5),
        "hundred": lambda: hundred.hundred(seconds=60 if full else 15),
        "urgent": lambda: waiting.urgent(times=12 if full else 3),
        "queue": waiting.queue,
        "fleet_sqlite": lambda: fleet.on_sqlite(32),
        "fleet_postgres": lambda: fleet.on_postgres(32),
        "disconnects": disconnects,
        "kills": waiting.kills,
        "faults": lambda: asyncio.run(faults.faults(200, 0.2, _LONG if full else _SHORT)),
        "chaos": lambda: chaos.chaos(100 if full else 40),
        "rate_limit": beside.told,
    }
    return found | _long_ones() if full else found


def _long_ones() -> dict[str, Measure]:
    """Minutes each."""
    return {
        "crowd_200": lambda: live.crowd(200, 10),
        "soak": soak.soak,
        "fleet_sqlite_200": lambda: fleet.on_sqlite(200),
        "fleet_postgres_200": lambda: fleet.on_postgres(200),
        "growth": growth.growth,
    }
