"""kill -9 of a real engine process at every named point; the ending is the same, once."""

import asyncio
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from contentflow import accounts, db
from contentflow.models import (
    AgentDecision,
    AgentPerformance,
    AgentResult,
    ContentVersion,
    ModelCall,
    Run,
    RunEvent,
)
from contentflow.names import AGENT_ORDER, AgentStatus, EventType, Role, RunStatus
from contentflow.person import Person
from tests.conftest import PASSWORD
from tests.engine.processes import Engines
from tests.engine.watching import queued
from tests.model_server import ModelServer

pytestmark = [pytest.mark.slow, pytest.mark.apart]

BRIEF = {"target_words": 300}
EVERY_AGENT = [agent.value for agent in AGENT_ORDER]
POINTS = [
    "admitted",
    *(f"begun:{agent}" for agent in EVERY_AGENT),
    "asked:writer:2",
    "answered:writer:1",
    "answered:writer:3",
    *(f"committed:{agent}" for agent in EVERY_AGENT),
    "ended",
]


async def rows(table: type, run_id: str) -> list:
    async with db.reading() as session:
        return list((await session.exec(select(table).where(table.run_id == run_id))).all())


async def ending(run_id: str) -> dict[str, object]:
    """Everything that must be the same however often the process died."""
    versions = await rows(ContentVersion, run_id)
    decisions = await rows(AgentDecision, run_id)
    return {
        "documents": [(v.number, v.agent_type, v.document) for v in versions],
        "decisions": sorted((d.agent_type, d.position, d.outcome, d.why) for d in decisions),
        "results": sorted((r.agent_type, r.version) for r in await rows(AgentResult, run_id)),
    }


async def assert_once(run_id: str) -> None:
    """Nothing is doubled: no result, version, event or paid reply."""
    async with db.reading() as session:
        run = await session.get_one(Run, run_id)
    assert run.status is RunStatus.COMPLETED, run.error
    performance = await rows(AgentPerformance, run_id)
    ended = Counter(p.agent_type for p in performance if p.status is AgentStatus.COMPLETED)
    assert ended == dict.fromkeys(AGENT_ORDER, 1)
    assert not [p for p in performance if p.status is AgentStatus.RUNNING]
    calls = await rows(ModelCall, run_id)
    answered = Counter((c.agent_type, c.call_index) for c in calls if c.reply is not None)
    assert set(answered.values()) <= {1}
    events = sorted(await rows(RunEvent, run_id), key=lambda event: event.seq)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    keys = Counter(event.key for event in events if event.key)
    assert set(keys.values()) == {1}
    finished = Counter(e.agent_type for e in events if e.type is EventType.AGENT_COMPLETED)
    assert finished == dict.fromkeys(AGENT_ORDER, 1)


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """What starts engine processes."""
    with Engines() as source:
        yield source


@pytest.fixture(scope="module")
def undisturbed(
    tmp_path_factory: pytest.TempPathFactory, migrated: Path, engines: Engines
) -> dict[str, object]:
    """How a run ends of which no process died."""
    folder = tmp_path_factory.mktemp("undisturbed")
    shutil.copy(migrated, folder / "contentflow.db")
    with ModelServer() as model:
        return asyncio.run(_undisturbed(folder, model, engines))


async def _undisturbed(folder: Path, model: ModelServer, engines: Engines) -> dict[str, object]:
    await db.open_database(f"sqlite+aiosqlite:///{folder / 'contentflow.db'}")
    try:
        person, _ = await accounts.create_user("maya@example.com", Role.EDITOR, PASSWORD)
        run_id = await queued(person, **BRIEF)
        assert await asyncio.to_thread(engines.work_off, folder, model) == 0
        await assert_once(run_id)
        return await ending(run_id)
    finally:
        await db.close_database()


@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_any_point_it_ends_the_same_once(
    undisturbed: dict[str, object],
    engines: Engines,
    data_dir: Path,
    person: Person,
    model_server: ModelServer,
    point: str,
) -> None:
    run_id = await queued(person, **BRIEF)
    died = await asyncio.to_thread(engines.work_off, data_dir, model_server, point)
    assert died == -signal.SIGKILL
    assert await asyncio.to_thread(engines.work_off, data_dir, model_server) == 0
    await assert_once(run_id)
    assert await ending(run_id) == undisturbed
    calls = await rows(ModelCall, run_id)
    # Only a call that was under way when the process died may be asked again.
    assert model_server.requests <= len(calls)
