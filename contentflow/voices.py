"""Brand voices: made, fitted from samples, shared, deleted.

What people see of them is in `voice_views`, re-exported here: one service per noun.

A campaign keeps the voice as it was when it was started (`frozen`): changing or deleting a voice
later changes no text that is already measured by it.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, db, limits, samples, terms
from contentflow.analysis.profile import fit, words_of
from contentflow.errors import Forbidden, Invalid
from contentflow.models import BrandVoice, Campaign, VoiceSample, now
from contentflow.names import Visibility
from contentflow.person import Person
from contentflow.terms import Terms
from contentflow.voice_views import (
    GONE,
    SampleRow,
    VoiceRow,
    VoiceView,
    from_json,
    listing,
    samples_of,
    seen,
    show,
    view,
    voice_of,
)

__all__ = [
    "SampleRow",
    "VoiceRow",
    "VoiceView",
    "add_file",
    "add_sample",
    "create",
    "from_json",
    "frozen",
    "listing",
    "remove",
    "remove_sample",
    "show",
    "update_voice",
]

MOST_SAMPLES = 30
MOST_CHARACTERS = 600_000  # of all samples together: fitted in about a second


async def create(person: Person, data: Mapping[str, object]) -> VoiceView:
    """A new voice of the person's, without samples yet.

    Raises:
        Forbidden: the person may only read.
        Invalid: a field is wrong.
    """
    _require_start(person)
    change = terms.validate(data, whole=True)
    voice = BrandVoice(user_id=person.id, name="", terms=terms.as_json(Terms()))
    async with db.transaction() as session:
        _apply(voice, change)
        session.add(voice)
        await session.flush()
        return await view(session, person, voice)


async def update_voice(person: Person, voice_id: str, data: Mapping[str, object]) -> VoiceView:
    """Another name, visibility or other terms; what is not given stays.

    Raises:
        NotFound, Forbidden: not for them, or not theirs.
        Invalid: a field is wrong.
    """
    async with db.transaction() as session:
        voice = await _own(session, person, voice_id)
        _apply(voice, terms.validate(data))
        session.add(voice)
        return await view(session, person, voice)


async def remove(person: Person, voice_id: str) -> None:
    """Delete a voice with its samples. Drafts lose it; started campaigns keep it as it was.

    Raises:
        NotFound, Forbidden: as for `update_voice`.
    """
    async with db.transaction() as session:
        voice = await _own(session, person, voice_id)
        detach = update(Campaign).where(col(Campaign.brand_voice_id) == voice.id)
        await session.exec(detach.values(brand_voice_id=None))
        await session.exec(delete(VoiceSample).where(col(VoiceSample.voice_id) == voice.id))
        await session.delete(voice)


async def add_sample(person: Person, voice_id: str, name: str, text: str) -> VoiceView:
    """Add a text and fit the voice anew.

    Raises:
        NotFound, Forbidden: as for `update_voice`.
        Invalid: field "sample" says why it cannot be kept.
        TooManyRequests: the person added many just now.
    """
    limits.samples.take(person.id)
    name = samples.short(name) or "Pasted text"
    text = samples.checked(text, name)
    words = await asyncio.to_thread(words_of, [text])
    if not words:
        raise Invalid({"sample": f"{name} holds no running text to measure."})
    async with db.transaction() as session:
        voice = await _own(session, person, voice_id)
        await _keep_sample(session, voice, name, text, words)
    return await _refit(person, voice_id)


async def add_file(person: Person, voice_id: str, name: str, data: bytes) -> VoiceView:
    """Add a .txt, .md or .docx file as a sample.

    Raises:
        NotFound, Forbidden, Invalid: as for `add_sample`.
    """
    async with db.reading() as session:  # whose voice it is comes before what is in the file
        await _own(session, person, voice_id)
    limits.samples.take(person.id)
    text = await asyncio.to_thread(samples.read, name, data)
    return await add_sample(person, voice_id, name, text)


async def remove_sample(person: Person, voice_id: str, sample_id: str) -> VoiceView:
    """Take a sample out and fit the voice anew.

    Raises:
        NotFound, Forbidden: as for `update_voice`.
    """
    async with db.transaction() as session:
        voice = await _own(session, person, voice_id)
        chosen = (col(VoiceSample.voice_id) == voice.id, col(VoiceSample.id) == sample_id)
        gone = await session.exec(delete(VoiceSample).where(*chosen))
    if not gone.rowcount:  # in another tab, or there never was one
        return await show(person, voice_id)
    return await _refit(person, voice_id)


async def frozen(session: AsyncSession, person_id: str, voice_id: str) -> dict[str, Any]:
    """The voice as it is now, to keep with a campaign; `from_json` reads it.

    Raises:
        Invalid: the person may not use such a voice.
    """
    voice = await session.get(BrandVoice, voice_id)
    shared = voice is not None and voice.visibility is Visibility.TEAM
    if voice is None or not (shared or voice.user_id == person_id):
        raise Invalid({"brand_voice_id": f"{GONE} Choose another."})
    return asdict(voice_of(voice))


def _require_start(person: Person) -> None:
    if not access.may_start(person):
        raise Forbidden("Your role lets you read brand voices, not change them.")


async def _own(session: AsyncSession, person: Person, voice_id: str) -> BrandVoice:
    voice = await seen(session, person, voice_id)
    if voice.user_id != person.id:
        raise Forbidden("Only its owner may change this brand voice.")
    _require_start(person)
    return voice


def _apply(voice: BrandVoice, change: terms.Change) -> None:
    voice.name = change.name or voice.name
    voice.visibility = change.visibility or voice.visibility
    if change.terms is not None:
        voice.terms = terms.as_json(change.terms)
    voice.updated_at = now()


async def _keep_sample(
    session: AsyncSession, voice: BrandVoice, name: str, text: str, words: int
) -> None:
    digest = hashlib.sha256(text.encode()).hexdigest()
    before = await samples_of(session, voice.id)
    if len(before) >= MOST_SAMPLES:
        raise Invalid({"sample": f"There are {MOST_SAMPLES} samples; that is the most."})
    if sum(len(one.text) for one in before) + len(text) > MOST_CHARACTERS:
        said = f"With {name} the samples would have more than {MOST_CHARACTERS:,} characters."
        raise Invalid({"sample": f"{said} That is more than a voice needs."})
    for one in before:
        if one.sha256 == digest:
            raise Invalid({"sample": f"{name} is there already, as {one.name}."})
    row = VoiceSample(voice_id=voice.id, name=name, text=text, words=words, sha256=digest)
    session.add(row)
    await session.flush()


async def _refit(person: Person, voice_id: str) -> VoiceView:
    """Fit outside any transaction, again if another sample came or went meanwhile."""
    while True:
        async with db.reading() as session:
            before = await samples_of(session, voice_id)
        profile = await asyncio.to_thread(_profile, [sample.text for sample in before])
        async with db.transaction() as session:
            voice = await _own(session, person, voice_id)
            after = await samples_of(session, voice_id)
            if [sample.id for sample in after] == [sample.id for sample in before]:
                voice.profile, voice.updated_at = profile, now()
                session.add(voice)
                await session.flush()
                return await view(session, person, voice)


def _profile(texts: Sequence[str]) -> dict[str, Any]:
    """The fitted part of a voice, or why there is none."""
    try:
        fitted = asdict(fit(texts))
    except Invalid as error:
        return {"message": error.fields["samples"]}
    return {name: fitted[name] for name in ("bands", "function_words")}
