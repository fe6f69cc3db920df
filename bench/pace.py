"""A limit of requests a minute, measured where they arrive: `python -m bench.pace [SECONDS]`.

It asks for one request a second, so it may be measured beside figures that are not about time.
"""

import asyncio
import json
import subprocess
import sys
from typing import Any

import httpx

from bench.engine import installation, without_cache
from bench.model import Scripted, scripted
from contentflow import campaigns, db, engine, options, settings
from contentflow.person import Person

REQUESTS = 60  # a minute
WINDOW = 60.0  # seconds
SLOTS = 8  # so that some request waits for its turn at any time
SHORT, LONG = 150.0, 600.0
_LATENCY = 0.3


class Beside:
    """The measurement in a process of its own, begun before it is asked for."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Start, unless it has."""
        if self._process is None:
            command = [sys.executable, "-m", __name__, str(self._seconds)]
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def told(self) -> dict[str, Any]:
        """What it measured, when it has."""
        self.begin()
        assert self._process is not None
        said, _ = self._process.communicate()
        assert self._process.returncode == 0, "the limit was not measured"
        found: dict[str, Any] = json.loads(said.splitlines()[-1])
        return found


async def pace(seconds: float) -> dict[str, Any]:
    """Requests as they arrive at the model while more would be sent than are allowed."""
    with scripted(latency=_LATENCY) as model:
        async with installation(model, _limited) as person:
            await _work(person, int(seconds * REQUESTS / WINDOW / 4) + SLOTS)
            engine.wake()
            while not (came := await _arrivals(model)):
                await asyncio.sleep(0.1)
            await asyncio.sleep(seconds)
            came = [at for at in await _arrivals(model) if at <= came[0] + seconds]
    return {"limit": REQUESTS, "seconds": seconds, "requests": len(came), **told(came, seconds)}


def told(came: list[float], seconds: float) -> dict[str, Any]:
    """The fullest window, and how much of the limit was used after the first."""
    fullest = max(sum(began <= at < began + WINDOW for at in came) for began in came)
    later = [at for at in came if at >= came[0] + WINDOW]
    allowed = REQUESTS / WINDOW * (seconds - WINDOW)
    return {
        "most_in_a_window": fullest,
        "used_after_the_first": round(len(later) / allowed, 3) if allowed > 0 else None,
    }


async def _limited(_person: Person) -> None:
    await without_cache(SLOTS)
    async with db.transaction() as session:
        await settings.put(session, options.ENDPOINT, {"requests": REQUESTS})
    options.forget()


async def _work(person: Person, count: int) -> None:
    for number in range(count):
        brief = {"topic": f"How to choose desk {number}", "tone": "plain", "target_words": 400}
        await campaigns.create(person, campaigns.validate(brief))


async def _arrivals(model: Scripted) -> list[float]:
    told = await asyncio.to_thread(httpx.get, f"{model.url}/spoken")
    found: list[float] = sorted(told.json()["arrivals"])
    return found


if __name__ == "__main__":  # the measuring process imports this module again
    wanted = float(sys.argv[1]) if len(sys.argv) > 1 else SHORT
    print(json.dumps(asyncio.run(pace(wanted))))
