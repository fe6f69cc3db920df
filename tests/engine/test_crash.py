"""kill -9 of a real engine process at every named point; the ending is the same, once."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import select

from contentflow import accounts, campaigns, db
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
from tests.engine.watching import without_cache
from tests.model_server import ModelServer

BRIEF = {
    "topic": "How to choose a standing desk for a small home office",
    "keyphrase": "standing desk",
    "tone": "plain",
    "target_words": 300,
    "sources": [{"kind": "text", "value": "The Lift 2 holds 80 kg."}],
}
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


def work_off(data_dir: Path, model: ModelServer, die: str = "") -> int:
    """Run the engine process to its end; returns its exit code."""
    environment = {
        **os.environ,
        "CONTENTFLOW_DATA_DIR": str(data_dir),
        "OPENAI_BASE_URL": model.url,
        "OPENAI_API_KEY": model.key,
        "CONTENTFLOW_MODEL": "scripted",
    }
    command = [sys.executable, "-m", "tests.engine.headless", "--die", die]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=120, text=True)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


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


@pytest.fixture
async def undisturbed(
    database: str, data_dir: Path, person: Person, model_server: ModelServer
) -> dict[str, object]:
    await without_cache()  # the same brief is worked on again and again
    created = await campaigns.create(person, campaigns.validate(BRIEF))
    assert work_off(data_dir, model_server) == 0
    assert created.run_id
    await assert_once(created.run_id)
    return await ending(created.run_id)


@pytest.mark.timeout(900)
async def test_killed_at_every_point_it_ends_the_same_once(
    undisturbed: dict[str, object],
    database: str,
    data_dir: Path,
    model_server: ModelServer,
) -> None:
    for number, point in enumerate(POINTS):
        # Somebody else each time: the keyphrase's use in an earlier campaign would lower the score.
        person, _ = await accounts.create_user(f"maya@{number}.example.com", Role.EDITOR, PASSWORD)
        created = await campaigns.create(person, campaigns.validate(BRIEF))
        assert created.run_id
        asked = model_server.requests
        assert work_off(data_dir, model_server, point) == -signal.SIGKILL, point
        assert work_off(data_dir, model_server) == 0, point
        await assert_once(created.run_id)
        assert await ending(created.run_id) == undisturbed, point
        paid = [c for c in await rows(ModelCall, created.run_id) if c.reply is not None]
        lost = [c for c in await rows(ModelCall, created.run_id) if c.reply is None]
        # Only a call that was under way when the process died may be asked again.
        assert model_server.requests - asked <= len(paid) + len(lost), point
