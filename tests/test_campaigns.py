import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from contentflow import campaigns, db, live, timeline
from contentflow.briefs import NewCampaign, NewSource
from contentflow.errors import Conflict, Forbidden, Invalid, NotFound
from contentflow.models import AgentPerformance, Campaign, Run, RunEvent, SourceRow, now
from contentflow.names import (
    AGENT_ORDER,
    AgentName,
    AgentStatus,
    CampaignStatus,
    EventType,
    Priority,
    RunStatus,
    SourceKind,
    SourceStatus,
    Tone,
    Visibility,
)
from contentflow.person import Person
from contentflow.sources import ReadPage
from contentflow.view import CampaignView, apply
from tests.campaign_stories import another_run, finished

NEW = NewCampaign(
    topic="How to choose a <b>desk</b>",
    tone=Tone.FRIENDLY,
    target_words=600,
    sources=(
        NewSource(SourceKind.TEXT, "Lift 2 holds 120 kg."),
        NewSource(SourceKind.URL, "https://example.com/desks"),
    ),
)
PAGE = ReadPage("https://example.com/desks", "Desks", "Desks are flat.", "ab" * 32, now())


async def rows(table: type[Any]) -> list[Any]:
    async with db.reading() as session:
        return list((await session.exec(select(table))).all())


async def test_a_campaign_and_its_run_are_made_together(person: Person) -> None:
    with live.subscribe(live.EVERYTHING) as heard:
        created = await campaigns.create(person, NEW)
        messages = heard.take()
    (campaign,) = await rows(Campaign)
    (run,) = await rows(Run)
    (stored,) = await rows(RunEvent)
    assert (campaign.id, campaign.user_id, campaign.topic) == (created.id, person.id, NEW.topic)
    assert (campaign.status, campaign.seq) == (CampaignStatus.QUEUED, 1)
    assert (run.id, run.status, run.agents) == (created.run_id, RunStatus.QUEUED, list(AGENT_ORDER))
    assert run.brief["topic"] == NEW.topic
    assert (stored.type, stored.data["status"]) == (EventType.RUN_STATUS, "queued")
    assert [(message["seq"], message["status"]) for message in messages] == [(1, "queued")]
    assert created.status is CampaignStatus.QUEUED
    assert created.run_status is RunStatus.QUEUED


