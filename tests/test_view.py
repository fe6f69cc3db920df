from datetime import UTC, datetime
from typing import Any

import pytest

from contentflow.document import Block, Document
from contentflow.names import (
    AgentName,
    AgentStatus,
    CampaignStatus,
    ContentType,
    Priority,
    RunStatus,
    Visibility,
)
from contentflow.view import CAMPAIGN_STATUS, CampaignView, Message, apply, pending_agents

AT = "2026-11-23T10:00:00+00:00"


@pytest.fixture
def view() -> CampaignView:
    made = CampaignView(
        id="c",
        owner_id="u",
        owner_name="Maya",
        topic="Tea",
        content_type=ContentType.BLOG_POST,
        priority=Priority.STANDARD,
        visibility=Visibility.PRIVATE,
        status=CampaignStatus.QUEUED,
        created_at=datetime.now(UTC),
        agents=pending_agents(),
    )
    apply(made, message(1, "run_status", status="running", started_at=AT))
    return made


def message(seq: int, kind: str, agent: str | None = None, **data: Any) -> Message:
    return {"seq": seq, "type": kind, "agent_type": agent, "run_id": "r", "at": AT, **data}


def written(seq: int, block: str, text: str) -> Message:
    data = {"id": block, "kind": "paragraph", "text": text, "level": 0}
    front = {"title": "Tea", "slug": "tea", "meta_description": "", "serial": seq}
    return message(seq, "block_written", "writer", block=data, **front)


def decision(seq: int, kind: str, **data: Any) -> Message:
    shared = {"check_id": "seo.length", "check_label": "Length", "why": "", "position": seq}
    shared |= {"value_before": "1", "value_after": "2", "score_before": 50, "score_after": 60}
    return message(seq, kind, "seo", **shared, text_before="a", text_after="b", **data)


def test_every_run_status_is_a_campaigns() -> None:
    assert set(CAMPAIGN_STATUS) == set(RunStatus)


def test_a_run_begins(view: CampaignView) -> None:
    assert (view.run_id, view.run_number, view.run_status) == ("r", 1, RunStatus.RUNNING)
    assert view.status is CampaignStatus.GENERATING
    assert view.started_at == datetime.fromisoformat(AT)


def test_nothing_happens_twice(view: CampaignView) -> None:
    for _ in range(2):
        apply(view, decision(2, "edit_rejected"))
    assert len(view.decisions) == 1
    assert view.seq == 2


def test_what_earlier_runs_say_changes_nothing(view: CampaignView) -> None:
    apply(view, {**written(2, "b1", "Old."), "run_id": "earlier"})
    assert view.document == Document()


def test_an_agent_from_start_to_end(view: CampaignView) -> None:
    card = view.agents[AgentName.SEO]
    apply(view, message(2, "agent_started", "seo", attempt=1, model="tiny", score_before=40))
    assert (card.status, card.score_before, card.model) == (AgentStatus.RUNNING, 40, "tiny")
    apply(view, message(3, "agent_retry", "seo", attempt=2, of=6, reason="Too busy"))
    assert (card.retry, card.task, card.retries) == ("attempt 2 of 6", "Too busy", 1)
    apply(view, message(4, "agent_progress", "seo", progress=30, task="Title", run_progress=25))
    assert (card.progress, card.retry, view.progress) == (30, "", 25)
    ended = {"duration_ms": 900, "cost_usd": 0.01, "summary": "Done", "version": 2}
    scores = {"score_before": 40, "score_after": 70, "run_cost_usd": 0.02}
    apply(view, message(5, "agent_completed", "seo", **ended, **scores))
    assert (card.status, card.progress, card.score_after) == (AgentStatus.COMPLETED, 100, 70)
    assert (view.version, view.cost_usd, card.duration_ms) == (2, 0.02, 900)


