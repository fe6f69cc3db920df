"""The Changes tab's state: what is compared, what is followed, what any client may send it."""

from typing import Any

import pytest

from contentflow import changes, engine, versions
from contentflow.errors import NotFound
from contentflow.names import CampaignStatus
from contentflow.person import Person
from contentflow.state import versions as module
from contentflow.state.versions import VersionsState
from contentflow.versions import Draft
from tests.state.pages import LOGIN, call, opened
from tests.texts import (
    GEO,
    SEO,
    edit,
    improved,
    measure,
    set_campaign,
    text_of,
    version_of,
    written,
)

PLAIN = "A standing desk makes nobody stand up. It makes it easy to change position."


async def a_campaign(person: Person) -> str:
    """Three versions: the draft, two edits by SEO, one by GEO."""
    campaign_id = await written(person)
    await improved(
        campaign_id, SEO, edit("replace", "b1", PLAIN), edit("set_title", text="Desks that stand")
    )
    await improved(campaign_id, GEO, edit("insert_after", "b1", "It is quiet."))
    return campaign_id


async def by_hand(person: Person, campaign_id: str, text: str = "By hand.") -> None:
    number = (await version_of(campaign_id)).number
    blocks = [{"id": block.id} for block in (await text_of(campaign_id)).blocks]
    draft = Draft(number, {"blocks": [*blocks, {"text": text}]})
    await versions.save(person, campaign_id, draft, measure)


@pytest.fixture
async def page(person: Person, monkeypatch: pytest.MonkeyPatch) -> VersionsState:
    campaign_id = await a_campaign(person)
    state = opened(VersionsState, module, monkeypatch, person, campaign_id)
    monkeypatch.setattr(engine, "measure", measure)
    await call(state, "load")
    return state


async def test_it_opens_with_all_that_changed_since_the_draft(page: VersionsState) -> None:
    assert (page.phase, page.old, page.new, page.latest) == ("ready", 1, 3, 3)
    assert (page.old_label, page.new_label) == ("v1 Writer", "v3 GEO")
    assert [(line.number, line.author, line.agent) for line in page.lines] == [
        (3, "GEO", "geo"),
        (2, "SEO", "seo"),
        (1, "Writer", "writer"),
    ]
    assert [edit.author for edit in page.edits] == ["SEO", "SEO", "GEO"]
    assert (page.count, page.reviewed, len(page.rest)) == (3, "0 of 3 reviewed", 3)
    assert page.current == page.edits[0].key
    assert page.place == "title"
    assert page.score_line.path.startswith("M")


async def test_a_version_is_shown_with_the_one_before_it_or_any_older(page: VersionsState) -> None:
    await call(page, "pick", 2)
    assert (page.old, page.new, page.count) == (1, 2, 2)
    await call(page, "pick", 3)
    assert (page.old, page.new, page.count) == (2, 3, 1)
    await call(page, "pick_old", 1)
    assert (page.old, page.new, page.count) == (1, 3, 3)
    await call(page, "pick", 1)
    assert (page.old, page.new, page.count, page.groups) == (0, 1, 0, [])


async def test_the_address_asks_for_two_versions(page: VersionsState, person: Person) -> None:
    await call(page, "compare", 1, 2)
    assert (page.old, page.new, page.count) == (1, 2, 2)
    await by_hand(person, page._campaign)
    await call(page, "refresh")
    assert (page.old, page.new, page.latest) == (1, 2, 4), "it stays at what was asked for"
    await call(page, "compare", 3, 1)
    assert (page.old, page.new, page.count) == (1, 3, 3)


async def test_an_address_that_asks_for_none_shows_what_the_tab_does(page: VersionsState) -> None:
    for old, new in ((0, 0), (1, 1), (None, "3"), (2, True)):
        await call(page, "compare", old, new)
        assert (page.old, page.new, page.problem) == (1, 3, "")
    await call(page, "compare", 2, 9)
    assert (page.old, page.new, page.problem) == (1, 3, "There is no version 9.")


@pytest.mark.parametrize("number", [None, True, "2", 2.0, -1, 2**40, [2]])
async def test_numbers_that_are_none_change_nothing(page: VersionsState, number: Any) -> None:
    await call(page, "pick", number)
    await call(page, "pick_old", number)
    assert (page.old, page.new) == (1, 3)


async def test_a_version_there_is_not_is_said(page: VersionsState) -> None:
    await call(page, "pick", 9)
    assert page.problem == "There is no such version."
    await call(page, "dismiss")
    assert page.problem == ""


