import pytest
from sqlmodel import select

from contentflow import audit, campaigns, db, live, sharing
from contentflow.briefs import NewCampaign
from contentflow.errors import Forbidden, Invalid, NotFound
from contentflow.models import AuditEntry
from contentflow.names import Role, Visibility
from contentflow.person import Person

NOBODY = "0190aaaa-0000-7000-8000-000000000000"


@pytest.fixture
async def campaign_id(person: Person) -> str:
    return (await campaigns.create(person, NewCampaign(topic="Tea"))).id


async def log() -> list[tuple[str, str]]:
    async with db.reading() as session:
        rows = (await session.exec(select(AuditEntry).order_by(AuditEntry.id))).all()
    return [(row.action, row.about) for row in rows]


async def test_sharing_opens_and_closes(
    person: Person, colleague: Person, campaign_id: str
) -> None:
    with live.subscribe(campaign_id) as heard:
        await sharing.share(person, campaign_id, colleague.id, may_edit=False)
        assert (await campaigns.snapshot(colleague, campaign_id)).id == campaign_id
        await sharing.share(person, campaign_id, colleague.id, may_edit=True)
        found = await sharing.of(colleague, campaign_id)
        await sharing.unshare(person, campaign_id, colleague.id)
        assert [message["type"] for message in heard.take()] == [live.ACCESS] * 3
    assert [(m.user_id, m.may_edit) for m in found.members] == [(colleague.id, True)]
    assert found.own is False
    with pytest.raises(NotFound):
        await campaigns.snapshot(colleague, campaign_id)
    assert [about for _, about in await log()] == [
        f"{colleague.email}, may view",
        f"{colleague.email}, may edit",
        colleague.email,
    ]


async def test_only_the_owner_shares(person: Person, colleague: Person, campaign_id: str) -> None:
    for call in (
        sharing.share(colleague, campaign_id, person.id, may_edit=True),
        sharing.set_visibility(colleague, campaign_id, Visibility.TEAM),
        sharing.candidates(colleague, campaign_id),
        sharing.of(colleague, campaign_id),
    ):
        with pytest.raises(NotFound):
            await call
    await sharing.share(person, campaign_id, colleague.id, may_edit=True)
    for call in (
        sharing.share(colleague, campaign_id, colleague.id, may_edit=True),
        sharing.set_visibility(colleague, campaign_id, Visibility.TEAM),
        sharing.unshare(colleague, campaign_id, person.id),
    ):
        with pytest.raises(Forbidden):
            await call


async def test_a_member_may_leave(person: Person, colleague: Person, campaign_id: str) -> None:
    await sharing.share(person, campaign_id, colleague.id, may_edit=False)
    await sharing.unshare(colleague, campaign_id, colleague.id)
    assert (await sharing.of(person, campaign_id)).members == ()


async def test_sharing_with_nobody_or_oneself(person: Person, campaign_id: str) -> None:
    for wrong in (NOBODY, "x", ""):
        with pytest.raises(NotFound):
            await sharing.share(person, campaign_id, wrong, may_edit=True)
        with pytest.raises(NotFound):
            await sharing.unshare(person, campaign_id, wrong)
    with pytest.raises(Invalid, match="owner"):
        await sharing.share(person, campaign_id, person.id, may_edit=True)


async def test_the_team_sees_what_is_opened_to_it(
    person: Person, colleague: Person, campaign_id: str
) -> None:
    await sharing.set_visibility(person, campaign_id, Visibility.TEAM)
    await sharing.set_visibility(person, campaign_id, Visibility.TEAM)
    assert (await sharing.of(colleague, campaign_id)).visibility is Visibility.TEAM
    await sharing.set_visibility(person, campaign_id, Visibility.PRIVATE)
    with pytest.raises(NotFound):
        await sharing.of(colleague, campaign_id)
    assert [about for _, about in await log()] == ["team", "private"]


async def test_candidates_are_those_who_are_not_in_yet(
    person: Person, colleague: Person, campaign_id: str
) -> None:
    assert [one.user_id for one in await sharing.candidates(person, campaign_id)] == [colleague.id]
    await sharing.share(person, campaign_id, colleague.id, may_edit=False)
    assert await sharing.candidates(person, campaign_id) == []


async def test_the_log_is_for_admins(person: Person, campaign_id: str) -> None:
    await sharing.set_visibility(person, campaign_id, Visibility.TEAM, "192.0.2.7")
    reader = Person(person.id, person.email, person.name, Role.EDITOR)
    admin = Person(person.id, person.email, person.name, Role.ADMIN)
    with pytest.raises(Forbidden):
        await audit.listing(reader)
    (entry,) = await audit.listing(admin)
    assert (entry.who, entry.address, entry.target_id) == (person.email, "192.0.2.7", campaign_id)
    assert await audit.listing(admin, before=entry.id) == []
