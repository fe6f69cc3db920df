"""What the review of a text is measured by: looked at, approved, edits taken or not."""

import asyncio

import pytest

from contentflow import approvals, db, live, reviews
from contentflow.errors import NotFound
from contentflow.models import Campaign, ContentVersion
from contentflow.names import AgentName, CampaignStatus, Outcome, Review, VersionKind
from contentflow.person import Person
from tests.stories import decided, finished, seconds_ago, started, there

NOBODY = "01a212f7-09c3-7654-81b5-c0ad55124e59"


async def test_before_anybody_looked_nothing_is_invented(person: Person) -> None:
    figures = await reviews.of(person, await started(person))
    assert figures == reviews.ReviewFigures(0, None)
    assert figures.adopted is None


async def test_who_opens_the_finished_text_first_is_noted_once(
    person: Person, viewer: Person
) -> None:
    made = await finished(person, visibility="team")
    with live.subscribe(made) as heard:
        assert await reviews.view(viewer, made)
        assert [message["type"] for message in heard.take()] == [live.REVIEW]
    first = (await reviews.of(person, made)).viewed_at
    assert not await reviews.view(person, made)
    figures = await reviews.of(person, made)
    assert figures.viewed_at == first is not None
    assert figures.finished_at is not None
    assert figures.finished_at <= first


async def test_of_many_at_once_one_is_the_first(person: Person) -> None:
    made = await finished(person)
    looks = await asyncio.gather(*(reviews.view(person, made) for _ in range(5)))
    assert sum(looks) == 1


@pytest.mark.parametrize("status", list(CampaignStatus))
async def test_only_a_finished_text_is_looked_at(person: Person, status: CampaignStatus) -> None:
    made = await finished(person)
    async with db.transaction() as session:
        (await session.get_one(Campaign, made)).status = status
    readable = status in (CampaignStatus.COMPLETED, CampaignStatus.NEEDS_ATTENTION)
    assert await reviews.view(person, made) is readable


async def test_edits_are_counted_by_what_people_said(person: Person) -> None:
    made = await finished(person, AgentName.WRITER, AgentName.SEO)
    for said in (Review.ACCEPTED, Review.OPEN, Review.OPEN, Review.REJECTED):
        await decided(made, said)
    await decided(made, Review.OPEN, Outcome.REJECTED)  # by the agent itself: was never in the text
    figures = await reviews.of(person, made)
    assert figures.edits == {Review.ACCEPTED: 1, Review.OPEN: 2, Review.REJECTED: 1}
    assert figures.adopted == 75


async def test_what_was_typed_by_hand_is_summed(person: Person) -> None:
    made = await finished(person)
    async with db.transaction() as session:
        for number, characters in ((2, 120), (3, 30)):
            session.add(
                ContentVersion(
                    campaign_id=made,
                    number=number,
                    kind=VersionKind.EDIT,
                    user_id=person.id,
                    characters=characters,
                )
            )
    assert (await reviews.of(person, made)).characters == 150


async def test_the_first_approval_counts_for_the_time(person: Person) -> None:
    made = await finished(person)
    await approvals.approve(person, made, 1)
    first = (await reviews.of(person, made)).approved_at
    await approvals.reopen(person, made)
    await approvals.approve(person, made, 1)
    figures = await reviews.of(person, made)
    assert figures.approved_at == first is not None
    assert figures.approved_version == 1
    assert [word.approved for word in figures.words] == [True, False, True]
    assert first > seconds_ago(60)


async def test_strangers_learn_and_change_nothing(person: Person, colleague: Person) -> None:
    made = await finished(person)
    for campaign_id in (made, NOBODY, "", "x"):
        for deed in (reviews.of(colleague, campaign_id), reviews.view(colleague, campaign_id)):
            with pytest.raises(NotFound):
                await deed
    row = await there(made)
    assert row is not None
    assert row.first_viewed_at is None
