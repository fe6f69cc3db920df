"""A campaign's brief as people wrote it: written into its rows and read back from them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import sources, voices
from contentflow.briefs import NewCampaign, NewSource
from contentflow.models import Campaign, SourceRow, now
from contentflow.names import SourceKind, SourceStatus, Tone
from contentflow.sources import ReadPage

Pages = Mapping[str, ReadPage]
NOTHING_READ: Pages = {}


async def read(session: AsyncSession, campaign: Campaign) -> NewCampaign:
    """The brief as it was last saved."""
    return brief_of(campaign, await source_rows(session, campaign.id))


def brief_of(campaign: Campaign, rows: Sequence[SourceRow]) -> NewCampaign:
    """The brief that a campaign's row and those of its sources make."""
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
        name=campaign.name,
    )


async def source_rows(session: AsyncSession, campaign_id: str) -> list[SourceRow]:
    """Its facts and links, in their order."""
    query = select(SourceRow).where(SourceRow.campaign_id == campaign_id)
    return list((await session.exec(query.order_by(col(SourceRow.position)))).all())


async def write(
    session: AsyncSession, campaign: Campaign, new: NewCampaign, read: Pages = NOTHING_READ
) -> None:
    """Write a brief into the campaign's rows; pages read before stay read.

    Raises:
        Invalid: the owner may not use its brand voice.
    """
    campaign.topic, campaign.audience, campaign.goal = new.topic, new.audience, new.goal
    campaign.content_type, campaign.keyphrase = new.content_type, new.keyphrase
    campaign.tone, campaign.target_words = new.tone or "", new.target_words
    campaign.priority, campaign.visibility = new.priority, new.visibility
    campaign.name = new.name or campaign.name
    await choose_voice(session, campaign, new.brand_voice_id)
    campaign.updated_at = now()
    session.add(campaign)
    await write_sources(session, campaign.id, new.sources, read)


async def choose_voice(session: AsyncSession, campaign: Campaign, voice_id: str | None) -> None:
    """Only a voice its owner may use; it is kept as it is now, so the latest choice decides."""
    campaign.brand_voice_id, campaign.voice = voice_id, None
    if voice_id:
        campaign.voice = await voices.frozen(session, campaign.user_id, voice_id)


async def write_sources(
    session: AsyncSession, campaign_id: str, given: Sequence[NewSource], read: Pages = NOTHING_READ
) -> None:
    """Put these facts and links in the place of those there are; pages read before stay read."""
    await session.flush()
    before = {row.value: row for row in await source_rows(session, campaign_id)}
    await session.exec(delete(SourceRow).where(col(SourceRow.campaign_id) == campaign_id))
    for position, source in enumerate(given):
        session.add(source_row(campaign_id, position, source, before, read))


def source_row(
    campaign_id: str,
    position: int,
    source: NewSource,
    before: Mapping[str, SourceRow],
    read: Pages = NOTHING_READ,
) -> SourceRow:
    """A fact or link as it is stored; `before` and `read` are what is known of its page."""
    row = SourceRow(
        campaign_id=campaign_id, position=position, kind=source.kind, value=source.value
    )
    if source.kind is SourceKind.TEXT:
        row.text = source.value
        return row
    row.status = SourceStatus.PENDING
    earlier = before.get(source.value)
    if source.value in read:
        sources.fill(row, read[source.value])
    elif earlier is not None and earlier.kind is SourceKind.URL and earlier.fetched_at:
        row.title, row.text, row.sha256 = earlier.title, earlier.text, earlier.sha256
        row.status, row.error, row.fetched_at = earlier.status, earlier.error, earlier.fetched_at
    return row


async def keep_read(session: AsyncSession, campaign_id: str, read: Pages) -> None:
    """Fill the links that wait to be read with what was read of them."""
    for row in await source_rows(session, campaign_id):
        if row.status is SourceStatus.PENDING and row.value in read:
            sources.fill(row, read[row.value])
            session.add(row)


async def pages_read(session: AsyncSession, campaign_id: str) -> Pages:
    """What was read of a campaign's links, for a copy of its brief."""
    return {
        row.value: ReadPage(row.value, row.title, row.text, row.sha256, row.fetched_at)
        for row in await source_rows(session, campaign_id)
        if row.kind is SourceKind.URL and row.status is SourceStatus.READ and row.fetched_at
    }
