"""What was deleted is gone from our tables and from the engine's own, also after a restart."""

import asyncio
from pathlib import Path

import pytest
from dbos import DBOS
from sqlmodel import select

from contentflow import campaigns, db, engine, shelf
from contentflow.engine import erasing
from contentflow.errors import NotFound
from contentflow.lock import single_process
from contentflow.models import ModelCall, Run
from contentflow.names import AgentName
from contentflow.person import Person
from tests.engine.test_control import begun
from tests.engine.watching import ended, get, run_to_end, start, until
from tests.model_server import ModelServer
from tests.stories import aged, there

OVER = 16  # seconds after which nothing is brought back


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "_BEAT", 0.1)


async def gone(campaign_id: str) -> None:
    async def is_gone() -> bool:
        return await there(campaign_id) is None and not await workflows()

    await until(is_gone)


async def workflows() -> list[str]:
    return [one.workflow_id for one in await DBOS.list_workflows_async()]


async def test_a_finished_campaign_is_erased_with_its_workflows(
    running_engine: None, person: Person
) -> None:
    run = await run_to_end(person)
    assert await workflows() == [f"{run.id}:1"]
    await shelf.delete(person, run.campaign_id)
    await asyncio.sleep(0.3)
    assert await there(run.campaign_id), "not before its time"
    await aged(run.campaign_id, OVER)
    await gone(run.campaign_id)
    async with db.reading() as session:
        assert (await session.exec(select(ModelCall))).all() == []


async def test_deleted_at_work_it_stops_and_then_goes(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    model_server.latency = 0.2
    run_id = await start(person)
    await begun(run_id, AgentName.WRITER)
    campaign_id = (await get(run_id)).campaign_id
    await shelf.delete(person, campaign_id)
    engine.wake()
    with pytest.raises(NotFound):
        await campaigns.snapshot(person, campaign_id)
    await ended(run_id)
    await aged(campaign_id, OVER)
    await gone(campaign_id)


async def test_what_was_due_when_the_server_stopped_goes_after_the_next_start(
    database: str, data_dir: Path, scripted: None, person: Person
) -> None:
    with single_process(data_dir):
        async with engine.running():
            run = await run_to_end(person)
            kept = await run_to_end(person)
            await shelf.delete(person, run.campaign_id)
        await aged(run.campaign_id, OVER)
        async with engine.running():

            async def is_gone() -> bool:
                return await workflows() == [f"{kept.id}:1"]

            await until(is_gone)
    assert await there(run.campaign_id) is None
    async with db.reading() as session:
        assert [one.id for one in (await session.exec(select(Run))).all()] == [kept.id]


async def test_workflows_whose_run_is_no_more_are_collected(
    running_engine: None, person: Person
) -> None:
    run = await run_to_end(person)
    async with db.transaction() as session:
        await shelf.erase(session, run.campaign_id)
    assert await erasing.collect() == 1
    assert await erasing.collect() == 0
