import asyncio
from typing import Any

import pytest
from sqlmodel import select

from contentflow import campaigns, db, live, timeline
from contentflow.briefs import NewCampaign
from contentflow.campaigns import Created
from contentflow.models import RunEvent
from contentflow.names import AgentName, EventType
from contentflow.person import Person
from contentflow.timeline import Event


@pytest.fixture
async def made(person: Person) -> Created:
    return await campaigns.create(person, NewCampaign(topic="Tea for two"))


def step(number: int, key: str | None = None) -> Event:
    data = {"progress": number, "task": "Writing"}
    return Event(EventType.AGENT_PROGRESS, data, AgentName.WRITER, key)


async def test_numbers_have_no_gaps_when_many_write_at_once(made: Created) -> None:
    await asyncio.gather(
        *(timeline.record(made.id, made.run_id, step(number)) for number in range(20))
    )
    messages = await timeline.after(made.id, 0)
    assert [message["seq"] for message in messages] == list(range(1, 22))


async def test_a_rolled_back_event_leaves_no_gap(made: Created) -> None:
    async def fail() -> None:
        async with db.transaction() as session:
            await timeline.append(session, made.id, made.run_id, step(1))
            raise OSError("killed")

    with pytest.raises(OSError, match="killed"):
        await fail()
    await timeline.record(made.id, made.run_id, step(2))
    assert [message["seq"] for message in await timeline.after(made.id, 0)] == [1, 2]


async def test_work_done_again_reports_once(made: Created) -> None:
    with live.subscribe(made.id) as heard:
        for _ in range(3):
            await timeline.record(made.id, made.run_id, step(1, "writer:0:end"))
        assert len(heard.take()) == 1
    async with db.reading() as session:
        assert len((await session.exec(select(RunEvent))).all()) == 2


async def test_after_gives_only_what_is_new(made: Created) -> None:
    await timeline.record(made.id, made.run_id, step(1))
    await timeline.record(made.id, None, step(2))
    assert [m["seq"] for m in await timeline.after(made.id, 1)] == [2, 3]
    assert [m["seq"] for m in await timeline.after(made.id, 1, made.run_id)] == [2]
    assert await timeline.after(made.id, 3) == []


async def collect(made: Created, subscription: live.Subscription, last: int) -> list[Any]:
    seen: list[Any] = []
    async for batch in timeline.follow(made.id, subscription, 0, beat=0.05):
        seen += batch
        if any(message.get("seq") == last for message in batch):
            return seen
    return seen


async def test_following_begins_with_what_was_missed(made: Created) -> None:
    await timeline.record(made.id, made.run_id, step(1))
    with live.subscribe(made.id) as subscription:
        task = asyncio.create_task(collect(made, subscription, 4))
        await asyncio.sleep(0.02)
        await timeline.record(made.id, made.run_id, step(2))
        await timeline.record(made.id, made.run_id, step(3))
        seen = await task
    assert [message["seq"] for message in seen] == [1, 2, 3, 4]


async def test_a_gap_is_filled_from_the_table(made: Created) -> None:
    with live.subscribe(made.id) as subscription:
        task = asyncio.create_task(collect(made, subscription, 3))
        await asyncio.sleep(0.02)
        async with db.transaction() as session:  # its message is lost
            await timeline.append(session, made.id, made.run_id, step(1))
        await timeline.record(made.id, made.run_id, step(2))
        seen = await task
    assert [message["seq"] for message in seen] == [1, 2, 3]


async def test_a_follower_who_fell_behind_reads_the_table(made: Created) -> None:
    with live.subscribe(made.id) as subscription:
        for number in range(1_005):
            subscription.put({"type": "tail", "text": str(number)})
        await timeline.record(made.id, made.run_id, step(1))
        assert subscription.overflowed
        seen = await collect(made, subscription, 2)
    assert [message["seq"] for message in seen if "seq" in message] == [1, 2]


async def test_an_idle_follower_hears_a_beat(made: Created) -> None:
    with live.subscribe(made.id) as subscription:
        batches = timeline.follow(made.id, subscription, 1, beat=0.01)
        assert [await anext(batches) for _ in range(3)] == [[], [], []]
