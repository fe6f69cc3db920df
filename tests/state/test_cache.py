"""The cache page: figures for admins, a question before anything goes."""

import asyncio
from contextlib import suppress

import pytest

from contentflow import db, options
from contentflow.models import AgentCache, now
from contentflow.person import Person
from contentflow.result_cache import Kept
from contentflow.state import cache
from contentflow.state.cache import ALL, CacheLine, CacheState, line_of
from tests.state.acting import LOG_IN, Page, acting
from tests.test_result_cache import GEO, SEO, keep, keys


async def opened(page: Page) -> list[object]:
    """Look at the page until it shows something; what it sends to the browser."""
    page.state.phase = "loading"  # type: ignore[attr-defined]
    task = asyncio.create_task(page.call("watch"))
    for _ in range(2_000):
        if task.done():
            return await task
        if page.state.phase == "found":  # type: ignore[attr-defined]
            break
        await asyncio.sleep(0.01)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return []


async def test_an_admin_sees_the_figures(admin: Person) -> None:
    await keep(SEO, "a", hits=2, seconds=30, size=340_000)
    page = Page(CacheState())
    with acting(admin, cache):
        await opened(page)
    assert page.state.phase == "found"
    assert [line.label for line in page.state.lines] == [
        *("Writer", "SEO", "Brand"),
        *("Content Quality", "GEO"),
    ]
    seo, total = page.state.lines[1], page.state.total
    assert (seo.held, seo.size, seo.seconds, seo.usd) == ("1", "340 kB", "1 min", "$0.020")
    assert (seo.rate, seo.hits, seo.lifetime) == ("–", "0 of 0 executions", "7 days")
    assert (total.held, total.filled, page.state.lines[0].filled) == ("1", True, False)


async def test_one_agents_or_all_entries_go_after_a_question(admin: Person) -> None:
    for agent, key in ((SEO, "a"), (GEO, "b")):
        await keep(agent, key)
    page = Page(CacheState())
    with acting(admin, cache):
        await opened(page)
        await page.call("clear")  # nothing was asked
        assert await keys() == {"a", "b"}
        await page.call("ask", "seo")
        await page.call("close", False)
        await page.call("clear")
        assert await keys() == {"a", "b"}
        await page.call("ask", "seo")
        await page.call("clear")
        assert (await keys(), page.state.said) == ({"b"}, "1 entry cleared")
        await page.call("ask", ALL)
        await page.call("clear")
    assert await keys() == set()
    assert page.state.total == CacheLine(
        **{**page.state.total.__dict__, "held": "0", "filled": False}
    )


async def test_nobody_else_sees_or_clears_anything(person: Person, viewer: Person) -> None:
    await keep(SEO, "a")
    for somebody, phase in ((person, "missing"), (viewer, "missing"), (None, "loading")):
        page = Page(CacheState())
        page.state.asked = CacheLine(name=ALL)  # type: ignore[attr-defined]
        with acting(somebody, cache):
            await page.call("clear")
            sent = await opened(page)
        assert (page.state.phase, page.state.lines) == (phase, [])
        assert (sent == [LOG_IN]) is (somebody is None)
    assert await keys() == {"a"}


@pytest.mark.parametrize("name", [None, "nobody", 7, ["seo"], {"a": 1}])
async def test_only_what_is_there_can_be_asked_about(admin: Person, name: object) -> None:
    await keep(SEO, "a")
    page = Page(CacheState())
    with acting(admin, cache):
        await opened(page)
        await page.call("ask", name)
        await page.call("clear")
    assert await keys() == {"a"}


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        (Kept(), ("–", "0", "0 kB", "–", "–", "")),
        (Kept(hours=0), ("–", "0", "0 kB", "–", "–", "off")),
        (Kept(executions=3, hits=2, hours=36), ("67%", "0", "0 kB", "–", "–", "36 h")),
        (
            Kept(entries=1_200, bytes=2_100_000, saved_seconds=3_700, saved_usd=None, hours=24),
            ("–", "1,200", "2.1 MB", "1 h 1 min", "unpriced", "1 day"),
        ),
    ],
)
def test_figures_in_words(kept: Kept, shown: tuple[str, ...]) -> None:
    line = line_of("seo", "SEO", kept)
    said = (line.rate, line.held, line.size, line.seconds, line.usd, line.lifetime)
    assert said == shown


async def test_a_lifetime_of_its_own_is_shown(admin: Person) -> None:
    await options.change(admin, {"cache_seo": 0})
    async with db.transaction() as session:
        session.add(AgentCache(key="x", agent_type="geo", created_at=now()))
    page = Page(CacheState())
    with acting(admin, cache):
        await opened(page)
    assert [line.lifetime for line in page.state.lines][1] == "off"
