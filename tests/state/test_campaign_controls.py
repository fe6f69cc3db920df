"""Which controls work when, and what the cards say of results, waiting and a pause."""

from datetime import timedelta
from typing import Any

import pytest

from contentflow.models import now
from contentflow.names import AgentName, AgentStatus, CampaignStatus, RunStatus
from contentflow.state.campaign_controls import controls_of
from contentflow.state.campaign_head import banner_of, head_of
from contentflow.state.campaign_rows import agents_of, clock_of
from contentflow.view import CAMPAIGN_STATUS, AgentView, CampaignView, apply
from tests.state.test_campaign_state import START, a_view, message

WRITER, SEO, BRAND, QUALITY, GEO = AgentName


def view_in(status: RunStatus, **changes: Any) -> CampaignView:
    return a_view(run_status=status, status=CAMPAIGN_STATUS[status], **changes)


@pytest.mark.parametrize(
    ("status", "working"),
    [
        (RunStatus.QUEUED, {"pause", "cancel"}),
        (RunStatus.RUNNING, {"pause", "cancel"}),
        (RunStatus.PAUSING, {"resume", "cancel"}),
        (RunStatus.PAUSED, {"resume", "cancel"}),
        (RunStatus.CANCELLING, set()),
        (RunStatus.CANCELLED, {"rerun"}),
        (RunStatus.COMPLETED, {"rerun"}),
        (RunStatus.NEEDS_ATTENTION, {"rerun"}),
        (RunStatus.FAILED, {"rerun"}),
    ],
)
def test_a_control_is_there_when_it_works(status: RunStatus, working: set[str]) -> None:
    found = controls_of(view_in(status))
    names = ("pause", "resume", "cancel", "rerun")
    assert {name for name in names if getattr(found, name)} == working
    assert found.truth == f"r1:{status}"


def test_nothing_runs_in_the_archive_and_in_a_draft() -> None:
    assert not controls_of(view_in(RunStatus.COMPLETED, archived_at=now())).rerun
    assert not controls_of(a_view(status=CampaignStatus.DRAFT, run_status=None)).rerun


def done(agent: AgentName, version: int, run_id: str = "r1", **changes: Any) -> AgentView:
    card = AgentView(agent, AgentStatus.COMPLETED, run_id=run_id, version=version)
    for name, value in changes.items():
        setattr(card, name, value)
    return card


def cards(view: CampaignView) -> dict[str, Any]:
    return {row.name: row for row in agents_of(view)}


def test_a_result_says_for_which_version_it_is() -> None:
    agents = {name: done(name, at) for at, name in enumerate(AgentName, start=1)}
    made = dict.fromkeys(range(1, 6), "r1")
    view = view_in(RunStatus.COMPLETED, agents=agents, version=5, version_runs=made)
    assert {row.outdated for row in agents_of(view)} == {""}, "the run went on after them"
    view.version, view.version_runs[6] = 6, ""  # somebody edited
    assert cards(view)["geo"].outdated == "for version 5, text is at 6"
    assert cards(view)["seo"].outdated == "for version 2, text is at 6"
    assert cards(view)["writer"].outdated == "", "it starts from the brief"
    assert all(row.again for row in agents_of(view))
    view.agents[SEO] = done(SEO, 6, "r2")
    assert cards(view)["seo"].outdated == ""
    busy = view_in(RunStatus.RUNNING, agents=agents, version=6, version_runs=view.version_runs)
    assert {(row.outdated, row.again) for row in agents_of(busy)} == {("", False)}


def test_a_cached_result_says_how_old_it_was() -> None:
    card = done(SEO, 2, cache_hit=True, duration_ms=40, started_at=START)
    card.cached_at = START - timedelta(hours=2, minutes=5)
    view = view_in(RunStatus.COMPLETED, agents={SEO: card}, version=2)
    assert cards(view)["seo"].cache == "from cache, 2 h old"
    assert clock_of(view, START).agents[1] == ""
    card.cached_at = None
    assert cards(view)["seo"].cache == "from cache"
    assert cards(view)["geo"].cache == ""


def failed(agent: AgentName, run_id: str = "r1") -> AgentView:
    return AgentView(agent, AgentStatus.FAILED, run_id=run_id, error="No answer.")


