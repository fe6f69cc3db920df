"""Estimates come from this installation's own finished executions."""

from datetime import timedelta

import pytest

from contentflow.config import config
from contentflow.db import transaction
from contentflow.engine.estimates import AgentEstimate, estimate, estimate_agents
from contentflow.models import AgentPerformance, now
from contentflow.names import AGENT_ORDER, AgentName, AgentStatus, ContentType
from contentflow.person import Person
from tests.engine.watching import get, queued

WORDS = 500


@pytest.fixture
def hosted(data_dir: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "a-key")
    monkeypatch.setenv("CONTENTFLOW_MODEL", "scripted")
    config.cache_clear()


async def _finished(
    person: Person,
    *seconds: float,
    agent: AgentName = AgentName.SEO,
    cost: float | None = 0.01,
    **changes: object,
) -> None:
    """Past executions of one agent for 500 words, the newest last."""
    for age, length in enumerate(reversed(seconds)):
        run = await get(await queued(person, target_words=WORDS))
        values = {
            "run_id": run.id,
            "campaign_id": run.campaign_id,
            "agent_type": agent,
            "model": "scripted",
            "status": AgentStatus.COMPLETED,
            "duration_ms": round(length * 1000),
            "cost_usd": cost,
            "started_at": now() - timedelta(minutes=age),
        }
        async with transaction() as session:
            session.add(AgentPerformance(**values | changes))


async def _one(agent: AgentName, words: int) -> AgentEstimate:
    return (await estimate_agents([agent], words))[agent]


async def test_without_history_it_is_typical_and_says_so(hosted: None, database: str) -> None:
    guessed = await estimate(ContentType.BLOG_POST, WORDS)
    assert (guessed.runs, guessed.cost_usd) == (0, None)
    assert guessed.low_seconds < guessed.total_seconds < guessed.high_seconds
    assert [one.agent for one in guessed.agents] == list(AGENT_ORDER)
    longer = await _one(AgentName.WRITER, 2 * WORDS)
    assert longer.seconds == 2 * (await _one(AgentName.WRITER, WORDS)).seconds


async def test_the_demo_model_costs_nothing(database: str) -> None:
    assert (await estimate(ContentType.BLOG_POST, WORDS)).cost_usd == 0.0


async def test_history_is_the_median_scaled_to_the_length(
    hosted: None, database: str, person: Person
) -> None:
    await _finished(person, 3.0, 5.0, 40.0)
    known = await _one(AgentName.SEO, WORDS)
    assert (known.seconds, known.runs) == (pytest.approx(5.0), 3)
    assert known.cost_usd == pytest.approx(0.01)
    assert known.low_seconds <= 3.0
    assert known.high_seconds >= 40.0
    longer = await _one(AgentName.SEO, 3 * WORDS)
    assert longer.seconds == pytest.approx(15.0)
    assert longer.cost_usd == pytest.approx(0.03)


async def test_what_says_nothing_of_time_does_not_count(
    hosted: None, database: str, person: Person
) -> None:
    await _finished(person, 1.0, attempt=2)  # it replayed what another had paid for
    await _finished(person, 1.0, status=AgentStatus.FAILED)
    await _finished(person, 1.0, status=AgentStatus.INTERRUPTED)
    await _finished(person, 1.0, cache_hit=True)
    await _finished(person, 1.0, model="another")
    await _finished(person, 1.0, agent=AgentName.GEO)
    assert (await _one(AgentName.SEO, WORDS)).runs == 0


async def test_one_unpriced_execution_makes_the_cost_unknown(
    hosted: None, database: str, person: Person
) -> None:
    await _finished(person, 2.0, cost=0.02)
    await _finished(person, 2.0, cost=None)
    known = await _one(AgentName.SEO, WORDS)
    assert (known.runs, known.cost_usd) == (2, None)
    assert (await estimate(ContentType.BLOG_POST, WORDS)).runs == 0  # of the others: none


async def test_only_the_latest_twenty_count(hosted: None, database: str, person: Person) -> None:
    await _finished(person, *[90.0] * 10, *[2.0] * 20)
    known = await _one(AgentName.SEO, WORDS)
    assert (known.seconds, known.runs) == (pytest.approx(2.0), 20)
    assert known.high_seconds == pytest.approx(2.0)
