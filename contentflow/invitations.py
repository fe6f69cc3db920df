"""Links that let people in: an invitation makes one account, a password link one new password.

A link is the page's address with a token in it. It is shown once to the admin who made it, works
once, and expires; only the token's digest is stored. No e-mail is sent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, accounts, audit, db, limits, passwords
from contentflow.audit import Deed
from contentflow.errors import Conflict, Invalid, NotFound
from contentflow.models import Invitation, PasswordLink, User, now
from contentflow.names import AuditAction, Role
from contentflow.person import Person

INVITATION_LIFE = timedelta(days=7)
RESET_LIFE = timedelta(hours=24)
MOST_OPEN = 50
_GONE = "This link was used, has expired, or was taken back. Ask an admin for a new one."


@dataclass(frozen=True)
class Invited:
    """An invitation that can still be used."""

    id: str
    role: Role
    by: str
    expires_at: datetime


async def invite(person: Person, role: Role, address: str = "") -> str:
    """Make a link that opens one account with this role; returns its token.

    Raises:
        Forbidden: the person is no admin.
        Conflict: too many invitations are open.
    """
    access.require_admin(person)
    token = passwords.new_token()
    async with db.transaction() as session:
        await _refuse_too_many(session)
        row = Invitation(
            token_hash=passwords.digest(token),
            role=role,
            created_by=person.id,
            expires_at=now() + INVITATION_LIFE,
        )
        session.add(row)
        deed = Deed(AuditAction.INVITED, "invitation", row.id, role.value)
        audit.record(session, person, deed, address)
    accounts.tell_everyone()
    return token


async def _refuse_too_many(session: AsyncSession) -> None:
    count = select(func.count()).select_from(Invitation).where(_usable())
    if (await session.exec(count)).one() >= MOST_OPEN:
        raise Conflict(f"{MOST_OPEN} invitations are open. Take some back first.")


def _usable() -> ColumnElement[bool]:
    return and_(
        col(Invitation.used_at).is_(None),
        col(Invitation.revoked_at).is_(None),
        col(Invitation.expires_at) > now(),
    )


async def listing(person: Person) -> list[Invited]:
    """The invitations that can still be used, the youngest first.

    Raises:
        Forbidden: the person is no admin.
    """
    access.require_admin(person)
    query = select(Invitation, User.name).join(User, col(User.id) == col(Invitation.created_by))
    async with db.reading() as session:
        rows = (
            await session.exec(query.where(_usable()).order_by(col(Invitation.id).desc()))
        ).all()
    return [Invited(row.id, row.role, name, row.expires_at) for row, name in rows]


async def revoke(person: Person, invitation_id: str, address: str = "") -> None:
    """Take an invitation back.

    Raises:
        Forbidden: the person is no admin.
        NotFound: it is not there, or can no longer be used.
    """
    access.require_admin(person)
    query = select(Invitation).where(Invitation.id == access.require_id(invitation_id), _usable())
    async with db.transaction() as session:
        row = (await session.exec(query)).first()
        if row is None:
            raise NotFound("This invitation can no longer be used.")
        row.revoked_at = now()
        session.add(row)
        deed = Deed(AuditAction.INVITATION_REVOKED, "invitation", row.id, row.role)
        audit.record(session, person, deed, address)
    accounts.tell_everyone()


async def revoke_of(session: AsyncSession, user_id: str) -> None:
    """Links somebody made stop working with their rights: a way back in would be left open."""
    theirs = update(Invitation).where(col(Invitation.created_by) == user_id, _usable())
    await session.exec(theirs.values(revoked_at=now()))
    await session.exec(delete(PasswordLink).where(col(PasswordLink.created_by) == user_id))


async def look(token: str) -> Role:
    """The role an invitation gives.

    Raises:
        NotFound: it cannot be used (any more).
    """
    async with db.reading() as session:
        return (await _invitation(session, token)).role


async def accept(token: str, name: str, email: str, password: str, address: str = "") -> str:
    """Make the account an invitation is for and sign it in; returns the session token.

    Raises:
        NotFound: the link cannot be used (any more); of two at once, one wins.
        Invalid: a field is wrong, or the email has an account.
        TooManyRequests: too many links that do not exist were tried.
    """
    limits.links.begin(address)
    await look(token)
    limits.links.forget(address)
    if wrong := accounts.person_problems(name, email, password):
        raise Invalid(wrong)
    user = accounts.new_user(name, email, await passwords.make(password))
    try:
        async with db.transaction() as session:
            opened = await _join(session, token, user, address)
    except IntegrityError as error:
        raise Invalid({"email": "This email has an account already. Sign in."}) from error
    accounts.tell_everyone()
    return opened


async def _join(session: AsyncSession, token: str, user: User, address: str) -> str:
    row = await _invitation(session, token)
    user.role = row.role
    session.add(user)
    await session.flush()
    row.used_at, row.used_by = now(), user.id
    session.add(row)
    deed = Deed(AuditAction.JOINED, "user", user.id, f"{user.email}: {user.role}")
    audit.record(session, Person.of(user), deed, address)
    return accounts.open_session(session, user, address)


async def _invitation(session: AsyncSession, token: str) -> Invitation:
    query = select(Invitation).where(Invitation.token_hash == passwords.digest(token), _usable())
    row = (await session.exec(query.with_for_update())).first()
    if row is None:
        raise NotFound(_GONE)
    return row


async def offer_reset(person: Person, user_id: str, address: str = "") -> str:
    """Make a link with which somebody chooses a new password; returns its token.

    Links made for them before stop working.

    Raises:
        Forbidden: the person is no admin.
        NotFound: there is no such person, or they were deactivated.
    """
    access.require_admin(person)
    token = passwords.new_token()
    async with db.transaction() as session:
        user = await session.get(User, access.require_id(user_id))
        if user is None or user.deactivated_at is not None:
            raise NotFound("There is no such person.")
        await session.exec(delete(PasswordLink).where(col(PasswordLink.user_id) == user.id))
        session.add(
            PasswordLink(
                token_hash=passwords.digest(token),
                user_id=user.id,
                created_by=person.id,
                expires_at=now() + RESET_LIFE,
            )
        )
        deed = Deed(AuditAction.RESET_OFFERED, "user", user.id, user.email)
        audit.record(session, person, deed, address)
    return token


async def reset(token: str, password: str, address: str = "") -> str:
    """Choose a new password with a link and sign in; every other session ends.

    Raises:
        NotFound: the link cannot be used (any more).
        Invalid: the password cannot be used.
        TooManyRequests: too many links that do not exist were tried.
    """
    limits.links.begin(address)
    async with db.reading() as session:
        await _password_link(session, token)
    limits.links.forget(address)
    if wrong := passwords.problem(password):
        raise Invalid({"password": wrong})
    hashed = await passwords.make(password)
    async with db.transaction() as session:
        link = await _password_link(session, token)
        link.used_at = now()
        session.add(link)
        user = await session.get_one(User, link.user_id)
        await accounts.store_password(session, user, hashed)
        deed = Deed(AuditAction.CREDENTIALS_CHANGED, "user", user.id, "with a password link")
        audit.record(session, Person.of(user), deed, address)
        opened = accounts.open_session(session, user, address)
    accounts.tell_everyone()
    return opened


async def look_reset(token: str) -> str:
    """The name of whom a password link is for.

    Raises:
        NotFound: it cannot be used (any more).
    """
    async with db.reading() as session:
        link = await _password_link(session, token)
        return (await session.get_one(User, link.user_id)).name


async def _password_link(session: AsyncSession, token: str) -> PasswordLink:
    query = (
        select(PasswordLink)
        .join(User, col(User.id) == col(PasswordLink.user_id))
        .where(
            PasswordLink.token_hash == passwords.digest(token),
            col(PasswordLink.used_at).is_(None),
            col(PasswordLink.expires_at) > now(),
            col(User.deactivated_at).is_(None),
        )
    )
    row = (await session.exec(query.with_for_update())).first()
    if row is None:
        raise NotFound(_GONE)
    return row
