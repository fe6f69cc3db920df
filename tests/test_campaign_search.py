"""Campaigns found by words, status, owner, type and archive, in every order, page by page."""

import asyncio
from typing import Any

import pytest

from contentflow import campaigns, db, sharing, shelf
from contentflow.briefs import validate
from contentflow.campaign_search import GROUPS, Search, Sort
from contentflow.errors import Invalid
from contentflow.models import Campaign
from contentflow.names import CampaignStatus, ContentType
from contentflow.person import Person
from tests.stories import finished

Status = CampaignStatus


async def made(person: Person, **values: Any) -> str:
    """A campaign with these columns."""
    brief = validate({"topic": values.pop("topic", "Tea at noon")})
    campaign_id = (await campaigns.create(person, brief)).id
    async with db.transaction() as session:
        campaign = await session.get_one(Campaign, campaign_id)
        for name, value in values.items():
            setattr(campaign, name, value)
        session.add(campaign)
    return campaign_id


async def found(person: Person, **search: Any) -> list[str]:
    return [row.id for row in (await campaigns.listing(person, Search(**search))).items]


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("desk", True),
        ("DESK stand", True),
        ("spring", True),  # the name
        ("guide", True),  # the title
        ("ergonomics", True),  # the keyphrase
        ("ÜBER", True),
        ("desk sofa", False),
        ("50%", True),
        ("5%0", False),
        ("a_b", False),
        ("%", True),
        ("'; drop table campaigns --", False),
        ("   ", True),
        ("x" * 10_000, False),
    ],
)
async def test_words_are_found_wherever_they_stand(person: Person, text: str, hit: bool) -> None:
    only = await made(
        person,
        topic="Standing desks, 50% off",
        name="Spring über alles",
        title="A guide to a+b",
        keyphrase="Ergonomics",
    )
    assert await found(person, text=text) == ([only] if hit else [])


async def test_filters_narrow_what_is_found(person: Person, colleague: Person) -> None:
    failed = await made(person, status=Status.FAILED)
    how_to = await made(person, status=Status.COMPLETED, content_type=ContentType.HOW_TO)
    theirs = await finished(colleague, visibility="team")
    assert await found(person, statuses=(Status.FAILED,)) == [failed]
    assert await found(person, statuses=(Status.FAILED, Status.COMPLETED)) == [
        theirs,
        how_to,
        failed,
    ]
    assert await found(person, owner_id=colleague.id) == [theirs]
    assert await found(person, owner_id="x' or 1=1") == []
    assert await found(person, content_type=ContentType.HOW_TO, owner_id=person.id) == [how_to]
    assert await campaigns.owners(person) == [
        (person.id, person.name),
        (colleague.id, colleague.name),
    ]
    assert await campaigns.owners(colleague) == [(colleague.id, colleague.name)]


async def test_the_archive_is_apart(person: Person) -> None:
    here, away = await finished(person), await finished(person)
    await shelf.archive(person, away)
    assert await found(person) == [here]
    assert await found(person, archived=True) == [away]
    assert await campaigns.count(person) == 1
    assert await campaigns.tally(person, Search(archived=True)) == {Status.COMPLETED: 1}


async def test_what_others_own_is_found_only_where_it_is_shared(
    person: Person, colleague: Person, viewer: Person
) -> None:
    secret = await finished(person, keyphrase="desk")
    assert await found(colleague, text="desk") == []
    assert await campaigns.tally(colleague) == {}
    for member in (colleague, viewer):
        await sharing.share(person, secret, member.id, may_edit=True)
    for member, may_edit in ((person, True), (colleague, True), (viewer, False)):
        (row,) = (await campaigns.listing(member)).items
        assert row.may_edit is may_edit
    await sharing.share(person, secret, colleague.id, may_edit=False)
    assert not (await campaigns.listing(colleague)).items[0].may_edit


@pytest.mark.parametrize("sort", list(Sort))
async def test_pages_hold_everything_once_in_order(person: Person, sort: Sort) -> None:
    names = ["pear", "Apple", "äpfel", "apple", "", "Pear"]
    for at, name in enumerate(names):
        status = (Status.COMPLETED, Status.FAILED, Status.GENERATING)[at % 3]
        await made(person, name=name, status=status, overall=(None, 70, 70, 80, 0, None)[at])
    search = Search(sort=sort)
    whole = (await campaigns.listing(person, search)).items
    keys = [key_of(sort, row) for row in whole]
    assert keys == sorted(keys)
    paged, cursor = [], None
    while True:
        page = await campaigns.listing(person, search, cursor=cursor, limit=2)
        paged += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert [row.id for row in paged] == [row.id for row in whole]


def key_of(sort: Sort, row: campaigns.CampaignRow) -> Any:
    age = -int(row.id.replace("-", ""), 16)
    ranks = [status for group in GROUPS.values() for status in group]
    match sort:
        case Sort.STATUS:
            return ranks.index(row.status), age
        case Sort.NAME:
            return row.shown_name.lower(), age
        case Sort.SCORE:
            return -(row.overall if row.overall is not None else -1), age
    return age


def test_every_status_is_in_one_group() -> None:
    assert sorted(status for group in GROUPS.values() for status in group) == sorted(Status)


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("cursor", ["x", "~", "x~1", "~" * 9, "1" * 40, "0~99999999999999999999"])
async def test_a_cursor_of_nobody(person: Person, sort: Sort, cursor: str) -> None:
    with pytest.raises(Invalid):
        await campaigns.listing(person, Search(sort=sort), cursor=cursor)


async def test_a_page_goes_on_after_what_was_deleted_meanwhile(person: Person) -> None:
    ids = [await finished(person) for _ in range(4)]
    search = Search(sort=Sort.STATUS)
    first = await campaigns.listing(person, search, cursor=None, limit=2)
    await asyncio.gather(*(shelf.delete(person, row.id) for row in first.items))
    rest = await campaigns.listing(person, search, cursor=first.next_cursor, limit=2)
    assert [row.id for row in rest.items] == ids[1::-1]
