"""What changed between two versions: numbered as it stands in the text, each with its author."""

import pytest

from contentflow import changes, reviews, versions
from contentflow.changes import Change
from contentflow.errors import NotFound
from contentflow.names import AgentName, Review, VersionKind
from contentflow.person import Person
from contentflow.versions import Draft
from tests.texts import GEO, SEO, Proposed, edit, improved, measure, text_of, written

PLAIN = "A standing desk makes nobody stand up. It makes it easy to change position."


async def save(person: Person, campaign_id: str, base: int, **texts: str) -> None:
    blocks = [
        {"id": b.id, "text": texts.get(b.id, b.text)} for b in (await text_of(campaign_id)).blocks
    ]
    await versions.save(person, campaign_id, Draft(base, {"blocks": blocks}), measure)


def told(found: list[Change]) -> list[tuple[int, str, str, bool]]:
    return [(one.number, one.author, one.place, one.shown) for one in found]


async def test_edits_of_agents_and_people_are_numbered_as_the_text_has_them(person: Person) -> None:
    campaign_id = await written(person)
    await improved(
        campaign_id,
        SEO,
        edit("replace", "b6", "Expect 500 pounds."),
        edit("set_title", text="Desks that stand"),
        Proposed(edit("set_slug", text="x"), kept=False),
    )
    await improved(campaign_id, GEO, edit("insert_after", "b1", "It is quiet.\n\nIt is fast."))
    await save(person, campaign_id, 3, b1=PLAIN)
    found = await changes.between(person, campaign_id, 1, 4)
    assert told(found.changes) == [
        (1, "SEO", "title", True),
        (2, person.name, "b1", True),
        (3, "GEO", "b7", True),
        (4, "SEO", "b6", True),
    ]
    title, hand, quiet, _ = found.changes
    assert (title.version, title.agent, title.kind) == (2, AgentName.SEO, VersionKind.AGENT)
    assert title.decision is not None
    assert (title.decision.reason, title.decision.score_after) == ("Saying it plainly", 66)
    assert (hand.version, hand.agent, hand.decision) == (4, None, None)
    assert quiet.decision is not None
    one = await changes.between(person, campaign_id, 3, 4)
    assert told(one.changes) == [(1, person.name, "b1", True)]
    assert one.parts[0].fate == "same"


async def test_a_rejected_edit_stays_in_the_list_without_words(person: Person) -> None:
    campaign_id = await written(person)
    (row,) = await improved(campaign_id, SEO, edit("replace", "b1", PLAIN))
    await reviews.reject(person, campaign_id, row.id, measure)
    found = await changes.between(person, campaign_id, 1, 3)
    assert told(found.changes) == [(1, "SEO", "b1", False)]
    assert found.changes[0].decision is not None
    assert found.changes[0].decision.review is Review.REJECTED
    back = await changes.between(person, campaign_id, 2, 3)
    assert told(back.changes) == [(1, person.name, "b1", True)]
    assert back.changes[0].kind is VersionKind.REVIEW


async def test_an_edit_rejected_and_open_again_is_the_agents_alone(person: Person) -> None:
    campaign_id = await written(person)
    added = edit("insert_after", "b1", "It is quiet.\n\nIt is fast.")
    row, _ = await improved(campaign_id, GEO, added, edit("replace", "b6", "Expect 500 pounds."))
    before = (await changes.between(person, campaign_id, 1, 2)).changes
    await reviews.reject(person, campaign_id, row.id, measure)
    await reviews.review(person, campaign_id, [row.id], Review.OPEN, measure)
    found = (await changes.between(person, campaign_id, 1, 4)).changes
    assert told(found) == told(before) == [(1, "GEO", "b7", True), (2, "GEO", "b6", True)]
    back = (await changes.between(person, campaign_id, 3, 4)).changes
    assert {(one.author, one.decision) for one in back} == {(person.name, None)}


async def test_what_a_person_did_and_undid_is_not_counted(person: Person) -> None:
    campaign_id = await written(person)
    texts = {block.id: block.text for block in (await text_of(campaign_id)).blocks}
    await save(person, campaign_id, 1, b1=PLAIN, b6="Expect 500 pounds.")
    await save(person, campaign_id, 2, b1=texts["b1"])
    found = await changes.between(person, campaign_id, 1, 3)
    assert told(found.changes) == [(1, person.name, "b6", True)]


async def test_an_edit_a_person_took_in_is_the_agents(person: Person) -> None:
    campaign_id = await written(person)
    refused = Proposed(edit("replace", "b1", PLAIN), kept=False)
    _, row = await improved(campaign_id, SEO, edit("set_title", text="Desks"), refused)
    await reviews.accept(person, campaign_id, row.id, measure)
    found = await changes.between(person, campaign_id, 2, 3)
    assert told(found.changes) == [(1, "SEO", "b1", True)]
    assert found.changes[0].key == row.key
    assert found.changes[0].version == 3


async def test_a_fact_of_the_brief_that_is_dropped_is_named(person: Person) -> None:
    campaign_id = await written(person)
    await improved(
        campaign_id,
        SEO,
        edit("replace", "b3", "Look for a height range of 62 to 127 cm."),
        edit("replace", "b6", "Expect to pay 500 pounds for a desk that lasts."),
    )
    found = await changes.between(person, campaign_id, 1, 2)
    assert [one.lost for one in found.changes] == [("80",), ()]
    await save(person, campaign_id, 2, b1="It holds 80 kg.")
    found = await changes.between(person, campaign_id, 1, 3)
    assert [one.lost for one in found.changes] == [(), (), ()]


async def test_a_heading_of_another_level_is_a_change(person: Person) -> None:
    campaign_id = await written(person)
    document = await text_of(campaign_id)
    blocks = [{"id": b.id, "level": 3 if b.kind == "heading" else 0} for b in document.blocks]
    await versions.save(person, campaign_id, Draft(1, {"blocks": blocks}), measure)
    found = await changes.between(person, campaign_id, 1, 2)
    assert [one.place for one in found.changes] == ["b2", "b5"]


async def test_the_text_being_written_is_compared_too(person: Person) -> None:
    campaign_id = await written(person)
    found = await changes.live(person, campaign_id)
    assert found.changes == []
    assert {part.fate for part in found.parts} == {"same"}


async def test_who_may_not_see_it_sees_nothing(person: Person, colleague: Person) -> None:
    campaign_id, other = await written(person), await written(person)
    await save(person, campaign_id, 1, b1=PLAIN)
    for who, where, old, new in (
        (colleague, campaign_id, 1, 2),
        (person, other, 1, 2),
        (person, campaign_id, 2, 1),
        (person, campaign_id, 1, 1),
        (person, campaign_id, 0, 1),
        (person, campaign_id, 1, 3),
    ):
        with pytest.raises(NotFound):
            await changes.between(who, where, old, new)
    with pytest.raises(NotFound):
        await changes.live(colleague, campaign_id)
