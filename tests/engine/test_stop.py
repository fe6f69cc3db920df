"""An engine that is stopped while it works goes on where it was, in the next process."""

import time
from pathlib import Path

import pytest

from contentflow import engine
from contentflow.lock import single_process
from contentflow.models import ModelCall
from contentflow.names import EventType, RunStatus
from contentflow.person import Person
from tests.engine.watching import assert_whole, ended, events, get, rows, start, until
from tests.model_server import ModelServer

pytestmark = pytest.mark.slow


async def test_a_run_survives_a_quiet_stop(
    database: str, data_dir: Path, scripted: None, person: Person, model_server: ModelServer
) -> None:
    model_server.latency = 0.3
    with single_process(data_dir):
        async with engine.running():
            run_id = await start(person)
            await until(lambda: events(run_id, EventType.BLOCK_WRITTEN))
            before = time.monotonic()
        assert time.monotonic() - before < 10
        run = await get(run_id)
        assert (run.status, run.error) == (RunStatus.RUNNING, "")
        async with engine.running():
            run = await ended(run_id)
    assert run.status is RunStatus.COMPLETED, run.error
    await assert_whole(run)
    paid = [call for call in await rows(ModelCall, run_id) if call.reply is not None]
    assert model_server.requests - len(paid) <= 1  # the one that was under way
