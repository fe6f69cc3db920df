"""Approvals: somebody says that a version may go out, or takes that back. Every word is kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, audit, db, live, timeline
from contentflow.audit import Deed
from contentflow.briefs import storable
from contentflow.errors import Conflict, Invalid
from contentflow.lettering import legible
from contentflow.live import Message
from contentflow.models import Approval, Campaign, User
from contentflow.names import AuditAction, EventType
from contentflow.person import Person
from contentflow.runs import by
from contentflow.timeline import Event

NOTE = 1_000  # characters
MOST = 50  # rows of the history that are shown


@dataclass(frozen=True)
class Word:
    """What somebody said of a version, and when."""

    version: int
    approved: bool
    note: str
    by: str
    at: datetime


async def approve(
    person: Person, campaign_id: str, version: int, note: str = "", address: str = ""
) -> None:
    """Say that this version may go out, in place of any other. Asked twice, it is as if once.

    Raises:
        NotFound, Forbidden: the campaign is not theirs to change.
        Conflict: there is no text yet.
        Invalid: there is no such version, or the note is too long.
    """
    if isinstance(version, bool) or not isinstance(version, int):
        raise Invalid({"version": "Give the number of a version."})
    await _say(person, campaign_id, (version, _checked(note)), address)


async def reopen(person: Person, campaign_id: str, note: str = "", address: str = "") -> None:
    """Take the approval back; where there is none, nothing changes.

    Raises:
        NotFound, Forbidden: the campaign is not theirs to change.
        Invalid: the note is too long.
    """
    await _say(person, campaign_id, (None, _checked(note)), address)


async def _say(
    person: Person, campaign_id: str, said: tuple[int | None, str], address: str
) -> None:
    version, note = said
    async with db.transaction() as session:
        campaign = await access.edited(session, person, campaign_id)
        await session.refresh(campaign, with_for_update=True)
        before = campaign.approved_version
        if version is not None:
            _require_version(campaign, version)
        if version == before:
            return
        campaign.approved_version = version
        about = version if version is not None else before or 0
        row = Approval(
            campaign_id=campaign_id,
            version=about,
            approved=version is not None,
            note=note,
            user_id=person.id,
        )
        session.add_all([campaign, row])
        message = await _told(session, person, row)
        action = AuditAction.APPROVED if row.approved else AuditAction.REOPENED
        deed = Deed(action, "campaign", campaign_id, f"version {about}")
        audit.record(session, person, deed, address)
    if message:
        live.publish(campaign_id, message)


def _require_version(campaign: Campaign, version: int) -> None:
    if not campaign.version:
        raise Conflict("There is no text yet to approve.")
    if not 1 <= version <= campaign.version:
        raise Invalid({"version": f"There are versions 1 to {campaign.version}."})


def _checked(note: object) -> str:
    if not isinstance(note, str):
        raise Invalid({"note": "The note must be text."})
    text = storable(note).strip()
    if len(text) > NOTE:
        raise Invalid({"note": f"The note has {len(text):,} characters; {NOTE:,} is the most."})
    return text


async def _told(session: AsyncSession, person: Person, row: Approval) -> Message | None:
    data = {"version": row.version, "approved": row.approved, "note": row.note, "by": by(person)}
    event = Event(EventType.APPROVAL_CHANGED, data)
    return await timeline.append(session, row.campaign_id, None, event)


async def history(session: AsyncSession, campaign_id: str) -> list[Word]:
    """What was said of a campaign the asker may see, the latest first."""
    query = (
        select(Approval, User.name)
        .join(User, col(User.id) == col(Approval.user_id))
        .where(Approval.campaign_id == campaign_id)
        .order_by(col(Approval.id).desc())
        .limit(MOST)
    )
    rows = (await session.exec(query)).all()
    return [
        Word(row.version, row.approved, row.note, legible(name), row.created_at)
        for row, name in rows
    ]