def test_an_agent_that_fails_says_why(view: CampaignView) -> None:
    apply(view, message(2, "agent_failed", "geo", error="The key is wrong.", duration_ms=5))
    card = view.agents[AgentName.GEO]
    assert (card.status, card.error) == (AgentStatus.FAILED, "The key is wrong.")


def test_the_text_grows_block_by_block(view: CampaignView) -> None:
    tail = {"type": "tail", "run_id": "r", "agent_type": "writer", "block_id": "b1", "text": "One"}
    apply(view, tail)
    assert view.writing is not None
    apply(view, written(2, "b1", "One."))
    apply(view, written(3, "b2", "Two."))
    assert view.writing is None
    assert [block.text for block in view.document.blocks] == ["One.", "Two."]
    assert view.document.title == "Tea"


def test_a_kept_edit_changes_text_and_scores(view: CampaignView) -> None:
    apply(view, written(2, "b1", "One."))
    edit = {"op": "replace", "block_id": "b1", "text": "Uno.", "reason": "", "check_id": "x"}
    check = {"id": "seo.length", "rating": "good"}
    measured = {"scores": {"seo": 60}, "overall": 60, "own_score": 60, "checks": [check]}
    apply(view, decision(3, "edit_kept", edit=edit, **measured))
    assert view.document.blocks == (Block("b1", "paragraph", "Uno."),)
    assert (view.scores, view.overall) == ({"seo": 60}, 60)
    assert view.checks == {"seo.length": check}
    assert view.agents[AgentName.SEO].score_after == 60
    assert view.decisions[0].kept


def test_a_rejected_edit_changes_no_text(view: CampaignView) -> None:
    apply(view, decision(2, "edit_rejected", edit=None))
    assert view.document == Document()
    assert not view.decisions[0].kept


def test_a_second_run_starts_the_cards_again(view: CampaignView) -> None:
    apply(view, message(2, "agent_failed", "geo", error="x", duration_ms=5))
    apply(view, {**message(3, "run_status", status="queued"), "run_id": "r2"})
    assert (view.run_number, view.run_id) == (2, "r2")
    assert view.agents == pending_agents()


def test_an_ended_run_writes_nothing_more(view: CampaignView) -> None:
    apply(view, {"type": "tail", "run_id": "r", "agent_type": "seo", "block_id": "b", "text": "x"})
    apply(view, message(2, "run_status", status="failed", error="Writer failed.", ended_at=AT))
    assert (view.writing, view.status) == (None, CampaignStatus.FAILED)
    assert (view.error, view.ended_at) == ("Writer failed.", datetime.fromisoformat(AT))


def test_an_inserted_block_carries_its_own_note(view: CampaignView) -> None:
    apply(view, written(2, "b1", "One."))
    edit = {"op": "insert_after", "block_id": "", "text": "Zero.", "reason": "", "check_id": "x"}
    measured: dict[str, Any] = {"scores": {}, "overall": None, "own_score": None, "checks": []}
    apply(view, decision(3, "edit_kept", edit=edit, **measured))
    assert [block.text for block in view.document.blocks] == ["Zero.", "One."]
    assert view.decisions[0].block_id == view.document.blocks[0].id


def test_an_edit_that_brings_a_check_on_target_is_remembered(view: CampaignView) -> None:
    apply(view, written(2, "b1", "One."))
    failing = [{"id": "length", "rating": "poor"}, {"id": "links", "rating": "needs_work"}]
    apply(view, message(3, "measured", "seo", scores={}, overall=None, checks=failing))
    edit = {"op": "set_slug", "block_id": "", "text": "tea", "reason": "", "check_id": "length"}
    checks = [{"id": "length", "rating": "good"}, {"id": "links", "rating": "needs_work"}]
    measured = {"scores": {"seo": 60}, "overall": 60, "own_score": 60, "checks": checks}
    apply(view, decision(4, "edit_kept", edit=edit, **measured))
    assert {name: fix.agent_type for name, fix in view.fixes.items()} == {"length": AgentName.SEO}
