"""The engine without the web, in a process: `python -m tests.engine.headless [--die POINT]`.

Works off every queued run, then leaves with 0. With `--die` it sends itself SIGKILL at a named
point; the product's own code runs unchanged up to there.
"""

import argparse
import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any

from contentflow import db, engine
from contentflow.config import config
from contentflow.engine import ending, execution, journal, lifecycle, queue
from contentflow.lock import single_process
from contentflow.names import AgentName


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _dying_after(
    owner: ModuleType | type, name: str, at: int = 1, agent: AgentName | None = None
) -> None:
    original: Callable[..., Awaitable[Any]] = getattr(owner, name)
    seen = 0

    async def wrapped(*arguments: Any, **named: Any) -> Any:
        nonlocal seen
        result = await original(*arguments, **named)
        if agent is None or _agent_of(arguments) is agent:
            seen += 1
            if seen == at:
                _die()
        return result

    setattr(owner, name, wrapped)


def _agent_of(arguments: tuple[Any, ...]) -> AgentName:
    first = arguments[0]
    work = getattr(first, "_work", first)
    return AgentName(work.agent)


def _arm(point: str) -> None:
    name, _, rest = point.partition(":")
    agent, _, at = rest.partition(":")
    match name:
        case "admitted":  # our commit is there, the engine does not know the run
            _dying_after(lifecycle, "admit")
        case "begun":
            _dying_after(execution, "begin", agent=AgentName(agent))
        case "asked":  # the call is recorded, its reply is not
            _dying_after(journal.DatabaseJournal, "begin", int(at), AgentName(agent))
        case "answered":  # the reply is recorded and not yet used
            _dying_after(journal.DatabaseJournal, "finish", int(at), AgentName(agent))
        case "committed":  # the agent's rows are there, the engine's step is not
            _dying_after(ending, "complete", agent=AgentName(agent))
        case "ended":  # the run's end is there, the engine's step is not
            _dying_after(lifecycle, "finish")
        case _:
            raise SystemExit(f"no such point: {point}")


async def _work_off() -> None:
    queue.SWEEP_SECONDS = 1.0
    with single_process(config().data_dir):
        await db.open_database(config().database)
        async with engine.running():
            while await lifecycle.waiting() or await lifecycle.working():
                await asyncio.sleep(0.05)
        await db.close_database()


def work(die: str) -> None:
    """Work off every queued run, or die at the named point."""
    if die:
        _arm(die)
    asyncio.run(_work_off())


def main() -> None:
    """Parse and work."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--die", default="")
    work(parser.parse_args().die)


if __name__ == "__main__":
    main()
