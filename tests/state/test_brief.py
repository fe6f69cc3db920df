"""The brief page: changed for later runs, or only read; and what versions were told."""

from dataclasses import replace
from typing import Any

import pytest

from contentflow import brief_history, campaign_settings, campaigns, db, sharing, voices
from contentflow.brief_history import Told, grouped
from contentflow.briefs import NewCampaign, as_data, validate
from contentflow.errors import NotFound
from contentflow.models import ContentVersion
from contentflow.person import Person
from contentflow.state import brief, brief_form
from contentflow.state.brief import BriefState
from contentflow.state.brief_past import differing, lines_of, past_of
from tests.campaign_stories import TOPIC, finished, started
from tests.state.acting import LOG_IN, Page, acting, wheres

TODAY = validate(
    {"topic": TOPIC, "keyphrase": "standing desk", "tone": "plain", "target_words": 400}
)
FORM = {"topic": "Sofas", "keyphrase": "sofa", "target_words": "600", "content_type": "how_to"}


async def brief_of(person: Person, campaign_id: str) -> NewCampaign:
    return (await campaign_settings.brief(person, campaign_id)).brief


async def test_the_brief_is_shown_and_saved(person: Person) -> None:
    made = await finished(person, keyphrase="desk", sources=[{"kind": "text", "value": "80 kg."}])
    page = Page(BriefState())
    with acting(person, brief, brief_form, campaign=made):
        await page.call("load")
        assert (page.state.phase, page.state.editing, page.state.locked) == ("ready", made, "")
        assert page.state.filled["keyphrase"] == "desk"
        assert [line.value for line in page.state.sources] == ["80 kg."]
        assert wheres(await page.call("submit", FORM)) == [f"/campaigns/{made}"]
    now = await brief_of(person, made)
    assert (now.topic, now.keyphrase, now.target_words) == ("Sofas", "sofa", 600)
    assert [source.value for source in now.sources] == ["80 kg."]
    assert now.priority == "standard"


async def test_what_is_wrong_or_outdated_is_said(person: Person) -> None:
    made = await finished(person)
    page = Page(BriefState())
    with acting(person, brief, brief_form, campaign=made):
        await page.call("load")
        await page.call("submit", {**FORM, "topic": ""})
        assert page.state.problems["topic"] == "Enter a topic."
        await campaign_settings.change(person, made, 1, {"priority": "urgent"})
        await page.call("submit", FORM)
        assert page.state.refused.startswith("maya set the priority to urgent.")
    assert (await brief_of(person, made)).topic == TOPIC


async def test_a_voice_that_is_gone_stays_until_another_is_chosen(person: Person) -> None:
    voice = (await voices.create(person, {"name": "Northwind"})).row.id
    made = await finished(person, brand_voice_id=voice)
    await voices.remove(person, voice)
    page = Page(BriefState())
    with acting(person, brief, brief_form, campaign=made):
        await page.call("load")
        assert page.state.voices[0].name == "Northwind, as it was"
        assert page.state.filled["brand_voice_id"] == "kept"
        await page.call("submit", {**FORM, "brand_voice_id": "kept"})
        assert (await campaign_settings.brief(person, made)).voice == "Northwind"
        await page.call("load")
        await page.call("submit", {**FORM, "brand_voice_id": ""})
    assert (await campaign_settings.brief(person, made)).voice == ""


async def test_while_a_run_uses_it_the_brief_is_only_read(person: Person) -> None:
    made = await started(person, audience="Office managers")
    page = Page(BriefState())
    with acting(person, brief, brief_form, campaign=made):
        await page.call("load")
        assert page.state.locked.startswith("A run is under way.")
        assert ("Audience", "Office managers") in [
            (line.name, line.value) for line in page.state.told
        ]
        await page.call("submit", FORM)
        assert page.state.refused.startswith("A run is under way")
    assert (await brief_of(person, made)).topic == TOPIC


async def test_readers_read_and_strangers_see_nothing(
    person: Person, colleague: Person, viewer: Person
) -> None:
    made = await finished(person)
    await sharing.share(person, made, viewer.id, may_edit=True)
    page = Page(BriefState())
    with acting(viewer, brief, brief_form, campaign=made):
        await page.call("load")
        assert page.state.locked == "You may read this brief, not change it."
        await page.call("submit", FORM)
        assert page.state.refused.startswith("You may read this campaign")
    for somebody in (colleague, None):
        page = Page(BriefState())
        with acting(somebody, brief, brief_form, campaign=made):
            sent = await page.call("load")
        assert (sent == [LOG_IN]) is (somebody is None)
        assert (page.state.editing, page.state.told) == ("", [])
    assert (await brief_of(person, made)).topic == TOPIC


async def test_a_draft_has_its_own_form(person: Person) -> None:
    draft = (await campaigns.create(person, TODAY, start=False)).id
    page = Page(BriefState())
    with acting(person, brief, brief_form, campaign=draft):
        assert wheres(await page.call("load")) == [f"/campaigns/new?draft={draft}"]


async def test_versions_tell_their_briefs(person: Person, colleague: Person) -> None:
    made = await finished(person)
    first, second = as_data(TODAY), as_data(replace(TODAY, keyphrase="sofa"))
    async with db.transaction() as session:
        for number, brief in ((2, first), (3, first), (4, None), (5, second)):
            session.add(ContentVersion(campaign_id=made, number=number, brief=brief))
    told = await brief_history.of(person, made)
    assert [(one.first, one.last, one.brief["keyphrase"]) for one in told] == [
        (2, 3, "standing desk"),
        (5, 5, "sofa"),
    ]
    with pytest.raises(NotFound):
        await brief_history.of(colleague, made)


def test_neighbours_with_the_same_brief_are_one() -> None:
    found = grouped([(1, {"a": 1}), (2, {"a": 1}), (3, {"a": 2}), (4, {"a": 1})])
    assert [(one.first, one.last) for one in found] == [(1, 2), (3, 3), (4, 4)]
    assert grouped([]) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"keyphrase": "sofa"}, "keyphrase “sofa”"),
        ({"keyphrase": "", "audience": "All"}, "audience “All”, no keyphrase"),
        ({"tone": None, "target_words": 900}, "no tone, 900 words"),
        ({"content_type": "how_to"}, "how-to"),
        ({"sources": [{"kind": "text", "value": "x"}]}, "1 fact or link"),
        ({"brand_voice_id": "v"}, "another brand voice"),
        ({"priority": "urgent", "name": "Desks", "visibility": "team"}, ""),
    ],
)
def test_how_an_earlier_brief_differs(changes: dict[str, Any], said: str) -> None:
    today = as_data(TODAY)
    assert differing({**today, **changes}, today) == said


def test_the_past_is_told_only_where_it_differs() -> None:
    same, other = as_data(TODAY), as_data(replace(TODAY, keyphrase="sofa"))
    assert past_of([Told(1, 5, same)], TODAY) == []
    lines = past_of([Told(1, 1, other), Told(2, 5, same)], TODAY)
    assert [(line.versions, line.said) for line in lines] == [
        ("Versions 2 to 5", "this brief"),
        ("Version 1", "keyphrase “sofa”"),
    ]


def test_a_brief_to_read_has_no_empty_lines() -> None:
    lines = [(line.name, line.value) for line in lines_of(TODAY, "Northwind")]
    assert ("Brand voice", "Northwind") in lines
    assert ("Length", "400 words") in lines
    assert all(value for _, value in lines)
