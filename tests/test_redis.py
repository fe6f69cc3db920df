"""Several processes on one Redis: what another one says arrives, and a lost Redis harms nobody.

The other process is played by a second client that reads and writes what goes over the wire.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from contentflow import hub_redis, limits, limits_redis, live
from contentflow.config import Config, config
from contentflow.errors import ConfigurationError, TooManyRequests
from tests.redis_server import RedisServer

CHANNEL, TAILS = "contentflow:0:live", "contentflow:0:tails"
CALLS = "contentflow:0:calls"
CALL: live.Message = {"type": "wake"}
TAIL: live.Message = {"type": "tail", "text": "Wor"}


def numbered(seq: int) -> live.Message:
    return {"type": "block_written", "seq": seq}


def frame(*messages: tuple[str, live.Message], gap: bool = False) -> str:
    return json.dumps({"from": "another", "messages": messages, "gap": gap})


@pytest.fixture
async def other(redis_server: RedisServer) -> AsyncIterator[Redis]:
    live.remember_tails([])
    client = Redis.from_url(redis_server.url)
    yield client
    await client.aclose()


async def until(holds: Callable[[], Any], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never happened"
        await asyncio.sleep(0.01)


async def test_what_others_say_arrives_and_what_we_say_is_not_heard_twice(
    redis_server: RedisServer, other: Redis
) -> None:
    async with hub_redis.connected(redis_server.url), other.pubsub() as wire:
        await wire.subscribe(CHANNEL)
        await wire.get_message(timeout=2)
        with live.subscribe("a") as one, live.subscribe(live.EVERYTHING) as lists:
            live.publish("a", numbered(1))
            said = None
            while said is None or said["type"] != "message":
                said = await wire.get_message(timeout=2)
            assert json.loads(said["data"])["messages"] == [["a", numbered(1)]]
            await other.publish(CHANNEL, frame(("a", numbered(2)), ("a", TAIL)))
            await until(lambda: live.tail("a"))
            assert one.take() == [numbered(1), numbered(2), TAIL]
            assert lists.take() == [numbered(1), numbered(2)]


@pytest.mark.parametrize("pages", [True, False])
@pytest.mark.parametrize("channel", [live.ENGINE, live.WEBHOOKS])
async def test_who_serves_no_pages_hears_calls_alone(
    redis_server: RedisServer, other: Redis, pages: bool, channel: str
) -> None:
    async with hub_redis.connected(redis_server.url, pages=pages):
        with live.subscribe("a") as one, live.subscribe(channel) as called:
            await other.publish(CHANNEL, frame(("a", numbered(1))))
            await other.publish(CALLS, frame((channel, CALL)))
            await called.wait()
            assert called.take() == [CALL]
            assert one.take() == ([numbered(1)] if pages else [])


@pytest.mark.parametrize("channel", [live.ENGINE, live.WEBHOOKS])
async def test_calls_go_their_own_way_and_their_gaps_too(
    redis_server: RedisServer, other: Redis, channel: str
) -> None:
    async with hub_redis.connected(redis_server.url, pages=False), other.pubsub() as wire:
        await wire.subscribe(CALLS)
        await wire.get_message(timeout=2)
        live.publish("a", numbered(1))
        live.publish(channel, CALL)
        said = None
        while said is None or said["type"] != "message":
            said = await wire.get_message(timeout=2)
        assert json.loads(said["data"])["messages"] == [[channel, CALL]]
        with live.subscribe(channel) as called:
            await other.publish(CALLS, frame(gap=True))
            await until(lambda: called.overflowed)


async def test_who_comes_late_knows_the_text_being_written(
    redis_server: RedisServer, other: Redis
) -> None:
    async with hub_redis.connected(redis_server.url):
        live.publish("a", TAIL)
        live.publish("b", TAIL)
        live.publish("b", numbered(1))
        kept: dict[bytes, bytes] = {}
        while list(kept) != [b"a"]:
            await asyncio.sleep(0.01)
            kept = await other.hgetall(TAILS)  # type: ignore[misc]
    live.remember_tails([])
    async with hub_redis.connected(redis_server.url):
        assert live.tail("a") == TAIL
        assert live.tail("b") is None


async def test_what_another_could_not_send_is_read_from_the_tables(
    redis_server: RedisServer, other: Redis
) -> None:
    async with hub_redis.connected(redis_server.url):
        with live.subscribe("a") as one:
            await other.publish(CHANNEL, frame(gap=True))
            await until(lambda: one.overflowed)
            assert one.take() == [{"type": live.ACCESS, "campaign_id": "a"}]
            await other.publish(CHANNEL, "no frame of ours")
            await until(lambda: one.overflowed)


async def test_a_redis_that_goes_and_comes_back(redis_server: RedisServer) -> None:
    async with hub_redis.connected(redis_server.url):
        with live.subscribe("a") as one:
            redis_server.stop()
            await until(live.problem)
            assert live.problem().startswith("Redis does not answer")
            one.take()
            began = time.perf_counter()
            for seq in range(10_000):
                live.publish("a", numbered(seq))
            assert time.perf_counter() - began < 1
            assert one.overflowed
            one.take()
            await until(lambda: one.overflowed)  # again and again, as long as it is away
            live.publish("a", TAIL)
            redis_server.start()
            await until(lambda: not live.problem())
            assert {"type": live.ACCESS, "campaign_id": "a"} in one.take()
            assert live.tail("a") == TAIL
            other = Redis.from_url(redis_server.url)
            while not await other.hexists(TAILS, "a"):  # type: ignore[misc]
                await asyncio.sleep(0.01)
            await other.publish(CHANNEL, frame(("a", numbered(7))))
            await other.aclose()
            await until(lambda: numbered(7) in one.take())


async def test_what_was_on_its_way_when_redis_went_is_a_gap_for_the_others(
    redis_server: RedisServer, other: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, lost = hub_redis.RedisHub._put, asyncio.Event()

    async def put_but_once(hub: hub_redis.RedisHub, batch: Any, unsent: set[str]) -> None:
        if batch and not lost.is_set():
            lost.set()
            raise OSError
        await put(hub, batch, unsent)

    monkeypatch.setattr(hub_redis.RedisHub, "_put", put_but_once)
    monkeypatch.setattr(hub_redis, "_RETRY", 0.01)
    async with hub_redis.connected(redis_server.url), other.pubsub() as wire:
        await wire.subscribe(CHANNEL)
        await wire.get_message(timeout=2)
        live.publish("a", numbered(1))
        await lost.wait()
        await until(live.problem)
        await until(lambda: not live.problem())
        live.publish("b", numbered(1))
        said = None
        while said is None or said["type"] != "message":
            said = await wire.get_message(timeout=2)
        told = json.loads(said["data"])
        assert (told["messages"], told["gap"]) == ([["b", numbered(1)]], True)


async def test_a_redis_that_is_not_there_stops_nobody() -> None:
    async with hub_redis.connected("redis://127.0.0.1:1/0"):
        assert live.problem() == "Redis does not answer (ConnectionError)."
        with live.subscribe("a") as one:
            live.publish("a", numbered(1))
            assert one.take() == [numbered(1)]
    assert live.problem() == ""
    assert await hub_redis.trouble("redis://:secret@127.0.0.1:1/0") == (
        "Redis does not answer (ConnectionError)."
    )


def count(take: Callable[[str], None], tries: int) -> int:
    allowed = 0
    for _ in range(tries):
        try:
            take("a")
            allowed += 1
        except TooManyRequests:
            continue
    return allowed


def test_limits_are_counted_together(redis_server: RedisServer) -> None:
    clock = [100.0]
    buckets = [limits.TokenBucket(1, 30, "slow", lambda: clock[0], "work") for _ in range(2)]
    attempts = [limits.Attempts(3, 60, "wait", lambda: clock[0], "doors") for _ in range(2)]
    with limits_redis.shared(redis_server.url):
        assert [count(bucket.take, 20) for bucket in buckets] == [20, 10]
        assert [count(one.begin, 2) for one in attempts] == [2, 1]
        with pytest.raises(TooManyRequests) as caught:
            attempts[0].begin("a")
        assert caught.value.retry_after == pytest.approx(60)
        clock[0] += 5
        assert count(buckets[0].take, 20) == 5
        attempts[1].forget("a")
        assert count(attempts[0].begin, 5) == 3
    assert count(buckets[0].take, 40) == 30  # alone again


def test_without_a_clock_redis_s_own_counts(redis_server: RedisServer) -> None:
    bucket = limits.TokenBucket(50, 2, "slow", name="work")
    with limits_redis.shared(redis_server.url):
        assert count(bucket.take, 3) == 2
        time.sleep(0.05)
        assert count(bucket.take, 3) >= 1


def test_limits_hold_when_redis_is_lost(redis_server: RedisServer) -> None:
    bucket = limits.TokenBucket(0.001, 5, "slow", name="work")
    with limits_redis.shared(redis_server.url):
        bucket.take("a")
        redis_server.stop()
        began = time.perf_counter()
        assert count(bucket.take, 50) == 5
        assert time.perf_counter() - began < 1


@pytest.mark.parametrize("name", ["CONTENTFLOW_ROLE=web", "CONTENTFLOW_WEB_WORKERS=3"])
def test_several_processes_need_redis(
    name: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(*name.split("="))
    with pytest.raises(ConfigurationError, match=f"{name} needs REDIS_URL"):
        configured()
    monkeypatch.setenv("REDIS_URL", "redis://localhost/3")
    assert configured().redis == "redis://localhost/3"


def configured() -> Config:
    config.cache_clear()
    return config()
