"""A campaign made like another: its brief and its sources, nothing of its text or its people."""

import pytest
from sqlmodel import col, select

from contentflow import campaigns, copies, db, sharing, voices
from contentflow.briefs import NAME, validate
from contentflow.errors import Forbidden, Invalid, NotFound
from contentflow.models import SourceRow, now
from contentflow.names import CampaignStatus, SourceStatus, Visibility
from contentflow.person import Person
from contentflow.sources import ReadPage
from tests.stories import finished, there

LINK = "https://example.com/desks"
PAGE = ReadPage(LINK, "Desks", "All about desks.", "abc", now())
BRIEF = {
    "topic": "Standing desks",
    "audience": "People at home",
    "keyphrase": "standing desk",
    "tone": "plain",
    "target_words": 450,
    "priority": "urgent",
    "visibility": "team",
    "sources": [{"kind": "text", "value": "It lifts 80 kg."}, {"kind": "url", "value": LINK}],
}
NOBODY = "01a212f7-09c3-7654-81b5-c0ad55124e59"


async def original(person: Person, **changes: object) -> str:
    read = {LINK: PAGE}
    return (await campaigns.create(person, validate({**BRIEF, **changes}), read=read)).id


async def test_a_copy_is_a_draft_with_the_same_brief(person: Person) -> None:
    made = await original(person)
    copied = await copies.duplicate(person, made)
    assert (copied.status, copied.run_id) == (CampaignStatus.DRAFT, None)
    brief, before = await campaigns.draft(person, copied.id), validate(BRIEF)
    assert brief.name == "Copy of Standing desks"
    assert brief.visibility is Visibility.PRIVATE
    alike = ("topic", "audience", "keyphrase", "tone", "target_words", "priority", "sources")
    assert [getattr(brief, name) for name in alike] == [getattr(before, name) for name in alike]


async def test_what_was_read_is_not_read_again(person: Person) -> None:
    copied = await copies.duplicate(person, await original(person))
    async with db.reading() as session:
        query = select(SourceRow).where(SourceRow.campaign_id == copied.id)
        rows = (await session.exec(query.order_by(col(SourceRow.position)))).all()
    assert [row.status for row in rows] == [SourceStatus.READ] * 2
    assert (rows[1].title, rows[1].text, rows[1].fetched_at) == (
        PAGE.title,
        PAGE.text,
        PAGE.fetched_at,
    )


async def test_a_copy_can_start_at_once(person: Person) -> None:
    copied = await copies.duplicate(person, await original(person), start=True)
    assert (copied.status, bool(copied.run_id)) == (CampaignStatus.QUEUED, True)


async def test_of_a_draft_without_a_topic_only_a_draft(person: Person) -> None:
    draft = (await campaigns.save_draft(person, validate({}, draft=True))).id
    copied = await copies.duplicate(person, draft)
    row = await there(copied.id)
    assert row is not None
    assert row.name == "Copy of a draft"
    with pytest.raises(Invalid):
        await copies.duplicate(person, draft, start=True)


async def test_names_of_copies_stay_short(person: Person) -> None:
    made = await original(person, name="N" * NAME)
    copied = await copies.duplicate(person, made)
    again = await copies.duplicate(person, copied.id)
    rows = [await there(one.id) for one in (copied, again)]
    assert [row.name for row in rows if row] == [f"Copy of {'N' * NAME}"[:NAME]] * 2


async def test_a_readers_copy_is_their_own(person: Person, colleague: Person) -> None:
    voice = (await voices.create(person, {"name": "Ours"})).row.id
    made = await original(person, brand_voice_id=voice)
    copied = await copies.duplicate(colleague, made)
    row = await there(copied.id)
    assert row is not None
    assert (row.user_id, row.brand_voice_id, row.voice) == (colleague.id, None, None)
    assert copied.without_voice
    own = await copies.duplicate(person, made)
    assert not own.without_voice
    row = await there(own.id)
    assert row is not None
    assert row.brand_voice_id == voice


async def test_who_may_not_copy(person: Person, colleague: Person, viewer: Person) -> None:
    made = await finished(person)
    with pytest.raises(NotFound):
        await copies.duplicate(colleague, made)
    await sharing.share(person, made, viewer.id, may_edit=False)
    with pytest.raises(Forbidden):
        await copies.duplicate(viewer, made)
    for wrong in (NOBODY, "", "x"):
        with pytest.raises(NotFound):
            await copies.duplicate(person, wrong)
