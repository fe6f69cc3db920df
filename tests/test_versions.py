"""Versions by people: saved, merged, refused, restored, listed, compared; never overwritten."""

import asyncio
from itertools import pairwise
from typing import Any

import pytest
from sqlmodel import col, select

from contentflow import accounts, campaigns, db, live, sharing, timeline, versions
from contentflow.analysis.checks import Report
from contentflow.brief import Brief
from contentflow.document import Document
from contentflow.errors import Conflict, Forbidden, Invalid, NotFound, Outdated
from contentflow.models import Campaign, ContentVersion
from contentflow.names import CampaignStatus, EventType, VersionKind
from contentflow.person import Person
from contentflow.versions import Draft, Overtaken, Point, Saved
from tests.conftest import PASSWORD
from tests.texts import (
    GEO,
    SEO,
    block_text,
    edit,
    improved,
    measure,
    set_campaign,
    text_of,
    version_of,
    written,
)

NOBODY = "01a212f7-09c3-7654-81b5-c0ad55124e59"
BLOCKS = ["b1", "b2", "b3", "b4", "b5", "b6"]


def draft(base: int, **texts: str) -> Draft:
    """Blocks with other texts, made from a version."""
    return Draft(base, {"blocks": [_entry(name, texts) for name in BLOCKS]})


def _entry(name: str, texts: dict[str, str]) -> dict[str, str]:
    return {"id": name, "text": texts[name]} if name in texts else {"id": name}


async def campaign_row(campaign_id: str) -> Campaign:
    async with db.reading() as session:
        return await session.get_one(Campaign, campaign_id)


async def may_edit(owner: Person, campaign_id: str, other: Person) -> None:
    await sharing.share(owner, campaign_id, other.id, may_edit=True)


async def test_a_save_is_the_next_version_with_all_that_belongs_to_it(person: Person) -> None:
    campaign_id = await written(person)
    with live.subscribe(campaign_id) as heard:
        saved = await versions.save(
            person, campaign_id, draft(1, b3="Look for a range of 62 to 127 cm."), measure
        )
    assert saved == Saved(2)
    row = await version_of(campaign_id)
    assert (row.number, row.kind, row.base, row.user_id) == (2, VersionKind.EDIT, 1, person.id)
    assert (row.agent_type, row.run_id, row.edits) == (None, None, 1)
    assert row.brief is not None
    assert row.brief["topic"] == "Standing desks for remote workers"
    report = await measure(await text_of(campaign_id), await _brief(campaign_id))
    assert row.overall == report.overall
    assert row.words == report.metrics["words"]
    assert [check["id"] for check in row.checks] == [check.id for check in report.checks]
    campaign = await campaign_row(campaign_id)
    assert (campaign.version, campaign.overall, campaign.scores) == (2, row.overall, row.scores)
    (told,) = heard.take()
    assert told["type"] == EventType.VERSION_CREATED
    assert told["by"] == {"user_id": person.id, "name": person.name}
    assert (told["version"], told["kind"], told["base"], told["run_id"]) == (2, "edit", 1, None)
    assert told["scores"] == row.scores
    assert (await timeline.after(campaign_id, 0))[-1] == told
    shown = await campaigns.snapshot(person, campaign_id)
    assert shown.document == await text_of(campaign_id)
    assert shown.version == 2


async def _brief(campaign_id: str) -> Brief:
    async with db.reading() as session:
        return await campaigns.brief_of(session, campaign_id)


async def test_characters_typed_by_hand_are_counted(person: Person) -> None:
    campaign_id = await written(person)
    text = block_text(await text_of(campaign_id), "b6")
    await versions.save(person, campaign_id, draft(1, b6=text.replace("lasts", "last")), measure)
    assert (await version_of(campaign_id)).characters == 1
    await versions.save(person, campaign_id, Draft(2, {"title": "Desks"}), measure)
    row = await version_of(campaign_id)
    assert row.characters == len("Standing desks") - len("Desks") + 2 * len("D") - 0
    assert (await campaign_row(campaign_id)).title == "Desks"


async def test_a_save_of_nothing_makes_no_version(person: Person) -> None:
    campaign_id = await written(person)
    assert await versions.save(person, campaign_id, draft(1), measure) == Saved(1, changed=False)
    assert (await version_of(campaign_id)).number == 1


