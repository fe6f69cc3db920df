"""Edits accepted and rejected afterwards: what goes in, what comes out, what cannot."""

import asyncio
from typing import Any

import pytest
from sqlmodel import select

from contentflow import db, live, reviews, sharing, versions
from contentflow.analysis.checks import Report
from contentflow.brief import Brief
from contentflow.document import Document
from contentflow.errors import Conflict, Forbidden, Invalid, NotFound
from contentflow.models import AgentDecision, new_id
from contentflow.names import AgentName, CampaignStatus, EventType, Outcome, Review, VersionKind
from contentflow.person import Person
from contentflow.reviews import Figures
from contentflow.version_rows import same_text
from contentflow.versions import Draft
from tests.texts import (
    GEO,
    SEO,
    WRITER,
    Proposed,
    block_text,
    edit,
    improved,
    measure,
    set_campaign,
    text_of,
    version_of,
    written,
)

FIRST = "A standing desk does not make anyone stand up. It makes it easy to change position."
PLAIN = "A standing desk makes nobody stand up. It makes it easy to change position."
ACCEPTED, REJECTED, OPEN = Review.ACCEPTED, Review.REJECTED, Review.OPEN


async def row_of(decision: AgentDecision) -> AgentDecision:
    async with db.reading() as session:
        return await session.get_one(AgentDecision, decision.id)


async def figures_of(campaign_id: str) -> Figures:
    async with db.reading() as session:
        return await reviews.figures(session, campaign_id)


async def say(person: Person, campaign_id: str, said: Review, *rows: AgentDecision) -> Any:
    return await reviews.review(person, campaign_id, [row.id for row in rows], said, measure)


async def save(person: Person, campaign_id: str, **texts: str) -> None:
    document = await text_of(campaign_id)
    entries = [
        {"id": block.id, "text": texts.get(block.id, block.text)} for block in document.blocks
    ]
    number = (await version_of(campaign_id)).number
    await versions.save(person, campaign_id, Draft(number, {"blocks": entries}), measure)


async def test_accepting_what_was_kept_is_noted_and_told(person: Person) -> None:
    campaign_id = await written(person)
    (row,) = await improved(campaign_id, SEO, edit("replace", "b1", PLAIN))
    with live.subscribe(campaign_id) as heard:
        found = await reviews.accept(person, campaign_id, row.key, measure)
    assert (found.number, found.changed, found.keys) == (2, False, [row.key])
    assert (await version_of(campaign_id)).number == 2
    stored = await row_of(row)
    assert (stored.review, stored.reviewed_by) == (ACCEPTED, person.id)
    assert stored.reviewed_at is not None
    (told,) = heard.take()
    assert told["type"] == EventType.DECISION_REVIEWED
    assert (told["key"], told["review"]) == (row.key, "accepted")
    assert told["by"]["name"] == person.name
    again = await reviews.accept(person, campaign_id, row.id, measure)
    assert (again.changed, again.keys) == (False, [])


async def test_rejecting_what_was_kept_takes_it_back_in_a_version(person: Person) -> None:
    campaign_id = await written(person)
    (row,) = await improved(campaign_id, SEO, edit("replace", "b1", PLAIN))
    with live.subscribe(campaign_id) as heard:
        found = await reviews.reject(person, campaign_id, row.id, measure)
    assert (found.number, found.changed) == (3, True)
    version = await version_of(campaign_id)
    assert (version.kind, version.base, version.decision_id) == (VersionKind.REVIEW, 2, row.id)
    assert (version.edits, version.user_id, version.characters) == (1, person.id, 0)
    assert block_text(await text_of(campaign_id), "b1") == FIRST
    created, reviewed = heard.take()
    assert (created["type"], created["decision_id"]) == ("version_created", row.id)
    assert (reviewed["type"], reviewed["review"]) == ("decision_reviewed", "rejected")


async def test_a_review_can_be_taken_back_and_turned_around(person: Person) -> None:
    campaign_id = await written(person)
    (row,) = await improved(campaign_id, SEO, edit("replace", "b1", PLAIN))
    for said, text, number in (
        (REJECTED, FIRST, 3),
        (OPEN, PLAIN, 4),
        (ACCEPTED, PLAIN, 4),
        (REJECTED, FIRST, 5),
        (ACCEPTED, PLAIN, 6),
        (OPEN, PLAIN, 6),
    ):
        found = await say(person, campaign_id, said, row)
        assert (found.number, (await row_of(row)).review) == (number, said)
        assert block_text(await text_of(campaign_id), "b1") == text


