"""What the cache holds, how often it served, and emptying it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from contentflow import audit, db, options, result_cache
from contentflow.errors import Forbidden
from contentflow.models import AgentCache, AgentPerformance, now
from contentflow.names import AGENT_ORDER, AgentName, AgentStatus
from contentflow.person import Person
from contentflow.result_cache import Kept
from tests.stories import another_run, finished, seconds_ago, worked

SEO, GEO = AgentName.SEO, AgentName.GEO
A_DAY = 86_400


async def keep(agent: AgentName, key: str, **values: object) -> None:
    row = AgentCache(key=key, agent_type=agent.value, size=1_000, seconds=20, cost_usd=0.01)
    for name, value in values.items():
        setattr(row, name, value)
    async with db.transaction() as session:
        session.add(row)


async def keys() -> set[str]:
    async with db.reading() as session:
        return set((await session.exec(select(AgentCache.key))).all())


async def test_an_empty_cache_has_no_rate(admin: Person) -> None:
    figures = await result_cache.figures(admin)
    assert set(figures.agents) == set(AGENT_ORDER)
    assert figures.agents[SEO] == Kept(hours=options.DEFAULT_HOURS)
    assert (figures.all.entries, figures.all.hit_rate) == (0, None)


async def test_hits_of_the_last_days_by_agent(admin: Person, person: Person) -> None:
    made = await finished(person, AgentName.WRITER)
    for hit in (True, True, False):
        await worked(made, await another_run(person, made), SEO, cache_hit=hit)
    old = seconds_ago(8 * A_DAY)
    await worked(made, await another_run(person, made), SEO, cache_hit=True, started_at=old)
    failed = await another_run(person, made)
    await worked(made, failed, SEO, status=AgentStatus.FAILED)
    figures = await result_cache.figures(admin)
    seo = figures.agents[SEO]
    assert (seo.executions, seo.hits, seo.hit_rate) == (3, 2, 67)
    assert (figures.all.executions, figures.all.hits, figures.all.hit_rate) == (4, 2, 50)
    assert figures.agents[GEO].hit_rate is None


async def test_what_is_held_and_what_it_saved(admin: Person) -> None:
    first = now() - timedelta(hours=2)
    await keep(SEO, "a", hits=3, created_at=first)
    await keep(SEO, "b")
    await keep(GEO, "c", hits=1, cost_usd=None)
    figures = await result_cache.figures(admin)
    seo, geo = figures.agents[SEO], figures.agents[GEO]
    assert (seo.entries, seo.bytes, seo.saved_seconds) == (2, 2_000, 60)
    assert seo.saved_usd == pytest.approx(0.03)
    assert (geo.saved_seconds, geo.saved_usd) == (20, None), "an unknown price is not zero"
    assert (figures.all.entries, figures.all.bytes, figures.all.saved_usd) == (3, 3_000, None)
    assert seo.oldest == figures.all.oldest == first
    assert figures.all.newest is not None
    assert figures.all.newest > first


async def test_one_agents_or_all_of_it_is_cleared_and_logged(admin: Person) -> None:
    for agent, key in ((SEO, "a"), (SEO, "b"), (GEO, "c")):
        await keep(agent, key)
    assert await result_cache.clear(admin, SEO, "192.0.2.1") == 2
    assert await keys() == {"c"}
    assert await result_cache.clear(admin) == 1
    assert await result_cache.clear(admin) == 0
    lines = await audit.listing(admin)
    assert [line.about for line in lines] == [
        "0 entries of all agents",
        "1 entry of all agents",
        "2 entries of SEO",
    ]
    assert (lines[-1].action, lines[-1].address) == ("cache cleared", "192.0.2.1")


async def test_what_cannot_serve_any_more_is_let_go(admin: Person) -> None:
    await options.change(admin, {"cache_seo": 1, "cache_geo": 0})
    await keep(SEO, "old", created_at=seconds_ago(3_700))
    await keep(SEO, "young")
    await keep(GEO, "never")
    assert await result_cache.prune() == 2
    assert await keys() == {"young"}


async def test_only_admins_look_and_clear(person: Person, viewer: Person) -> None:
    await keep(SEO, "a")
    for one in (person, viewer):
        for deed in (result_cache.figures(one), result_cache.clear(one)):
            with pytest.raises(Forbidden):
                await deed
    assert await keys() == {"a"}
    async with db.reading() as session:
        assert (await session.exec(select(AgentPerformance))).all() == []
