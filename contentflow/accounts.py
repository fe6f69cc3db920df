"""Accounts and sessions: who may sign in, who a session belongs to, new passwords."""

import re
import secrets
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import audit, db, lettering, limits, live, passwords
from contentflow.audit import Deed
from contentflow.errors import Conflict, Invalid, NotFound, NotSignedIn
from contentflow.models import Session, User, now
from contentflow.names import AuditAction, Role
from contentflow.person import Person

SESSION_LIFE = timedelta(days=30)
LONGEST_NAME = 100
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_LONGEST_EMAIL = 254
_LONGEST_TYPED = 10 * LONGEST_NAME  # of a name before it is cleaned; nobody looks at more
_WRONG_CREDENTIALS = "That email and password do not match an account."


async def sign_in(email: str, password: str, address: str) -> str:
    """Start a session for the right password; returns its token.

    Raises:
        Invalid: email and password do not match; which of them is not said.
        TooManyRequests: too many failures for this account from this address.
    """
    key = f"{plain(email)[:_LONGEST_EMAIL]} {address}"
    limits.sign_ins.begin(key)
    async with db.reading() as session:
        user = await _user(session, email)
    usable = user is not None and user.deactivated_at is None
    stored = user.password_hash if user is not None and usable else None
    if not await passwords.matches(password[: passwords.LONGEST + 1], stored) or user is None:
        await _note_failure(email, address)
        raise Invalid({"credentials": _WRONG_CREDENTIALS})
    limits.sign_ins.forget(key)
    async with db.transaction() as session:
        await session.exec(delete(Session).where(col(Session.expires_at) < now()))
        deed = Deed(AuditAction.SIGNED_IN, "user", user.id, user.email)
        audit.record(session, Person.of(user), deed, address)
        return open_session(session, user, address)


async def _note_failure(email: str, address: str) -> None:
    async with db.transaction() as session:
        audit.record(session, None, Deed(AuditAction.SIGN_IN_FAILED, about=plain(email)), address)


async def sign_out(token: str | None) -> None:
    """End the session; one that is over already is fine."""
    ended = col(Session.token_hash) == passwords.digest(token or "")
    async with db.transaction() as session:
        await session.exec(delete(Session).where(ended))


async def sign_out_everywhere(person: Person, address: str = "") -> None:
    """End every session of a person, this one too; open pages close at once."""
    async with db.transaction() as session:
        await session.exec(delete(Session).where(col(Session.user_id) == person.id))
        deed = Deed(AuditAction.SIGNED_OUT_EVERYWHERE, "user", person.id, person.email)
        audit.record(session, person, deed, address)
    tell_everyone()


async def by_session(token: str | None) -> Person:
    """Whose session this is.

    Raises:
        NotSignedIn: nobody's, or it is over.
    """
    query = select(User, Session.expires_at).join(Session, col(Session.user_id) == col(User.id))
    async with db.reading() as session:
        found = await session.exec(query.where(Session.token_hash == passwords.digest(token or "")))
        row = found.first()
    if row is None or row[1] <= now() or row[0].deactivated_at is not None:
        raise NotSignedIn("Sign in first.")
    return Person.of(row[0])


async def create_user(email: str, role: Role, password: str | None = None) -> tuple[Person, str]:
    """Make an account; without a password one is chosen. Returns both.

    Raises:
        Invalid: a field is wrong.
        Conflict: the email has an account.
    """
    chosen = password if password is not None else secrets.token_urlsafe(15)
    if wrong := credential_problems(email, chosen):
        raise Invalid(wrong)
    user = new_user(plain(email).split("@")[0], email, await passwords.make(chosen), role)
    try:
        async with db.transaction() as session:
            session.add(user)
    except IntegrityError as error:
        raise Conflict(f"{user.email} has an account already.") from error
    return Person.of(user), chosen


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
        user = await known(session, email)
        await store_password(session, user, hashed)
        audit.record(
            session, None, Deed(AuditAction.CREDENTIALS_CHANGED, "user", user.id, user.email)
        )


