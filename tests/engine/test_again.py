"""Agents run again on the current text: alone, beside each other, from the cache, retried."""

import asyncio
import time

import pytest
from sqlmodel import col, select

from contentflow import campaigns, db, engine, options, runs, settings
from contentflow.document import Edit, apply, from_json
from contentflow.errors import Conflict, Forbidden, Invalid, NotFound
from contentflow.models import (
    AgentCache,
    AgentDecision,
    AgentPerformance,
    AgentResult,
    Campaign,
    ContentVersion,
    Run,
)
from contentflow.names import AgentName, AgentStatus, EventType, Outcome, RunStatus
from contentflow.person import Person
from contentflow.runs import Order
from tests.engine.watching import (
    ended,
    events,
    rows,
    run_to_end,
    start,
    without_cache,
)
from tests.model_server import Fault, ModelServer

SEO, BRAND, QUALITY, GEO = AgentName.SEO, AgentName.BRAND, AgentName.QUALITY, AgentName.GEO

pytestmark = pytest.mark.apart


async def again(person: Person, run: Run, *agents: AgentName, **order: bool) -> Run:
    """These agents once more, to the end."""
    made = await runs.trigger(person, run.campaign_id, Order(agents, **order))
    engine.wake()
    return await ended(made.run_id)


async def versions(campaign_id: str) -> list[ContentVersion]:
    query = select(ContentVersion).where(ContentVersion.campaign_id == campaign_id)
    async with db.reading() as session:
        return list((await session.exec(query.order_by(col(ContentVersion.number)))).all())


