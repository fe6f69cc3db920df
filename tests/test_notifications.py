"""Who is told what, in the event's own transaction."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import col, select

from contentflow import (
    campaigns,
    db,
    inbox,
    live,
    preferences,
    sharing,
    team,
    timeline,
)
from contentflow.briefs import NewCampaign
from contentflow.campaigns import Created
from contentflow.models import Campaign, CampaignMember, Notification, WebsocketSession, now
from contentflow.names import AgentName, EventType, NoticeKind, RunStatus, Visibility
from contentflow.person import Person
from contentflow.timeline import Event

DONE = Event(EventType.AGENT_COMPLETED, {"summary": "Split 2 sentences."}, AgentName.SEO)


@pytest.fixture
async def made(person: Person) -> Created:
    return await campaigns.create(person, NewCampaign(topic="Tea"))


async def tell(made: Created, event: Event = DONE) -> None:
    await timeline.record(made.id, made.run_id, event)


def ended(status: RunStatus) -> Event:
    return Event(EventType.RUN_STATUS, {"status": status.value, "error": "No key."})


async def rows(who: Person) -> list[Notification]:
    async with db.reading() as session:
        query = select(Notification).where(Notification.user_id == who.id)
        return list((await session.exec(query.order_by(col(Notification.id)))).all())


async def open_page(made: Created, who: Person, seen_ago: float = 0, left: bool = False) -> None:
    moment = now() - timedelta(seconds=seen_ago)
    async with db.transaction() as session:
        session.add(
            WebsocketSession(
                campaign_id=made.id,
                user_id=who.id,
                connected_at=moment,
                seen_at=moment,
                left_at=now() if left else None,
            )
        )


async def set_team(made: Created) -> None:
    async with db.transaction() as session:
        campaign = await session.get_one(Campaign, made.id)
        campaign.visibility = Visibility.TEAM
        session.add(campaign)


async def test_the_owner_is_told(person: Person, colleague: Person, made: Created) -> None:
    await tell(made)
    await tell(made, Event(EventType.AGENT_PROGRESS, {"progress": 5}, AgentName.SEO))
    await tell(made, ended(RunStatus.NEEDS_ATTENTION))
    first, second = await rows(person)
    assert (first.type, first.text, first.data["title"], first.read_at) == (
        "agent_completed",
        "Split 2 sentences",
        "SEO completed",
        None,
    )
    assert (second.type, second.text, second.run_id) == (
        "run_needs_attention",
        "No key.",
        made.run_id,
    )
    assert await rows(colleague) == []


async def test_an_event_that_never_happened_told_nobody(person: Person, made: Created) -> None:
    async with db.reading() as session:  # which is never committed
        await timeline.append(session, made.id, made.run_id, DONE)
        seen = (await session.exec(select(Notification.user_id))).all()
    assert seen == [person.id]
    assert await rows(person) == []


async def test_members_are_told_and_viewers_of_a_team_campaign(
    person: Person, colleague: Person, viewer: Person, admin: Person, made: Created
) -> None:
    await sharing.share(person, made.id, colleague.id, may_edit=False)
    await open_page(made, viewer, seen_ago=9_000, left=True)
    await tell(made)
    assert await rows(viewer) == []  # it was closed to them again
    await set_team(made)
    await tell(made)
    assert [row.seq for row in await rows(viewer)] == [3]
    assert [row.seq for row in await rows(colleague)] == [0, 2, 3]
    assert await rows(admin) == []  # never looked


async def test_a_deactivated_person_is_told_nothing(
    person: Person, colleague: Person, admin: Person, made: Created
) -> None:
    await sharing.share(person, made.id, colleague.id, may_edit=False)
    await team.deactivate(admin, colleague.id)
    await tell(made)
    assert [row.seq for row in await rows(colleague)] == [0]


async def test_what_is_switched_off_leaves_no_row(person: Person, made: Created) -> None:
    await preferences.choose(person, NoticeKind.AGENT_COMPLETED, inbox=False)
    await tell(made)
    await tell(made, ended(RunStatus.COMPLETED))
    assert [row.type for row in await rows(person)] == ["run_completed"]


@pytest.mark.parametrize(("ago", "left", "unread"), [(0, False, 0), (0, True, 1), (600, False, 1)])
async def test_who_is_looking_has_read_it(
    person: Person, made: Created, ago: float, left: bool, unread: int
) -> None:
    await open_page(made, person, seen_ago=ago, left=left)
    await tell(made)
    assert len(await rows(person)) == 1
    assert await inbox.unread(person) == unread


async def test_three_tabs_are_one_person(person: Person, made: Created) -> None:
    for _ in range(3):
        await open_page(made, person)
    await tell(made)
    assert len(await rows(person)) == 1


async def test_sharing_again_tells_once(person: Person, colleague: Person, made: Created) -> None:
    await sharing.share(person, made.id, colleague.id, may_edit=False)
    await inbox.read_all(colleague)
    await sharing.share(person, made.id, colleague.id, may_edit=True)
    (row,) = await rows(colleague)
    assert row.text == f"{person.name} lets you edit it."
    assert row.read_at is None
    await preferences.choose(colleague, NoticeKind.SHARED, inbox=False)
    await sharing.share(person, made.id, colleague.id, may_edit=False)
    assert await rows(colleague) == []


async def test_the_inbox_forgets_what_one_may_not_see(
    person: Person, colleague: Person, made: Created
) -> None:
    await sharing.share(person, made.id, colleague.id, may_edit=False)
    await tell(made)
    assert await inbox.unread(colleague) == 2
    await sharing.unshare(person, made.id, colleague.id)
    assert await inbox.unread(colleague) == 0
    assert await inbox.listing(colleague) == ([], False)


async def test_reading_one_all_and_a_campaign(person: Person, made: Created) -> None:
    other = await campaigns.create(person, NewCampaign(topic="Coffee"))
    for which in (made, made, other, other):
        await tell(which)
    lines, more = await inbox.listing(person, limit=3)
    assert ([line.about for line in lines], more) == (["Coffee", "Coffee", "Tea"], True)
    with live.subscribe(inbox.channel(person)) as heard:
        await inbox.read(person, lines[0].id)
        await inbox.read(person, lines[0].id)
        assert len(heard.take()) == 1
    assert await inbox.unread(person) == 3
    await inbox.read_campaign(person, made.id)
    await inbox.read_campaign(person, made.id)
    assert await inbox.unread(person) == 1
    await inbox.read_all(person)
    assert await inbox.unread(person) == 0


async def test_nobody_reads_for_another(person: Person, colleague: Person, made: Created) -> None:
    await tell(made)
    ((line,), _) = await inbox.listing(person)
    await inbox.read(colleague, line.id)
    await inbox.read(colleague, "x" * 100_000)
    await inbox.read_all(colleague)
    assert await inbox.unread(person) == 1


async def test_the_count_stops_where_the_badge_does(
    person: Person, made: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "MOST_COUNTED", 2)
    for _ in range(3):
        await tell(made)
    assert await inbox.unread(person) == 2


async def test_old_lines_are_forgotten(
    person: Person, made: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tell(made)
    await inbox.prune()
    assert len(await rows(person)) == 1
    monkeypatch.setattr(inbox, "KEPT_DAYS", 0)
    await inbox.prune()
    assert await rows(person) == []


async def test_many_events_at_once_tell_everyone_once(
    person: Person, colleague: Person, made: Created
) -> None:
    async with db.transaction() as session:
        session.add(CampaignMember(campaign_id=made.id, user_id=colleague.id, added_by=person.id))
    await asyncio.gather(*(tell(made) for _ in range(10)))
    for who in (person, colleague):
        assert [row.seq for row in await rows(who)] == list(range(2, 12))
