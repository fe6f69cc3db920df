import pytest
from sqlmodel import select

from contentflow import access, accounts, campaigns, db
from contentflow.briefs import NewCampaign
from contentflow.errors import Forbidden, NotFound
from contentflow.models import Campaign, CampaignMember
from contentflow.names import Role, Visibility
from contentflow.person import Person


async def somebody(name: str, role: Role) -> Person:
    person, _ = await accounts.create_user(f"{name}@example.com", role)
    return person


async def a_campaign(
    owner: Person, visibility: Visibility, start: bool = True, shared_with: Person | None = None
) -> str:
    new = NewCampaign(topic="Tea", visibility=visibility)
    created = await campaigns.create(owner, new, start=start)
    if shared_with:
        async with db.transaction() as session:
            session.add(
                CampaignMember(
                    campaign_id=created.id,
                    user_id=shared_with.id,
                    may_edit=True,
                    added_by=owner.id,
                )
            )
    return created.id


async def rights(person: Person, campaign_id: str) -> tuple[bool, bool, bool]:
    """Whether they see, edit and own it."""
    found = []
    async with db.reading() as session:
        for ask in (access.seen, access.edited, access.owned):
            try:
                await ask(session, person, campaign_id)
            except (NotFound, Forbidden):
                found.append(False)
            else:
                found.append(True)
    return found[0], found[1], found[2]


NONE, READ, EDIT, OWN = (
    (False, False, False),
    (True, False, False),
    (True, True, False),
    (True, True, True),
)


@pytest.mark.parametrize(
    ("role", "visibility", "started", "member", "expected"),
    [
        (Role.EDITOR, Visibility.PRIVATE, True, False, NONE),
        (Role.ADMIN, Visibility.PRIVATE, True, False, NONE),
        (Role.VIEWER, Visibility.PRIVATE, True, False, NONE),
        (Role.EDITOR, Visibility.TEAM, True, False, READ),
        (Role.ADMIN, Visibility.TEAM, True, False, READ),
        (Role.VIEWER, Visibility.TEAM, True, False, READ),
        (Role.ADMIN, Visibility.TEAM, False, False, NONE),
        (Role.EDITOR, Visibility.PRIVATE, True, True, EDIT),
        (Role.ADMIN, Visibility.TEAM, True, True, EDIT),
        (Role.VIEWER, Visibility.PRIVATE, True, True, READ),
        (Role.EDITOR, Visibility.PRIVATE, False, True, NONE),
    ],
)
async def test_what_others_may_do(
    person: Person,
    role: Role,
    visibility: Visibility,
    started: bool,
    member: bool,
    expected: tuple[bool, bool, bool],
) -> None:
    other = await somebody("other", role)
    campaign_id = await a_campaign(person, visibility, started, other if member else None)
    assert await rights(other, campaign_id) == expected
    assert await rights(person, campaign_id) == OWN


async def test_an_owner_who_became_a_viewer_only_reads(person: Person) -> None:
    campaign_id = await a_campaign(person, Visibility.PRIVATE)
    reader = Person(person.id, person.email, person.name, Role.VIEWER)
    assert await rights(reader, campaign_id) == READ


async def test_what_may_not_be_seen_does_not_exist(person: Person, colleague: Person) -> None:
    campaign_id = await a_campaign(person, Visibility.PRIVATE)
    async with db.reading() as session:
        for wanted in (campaign_id, "0190aaaa-0000-7000-8000-000000000000", "no id", ""):
            with pytest.raises(NotFound, match="no such campaign"):
                await access.edited(session, colleague, wanted)


def test_an_id_of_another_type_is_no_id() -> None:
    for wrong in (None, 7, ["a"], {"id": 1}):
        with pytest.raises(NotFound):
            access.require_id(wrong)  # type: ignore[arg-type]


def test_viewers_start_nothing_and_only_admins_administer() -> None:
    viewer = Person("v", "v@example.com", "V", Role.VIEWER)
    admin = Person("a", "a@example.com", "A", Role.ADMIN)
    access.require_start(admin)
    access.require_admin(admin)
    for require in (access.require_start, access.require_admin):
        with pytest.raises(Forbidden):
            require(viewer)


async def test_lists_hold_what_may_be_seen(person: Person, colleague: Person) -> None:
    for visibility in Visibility:
        for start in (True, False):
            await a_campaign(person, visibility, start)
    await a_campaign(person, Visibility.PRIVATE, shared_with=colleague)
    admin = await somebody("root", Role.ADMIN)
    async with db.reading() as session:
        for who, count in ((person, 5), (colleague, 2), (admin, 1)):
            found = (await session.exec(access.visible(select(Campaign), who))).all()
            assert len(found) == count
