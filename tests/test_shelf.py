"""Archived and taken out, deleted, brought back in time, and really gone afterwards."""

import asyncio

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, func, select

from contentflow import (
    approvals,
    audit,
    campaigns,
    db,
    holdings,
    inbox,
    live,
    presence,
    runs,
    sharing,
    shelf,
)
from contentflow.briefs import validate
from contentflow.errors import Conflict, Forbidden, NotFound
from contentflow.models import Campaign, Run
from contentflow.names import AgentName, CampaignStatus, Review, RunStatus
from contentflow.person import Person
from tests.stories import TOPIC, aged, decided, finished, started, there

NOBODY = "01a212f7-09c3-7654-81b5-c0ad55124e59"
OVER = 16  # seconds after which nothing is brought back


async def test_archived_and_taken_out_again_is_told_and_logged(
    person: Person, admin: Person
) -> None:
    made = await finished(person)
    with live.subscribe(made) as heard:
        await shelf.archive(person, made, "192.0.2.1")
        await shelf.archive(person, made)
        await shelf.unarchive(person, made)
        await shelf.unarchive(person, made)
        told = [message["changes"] for message in heard.take()]
    assert told == [{"archived": True}, {"archived": False}]
    lines = await audit.listing(admin)
    assert [line.action for line in lines] == ["taken out of the archive", "archived"]
    assert TOPIC not in repr(lines)


async def test_what_is_archived_shows_it_and_runs_nothing(person: Person) -> None:
    made = await finished(person)
    await shelf.archive(person, made)
    assert (await campaigns.snapshot(person, made)).archived_at
    with pytest.raises(Conflict, match="in the archive"):
        await runs.trigger(person, made, runs.Order((AgentName.SEO,)))
    await shelf.unarchive(person, made)
    assert (await campaigns.snapshot(person, made)).archived_at is None


async def test_what_runs_is_not_archived(person: Person) -> None:
    with pytest.raises(Conflict, match="under way"):
        await shelf.archive(person, await started(person))


async def test_deleted_it_is_gone_for_everybody_at_once(
    person: Person, colleague: Person, admin: Person
) -> None:
    made = await finished(person, visibility="team")
    await sharing.share(person, made, colleague.id, may_edit=True)
    await presence.join(colleague, made)
    with live.subscribe(made) as heard:
        await shelf.delete(person, made, "192.0.2.1")
        assert [message["type"] for message in heard.take()] == [live.ACCESS]
    for one in (person, colleague):
        with pytest.raises(NotFound):
            await campaigns.snapshot(one, made)
        assert (await campaigns.listing(one)).items == []
        assert await campaigns.count(one) == 0
        assert await inbox.unread(one) == 0
    assert await presence.watchers(made) == []
    assert await holdings.counts(admin) == {}
    assert await holdings.listing(admin, person.id) == []
    with pytest.raises(NotFound):
        await holdings.remove(admin, made)
    line = (await audit.listing(admin))[0]
    assert (line.action, line.target_id, line.address) == ("deleted", made, "192.0.2.1")


async def test_brought_back_it_is_as_it_was(person: Person, colleague: Person) -> None:
    made = await finished(person)
    await sharing.share(person, made, colleague.id, may_edit=False)
    before = await campaigns.snapshot(colleague, made)
    await shelf.delete(person, made)
    await shelf.undelete(person, made)
    await shelf.undelete(person, made)
    assert await campaigns.snapshot(colleague, made) == before


@pytest.mark.parametrize(("age", "back"), [(14, True), (OVER, False)])
async def test_a_deletion_can_be_undone_for_a_moment(
    person: Person, age: float, back: bool
) -> None:
    made = await finished(person)
    await shelf.delete(person, made)
    await aged(made, age)
    if back:
        assert await shelf.erase_due() == 0
        await shelf.undelete(person, made)
        return
    with pytest.raises(NotFound, match="gone"):
        await shelf.undelete(person, made)


async def test_the_run_of_what_is_deleted_is_cancelled_and_stays_so(person: Person) -> None:
    made = await started(person)
    await shelf.delete(person, made)
    await shelf.undelete(person, made)
    view = await campaigns.snapshot(person, made)
    assert (view.status, view.run_status) == (CampaignStatus.CANCELLED, RunStatus.CANCELLED)


