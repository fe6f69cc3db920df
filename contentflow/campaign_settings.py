"""A campaign's settings: changed by whoever names the revision they saw; others are told live."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, audit, db, live, timeline
from contentflow.audit import Deed
from contentflow.briefs import validate
from contentflow.errors import Conflict, Forbidden, Invalid, Outdated
from contentflow.lettering import legible
from contentflow.models import Campaign, Run, RunEvent
from contentflow.names import AuditAction, CampaignStatus, EventType, RunStatus
from contentflow.person import Person
from contentflow.timeline import Event

FIELDS = {
    "priority": "the priority",
    "visibility": "who may see it",
    "topic": "the topic",
    "target_words": "the length",
}
_OWNERS = ("visibility", "topic", "target_words")  # the owner's alone
_DRAFTS = ("topic", "target_words")  # what the agents were told does not change under them
_A_TOPIC = {"topic": "A topic that is not looked at"}


async def may_edit(person: Person, campaign_id: str) -> bool:
    """Whether the person may change the campaign.

    Raises:
        NotFound: it does not exist, or not for them.
    """
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        return await access.may_edit(session, person, campaign)


async def change(
    person: Person, campaign_id: str, revision: int, wanted: Mapping[str, Any], address: str = ""
) -> int:
    """Change settings; gives the new revision. Wake the engine afterwards.

    Raises:
        NotFound, Forbidden: the campaign, or this setting of it, is not theirs to change.
        Invalid: a value is wrong.
        Outdated: somebody changed them since `revision`.
        Conflict: it is no draft any more.
    """
    values = _read(wanted)
    async with db.transaction() as session:
        campaign = await access.edited(session, person, campaign_id)
        await _hold(session, campaign)
        if revision != campaign.revision:
            raise Outdated(await _meanwhile(session, campaign_id, revision))
        _refuse(person, campaign, values)
        changes = {
            name: value for name, value in values.items() if getattr(campaign, name) != value
        }
        if not changes:
            return revision
        message = await _apply(session, person, campaign, changes)
        about = ", ".join(sorted(changes))  # no topic: admins may not read it
        deed = Deed(AuditAction.SETTINGS_CHANGED, "campaign", campaign.id, about, changes)
        audit.record(session, person, deed, address)
    if message:
        live.publish(campaign_id, message)
    if "visibility" in changes:
        live.publish(campaign_id, {"type": live.ACCESS, "campaign_id": campaign_id})
    return revision + 1


async def _hold(session: AsyncSession, campaign: Campaign) -> None:
    """Let nobody else change the campaign; its runs first, as the engine takes them."""
    runs = select(Run.id).where(Run.campaign_id == campaign.id)
    await session.exec(runs.where(col(Run.status) == RunStatus.QUEUED).with_for_update())
    await session.refresh(campaign, with_for_update=True)


def _read(wanted: Mapping[str, Any]) -> dict[str, Any]:
    wrong = {name: "There is no such setting." for name in wanted if name not in FIELDS}
    wrong |= {name: "Give a value." for name, value in wanted.items() if value in (None, "")}
    if wrong or not wanted:
        raise Invalid(wrong or {"settings": "Name what to change."})
    new = validate({**_A_TOPIC, **wanted})
    return {name: getattr(new, name) for name in wanted}


def _refuse(person: Person, campaign: Campaign, values: Mapping[str, Any]) -> None:
    if campaign.user_id != person.id and any(name in values for name in _OWNERS):
        raise Forbidden("Only its owner may change this.")
    if campaign.status is not CampaignStatus.DRAFT and any(name in values for name in _DRAFTS):
        raise Conflict("The campaign was started; its topic and length stay as they are.")


async def _apply(
    session: AsyncSession, person: Person, campaign: Campaign, changes: Mapping[str, Any]
) -> live.Message | None:
    for name, value in changes.items():
        setattr(campaign, name, value)
    campaign.revision += 1
    session.add(campaign)
    if "priority" in changes:
        waiting = update(Run).where(
            col(Run.campaign_id) == campaign.id, col(Run.status) == RunStatus.QUEUED
        )
        await session.exec(waiting.values(priority=changes["priority"]))
    who = {"user_id": person.id, "name": legible(person.name)}
    data = {"revision": campaign.revision, "changes": dict(changes), "by": who}
    return await timeline.append(
        session, campaign.id, None, Event(EventType.SETTINGS_CHANGED, data)
    )


async def _meanwhile(session: AsyncSession, campaign_id: str, revision: int) -> str:
    """Who changed what since a revision, as a sentence; the latest change."""
    query = select(RunEvent).where(
        RunEvent.campaign_id == campaign_id, RunEvent.type == EventType.SETTINGS_CHANGED
    )
    latest = (await session.exec(query.order_by(col(RunEvent.seq).desc()).limit(1))).first()
    if latest is None or latest.data["revision"] <= revision:
        return "These settings were changed meanwhile. Look at them and try again."
    return f"{told(latest.data)} Look at it and try again."


def told(data: Mapping[str, Any]) -> str:
    """A change as a sentence: "Tom set the priority to urgent." """
    parts = [f"{FIELDS[name]} to {value}" for name, value in data["changes"].items()]
    return f"{data['by']['name']} set {' and '.join(parts)}."
