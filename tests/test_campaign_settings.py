"""Settings changed by whoever saw the latest ones; everybody else is told who was quicker."""

import asyncio
from typing import Any

import pytest
from sqlmodel import select

from contentflow import audit, campaign_settings, campaigns, db, live, runs, sharing, voices
from contentflow.briefs import validate
from contentflow.errors import Conflict, Forbidden, Invalid, NotFound, Outdated
from contentflow.models import Campaign, Run
from contentflow.names import AgentName, Priority, Visibility
from contentflow.person import Person
from tests.stories import TOPIC, finished, started, there

FACT = {"kind": "text", "value": "It lifts 80 kg."}
LINK = {"kind": "url", "value": "https://example.com/sofas"}
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


async def test_the_brief_changes_once_no_run_uses_it(person: Person) -> None:
    busy = await started(person)
    with pytest.raises(Conflict, match="under way"):
        await campaign_settings.change(person, busy, 1, {"topic": "Sofas"})
    made = await finished(person, tone="plain", sources=[FACT])
    wanted = {
        "topic": "Sofas",
        "audience": "",
        "tone": "",
        "target_words": "900",
        "sources": [FACT, LINK],
        "keyphrase": "sofa",
        "content_type": "how_to",
    }
    assert await campaign_settings.change(person, made, 1, wanted) == 2
    told = await campaign_settings.brief(person, made)
    brief = told.brief
    assert (told.revision, told.draft, told.locked) == (2, False, "")
    assert (brief.topic, brief.tone, brief.target_words) == ("Sofas", None, 900)
    assert [source.value for source in brief.sources] == [FACT["value"], LINK["value"]]
    view = await campaigns.snapshot(person, made)
    assert (view.topic, view.keyphrase, view.target_words) == ("Sofas", "sofa", 900)


async def test_later_runs_use_the_changed_brief_and_versions_keep_theirs(person: Person) -> None:
    made = await finished(person)
    async with db.reading() as session:
        before = (await session.exec(select(Run).where(Run.campaign_id == made))).one().brief
    await campaign_settings.change(person, made, 1, {"topic": "Sofas"})
    ordered = await runs.trigger(person, made, runs.Order((AgentName.SEO,)))
    async with db.reading() as session:
        later = (await session.get_one(Run, ordered.run_id)).brief
        told = await campaigns.brief_of(session, made)
        first = (await session.exec(select(Run).where(Run.campaign_id == made))).first()
    assert first is not None
    assert first.brief == before
    assert (before["topic"], later["topic"], told.topic) == (TOPIC, "Sofas", "Sofas")


async def test_a_name_is_given_and_taken_away(person: Person, admin: Person) -> None:
    busy = await started(person)  # a name is no part of the brief
    with live.subscribe(busy) as heard:
        await campaign_settings.change(person, busy, 1, {"name": "  Spring desks  "})
        assert [message["changes"] for message in heard.take()] == [{"name": "Spring desks"}]
    assert (await campaigns.snapshot(person, busy)).shown_name == "Spring desks"
    await campaign_settings.change(person, busy, 2, {"name": ""})
    assert (await campaigns.snapshot(person, busy)).shown_name == TOPIC
    with pytest.raises(Invalid):
        await campaign_settings.change(person, busy, 3, {"name": "x" * 121})
    assert TOPIC not in repr(await audit.listing(admin))


async def test_words_of_a_brief_stay_out_of_the_audit_log(person: Person, admin: Person) -> None:
    made = await finished(person)
    await campaign_settings.change(person, made, 1, {"topic": "A secret", "sources": [FACT]})
    line = (await audit.listing(admin))[0]
    assert (line.action, line.about, line.data) == ("settings changed", "sources, topic", {})


async def test_a_voice_is_chosen_kept_and_taken_away(person: Person, colleague: Person) -> None:
    mine = (await voices.create(person, {"name": "Mine"})).row.id
    theirs = (await voices.create(colleague, {"name": "Theirs"})).row.id
    made = await finished(person, brand_voice_id=mine)
    await sharing.share(person, made, colleague.id, may_edit=True)
    await voices.remove(person, mine)
    await campaign_settings.change(colleague, made, 1, {"audience": "Everybody"})
    row = await there(made)
    assert row is not None
    assert (row.brand_voice_id, (row.voice or {})["name"]) == (None, "Mine")
    for one in (person, colleague):
        with pytest.raises(Invalid, match="brand voice"):  # the owner may not use it
            await campaign_settings.change(one, made, 2, {"brand_voice_id": theirs})
    other = (await voices.create(person, {"name": "Other"})).row.id
    with pytest.raises(Invalid, match="brand voice"):  # nor may the colleague use this one
        await campaign_settings.change(colleague, made, 2, {"brand_voice_id": other})
    await campaign_settings.change(person, made, 2, {"brand_voice_id": other})
    await campaign_settings.change(person, made, 3, {"brand_voice_id": ""})
    row = await there(made)
    assert row is not None
    assert row.voice is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"priority": "urgent", "name": "Desks"}, "set the priority to urgent and set the name"),
        ({"topic": "x", "sources": 2}, "changed the brief."),
        ({"name": ""}, "took the name away."),
        ({"archived": True}, "archived it."),
        ({"archived": False}, "took it out of the archive."),
    ],
)
def test_changes_in_words(changes: dict[str, Any], said: str) -> None:
    told = campaign_settings.told({"changes": changes, "by": {"name": "Tom"}})
    assert told.startswith(f"Tom {said}")


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
