"""Pause, resume and cancel, between agents and in the middle of one."""

import asyncio
from collections.abc import Callable

import pytest

from contentflow import campaigns, engine, runs
from contentflow.document import from_json
from contentflow.errors import Conflict, Forbidden, NotFound
from contentflow.models import AgentDecision, AgentPerformance, AgentResult, ModelCall
from contentflow.names import (
    AGENT_ORDER,
    AgentName,
    AgentStatus,
    CampaignStatus,
    EventType,
    Outcome,
    RunStatus,
)
from contentflow.person import Person
from tests.engine.test_again import versions
from tests.engine.watching import (
    assert_whole,
    ended,
    events,
    get,
    queued,
    rows,
    start,
    until,
    without_cache,
)
from tests.model_server import Fault, ModelServer

WORKING = ["writer", "seo", "quality"]

pytestmark = pytest.mark.apart


async def reached(run_id: str, status: RunStatus) -> None:
    """Wait until the run has a status."""

    async def has() -> bool:
        return (await get(run_id)).status is status

    await until(has)


async def begun(run_id: str, agent: str) -> None:
    """Wait until an agent has told something of its work."""

    async def has() -> bool:
        told = await events(run_id)
        kinds = (EventType.AGENT_PROGRESS, EventType.EDIT_KEPT)
        if agent == AgentName.WRITER:
            blocks = [e.data["block"]["kind"] for e in told if e.type is EventType.BLOCK_WRITTEN]
            return "paragraph" in blocks
        return any(event.agent_type == agent and event.type in kinds for event in told)

    await until(has)


@pytest.mark.parametrize("agent", WORKING)
async def test_paused_in_an_agent_and_resumed_it_ends_whole(
    running_engine: None, person: Person, model_server: ModelServer, agent: str
) -> None:
    await without_cache()
    model_server.rough, model_server.latency = True, 0.15
    run_id = await start(person, target_words=300)
    await begun(run_id, agent)
    asked = await runs.pause(person, run_id)
    engine.wake()
    assert asked.status is RunStatus.PAUSING
    await reached(run_id, RunStatus.PAUSED)
    shown = await campaigns.snapshot(person, asked.campaign_id)
    assert shown.status is CampaignStatus.PAUSED
    assert AgentStatus.RUNNING not in {card.status for card in shown.agents.values()}
    assert shown.document == from_json((await versions(asked.campaign_id))[-1].document)
    requests = model_server.requests
    await asyncio.sleep(0.5)
    assert model_server.requests == requests, "a paused run asks nothing"
    await runs.resume(person, run_id)
    engine.wake()
    run = await ended(run_id)
    assert run.status is RunStatus.COMPLETED, run.error
    executions = await rows(AgentPerformance, run_id)
    completed = [e.agent_type for e in executions if e.status is AgentStatus.COMPLETED]
    assert sorted(completed) == sorted(AGENT_ORDER)
    calls = await rows(ModelCall, run_id)
    answered = [(c.agent_type, c.prompt_hash) for c in calls if c.reply is not None]
    assert len(answered) == len(set(answered)), "no reply is paid twice"
    assert run.deaths == 0


async def test_cancelled_in_the_middle_what_was_kept_stays(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    await without_cache()
    model_server.rough, model_server.latency = True, 0.2
    run_id = await start(person, target_words=300)

    async def kept() -> bool:
        return bool(await events(run_id, EventType.EDIT_KEPT))

    await until(kept)
    cancelled = await runs.cancel(person, run_id)
    engine.wake()
    assert cancelled.status is RunStatus.CANCELLING
    run = await ended(run_id)
    assert run.status is RunStatus.CANCELLED
    decided = await rows(AgentDecision, run_id)
    told = await events(run_id, EventType.EDIT_KEPT)
    assert len([d for d in decided if d.outcome is Outcome.KEPT]) == len(told) > 0
    (result,) = [r for r in await rows(AgentResult, run_id) if r.status is AgentStatus.CANCELLED]
    latest = (await versions(run.campaign_id))[-1]
    assert (latest.number, latest.agent_type) == (result.version, result.agent_type)
    again = await runs.cancel(person, run_id)
    assert again.status is RunStatus.CANCELLED
    with pytest.raises(Conflict, match="has ended"):
        await runs.resume(person, run_id)
    shown = await campaigns.snapshot(person, run.campaign_id)
    assert shown.status is CampaignStatus.CANCELLED


async def test_a_cancel_does_not_wait_for_a_model_that_hangs(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    model_server.default = Fault.SILENT
    run_id = await start(person)

    async def asked() -> bool:
        return model_server.requests > 0

    await until(asked)
    await runs.cancel(person, run_id)
    engine.wake()
    await asyncio.wait_for(reached(run_id, RunStatus.CANCELLED), 5)
    model_server.stopping.set()


async def test_a_pause_does_not_wait_for_the_next_attempt(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    model_server.default, model_server.retry_after = Fault.TOO_MANY, 50
    run_id = await start(person)

    async def retrying() -> bool:
        return bool(await events(run_id, EventType.AGENT_RETRY))

    await until(retrying)
    await runs.pause(person, run_id)
    engine.wake()
    await asyncio.wait_for(reached(run_id, RunStatus.PAUSED), 5)
    model_server.default = Fault.NONE
    await runs.resume(person, run_id)
    engine.wake()
    run = await ended(run_id)
    assert run.status is RunStatus.COMPLETED
    await assert_whole(run)


async def test_a_wish_taken_back_is_as_if_never_wished(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    model_server.latency = 0.1
    run_id = await start(person)
    await begun(run_id, AgentName.WRITER)
    await runs.pause(person, run_id)
    await runs.resume(person, run_id)
    engine.wake()
    run = await ended(run_id)
    assert run.status is RunStatus.COMPLETED, run.error


@pytest.mark.parametrize("wish", [runs.pause, runs.cancel])
async def test_a_waiting_run_stops_at_once(
    database: str, person: Person, wish: Callable[[Person, str], object]
) -> None:
    run_id = await queued(person)
    stopped = await wish(person, run_id)  # type: ignore[misc]
    wanted = RunStatus.PAUSED if wish is runs.pause else RunStatus.CANCELLED
    assert stopped.status is (await get(run_id)).status is wanted
    if wish is runs.pause:
        assert (await runs.resume(person, run_id)).status is RunStatus.QUEUED


async def test_only_who_may_edit_controls_a_run(
    database: str, person: Person, colleague: Person, viewer: Person
) -> None:
    run_id = await queued(person, visibility="team")
    for wish in (runs.pause, runs.resume, runs.cancel):
        for other in (colleague, viewer):
            with pytest.raises(Forbidden):
                await wish(other, run_id)
        with pytest.raises(NotFound):
            await wish(person, "01a212f7-09c3-7654-81b5-c0ad55124e59")
        with pytest.raises(NotFound):
            await wish(person, "x'; drop table runs")
