"""People: the first account, signing in and out, who a session or a token belongs to."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, limits, passwords, settings
from contentflow.config import config
from contentflow.errors import ConfigurationError, Conflict, Invalid, NotFound, NotSignedIn
from contentflow.models import ApiToken, Session, User, now
from contentflow.names import Role

SESSION_LIFE = timedelta(days=30)
_USED_EVERY = timedelta(minutes=1)  # how exact "last used" of a token is
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_LONGEST_EMAIL, _LONGEST_NAME = 254, 100
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_MISSING = {"name": "Enter your name.", "company": "Enter your company's name."}
_WRONG_CREDENTIALS = "That email and password do not match an account."


@dataclass(frozen=True)
class Person:
    """Who is asking."""

    id: str
    email: str
    name: str
    role: Role


@dataclass(frozen=True)
class TokenInfo:
    """An API token as it is listed: never the token itself."""

    id: str
    email: str
    hint: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


async def has_accounts() -> bool:
    """False until the first account was made."""
    async with db.reading() as session:
        return await _any_user(session)


async def organisation() -> str:
    """The company's name, as given with the first account."""
    return str(await settings.get(settings.ORGANISATION, ""))


@cache
def setup_code() -> str:
    """What the first account must quote when others can reach the server; "" on loopback."""
    if config().is_loopback:
        return ""
    letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


async def create_first(name: str, email: str, password: str, company: str, code: str = "") -> str:
    """Make the first account, an admin's, and sign it in; returns the session token.

    Raises:
        Conflict: there is an account already.
        Invalid: a field is wrong.
        TooManyRequests: too many wrong setup codes.
    """
    if await has_accounts():
        raise Conflict("There is an account already. Sign in.")
    _check_fields(name, email, password, company)
    _check_code(code)
    user = User(
        email=_plain(email),
        name=name.strip(),
        password_hash=await passwords.make(password),
        role=Role.ADMIN,
    )
    try:
        async with db.transaction() as session:
            await _claim_first(session, user, company.strip())
            return _open_session(session, user)
    except IntegrityError as error:
        raise Conflict("Somebody else just made the first account. Sign in.") from error


async def create_from_environment() -> None:
    """Make the first account from CONTENTFLOW_ADMIN_EMAIL and _PASSWORD, if there is none.

    Raises:
        ConfigurationError: one of the two is missing or cannot be used.
    """
    email, password = config().admin_email, config().admin_password.get_secret_value()
    if not (email or password) or await has_accounts():
        return
    wrong = _credential_problems(email, password)
    if wrong:
        field = next(iter(wrong))
        raise ConfigurationError(f"CONTENTFLOW_ADMIN_{field.upper()}: {wrong[field]}")
    user = User(
        email=_plain(email),
        name=_plain(email).split("@")[0],
        password_hash=await passwords.make(password),
        role=Role.ADMIN,
    )
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


async def sign_in(email: str, password: str, address: str) -> str:
    """Start a session for the right password; returns its token.

    Raises:
        Invalid: email and password do not match; which of them is not said.
        TooManyRequests: too many failures for this account from this address.
    """
    key = f"{_plain(email)} {address}"
    limits.sign_ins.begin(key)
    async with db.reading() as session:
        user = await _user(session, email)
    usable = user is not None and user.deactivated_at is None
    stored = user.password_hash if user is not None and usable else None
    if not await passwords.matches(password[: passwords.LONGEST + 1], stored) or user is None:
        raise Invalid({"credentials": _WRONG_CREDENTIALS})
    limits.sign_ins.forget(key)
    async with db.transaction() as session:
        await session.exec(delete(Session).where(col(Session.expires_at) < now()))
        return _open_session(session, user)


async def sign_out(token: str | None) -> None:
    """End the session; one that is over already is fine."""
    async with db.transaction() as session:
        await session.exec(delete(Session).where(col(Session.token_hash) == _digest(token or "")))


async def by_session(token: str | None) -> Person:
    """Whose session this is.

    Raises:
        NotSignedIn: nobody's, or it is over.
    """
    query = select(User, Session.expires_at).join(Session, col(Session.user_id) == col(User.id))
    async with db.reading() as session:
        found = await session.exec(query.where(Session.token_hash == _digest(token or "")))
        row = found.first()
    if row is None or row[1] <= now() or row[0].deactivated_at is not None:
        raise NotSignedIn("Sign in first.")
    return _person(row[0])


async def create_user(email: str, role: Role, password: str | None = None) -> tuple[Person, str]:
    """Make an account; without a password one is chosen. Returns both.

    Raises:
        Invalid: a field is wrong.
        Conflict: the email has an account.
    """
    chosen = password if password is not None else secrets.token_urlsafe(15)
    if wrong := _credential_problems(email, chosen):
        raise Invalid(wrong)
    user = User(
        email=_plain(email),
        name=_plain(email).split("@")[0],
        password_hash=await passwords.make(chosen),
        role=role,
    )
    try:
        async with db.transaction() as session:
            session.add(user)
    except IntegrityError as error:
        raise Conflict(f"{user.email} has an account already.") from error
    return _person(user), chosen