async def test_words_around_it_that_changed_since_stay(person: Person) -> None:
    campaign_id = await written(person)
    (row,) = await improved(campaign_id, SEO, edit("replace", "b1", PLAIN))
    await save(person, campaign_id, b1=PLAIN.replace("easy", "simple"))
    await reviews.reject(person, campaign_id, row.id, measure)
    text = block_text(await text_of(campaign_id), "b1")
    assert text == FIRST.replace("easy", "simple")


async def test_words_of_it_that_changed_since_are_a_conflict_with_a_name(person: Person) -> None:
    campaign_id = await written(person)
    (row,) = await improved(campaign_id, SEO, edit("replace", "b1", PLAIN))
    await improved(campaign_id, GEO, edit("replace", "b1", PLAIN.replace("nobody", "no one")))
    await save(person, campaign_id, b1="A standing desk lets no one down. It makes it easy.")
    with pytest.raises(Conflict) as refused:
        await reviews.reject(person, campaign_id, row.id, measure)
    assert str(refused.value) == (
        f"GEO and {person.name} changed the same words since. Edit the text instead."
    )
    assert (await row_of(row)).review is OPEN
    assert (await version_of(campaign_id)).number == 4


async def test_a_paragraph_that_has_gone_took_the_edit_along(person: Person) -> None:
    campaign_id = await written(person)
    (row,) = await improved(campaign_id, SEO, edit("replace", "b1", PLAIN))
    await save(person, campaign_id, b1="")
    found = await reviews.reject(person, campaign_id, row.id, measure)
    assert (found.changed, found.number) == (False, 3)
    assert (await row_of(row)).review is REJECTED


@pytest.mark.parametrize(
    ("one", "before", "after"),
    [
        (edit("insert_after", "b1", "It is quiet."), 6, 7),
        (edit("insert_after", "", "It is quiet.\n\nIt is fast."), 6, 8),
        (edit("delete", "b4"), 6, 5),
        (edit("replace", "b3", "One.\n\nTwo."), 6, 7),
        (edit("replace", "b2", "What to look for now"), 6, 6),
        (edit("set_title", text="Desks that stand"), 6, 6),
        (edit("set_meta", text="About desks."), 6, 6),
        (edit("set_slug", text="desks"), 6, 6),
    ],
)
async def test_every_kind_of_edit_comes_out_and_goes_in_again(
    person: Person, one: Any, before: int, after: int
) -> None:
    campaign_id = await written(person)
    (row,) = await improved(campaign_id, SEO, one)
    with_it = await text_of(campaign_id)
    assert len(with_it.blocks) == after
    await say(person, campaign_id, REJECTED, row)
    without = await text_of(campaign_id)
    assert same_text(without, await text_of(campaign_id, 1))
    assert len(without.blocks) == before
    await say(person, campaign_id, OPEN, row)
    assert same_text(await text_of(campaign_id), with_it)
    await say(person, campaign_id, REJECTED, row)
    assert same_text(await text_of(campaign_id), without)


@pytest.mark.parametrize(
    "one",
    [
        edit("replace", "b1", PLAIN),
        edit("insert_after", "b1", "It is quiet."),
        edit("delete", "b4"),
        edit("replace", "b3", "Look for a height range of 62 to 127 cm.\n\nTwo."),
        edit("set_title", text="Desks that stand"),
    ],
)
async def test_what_the_agent_rejected_can_be_taken_in_and_out(person: Person, one: Any) -> None:
    campaign_id = await written(person)
    kept, row = await improved(
        campaign_id, SEO, edit("set_meta", text="About desks."), Proposed(one, kept=False)
    )
    text = await text_of(campaign_id)
    found = await reviews.accept(person, campaign_id, row.id, measure)
    assert (found.number, found.changed) == (3, True)
    taken_in = await text_of(campaign_id)
    assert not same_text(taken_in, text)
    stored = await row_of(row)
    assert stored.version == 3
    if one.op == "insert_after":
        assert block_text(taken_in, stored.block_id) == "It is quiet."
    await say(person, campaign_id, OPEN, row)
    assert same_text(await text_of(campaign_id), text)
    assert (await row_of(row)).version == 0
    await say(person, campaign_id, REJECTED, row)
    assert (await version_of(campaign_id)).number == 4
    assert kept.version == 2


async def test_what_was_rejected_goes_into_words_that_changed_elsewhere(person: Person) -> None:
    campaign_id = await written(person)
    (row,) = await improved(campaign_id, SEO, Proposed(edit("replace", "b1", PLAIN), kept=False))
    await save(person, campaign_id, b1=FIRST.replace("easy", "simple"))
    await reviews.accept(person, campaign_id, row.id, measure)
    assert block_text(await text_of(campaign_id), "b1") == PLAIN.replace("easy", "simple")


