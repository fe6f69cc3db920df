"""The audit log: who did what, when, from where. Written in the same transaction as the deed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, db, lettering
from contentflow.models import AuditEntry
from contentflow.names import AuditAction
from contentflow.person import Person

MOST = 100  # entries a page


@dataclass(frozen=True)
class Deed:
    """What was done to what. `about` names the target for people; `data` holds no secret."""

    action: AuditAction
    target_type: str = ""
    target_id: str = ""
    about: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One line of the log, as an admin sees it."""

    id: str
    at: datetime
    who: str
    action: str
    target_type: str
    target_id: str
    about: str
    data: dict[str, Any]
    address: str


def record(session: AsyncSession, person: Person | None, deed: Deed, address: str = "") -> None:
    """Add a line in the caller's transaction; `person` is None when nobody was signed in."""
    session.add(
        AuditEntry(
            user_id=person.id if person else None,
            who=person.email if person else "",
            action=deed.action.value,
            target_type=deed.target_type,
            target_id=deed.target_id,
            about=lettering.legible(deed.about[:200]),
            data=deed.data,
            address=address[:64],
        )
    )


@dataclass(frozen=True)
class Filter:
    """Which lines: what somebody did or had done to them, one kind of action; "" is all."""

    user_id: str = ""
    action: str = ""


EVERYTHING = Filter()


async def listing(
    person: Person,
    only: Filter = EVERYTHING,
    *,
    before: str | None = None,
    limit: int = MOST,
) -> list[Entry]:
    """The newest lines first; `before` is the id of the last line already seen.

    Raises:
        Forbidden: the person is no admin.
    """
    access.require_admin(person)
    query = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(min(limit, MOST))
    if before:
        query = query.where(AuditEntry.id < before)
    if only.action:
        query = query.where(AuditEntry.action == only.action)
    if only.user_id:
        theirs = or_(
            col(AuditEntry.user_id) == only.user_id, col(AuditEntry.target_id) == only.user_id
        )
        query = query.where(theirs)
    async with db.reading() as session:
        rows = (await session.exec(query)).all()
    return [
        Entry(r.id, r.at, r.who, r.action, r.target_type, r.target_id, r.about, r.data, r.address)
        for r in rows
    ]
