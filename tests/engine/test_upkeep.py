"""The nightly upkeep runs once a night, and forgets the engine's own rows of what is over."""

from datetime import UTC, datetime

import pytest
from dbos import DBOS

from contentflow import options
from contentflow.engine import erasing, upkeep
from contentflow.person import Person
from tests.engine.watching import run_to_end, until


async def workflows() -> list[str]:
    known = await DBOS.list_workflows_async(load_input=False, load_output=False)
    return [one.workflow_id for one in known]


@pytest.fixture
def due(scripted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """This process knows of no upkeep tonight."""
    monkeypatch.setattr(upkeep, "_begun", "")


async def test_once_a_night_however_often_it_is_begun(due: None, running_engine: None) -> None:
    async def begun() -> list[str]:
        return [one for one in await workflows() if one.startswith("upkeep:")]

    (tonight,) = await until(begun)
    upkeep._begun = ""  # another process does not know of it
    await upkeep.begin_when_due()
    assert await begun() == [tonight]
    handle = await DBOS.retrieve_workflow_async(tonight)
    assert "events" in await handle.get_result()
    assert await erasing.collect() == 0, "it is no run's"
    assert await begun() == [tonight]


def test_a_night_begins_at_its_hour() -> None:
    assert upkeep._night(datetime(2026, 3, 2, 2, 59, tzinfo=UTC)) == "2026-03-01"
    assert upkeep._night(datetime(2026, 3, 2, 3, 0, tzinfo=UTC)) == "2026-03-02"


async def test_the_engines_rows_of_ended_runs_go_after_their_days(
    running_engine: None, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await run_to_end(person, target_words=150)
    # Our row says so a moment before the engine's does.
    await (await DBOS.retrieve_workflow_async(f"{run.id}:1")).get_result()
    assert f"{run.id}:1" in await workflows()
    assert await upkeep._forget_workflows() == 0

    async def days(_kind: str) -> float:
        return 1e-9

    monkeypatch.setattr(options, "kept_days", days)
    assert await upkeep._forget_workflows() >= 1
    assert f"{run.id}:1" not in await workflows()