@pytest.mark.parametrize(
    ("status", "agent", "run_id", "retry", "skip"),
    [
        (RunStatus.NEEDS_ATTENTION, SEO, "r1", True, True),
        (RunStatus.RUNNING, SEO, "r1", False, True),
        (RunStatus.FAILED, WRITER, "r1", True, False),
        (RunStatus.COMPLETED, SEO, "r0", False, False),  # of an earlier run
    ],
)
def test_a_failed_agent_can_be_retried_or_skipped(
    status: RunStatus, agent: AgentName, run_id: str, retry: bool, skip: bool
) -> None:
    view = view_in(status, agents={agent: failed(agent, run_id)}, version=1)
    row = cards(view)[agent.value]
    assert (row.retry, row.skip) == (retry, skip)


def test_who_waits_says_for_whom() -> None:
    view = view_in(RunStatus.RUNNING, steps=[["seo"], ["brand", "geo"]], version=3)
    view.agents[SEO].status = AgentStatus.RUNNING
    lines = {name: row.line for name, row in cards(view).items()}
    assert (lines["brand"], lines["geo"]) == ("Starts when SEO is done.",) * 2
    view.agents[SEO].status = AgentStatus.COMPLETED
    assert cards(view)["geo"].line == "Starts in a moment."
    view.steps = [["seo", "brand"], ["geo"]]
    view.agents[SEO].status = AgentStatus.RUNNING
    assert cards(view)["geo"].line == "Starts when SEO and Brand are done."
    view.steps = [["seo", "brand", "quality"], ["geo"]]
    assert cards(view)["geo"].line == "Starts when the others before it are done."


def test_the_place_in_line_is_shown_while_waiting() -> None:
    view = view_in(RunStatus.QUEUED, queue_position=2, steps=[["seo"]])
    assert head_of(view).waiting == "Second in line"
    assert cards(view)["seo"].line == "Waiting for a free slot. Second in line."


def test_a_pause_is_said_everywhere() -> None:
    view = view_in(RunStatus.RUNNING, progress=40, version=1, steps=[["seo"], ["geo"]])
    by = {"user_id": "u1", "name": "Maya Chen"}
    apply(view, message("run_status", 1, status="pausing", by=by, run_progress=40))
    assert head_of(view).status == "Pausing"
    apply(view, message("run_status", 2, status="paused"))
    assert head_of(view).status == "Paused"
    banner = banner_of(view)
    assert (banner.kind, banner.head) == ("paused", "Paused by Maya Chen at 40%.")
    assert cards(view)["seo"].line == "Paused. Goes on when the run is resumed."
    assert cards(view)["geo"].line == "Starts when SEO is done."
    apply(view, message("run_status", 3, status="queued"))
    assert (view.stopped_by, banner_of(view).kind) == ("", "")
    apply(view, message("run_status", 4, status="cancelled", by=by))
    assert banner_of(view).head == "Cancelled by Maya Chen."
    assert banner_of(view).text == "What was kept until then stays."


def test_a_run_of_one_agent_tells_of_that_run_alone() -> None:
    agents = {name: done(name, at) for at, name in enumerate(AgentName, start=1)}
    agents[SEO] = done(SEO, 5, "r2", cache_hit=True)
    view = view_in(
        RunStatus.COMPLETED, agents=agents, version=5, steps=[["seo"]], overall=90, cost_usd=0.0
    )
    view.run_id, view.ended_at = "r2", START + timedelta(seconds=0.4)
    for card in agents.values():
        card.model = "gpt-x"
    banner = banner_of(view)
    assert banner.head == "Done in under 1 s, free from the cache."
    assert banner.text == "Score 90. 0 edits kept, 0 rejected."


def test_the_head_says_what_is_approved_and_what_it_is_called() -> None:
    view = view_in(RunStatus.COMPLETED, version=5, approved_version=5, name="Spring desks")
    head = head_of(view)
    assert (head.name, head.given, head.topic) == ("Spring desks", "Spring desks", "Standing desks")
    assert (head.approved, head.current, head.version) == ("Version 5 approved", True, 5)
    view.version, view.name = 6, ""
    head = head_of(view)
    assert (head.name, head.given) == ("Standing desks", "")
    assert (head.approved, head.current) == ("Version 5 approved, text is at 6", False)
