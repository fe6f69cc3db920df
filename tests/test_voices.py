"""Brand voices: whose they are, what their samples give, and what a campaign keeps of them."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import func, select

from contentflow import campaigns, db, voices
from contentflow.brief import Brief, Term
from contentflow.briefs import NewCampaign
from contentflow.errors import Forbidden, Invalid, NotFound
from contentflow.models import Campaign
from contentflow.names import Tone
from contentflow.person import Person
from contentflow.voices import VoiceView
from tests.analysis.test_profile import PLAIN, STIFF
from tests.documents import docx

LONG = PLAIN * 8
TERMS = {"banned": [{"phrase": "synergy", "replacement": "teamwork"}], "cased": ["AcmeDesk"]}


async def made(person: Person, **fields: Any) -> VoiceView:
    return await voices.create(person, {"name": "Acme", **fields})


async def brief_of(campaign_id: str) -> Brief:
    async with db.reading() as session:
        return await campaigns.brief_of(session, campaign_id)


def problem(caught: pytest.ExceptionInfo[Invalid]) -> str:
    (said,) = caught.value.fields.values()
    return said


async def test_a_new_voice_says_what_it_lacks(person: Person) -> None:
    view = await made(person, terms=TERMS)
    assert (view.row.fitted, view.row.terms, view.voice.bands) == (False, 2, ())
    assert "at least 300 words" in view.message
    assert view.voice.banned == (Term("synergy", "teamwork"),)
    assert await voices.listing(person) == [view.row]


async def test_samples_fit_the_voice_and_taking_one_out_fits_it_anew(person: Person) -> None:
    view = await made(person)
    view = await voices.add_sample(person, view.row.id, "", PLAIN)
    assert "at least 300 are needed" in view.message
    assert [sample.name for sample in view.samples] == ["Pasted text"]
    view = await voices.add_file(person, view.row.id, "guide.docx", docx([PLAIN] * 8))
    assert (view.row.fitted, view.message, view.row.samples) == (True, "", 2)
    plain = view.voice.band("formality")
    view = await voices.add_file(person, view.row.id, "rules.md", (STIFF * 10).encode())
    assert view.voice.band("formality") != plain
    view = await voices.remove_sample(person, view.row.id, view.samples[-1].id)
    assert view.voice.band("formality") == plain


async def test_samples_added_at_once_all_count(person: Person) -> None:
    view = await made(person)
    texts = [f"{LONG} Sample number {n} ends here." for n in range(4)]
    await asyncio.gather(*(voices.add_sample(person, view.row.id, "t", text) for text in texts))
    view = await voices.show(person, view.row.id)
    again = await voices.remove_sample(person, view.row.id, str(uuid4()))  # fits it anew
    assert view.row.samples == 4
    assert view.voice == again.voice


@pytest.mark.parametrize(
    ("text", "said"),
    [(" ", "holds no text"), ("# Only a heading", "no running text"), (LONG, "there already")],
)
async def test_a_sample_that_adds_nothing_is_refused(person: Person, text: str, said: str) -> None:
    view = await made(person)
    before = await voices.add_sample(person, view.row.id, "First", LONG)
    with pytest.raises(Invalid) as caught:
        await voices.add_sample(person, view.row.id, "Second", text)
    assert said in problem(caught)
    assert (await voices.show(person, view.row.id)).samples == before.samples


async def test_there_is_a_most_of_samples(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    view = await made(person)
    await voices.add_sample(person, view.row.id, "First", LONG)
    for limit, value in (("MOST_CHARACTERS", len(LONG) + 10), ("MOST_SAMPLES", 1)):
        monkeypatch.setattr(voices, limit, value)
        with pytest.raises(Invalid) as caught:
            await voices.add_sample(person, view.row.id, "Second", STIFF)
        assert "most" in problem(caught) or "more than" in problem(caught)


async def test_a_private_voice_does_not_exist_for_others(
    person: Person, colleague: Person, viewer: Person
) -> None:
    voice_id = (await made(person)).row.id
    for other in (colleague, viewer):
        assert await voices.listing(other) == []
        for attempt in attempts(other, voice_id):
            with pytest.raises(NotFound):
                await attempt
    with pytest.raises(NotFound):
        await voices.show(person, "no id of ours")


def attempts(person: Person, voice_id: str) -> list[Any]:
    """Everything one can do to a voice."""
    return [
        voices.show(person, voice_id),
        voices.update_voice(person, voice_id, {"name": "Mine"}),
        voices.add_sample(person, voice_id, "s", LONG),
        voices.add_file(person, voice_id, "a.exe", b"MZ"),
        voices.remove_sample(person, voice_id, str(uuid4())),
        voices.remove(person, voice_id),
    ]


async def test_the_team_reads_a_team_voice_and_its_owner_alone_changes_it(
    person: Person, colleague: Person, viewer: Person
) -> None:
    voice_id = (await made(person, visibility="team")).row.id
    for other in (colleague, viewer):
        look, *changes = attempts(other, voice_id)
        assert not (await look).row.editable
        assert [row.id for row in await voices.listing(other)] == [voice_id]
        for change in changes:
            with pytest.raises(Forbidden):
                await change


async def test_a_viewer_makes_no_voice(viewer: Person) -> None:
    with pytest.raises(Forbidden):
        await made(viewer)


async def test_a_change_leaves_what_is_not_given(person: Person) -> None:
    view = await made(person, terms=TERMS)
    changed = await voices.update_voice(person, view.row.id, {"name": "Northwind"})
    assert (changed.row.name, changed.terms) == ("Northwind", view.terms)


async def test_a_started_campaign_keeps_the_voice_as_it_was(person: Person) -> None:
    view = await made(person, terms=TERMS)
    view = await voices.add_sample(person, view.row.id, "s", LONG)
    new = NewCampaign(topic="Desks", tone=Tone.FORMAL, brand_voice_id=view.row.id)
    created = await campaigns.create(person, new)
    assert (await brief_of(created.id)).voice == view.voice
    await voices.update_voice(person, view.row.id, {"name": "Other", "terms": {}})
    await voices.remove(person, view.row.id)
    assert (await brief_of(created.id)).voice == view.voice
    with pytest.raises(NotFound):
        await voices.show(person, view.row.id)


async def test_a_draft_takes_the_voice_of_the_moment_it_starts(person: Person) -> None:
    view = await made(person)
    new = NewCampaign(topic="Desks", brand_voice_id=view.row.id)
    draft = await campaigns.save_draft(person, new)
    assert (await voices.show(person, view.row.id)).drafts == 1
    view = await voices.update_voice(person, view.row.id, {"terms": TERMS})
    assert (await campaigns.draft(person, draft.id)).brand_voice_id == view.row.id
    await campaigns.start_draft(person, draft.id)
    assert (await brief_of(draft.id)).voice == view.voice


async def test_a_draft_loses_a_deleted_voice(person: Person) -> None:
    view = await made(person)
    new = NewCampaign(topic="Desks", tone=Tone.PLAIN, brand_voice_id=view.row.id)
    draft = await campaigns.save_draft(person, new)
    await voices.remove(person, view.row.id)
    await campaigns.start_draft(person, draft.id)
    voice = (await brief_of(draft.id)).voice
    assert voice is not None
    assert voice.name == "Plain"


async def test_nobody_starts_with_a_voice_they_may_not_use(
    person: Person, colleague: Person
) -> None:
    private = (await made(person)).row.id
    for voice_id in (private, str(uuid4())):
        with pytest.raises(Invalid) as caught:
            await campaigns.create(colleague, NewCampaign("Desks", brand_voice_id=voice_id))
        assert set(caught.value.fields) == {"brand_voice_id"}
    async with db.reading() as session:
        assert (await session.exec(select(func.count()).select_from(Campaign))).one() == 0
    await voices.update_voice(person, private, {"visibility": "team"})
    await campaigns.create(colleague, NewCampaign("Desks", brand_voice_id=private))
