"""Telling people: an event becomes a line in each inbox it belongs to, in the event's transaction.

What a run of a batch does is told to nobody: the batch tells once, for all of them (`tell_batch`).
The rest goes to the campaign's owner, its members by name and, when the team may see it, whoever
has opened it. Nobody gets a line of a kind they switched off. Who is looking at the campaign at
that moment gets the line already read, and opening a campaign reads what it had to tell: so
"unread" means "happened while I was away, and I have not looked".
"""

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Insert,
    Integer,
    String,
    and_,
    bindparam,
    case,
    delete,
    exists,
    insert,
    or_,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow.live import Message
from contentflow.models import (
    Batch,
    Campaign,
    CampaignMember,
    Notification,
    NotificationPreference,
    Run,
    User,
    UtcDateTime,
    WebsocketSession,
    new_id,
    now,
)
from contentflow.names import NoticeKind, Visibility
from contentflow.notices import Notice, shared_notice
from contentflow.person import Person

_PRESENT_SECONDS = 6  # a page without a sign of life for longer is not being looked at
_NO_EVENT = 0  # the number of what is no event of a run


async def tell(connection: AsyncConnection, message: Message, notice: Notice) -> None:
    """Put an event into the inboxes it belongs to: one statement in the caller's transaction."""
    await connection.execute(_insert(to_all=True), _values(message, notice))


def _values(message: Message, notice: Notice) -> dict[str, Any]:
    moment = now()
    return {
        "p_id": f"{new_id()}.",
        "p_campaign": message["campaign_id"],
        "p_run": message["run_id"],
        "p_seq": message["seq"],
        "p_kind": notice.kind.value,
        "p_text": notice.text,
        "p_data": {"status": notice.status, "title": notice.title, "agent": notice.agent},
        "p_now": moment,
        "p_present": moment - timedelta(seconds=_PRESENT_SECONDS),
    }


@cache  # building it takes longer than running it
def _insert(*, to_all: bool) -> Insert:
    """A line for everybody who is to be told, or only for the person `p_user`."""
    moment = bindparam("p_now", type_=UtcDateTime)
    columns = {
        # The event's time comes first, so that ids sort by time; the person makes it unique.
        "id": bindparam("p_id", type_=String) + col(User.id),
        "user_id": col(User.id),
        "campaign_id": bindparam("p_campaign", type_=String),
        "run_id": bindparam("p_run", type_=String),
        "seq": bindparam("p_seq", type_=Integer),
        "type": bindparam("p_kind", type_=String),
        "text": bindparam("p_text", type_=String),
        "data": bindparam("p_data", type_=JSON),
        "created_at": moment,
        "read_at": case((_looks(), moment), else_=None),
    }
    who = _audience() if to_all else col(User.id) == bindparam("p_user", type_=String)
    rows = (
        select(*columns.values())
        .select_from(User)
        .join(Campaign, col(Campaign.id) == bindparam("p_campaign", type_=String))
        .where(col(User.deactivated_at).is_(None), who, ~_declines(), ~_in_batch())
    )
    return insert(Notification).from_select(list(columns), rows)


def _in_batch() -> ColumnElement[bool]:
    run = col(Run.id) == bindparam("p_run", type_=String)
    return exists().where(run, col(Run.batch_id).is_not(None))


def _audience() -> ColumnElement[bool]:
    member = exists().where(
        col(CampaignMember.campaign_id) == col(Campaign.id),
        col(CampaignMember.user_id) == col(User.id),
    )
    open_to_all = col(Campaign.visibility) == Visibility.TEAM
    return or_(
        col(User.id) == col(Campaign.user_id), member, and_(open_to_all, exists().where(*_viewed()))
    )


def _viewed() -> tuple[ColumnElement[bool], ...]:
    return (
        col(WebsocketSession.campaign_id) == col(Campaign.id),
        col(WebsocketSession.user_id) == col(User.id),
    )


def _looks() -> ColumnElement[bool]:
    return exists().where(
        *_viewed(),
        col(WebsocketSession.left_at).is_(None),
        col(WebsocketSession.seen_at) > bindparam("p_present", type_=UtcDateTime),
    )


def _declines() -> ColumnElement[bool]:
    return exists().where(
        col(NotificationPreference.user_id) == col(User.id),
        col(NotificationPreference.event) == bindparam("p_kind", type_=String),
        col(NotificationPreference.inbox).is_(False),
    )


async def tell_batch(session: AsyncSession, batch: Batch, look: str, text: str) -> None:
    """Tell who made a batch that it is completed or paused; `look` is a notice's status."""
    declined = await session.get(NotificationPreference, (batch.user_id, NoticeKind.BATCH.value))
    if declined is not None and not declined.inbox:
        return
    data = {"status": look, "title": f"Batch {batch.status.value}", "agent": ""}
    session.add(
        Notification(
            user_id=batch.user_id, batch_id=batch.id, type=NoticeKind.BATCH, text=text, data=data
        )
    )


async def tell_shared(
    session: AsyncSession, campaign: Campaign, user_id: str, by: Person, *, may_edit: bool
) -> None:
    """Tell one person that a campaign is shared with them, in place of having told it before."""
    await session.flush()
    connection = await session.connection()
    await connection.execute(
        delete(Notification).where(
            col(Notification.user_id) == user_id,
            col(Notification.campaign_id) == campaign.id,
            col(Notification.seq) == _NO_EVENT,
        )
    )
    message = {"campaign_id": campaign.id, "run_id": None, "seq": _NO_EVENT}
    notice = shared_notice(by.name, may_edit=may_edit)
    values = _values(message, notice) | {"p_user": user_id}
    await connection.execute(_insert(to_all=False), values)
