"""The people of the installation: their roles, who is in and who is out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, accounts, audit, db, invitations
from contentflow.audit import Deed
from contentflow.errors import Conflict, NotFound
from contentflow.models import Session, User, now
from contentflow.names import AuditAction, Role
from contentflow.person import Person

_LAST_ADMIN = "This is the last admin. Make somebody else an admin first."


@dataclass(frozen=True)
class Colleague:
    """A person on the team page. `email` is "" for those who are no admin."""

    id: str
    name: str
    email: str
    role: Role
    active: bool
    since: datetime


async def listing(person: Person) -> list[Colleague]:
    """Everyone, by name; those who were deactivated only for admins."""
    admin = person.role is Role.ADMIN
    query = select(User).order_by(func.lower(User.name), col(User.id))
    if not admin:
        query = query.where(col(User.deactivated_at).is_(None))
    async with db.reading() as session:
        users = (await session.exec(query)).all()
    return [
        Colleague(
            u.id, u.name, u.email if admin else "", u.role, not u.deactivated_at, u.created_at
        )
        for u in users
    ]


async def set_role(person: Person, user_id: str, role: Role, address: str = "") -> None:
    """Give somebody another role; it counts from their next click on.

    Raises:
        Forbidden: the person is no admin.
        NotFound: there is no such person.
        Conflict: nobody would be an admin any more.
    """
    access.require_admin(person)
    async with db.transaction() as session:
        user = await _found(session, user_id)
        if user.role is role:
            return
        if user.role is Role.ADMIN:
            await _keep_an_admin(session, user)
            await invitations.revoke_of(session, user.id)
        user.role = role
        session.add(user)
        deed = Deed(AuditAction.ROLE_CHANGED, "user", user.id, f"{user.email}: {role}")
        audit.record(session, person, deed, address)
    accounts.tell_everyone()


async def deactivate(person: Person, user_id: str, address: str = "") -> None:
    """Shut somebody out at once: sessions end, tokens stop, open pages close.

    Raises:
        Forbidden, NotFound, Conflict: as for `set_role`.
    """
    access.require_admin(person)
    async with db.transaction() as session:
        user = await _found(session, user_id)
        if user.deactivated_at is not None:
            return
        if user.role is Role.ADMIN:
            await _keep_an_admin(session, user)
            await invitations.revoke_of(session, user.id)
        user.deactivated_at = now()
        session.add(user)
        await session.exec(delete(Session).where(col(Session.user_id) == user.id))
        deed = Deed(AuditAction.DEACTIVATED, "user", user.id, user.email)
        audit.record(session, person, deed, address)
    accounts.tell_everyone()


async def reactivate(person: Person, user_id: str, address: str = "") -> None:
    """Let somebody in again, with the role they had.

    Raises:
        Forbidden, NotFound: as for `set_role`.
    """
    access.require_admin(person)
    async with db.transaction() as session:
        user = await _found(session, user_id)
        if user.deactivated_at is None:
            return
        user.deactivated_at = None
        session.add(user)
        deed = Deed(AuditAction.REACTIVATED, "user", user.id, user.email)
        audit.record(session, person, deed, address)
    accounts.tell_everyone()


async def _found(session: AsyncSession, user_id: str) -> User:
    try:
        user = await session.get(User, access.require_id(user_id))
    except NotFound:
        user = None
    if user is None:
        raise NotFound("There is no such person.")
    return user


async def _keep_an_admin(session: AsyncSession, leaving: User) -> None:
    """The admins' rows are locked, in one order: of two who demote each other one is too late."""
    admins = select(User.id).where(User.role == Role.ADMIN, col(User.deactivated_at).is_(None))
    locked = await session.exec(admins.order_by(col(User.id)).with_for_update())
    if set(locked.all()) <= {leaving.id}:
        raise Conflict(_LAST_ADMIN)
