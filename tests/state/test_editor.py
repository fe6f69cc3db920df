"""The editor's state: opened, measured as it is typed, saved, in conflict, taken over."""

import asyncio
from typing import Any

import pytest

from contentflow import campaigns, engine, runs, sharing, versions
from contentflow.analysis.checks import Report
from contentflow.brief import Brief
from contentflow.document import Document
from contentflow.names import CampaignStatus, RunStatus
from contentflow.person import Person
from contentflow.state import editor as module
from contentflow.state.editor import EditorState
from contentflow.versions import Draft
from tests.state.pages import LOGIN, call, opened
from tests.texts import block_text, measure, run_of, set_campaign, text_of, version_of, written

BLOCKS = ["b1", "b2", "b3", "b4", "b5", "b6"]


def data(base: int, **texts: str) -> dict[str, Any]:
    blocks = [{"id": b, "text": texts[b]} if b in texts else {"id": b} for b in BLOCKS]
    return {"base": base, "from": base, "blocks": blocks, "stays": False}


@pytest.fixture
async def campaign_id(person: Person) -> str:
    return await written(person)


@pytest.fixture
async def page(campaign_id: str, person: Person, monkeypatch: pytest.MonkeyPatch) -> EditorState:
    monkeypatch.setattr(engine, "measure", measure)
    state = opened(EditorState, module, monkeypatch, person, campaign_id)
    await call(state, "open", "b3")
    return state


async def test_it_opens_with_the_text_and_its_scores(page: EditorState, campaign_id: str) -> None:
    assert (page.opened, page.base, page.focus) == (True, 1, "b3")
    assert page.campaign == campaign_id
    assert page.text["title"] == "Standing desks"
    assert [block["id"] for block in page.text["blocks"]] == BLOCKS
    assert len(page.gauges) == 4
    assert page.groups_0
    await call(page, "close")
    assert (page.opened, page.text, page.gauges, page.groups_0) == (False, {}, [], [])


async def test_what_is_typed_is_measured_and_not_stored(
    page: EditorState, campaign_id: str
) -> None:
    before = [gauge.shown for gauge in page.gauges]
    await call(page, "draft", data(1, b3="Very really utterly " * 80))
    assert [gauge.shown for gauge in page.gauges] != before
    assert page.summary.startswith("Overall ")
    assert ", was " in page.summary
    assert (await version_of(campaign_id)).number == 1


