"""The engine against a model and a database that fail, over real HTTP: nothing is ever lost."""

import asyncio
import socket
import sqlite3
import time
from collections import Counter
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import event

from contentflow import db
from contentflow.config import config
from contentflow.engine import measuring
from contentflow.models import AgentPerformance, AgentResult, ModelCall, Run
from contentflow.names import AGENT_ORDER, AgentName, AgentStatus, EventType, RunStatus
from contentflow.person import Person
from tests.engine.watching import (
    assert_whole,
    campaign_of,
    ended,
    events,
    rows,
    run_to_end,
    start,
    until,
)
from tests.model_server import Fault, ModelServer

pytestmark = [pytest.mark.slow, pytest.mark.apart]


async def assert_all_five(run: Run) -> None:
    assert run.status is RunStatus.COMPLETED, run.error
    assert run.progress == 100
    assert run.error == ""
    await assert_whole(run)
    over = [e for e in await rows(AgentPerformance, run.id) if e.status is AgentStatus.COMPLETED]
    assert Counter(e.agent_type for e in over) == dict.fromkeys(AGENT_ORDER, 1)


async def test_all_five_agents_complete(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    run = await run_to_end(person)
    await assert_all_five(run)
    calls = await rows(ModelCall, run.id)
    assert len(calls) == model_server.requests
    campaign = await campaign_of(run)
    assert campaign.cost_usd is None  # answered by a model without a known price
    executions = {e.agent_type: e for e in await rows(AgentPerformance, run.id)}
    assert campaign.scores["geo"] == executions[AgentName.GEO].score_after
    for optimiser in AGENT_ORDER[1:]:
        assert executions[optimiser].score_after >= executions[optimiser].score_before
    told = await events(run.id)
    assert [e.agent_type for e in told if e.type is EventType.AGENT_COMPLETED] == list(AGENT_ORDER)
    statuses = [e.data["status"] for e in told if e.type is EventType.RUN_STATUS]
    assert statuses == ["queued", "running", "completed"]


async def test_what_only_a_person_can_mend_fails_at_once_and_says_how(
    running_engine: None,
    person: Person,
    model_server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model_server.script(Fault.NOT_FOUND)
    await _assert_refused(await run_to_end(person), "set CONTENTFLOW_MODEL")
    monkeypatch.setenv("OPENAI_API_KEY", "another-key")
    config.cache_clear()
    await _assert_refused(await run_to_end(person), "Set a valid key")
    assert model_server.requests == 2


async def _assert_refused(run: Run, remedy: str) -> None:
    assert run.status is RunStatus.FAILED
    assert remedy in run.error
    await assert_whole(run)
    (call,) = await rows(ModelCall, run.id)
    assert remedy in call.error
    (execution,) = await rows(AgentPerformance, run.id)
    assert (execution.agent_type, execution.status) == (AgentName.WRITER, AgentStatus.FAILED)
    assert execution.error == run.error
    assert (await campaign_of(run)).version == 0
    assert not await events(run.id, EventType.AGENT_RETRY)


@pytest.mark.parametrize(
    "faults",
    [
        {
            Fault.BAD_JSON: "not JSON",
            Fault.TOO_MANY: "slow down (429)",
            Fault.CUT: "cut off before its end",
            Fault.OTHER_SCRIPT: "not in the Latin script",
            Fault.SERVER_ERROR: "failed (500)",
        },
        {
            Fault.DROPPED: "failed or broke off",
            Fault.ECHO: "repeated the prompt",
            Fault.BROKEN: "broke off",
            Fault.EMPTY: "was empty",
            Fault.ERROR_IN_STREAM: "The engine went away",
        },
    ],
    ids=lambda faults: " ".join(fault.name.lower() for fault in faults),
)
async def test_every_call_that_fails_once_is_tried_again_and_told(
    running_engine: None, person: Person, model_server: ModelServer, faults: dict[Fault, str]
) -> None:
    for fault in faults:
        model_server.script(fault, Fault.NONE)
    run = await run_to_end(person)
    await assert_all_five(run)
    calls = await rows(ModelCall, run.id)
    assert len(calls) == model_server.requests
    failed = sorted((c for c in calls if c.error), key=lambda call: call.started_at)
    again = sorted((c for c in calls if c.attempt > 1), key=lambda call: call.started_at)
    told = await events(run.id, EventType.AGENT_RETRY)
    for index, cause in enumerate(faults.values()):
        assert (failed[index].call_index, failed[index].attempt) == (index, 1)
        assert cause in failed[index].error
        assert (again[index].call_index, again[index].attempt) == (index, 2)
        assert again[index].prompt_hash == failed[index].prompt_hash
        assert (told[index].data["attempt"], told[index].data["of"]) == (2, 6)
        assert told[index].data["reason"] == failed[index].error
    assert len(failed) == len(again) == len(told) == len(faults)


async def test_a_429_is_told_as_attempt_2_of_6_and_waits_as_long_as_it_was_asked(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    model_server.retry_after = 1.5
    model_server.script(Fault.NONE, Fault.TOO_MANY)
    run = await run_to_end(person)
    await assert_all_five(run)
    (told,) = await events(run.id, EventType.AGENT_RETRY)
    assert told.agent_type is AgentName.WRITER
    assert (told.data["attempt"], told.data["of"], told.data["delay"]) == (2, 6, 1.5)
    assert "slow down (429)" in told.data["reason"]
    refused, again = sorted(
        (
            c
            for c in await rows(ModelCall, run.id)
            if c.call_index == 1 and c.agent_type is told.agent_type
        ),
        key=lambda call: call.attempt,
    )
    assert (refused.reply, again.attempt) == (None, 2)
    assert refused.ended_at is not None
    assert (again.started_at - refused.ended_at).total_seconds() >= 1.4
    writer = next(
        e for e in await rows(AgentPerformance, run.id) if e.agent_type is told.agent_type
    )
    assert writer.retries == 1


async def test_every_fifth_request_fails_and_every_run_completes(
    running_engine: None, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer(fault_rate=0.2, seed=7) as flaky:
        monkeypatch.setenv("OPENAI_BASE_URL", flaky.url)
        config.cache_clear()
        for run_id in [await start(person) for _ in range(3)]:
            await assert_all_five(await ended(run_id))
    assert any(fault is not Fault.NONE for fault in flaky.faults)


async def test_an_endpoint_that_comes_up_later_is_waited_for(
    running_engine: None, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{port}/v1")
    config.cache_clear()
    run_id = await start(person)
    await until(lambda: events(run_id, EventType.AGENT_RETRY))
    with ModelServer(port):
        await assert_all_five(await ended(run_id))
    calls = await rows(ModelCall, run_id)
    assert any("failed or broke off" in call.error for call in calls)


async def test_an_agent_that_fails_leaves_the_work_of_the_others(
    running_engine: None,
    person: Person,
    model_server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for optimiser in AGENT_ORDER[1:]:
        monkeypatch.setenv(f"CONTENTFLOW_MODEL_{optimiser.value.upper()}", "retired")
    config.cache_clear()
    _fails_for(model_server, "retired", Fault.NOT_FOUND, monkeypatch)
    run = await run_to_end(person, target_words=300)
    assert run.status is RunStatus.NEEDS_ATTENTION
    assert "'retired' is not known" in run.error
    await assert_whole(run)
    results = await rows(AgentResult, run.id)
    assert {result.agent_type for result in results} == set(AGENT_ORDER)
    failed = {r.agent_type for r in results if r.status is AgentStatus.FAILED}
    # Whoever asked the model failed; whoever did without it, and the Writer, completed.
    assert failed == {call.agent_type for call in await rows(ModelCall, run.id) if call.error}
    assert {e.agent_type for e in await events(run.id, EventType.AGENT_FAILED)} == failed
    # The text stays as the agent before left it: none of a failed one's edits is kept.
    results.sort(key=lambda result: AGENT_ORDER.index(result.agent_type))
    for before, result in pairwise(results):
        if result.agent_type in failed:
            assert result.version == before.version
    assert results[-1].version == (await campaign_of(run)).version


def _fails_for(
    server: ModelServer, model: str, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = server.take

    def taken(body: dict[str, object]) -> Fault:
        met = take(body)
        return fault if body["model"] == model else met

    monkeypatch.setattr(server, "take", taken)


async def test_a_writer_without_answers_ends_the_run_after_six_attempts(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    model_server.default = Fault.SERVER_ERROR
    run = await run_to_end(person)
    assert run.status is RunStatus.FAILED
    assert "All 6 attempts failed" in run.error
    await assert_whole(run)
    assert model_server.requests == 6
    retries = await events(run.id, EventType.AGENT_RETRY)
    assert [told.data["attempt"] for told in retries] == [2, 3, 4, 5, 6]


async def test_a_full_database_is_waited_out(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    model_server.latency = 0.1
    run_id = await start(person)
    await until(lambda: events(run_id, EventType.BLOCK_WRITTEN))
    pages = _Pages()
    pages.most = 1  # SQLite takes it as: as many as there are
    await until(pages.refused)
    await asyncio.sleep(3)  # more sweeps try in vain than a run may die
    pages.most = 2**30
    run = await ended(run_id)
    await assert_all_five(run)
    assert run.segment > 1  # it was the sweep that went on
    assert run.deaths == 0


class _Pages:
    """How many pages the database may have, for every connection of the app."""

    def __init__(self) -> None:
        self.most = 2**30
        self.errors = 0
        assert db._engine is not None
        event.listen(db._engine.sync_engine, "checkout", self._limit)
        event.listen(db._engine.sync_engine, "handle_error", self._count)

    def _limit(self, connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"pragma max_page_count={self.most}")

    def _count(self, context: object) -> None:
        self.errors += "full" in str(context.original_exception)  # type: ignore[attr-defined]

    async def refused(self) -> bool:
        return self.errors > 0


async def test_a_database_locked_for_two_seconds_is_waited_for(
    running_engine: None, person: Person, data_dir: Path
) -> None:
    run_id = await start(person)
    await until(lambda: events(run_id, EventType.AGENT_STARTED))
    await asyncio.to_thread(_hold_the_lock, data_dir / "contentflow.db", 2.0)
    await assert_all_five(await ended(run_id))


def _hold_the_lock(path: Path, seconds: float) -> None:
    with closing(sqlite3.connect(path, isolation_level=None, timeout=15)) as other:
        other.execute("begin immediate")
        time.sleep(seconds)
        other.execute("rollback")


async def test_a_measuring_process_that_dies_is_replaced(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    model_server.latency = 0.1
    run_id = await start(person)
    await until(lambda: events(run_id, EventType.BLOCK_WRITTEN))
    assert measuring._pool is not None
    for process in list(measuring._pool._processes.values()):
        process.kill()
    await assert_all_five(await ended(run_id))
