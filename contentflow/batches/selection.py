"""Campaigns of a batch that somebody picked: put first or last, and who may do what with them.

What is picked and not theirs to change is left alone; answers say how many were changed.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, db, live, timeline
from contentflow.errors import Invalid
from contentflow.live import Message
from contentflow.models import Campaign, CampaignMember, Run
from contentflow.names import RUN_ENDED, EventType, Priority
from contentflow.person import Person
from contentflow.runs import by
from contentflow.timeline import Event

MOST = 2_000
Ids = Sequence[str]


def edits(person: Person) -> ColumnElement[bool]:
    """The campaigns that the person may change: own ones, and those shared for editing."""
    member = exists().where(
        col(CampaignMember.campaign_id) == col(Campaign.id),
        col(CampaignMember.user_id) == person.id,
        col(CampaignMember.may_edit),
    )
    there = col(Campaign.deleted_at).is_(None)
    return and_(there, or_(col(Campaign.user_id) == person.id, member))


def checked(campaign_ids: object) -> list[str]:
    """Ids as a client sent them.

    Raises:
        Invalid: it is no list of texts, or of too many.
    """
    if not isinstance(campaign_ids, list | tuple) or len(campaign_ids) > MOST:
        raise Invalid({"campaigns": f"Pick at most {MOST:,} campaigns."})
    if not all(isinstance(one, str) and len(one) <= 36 for one in campaign_ids):
        raise Invalid({"campaigns": "Name campaigns by their ids."})
    return list(dict.fromkeys(campaign_ids))


async def prioritise(person: Person, campaign_ids: Ids, priority: Priority) -> int:
    """Set the priority of campaigns and their waiting runs. Wake the engine afterwards.

    Raises:
        Forbidden: the person may only read.
        Invalid: these are no ids.
    """
    access.require_start(person)
    picked = col(Campaign.id).in_(checked(campaign_ids))
    async with db.alone("admission") as session:  # the engine takes runs before campaigns, too
        runs = select(Run.id).where(
            col(Run.campaign_id).in_(campaign_ids), col(Run.status).not_in(RUN_ENDED)
        )
        await session.exec(runs.with_for_update())
        messages = await prioritise_in(session, person, priority, picked & edits(person))
    for message in messages:
        live.publish(message["campaign_id"], message)
    return len(messages)


async def prioritise_in(
    session: AsyncSession, person: Person, priority: Priority, which: ColumnElement[bool]
) -> list[Message]:
    """Set the priority of these campaigns in the caller's transaction, which holds their runs."""
    others = and_(which, col(Campaign.priority) != priority)
    ids = list((await session.exec(select(Campaign.id).where(others))).all())
    runs = update(Run).where(col(Run.campaign_id).in_(ids), col(Run.status).not_in(RUN_ENDED))
    await session.exec(runs.values(priority=priority))
    change = update(Campaign).where(col(Campaign.id).in_(ids))
    change = change.values(priority=priority, revision=col(Campaign.revision) + 1)
    connection = await session.connection()
    changed = await connection.execute(change.returning(col(Campaign.id), col(Campaign.revision)))
    data = {"changes": {"priority": priority.value}, "by": by(person)}
    events = [
        (campaign_id, None, Event(EventType.SETTINGS_CHANGED, {"revision": revision, **data}))
        for campaign_id, revision in changed
    ]
    return await timeline.append_to_each(session, events)
