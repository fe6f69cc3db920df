"""A batch's estimate: its own campaigns side by side, from what this installation has done."""

import pytest

from contentflow import options
from contentflow.engine.batch_estimates import Range, estimate_batch
from contentflow.engine.estimates import estimate
from contentflow.names import AGENT_ORDER, ContentType
from contentflow.person import Person
from tests.engine.test_estimates import WORDS, _finished, hosted

__all__ = ["hosted"]


async def _slots(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    async def chosen() -> int:
        return number

    monkeypatch.setattr(options, "runs_at_once", chosen)


async def test_one_campaign_takes_what_a_campaign_takes(hosted: None, person: Person) -> None:
    for agent in AGENT_ORDER:
        await _finished(person, 10, 20, 30, 40, 50, agent=agent, cost=0.02)
    alone, found = await estimate(ContentType.BLOG_POST, WORDS), await estimate_batch([WORDS])
    assert found.seconds.typical == pytest.approx(alone.total_seconds)
    assert found.seconds.low == pytest.approx(alone.low_seconds)
    assert found.seconds.high == pytest.approx(alone.high_seconds)
    assert found.cost_usd is not None
    assert found.cost_usd.typical == pytest.approx(0.1)
    assert (found.runs, found.at_once, found.campaigns) == (5, 1, 1)
    twice = await estimate_batch([2 * WORDS])
    assert twice.seconds.typical == pytest.approx(2 * alone.total_seconds)


async def test_campaigns_side_by_side(
    hosted: None, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for agent in AGENT_ORDER:
        await _finished(person, 10, agent=agent, cost=0.02)
    await _slots(monkeypatch, 3)
    found = await estimate_batch([WORDS] * 7)
    assert found.at_once == 3
    assert found.each_seconds == pytest.approx(50)
    assert found.seconds.typical == pytest.approx(150)  # three rounds
    assert found.cost_usd is not None
    assert found.cost_usd.typical == pytest.approx(0.7)
    assert found.cost_usd.low <= 0.7 <= found.cost_usd.high


async def test_without_history_the_cost_is_not_known(hosted: None, database: str) -> None:
    found = await estimate_batch([WORDS] * 2_000)
    assert (found.runs, found.cost_usd) == (0, None)
    assert found.seconds.low < found.seconds.typical < found.seconds.high


async def test_the_demo_model_is_free_and_nothing_takes_no_time(database: str) -> None:
    assert (await estimate_batch([WORDS])).cost_usd == Range(0, 0, 0)
    assert (await estimate_batch([])).seconds == Range(0, 0, 0)
