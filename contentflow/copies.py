"""Copies of campaigns: brief and sources again, as a campaign of one's own."""

from dataclasses import dataclass, replace

from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, brief_rows, campaigns, db
from contentflow.briefs import NAME, NewCampaign, as_data, validate
from contentflow.campaigns import Created
from contentflow.models import BrandVoice, Campaign
from contentflow.names import Visibility
from contentflow.person import Person


@dataclass(frozen=True)
class Copied(Created):
    """A campaign made like another. `without_voice`: its brand voice is not theirs to use."""

    without_voice: bool = False


async def duplicate(person: Person, campaign_id: str, *, start: bool = False) -> Copied:
    """Make a private campaign of the person's with the brief and sources of one they may see.

    Pages that were read are not read again. With `start` wake the engine afterwards.

    Raises:
        NotFound: it does not exist, or not for this person.
        Forbidden: the person may only read.
        Invalid: it shall start, and its brief is not whole yet.
    """
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        access.require_start(person)
        brief = await brief_rows.read(session, campaign)
        read = await brief_rows.pages_read(session, campaign_id)
        usable = await _may_use_voice(session, person, brief)
    new = replace(
        brief,
        name=name_of_copy(campaign),
        visibility=Visibility.PRIVATE,
        brand_voice_id=brief.brand_voice_id if usable else None,
    )
    if start:
        new = validate(as_data(new))
    created = await campaigns.create(person, new, start=start, read=read)
    return Copied(**created.__dict__, without_voice=not usable)


def name_of_copy(campaign: Campaign) -> str:
    """ "Copy of …", as long as a name may be."""
    called = campaign.name or campaign.topic or "a draft"
    return f"Copy of {called.removeprefix('Copy of ')}"[:NAME].rstrip()


async def _may_use_voice(session: AsyncSession, person: Person, brief: NewCampaign) -> bool:
    if brief.brand_voice_id is None:
        return True
    voice = await session.get(BrandVoice, brief.brand_voice_id)
    if voice is None:
        return False
    return voice.visibility is Visibility.TEAM or voice.user_id == person.id