async def test_changes_of_others_elsewhere_are_brought_in(
    person: Person, colleague: Person
) -> None:
    campaign_id = await written(person)
    await may_edit(person, campaign_id, colleague)
    await versions.save(colleague, campaign_id, draft(1, b6="Expect to pay 500 pounds."), measure)
    saved = await versions.save(person, campaign_id, draft(1, b1="A desk moves."), measure)
    assert saved == Saved(3, merged=True)
    text = await text_of(campaign_id)
    assert block_text(text, "b1") == "A desk moves."
    assert block_text(text, "b6") == "Expect to pay 500 pounds."
    row = await version_of(campaign_id)
    assert (row.base, row.edits) == (2, 1)


async def test_the_same_block_is_a_conflict_that_names_who_changed_it(
    person: Person, colleague: Person
) -> None:
    campaign_id = await written(person)
    await may_edit(person, campaign_id, colleague)
    await versions.save(colleague, campaign_id, draft(1, b1="Tom's text.", b3="Tom."), measure)
    mine = draft(1, b1="My text.", b6="Mine alone.")
    with pytest.raises(Overtaken) as refused:
        await versions.save(person, campaign_id, mine, measure)
    assert isinstance(refused.value, Outdated)
    assert (await version_of(campaign_id)).number == 2
    (contested,) = refused.value.contested
    assert contested.by == colleague.name
    assert contested.clash.mine is not None
    assert contested.clash.theirs is not None
    assert (contested.clash.mine.text, contested.clash.theirs.text) == ("My text.", "Tom's text.")
    assert refused.value.number == 2
    assert str(refused.value) == (
        f"{colleague.name} changed a block that you changed too; the text is at version 2."
        " Nothing was saved. Choose which text stays."
    )
    merged = refused.value.merged
    assert (block_text(merged, "b3"), block_text(merged, "b6")) == ("Tom.", "Mine alone.")
    resolved = draft(2, b1="Both texts.", b6="Mine alone.")
    assert await versions.save(person, campaign_id, resolved, measure) == Saved(3)
    assert block_text(await text_of(campaign_id), "b3") == "Tom."


async def test_of_two_saves_at_once_both_count(person: Person) -> None:
    campaign_id = await written(person)
    arrived = asyncio.Barrier(2)

    async def slowly(document: Document, brief: Brief) -> Report:
        if (await version_of(campaign_id)).number == 1:
            await arrived.wait()
        return await measure(document, brief)

    saved = await asyncio.gather(
        versions.save(person, campaign_id, draft(1, b1="One."), slowly),
        versions.save(person, campaign_id, draft(1, b6="Two."), slowly),
    )
    assert sorted(one.number for one in saved) == [2, 3]
    text = await text_of(campaign_id)
    assert (block_text(text, "b1"), block_text(text, "b6")) == ("One.", "Two.")


async def test_who_saves_all_the_time_is_waited_for_only_so_long(person: Person) -> None:
    campaign_id = await written(person)

    async def overtaken(document: Document, brief: Brief) -> Report:
        number = (await version_of(campaign_id)).number
        await versions.save(person, campaign_id, draft(number, b6=f"Now {number}."), measure)
        return await measure(document, brief)

    with pytest.raises(Conflict, match="at the same time"):
        await versions.save(person, campaign_id, draft(1, b1="Me."), overtaken)


@pytest.mark.parametrize("status", [s for s in CampaignStatus if s is not CampaignStatus.DRAFT])
async def test_only_while_agents_work_is_a_save_refused(
    person: Person, status: CampaignStatus
) -> None:
    campaign_id = await written(person)
    await set_campaign(campaign_id, status=status)
    saving = versions.save(person, campaign_id, draft(1, b1="Mine."), measure)
    if status is CampaignStatus.GENERATING:
        with pytest.raises(Conflict, match="Agents are at work"):
            await saving
        with pytest.raises(Conflict, match="Agents are at work"):
            await versions.restore(person, campaign_id, 1, measure)
    else:
        assert (await saving).number == 2


