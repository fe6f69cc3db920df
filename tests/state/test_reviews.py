"""Accepting and rejecting on the page: what is said back, and what any client may send."""

from types import SimpleNamespace
from typing import Any

import pytest

from contentflow import engine
from contentflow.models import AgentDecision
from contentflow.person import Person
from contentflow.state import reviews as module
from contentflow.state.reviews import ReviewsState
from contentflow.state.versions import VersionsState
from tests.state.pages import LOGIN, call, opened
from tests.texts import SEO, edit, improved, measure, text_of, version_of, written

PLAIN = "A standing desk makes nobody stand up. It makes it easy to change position."


@pytest.fixture
async def rows(person: Person) -> list[AgentDecision]:
    campaign_id = await written(person)
    edits = [
        edit("replace", "b1", PLAIN),
        edit("set_title", text="Desks"),
        edit("replace", "b1", "Anew."),
    ]
    return await improved(campaign_id, SEO, *edits)


@pytest.fixture
def page(
    rows: list[AgentDecision], person: Person, monkeypatch: pytest.MonkeyPatch
) -> ReviewsState:
    monkeypatch.setattr(engine, "measure", measure)
    return opened(ReviewsState, module, monkeypatch, person, rows[0].campaign_id)


async def test_one_is_rejected_and_the_way_back_is_offered(
    page: ReviewsState, rows: list[AgentDecision]
) -> None:
    assert await call(page, "reject", rows[1].key) == VersionsState.refresh
    assert page.said == "1 edit rejected; the text is at version 3."
    assert (page.undoable, page.problem, page.campaign) == (True, "", rows[0].campaign_id)
    await call(page, "undo")
    assert page.said == "1 edit open again; the text is at version 4."
    assert not page.undoable
    assert (await text_of(rows[0].campaign_id)).title == "Desks"


async def test_accepting_is_only_noted(page: ReviewsState, rows: list[AgentDecision]) -> None:
    await call(page, "accept", rows[0].key)
    assert page.said == "1 edit accepted."
    await call(page, "reopen", rows[0].key)
    assert page.said == "1 edit open again."
    await call(page, "dismiss")
    assert (page.said, page.problem, page.undoable) == ("", "", False)


async def test_the_rest_at_once_and_what_cannot_be_done_is_said(
    page: ReviewsState, rows: list[AgentDecision]
) -> None:
    await call(page, "reject", rows[0].key)
    assert page.problem == "SEO changed the same words since. Edit the text instead."
    await call(page, "reject_all", [rows[0].key, rows[1].key])
    assert page.said == "1 edit rejected; the text is at version 3."
    assert page.problem.startswith("1 edit left as it was. SEO changed the same words")
    await call(page, "accept_all", [row.key for row in rows])
    assert page.said == "3 edits accepted; the text is at version 4."
    assert (await version_of(rows[0].campaign_id)).number == 4


async def test_by_keyboard_it_is_the_change_looked_at_if_it_waits(
    page: ReviewsState, rows: list[AgentDecision], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = SimpleNamespace(current=rows[1].key, rest=[rows[1].key])

    async def get_state(_: object, kind: type) -> SimpleNamespace:
        assert kind is VersionsState
        return shown

    monkeypatch.setattr(ReviewsState, "get_state", get_state)
    for wrong in ("open", "x", None, ["accepted"]):
        assert await call(page, "review_current", wrong) is None
    assert await call(page, "review_current", "rejected") == VersionsState.refresh
    assert page.said.startswith("1 edit rejected")
    shown.rest = []
    assert await call(page, "review_current", "accepted") is None
    assert page.said.startswith("1 edit rejected")


@pytest.mark.parametrize("decisions", [None, True, 7, "x", {}, [], [None], [["x"]], ["x" * 9_000]])
async def test_anything_else_is_a_refusal_in_words(page: ReviewsState, decisions: Any) -> None:
    for handler in ("accept", "reject", "reopen", "accept_all", "reject_all"):
        await call(page, handler, decisions)
        assert page.problem
    await call(page, "undo")
    assert page.problem == "Name at least one edit."


async def test_strangers_and_readers(
    rows: list[AgentDecision],
    colleague: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    campaign_id = rows[0].campaign_id
    stranger = opened(ReviewsState, module, monkeypatch, colleague, campaign_id)
    await call(stranger, "reject", rows[0].key)
    assert stranger.problem == "There is no such campaign."
    nobody = opened(ReviewsState, module, monkeypatch, None, campaign_id)
    assert await call(nobody, "reject", rows[0].key) == LOGIN
    assert (await version_of(campaign_id)).number == 2
