"""The pace of requests: never over a limit in any window, nearly all of it used, 429 slows down."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from contentflow import db, engine, options, runs, settings
from contentflow.agents.model import Prompt, Reply
from contentflow.engine import pacing
from contentflow.engine.clocks import Clocks, OwnClocks, SharedClocks
from contentflow.errors import TransientModelError
from contentflow.models import ModelCall
from contentflow.names import EventType, RunStatus
from contentflow.person import Person
from tests.engine.watching import ended, events, rows, start, until, without_cache
from tests.model_server import Fault, ModelServer
from tests.redis_server import RedisServer

PROMPT = Prompt(system="", user="x" * 400, max_tokens=100)


@pytest.fixture(params=["own", "shared"])
async def clocks(
    request: pytest.FixtureRequest, redis_server: RedisServer, database: str
) -> AsyncIterator[Clocks]:
    """Both kinds of clocks keep the same promises."""
    if request.param == "own":
        yield OwnClocks()
        return
    shared = SharedClocks(redis_server.url)
    yield shared
    await shared.close()


async def test_moments_are_booked_one_after_the_other(clocks: Clocks) -> None:
    waits = await asyncio.gather(*(clocks.book("x", 0.5) for _ in range(4)))
    assert sorted(waits) == pytest.approx([0.0, 0.5, 1.0, 1.5], abs=0.2)
    assert await clocks.book("y", 0.5) == pytest.approx(0.0, abs=0.01)
    await clocks.book("x", -0.5)
    assert await clocks.book("x", 0.0) == pytest.approx(1.5, abs=0.2)


async def test_nothing_is_booked_while_it_is_held(clocks: Clocks) -> None:
    await clocks.hold("x", 3.0)
    await clocks.hold("x", 1.0)
    assert await clocks.book("x", 0.1) == pytest.approx(3.0, abs=0.2)


async def test_there_are_only_so_many_places(clocks: Clocks) -> None:
    assert await clocks.enter("x", 2, "a")
    assert await clocks.enter("x", 2, "b")
    assert not await clocks.enter("x", 2, "c")
    await clocks.leave("x", "a")
    assert await clocks.enter("x", 2, "c")


async def test_without_redis_each_process_keeps_its_share(
    redis_server: RedisServer, database: str
) -> None:
    clocks = SharedClocks(redis_server.url)
    redis_server.stop()
    assert await clocks.book("x", 0.5) == 0.0
    assert await clocks.book("x", 0.5) == pytest.approx(0.5, abs=0.3)
    assert await clocks.enter("y", 1, "a")
    assert not await clocks.enter("y", 1, "b")
    await clocks.close()


@pytest.fixture
async def paced(database: str) -> AsyncIterator[Callable[..., object]]:
    """Choose limits for the endpoint of this test."""

    async def choose(**limits: int) -> None:
        async with db.transaction() as session:
            await settings.put(session, options.ENDPOINT, limits)
        options.forget()

    async with pacing.kept():
        yield choose


async def _departures(number: int) -> list[float]:
    left: list[float] = []

    async def one() -> None:
        async with pacing.turns_of("run")(PROMPT):
            left.append(time.monotonic())

    await asyncio.gather(*(one() for _ in range(number)))
    return left


async def test_no_window_holds_more_than_its_limit(paced: Callable[..., object]) -> None:
    await paced(requests=600)  # type: ignore[misc]
    left = await _departures(16)
    window = 60 / 600 * 10  # ten requests are allowed in it
    for began in left:
        assert sum(began <= at < began + window for at in left) <= 10
    assert left[-1] - left[0] < 15 * 0.1 * 1.05 + 0.3, "and nearly all of it is used"


async def test_tokens_are_guessed_and_then_known(paced: Callable[..., object]) -> None:
    await paced(tokens=12_000)  # type: ignore[misc]
    began = time.monotonic()
    async with pacing.turns_of("run")(PROMPT) as turn:
        turn.answered(Reply("short", "m", 20, 20))  # 200 were booked, a second of them
    async with pacing.turns_of("run")(PROMPT):
        assert time.monotonic() - began < 0.6


async def test_only_so_many_at_once(paced: Callable[..., object]) -> None:
    await paced(at_once=2)  # type: ignore[misc]
    inside = most = 0

    async def one() -> None:
        nonlocal inside, most
        async with pacing.turns_of("run")(PROMPT):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.03)
            inside -= 1

    await asyncio.gather(*(one() for _ in range(6)))
    assert most == 2


async def test_an_endpoint_that_asks_for_it_is_left_alone(paced: Callable[..., object]) -> None:
    async with pacing.turns_of("run")(PROMPT) as turn:
        turn.refused(TransientModelError("slow down", 0.5, slow_down=True))
    await asyncio.sleep(0)
    began = time.monotonic()
    left = await _departures(3)
    assert left[0] - began >= 0.4
    assert left[2] - left[0] >= 0.15, "and asked more slowly than before"


async def test_a_run_that_shall_stop_does_not_wait_for_its_turn(
    running_engine: None, person: Person, paced: Callable[..., object], model_server: ModelServer
) -> None:
    await paced(requests=1)  # type: ignore[misc]
    run_id = await start(person)

    async def waits() -> bool:
        return model_server.requests == 1

    await until(waits)
    await runs.pause(person, run_id)
    engine.wake()

    async def paused() -> bool:
        return bool(await events(run_id, EventType.AGENT_STOPPED))

    await until(paused, 10)


async def test_many_429s_slow_a_run_down_and_fail_nothing(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    await without_cache()
    model_server.script(Fault.NONE, *[Fault.TOO_MANY] * 9)
    run = await ended(await start(person))
    assert run.status is RunStatus.COMPLETED, run.error
    refused = [call for call in await rows(ModelCall, run.id) if "429" in call.error]
    assert len(refused) == 9
    told = [e.data["attempt"] for e in await events(run.id, EventType.AGENT_RETRY)]
    assert told[:5] == [2, 3, 4, 5, 6]
    assert set(told[5:]) == {6}
