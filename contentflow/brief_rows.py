"""A campaign's brief as people wrote it, read back from its rows."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow.briefs import NewCampaign, NewSource
from contentflow.models import Campaign, SourceRow
from contentflow.names import Tone


async def read(session: AsyncSession, campaign: Campaign) -> NewCampaign:
    """The brief as it was last saved."""
    rows = await source_rows(session, campaign.id)
    return NewCampaign(
        topic=campaign.topic,
        audience=campaign.audience,
        goal=campaign.goal,
        content_type=campaign.content_type,
        keyphrase=campaign.keyphrase,
        tone=Tone(campaign.tone) if campaign.tone else None,
        target_words=campaign.target_words,
        sources=tuple(NewSource(row.kind, row.value) for row in rows),
        priority=campaign.priority,
        visibility=campaign.visibility,
        brand_voice_id=campaign.brand_voice_id,
    )


async def source_rows(session: AsyncSession, campaign_id: str) -> list[SourceRow]:
    """Its facts and links, in their order."""
    query = select(SourceRow).where(SourceRow.campaign_id == campaign_id)
    return list((await session.exec(query.order_by(col(SourceRow.position)))).all())
