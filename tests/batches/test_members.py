"""The rows of a batch: found, sorted, paged, with their places in line; and its figures."""

from datetime import timedelta

import pytest
from sqlmodel import update

from contentflow import campaigns, db, shelf
from contentflow.batches import figures, listing, members
from contentflow.batches.members import Order, Wanted
from contentflow.batches.terms import Terms
from contentflow.engine import lifecycle
from contentflow.errors import Invalid
from contentflow.models import Run, now
from contentflow.names import AgentName, AgentStatus, CampaignStatus, RunStatus
from contentflow.person import Person
from tests.batches.making import campaigns_of, made, runs_of, stands
from tests.engine.watching import queued


async def numbers(person: Person, batch_id: str, wanted: Wanted) -> list[int]:
    return [item.number for item in (await members.listing(person, batch_id, wanted)).items]


async def test_rows_are_found_and_sorted_in_sql(person: Person) -> None:
    batch_id = await made(person, 4)
    one, two, three, four = await runs_of(batch_id)
    await stands(one, RunStatus.COMPLETED, overall=80, progress=100, title="Zebras")
    await stands(two, RunStatus.FAILED, AgentName.WRITER, cost=0.5)
    await stands(four, RunStatus.RUNNING, progress=40)
    sorts = {
        Order.ROW: [1, 2, 3, 4],
        Order.STATUS: [4, 2, 3, 1],
        Order.TOPIC: [1, 2, 3, 4],
        Order.PROGRESS: [2, 3, 4, 1],
        Order.SCORE: [2, 3, 4, 1],
        Order.COST: [3, 1, 4, 2],
    }
    for order, wanted in sorts.items():
        assert await numbers(person, batch_id, Wanted(order=order)) == wanted, order
    assert await numbers(person, batch_id, Wanted(order=Order.ROW, falls=True)) == [4, 3, 2, 1]
    assert await numbers(person, batch_id, Wanted(text="zebra")) == [1]
    failed = Wanted(statuses=(CampaignStatus.FAILED, CampaignStatus.GENERATING))
    assert await numbers(person, batch_id, failed) == [2, 4]
    assert await members.ids(person, batch_id, failed) == [two.campaign_id, four.campaign_id]
    assert (await members.listing(person, batch_id, failed)).total == 2
    await shelf.archive(person, one.campaign_id)
    await shelf.delete(person, three.campaign_id)
    assert await numbers(person, batch_id, Wanted()) == [2, 4]
    assert await numbers(person, batch_id, Wanted(archived=True)) == [1]


async def test_agents_and_places_stand_in_each_row(person: Person) -> None:
    batch_id = await made(person, 3)
    await stands((await runs_of(batch_id))[0], RunStatus.FAILED, AgentName.WRITER)
    found = (await members.listing(person, batch_id, Wanted())).items
    assert found[0].row.agents[AgentName.WRITER] is AgentStatus.FAILED
    assert [item.place for item in found] == [None, 1, 2]


async def test_places_are_the_order_in_which_the_engine_starts(
    person: Person, colleague: Person
) -> None:
    mine = await made(person, 3)
    theirs = await made(colleague, 2)
    urgent = await queued(colleague, priority="urgent")
    await made(colleague, 1, Terms("Later", starts_at=now() + timedelta(hours=1)))
    places = {
        item.row.run_id: item.place
        for who, batch_id in ((person, mine), (colleague, theirs))
        for item in (await members.listing(who, batch_id, Wanted())).items
    }
    started = [run.id for run in await lifecycle.admit(20)]
    assert started[0] == urgent
    assert places[started[1]] == 2
    assert sorted(places, key=lambda run_id: places[run_id] or 99) == started[1:]


async def test_pages_are_of_a_hundred_rows(person: Person) -> None:
    batch_id = await made(person, 130)
    assert await numbers(person, batch_id, Wanted(page=1)) == list(range(101, 131))
    assert await numbers(person, batch_id, Wanted(page=7)) == []


async def test_figures_come_from_rows(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    batch_id = await made(person, 4)
    one, two, three, _ = await runs_of(batch_id)
    before = await figures.show(person, batch_id)
    assert (before.per_hour, before.seconds_left, before.pace.slowest) == (None, None, None)
    await stands(one, RunStatus.COMPLETED, cost=0.01, progress=100)
    await stands(two, RunStatus.FAILED, AgentName.WRITER, cost=0.02, progress=10)
    await stands(three, RunStatus.RUNNING, progress=50)
    found = await figures.show(person, batch_id)
    assert found.row.counts == {
        CampaignStatus.COMPLETED: 1,
        CampaignStatus.FAILED: 1,
        CampaignStatus.GENERATING: 1,
        CampaignStatus.QUEUED: 1,
    }
    assert (found.row.progress, found.row.done, found.row.campaigns) == (62, 2, 4)
    assert (found.spent.usd, found.spent.unpriced) == (0.07, 0)
    assert (found.pace.slowest, found.pace.slowest_seconds) == (AgentName.QUALITY, 10.0)
    assert found.pace.seconds == 26.0
    assert found.seconds_left == pytest.approx(26.0 * 4 * 0.38)  # one works
    assert found.per_hour == pytest.approx(60, rel=0.2)  # two in two minutes
    async with db.transaction() as session:
        await session.exec(update(Run).values(ended_at=now() - timedelta(hours=2)))
    assert (await figures.show(person, batch_id)).per_hour is None


async def test_what_has_no_price_is_counted(person: Person) -> None:
    batch_id = await made(person, 1)
    await stands((await runs_of(batch_id))[0], RunStatus.COMPLETED, cost=None)
    assert (await figures.show(person, batch_id)).spent.unpriced == 5


async def test_the_list_pages_from_the_youngest(person: Person) -> None:
    ids = [await made(person, 1) for _ in range(3)]
    first = await listing.listing(person, limit=2)
    assert [row.id for row in first.items] == ids[:0:-1]
    rest = await listing.listing(person, limit=2, cursor=first.next_cursor)
    assert ([row.id for row in rest.items], rest.next_cursor) == (ids[:1], None)
    assert await listing.count(person) == 3
    for wrong in ({"limit": 0}, {"limit": 101}, {"cursor": "x"}):
        with pytest.raises(Invalid):
            await listing.listing(person, **wrong)  # type: ignore[arg-type]


async def test_a_campaign_of_a_batch_is_one_of_the_list(person: Person) -> None:
    batch_id = await made(person, 2)
    ids = {one.id for one in await campaigns_of(batch_id)}
    assert {row.id for row in (await campaigns.listing(person)).items} == ids
