"""PostgreSQL and Redis are lost while workers are at work, and come back."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from contentflow import db
from contentflow.person import Person
from tests.engine.test_fleet import assert_ended_once, at_work, environment, many
from tests.engine.watching import ended, until
from tests.engine.workers import WorkerProcess
from tests.model_server import ModelServer
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer

__all__ = ["environment"]
pytestmark = [pytest.mark.slow, pytest.mark.apart]
AWAY = 3.0  # seconds
Loses = Callable[[str, PostgresServer, RedisServer], tuple[Callable[[], None], Callable[[], None]]]


def postgres_dies(
    _: str, postgres: PostgresServer, _redis: RedisServer
) -> tuple[Callable[[], None], Callable[[], None]]:
    return postgres.stop, postgres.start


def redis_dies(
    _: str, _postgres: PostgresServer, redis: RedisServer
) -> tuple[Callable[[], None], Callable[[], None]]:
    return redis.stop, redis.start


def writes_are_refused(
    database: str, postgres: PostgresServer, _redis: RedisServer
) -> tuple[Callable[[], None], Callable[[], None]]:
    return (
        lambda: postgres.refuse_writes(database),
        lambda: postgres.refuse_writes(database, False),
    )


@pytest.mark.timeout(240)
@pytest.mark.parametrize("loses", [postgres_dies, redis_dies, writes_are_refused])
async def test_every_run_goes_on_when_it_is_back(
    loses: Loses,
    on_postgres: str,
    postgres: PostgresServer,
    redis_server: RedisServer,
    data_dir: Path,
    environment: dict[str, str],
    person: Person,
    model_server: ModelServer,
) -> None:
    model_server.latency = 0.25
    run_ids = await many(person, 4)
    take, give = loses(on_postgres, postgres, redis_server)
    with WorkerProcess(data_dir, **environment), WorkerProcess(data_dir, **environment):
        await until(_both_busy)
        own = db._current().url.render_as_string(hide_password=False)
        await db.close_database()  # the test's
        await asyncio.to_thread(take)
        await asyncio.sleep(AWAY)
        await asyncio.to_thread(give)
        await db.open_database(own)
        for run_id in run_ids:
            await asyncio.wait_for(ended(run_id), 120)
    for run_id in run_ids:
        # A reply that could not be written down may be asked for again; nothing else is twice.
        await assert_ended_once(run_id, paid_once=loses is redis_dies)


async def _both_busy() -> bool:
    return len(await at_work()) == 2