async def test_nothing_is_kept_or_told_when_the_run_cannot_be_stored(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(timeline, "append", fail)
    with live.subscribe(live.EVERYTHING) as heard, pytest.raises(OSError, match="disk"):
        await campaigns.create(person, NEW)
    assert [await rows(table) for table in (Campaign, Run, RunEvent, SourceRow)] == [[], [], [], []]
    assert heard.take() == []


async def test_sources_wait_to_be_read_unless_they_were(person: Person) -> None:
    await campaigns.create(person, NEW)
    await campaigns.create(person, NEW, read={"https://example.com/desks": PAGE})
    found = sorted(await rows(SourceRow), key=lambda row: (row.campaign_id, row.position))
    fact, link, _, read = found
    assert (fact.text, fact.status) == ("Lift 2 holds 120 kg.", SourceStatus.READ)
    assert (link.text, link.status) == ("", SourceStatus.PENDING)
    assert (read.title, read.text, read.sha256) == (PAGE.title, PAGE.text, PAGE.sha256)
    assert (read.status, read.fetched_at) == (SourceStatus.READ, PAGE.fetched_at)


async def test_viewers_start_and_save_nothing(viewer: Person) -> None:
    for attempt in (
        campaigns.create(viewer, NEW),
        campaigns.save_draft(viewer, NEW),
        campaigns.start_draft(viewer, "any"),
    ):
        with pytest.raises(Forbidden):
            await attempt
    assert await rows(Campaign) == []


async def test_a_draft_is_saved_again_read_and_started(person: Person) -> None:
    draft = await campaigns.save_draft(person, NewCampaign(topic=""))
    assert draft.run_id is None
    assert (await campaigns.save_draft(person, NEW, draft.id)).id == draft.id
    assert await campaigns.draft(person, draft.id) == NEW
    assert await rows(Run) == []
    created = await campaigns.start_draft(person, draft.id)
    assert (created.id, created.status) == (draft.id, CampaignStatus.QUEUED)
    assert len(await rows(Run)) == 1
    assert len(await rows(SourceRow)) == 2
    for again in (
        campaigns.start_draft(person, draft.id),
        campaigns.save_draft(person, NEW, draft.id),
        campaigns.draft(person, draft.id),
    ):
        with pytest.raises(Conflict):
            await again


async def test_a_draft_starts_with_what_the_form_holds_now(person: Person) -> None:
    draft = await campaigns.save_draft(person, NewCampaign(topic=""))
    read = {"https://example.com/desks": PAGE}
    await campaigns.start_draft(person, draft.id, NEW, read)
    (campaign,) = await rows(Campaign)
    assert campaign.topic == NEW.topic
    assert {row.status for row in await rows(SourceRow)} == {SourceStatus.READ}


async def test_a_draft_saved_again_keeps_what_was_read(person: Person) -> None:
    read = {"https://example.com/desks": PAGE}
    draft = await campaigns.create(person, NEW, start=False, read=read)
    await campaigns.save_draft(person, NEW, draft.id)
    assert {row.status for row in await rows(SourceRow)} == {SourceStatus.READ}


async def test_an_unfinished_draft_does_not_start(person: Person) -> None:
    draft = await campaigns.save_draft(person, NewCampaign(topic=""))
    with pytest.raises(Invalid) as caught:
        await campaigns.start_draft(person, draft.id)
    assert set(caught.value.fields) == {"topic"}
    assert await rows(Run) == []


async def test_a_draft_started_twice_at_once_runs_once(person: Person) -> None:
    draft = await campaigns.save_draft(person, NEW)
    results = await asyncio.gather(
        *(campaigns.start_draft(person, draft.id) for _ in range(3)), return_exceptions=True
    )
    assert sum(isinstance(result, campaigns.Created) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 2
    assert len(await rows(Run)) == 1


async def test_others_drafts_do_not_exist(person: Person, colleague: Person) -> None:
    new = NewCampaign(topic="Tea", visibility=Visibility.TEAM)
    draft = await campaigns.save_draft(person, new)
    for attempt in (
        campaigns.draft(colleague, draft.id),
        campaigns.start_draft(colleague, draft.id),
        campaigns.save_draft(colleague, new, draft.id),
        campaigns.snapshot(colleague, draft.id),
        campaigns.draft(person, "no-such-id"),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert (await campaigns.listing(colleague)).items == []


async def test_the_agents_are_given_what_was_read(person: Person) -> None:
    created = await campaigns.create(person, NEW, read={"https://example.com/desks": PAGE})
    async with db.reading() as session:
        brief = await campaigns.brief_of(session, created.id)
    assert (brief.topic, brief.target_words, brief.tone) == (NEW.topic, 600, Tone.FRIENDLY)
    assert brief.voice is not None
    assert [source.content for source in brief.sources] == [
        "Lift 2 holds 120 kg.",
        "Desks are flat.",
    ]
    plain = await campaigns.create(person, NewCampaign(topic="Tea"))
    async with db.reading() as session:
        assert (await campaigns.brief_of(session, plain.id)).voice is None
        assert await campaigns.latest_version(session, created.id) is None


async def test_who_may_see_a_campaign_learns_no_topic_of_a_private_one(
    person: Person, colleague: Person
) -> None:
    desk = replace(NEW, keyphrase="standing desk", visibility=Visibility.TEAM)
    hidden, open_ = replace(desk, visibility=Visibility.PRIVATE), replace(desk, topic="Open desks")
    for owner, new in ((person, hidden), (person, open_), (colleague, hidden), (colleague, open_)):
        await campaigns.create(owner, new)
    created = await campaigns.create(person, desk)
    async with db.reading() as session:
        brief = await campaigns.brief_of(session, created.id)
    assert brief.keyphrase_used_in == ("", "Open desks", "Open desks")


async def test_the_list_comes_in_pages_without_gaps(person: Person, colleague: Person) -> None:
    made = [(await campaigns.create(person, NEW)).id for _ in range(5)]
    await campaigns.create(colleague, NEW)
    seen, cursor, sizes = [], None, []
    while True:
        page = await campaigns.listing(person, cursor=cursor, limit=2)
        seen += [row.id for row in page.items]
        sizes.append(len(page.items))
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == list(reversed(made))
    assert sizes == [2, 2, 1]


@pytest.mark.parametrize(("cursor", "limit"), [("'; drop", 5), ("", 5), (None, 0), (None, 101)])
async def test_a_page_that_cannot_be(person: Person, cursor: str | None, limit: int) -> None:
    with pytest.raises(Invalid):
        await campaigns.listing(person, cursor=cursor, limit=limit)


async def execution(run_id: str, campaign_id: str, **values: Any) -> None:
    async with db.transaction() as session:
        session.add(AgentPerformance(run_id=run_id, campaign_id=campaign_id, **values))


async def test_a_row_shows_the_latest_runs_agents(person: Person) -> None:
    created = await campaigns.create(person, NEW)
    writer = {"agent_type": AgentName.WRITER}
    assert created.run_id
    key = (created.run_id, created.id)
    await execution(*key, **writer, attempt=1, status=AgentStatus.INTERRUPTED)
    await execution(*key, **writer, attempt=2, status=AgentStatus.COMPLETED, progress=100)
    await execution(*key, agent_type=AgentName.SEO, status=AgentStatus.FAILED, error="No key.")
    (row,) = (await campaigns.listing(person)).items
    assert row.agents == {
        AgentName.WRITER: AgentStatus.COMPLETED,
        AgentName.SEO: AgentStatus.FAILED,
        AgentName.BRAND: AgentStatus.PENDING,
        AgentName.QUALITY: AgentStatus.PENDING,
        AgentName.GEO: AgentStatus.PENDING,
    }
    assert row.executions[AgentName.WRITER].attempt == 2
    assert row.executions[AgentName.SEO].error == "No key."
    assert (row.owner_name, row.run_status) == ("maya", RunStatus.QUEUED)
    assert row.started_at is None
    assert row.cost_usd == 0


async def test_after_a_run_of_one_agent_the_row_still_tells_of_all(person: Person) -> None:
    made = await finished(person, *AgentName)
    again = await another_run(person, made)
    await execution(again, made, agent_type=AgentName.SEO, status=AgentStatus.FAILED)
    async with db.transaction() as session:
        run = await session.get_one(Run, again)
        run.steps = [["seo"], ["geo"]]
        session.add(run)
    (row,) = (await campaigns.listing(person)).items
    assert {name: status.value for name, status in row.agents.items()} == {
        "writer": "completed",
        "seo": "failed",
        "brand": "completed",
        "quality": "completed",
        "geo": "pending",
    }


async def test_a_list_takes_few_queries_however_long(person: Person) -> None:
    for _ in range(8):
        await campaigns.create(person, NEW)
    statements: list[str] = []
    engine = db._current().sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    await campaigns.listing(person)
    assert len([one for one in statements if one.startswith("SELECT")]) == 3


async def test_what_runs_now(person: Person, colleague: Person) -> None:
    mine = await campaigns.create(person, NEW)
    assert await campaigns.running(person) == []
    async with db.transaction() as session:
        campaign = await session.get_one(Campaign, mine.id)
        campaign.status, campaign.progress = CampaignStatus.GENERATING, 40
        session.add(campaign)
    (row,) = await campaigns.running(person)
    assert (row.id, row.name, row.progress) == (mine.id, NEW.topic, 40)
    assert await campaigns.running(colleague) == []
    assert (await campaigns.count(person), await campaigns.count(colleague)) == (1, 0)


async def test_the_snapshot_of_a_waiting_campaign(person: Person) -> None:
    created = await campaigns.create(person, NEW)
    view = await campaigns.snapshot(person, created.id)
    assert (view.status, view.run_status) == (CampaignStatus.QUEUED, RunStatus.QUEUED)
    assert (view.run_id, view.run_number, view.seq) == (created.run_id, 1, 1)
    assert (view.queue_position, view.owner_name, view.target_words) == (1, "maya", 600)
    assert list(view.agents) == list(AGENT_ORDER)
    assert {card.status for card in view.agents.values()} == {AgentStatus.PENDING}


async def test_the_place_in_the_queue(person: Person) -> None:
    async def made(priority: Priority) -> str:
        return (await campaigns.create(person, NewCampaign("Tea one", priority=priority))).id

    order = [Priority.BACKGROUND, Priority.STANDARD, Priority.STANDARD, Priority.URGENT]
    ids = [await made(priority) for priority in order]
    places = [(await campaigns.snapshot(person, one)).queue_position for one in ids]
    assert places == [4, 2, 3, 1]


async def test_a_snapshot_of_a_draft(person: Person) -> None:
    draft = await campaigns.save_draft(person, NEW)
    view = await campaigns.snapshot(person, draft.id)
    assert (view.status, view.run_status, view.seq) == (CampaignStatus.DRAFT, None, 0)


async def test_snapshots_are_scoped(person: Person, colleague: Person, viewer: Person) -> None:
    private = await campaigns.create(person, NEW)
    team = await campaigns.create(person, NewCampaign("Tea one", visibility=Visibility.TEAM))
    for somebody in (colleague, viewer):
        with pytest.raises(NotFound):
            await campaigns.snapshot(somebody, private.id)
        assert (await campaigns.snapshot(somebody, team.id)).id == team.id
    for nonsense in ("", "no-such-id", "'", "\0", "\ud800", "x" * 5000):
        with pytest.raises(NotFound):
            await campaigns.snapshot(person, nonsense)


def report(agent: AgentName, kind: EventType, **data: Any) -> timeline.Event:
    return timeline.Event(kind, data, agent)


def block(number: int) -> dict[str, Any]:
    return {"id": f"b{number}", "kind": "paragraph", "text": f"Words {number}.", "level": 0}


def written(number: int) -> timeline.Event:
    front = {"title": "Desks", "slug": "desks", "meta_description": "", "serial": number}
    return report(AgentName.WRITER, EventType.BLOCK_WRITTEN, block=block(number), **front)


async def test_a_snapshot_equals_the_events_folded_live(person: Person) -> None:
    created = await campaigns.create(person, NEW)
    watched = await campaigns.snapshot(person, created.id)
    with live.subscribe(created.id) as heard:
        started = report(AgentName.WRITER, EventType.AGENT_STARTED, attempt=1, model="tiny")
        progress = report(AgentName.WRITER, EventType.AGENT_PROGRESS, progress=50, task="Writing")
        running = timeline.Event(EventType.RUN_STATUS, {"status": "running"})
        for one in (running, started, written(1), progress, written(2)):
            await timeline.record(created.id, created.run_id, one)
            for message in heard.take():
                apply(watched, message)
    later = await campaigns.snapshot(person, created.id)
    assert [one.text for one in later.document.blocks] == ["Words 1.", "Words 2."]
    assert later.agents == watched.agents
    assert comparable(later) == comparable(watched)


def comparable(view: CampaignView) -> tuple[object, ...]:
    return (view.status, view.seq, view.document, view.decisions, view.scores, view.run_number)


async def test_a_snapshot_shows_the_block_being_written(person: Person) -> None:
    created = await campaigns.create(person, NEW)
    tail = {
        "type": "tail",
        "run_id": created.run_id,
        "agent_type": "writer",
        "block_id": "b1",
        "text": "Wor",
    }
    live.publish(created.id, tail)
    view = await campaigns.snapshot(person, created.id)
    assert view.writing is not None
    assert view.writing.text == "Wor"
    await timeline.record(created.id, created.run_id, written(1))
    assert (await campaigns.snapshot(person, created.id)).writing is None
