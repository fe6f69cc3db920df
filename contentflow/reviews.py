"""How a text was reviewed: when it was looked at and approved, and what became of the edits."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, approvals, db, live
from contentflow.approvals import Word
from contentflow.errors import NotFound
from contentflow.models import AgentDecision, Approval, Campaign, ContentVersion, Run, now
from contentflow.names import CampaignStatus, Outcome, Review, RunStatus
from contentflow.person import Person

_FINISHED = (RunStatus.COMPLETED, RunStatus.NEEDS_ATTENTION)
_READABLE = (CampaignStatus.COMPLETED, CampaignStatus.NEEDS_ATTENTION)


@dataclass(frozen=True)
class ReviewFigures:
    """The review of a campaign in numbers. `finished_at` is the end of its first finished run."""

    version: int
    approved_version: int | None
    finished_at: datetime | None = None
    viewed_at: datetime | None = None
    approved_at: datetime | None = None  # for the first time
    edits: dict[Review, int] = field(default_factory=dict)  # the agents' that were kept
    characters: int = 0  # typed or taken away by hand
    words: list[Word] = field(default_factory=list)  # what was said of versions, latest first

    @property
    def adopted(self) -> int | None:
        """Percent of the agents' edits that nobody rejected; None when there are none."""
        every = sum(self.edits.values())
        return round(100 * (every - self.edits.get(Review.REJECTED, 0)) / every) if every else None


async def of(person: Person, campaign_id: str) -> ReviewFigures:
    """The figures of a campaign.

    Raises:
        NotFound: it does not exist, or not for this person.
    """
    async with db.reading() as session:
        return await _figures(session, await access.seen(session, person, campaign_id))


async def shared(campaign_id: str) -> ReviewFigures:
    """The same for everybody: only for who shows it to people whose rights were looked at.

    Raises:
        NotFound: it does not exist.
    """
    async with db.reading() as session:
        campaign = await session.get(Campaign, access.require_id(campaign_id))
        if campaign is None:
            raise NotFound("There is no such campaign.")
        return await _figures(session, campaign)


async def _figures(session: AsyncSession, campaign: Campaign) -> ReviewFigures:
    return ReviewFigures(
        version=campaign.version,
        approved_version=campaign.approved_version,
        finished_at=await _finished_at(session, campaign.id),
        viewed_at=campaign.first_viewed_at,
        approved_at=await _approved_at(session, campaign.id),
        edits=await _edits(session, campaign.id),
        characters=await _characters(session, campaign.id),
        words=await approvals.history(session, campaign.id),
    )


async def _finished_at(session: AsyncSession, campaign_id: str) -> datetime | None:
    query = select(Run.ended_at).where(
        Run.campaign_id == campaign_id, col(Run.status).in_(_FINISHED)
    )
    return (await session.exec(query.order_by(col(Run.id)).limit(1))).first()


async def _approved_at(session: AsyncSession, campaign_id: str) -> datetime | None:
    query = select(Approval.created_at).where(Approval.campaign_id == campaign_id)
    first = query.where(col(Approval.approved)).order_by(col(Approval.id)).limit(1)
    return (await session.exec(first)).first()


async def _edits(session: AsyncSession, campaign_id: str) -> dict[Review, int]:
    query = (
        select(AgentDecision.review, func.count())
        .where(AgentDecision.campaign_id == campaign_id, AgentDecision.outcome == Outcome.KEPT)
        .group_by(col(AgentDecision.review))
    )
    return {Review(said): count for said, count in (await session.exec(query)).all()}


async def _characters(session: AsyncSession, campaign_id: str) -> int:
    query = select(func.coalesce(func.sum(ContentVersion.characters), 0))
    return (await session.exec(query.where(ContentVersion.campaign_id == campaign_id))).one()


async def view(person: Person, campaign_id: str) -> bool:
    """Note that somebody looks at the finished text, the first time only; True when it was.

    Raises:
        NotFound: it does not exist, or not for this person.
    """
    async with db.reading() as session:  # mostly it is noted, and nothing needs writing
        campaign = await access.seen(session, person, campaign_id)
    if campaign.first_viewed_at or campaign.status not in _READABLE:
        return False
    first = update(Campaign).where(
        col(Campaign.id) == campaign_id,
        col(Campaign.first_viewed_at).is_(None),
        col(Campaign.status).in_(_READABLE),
    )
    async with db.transaction() as session:
        noted = await session.exec(first.values(first_viewed_at=now()))
    if noted.rowcount:
        live.publish(campaign_id, {"type": live.REVIEW, "campaign_id": campaign_id})
    return bool(noted.rowcount)