async def set_password(email: str, password: str) -> None:
    """Change somebody's password and end their sessions.

    Raises:
        Invalid: the password cannot be used.
        NotFound: nobody has this email.
    """
    if wrong := passwords.problem(password):
        raise Invalid({"password": wrong})
    hashed = await passwords.make(password)
    async with db.transaction() as session:
        user = await _known(session, email)
        user.password_hash = hashed
        session.add(user)
        await session.exec(delete(Session).where(col(Session.user_id) == user.id))


async def by_api_token(token: str) -> Person:
    """Whose API token this is.

    Raises:
        NotSignedIn: nobody's, or it was revoked.
    """
    query = select(User, ApiToken).join(ApiToken, col(ApiToken.user_id) == col(User.id))
    async with db.reading() as session:
        row = (await session.exec(query.where(ApiToken.token_hash == _digest(token)))).first()
    if row is None or row[1].revoked_at is not None or row[0].deactivated_at is not None:
        raise NotSignedIn("The token is not valid, or it was revoked.")
    await _note_use(row[1])
    return _person(row[0])


async def _note_use(token: ApiToken) -> None:
    if token.last_used_at is not None and now() - token.last_used_at < _USED_EVERY:
        return
    async with db.transaction() as session:
        used = update(ApiToken).where(col(ApiToken.id) == token.id).values(last_used_at=now())
        await session.exec(used)


async def create_api_token(email: str) -> str:
    """Make a token for somebody; it cannot be shown again.

    Raises:
        NotFound: nobody has this email.
    """
    token = secrets.token_urlsafe(32)
    async with db.transaction() as session:
        user = await _known(session, email)
        row = ApiToken(user_id=user.id, token_hash=_digest(token), hint=token[-4:])
        session.add(row)
    return token


async def list_api_tokens() -> list[TokenInfo]:
    """Every token ever made, oldest first."""
    query = select(ApiToken, User.email).join(User, col(User.id) == col(ApiToken.user_id))
    async with db.reading() as session:
        rows = (await session.exec(query.order_by(col(ApiToken.id)))).all()
    return [
        TokenInfo(t.id, email, t.hint, t.created_at, t.last_used_at, t.revoked_at)
        for t, email in rows
    ]


async def revoke_api_token(token_id: str) -> None:
    """Make a token useless.

    Raises:
        NotFound: there is none with this id, or it was revoked before.
    """
    async with db.transaction() as session:
        row = await session.get(ApiToken, token_id)
        if row is None or row.revoked_at is not None:
            raise NotFound(f"No token {token_id} is in use.")
        row.revoked_at = now()
        session.add(row)


def _open_session(session: AsyncSession, user: User) -> str:
    token = secrets.token_urlsafe(32)
    expires = now() + SESSION_LIFE
    session.add(Session(token_hash=_digest(token), user_id=user.id, expires_at=expires))
    return token


async def _user(session: AsyncSession, email: str) -> User | None:
    return (await session.exec(select(User).where(User.email == _plain(email)))).first()


async def _known(session: AsyncSession, email: str) -> User:
    user = await _user(session, email)
    if user is None:
        raise NotFound(f"Nobody has the email {email}.")
    return user


def _person(user: User) -> Person:
    return Person(user.id, user.email, user.name, user.role)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(email: str) -> str:
    return email.strip().lower().replace("\0", "")


def _check_fields(name: str, email: str, password: str, company: str) -> None:
    wrong = _credential_problems(email, password)
    for field, value in (("name", name), ("company", company)):
        if not value.strip():
            wrong[field] = (
                f"Enter your {field}." if field == "name" else "Enter your company's name."
            )
        elif len(value.strip()) > _LONGEST_NAME or "\0" in value:
            wrong[field] = f"Use at most {_LONGEST_NAME} characters."
    if wrong:
        raise Invalid(wrong)


def _credential_problems(email: str, password: str) -> dict[str, str]:
    wrong = {}
    if not _EMAIL.fullmatch(_plain(email)) or len(email) > _LONGEST_EMAIL:
        wrong["email"] = "Enter an email address, like name@company.com."
    if problem := passwords.problem(password):
        wrong["password"] = problem
    return wrong


def _check_code(code: str) -> None:
    expected = setup_code()
    if not expected:
        return
    limits.setup_codes.begin("")
    given = code.strip().upper().encode("utf-8", "replace")
    if not secrets.compare_digest(given, expected.encode()):
        raise Invalid({"code": "That is not the code the server printed when it started."})
    limits.setup_codes.forget("")