async def test_what_was_rejected_and_has_no_place_any_more_is_a_conflict(person: Person) -> None:
    campaign_id = await written(person)
    gone, strange, empty = await improved(
        campaign_id,
        SEO,
        Proposed(edit("replace", "b1", PLAIN), kept=False),
        Proposed(edit("replace", "b3", "Look for 62 to 127 cm."), kept=False),
        Proposed(None, kept=False),
    )
    await save(person, campaign_id, b1="", b3="Something else entirely stands in this place now.")
    for row, why in (
        (gone, "no longer there"),
        (strange, f"{person.name} changed the same words since"),
        (empty, "no edit that could be taken in"),
    ):
        with pytest.raises(Conflict, match=why):
            await reviews.accept(person, campaign_id, row.id, measure)
        assert (await row_of(row)).review is OPEN
    noted = await reviews.reject(person, campaign_id, empty.id, measure)
    assert (noted.changed, (await row_of(empty)).review) == (False, REJECTED)


async def test_edits_on_each_other_come_out_at_once_in_one_version(person: Person) -> None:
    campaign_id = await written(person)
    rows = await improved(
        campaign_id,
        SEO,
        edit("replace", "b1", PLAIN),
        edit("replace", "b1", PLAIN.replace("nobody", "no one")),
        edit("insert_after", "b1", "It is quiet."),
        edit("set_title", text="Desks"),
    )
    rows += await improved(campaign_id, GEO, edit("replace", "b1", "A desk. It makes it easy."))
    found = await say(person, campaign_id, REJECTED, *rows)
    assert (found.number, len(found.keys), found.left) == (4, 5, {})
    assert same_text(await text_of(campaign_id), await text_of(campaign_id, 1))
    version = await version_of(campaign_id)
    assert (version.edits, version.decision_id) == (5, None)
    await say(person, campaign_id, ACCEPTED, *rows)
    assert same_text(await text_of(campaign_id), await text_of(campaign_id, 3))
    assert (await version_of(campaign_id)).number == 5


async def test_of_several_what_cannot_be_done_is_left_and_named(person: Person) -> None:
    campaign_id = await written(person)
    one, other = await improved(
        campaign_id, SEO, edit("replace", "b1", PLAIN), edit("replace", "b6", "Expect 500 pounds.")
    )
    await save(person, campaign_id, b1="Nobody stands up for a desk.")
    found = await say(person, campaign_id, REJECTED, one, other)
    assert found.keys == [other.key]
    assert list(found.left) == [one.key]
    assert "changed the same words" in found.left[one.key]
    assert ((await row_of(one)).review, (await row_of(other)).review) == (OPEN, REJECTED)
    assert block_text(await text_of(campaign_id), "b6").startswith("Expect to pay 380")


async def test_an_edit_of_a_text_before_the_writer_began_anew_stays_there(person: Person) -> None:
    campaign_id = await written(person)
    kept, refused = await improved(
        campaign_id,
        SEO,
        edit("replace", "b1", PLAIN),
        Proposed(edit("replace", "b3", "Look for 62 cm."), kept=False),
    )
    await _new_draft(campaign_id)
    for row, deed in ((kept, reviews.reject), (refused, reviews.accept)):
        with pytest.raises(Conflict, match="The Writer wrote a new text since"):
            await deed(person, campaign_id, row.id, measure)
    await versions.restore(person, campaign_id, 2, measure)
    await reviews.reject(person, campaign_id, kept.id, measure)
    assert block_text(await text_of(campaign_id), "b1") == FIRST


async def _new_draft(campaign_id: str) -> None:
    """The Writer again, in a run of its own."""
    from contentflow.models import Run

    async with db.transaction() as session:
        version = await version_of(campaign_id)
        old = await session.get_one(Run, str((await version_of(campaign_id, 1)).run_id))
        run = Run(campaign_id=campaign_id, user_id=old.user_id, steps=[["writer"]])
        session.add(run)
    assert version.number == 2
    await improved(campaign_id, WRITER, edit("replace", "b1", "Anew."), run_id=run.id)


async def test_rows_from_before_versions_were_named_work_too(person: Person) -> None:
    campaign_id = await written(person)
    (row,) = await improved(campaign_id, SEO, edit("replace", "b1", PLAIN))
    async with db.transaction() as session:
        old = await session.get_one(AgentDecision, row.id)
        old.version, old.block_id = 0, ""
        session.add(old)
    await reviews.reject(person, campaign_id, row.id, measure)
    assert block_text(await text_of(campaign_id), "b1") == FIRST


