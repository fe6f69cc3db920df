"""Campaigns: made from a brief, kept as drafts, handed to the engine.

What people see of them is in `listing` and `snapshots`, re-exported here: one service per noun.
"""

from dataclasses import dataclass

from sqlalchemy import or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, brief_rows, db, live, voices
from contentflow.analysis.voices import voice_for
from contentflow.brief import Brief, Source, Voice
from contentflow.brief_rows import NOTHING_READ, Pages
from contentflow.briefs import NewCampaign, NewSource, as_data, validate
from contentflow.errors import Conflict, NotFound
from contentflow.listing import (
    CampaignRow,
    Page,
    RunningNow,
    count,
    listing,
    owners,
    running,
    tally,
)
from contentflow.live import Message
from contentflow.models import Campaign, ContentVersion, Run, User
from contentflow.names import (
    AGENT_ORDER,
    CampaignStatus,
    RunStatus,
    Tone,
    Visibility,
)
from contentflow.person import Person
from contentflow.runs import report
from contentflow.snapshots import shared, snapshot

__all__ = [
    "CampaignRow",
    "Created",
    "NewCampaign",
    "NewSource",
    "Page",
    "RunningNow",
    "brief_of",
    "count",
    "create",
    "draft",
    "latest_version",
    "listing",
    "owners",
    "running",
    "save_draft",
    "shared",
    "snapshot",
    "start_draft",
    "tally",
    "validate",
]


@dataclass(frozen=True)
class Created:
    """A campaign that was just made; without a run it is a draft."""

    id: str
    status: CampaignStatus
    run_id: str | None = None
    run_status: RunStatus | None = None


async def create(
    person: Person, new: NewCampaign, *, start: bool = True, read: Pages = NOTHING_READ
) -> Created:
    """Store a campaign and, unless told otherwise, its first run, in one transaction.

    `read` holds pages already fetched, by the address asked for. Wake the engine afterwards.

    Raises:
        Forbidden: the person may only read.
    """
    access.require_start(person)
    campaign = Campaign(user_id=person.id, topic=new.topic, cost_usd=0.0)
    async with db.transaction() as session:
        await brief_rows.write(session, campaign, new, read)
        created, message = await _opened(session, campaign, new, start=start)
    _tell(message)
    return created


async def save_draft(person: Person, new: NewCampaign, draft_id: str | None = None) -> Created:
    """Keep a brief that is not started yet: in a draft of its own, or over the one named.

    Raises:
        NotFound: there is no such draft of theirs.
        Forbidden: the person may only read.
        Conflict: it was started meanwhile.
    """
    if draft_id is None:
        return await create(person, new, start=False)
    access.require_start(person)
    async with db.transaction() as session:
        campaign = await _own_draft(session, person, draft_id)
        await brief_rows.write(session, campaign, new)
    return Created(draft_id, CampaignStatus.DRAFT)


async def start_draft(
    person: Person, draft_id: str, new: NewCampaign | None = None, read: Pages = NOTHING_READ
) -> Created:
    """Start a draft's first run, with the brief `new` if given. Wake the engine afterwards.

    Raises:
        NotFound, Forbidden, Conflict: as for `save_draft`.
        Invalid: the draft is not a whole brief yet.
    """
    access.require_start(person)
    async with db.transaction() as session:
        campaign = await _own_draft(session, person, draft_id)
        brief = validate(as_data(new or await brief_rows.read(session, campaign)))
        await brief_rows.write(session, campaign, brief, read)
        created, message = await _opened(session, campaign, brief, start=True)
    _tell(message)
    return created


async def draft(person: Person, draft_id: str) -> NewCampaign:
    """The brief as it was last saved.

    Raises:
        NotFound: there is no such draft of theirs.
        Conflict: it was started meanwhile.
    """
    async with db.reading() as session:
        return await brief_rows.read(session, await _own_draft(session, person, draft_id))


async def brief_of(session: AsyncSession, campaign_id: str) -> Brief:
    """What the agents are given: the brief, what was read of its sources, and the voice."""
    campaign = await session.get_one(Campaign, campaign_id)
    owner = await session.get_one(User, campaign.user_id)
    rows = await brief_rows.source_rows(session, campaign_id)
    tone = Tone(campaign.tone) if campaign.tone else None
    return Brief(
        topic=campaign.topic,
        audience=campaign.audience,
        goal=campaign.goal,
        content_type=campaign.content_type,
        keyphrase=campaign.keyphrase,
        tone=tone,
        target_words=campaign.target_words,
        sources=tuple(Source(row.kind, row.value, row.title, row.text) for row in rows),
        voice=_voice(campaign),
        author=owner.name,
        dated=campaign.created_at.date().isoformat(),
        keyphrase_used_in=await _same_keyphrase(session, campaign),
    )


def _voice(campaign: Campaign) -> Voice | None:
    """The brand voice the campaign was started with; without one, the built-in one of its tone."""
    if campaign.voice:
        return voices.from_json(campaign.voice)
    return voice_for(Tone(campaign.tone)) if campaign.tone else None


async def _same_keyphrase(session: AsyncSession, campaign: Campaign) -> tuple[str, ...]:
    """The other campaigns with this keyphrase: the team's by topic, private ones unnamed.

    Checks are stored and shown to everyone who may see this campaign.
    """
    if not campaign.keyphrase:
        return ()
    query = select(Campaign.topic, Campaign.visibility).where(
        func.lower(Campaign.keyphrase) == campaign.keyphrase.lower(),
        Campaign.id != campaign.id,
        Campaign.status != CampaignStatus.DRAFT,
        col(Campaign.deleted_at).is_(None),
        or_(col(Campaign.user_id) == campaign.user_id, col(Campaign.visibility) == Visibility.TEAM),
    )
    found = (await session.exec(query.order_by(col(Campaign.id)).limit(5))).all()
    return tuple(topic if seen is Visibility.TEAM else "" for topic, seen in found)


async def latest_version(session: AsyncSession, campaign_id: str) -> ContentVersion | None:
    """The latest text; None before there is one."""
    query = select(ContentVersion).where(ContentVersion.campaign_id == campaign_id)
    found = await session.exec(query.order_by(col(ContentVersion.number).desc()).limit(1))
    return found.first()


async def _own_draft(session: AsyncSession, person: Person, draft_id: str) -> Campaign:
    query = select(Campaign).where(Campaign.id == access.require_id(draft_id)).with_for_update()
    campaign = (await session.exec(query)).first()
    if campaign is None or campaign.user_id != person.id or campaign.deleted_at:
        raise NotFound("There is no such draft.")
    if campaign.status is not CampaignStatus.DRAFT:
        raise Conflict("This campaign was started meanwhile; it is no draft any more.")
    return campaign


async def _opened(
    session: AsyncSession, campaign: Campaign, new: NewCampaign, *, start: bool
) -> tuple[Created, Message | None]:
    if not start:
        return Created(campaign.id, CampaignStatus.DRAFT), None
    campaign.status = CampaignStatus.QUEUED
    run = Run(
        campaign_id=campaign.id,
        user_id=campaign.user_id,
        priority=campaign.priority,
        steps=[[agent.value] for agent in AGENT_ORDER],
        brief=as_data(new),
    )
    session.add_all([campaign, run])
    message = await report(session, run)
    return Created(campaign.id, CampaignStatus.QUEUED, run.id, RunStatus.QUEUED), message


def _tell(message: Message | None) -> None:
    if message:
        live.publish(message["campaign_id"], message)
