from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from contentflow import campaigns, db, presence
from contentflow.briefs import NewCampaign
from contentflow.metrics import SECONDS, Agent, Model, Spread, figures
from contentflow.models import AgentPerformance, ModelCall, Run, now
from contentflow.names import AgentName, AgentStatus, Priority, RunStatus
from contentflow.person import Person

WRITER, SEO = AgentName.WRITER, AgentName.SEO


@pytest.fixture
async def campaign(person: Person) -> campaigns.Created:
    return await campaigns.create(person, NewCampaign("Desks", priority=Priority.URGENT))


async def add(*rows: Any) -> None:
    async with db.transaction() as session:
        for row in rows:
            session.add(row)
            await session.flush()


def execution(made: campaigns.Created, agent: AgentName, **said: Any) -> AgentPerformance:
    values: dict[str, Any] = {"status": AgentStatus.COMPLETED, **said}
    return AgentPerformance(run_id=made.run_id, campaign_id=made.id, agent_type=agent, **values)


async def test_an_empty_installation_has_noughts(database: str) -> None:
    found = await figures()
    assert found.runs == dict.fromkeys(RunStatus, 0)
    assert found.waiting == dict.fromkeys(Priority, 0)
    assert (found.longest_wait, found.waited, found.watchers) == (0, Spread(), 0)
    assert found.agents == [Agent(name) for name in AgentName]
    assert found.models == []


async def test_runs_wait_by_priority(person: Person, campaign: campaigns.Created) -> None:
    await campaigns.create(person, NewCampaign("Chairs"))
    async with db.transaction() as session:
        run = await session.get_one(Run, campaign.run_id)
        run.queued_at = now() - timedelta(seconds=90)
    found = await figures()
    assert found.runs["queued"] == 2
    assert found.waiting == {"urgent": 1, "standard": 1, "background": 0}
    assert 90 <= found.longest_wait < 100


async def test_waits_are_from_the_order_to_the_start(campaign: campaigns.Created) -> None:
    async with db.transaction() as session:
        run = await session.get_one(Run, campaign.run_id)
        run.started_at = run.queued_at + timedelta(seconds=7)
        run.status = RunStatus.RUNNING
        resumed = Run(campaign_id=campaign.id, user_id=run.user_id, status=RunStatus.QUEUED)
        resumed.started_at = resumed.queued_at - timedelta(seconds=60)  # and paused since
        session.add(resumed)
    found = await figures()
    assert found.waited.count == 1
    assert found.waited.total == pytest.approx(7, abs=1)  # whole seconds on SQLite
    assert found.waited.below[SECONDS.index(2.5)] == 0
    assert found.waited.below[SECONDS.index(10)] == 1
    assert found.waited.below[-1] == 1


async def test_durations_leave_out_what_came_from_the_cache(campaign: campaigns.Created) -> None:
    await add(
        execution(campaign, SEO, attempt=1, duration_ms=400, retries=2),
        execution(campaign, SEO, attempt=2, duration_ms=20_000, retries=1),
        execution(campaign, SEO, attempt=3, duration_ms=1, cache_hit=True),
        execution(campaign, SEO, attempt=4, status=AgentStatus.FAILED, duration_ms=5_000),
        execution(campaign, SEO, attempt=5, status=AgentStatus.INTERRUPTED, retries=9),
        execution(campaign, WRITER, status=AgentStatus.RUNNING),
    )
    agents = {agent.name: agent for agent in (await figures()).agents}
    seo = agents["seo"]
    assert seo.ended == {"completed": 3, "failed": 1, "interrupted": 1}
    assert (seo.hits, seo.misses, seo.retries) == (1, 3, 3)
    assert (seo.took.count, seo.took.total) == (2, pytest.approx(20.4))
    assert seo.took.below == (1, 1, 1, 1, 1, 2, 2, 2, 2, 2)
    assert agents["writer"].ended == {"running": 1}
    assert agents["geo"] == Agent("geo")


async def test_models_have_tokens_and_cost(campaign: campaigns.Created) -> None:
    worked = execution(campaign, SEO)
    await add(worked)

    def call(index: int, model: str, **said: Any) -> ModelCall:
        return ModelCall(
            execution_id=worked.id,
            run_id=worked.run_id,
            agent_type=SEO,
            call_index=index,
            attempt=1,
            prompt_hash="x",
            model=model,
            **said,
        )

    priced = {"reply": "a", "input_tokens": 100, "output_tokens": 10, "cost_usd": 0.25}
    await add(
        call(1, "large", **priced),
        call(2, "large", **priced),
        call(3, "large", error="429"),
        call(4, "small", reply="b", input_tokens=5, output_tokens=1),
        call(5, "small"),  # under way
    )
    assert (await figures()).models == [
        Model("large", 2, 1, 200, 20, 0.5, 0),
        Model("small", 1, 0, 5, 1, 0.0, 1),
    ]


async def test_watchers_are_the_open_pages_of_every_process(
    person: Person, campaign: campaigns.Created
) -> None:
    pages = [await presence.join(person, campaign.id) for _ in range(3)]
    assert (await figures()).watchers == 3
    await presence.leave(pages[0], campaign.id)
    assert (await figures()).watchers == 2


async def test_it_takes_as_many_queries_however_much_there_is(
    campaign: campaigns.Created,
) -> None:
    await add(*(execution(campaign, SEO, attempt=n) for n in range(1, 50)))
    asked: list[str] = []
    engine = db._current().sync_engine
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    await figures()
    assert len([one for one in asked if one.startswith("SELECT")]) == 9