async def test_while_agents_work_only_what_changes_no_text_is_taken(person: Person) -> None:
    campaign_id = await written(person)
    kept, refused = await improved(
        campaign_id,
        SEO,
        edit("replace", "b1", PLAIN),
        Proposed(edit("replace", "b3", "Look for 62 cm."), kept=False),
    )
    await set_campaign(campaign_id, status=CampaignStatus.GENERATING)
    assert (await reviews.accept(person, campaign_id, kept.id, measure)).keys
    assert (await reviews.reject(person, campaign_id, refused.id, measure)).keys
    for deed, row in ((reviews.reject, kept), (reviews.accept, refused)):
        with pytest.raises(Conflict, match="Agents are at work"):
            await deed(person, campaign_id, row.id, measure)


async def test_who_may_not_change_it_reviews_nothing(
    person: Person, colleague: Person, viewer: Person
) -> None:
    private, shared = await written(person), await written(person, team=True)
    (hidden,) = await improved(private, SEO, edit("replace", "b1", PLAIN))
    (seen,) = await improved(shared, SEO, edit("replace", "b1", PLAIN))
    await sharing.share(person, shared, viewer.id, may_edit=False)
    for other, campaign_id, row, error in (
        (viewer, shared, seen, Forbidden),
        (colleague, shared, seen, Forbidden),
        (colleague, private, hidden, NotFound),
        (person, shared, hidden, NotFound),
        (person, private, seen, NotFound),
    ):
        for deed in (reviews.accept, reviews.reject, reviews.reopen):
            with pytest.raises(error):
                await deed(other, campaign_id, row.id, measure)
            with pytest.raises(error):
                await deed(other, campaign_id, row.key, measure)
    async with db.reading() as session:
        rows = (await session.exec(select(AgentDecision))).all()
    assert {row.review for row in rows} == {OPEN}


@pytest.mark.parametrize(
    ("decisions", "error"),
    [
        ([], Invalid),
        ("x", Invalid),
        (None, Invalid),
        ({"a": 1}, Invalid),
        (["x"] * 501, Invalid),
        ([7], NotFound),
        (["x" * 10_000], NotFound),
        (["a:b:c:d"], NotFound),
        (["01a212f7-09c3-7654-81b5-c0ad55124e59:seo:0:0"], NotFound),
        ([new_id()], NotFound),
    ],
)
async def test_decisions_there_are_not(
    person: Person, decisions: Any, error: type[Exception]
) -> None:
    campaign_id = await written(person)
    await improved(campaign_id, SEO, edit("replace", "b1", PLAIN))
    with pytest.raises(error):
        await reviews.review(person, campaign_id, decisions, ACCEPTED, measure)


async def test_of_two_reviews_at_once_both_count(person: Person) -> None:
    campaign_id = await written(person)
    one, other = await improved(
        campaign_id, SEO, edit("replace", "b1", PLAIN), edit("replace", "b6", "Expect 500 pounds.")
    )
    arrived = asyncio.Barrier(2)

    async def slowly(document: Document, brief: Brief) -> Report:
        if (await version_of(campaign_id)).number == 2:
            await arrived.wait()
        return await measure(document, brief)

    await asyncio.gather(
        reviews.reject(person, campaign_id, one.id, slowly),
        reviews.reject(person, campaign_id, other.id, slowly),
    )
    assert (await version_of(campaign_id)).number == 4
    assert same_text(await text_of(campaign_id), await text_of(campaign_id, 1))


async def test_figures_tell_how_edits_were_taken(person: Person) -> None:
    campaign_id = await written(person)
    assert await figures_of(campaign_id) == Figures()
    rows = await improved(
        campaign_id,
        SEO,
        edit("replace", "b1", PLAIN),
        edit("set_title", text="Desks"),
        edit("set_meta", text="About desks."),
        Proposed(edit("insert_after", "b1", "It is quiet."), kept=False),
        Proposed(edit("insert_after", "b1", "It is loud."), kept=False),
    )
    await say(person, campaign_id, ACCEPTED, rows[0], rows[3])
    await say(person, campaign_id, REJECTED, rows[1], rows[4])
    await save(person, campaign_id, b6="Expect to pay 380 to 620 pounds for a desk that lasts")
    assert await figures_of(campaign_id) == Figures(accepted=2, rejected=1, open=1, characters=1)


def test_the_key_is_that_of_the_events() -> None:
    row = AgentDecision(
        run_id="r",
        campaign_id="c",
        execution_id="e",
        agent_type=AgentName.GEO,
        round=2,
        position=3,
        check_id="x",
        check_label="X",
        outcome=Outcome.KEPT,
        why="",
    )
    assert row.key == "r:geo:2:3"
