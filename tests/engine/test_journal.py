"""The journal where a run can be taken over: who has lost it records nothing any more."""

import asyncio

import pytest
from sqlalchemy import update
from sqlmodel import col

from contentflow import db
from contentflow.agents.model import Prompt, Reply
from contentflow.config import config
from contentflow.engine.journal import DatabaseJournal, Work
from contentflow.errors import RunSuperseded
from contentflow.models import AgentPerformance, ModelCall, Run
from contentflow.names import AgentName
from contentflow.person import Person
from tests.engine.watching import get, queued, rows, until

REPLY = Reply("A desk.", "scripted", 10, 3)


@pytest.fixture
def fleet(on_postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of a worker among others."""
    monkeypatch.setenv("CONTENTFLOW_ENGINE_URL", on_postgres)
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    config.cache_clear()
    assert config().is_distributed


@pytest.fixture
async def asked(fleet: None, person: Person) -> tuple[DatabaseJournal, str, str]:
    """The journal of the first segment of a run, the call it waits for, the run."""
    run = await get(await queued(person))
    await change_segment(run.id, 1)
    execution = AgentPerformance(
        run_id=run.id, campaign_id=run.campaign_id, agent_type=AgentName.WRITER, model="scripted"
    )
    async with db.transaction() as session:
        session.add(execution)
    work = Work(run.id, run.campaign_id, AgentName.WRITER, segment=1)
    journal = DatabaseJournal(work, execution, "http://127.0.0.1", {})
    return journal, await journal.begin(0, 1, Prompt("", "Write.", 100)), run.id


async def change_segment(run_id: str, number: int) -> None:
    async with db.transaction() as session:
        connection = await session.connection()
        await connection.execute(update(Run).where(col(Run.id) == run_id).values(segment=number))


async def replies(run_id: str) -> list[str | None]:
    return [call.reply for call in await rows(ModelCall, run_id)]


async def test_a_reply_is_recorded_while_the_run_is_ours(
    asked: tuple[DatabaseJournal, str, str],
) -> None:
    journal, call, run_id = asked
    await journal.finish(call, REPLY)
    assert await replies(run_id) == ["A desk."]


async def test_a_reply_is_nobodys_once_the_run_is_anothers(
    asked: tuple[DatabaseJournal, str, str],
) -> None:
    journal, call, run_id = asked
    await until(lambda: replies(run_id))  # the row is written while the model is asked
    await change_segment(run_id, 2)
    with pytest.raises(RunSuperseded):
        await journal.finish(call, REPLY)
    assert await replies(run_id) == [None]


async def test_a_reply_waits_for_who_takes_the_run_over_at_this_moment(
    asked: tuple[DatabaseJournal, str, str],
) -> None:
    journal, call, run_id = asked
    await until(lambda: replies(run_id))  # the row is written while the model is asked
    async with db.transaction() as session:
        run = await session.get_one(Run, run_id, with_for_update=True)
        finished = asyncio.create_task(journal.finish(call, REPLY))
        await asyncio.wait([finished], timeout=0.3)
        assert not finished.done()
        run.segment = 2
        session.add(run)
    with pytest.raises(RunSuperseded):
        await finished
    assert await replies(run_id) == [None]
