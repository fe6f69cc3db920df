"""A batch and all its campaigns in one transaction, in bounded time, on both databases."""

import time
from datetime import UTC, datetime

import pytest
from sqlmodel import func, select

from contentflow import campaigns, db, voices
from contentflow.batches import creation, listing, members
from contentflow.batches.members import Wanted
from contentflow.batches.terms import Terms
from contentflow.errors import Forbidden, Invalid
from contentflow.models import Batch, Campaign, Run, SourceRow
from contentflow.names import (
    AGENT_ORDER,
    BatchStatus,
    CampaignStatus,
    EventType,
    Priority,
    RunStatus,
    SourceStatus,
)
from contentflow.person import Person
from tests.batches.making import batch_of, campaigns_of, events_of, made, order, runs_of, somebody

MANY = 2_000
FACTS = [{"kind": "text", "value": "72 cm high"}, {"kind": "url", "value": "https://a.example"}]


async def test_every_row_is_a_campaign_with_its_run_and_event(person: Person) -> None:
    starts = datetime(2099, 5, 4, tzinfo=UTC)
    terms = Terms("Fifty", Priority.BACKGROUND, 5.0, starts, "Europe/Berlin")
    batch_id = await creation.create(person, order(3, terms, sources=FACTS, tone="plain"))
    batch = await batch_of(batch_id)
    assert (batch.name, batch.status, batch.budget_usd) == ("Fifty", BatchStatus.RUNNING, 5.0)
    assert (batch.starts_at, batch.settings["time_zone"]) == (starts, "Europe/Berlin")
    found, runs = await campaigns_of(batch_id), await runs_of(batch_id)
    assert [(one.topic, one.batch_row) for one in found] == [
        ("Topic 1", 1),
        ("Topic 2", 2),
        ("Topic 3", 3),
    ]
    for campaign, run in zip(found, runs, strict=True):
        assert (campaign.status, campaign.priority) == (
            CampaignStatus.QUEUED,
            Priority.BACKGROUND,
        )
        assert (run.campaign_id, run.status, run.batch_id) == (
            campaign.id,
            RunStatus.QUEUED,
            batch_id,
        )
        assert (run.not_before, run.agents) == (starts, list(AGENT_ORDER))
        (event,) = await events_of(campaign.id)
        assert (event.seq, event.type, event.run_id) == (1, EventType.RUN_STATUS, run.id)
        assert event.data["status"] == "queued"
    assert [run.queued_at for run in runs] == sorted(run.queued_at for run in runs)


async def test_a_campaign_of_a_batch_is_as_one_made_by_itself(person: Person) -> None:
    batch_id = await made(person, 1, sources=FACTS, tone="plain", audience="Offices")
    (one,) = await campaigns_of(batch_id)
    (new,) = order(1, sources=FACTS, tone="plain", audience="Offices").briefs
    alone = (await campaigns.create(person, new)).id
    async with db.reading() as session:
        other = await session.get_one(Campaign, alone)
        differs = {"id", "batch_id", "batch_row", "created_at", "updated_at"}
        assert one.model_dump(exclude=differs) == other.model_dump(exclude=differs)
        sources = (await session.exec(select(SourceRow).order_by(SourceRow.position))).all()
        briefs = (await session.exec(select(Run.brief))).all()
    assert [row.status for row in sources if row.campaign_id == one.id] == [
        SourceStatus.READ,
        SourceStatus.PENDING,
    ]
    assert briefs[0] == briefs[1]
    first, second = (
        await campaigns.snapshot(person, one.id),
        await campaigns.snapshot(person, alone),
    )
    assert (first.status, first.seq, first.cost_usd) == (second.status, second.seq, second.cost_usd)


async def test_a_brand_voice_is_kept_as_it_is_now(person: Person, colleague: Person) -> None:
    voice = await voices.create(person, {"name": "Ours"})
    batch_id = await made(person, 2, brand_voice_id=voice.row.id)
    assert [(one.voice or {})["name"] for one in await campaigns_of(batch_id)] == ["Ours", "Ours"]
    with pytest.raises(Invalid, match="brand_voice_id"):
        await made(colleague, 2, brand_voice_id=voice.row.id)
    async with db.reading() as session:
        assert (await session.exec(select(func.count()).select_from(Batch))).one() == 1


async def test_a_viewer_starts_nothing(viewer: Person) -> None:
    with pytest.raises(Forbidden):
        await made(viewer)


async def test_nothing_to_start_is_no_batch(person: Person) -> None:
    with pytest.raises(Invalid):
        await made(person, 0)


async def _in_bounded_time(person: Person) -> None:
    began = time.process_time()  # not on the clock: others may be at work on this machine
    batch_id = await made(person, MANY, sources=FACTS[:1])
    took = time.process_time() - began
    began = time.process_time()
    page = await members.listing(person, batch_id, Wanted(page=3))
    (row,) = (await listing.listing(person)).items
    looked = time.process_time() - began
    assert [item.number for item in page.items] == list(range(301, 401))
    assert [item.place for item in page.items] == list(range(301, 401))
    assert (page.total, row.counts) == (MANY, {CampaignStatus.QUEUED: MANY})
    assert took < 4, took
    assert looked < 1, looked


async def test_two_thousand_rows_take_bounded_time(person: Person) -> None:
    await _in_bounded_time(person)


async def test_two_thousand_rows_on_postgres(on_postgres: str) -> None:
    await _in_bounded_time(await somebody())
