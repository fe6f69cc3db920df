"""What one person wants to hear of: a toast, a line in the inbox, for each kind of notice."""

from dataclasses import dataclass

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db
from contentflow.models import NotificationPreference
from contentflow.names import NoticeKind
from contentflow.person import Person


@dataclass(frozen=True)
class Choice:
    """Without a word of the person, both."""

    kind: NoticeKind
    toast: bool = True
    inbox: bool = True


async def of(person: Person) -> list[Choice]:
    """A person's choices, one for each kind, in their order."""
    async with db.reading() as session:
        rows = {row.event: row for row in await _rows(session, person.id)}
    return [_choice(kind, rows.get(kind.value)) for kind in NoticeKind]


async def _rows(session: AsyncSession, user_id: str) -> list[NotificationPreference]:
    query = select(NotificationPreference).where(NotificationPreference.user_id == user_id)
    return list((await session.exec(query)).all())


def _choice(kind: NoticeKind, row: NotificationPreference | None) -> Choice:
    return Choice(kind, row.toast, row.inbox) if row else Choice(kind)


async def choose(
    person: Person, kind: NoticeKind, *, toast: bool | None = None, inbox: bool | None = None
) -> Choice:
    """Change what is given of one choice; None leaves it as it is."""
    async with db.transaction() as session:
        row = await session.get(NotificationPreference, (person.id, kind.value))
        row = row or NotificationPreference(user_id=person.id, event=kind.value)
        row.toast = row.toast if toast is None else toast
        row.inbox = row.inbox if inbox is None else inbox
        session.add(row)
    return Choice(kind, row.toast, row.inbox)
