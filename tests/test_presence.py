"""Who has a campaign open: one person however many tabs, gone when dead, unseen by strangers."""

from datetime import timedelta

import pytest
from sqlmodel import select

from contentflow import campaigns, db, limits, presence
from contentflow.briefs import validate
from contentflow.errors import NotFound, TooManyRequests
from contentflow.models import WebsocketSession
from contentflow.person import Person


async def a_campaign(person: Person) -> str:
    return (await campaigns.create(person, validate({"topic": "Standing desks"}))).id


async def test_three_tabs_are_one_person_who_leaves_with_the_last(person: Person) -> None:
    campaign_id = await a_campaign(person)
    tabs = [await presence.join(person, campaign_id) for _ in range(3)]
    assert [one.user_id for one in await presence.watchers(campaign_id)] == [person.id]
    for tab in tabs:
        await presence.leave(tab, campaign_id)
    assert await presence.watchers(campaign_id) == []


async def test_a_page_without_a_sign_of_life_is_gone(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign_id = await a_campaign(person)
    await presence.join(person, campaign_id)
    monkeypatch.setattr(presence, "_STALE", timedelta(0))
    assert await presence.watchers(campaign_id) == []


@pytest.mark.parametrize("campaign_id", [None, "x", ""])
async def test_a_foreign_or_forged_id_joins_nothing(
    person: Person, colleague: Person, campaign_id: str | None
) -> None:
    foreign = await a_campaign(person) if campaign_id is None else campaign_id
    with pytest.raises(NotFound):
        await presence.join(colleague, foreign)


async def test_five_thousand_joins_at_once_are_limited_and_cost_no_row(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign_id = await a_campaign(person)
    refused = 0
    monkeypatch.setattr(limits.joins, "_burst", 20)
    monkeypatch.setattr(limits.joins, "_rate", 0.0001)
    for _ in range(5_000):
        try:
            await presence.join(person, campaign_id)
        except TooManyRequests:
            refused += 1
    assert refused == 4_980
    async with db.reading() as session:
        rows = (await session.exec(select(WebsocketSession))).all()
    assert len(rows) == 20


async def test_one_person_s_joins_do_not_count_for_another(
    person: Person, colleague: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.joins, "_burst", 1)
    monkeypatch.setattr(limits.joins, "_rate", 0.0001)
    mine, theirs = await a_campaign(person), await a_campaign(colleague)
    await presence.join(person, mine)
    with pytest.raises(TooManyRequests):
        await presence.join(person, mine)
    await presence.join(colleague, theirs)