async def test_new_versions_are_followed_until_another_is_chosen(
    page: VersionsState, person: Person
) -> None:
    await by_hand(person, page._campaign)
    await call(page, "refresh")
    assert (page.old, page.new, page.lines[0].agent) == (1, 4, "human")
    assert "by hand" in page.lines[0].about
    await call(page, "pick", 2)
    await by_hand(person, page._campaign, "Again.")
    await call(page, "refresh")
    assert (page.old, page.new, page.latest, len(page.lines)) == (1, 2, 5, 5)


async def test_keys_go_through_what_is_listed(page: VersionsState) -> None:
    keys = [edit.key for edit in page.edits]
    await call(page, "step", 1)
    assert (page.current, page.asked) == (keys[1], True)
    await call(page, "step", 1)
    await call(page, "step", 1)
    assert page.current == keys[2]
    await call(page, "step", -1)
    assert page.current == keys[1]
    for wrong in (0, 5, "1", None):
        await call(page, "step", wrong)
    assert page.current == keys[1]
    await call(page, "filter_agent", "geo")
    assert (page.current, page.rest) == (keys[2], [keys[2]])
    await call(page, "filter_agent", {"agent": "geo"})
    assert page.agent == ""


async def test_a_change_is_folded_by_asking_again(page: VersionsState) -> None:
    first = page.edits[0].key
    await call(page, "choose", first)
    assert (page.current, page.asked) == (first, True)
    await call(page, "choose", first)
    assert (page.current, page.asked) == ("", False)
    await call(page, "choose", "strange")
    assert page.current == ""


@pytest.mark.parametrize("view", ["final", "twice", "inline"])
async def test_views(page: VersionsState, view: str) -> None:
    await call(page, "set_view", view)
    assert page.view == view
    await call(page, "set_view", ["x"])
    assert page.view == "inline"


async def test_a_restored_version_is_said_and_shown(page: VersionsState, person: Person) -> None:
    await call(page, "restore", 1)
    assert page.said == "Version 4 has the text of version 1."
    assert (page.new, page.lines[0].about) == (4, "text of version 1")
    await call(page, "refresh")  # the page hears of its own version and looks again
    assert page.said == "Version 4 has the text of version 1."
    assert (await text_of(page._campaign)).blocks == (await text_of(page._campaign, 1)).blocks
    await call(page, "restore", 1)
    assert "already" in page.problem


async def test_older_versions_come_when_asked(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign_id = await written(person)
    for number in range(24):
        await by_hand(person, campaign_id, f"Text {number}.")
    state = opened(VersionsState, module, monkeypatch, person, campaign_id)
    await call(state, "load")
    assert (len(state.lines), state.older, state.old) == (20, "6", 5)
    await call(state, "show_more")
    assert [line.number for line in state.lines] == list(range(25, 0, -1))
    assert state.older == ""
    await call(state, "show_more")
    await call(state, "refresh")
    assert len(state.lines) == 25
    assert len(state.score_line.dots) == 3


async def test_a_draft_alone_has_no_changes(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = opened(VersionsState, module, monkeypatch, person, await written(person))
    await call(state, "load")
    assert (state.phase, state.latest, state.groups, state.edits) == ("ready", 1, [], [])


async def test_while_agents_work_the_text_as_it_is_now_is_compared(
    page: VersionsState, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def live(_: Person, campaign_id: str) -> changes.Changes:
        asked.append(campaign_id)
        return changes.Changes([], [])

    monkeypatch.setattr(changes, "live", live)
    await set_campaign(page._campaign, status=CampaignStatus.GENERATING)
    await call(page, "refresh")
    assert (page.working, page.new, page.new_label) == (True, 0, "Being written")
    assert asked == [page._campaign]
    await set_campaign(page._campaign, status=CampaignStatus.COMPLETED)
    await call(page, "refresh")
    assert (page.working, page.new, page.phase) == (False, 3, "ready")


async def test_another_campaign_begins_anew(
    page: VersionsState, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await call(page, "set_view", "final")
    other = await written(person)
    monkeypatch.setattr(module, "campaign_of", lambda _: other)
    await call(page, "load")
    assert (page.latest, page.view, page.edits) == (1, "inline", [])


async def test_who_may_not_see_it_is_told_nothing(
    page: VersionsState, colleague: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = opened(VersionsState, module, monkeypatch, colleague, page._campaign)
    await call(stranger, "load")
    assert (stranger.phase, stranger.lines, stranger.groups) == ("failed", [], [])
    assert stranger.problem == "There is no such campaign."
    nobody = opened(VersionsState, module, monkeypatch, None, page._campaign)
    assert await call(nobody, "load") == LOGIN
    assert (nobody.phase, nobody.lines) == ("loading", [])


async def test_nothing_is_read_before_it_was_opened(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = opened(VersionsState, module, monkeypatch, person, "x")
    assert await call(state, "refresh") is None
    assert await call(state, "show_more") is None
    assert state.phase == ""
    with pytest.raises(NotFound):
        await versions.course(person, "x")