async def test_an_agent_that_starts_while_one_saves_wins(person: Person) -> None:
    campaign_id = await written(person)

    async def started(document: Document, brief: Brief) -> Report:
        await set_campaign(campaign_id, status=CampaignStatus.GENERATING)
        return await measure(document, brief)

    with pytest.raises(Conflict, match="Agents are at work"):
        await versions.save(person, campaign_id, draft(1, b1="Mine."), started)
    assert (await version_of(campaign_id)).number == 1


async def test_without_a_text_there_is_nothing_to_save(person: Person) -> None:
    made = await campaigns.create(person, campaigns.validate({"topic": "No text yet"}))
    with pytest.raises(Conflict, match="no text yet"):
        await versions.save(person, made.id, Draft(0, {"markdown": "Mine."}), measure)


async def test_who_may_not_change_it_may_not_save(
    person: Person, colleague: Person, viewer: Person
) -> None:
    private, shared = await written(person), await written(person, team=True)
    await sharing.share(person, shared, viewer.id, may_edit=False)
    for other, campaign_id, error in (
        (colleague, private, NotFound),
        (colleague, shared, Forbidden),
        (viewer, shared, Forbidden),
        (viewer, private, NotFound),
        (person, NOBODY, NotFound),
        (person, "x", NotFound),
    ):
        with pytest.raises(error):
            await versions.save(other, campaign_id, draft(1, b1="Mine."), measure)
        with pytest.raises(error):
            await versions.restore(other, campaign_id, 1, measure)
        with pytest.raises(error):
            await versions.read(other, campaign_id, draft(1, b1="Mine."))
    for campaign_id in (private, NOBODY):
        for reading in (
            versions.listing(colleague, campaign_id),
            versions.course(colleague, campaign_id),
            versions.show(colleague, campaign_id, 1),
            versions.compare(colleague, campaign_id, 1, 1),
        ):
            with pytest.raises(NotFound):
                await reading
    assert (await versions.show(viewer, shared, 1)).row.number == 1


@pytest.mark.parametrize("number", [0, -1, 2, 2**40, True, "1", None, 1.0])
async def test_versions_there_are_not(person: Person, number: Any) -> None:
    campaign_id = await written(person)
    for asked in (
        versions.show(person, campaign_id, number),
        versions.compare(person, campaign_id, 1, number),
        versions.compare(person, campaign_id, number, 1),
        versions.restore(person, campaign_id, number, measure),
        versions.save(person, campaign_id, draft(number, b1="Mine."), measure),
    ):
        with pytest.raises(NotFound):
            await asked


async def test_a_wrong_draft_says_what_is_wrong(person: Person) -> None:
    campaign_id = await written(person)
    with pytest.raises(Invalid) as refused:
        await versions.save(person, campaign_id, draft(1, b1="x" * 2_000_000), measure)
    assert set(refused.value.fields) == {"block:b1"}


async def test_a_restored_text_is_a_new_version_and_uses_up_no_id(person: Person) -> None:
    campaign_id = await written(person)
    new = [*({"id": name} for name in BLOCKS), {"text": "New."}]
    await versions.save(person, campaign_id, Draft(1, {"blocks": new}), measure)
    with live.subscribe(campaign_id) as heard:
        assert await versions.restore(person, campaign_id, 1, measure) == Saved(3)
    (told,) = heard.take()
    assert (told["kind"], told["restored_from"], told["base"]) == ("restore", 1, 2)
    row = await version_of(campaign_id)
    assert (row.kind, row.restored_from, row.characters) == (VersionKind.RESTORE, 1, 0)
    text = await text_of(campaign_id)
    assert text.blocks == (await text_of(campaign_id, 1)).blocks
    assert text.serial == (await text_of(campaign_id, 2)).serial
    with pytest.raises(Conflict, match="that of version 1 already"):
        await versions.restore(person, campaign_id, 1, measure)


