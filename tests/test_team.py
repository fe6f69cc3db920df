import asyncio
from dataclasses import replace

import pytest

from contentflow import accounts, invitations, live, team, tokens
from contentflow.errors import Conflict, Forbidden, NotFound, NotSignedIn
from contentflow.names import Role
from contentflow.person import Person
from tests.conftest import PASSWORD


async def role_of(admin: Person, person: Person) -> Role:
    return next(one.role for one in await team.listing(admin) if one.id == person.id)


async def test_a_role_counts_at_once(admin: Person, colleague: Person) -> None:
    token = await accounts.sign_in(colleague.email, PASSWORD, "")
    with live.subscribe(live.EVERYTHING) as heard:
        await team.set_role(admin, colleague.id, Role.VIEWER)
        assert [message["type"] for message in heard.take()] == [live.ACCESS]
    assert (await accounts.by_session(token)).role is Role.VIEWER
    assert await role_of(admin, colleague) is Role.VIEWER


async def test_who_is_deactivated_is_out_at_once(admin: Person, colleague: Person) -> None:
    session = await accounts.sign_in(colleague.email, PASSWORD, "")
    token = await tokens.create(colleague.email)
    await team.deactivate(admin, colleague.id)
    with pytest.raises(NotSignedIn):
        await accounts.by_session(session)
    with pytest.raises(NotSignedIn):
        await tokens.owner(token)
    assert [one.active for one in await team.listing(admin) if one.id == colleague.id] == [False]
    await team.reactivate(admin, colleague.id)
    assert (await tokens.owner(token)).id == colleague.id
    with pytest.raises(NotSignedIn):
        await accounts.by_session(session)


async def test_the_last_admin_stays(admin: Person, person: Person, colleague: Person) -> None:
    for one in (person, colleague):
        await team.set_role(admin, one.id, Role.EDITOR)
    for leave in (team.set_role(admin, admin.id, Role.EDITOR), team.deactivate(admin, admin.id)):
        with pytest.raises(Conflict, match="last admin"):
            await leave
    await team.set_role(admin, colleague.id, Role.ADMIN)
    await team.set_role(admin, admin.id, Role.EDITOR)
    assert await role_of(colleague, admin) is Role.EDITOR


async def test_only_admins_change_people(admin: Person, colleague: Person) -> None:
    for call in (
        team.set_role(colleague, colleague.id, Role.ADMIN),
        team.deactivate(colleague, admin.id),
        team.reactivate(colleague, admin.id),
    ):
        with pytest.raises(Forbidden):
            await call
    assert [one.email for one in await team.listing(colleague)] == ["", ""]


async def test_nobody_cannot_be_changed(admin: Person) -> None:
    for wrong in ("", "x", "0190aaaa-0000-7000-8000-000000000000"):
        with pytest.raises(NotFound, match="no such person"):
            await team.deactivate(admin, wrong)


async def test_links_go_with_the_rights_of_who_made_them(
    admin: Person, person: Person, colleague: Person
) -> None:
    for lose in (
        lambda: team.set_role(admin, person.id, Role.EDITOR),
        lambda: team.deactivate(admin, person.id),
    ):
        await team.set_role(admin, person.id, Role.ADMIN)
        chief = replace(person, role=Role.ADMIN)
        invitation = await invitations.invite(chief, Role.ADMIN)
        link = await invitations.offer_reset(chief, colleague.id)
        await lose()
        with pytest.raises(NotFound):
            await invitations.look(invitation)
        with pytest.raises(NotFound):
            await invitations.look_reset(link)


async def test_of_two_admins_who_demote_each_other_one_stays(admin: Person, person: Person) -> None:
    await team.set_role(admin, person.id, Role.ADMIN)
    chief = replace(person, role=Role.ADMIN)
    ended = await asyncio.gather(
        team.set_role(admin, person.id, Role.EDITOR),
        team.set_role(chief, admin.id, Role.EDITOR),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in ended) == ["Conflict", "NoneType"]


async def test_every_change_of_people_is_told_to_open_pages(
    admin: Person, colleague: Person
) -> None:
    with live.subscribe(live.EVERYTHING) as heard:
        token = await invitations.invite(admin, Role.EDITOR)
        await invitations.accept(token, "Nell", "nell@example.com", "a long enough one")
        await invitations.invite(admin, Role.EDITOR)
        await invitations.revoke(admin, (await invitations.listing(admin))[0].id)
        await accounts.rename(colleague, "Thomas")
        await team.deactivate(admin, colleague.id)
        await team.reactivate(admin, colleague.id)
        reset = await invitations.offer_reset(admin, colleague.id)
        await invitations.reset(reset, "another long password")
        assert [message["type"] for message in heard.take()] == [live.ACCESS] * 8