async def test_only_the_latest_draft_counts(
    page: EditorState, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, measured = asyncio.Event(), []

    async def slowly(document: Document, brief: Brief) -> Report:
        measured.append(block_text(document, "b1"))
        if len(measured) == 1:
            await first.wait()
        return await measure(document, brief)

    monkeypatch.setattr(engine, "measure", slowly)
    early = asyncio.create_task(call(page, "draft", data(1, b1="Early " * 200)))
    while not measured:
        await asyncio.sleep(0)
    await call(page, "draft", data(1, b1="Late."))
    late = page.summary
    first.set()
    await early
    assert (len(measured), page.summary) == (2, late)


async def test_what_is_wrong_stands_beside_its_block(page: EditorState, campaign_id: str) -> None:
    await call(page, "draft", data(1, b3="x" * 20_001))
    assert list(page.problems) == ["block:b3"]
    await call(page, "draft", data(1, b3="Short."))
    assert page.problems == {}
    await call(page, "save", data(1, b3="x" * 2_000_000))
    assert list(page.problems) == ["block:b3"]
    assert (page.opened, page.answers) == (True, 2)
    assert (await version_of(campaign_id)).number == 1


async def test_a_save_closes_it_and_says_which_version(page: EditorState, campaign_id: str) -> None:
    await call(page, "save", data(1, b1="Mine."))
    assert (page.opened, page.said) == (False, "Saved as version 2.")
    assert (page.saves, page.saved_from) == (1, 1)
    assert block_text(await text_of(campaign_id), "b1") == "Mine."


async def test_a_save_in_between_goes_on_with_the_new_version(page: EditorState) -> None:
    await call(page, "save", {**data(1, b1="Mine."), "stays": True})
    assert (page.opened, page.base, page.saves) == (True, 2, 1)
    assert page.text["blocks"][0]["text"] == "Mine."
    await call(page, "save", data(2))
    assert page.said == "Nothing was changed; the text is at version 2."


async def test_what_others_saved_meanwhile_is_brought_in_or_shown(
    page: EditorState, campaign_id: str, person: Person, colleague: Person
) -> None:
    await sharing.share(person, campaign_id, colleague.id, may_edit=True)
    theirs = Draft(1, {"blocks": data(1, b1="Theirs.", b6="Theirs too.")["blocks"]})
    await versions.save(colleague, campaign_id, theirs, measure)
    await call(page, "save", data(1, b1="Mine.", b3="Mine alone."))
    assert (page.opened, page.said, page.saves) == (True, "", 0)
    conflict = page.conflict
    assert conflict["number"] == 2
    assert colleague.name in conflict["message"]
    (clash,) = conflict["clashes"]
    assert (clash["place"], clash["by"], clash["both"]) == ("b1", colleague.name, None)
    assert (clash["mine"]["text"], clash["theirs"]["text"]) == ("Mine.", "Theirs.")
    assert clash["label"] == "Paragraph “Theirs.”"
    merged = {block["id"]: block for block in conflict["text"]["blocks"]}
    assert merged["b6"]["text"] == "Theirs too."
    merged["b1"]["text"] = "Ours."
    await call(page, "save", {"base": 2, "from": 1, "blocks": list(merged.values())})
    assert (page.said, page.conflict, page.saved_from) == ("Saved as version 3.", {}, 1)
    text = await text_of(campaign_id)
    found = [block_text(text, name) for name in ("b1", "b3", "b6")]
    assert found == ["Ours.", "Mine alone.", "Theirs too."]


async def test_elsewhere_changed_is_said(
    page: EditorState, campaign_id: str, person: Person
) -> None:
    other = Draft(1, {"blocks": data(1, b6="Other.")["blocks"]})
    await versions.save(person, campaign_id, other, measure)
    await call(page, "save", data(1, b1="Mine."))
    assert page.said == "Saved as version 3, with what others changed meanwhile."


async def test_while_agents_work_it_does_not_open_and_does_not_save(
    page: EditorState, campaign_id: str
) -> None:
    await set_campaign(campaign_id, status=CampaignStatus.GENERATING)
    await call(page, "save", data(1, b1="Mine."))
    assert "Agents are at work" in page.problem
    await call(page, "close")
    await call(page, "open", "")
    assert (page.opened, "Agents are at work" in page.problem) == (False, True)
    await call(page, "read")
    assert page.problem == ""


async def test_taking_over_pauses_waits_and_opens(
    page: EditorState, campaign_id: str, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await call(page, "close")
    await set_campaign(campaign_id, status=CampaignStatus.GENERATING)
    monkeypatch.setattr(module, "_LOOK", 0.01)
    asked: list[str] = []

    async def pause(who: Person, run_id: str) -> None:
        asked.append(run_id)
        assert who == person

    class Working:
        run_id, run_status = "r1", RunStatus.RUNNING

    async def snapshot(*_: object) -> Working:
        return Working()

    monkeypatch.setattr(runs, "pause", pause)
    monkeypatch.setattr(campaigns, "snapshot", snapshot)
    monkeypatch.setattr(engine, "wake", lambda: None)
    taking = asyncio.create_task(call(page, "take_over"))
    while not asked:
        await asyncio.sleep(0.01)
    assert page.taking_over
    assert not page.opened
    await set_campaign(campaign_id, status=CampaignStatus.PAUSED)
    await taking
    assert (page.opened, page.taking_over, asked) == (True, False, ["r1"])


async def test_agents_that_do_not_stop_are_said(
    page: EditorState, campaign_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await call(page, "close")
    await set_campaign(campaign_id, status=CampaignStatus.GENERATING)
    monkeypatch.setattr(module, "_LOOK", 0.01)
    monkeypatch.setattr(module, "_LONGEST_WAIT", 0.02)
    monkeypatch.setattr(module, "_AT_WORK", ())
    await call(page, "take_over")
    assert (page.opened, page.taking_over) == (False, False)
    assert "Agents are at work" in page.problem


async def test_giving_back_resumes(
    page: EditorState, campaign_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resumed: list[str] = []

    async def resume(_: Person, run_id: str) -> None:
        resumed.append(run_id)

    monkeypatch.setattr(runs, "resume", resume)
    monkeypatch.setattr(engine, "wake", lambda: None)
    await call(page, "give_back")
    assert (resumed, page.opened) == ([await run_of(campaign_id)], False)


@pytest.mark.parametrize(
    "sent", [None, True, 7, "x", [], {}, {"base": "1"}, {"base": True}, {"blocks": 7}]
)
async def test_anything_a_client_sends_is_answered_in_words(
    page: EditorState, campaign_id: str, sent: Any
) -> None:
    await call(page, "draft", sent)
    await call(page, "save", sent)
    assert page.problem or page.problems
    await call(page, "open", sent)
    assert (await version_of(campaign_id)).number == 1


async def test_who_may_not_edit_opens_and_saves_nothing(
    campaign_id: str,
    person: Person,
    viewer: Person,
    colleague: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await sharing.share(person, campaign_id, viewer.id, may_edit=False)
    for who, why in ((viewer, "not change it"), (colleague, "no such campaign")):
        state = opened(EditorState, module, monkeypatch, who, campaign_id)
        for handler, sent in (("open", ""), ("save", data(1, b1="x")), ("draft", data(1, b1="x"))):
            await call(state, handler, sent)
            assert why in state.problem
        await call(state, "take_over")
        assert why in state.problem
        assert (state.opened, state.text) == (False, {})
    nobody = opened(EditorState, module, monkeypatch, None, campaign_id)
    assert await call(nobody, "open", "") == LOGIN
    assert await call(nobody, "save", data(1)) == LOGIN
    assert await call(nobody, "draft", data(1)) == [LOGIN]
    assert await call(nobody, "take_over") == [LOGIN]
    assert (await version_of(campaign_id)).number == 1
