from datetime import timedelta

import pytest

from contentflow import db
from contentflow.config import Config
from contentflow.engine import fleet, lifecycle
from contentflow.models import Worker, now
from contentflow.person import Person
from tests.engine.watching import queued


@pytest.fixture
def distributed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if any number of workers could be at work."""
    monkeypatch.setattr(Config, "is_distributed", True)


async def workers(*rows: Worker) -> None:
    async with db.transaction() as session:
        session.add_all(rows)


async def share(most: int) -> int:
    async with db.reading() as session:
        return await fleet.share(session, most)


async def test_those_that_live_and_take_runs_share_them(database: str, distributed: None) -> None:
    assert await share(16) == 16
    silent = now() - timedelta(seconds=fleet.DEAD_AFTER + 1)
    await workers(
        Worker(host="a", pid=1, version="1"),
        Worker(host="b", pid=2, version="1"),
        Worker(host="c", pid=3, version="1"),
        Worker(host="drains", pid=4, version="1", draining=True),
        Worker(host="died", pid=5, version="1", heartbeat_at=silent),
        Worker(host="left", pid=6, version="1", stopped_at=now()),
    )
    assert [await share(most) for most in (16, 6, 4, 1)] == [6, 2, 2, 1]


async def test_one_process_alone_has_all_whatever_died_before_it(database: str) -> None:
    await workers(Worker(host="a", pid=1, version="1"), Worker(host="b", pid=2, version="1"))
    assert await share(16) == 16


async def test_a_worker_leaves_the_others_their_share(
    database: str, person: Person, distributed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle.options, "default_runs", lambda: 6)
    await workers(Worker(host="a", pid=1, version="1"), Worker(host="b", pid=2, version="1"))
    for number in range(6):
        await queued(person, topic=f"How to choose desk number {number} for an office")
    assert len(await lifecycle.admit()) == 3
