import pytest
from sqlmodel import select

from contentflow import access, accounts, campaigns, db
from contentflow.accounts import Person
from contentflow.briefs import NewCampaign
from contentflow.errors import Forbidden, NotFound
from contentflow.models import Campaign
from contentflow.names import CampaignStatus, Role, Visibility


def somebody(name: str, role: Role = Role.EDITOR) -> Person:
    return Person(name, f"{name}@example.com", name, role)


def campaign(visibility: Visibility, status: CampaignStatus = CampaignStatus.COMPLETED) -> Campaign:
    return Campaign(user_id="owner", topic="Tea", visibility=visibility, status=status)


PRIVATE, TEAM = campaign(Visibility.PRIVATE), campaign(Visibility.TEAM)
TEAM_DRAFT = campaign(Visibility.TEAM, CampaignStatus.DRAFT)


@pytest.mark.parametrize(
    ("name", "role", "which", "sees", "edits"),
    [
        ("owner", Role.EDITOR, PRIVATE, True, True),
        ("owner", Role.ADMIN, PRIVATE, True, True),
        ("owner", Role.VIEWER, PRIVATE, True, False),
        ("owner", Role.EDITOR, TEAM_DRAFT, True, True),
        ("other", Role.EDITOR, PRIVATE, False, False),
        ("other", Role.ADMIN, PRIVATE, False, False),
        ("other", Role.EDITOR, TEAM, True, False),
        ("other", Role.VIEWER, TEAM, True, False),
        ("other", Role.ADMIN, TEAM_DRAFT, False, False),
    ],
)
def test_who_may_do_what(name: str, role: Role, which: Campaign, sees: bool, edits: bool) -> None:
    person = somebody(name, role)
    assert access.may_see(person, which) is sees
    assert access.may_edit(person, which) is edits


def test_what_may_not_be_seen_does_not_exist() -> None:
    for missing in (None, PRIVATE):
        with pytest.raises(NotFound):
            access.require_edit(somebody("other"), missing)
    with pytest.raises(Forbidden):
        access.require_edit(somebody("other"), TEAM)
    assert access.require_edit(somebody("owner"), PRIVATE) is PRIVATE


def test_viewers_start_nothing() -> None:
    access.require_start(somebody("a"))
    with pytest.raises(Forbidden):
        access.require_start(somebody("a", Role.VIEWER))


async def test_queries_see_what_may_see_says(person: Person, colleague: Person) -> None:
    for visibility in Visibility:
        new = NewCampaign(topic=f"A {visibility} one", visibility=visibility)
        await campaigns.create(person, new)
        await campaigns.create(person, new, start=False)
    admin, _ = await accounts.create_user("root@example.com", Role.ADMIN)
    async with db.reading() as session:
        everything = (await session.exec(select(Campaign))).all()
        for who, count in ((person, 4), (colleague, 1), (admin, 1)):
            found = (await session.exec(access.visible(select(Campaign), who))).all()
            assert {row.id for row in found} == {
                row.id for row in everything if access.may_see(who, row)
            }
            assert len(found) == count