async def change_password(person: Person, old: str, new: str, address: str = "") -> str:
    """Change one's own password; every session ends but a new one, whose token is returned.

    Raises:
        Invalid: the old password is wrong, or the new one cannot be used.
        TooManyRequests: the old password was wrong too often.
    """
    key = f"{person.id} {address}"
    limits.sign_ins.begin(key)
    async with db.reading() as session:
        user = await session.get_one(User, person.id)
    if not await passwords.matches(old[: passwords.LONGEST + 1], user.password_hash):
        raise Invalid({"old_password": "That is not your password."})
    limits.sign_ins.forget(key)
    if wrong := passwords.problem(new):
        raise Invalid({"password": wrong})
    hashed = await passwords.make(new)
    async with db.transaction() as session:
        user = await session.get_one(User, person.id)
        await store_password(session, user, hashed)
        deed = Deed(AuditAction.CREDENTIALS_CHANGED, "user", user.id, user.email)
        audit.record(session, person, deed, address)
        token = open_session(session, user, address)
    tell_everyone()
    return token


async def rename(person: Person, name: str, address: str = "") -> str:
    """Give oneself another name; returns it as it is shown.

    Raises:
        Invalid: it is empty or too long.
    """
    if problem := name_problem(name, "Enter your name."):
        raise Invalid({"name": problem})
    async with db.transaction() as session:
        user = await session.get_one(User, person.id)
        before, user.name = user.name, lettering.legible(name)
        session.add(user)
        deed = Deed(AuditAction.RENAMED, "user", user.id, f"{before} → {user.name}")
        audit.record(session, person, deed, address)
    tell_everyone()
    return user.name


async def store_password(session: AsyncSession, user: User, hashed: str) -> None:
    """Put a new password's hash in place and end every session."""
    user.password_hash = hashed
    session.add(user)
    await session.exec(delete(Session).where(col(Session.user_id) == user.id))


def open_session(session: AsyncSession, user: User, address: str = "") -> str:
    """Add a session in the caller's transaction; returns its token."""
    token = passwords.new_token()
    row = Session(
        token_hash=passwords.digest(token),
        user_id=user.id,
        expires_at=now() + SESSION_LIFE,
        address=address[:64],
    )
    session.add(row)
    return token


def tell_everyone() -> None:
    """Make every open page look at its session and rights again, now."""
    live.publish(live.EVERYTHING, {"type": live.ACCESS, "campaign_id": ""})


async def _user(session: AsyncSession, email: str) -> User | None:
    return (await session.exec(select(User).where(User.email == plain(email)))).first()


async def known(session: AsyncSession, email: str) -> User:
    """The account of an email.

    Raises:
        NotFound: nobody has it.
    """
    user = await _user(session, email)
    if user is None:
        raise NotFound(f"Nobody has the email {email}.")
    return user


def new_user(name: str, email: str, password_hash: str, role: Role = Role.EDITOR) -> User:
    """An account that is not stored yet."""
    shown = lettering.legible(name)
    return User(email=plain(email), name=shown, password_hash=password_hash, role=role)


def plain(email: str) -> str:
    """An email as it is stored and compared."""
    return email.strip().lower().replace("\0", "")


def name_problem(name: str, missing: str) -> str:
    """What is wrong with a name; `missing` is said when it is empty."""
    if len(name) > _LONGEST_TYPED or len(shown := lettering.legible(name)) > LONGEST_NAME:
        return f"Use at most {LONGEST_NAME} characters."
    return "" if shown else missing


def credential_problems(email: str, password: str) -> dict[str, str]:
    """What is wrong with an email and a new password, by field."""
    wrong = {}
    if not _is_email(email):
        wrong["email"] = "Enter an email address, like name@company.com."
    if problem := passwords.problem(password):
        wrong["password"] = problem
    return wrong


def _is_email(email: str) -> bool:
    if len(email) > _LONGEST_EMAIL or not lettering.is_plain(email.strip()):
        return False
    return _EMAIL.fullmatch(plain(email)) is not None


def person_problems(name: str, email: str, password: str) -> dict[str, str]:
    """What is wrong with the fields of a new account."""
    wrong = credential_problems(email, password)
    if problem := name_problem(name, "Enter your name."):
        wrong["name"] = problem
    return wrong
