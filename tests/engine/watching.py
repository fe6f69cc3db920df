"""What tests of the engine do: make a run, wait for a moment, look at everything it left."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sqlmodel import SQLModel, col, select

from contentflow import campaigns, db, engine, options, settings
from contentflow.models import (
    AgentDecision,
    AgentPerformance,
    AgentResult,
    Campaign,
    ContentVersion,
    ModelCall,
    Run,
    RunEvent,
)
from contentflow.names import AGENT_ORDER, AgentStatus, EventType, Outcome
from contentflow.person import Person
from contentflow.view import CAMPAIGN_STATUS

BRIEF: dict[str, Any] = {
    "topic": "How to choose a standing desk for a small home office",
    "keyphrase": "standing desk",
    "tone": "plain",
    "target_words": 200,
    "sources": [{"kind": "text", "value": "The Lift 2 holds 80 kg."}],
}
Row = TypeVar("Row", bound=SQLModel)


async def start(person: Person, **changes: Any) -> str:
    """Make a campaign with a run and say so; returns the run's id."""
    run_id = await queued(person, **changes)
    engine.wake()
    return run_id


async def queued(person: Person, **changes: Any) -> str:
    """Make a campaign with a run that nobody was told of."""
    created = await campaigns.create(person, campaigns.validate(BRIEF | changes))
    assert created.run_id
    return created.run_id


async def run_to_end(person: Person, **changes: Any) -> Run:
    """A run from its brief to its end."""
    return await ended(await start(person, **changes))


async def without_cache() -> None:
    """Let no result of this installation serve again."""
    async with db.transaction() as session:
        await settings.put(session, options.CACHE, dict.fromkeys(AGENT_ORDER, 0))
    options.forget()


async def ended(run_id: str) -> Run:
    """Wait for the end of a run."""

    async def is_over() -> Run | None:
        run = await get(run_id)
        return run if run.ended_at else None

    return await until(is_over)


Found = TypeVar("Found")


async def until(look: Callable[[], Awaitable[Found | None]], seconds: float = 60) -> Found:
    """Look again until there is something."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        found = await look()
        if found:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"nothing within {seconds} s")


async def get(run_id: str) -> Run:
    """The run as it is now."""
    async with db.reading() as session:
        return await session.get_one(Run, run_id)


async def campaign_of(run: Run) -> Campaign:
    """The run's campaign as it is now."""
    async with db.reading() as session:
        return await session.get_one(Campaign, run.campaign_id)


async def rows(table: type[Row], run_id: str) -> list[Row]:
    """Every row of a run in one table."""
    async with db.reading() as session:
        found = await session.exec(select(table).where(table.run_id == run_id))
        return list(found.all())


async def events(run_id: str, kind: EventType | None = None) -> list[RunEvent]:
    """The run's events in their order; of one type only if it is given."""
    found = sorted(await rows(RunEvent, run_id), key=lambda event: event.seq)
    return [event for event in found if kind in (None, event.type)]


async def assert_whole(run: Run) -> None:
    """Whatever the run met: nothing lost, nothing doubled, and every sum is right."""
    await _assert_numbered(run)
    await _assert_paid_once(run)
    await _assert_decisions_told(run)
    results = Counter(result.agent_type for result in await rows(AgentResult, run.id))
    executions = await rows(AgentPerformance, run.id)
    over = [e for e in executions if e.status in (AgentStatus.COMPLETED, AgentStatus.FAILED)]
    assert results == Counter(e.agent_type for e in over)
    assert set(results.values()) <= {1}
    assert all(e.status is not AgentStatus.RUNNING for e in executions)


async def _assert_numbered(run: Run) -> None:
    campaign = await campaign_of(run)
    assert campaign.status is CAMPAIGN_STATUS[run.status]
    assert campaign.progress == run.progress
    told = await events(run.id)
    assert [event.seq for event in told] == list(range(1, campaign.seq + 1))
    keys = [event.key for event in told if event.key]
    assert len(keys) == len(set(keys))
    assert told[-1].data["status"] == run.status.value
    async with db.reading() as session:
        query = select(ContentVersion).where(ContentVersion.campaign_id == campaign.id)
        versions = (await session.exec(query.order_by(col(ContentVersion.number)))).all()
    assert [version.number for version in versions] == list(range(1, campaign.version + 1))


async def _assert_paid_once(run: Run) -> None:
    calls = await rows(ModelCall, run.id)
    paid = Counter((c.agent_type, c.call_index) for c in calls if c.reply is not None)
    assert set(paid.values()) <= {1}
    for execution in await rows(AgentPerformance, run.id):
        if execution.status is AgentStatus.INTERRUPTED:
            continue
        # An execution sums its whole work, whichever process paid for it.
        own = [c for c in calls if c.agent_type is execution.agent_type]
        assert execution.input_tokens == sum(c.input_tokens or 0 for c in own)
        assert execution.output_tokens == sum(c.output_tokens or 0 for c in own)
        answered = any(c.reply is not None for c in own)
        assert execution.cost_usd == (None if answered else 0.0)  # nobody knows its price
        mine = [c for c in own if c.execution_id == execution.id]
        assert execution.model_calls == len(mine)
        assert execution.retries == sum(c.attempt > 1 for c in mine)
        assert all(bool(c.error) != (c.reply is not None) for c in mine)


async def _assert_decisions_told(run: Run) -> None:
    decided = [(d.agent_type, d.position, d.outcome) for d in await rows(AgentDecision, run.id)]
    outcomes = {EventType.EDIT_KEPT: Outcome.KEPT, EventType.EDIT_REJECTED: Outcome.REJECTED}
    told = [
        (e.agent_type, e.data["position"], outcomes[e.type])
        for e in await events(run.id)
        if e.type in outcomes
    ]
    assert sorted(told) == sorted(decided)
