import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from contentflow import accounts, audit, db, invitations, team
from contentflow.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn, TooManyRequests
from contentflow.models import Invitation, PasswordLink, now
from contentflow.names import Role
from contentflow.person import Person
from tests.conftest import PASSWORD


async def join(token: str, email: str = "new@example.com") -> Person:
    session = await invitations.accept(token, "Nell", email, "a long enough one", "192.0.2.1")
    return await accounts.by_session(session)


async def expire(table: type[Invitation] | type[PasswordLink]) -> None:
    async with db.transaction() as session:
        row = (await session.exec(select(table))).one()
        row.expires_at = now() - timedelta(seconds=1)
        session.add(row)


async def test_an_invitation_opens_one_account(admin: Person) -> None:
    token = await invitations.invite(admin, Role.VIEWER)
    assert await invitations.look(token) is Role.VIEWER
    made = await join(token)
    assert (made.name, made.email, made.role) == ("Nell", "new@example.com", Role.VIEWER)
    with pytest.raises(NotFound, match="was used"):
        await join(token, "other@example.com")
    assert await invitations.listing(admin) == []
    said = [(entry.action, entry.who) for entry in await audit.listing(admin)]
    assert said == [("joined", "new@example.com"), ("invited", "root@example.com")]


async def test_of_two_at_once_one_joins(admin: Person) -> None:
    token = await invitations.invite(admin, Role.EDITOR)
    both = (join(token, f"{n}@example.com") for n in range(2))
    ended = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["NotFound", "Person"]


async def test_an_invitation_expires_and_can_be_taken_back(admin: Person) -> None:
    token = await invitations.invite(admin, Role.EDITOR)
    (listed,) = await invitations.listing(admin)
    assert (listed.role, listed.by) == (Role.EDITOR, admin.name)
    await invitations.revoke(admin, listed.id)
    for refused in (invitations.look(token), join(token), invitations.revoke(admin, listed.id)):
        with pytest.raises(NotFound):
            await refused


async def test_an_expired_invitation_is_none(admin: Person) -> None:
    token = await invitations.invite(admin, Role.EDITOR)
    await expire(Invitation)
    with pytest.raises(NotFound):
        await join(token)
    assert await invitations.listing(admin) == []


async def test_wrong_fields_leave_the_invitation_open(admin: Person) -> None:
    token = await invitations.invite(admin, Role.EDITOR)
    with pytest.raises(Invalid) as wrong:
        await invitations.accept(token, " ", "nobody", "short")
    assert set(wrong.value.fields) == {"name", "email", "password"}
    with pytest.raises(Invalid, match="account already"):
        await join(token, admin.email)
    assert (await join(token)).role is Role.EDITOR


async def test_only_admins_invite(admin: Person, colleague: Person) -> None:
    for call in (
        invitations.invite(colleague, Role.ADMIN),
        invitations.listing(colleague),
        invitations.revoke(colleague, colleague.id),
        invitations.offer_reset(colleague, admin.id),
    ):
        with pytest.raises(Forbidden):
            await call


async def test_invitations_do_not_pile_up(admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MOST_OPEN", 2)
    for _ in range(2):
        await invitations.invite(admin, Role.EDITOR)
    with pytest.raises(Conflict, match="2 invitations are open"):
        await invitations.invite(admin, Role.EDITOR)


async def test_guessing_links_is_slowed_down(database: str) -> None:
    for _ in range(20):
        with pytest.raises(NotFound):
            await join("guessed")
    with pytest.raises(TooManyRequests):
        await join("guessed")


async def test_a_password_link_gives_one_new_password(admin: Person, colleague: Person) -> None:
    old = await accounts.sign_in(colleague.email, PASSWORD, "")
    stale = await invitations.offer_reset(admin, colleague.id)
    token = await invitations.offer_reset(admin, colleague.id)
    with pytest.raises(NotFound):
        await invitations.reset(stale, "another long password")
    with pytest.raises(Invalid):
        await invitations.reset(token, "short")
    session = await invitations.reset(token, "another long password")
    assert (await accounts.by_session(session)).id == colleague.id
    with pytest.raises(NotSignedIn):
        await accounts.by_session(old)
    with pytest.raises(NotFound):
        await invitations.reset(token, "a third long password")
    assert await accounts.sign_in(colleague.email, "another long password", "")


async def test_a_password_link_of_one_who_is_out_is_none(admin: Person, colleague: Person) -> None:
    token = await invitations.offer_reset(admin, colleague.id)
    await team.deactivate(admin, colleague.id)
    with pytest.raises(NotFound):
        await invitations.reset(token, "another long password")
    with pytest.raises(NotFound):
        await invitations.offer_reset(admin, colleague.id)


async def test_an_expired_password_link_is_none(admin: Person, colleague: Person) -> None:
    token = await invitations.offer_reset(admin, colleague.id)
    await expire(PasswordLink)
    with pytest.raises(NotFound):
        await invitations.reset(token, "another long password")


async def test_ones_own_password(colleague: Person) -> None:
    elsewhere = await accounts.sign_in(colleague.email, PASSWORD, "")
    with pytest.raises(Invalid, match="not your password"):
        await accounts.change_password(colleague, "wrong", "another long password")
    with pytest.raises(Invalid, match="at least"):
        await accounts.change_password(colleague, PASSWORD, "short")
    here = await accounts.change_password(colleague, PASSWORD, "another long password")
    assert (await accounts.by_session(here)).id == colleague.id
    with pytest.raises(NotSignedIn):
        await accounts.by_session(elsewhere)
    await accounts.sign_out_everywhere(colleague)
    with pytest.raises(NotSignedIn):
        await accounts.by_session(here)