async def test_the_list_pages_without_texts_and_knows_changes(person: Person) -> None:
    campaign_id = await written(person)
    await improved(campaign_id, SEO, edit("replace", "b1", "A standing desk moves."))
    for number in range(2, 8):
        await versions.save(person, campaign_id, draft(number, b1=f"Text {number}."), measure)
    first = await versions.listing(person, campaign_id, limit=3)
    assert [row.number for row in first.items] == [8, 7, 6]
    second = await versions.listing(person, campaign_id, cursor=first.next_cursor, limit=3)
    assert [row.number for row in second.items] == [5, 4, 3]
    last = await versions.listing(person, campaign_id, cursor=second.next_cursor, limit=3)
    assert ([row.number for row in last.items], last.next_cursor) == ([2, 1], None)
    rows = [*first.items, *second.items, *last.items]
    for row, before in pairwise(rows):
        assert row.change == row.overall - before.overall  # type: ignore[operator]
    assert (rows[-1].change, rows[-1].author, rows[-1].agent_type) == (None, "Writer", "writer")
    assert (rows[-2].author, rows[-2].edits, rows[-2].cost_usd) == ("SEO", 1, 0.004)
    assert (rows[0].author, rows[0].kind, rows[0].user_id) == (person.name, "edit", person.id)
    course = await versions.course(person, campaign_id)
    assert course.points == [Point(r.number, r.overall, r.number == 1) for r in reversed(rows)]
    assert not course.working
    await set_campaign(campaign_id, status=CampaignStatus.GENERATING)
    assert (await versions.course(person, campaign_id)).working


@pytest.mark.parametrize(
    ("cursor", "limit"),
    [("x", 5), ("-1", 5), ("9" * 30, 5), (7, 5), (None, 0), (None, 101), (None, True)],
)
async def test_wrong_pages(person: Person, cursor: Any, limit: Any) -> None:
    campaign_id = await written(person)
    with pytest.raises(Invalid):
        await versions.listing(person, campaign_id, cursor=cursor, limit=limit)


async def test_any_two_are_compared(person: Person) -> None:
    campaign_id = await written(person)
    await improved(campaign_id, SEO, edit("replace", "b1", "A standing desk moves."))
    await improved(campaign_id, GEO, edit("insert_after", "b1", "It is quiet."))
    found = await versions.compare(person, campaign_id, 1, 3)
    assert (found.old.row.number, found.new.row.number) == (1, 3)
    assert [change.kind for change in found.diff.changed] == ["changed", "added"]
    back = await versions.compare(person, campaign_id, 3, 1)
    assert [change.kind for change in back.diff.changed] == ["changed", "removed"]
    assert not (await versions.compare(person, campaign_id, 2, 2)).diff.changed


async def test_versions_of_another_campaign_are_not_found(person: Person) -> None:
    one, other = await written(person), await written(person)
    await versions.save(person, other, draft(1, b1="Mine."), measure)
    with pytest.raises(NotFound):
        await versions.compare(person, one, 1, 2)


async def test_a_draft_is_read_for_measuring_and_not_stored(person: Person) -> None:
    campaign_id = await written(person)
    document, brief = await versions.read(person, campaign_id, draft(1, b1="Mine."))
    assert block_text(document, "b1") == "Mine."
    assert brief == await _brief(campaign_id)
    assert (await version_of(campaign_id)).number == 1


async def test_numbers_have_no_gaps_whoever_writes(person: Person, colleague: Person) -> None:
    campaign_id = await written(person)
    await may_edit(person, campaign_id, colleague)
    for who in (person, colleague, person, colleague):
        number = (await version_of(campaign_id)).number
        await versions.save(who, campaign_id, draft(number, b1=f"{number}."), measure)
        await improved(campaign_id, SEO, edit("replace", "b2", f"Heading {number}"))
    await versions.restore(person, campaign_id, 3, measure)
    async with db.reading() as session:
        query = select(ContentVersion.number).where(ContentVersion.campaign_id == campaign_id)
        numbers = (await session.exec(query.order_by(col(ContentVersion.number)))).all()
    assert list(numbers) == list(range(1, 11))
    assert (await text_of(campaign_id)).blocks == (await text_of(campaign_id, 3)).blocks


async def test_a_person_who_is_gone_is_still_named(person: Person, admin: Person) -> None:
    other = (await accounts.create_user("gone@example.com", person.role, PASSWORD))[0]
    campaign_id = await written(person)
    await may_edit(person, campaign_id, other)
    await versions.save(other, campaign_id, draft(1, b1="Mine."), measure)
    (row, _) = (await versions.listing(person, campaign_id)).items
    assert row.author == other.name
