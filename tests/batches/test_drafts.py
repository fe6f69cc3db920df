"""Rows that were sent wait to be looked at: checked, mapped, started or dropped."""

import pytest
from sqlmodel import func, select

from contentflow import db, voices
from contentflow.batches import drafts, figures, listing
from contentflow.batches.checking import Skip
from contentflow.errors import Conflict, Forbidden, Invalid, NotFound
from contentflow.models import Batch, BatchDraft
from contentflow.names import BatchStatus, CampaignStatus, ContentType, Priority
from contentflow.person import Person
from tests.batches.making import batch_of, campaigns_of, kept

BROKEN = "Topic,Words\nDesks,300\nLamps,1\ndesks ,\n"


async def test_a_file_is_kept_with_what_was_found_in_it(person: Person) -> None:
    made = await kept(person, BROKEN)
    found = await drafts.show(person, made.id)
    assert found == made
    assert (found.name, found.file, found.sheet.said) == ("plan", "plan.csv", "UTF-8, commas")
    assert found.places == {"topic": 0, "target_words": 1}
    assert (found.checked.broken, found.checked.repeated) == (1, 1)
    (row,) = (await listing.listing(person)).items
    assert (row.status, row.settings["rows"], row.campaigns) == (BatchStatus.DRAFT, 3, 0)


async def test_columns_heading_and_settings_are_changed_by_people(person: Person) -> None:
    made = await kept(person, "Thema,Ziel\nDesks,Buy\n")
    assert made.checked.wrong == {"columns": "Choose the column that has the topics."}
    found = await drafts.change(person, made.id, {"places": {"topic": 0, "goal": 1}})
    assert [row.brief.goal for row in found.checked.rows if row.brief] == ["Buy"]
    found = await drafts.change(person, made.id, {"heading": False})
    assert [row.topic for row in found.checked.rows] == ["Thema", "Desks"]
    shared = {"content_type": "how_to", "audience": "", "colour": "red", "priority": "standard"}
    found = await drafts.change(person, made.id, {"shared": shared})
    assert found.shared == {"content_type": "how_to", "priority": "standard"}
    assert {row.brief.content_type for row in found.checked.rows if row.brief} == {
        ContentType.HOW_TO
    }
    found = await drafts.change(person, made.id, {"shared": {"target_words": "7"}})
    assert set(found.checked.wrong) == {"target_words"}
    for wrong in ({"places": {"topic": 9}}, {"places": {"nose": 0}}):
        with pytest.raises(Invalid):
            await drafts.change(person, made.id, wrong)


async def test_a_voice_is_found_by_its_name(person: Person) -> None:
    voice = await voices.create(person, {"name": "North Wind"})
    made = await kept(person, "Topic,Brand voice\nDesks,north-wind\nLamps,Other\n")
    first, second = made.checked.rows
    assert first.brief is not None
    assert first.brief.brand_voice_id == voice.row.id
    assert [one.message for one in second.problems] == ["You have no brand voice of this name."]


async def test_started_it_is_the_batch_with_the_same_id(person: Person) -> None:
    made = await kept(person, BROKEN)
    with pytest.raises(Invalid, match="1 row has something wrong"):
        await drafts.start(person, made.id, {}, skip=Skip())
    assert (await batch_of(made.id)).status is BatchStatus.DRAFT
    skip = Skip(invalid=True, duplicates=True)
    terms = {"name": "Desks", "budget_usd": "5"}
    assert await drafts.start(person, made.id, terms, skip=skip, seconds=90.0) == made.id
    batch = await batch_of(made.id)
    assert (batch.name, batch.status, batch.budget_usd) == ("Desks", BatchStatus.RUNNING, 5.0)
    assert (batch.settings["file"], batch.settings["rows"]) == ("plan.csv", 1)
    (one,) = await campaigns_of(made.id)
    assert (one.topic, one.priority) == ("Desks", Priority.BACKGROUND)
    async with db.reading() as session:
        left = await session.exec(select(func.count()).select_from(BatchDraft))
        assert left.one() == 0
    shown = await figures.show(person, made.id)
    assert shown.row.counts == {CampaignStatus.QUEUED: 1}
    assert shown.seconds_left == 90.0
    for again in (
        drafts.start(person, made.id, {}, skip=skip),
        drafts.change(person, made.id, {}),
        drafts.drop(person, made.id),
    ):
        with pytest.raises(Conflict, match="was started meanwhile"):
            await again


async def test_rows_are_nobody_elses(
    person: Person, colleague: Person, admin: Person, viewer: Person
) -> None:
    made = await kept(person)
    for other in (colleague, admin):
        assert (await listing.listing(other)).items == []
        for look in (
            drafts.show(other, made.id),
            drafts.change(other, made.id, {}),
            drafts.start(other, made.id, {}, skip=Skip()),
            drafts.drop(other, made.id),
            figures.show(other, made.id),
        ):
            with pytest.raises(NotFound):
                await look
    with pytest.raises(Forbidden):
        await kept(viewer)
    with pytest.raises(NotFound):  # its page begins with the start
        await figures.show(person, made.id)


async def test_dropped_rows_are_gone(person: Person) -> None:
    made = await kept(person)
    await drafts.drop(person, made.id)
    with pytest.raises(NotFound):
        await drafts.show(person, made.id)
    assert (await listing.listing(person)).items == []


async def test_the_oldest_goes_when_there_are_too_many(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST", 3)
    ids = [(await kept(person)).id for _ in range(4)]
    async with db.reading() as session:
        assert set((await session.exec(select(Batch.id))).all()) == set(ids[1:])
