"""A campaign's settings: changed by whoever names the revision they saw; others are told live.

They are its name, who may see it, how soon it runs, and its brief. Runs to come use the brief as it
is then; each version remembers the one it was written from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, audit, brief_rows, db, live, timeline, voices
from contentflow.audit import Deed
from contentflow.brief_rows import NOTHING_READ, Pages
from contentflow.briefs import NewCampaign, as_data, validate
from contentflow.errors import Forbidden, Invalid, Outdated
from contentflow.models import Campaign, Run, RunEvent
from contentflow.names import AuditAction, CampaignStatus, EventType, RunStatus
from contentflow.person import Person
from contentflow.runs import by, refuse_under_way, under_way
from contentflow.timeline import Event

_PLAIN = {"priority": "the priority", "visibility": "who may see it", "name": "the name"}
BRIEF = {
    "topic": "the topic",
    "audience": "the audience",
    "goal": "the goal",
    "content_type": "the content type",
    "keyphrase": "the keyphrase",
    "tone": "the tone",
    "target_words": "the length",
    "sources": "facts and sources",
    "brand_voice_id": "the brand voice",
}
FIELDS = _PLAIN | BRIEF
_NEEDED = ("priority", "visibility", "topic", "target_words", "content_type")  # never empty
_READ_ONLY = "You may read this brief, not change it."
_A_TOPIC = {"topic": "A topic that is not looked at"}


@dataclass(frozen=True)
class Rights:
    """What a person may do: change the campaign, delete it as their own, start others."""

    may_edit: bool
    own: bool
    may_start: bool


async def rights(person: Person, campaign_id: str) -> Rights:
    """What the person may do with the campaign.

    Raises:
        NotFound: it does not exist, or not for them.
    """
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        may_edit = await access.may_edit(session, person, campaign)
    may_start = access.may_start(person)
    return Rights(may_edit, may_start and campaign.user_id == person.id, may_start)


@dataclass(frozen=True)
class CurrentBrief:
    """The brief as it is now, with the revision to name when it is changed.

    `voice` names the brand voice the campaign keeps, also when the voice itself is gone; `locked`
    says why the brief cannot be changed now.
    """

    brief: NewCampaign
    revision: int
    draft: bool = False
    voice: str = ""
    locked: str = ""


async def brief(person: Person, campaign_id: str) -> CurrentBrief:
    """The brief of later runs.

    Raises:
        NotFound: it does not exist, or not for them.
    """
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        locked = "" if await access.may_edit(session, person, campaign) else _READ_ONLY
        if not locked and await under_way(session, campaign_id):
            locked = "A run is under way. The brief can be changed once it has ended."
        return CurrentBrief(
            await brief_rows.read(session, campaign),
            campaign.revision,
            campaign.status is CampaignStatus.DRAFT,
            (campaign.voice or {}).get("name", ""),
            locked,
        )


async def change(
    person: Person,
    campaign_id: str,
    revision: int,
    wanted: Mapping[str, Any],
    *,
    read: Pages = NOTHING_READ,
    address: str = "",
) -> int:
    """Change settings; what is not named stays. Gives the new revision. Wake the engine afterwards.

    `read` holds pages already fetched, by the address asked for.

    Raises:
        NotFound, Forbidden: the campaign, or this setting of it, is not theirs to change.
        Invalid: a value is wrong.
        Outdated: somebody changed them since `revision`.
        Conflict: the brief shall change while a run uses it.
    """
    values = _checked(wanted)
    async with db.transaction() as session:
        campaign = await access.edited(session, person, campaign_id)
        await _hold(session, campaign)
        if revision != campaign.revision:
            raise Outdated(await _meanwhile(session, campaign_id, revision))
        if campaign.user_id != person.id and "visibility" in values:
            raise Forbidden("Only its owner may change this.")
        changes = await _differing(session, campaign, values)
        if not changes:
            return revision
        if any(name in BRIEF for name in changes):
            await refuse_under_way(session, campaign_id)
        await _apply(session, person, campaign, changes, read)
        message = await _told(session, person, campaign, _as_told(changes))
        deed = Deed(
            AuditAction.SETTINGS_CHANGED, "campaign", campaign.id, ", ".join(sorted(changes))
        )  # no words of the brief: admins may not read it
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


def _checked(wanted: Mapping[str, Any]) -> dict[str, Any]:
    wrong = {name: "There is no such setting." for name in wanted if name not in FIELDS}
    wrong |= {name: "Give a value." for name in _NEEDED if wanted.get(name, 0) in (None, "")}
    if wrong or not wanted:
        raise Invalid(wrong or {"settings": "Name what to change."})
    new = validate({**_A_TOPIC, **wanted})
    return {name: getattr(new, name) for name in wanted}


async def _differing(
    session: AsyncSession, campaign: Campaign, values: dict[str, Any]
) -> dict[str, Any]:
    before = await brief_rows.read(session, campaign)
    changes = {name: new for name, new in values.items() if getattr(before, name) != new}
    if values.get("brand_voice_id", "") is None and campaign.voice:
        changes["brand_voice_id"] = None  # the voice itself may be gone, what was kept of it not
    return changes


async def _apply(
    session: AsyncSession,
    person: Person,
    campaign: Campaign,
    changes: Mapping[str, Any],
    read: Pages,
) -> None:
    for name, value in changes.items():
        if name not in ("sources", "brand_voice_id"):
            setattr(campaign, name, "" if value is None else value)
    if "brand_voice_id" in changes:
        voice_id = changes["brand_voice_id"]
        if voice_id and campaign.user_id != person.id:
            await voices.frozen(session, person.id, voice_id)  # theirs to use as well
        await brief_rows.choose_voice(session, campaign, voice_id)
    campaign.revision += 1
    session.add(campaign)
    if "sources" in changes:
        await brief_rows.write_sources(session, campaign.id, changes["sources"], read)
    if "priority" in changes:
        waiting = update(Run).where(
            col(Run.campaign_id) == campaign.id, col(Run.status) == RunStatus.QUEUED
        )
        await session.exec(waiting.values(priority=changes["priority"]))


def _as_told(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes as JSON; of facts and links only how many there are."""
    data = as_data(NewCampaign(**{"topic": "", **changes}))
    data["sources"] = len(data["sources"])
    return {name: data[name] for name in changes}


async def _told(
    session: AsyncSession, person: Person, campaign: Campaign, changes: dict[str, Any]
) -> live.Message | None:
    data = {"revision": campaign.revision, "changes": changes, "by": by(person)}
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
    """A change as a sentence: "Tom set the priority to urgent", "Tom changed the brief"."""
    changes = data["changes"]
    parts = [f"set {said} to {changes[name]}" for name, said in _PLAIN.items() if changes.get(name)]
    if any(name in BRIEF for name in changes):
        parts.append("changed the brief")
    if "archived" in changes:
        parts.append("archived it" if changes["archived"] else "took it out of the archive")
    return f"{data['by']['name']} {' and '.join(parts) or 'took the name away'}."
