from pathlib import Path

import httpx
import pytest

from contentflow import accounts, first_account, limits, routes
from contentflow.errors import NotSignedIn
from contentflow.person import Person
from tests.api.conftest import ADDRESS, Client
from tests.conftest import PASSWORD, forget

FORM = {"name": "Maya", "email": "maya@example.com", "company": "Northwind", "password": PASSWORD}
BROWSER = {"Accept": "text/html,*/*", "Origin": ADDRESS}


def location(answer: httpx.Response) -> str:
    assert answer.status_code == 303
    return answer.headers["location"]


async def test_the_first_account_is_signed_in(client: Client) -> None:
    answer = await client.post(routes.AUTH_SETUP, data=FORM, headers=BROWSER)
    assert location(answer) == "/"
    cookie = answer.headers["set-cookie"]
    for wanted in (f"{routes.SESSION_COOKIE}=", "HttpOnly", "SameSite=lax", "Path=/", "Max-Age="):
        assert wanted in cookie
    assert "Secure" not in cookie
    person = await accounts.by_session(answer.cookies[routes.SESSION_COOKIE])
    assert person.email == "maya@example.com"


async def test_the_cookie_is_secure_behind_https(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTENTFLOW_PUBLIC_URL", "https://flow.example.com")
    forget()
    form = {**FORM, "code": first_account.setup_code()}
    answer = await client.post(
        routes.AUTH_SETUP, data=form, headers={"Origin": "https://flow.example.com"}
    )
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"email": "nobody"}, "email"),
        ({"password": "short", "name": ""}, "password,name"),
        ({"company": "x" * 200}, "company"),
    ],
)
async def test_wrong_fields_are_named_in_the_address(
    client: Client, changes: dict[str, str], errors: str
) -> None:
    answer = await client.post(routes.AUTH_SETUP, data={**FORM, **changes})
    assert location(answer).startswith(f"/setup?error={errors}&")
    assert "set-cookie" not in answer.headers
    assert FORM["password"] not in location(answer)
    assert changes.get("password", "password=") not in location(answer)


async def test_empty_and_odd_forms_are_wrong_fields(client: Client) -> None:
    assert location(await client.post(routes.AUTH_SETUP)).startswith("/setup?error=")
    odd_name = b"name=%ed%a0%80%00&email=" + b"x" * 9_000
    assert location(await client.post(routes.AUTH_LOGIN)) == "/login?error=credentials"
    odd = b"email=%00%ff&password=%ed%a0%80"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await client.post(routes.AUTH_SETUP, content=odd_name, headers=headers)
    assert len(location(answer)) < 1_000
    answer = await client.post(routes.AUTH_LOGIN, content=odd, headers=headers)
    assert location(answer) == "/login?error=credentials"


async def test_a_second_first_account_goes_to_the_log_in(client: Client, person: Person) -> None:
    answer = await client.post(routes.AUTH_SETUP, data={**FORM, "email": "tom@example.com"})
    assert location(answer) == "/login?error=exists"


async def test_the_code_of_the_terminal_is_asked_for(
    client: Client, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    forget()
    refused = location(await client.post(routes.AUTH_SETUP, data=FORM))
    assert refused == ("/setup?error=code&name=Maya&email=maya%40example.com&company=Northwind")
    good = {**FORM, "code": first_account.setup_code()}
    assert location(await client.post(routes.AUTH_SETUP, data=good)) == "/"


async def test_in_and_out(client: Client, person: Person) -> None:
    form = {"email": person.email, "password": PASSWORD}
    answer = await client.post(routes.AUTH_LOGIN, data=form, headers=BROWSER)
    assert location(answer) == "/"
    token = answer.cookies[routes.SESSION_COOKIE]
    assert await accounts.by_session(token) == person
    client.cookies.set(routes.SESSION_COOKIE, token)
    answer = await client.post(routes.AUTH_LOGOUT, headers=BROWSER)
    assert location(answer) == "/login"
    assert f'{routes.SESSION_COOKIE}=""' in answer.headers["set-cookie"]
    with pytest.raises(NotSignedIn):
        await accounts.by_session(token)


async def test_a_wrong_password(client: Client, person: Person) -> None:
    form = {"email": person.email, "password": "wrong"}
    answer = await client.post(routes.AUTH_LOGIN, data=form)
    assert location(answer) == "/login?error=credentials"
    assert "set-cookie" not in answer.headers


async def test_too_many_failures_are_429_or_a_form_that_says_so(
    client: Client, person: Person
) -> None:
    form = {"email": person.email, "password": "wrong"}
    for _ in range(10):
        await client.post(routes.AUTH_LOGIN, data=form)
    answer = await client.post(routes.AUTH_LOGIN, data=form)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    answer = await client.post(routes.AUTH_LOGIN, data=form, headers=BROWSER)
    assert location(answer) == "/login?error=too_many"


async def test_one_address_tries_many_accounts_at_a_walking_pace(
    client: Client, person: Person
) -> None:
    for _ in range(60):
        limits.sign_ins_from.take("127.0.0.1")
    answer = await client.post(routes.AUTH_LOGIN, data={"email": "a@b.c", "password": "wrong"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")


@pytest.mark.parametrize("path", [routes.AUTH_LOGIN, routes.AUTH_LOGOUT, routes.AUTH_SETUP])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
async def test_other_sites_forms_are_refused(
    client: Client, person: Person, path: str, origin: str
) -> None:
    form = {"email": person.email, "password": PASSWORD}
    answer = await client.post(path, data=form, headers={"Origin": origin})
    assert answer.status_code == 403
    assert "CONTENTFLOW_PUBLIC_URL" in answer.json()["detail"]


@pytest.mark.parametrize("path", [routes.AUTH_LOGIN, routes.AUTH_LOGOUT, routes.AUTH_SETUP])
async def test_they_are_for_posting(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
