"""A campaign's settings: changed by whoever names the revision they saw; others are told live.

They are its name, who may see it, how soon it runs, and its brief. Runs to come use the brief as it
is then; each version remembers the one it was written from.
"""

from collections.abc import Mapping
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
from contentflow.names import AuditAction, EventType, RunStatus
from contentflow.person import Person
from contentflow.runs import by, refuse_under_way
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
_A_TOPIC = {"topic": "A topic that is not looked at"}


async def may_edit(person: Person, campaign_id: str) -> bool:
    """Whether the person may change the campaign.

    Raises:
        NotFound: it does not exist, or not for them.
    """
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        return await access.may_edit(session, person, campaign)


async def brief(person: Person, campaign_id: str) -> tuple[NewCampaign, int]:
    """The brief as it is now, and the revision of the settings to name when it is changed.

    Raises:
        NotFound: it does not exist, or not for them.
    """
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        return await brief_rows.read(session, campaign), campaign.revision


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
        before = await brief_rows.read(session, campaign)
        changes = {name: new for name, new in values.items() if getattr(before, name) != new}
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
