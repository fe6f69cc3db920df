import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from contentflow import accounts, db, first_account, tokens
from contentflow.config import config
from contentflow.errors import (
    ConfigurationError,
    Conflict,
    Invalid,
    NotFound,
    NotSignedIn,
    TooManyRequests,
)
from contentflow.models import ApiToken, Session, User, now
from contentflow.names import Role
from contentflow.person import Person
from tests.conftest import PASSWORD, forget

pytestmark = pytest.mark.usefixtures("database")


async def first(email: str = "maya@example.com", **changes: str) -> str:
    given = {"name": "Maya Chen", "password": PASSWORD, "company": "Northwind", **changes}
    return await first_account.create(email=email, **given)


async def test_the_first_account_is_an_admin_and_signed_in() -> None:
    assert not await first_account.exists()
    token = await first(" Maya@Example.com ")
    person = await accounts.by_session(token)
    assert (person.email, person.name, person.role) == ("maya@example.com", "Maya Chen", Role.ADMIN)
    assert await first_account.exists()
    assert await first_account.organisation() == "Northwind"


async def test_there_is_one_first_account() -> None:
    await first()
    with pytest.raises(Conflict):
        await first("tom@example.com")


async def test_of_two_at_once_one_wins() -> None:
    results = await asyncio.gather(
        *(first(f"person{number}@example.com") for number in range(4)), return_exceptions=True
    )
    assert sum(isinstance(result, str) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 3
    async with db.reading() as session:
        assert len((await session.exec(select(User))).all()) == 1


async def test_every_wrong_field_is_named() -> None:
    with pytest.raises(Invalid) as caught:
        await first("nobody", name=" ", company="x" * 101, password="short")
    assert set(caught.value.fields) == {"name", "email", "company", "password"}
    assert not await first_account.exists()


@pytest.mark.parametrize("email", ["", "@", "a@", "@b", "a b@c.d", "a@b@c", "x" * 250 + "@b.de"])
async def test_no_account_without_an_address(email: str) -> None:
    with pytest.raises(Invalid) as caught:
        await first(email)
    assert set(caught.value.fields) == {"email"}


async def test_a_very_long_password_is_refused_before_it_is_hashed() -> None:
    with pytest.raises(Invalid) as caught:
        await first(password="x" * 1_001)
    assert "password" in caught.value.fields


@pytest.fixture
def reachable(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    forget()


def test_on_loopback_there_is_no_code() -> None:
    assert first_account.setup_code() == ""


@pytest.mark.usefixtures("reachable")
async def test_others_must_quote_the_code_of_the_terminal() -> None:
    code = first_account.setup_code()
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}", code)
    assert code == first_account.setup_code()
    for wrong in ("", "AAAA-AAAA", "ü", "\ud800"):
        with pytest.raises(Invalid) as caught:
            await first(code=wrong)
        assert set(caught.value.fields) == {"code"}
    assert await first(code=f" {code.lower()} ")


@pytest.mark.usefixtures("reachable")
async def test_the_code_cannot_be_guessed_for_long() -> None:
    for _ in range(10):
        with pytest.raises(Invalid):
            await first(code="AAAA-AAAA")
    with pytest.raises(TooManyRequests) as caught:
        await first(code=first_account.setup_code())
    assert 0 < caught.value.retry_after <= 900


async def test_the_environment_makes_the_first_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTFLOW_ADMIN_EMAIL", "boss@example.com")
    monkeypatch.setenv("CONTENTFLOW_ADMIN_PASSWORD", PASSWORD)
    config.cache_clear()
    await first_account.create_from_environment()
    await first_account.create_from_environment()
    token = await accounts.sign_in("boss@example.com", PASSWORD, "127.0.0.1")
    assert (await accounts.by_session(token)).role is Role.ADMIN


async def test_without_the_variables_nothing_is_made() -> None:
    await first_account.create_from_environment()
    assert not await first_account.exists()


@pytest.mark.parametrize(
    ("email", "password", "named"),
    [
        ("boss@example.com", "short", "CONTENTFLOW_ADMIN_PASSWORD"),
        ("boss@example.com", "", "CONTENTFLOW_ADMIN_PASSWORD"),
        ("", PASSWORD, "CONTENTFLOW_ADMIN_EMAIL"),
    ],
)
async def test_half_an_account_in_the_environment_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, email: str, password: str, named: str
) -> None:
    monkeypatch.setenv("CONTENTFLOW_ADMIN_EMAIL", email)
    monkeypatch.setenv("CONTENTFLOW_ADMIN_PASSWORD", password)
    config.cache_clear()
    with pytest.raises(ConfigurationError, match=named):
        await first_account.create_from_environment()


async def test_signing_in_and_out(person: Person) -> None:
    token = await accounts.sign_in("MAYA@example.com ", PASSWORD, "10.0.0.1")
    assert await accounts.by_session(token) == person
    await accounts.sign_out(token)
    with pytest.raises(NotSignedIn):
        await accounts.by_session(token)
    await accounts.sign_out(token)
    await accounts.sign_out(None)


