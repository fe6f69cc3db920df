"""The first account: made on the first visit, or from the environment; nobody can make it twice."""

import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import accounts, db, lettering, limits, passwords, settings
from contentflow.config import config
from contentflow.errors import ConfigurationError, Conflict, Invalid
from contentflow.models import User
from contentflow.names import Role

_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


async def exists() -> bool:
    """False until the first account was made."""
    async with db.reading() as session:
        return await _any_user(session)


async def organisation() -> str:
    """The company's name, as given with the first account."""
    return str(await settings.get(settings.ORGANISATION, ""))


@cache
def setup_code() -> str:
    """What the first account must quote when others can reach the server; "" on loopback."""
    return "" if config().is_loopback else _kept_code(config().data_dir)


def _kept_code(folder: Path) -> str:
    """The code in the data folder, so that every process there asks for the same one."""
    letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(8))
    draft, kept = folder / f"setup-code-{os.getpid()}", folder / "setup-code"
    draft.touch(mode=0o600)
    draft.write_text(f"{letters[:4]}-{letters[4:]}")
    with suppress(FileExistsError):
        os.link(draft, kept)  # whole or not at all, and the first one wins
    draft.unlink()
    return kept.read_text()


async def create(name: str, email: str, password: str, company: str, code: str = "") -> str:
    """Make the first account, an admin's, and sign it in; returns the session token.

    Raises:
        Conflict: there is an account already.
        Invalid: a field is wrong.
        TooManyRequests: too many wrong setup codes.
    """
    if await exists():
        raise Conflict("There is an account already. Sign in.")
    _check_fields(name, email, password, company)
    _check_code(code)
    user = accounts.new_user(name, email, await passwords.make(password), Role.ADMIN)
    try:
        async with db.transaction() as session:
            await _claim_first(session, user, lettering.legible(company))
            return accounts.open_session(session, user)
    except IntegrityError as error:
        raise Conflict("Somebody else just made the first account. Sign in.") from error


async def create_from_environment() -> None:
    """Make the first account from CONTENTFLOW_ADMIN_EMAIL and _PASSWORD, if there is none.

    Raises:
        ConfigurationError: one of the two is missing or cannot be used.
    """
    email, password = config().admin_email, config().admin_password.get_secret_value()
    if not (email or password) or await exists():
        return
    wrong = accounts.credential_problems(email, password)
    if wrong:
        field = next(iter(wrong))
        raise ConfigurationError(f"CONTENTFLOW_ADMIN_{field.upper()}: {wrong[field]}")
    name = accounts.plain(email).split("@")[0]
    user = accounts.new_user(name, email, await passwords.make(password), Role.ADMIN)
    async with db.transaction() as session:
        await _claim_first(session, user, "")


async def _claim_first(session: AsyncSession, user: User, company: str) -> None:
    if await _any_user(session):
        raise Conflict("There is an account already. Sign in.")
    await settings.claim(session, "first_account")  # of two at once, one fails here
    await settings.put(session, settings.ORGANISATION, company)
    session.add(user)
    await session.flush()


async def _any_user(session: AsyncSession) -> bool:
    return (await session.exec(select(User.id).limit(1))).first() is not None


def _check_fields(name: str, email: str, password: str, company: str) -> None:
    wrong = accounts.person_problems(name, email, password)
    if problem := accounts.name_problem(company, "Enter your company's name."):
        wrong["company"] = problem
    if wrong:
        raise Invalid(wrong)


def _check_code(code: str) -> None:
    expected = setup_code()
    if not expected:
        return
    limits.setup_codes.begin("")
    given = code.strip().upper().encode("utf-8", "replace")
    if not secrets.compare_digest(given, expected.encode()):
        raise Invalid({"code": "That is not the code the server printed when it started."})
    limits.setup_codes.forget("")