async def test_a_working_run_has_to_stop_before_it_is_erased(person: Person) -> None:
    made = await started(person)
    await set_status(made, RunStatus.RUNNING)
    await shelf.delete(person, made)
    await aged(made, OVER)
    assert await shelf.erase_due() == 0
    await set_status(made, RunStatus.CANCELLED)
    assert await shelf.erase_due() == 1
    assert await there(made) is None


async def set_status(campaign_id: str, status: RunStatus) -> None:
    async with db.transaction() as session:
        run = (await session.exec(select(Run).where(Run.campaign_id == campaign_id))).one()
        run.status = status
        session.add(run)


async def test_erased_it_leaves_no_row_and_takes_nobody_elses(
    person: Person, colleague: Person
) -> None:
    other = await finished(person, AgentName.WRITER, AgentName.SEO)
    await decided(other, Review.OPEN)
    made = await finished(person, AgentName.WRITER, AgentName.SEO)
    await decided(made, Review.ACCEPTED)
    await sharing.share(person, made, colleague.id, may_edit=True)
    await presence.join(person, made)
    await approvals.approve(person, made, 2, "Good")
    await shelf.delete(person, made)
    before = await rows()
    await aged(made, OVER)
    assert await shelf.erase_due() == 1
    assert await shelf.erase_due() == 0
    after = await rows()
    assert {name for name in before if before[name] != after[name]} >= {
        *("campaigns", "runs", "sources", "agent_performance", "agent_decisions"),
        *("agent_results", "content_versions", "run_events", "campaign_members"),
        *("websocket_sessions", "notifications", "approvals"),
    } - {"sources"}
    assert await there(other)
    async with db.reading() as session:
        connection = await session.connection()
        assert (await connection.execute(text("pragma foreign_key_check"))).all() == []


async def rows() -> dict[str, int]:
    async with db.reading() as session:
        return {
            table.name: (await session.exec(select(func.count()).select_from(table))).one()
            for table in SQLModel.metadata.sorted_tables
        }


async def test_a_draft_goes_the_same_way(person: Person) -> None:
    draft = (await campaigns.create(person, validate({"topic": "Tea"}), start=False)).id
    await shelf.delete(person, draft)
    with pytest.raises(NotFound):
        await campaigns.draft(person, draft)
    await shelf.undelete(person, draft)
    assert (await campaigns.draft(person, draft)).topic == "Tea"
    await shelf.delete(person, draft)
    await aged(draft, OVER)
    assert await shelf.erase_due() == 1


async def test_only_the_owner_deletes_and_brings_back(
    person: Person, colleague: Person, viewer: Person, admin: Person
) -> None:
    made = await finished(person, visibility="team")
    await sharing.share(person, made, colleague.id, may_edit=True)
    for other in (colleague, viewer, admin):
        with pytest.raises(Forbidden):
            await shelf.delete(other, made)
    await shelf.archive(colleague, made)
    with pytest.raises(Forbidden):
        await shelf.unarchive(viewer, made)
    await shelf.delete(person, made)
    for other in (colleague, viewer, admin):
        with pytest.raises(NotFound):
            await shelf.undelete(other, made)
        with pytest.raises(NotFound):
            await shelf.delete(other, made)


@pytest.mark.parametrize("deed", [shelf.archive, shelf.unarchive, shelf.delete, shelf.undelete])
@pytest.mark.parametrize("campaign_id", [NOBODY, "", "x'; drop table campaigns", None, 7])
async def test_what_is_no_campaign(person: Person, deed: object, campaign_id: object) -> None:
    with pytest.raises(NotFound):
        await deed(person, campaign_id)  # type: ignore[operator]


async def test_many_clicks_at_once_are_one(person: Person, admin: Person) -> None:
    made = await finished(person)
    await asyncio.gather(*(shelf.delete(person, made) for _ in range(5)))
    await asyncio.gather(*(shelf.undelete(person, made) for _ in range(5)))
    await asyncio.gather(*(shelf.archive(person, made) for _ in range(5)))
    actions = [line.action for line in await audit.listing(admin)]
    assert actions == ["archived", "deletion undone", "deleted"]
    campaign = await there(made)
    assert isinstance(campaign, Campaign)
    assert campaign.deleted_at is None
    assert campaign.archived_at