async def test_one_agent_again_keeps_everything_that_was(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    model_server.rough = True
    first = await run_to_end(person)
    before = await rows(AgentResult, first.id)
    second = await again(person, first, SEO, force=True)
    assert second.status is RunStatus.COMPLETED
    assert [row.agent_type for row in await rows(AgentPerformance, second.id)] == [SEO]
    assert await rows(AgentResult, first.id) == before
    made = await versions(first.campaign_id)
    assert [version.number for version in made] == list(range(1, len(made) + 1))
    (result,) = await rows(AgentResult, second.id)
    assert result.base_version == second.base_version
    shown = await campaigns.snapshot(person, first.campaign_id)
    assert shown.run_id == second.id
    assert {name: card.run_id for name, card in shown.agents.items()} == {
        name: second.id if name is SEO else first.id for name in AgentName
    }
    assert shown.document == from_json(made[-1].document)
    assert shown.progress == 100


async def test_agents_beside_each_other_share_a_base_and_lose_nothing(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    await without_cache()
    model_server.rough = True
    first = await ended(await start(person, target_words=400))
    await _keep_only_the_draft(first)
    model_server.latency = 0.2
    second = await again(person, first, SEO, BRAND, QUALITY, GEO, beside=True)
    assert second.status is RunStatus.COMPLETED, second.error
    executions = await rows(AgentPerformance, second.id)
    assert {row.base_version for row in executions} == {second.base_version}
    begun = max(row.started_at for row in executions)
    assert all(row.ended_at is not None and row.ended_at > begun for row in executions)
    await _assert_versions_follow(second)


async def _keep_only_the_draft(run: Run) -> None:
    """Put the Writer's version back, so that the others have work again."""
    draft = (await versions(run.campaign_id))[0]
    async with db.transaction() as session:
        campaign = await session.get_one(Campaign, run.campaign_id)
        campaign.version += 1
        restored = ContentVersion(
            campaign_id=campaign.id,
            number=campaign.version,
            document=draft.document,
            scores=draft.scores,
            checks=draft.checks,
            overall=draft.overall,
            restored_from=1,
        )
        session.add_all([campaign, restored])


async def _assert_versions_follow(run: Run) -> None:
    """What is told as kept, in its order, makes the text from the base."""
    every = await versions(run.campaign_id)
    text = from_json(every[run.base_version - 1].document)
    for event in await events(run.id, EventType.EDIT_KEPT):
        text = apply(text, Edit(**event.data["edit"]))
    assert text == from_json(every[-1].document)
    decided = await rows(AgentDecision, run.id)
    proposed = await events(run.id, EventType.EDIT_PROPOSED)
    kept = [row for row in decided if row.outcome is Outcome.KEPT]
    assert kept
    assert len(proposed) >= len(kept)
    assert {row.version for row in kept} <= set(range(run.base_version + 1, len(every) + 1))
    told = await events(run.id, EventType.EDIT_KEPT)
    assert {(e.agent_type, e.data["position"]) for e in told} == {
        (row.agent_type, row.position) for row in kept
    }


async def test_a_result_from_the_cache_is_at_once_and_says_so(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    first = await run_to_end(person)
    settled = await again(person, first, GEO)  # on the text that all five left
    asked = model_server.requests
    began = time.perf_counter()
    second = await again(person, first, GEO)
    took = time.perf_counter() - began
    assert model_server.requests == asked
    assert took < 1.0
    (hit,) = await rows(AgentPerformance, second.id)
    (miss,) = await rows(AgentPerformance, settled.id)
    assert (hit.cache_hit, miss.cache_hit) == (True, False)
    assert hit.cached_at == await _made(GEO)
    assert (hit.score_before, hit.score_after) == (miss.score_before, miss.score_after)
    shown = await campaigns.snapshot(person, first.campaign_id)
    assert shown.agents[GEO].cache_hit
    forced = await again(person, first, GEO, force=True)
    (row,) = await rows(AgentPerformance, forced.id)
    assert not row.cache_hit


async def _made(agent: AgentName) -> object:
    async with db.reading() as session:
        query = select(AgentCache).where(AgentCache.agent_type == agent.value)
        found = (await session.exec(query.order_by(col(AgentCache.created_at).desc()))).first()
    return found.created_at if found else None


async def test_a_brief_seen_before_costs_nothing_until_something_changes(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    await run_to_end(person, keyphrase="")
    asked = model_server.requests
    same = await run_to_end(person, keyphrase="")
    assert model_server.requests == asked
    assert {row.cache_hit for row in await rows(AgentPerformance, same.id)} == {True}
    assert [v.cache_hit for v in await versions(same.campaign_id)]
    other = await run_to_end(person, keyphrase="", goal="Sell more desks")
    writer = next(r for r in await rows(AgentPerformance, other.id) if r.agent_type == "writer")
    assert not writer.cache_hit


async def test_no_lifetime_no_cache(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    await without_cache()
    first = await run_to_end(person)
    again_ = await again(person, first, GEO)
    async with db.reading() as session:
        assert (await session.exec(select(AgentCache))).all() == []
    assert not (await rows(AgentPerformance, again_.id))[0].cache_hit


async def test_an_old_result_does_not_serve(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    first = await run_to_end(person)
    await again(person, first, GEO)
    async with db.transaction() as session:
        for row in (await session.exec(select(AgentCache))).all():
            row.created_at = row.created_at.replace(year=2020)
            session.add(row)
    second = await again(person, first, GEO)
    assert not (await rows(AgentPerformance, second.id))[0].cache_hit


async def test_a_failed_agent_is_retried_or_done_without(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    await without_cache()
    first = await ended(await _failing_at(person, model_server, SEO))
    assert first.status is RunStatus.NEEDS_ATTENTION
    with pytest.raises(Conflict, match="Brand did not fail"):
        await runs.retry(person, first.campaign_id, BRAND)
    skipped = await runs.skip(person, first.campaign_id, SEO)
    assert skipped.status is RunStatus.COMPLETED
    shown = await campaigns.snapshot(person, first.campaign_id)
    assert shown.agents[SEO].status is AgentStatus.SKIPPED
    assert shown.status == "completed"
    with pytest.raises(Conflict):
        await runs.skip(person, first.campaign_id, SEO)


async def test_a_retry_runs_the_failed_agent_alone(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    await without_cache()
    first = await ended(await _failing_at(person, model_server, SEO))
    made = await runs.retry(person, first.campaign_id, SEO)
    engine.wake()
    second = await ended(made.run_id)
    assert second.status is RunStatus.COMPLETED
    assert second.agents == [SEO]


async def _failing_at(person: Person, model: ModelServer, agent: AgentName) -> str:
    """A run in which one agent's every call fails."""
    model.rough = True
    run_id = await start(person)
    while not any(e.agent_type is agent for e in await events(run_id, EventType.AGENT_STARTED)):
        await asyncio.sleep(0.01)
    model.default = Fault.UNAUTHORISED
    while not await events(run_id, EventType.AGENT_FAILED):
        await asyncio.sleep(0.01)
    model.default = Fault.NONE
    return run_id


async def test_what_cannot_be_ordered(
    database: str, person: Person, viewer: Person, colleague: Person
) -> None:
    created = await campaigns.create(person, campaigns.validate({"topic": "Tea at noon"}))
    for wrong in ([], ["seo", "seo"], ["seo", "nobody"], "seo", [7], None):
        with pytest.raises(Invalid):
            runs.ordered_agents(wrong)
    with pytest.raises(Conflict, match="under way"):
        await runs.trigger(person, created.id, Order((SEO,)))
    assert created.run_id
    await runs.cancel(person, created.run_id)
    with pytest.raises(Conflict, match="no text"):
        await runs.trigger(person, created.id, Order((SEO,)))
    for stranger in (viewer, colleague):
        with pytest.raises(NotFound):
            await runs.trigger(stranger, created.id, Order((SEO,)))
    draft = await campaigns.create(person, campaigns.validate({"topic": "Tea"}), start=False)
    with pytest.raises(Conflict, match="draft"):
        await runs.trigger(person, draft.id, Order((AgentName.WRITER,)))


def test_steps_of_an_order() -> None:
    every = (GEO, AgentName.WRITER, SEO)
    assert Order(every).steps == [["writer"], ["geo"], ["seo"]]
    assert Order(every, beside=True).steps == [["writer"], ["geo", "seo"]]
    assert Order((AgentName.WRITER,), beside=True).steps == [["writer"]]


async def test_the_writer_asks_before_it_starts_anew_over_a_persons_words(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    first = await run_to_end(person)
    await _keep_only_the_draft(first)
    async with db.transaction() as session:
        row = (
            await session.exec(
                select(ContentVersion).order_by(col(ContentVersion.number).desc()).limit(1)
            )
        ).one()
        row.user_id = person.id
        session.add(row)
    with pytest.raises(Conflict, match="maya changed the text"):
        await runs.trigger(person, first.campaign_id, Order((AgentName.WRITER,)))
    before = await versions(first.campaign_id)
    done = await again(person, first, AgentName.WRITER, over_edits=True, force=True)
    assert done.status is RunStatus.COMPLETED
    assert (await versions(first.campaign_id))[: len(before)] == before


async def test_options_are_read_by_every_run(database: str, admin: Person, person: Person) -> None:
    assert await options.runs_at_once() == 1
    await options.change(admin, {"runs_at_once": "3", "cache_seo": 0})
    assert await options.runs_at_once() == 3
    assert await options.cache_hours(SEO) == 0
    assert await options.cache_hours(GEO) == options.DEFAULT_HOURS
    with pytest.raises(Forbidden):
        await options.change(person, {"runs_at_once": 3})
    for wrong in ({"runs_at_once": 0}, {"runs_at_once": 10**9}, {"cache_seo": -1}, {"x": 1}, {}):
        with pytest.raises(Invalid):
            await options.change(admin, wrong)
    assert await settings.get(options.CONCURRENCY) == 3
