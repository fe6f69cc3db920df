import httpx
import pytest

from contentflow import accounts, invitations, routes
from contentflow.errors import NotSignedIn
from contentflow.names import Role
from contentflow.person import Person
from tests.api.conftest import Client
from tests.conftest import PASSWORD

NEW = "another long password"


def location(answer: httpx.Response) -> str:
    assert answer.status_code == 303
    return str(answer.headers["location"])


def signed_in(answer: httpx.Response) -> str:
    return answer.cookies[routes.SESSION_COOKIE]


async def test_an_invitation_becomes_a_signed_in_account(client: Client, admin: Person) -> None:
    token = await invitations.invite(admin, Role.VIEWER)
    form = {"token": token, "name": "Nell", "email": "nell@example.com", "password": NEW}
    wrong = await client.post(routes.AUTH_JOIN, data={**form, "password": "short"})
    assert location(wrong) == f"/invite/{token}?error=password&name=Nell&email=nell%40example.com"
    made = await client.post(routes.AUTH_JOIN, data=form)
    assert location(made) == routes.HOME
    assert (await accounts.by_session(signed_in(made))).role is Role.VIEWER
    again = await client.post(routes.AUTH_JOIN, data=form)
    assert location(again) == f"/invite/{token}?error=link"


@pytest.mark.parametrize("token", ["", "x", "../../login", "a\r\nSet-Cookie: b=c", "ü"])
async def test_a_link_that_is_none_leads_nowhere_else(client: Client, token: str) -> None:
    for address, page in ((routes.AUTH_JOIN, "/invite/"), (routes.AUTH_RESET, "/reset/")):
        form = {"token": token, "name": "N", "email": "n@example.com", "password": NEW}
        told = location(await client.post(address, data=form))
        assert told in (f"{page}{token}?error=link", f"{page}-?error=link")


async def test_a_password_link_signs_in(client: Client, admin: Person, colleague: Person) -> None:
    token = await invitations.offer_reset(admin, colleague.id)
    answer = await client.post(routes.AUTH_RESET, data={"token": token, "password": NEW})
    assert (await accounts.by_session(signed_in(answer))).id == colleague.id


async def test_changing_ones_password(client: Client, colleague: Person) -> None:
    session = await accounts.sign_in(colleague.email, PASSWORD, "")
    cookies = {"Cookie": f"{routes.SESSION_COOKIE}={session}"}
    form = {"old_password": "wrong", "password": NEW}
    wrong = await client.post(routes.AUTH_CHANGE, data=form, headers=cookies)
    assert location(wrong) == f"{routes.ACCOUNT}?error=old_password"
    form["old_password"] = PASSWORD
    right = await client.post(routes.AUTH_CHANGE, data=form, headers=cookies)
    assert location(right) == f"{routes.ACCOUNT}?done=password"
    assert (await accounts.by_session(signed_in(right))).id == colleague.id
    with pytest.raises(NotSignedIn):
        await accounts.by_session(session)
    client.cookies.clear()
    nobody = await client.post(routes.AUTH_CHANGE, data=form)
    assert location(nobody) == routes.LOGIN


async def test_signing_out_everywhere(client: Client, colleague: Person) -> None:
    sessions = [await accounts.sign_in(colleague.email, PASSWORD, "") for _ in range(2)]
    cookies = {"Cookie": f"{routes.SESSION_COOKIE}={sessions[0]}"}
    answer = await client.post(routes.AUTH_LOGOUT_EVERYWHERE, headers=cookies)
    assert location(answer) == routes.LOGIN
    for session in sessions:
        with pytest.raises(NotSignedIn):
            await accounts.by_session(session)


async def test_another_sites_form_is_refused(client: Client, colleague: Person) -> None:
    session = await accounts.sign_in(colleague.email, PASSWORD, "")
    foreign = {"Cookie": f"{routes.SESSION_COOKIE}={session}", "Origin": "https://evil.example"}
    for address in (routes.AUTH_LOGOUT_EVERYWHERE, routes.AUTH_CHANGE, routes.AUTH_JOIN):
        assert (await client.post(address, headers=foreign)).status_code == 403
    assert (await accounts.by_session(session)).id == colleague.id
