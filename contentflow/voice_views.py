"""What people see of brand voices. Every query of them goes through `visible`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, db, terms
from contentflow.analysis.profile import LEAST_WORDS
from contentflow.brief import Band, FunctionWord, Voice
from contentflow.errors import NotFound
from contentflow.models import BrandVoice, Campaign, User, VoiceSample
from contentflow.names import CampaignStatus, Visibility
from contentflow.person import Person
from contentflow.terms import Terms

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])
GONE = "There is no such brand voice."


@dataclass(frozen=True)
class VoiceRow:
    """A voice in a list. `fitted` is false while its samples are too short to measure."""

    id: str
    name: str
    visibility: Visibility
    owner_id: str
    owner_name: str
    editable: bool
    terms: int
    samples: int
    words: int
    fitted: bool
    updated_at: datetime


@dataclass(frozen=True)
class SampleRow:
    """A sample without its text."""

    id: str
    name: str
    words: int
    created_at: datetime


@dataclass(frozen=True)
class VoiceView:
    """All of a voice. `message` says why it has no profile; `drafts` would lose it if deleted."""

    row: VoiceRow
    terms: Terms
    voice: Voice
    samples: tuple[SampleRow, ...]
    message: str
    drafts: int


async def listing(person: Person) -> list[VoiceRow]:
    """The voices this person may use, by name."""
    async with db.reading() as session:
        query = visible(select(BrandVoice, User).join(User, _owner()), person)
        found = (
            await session.exec(query.order_by(func.lower(BrandVoice.name), BrandVoice.id))
        ).all()
        counts = await _sample_counts(session)
    return [_row(person, voice, owner, counts.get(voice.id, (0, 0))) for voice, owner in found]


async def show(person: Person, voice_id: str) -> VoiceView:
    """One voice.

    Raises:
        NotFound: it does not exist, or not for them.
    """
    async with db.reading() as session:
        voice = await seen(session, person, voice_id)
        return await view(session, person, voice)


def from_json(data: Mapping[str, Any]) -> Voice:
    """A voice that was kept with a campaign."""
    chosen = terms.from_json(data)
    return Voice(
        name=data["name"],
        banned=chosen.banned,
        preferred=chosen.preferred,
        cased=chosen.cased,
        bands=tuple(Band(**band) for band in data.get("bands", ())),
        function_words=tuple(FunctionWord(**word) for word in data.get("function_words", ())),
    )


def visible(query: Query, person: Person) -> Query:
    """The query with what this person may not see left out; it must select from brand_voices."""
    shared = col(BrandVoice.visibility) == Visibility.TEAM
    return query.where(or_(col(BrandVoice.user_id) == person.id, shared))


def _owner() -> Any:
    return col(User.id) == col(BrandVoice.user_id)


async def seen(session: AsyncSession, person: Person, voice_id: str) -> BrandVoice:
    """The voice, if the person may see it.

    Raises:
        NotFound: it does not exist, or not for them.
    """
    try:
        query = select(BrandVoice).where(BrandVoice.id == access.require_id(voice_id))
    except NotFound as error:
        raise NotFound(GONE) from error
    voice = (await session.exec(visible(query, person))).first()
    if voice is None:
        raise NotFound(GONE)
    return voice


async def samples_of(session: AsyncSession, voice_id: str) -> list[VoiceSample]:
    """The samples of a voice, the oldest first."""
    query = select(VoiceSample).where(VoiceSample.voice_id == voice_id)
    return list((await session.exec(query.order_by(col(VoiceSample.id)))).all())


async def _sample_counts(session: AsyncSession) -> dict[str, tuple[int, int]]:
    """How many samples and words each voice has."""
    query = select(
        VoiceSample.voice_id, func.count(col(VoiceSample.id)), func.sum(VoiceSample.words)
    )
    found = (await session.exec(query.group_by(VoiceSample.voice_id))).all()
    return {voice_id: (count, int(words)) for voice_id, count, words in found}


def voice_of(voice: BrandVoice) -> Voice:
    """The voice as it is now."""
    return from_json({"name": voice.name, **voice.terms, **voice.profile})


def _row(person: Person, voice: BrandVoice, owner: User, counted: tuple[int, int]) -> VoiceRow:
    return VoiceRow(
        id=voice.id,
        name=voice.name,
        visibility=voice.visibility,
        owner_id=owner.id,
        owner_name=owner.name,
        editable=owner.id == person.id and access.may_start(person),
        terms=terms.from_json(voice.terms).count,
        samples=counted[0],
        words=counted[1],
        fitted=bool(voice.profile.get("bands")),
        updated_at=voice.updated_at,
    )


async def view(session: AsyncSession, person: Person, voice: BrandVoice) -> VoiceView:
    """All of a voice, for somebody who may see it."""
    owner = await session.get_one(User, voice.user_id)
    kept = await samples_of(session, voice.id)
    row = _row(person, voice, owner, (len(kept), sum(sample.words for sample in kept)))
    none_yet = f"Add samples with at least {LEAST_WORDS} words in total to measure this voice."
    drafts = select(func.count(col(Campaign.id))).where(
        Campaign.brand_voice_id == voice.id,
        Campaign.status == CampaignStatus.DRAFT,
        col(Campaign.deleted_at).is_(None),
    )
    return VoiceView(
        row=row,
        terms=terms.from_json(voice.terms),
        voice=voice_of(voice),
        samples=tuple(SampleRow(s.id, s.name, s.words, s.created_at) for s in kept),
        message="" if row.fitted else voice.profile.get("message", none_yet),
        drafts=(await session.exec(drafts)).one(),
    )
