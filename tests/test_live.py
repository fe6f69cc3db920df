"""The hub, alone and with a Redis behind it: the same for whoever listens."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from contentflow import hub_redis, live
from tests.redis_server import RedisServer


def numbered(seq: int, kind: str = "block_written") -> live.Message:
    return {"type": kind, "seq": seq}


TAIL: live.Message = {"type": "tail", "text": "Wor"}


@pytest.fixture(params=["alone", "redis"], autouse=True)
async def hub(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    live.remember_tails([])
    if request.param == "alone":
        yield
        return
    server: RedisServer = request.getfixturevalue("redis_server")
    async with hub_redis.connected(server.url):
        assert live.problem() == ""
        yield


async def test_only_who_listens_hears() -> None:
    with live.subscribe("a") as one, live.subscribe("b") as other:
        live.publish("a", numbered(1))
        assert one.take() == [numbered(1)]
        assert other.take() == []
    live.publish("a", numbered(2))
    assert one.take() == []


async def test_lists_hear_of_every_campaign_but_no_tails() -> None:
    with live.subscribe(live.EVERYTHING) as everything:
        live.publish("a", numbered(1))
        live.publish("b", TAIL)
        live.publish("b", numbered(2))
        assert everything.take() == [numbered(1), numbered(2)]
    live.publish("b", numbered(3))


async def test_lists_do_not_hear_what_the_engine_is_told() -> None:
    with live.subscribe(live.EVERYTHING) as everything, live.subscribe(live.ENGINE) as engine:
        live.publish(live.ENGINE, {"type": "wake"})
        assert everything.take() == []
        assert engine.take() == [{"type": "wake"}]


async def test_a_tail_is_remembered_until_its_block_is_finished() -> None:
    live.publish("a", TAIL)
    live.publish("a", numbered(1, "agent_progress"))
    live.publish("a", {"type": live.ACCESS, "campaign_id": "a"})
    assert live.tail("a") == TAIL
    live.publish("a", numbered(2))
    assert live.tail("a") is None


async def test_who_is_far_behind_is_told_so() -> None:
    with live.subscribe("a") as slow:
        for number in range(1_001):
            live.publish("a", numbered(number))
        assert slow.overflowed
        assert slow.take()[0] == numbered(1)
        assert not slow.overflowed


async def test_waiting_ends_with_a_message_or_the_time() -> None:
    with live.subscribe("a") as subscription:
        assert not await subscription.wait(0.01)
        waiting = asyncio.create_task(subscription.wait(5))
        await asyncio.sleep(0)
        live.publish("a", numbered(1))
        assert await waiting
        subscription.take()
        assert not await subscription.wait(0.01)


async def test_what_was_lost_wakes_everybody() -> None:
    with live.subscribe("a") as one, live.subscribe(live.ENGINE) as engine:
        live.overflow()
        assert await one.wait(0.1)
        assert one.overflowed
        assert one.take() == []
        live.recheck()
        assert one.take() == [{"type": live.ACCESS, "campaign_id": "a"}]
        assert engine.overflowed
        assert engine.take() == []


async def test_nobody_is_left_behind_in_memory() -> None:
    with live.subscribe("left"):
        pass
    assert "left" not in live._subscriptions
