"""Settings changed by whoever saw the latest ones; everybody else is told who was quicker."""

import asyncio
from typing import Any

import pytest

from contentflow import campaign_settings, campaigns, db, live, sharing
from contentflow.briefs import validate
from contentflow.errors import Conflict, Forbidden, Invalid, NotFound, Outdated
from contentflow.models import Campaign
from contentflow.names import CampaignStatus, Priority, Visibility
from contentflow.person import Person

URGENT = {"priority": "urgent"}


@pytest.fixture
async def campaign_id(person: Person) -> str:
    return (await campaigns.create(person, validate({"topic": "Standing desks"}))).id


async def revision_of(campaign_id: str) -> int:
    async with db.reading() as session:
        return (await session.get_one(Campaign, campaign_id)).revision


async def test_a_change_is_stored_told_and_numbered(person: Person, campaign_id: str) -> None:
    before = await revision_of(campaign_id)
    with live.subscribe(campaign_id) as subscription:
        after = await campaign_settings.change(person, campaign_id, before, URGENT)
        told = [message for message in subscription.take() if "changes" in message]
    assert (after, await revision_of(campaign_id)) == (before + 1, before + 1)
    view = await campaigns.snapshot(person, campaign_id)
    assert (view.priority, view.revision) == (Priority.URGENT, after)
    assert [(one["changes"], one["revision"]) for one in told] == [(URGENT, after)]


async def test_of_two_at_once_one_wins_and_the_other_is_told_who(
    person: Person, campaign_id: str
) -> None:
    seen = await revision_of(campaign_id)
    wanted: list[dict[str, Any]] = [{"priority": "urgent"}, {"priority": "background"}]
    changes = (campaign_settings.change(person, campaign_id, seen, one) for one in wanted)
    results = await asyncio.gather(*changes, return_exceptions=True)
    lost = [one for one in results if isinstance(one, Outdated)]
    assert (len(lost), seen + 1 in results) == (1, True)
    won = (await campaigns.snapshot(person, campaign_id)).priority
    assert str(lost[0]) == f"{person.name} set the priority to {won}. Look at it and try again."


async def test_the_same_value_changes_nothing(person: Person, campaign_id: str) -> None:
    seen = await revision_of(campaign_id)
    same = {"priority": (await campaigns.snapshot(person, campaign_id)).priority.value}
    assert await campaign_settings.change(person, campaign_id, seen, same) == seen


@pytest.mark.parametrize(
    "wanted", [{}, {"priority": "sometime"}, {"priority": ""}, {"owner": "me"}, {"priority": None}]
)
async def test_what_makes_no_sense_is_refused(
    person: Person, campaign_id: str, wanted: dict[str, Any]
) -> None:
    seen = await revision_of(campaign_id)
    with pytest.raises(Invalid):
        await campaign_settings.change(person, campaign_id, seen, wanted)
    assert await revision_of(campaign_id) == seen


async def test_a_started_campaign_keeps_its_topic(person: Person, campaign_id: str) -> None:
    seen = await revision_of(campaign_id)
    with pytest.raises(Conflict):
        await campaign_settings.change(person, campaign_id, seen, {"topic": "Sofas"})
    async with db.transaction() as session:
        (await session.get_one(Campaign, campaign_id)).status = CampaignStatus.DRAFT
    assert await campaign_settings.change(person, campaign_id, seen, {"topic": "Sofas"}) == seen + 1


async def test_a_stranger_a_viewer_and_an_editor(
    person: Person, colleague: Person, campaign_id: str
) -> None:
    seen = await revision_of(campaign_id)
    with pytest.raises(NotFound):
        await campaign_settings.change(colleague, campaign_id, seen, URGENT)
    await sharing.share(person, campaign_id, colleague.id, may_edit=False)
    with pytest.raises(Forbidden):
        await campaign_settings.change(colleague, campaign_id, seen, URGENT)
    await sharing.share(person, campaign_id, colleague.id, may_edit=True)
    assert await campaign_settings.change(colleague, campaign_id, seen, URGENT) == seen + 1
    with pytest.raises(Forbidden):
        await campaign_settings.change(colleague, campaign_id, seen + 1, {"visibility": "team"})


async def test_sharing_with_the_team_is_a_change_of_settings(
    person: Person, campaign_id: str
) -> None:
    seen = await revision_of(campaign_id)
    await sharing.set_visibility(person, campaign_id, Visibility.TEAM)
    assert await revision_of(campaign_id) == seen + 1
    with pytest.raises(Outdated):
        await campaign_settings.change(person, campaign_id, seen, URGENT)