@pytest.mark.parametrize("token", [None, "", "wrong", "\ud800"])
async def test_no_session_without_its_token(person: Person, token: str | None) -> None:
    with pytest.raises(NotSignedIn):
        await accounts.by_session(token)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("maya@example.com", "wrong password"),
        ("nobody@example.com", PASSWORD),
        ("", ""),
        ("\0", ""),
    ],
)
async def test_wrong_credentials_do_not_say_which(
    person: Person, email: str, password: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await accounts.sign_in(email, password, "10.0.0.1")
    assert caught.value.fields == {"credentials": accounts._WRONG_CREDENTIALS}


@pytest.mark.usefixtures("real_hashing")
async def test_an_unknown_account_takes_as_long_as_a_wrong_password(person: Person) -> None:
    async def seconds(email: str) -> float:
        loop = asyncio.get_running_loop()
        started = loop.time()
        with pytest.raises(Invalid):
            await accounts.sign_in(email, "wrong password", "10.0.0.1")
        return loop.time() - started

    await seconds("warm@example.com")
    known = min([await seconds("maya@example.com") for _ in range(4)])
    unknown = min([await seconds("nobody@example.com") for _ in range(4)])
    assert unknown > known / 4  # without the decoy it is a hundredth


async def test_ten_failures_close_the_account_for_that_address(person: Person) -> None:
    attempts = [
        accounts.sign_in("maya@example.com", f"wrong {number}", "10.0.0.1") for number in range(14)
    ]
    results = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(result, TooManyRequests) for result in results) == 4
    with pytest.raises(TooManyRequests):
        await accounts.sign_in("maya@example.com", PASSWORD, "10.0.0.1")
    assert await accounts.sign_in("maya@example.com", PASSWORD, "10.0.0.2")


async def test_success_forgets_failures(person: Person) -> None:
    for _ in range(2):
        for _ in range(9):
            with pytest.raises(Invalid):
                await accounts.sign_in("maya@example.com", "wrong", "10.0.0.1")
        assert await accounts.sign_in("maya@example.com", PASSWORD, "10.0.0.1")


async def test_a_session_ends_after_thirty_days(person: Person) -> None:
    token = await accounts.sign_in("maya@example.com", PASSWORD, "10.0.0.1")
    async with db.transaction() as session:
        row = (await session.exec(select(Session))).one()
        assert now() + timedelta(days=29) < row.expires_at < now() + timedelta(days=31)
        row.expires_at = now() - timedelta(seconds=1)
        session.add(row)
    with pytest.raises(NotSignedIn):
        await accounts.by_session(token)


async def test_tokens_are_stored_hashed(person: Person) -> None:
    token = await accounts.sign_in("maya@example.com", PASSWORD, "10.0.0.1")
    api_token = await tokens.create("maya@example.com")
    async with db.reading() as session:
        stored = (await session.exec(select(Session.token_hash))).one()
        stored_api = (await session.exec(select(ApiToken.token_hash))).one()
        user = (await session.exec(select(User))).one()
    assert token not in stored
    assert api_token not in stored_api
    assert user.password_hash.startswith("$argon2id$")


async def test_who_left_has_no_session_and_no_token(person: Person) -> None:
    token = await accounts.sign_in("maya@example.com", PASSWORD, "10.0.0.1")
    api_token = await tokens.create("maya@example.com")
    async with db.transaction() as session:
        await session.exec(
            update(User).where(col(User.id) == person.id).values(deactivated_at=now())
        )
    with pytest.raises(NotSignedIn):
        await accounts.by_session(token)
    with pytest.raises(NotSignedIn):
        await tokens.owner(api_token)
    with pytest.raises(Invalid):
        await accounts.sign_in("maya@example.com", PASSWORD, "10.0.0.1")


async def test_an_email_has_one_account(person: Person) -> None:
    with pytest.raises(Conflict):
        await accounts.create_user("MAYA@example.com", Role.ADMIN, PASSWORD)


async def test_a_password_is_chosen_when_none_is_given() -> None:
    person, password = await accounts.create_user("new@example.com", Role.VIEWER)
    assert len(password) >= 12
    assert person.role is Role.VIEWER
    assert await accounts.sign_in("new@example.com", password, "10.0.0.1")


async def test_a_new_password_ends_sessions(person: Person) -> None:
    token = await accounts.sign_in("maya@example.com", PASSWORD, "10.0.0.1")
    await accounts.set_password("Maya@example.com", "another good password")
    with pytest.raises(NotSignedIn):
        await accounts.by_session(token)
    assert await accounts.sign_in("maya@example.com", "another good password", "10.0.0.1")
    with pytest.raises(Invalid):
        await accounts.set_password("maya@example.com", "short")
    with pytest.raises(NotFound):
        await accounts.set_password("nobody@example.com", "another good password")


async def test_api_tokens_are_made_listed_used_and_revoked(person: Person) -> None:
    token = await tokens.create("maya@example.com")
    assert len(token) >= 43
    assert await tokens.owner(token) == person
    (listed,) = await tokens.listing()
    assert (listed.email, listed.hint) == ("maya@example.com", token[-4:])
    assert listed.last_used_at is not None
    await tokens.revoke(listed.id)
    with pytest.raises(NotSignedIn):
        await tokens.owner(token)
    with pytest.raises(NotFound):
        await tokens.revoke(listed.id)
    with pytest.raises(NotFound):
        await tokens.create("nobody@example.com")
