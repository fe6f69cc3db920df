"""How a campaign reads in the list."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contentflow.campaigns import CampaignRow
from contentflow.config import DEMO_MODEL
from contentflow.names import (
    AgentName,
    AgentStatus,
    CampaignStatus,
    ContentType,
    Priority,
    Visibility,
)
from contentflow.state.campaign_lines import GROUPS, groups_of, line_of, summary_of
from contentflow.view import AgentView, pending_agents

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ROW = CampaignRow(
    id="a",
    title="",
    topic="Standing desks",
    content_type=ContentType.HOW_TO,
    status=CampaignStatus.QUEUED,
    progress=0,
    executions=pending_agents(),
    visibility=Visibility.PRIVATE,
    scores={},
    version=0,
    seq=0,
    priority=Priority.URGENT,
    owner_name="Maya Chen",
    owner_id="m",
    estimated_completion=None,
    created_at=NOW - timedelta(seconds=100),
    started_at=None,
    ended_at=None,
    overall=None,
    cost_usd=None,
    error="",
)


def _with(status: AgentStatus, *agents: AgentName) -> dict[AgentName, AgentView]:
    return {**pending_agents(), **{agent: AgentView(agent, status) for agent in agents}}


RUNNING = replace(
    ROW,
    status=CampaignStatus.GENERATING,
    executions=_with(AgentStatus.RUNNING, AgentName.WRITER),
    started_at=NOW - timedelta(seconds=30),
    estimated_completion=NOW + timedelta(seconds=93),
    cost_usd=0.0142,
)


def test_a_queued_campaign_waits_and_has_no_score_or_cost() -> None:
    line = line_of(ROW, NOW)
    assert (line.title, line.kind, line.status_words) == ("Standing desks", "How-to", "Queued")
    assert (line.time, line.score, line.cost) == ("waiting 1 min 40 s", "–", "–")
    assert not line.started
    assert line.urgent
    assert line.initials == "MC"


def test_a_running_campaign_names_its_agent_and_guesses_the_time() -> None:
    line = line_of(RUNNING, NOW)
    assert line.status_words == "Writer running"
    assert line.time == "about 1 min 40 s left"
    assert line.cost == "$0.014"
    assert line.agents_words.startswith("Writer: running, SEO: pending")


def test_a_late_guess_is_not_negative() -> None:
    late = replace(RUNNING, estimated_completion=NOW - timedelta(seconds=1))
    assert line_of(late, NOW).time == "nearly done"


def test_an_ended_campaign_says_what_failed_and_how_long_it_took() -> None:
    row = replace(
        RUNNING,
        status=CampaignStatus.NEEDS_ATTENTION,
        executions=_with(AgentStatus.FAILED, AgentName.SEO, AgentName.GEO),
        ended_at=NOW - timedelta(seconds=20),
        overall=0,
        cost_usd=None,
    )
    line = line_of(row, NOW)
    assert line.status_words == "SEO and GEO failed"
    assert line.time == "10 s, just now"
    assert (line.score, line.cost) == ("0", "unpriced")


def test_a_draft_opens_the_form() -> None:
    line = line_of(replace(ROW, status=CampaignStatus.DRAFT, topic=""), NOW)
    assert line.href == "/campaigns/new?draft=a"
    assert line.title == "Untitled draft"


@pytest.mark.parametrize("status", list(CampaignStatus))
def test_every_status_has_exactly_one_group(status: CampaignStatus) -> None:
    assert sum(status in statuses for statuses in GROUPS.values()) == 1
    (group,) = groups_of([replace(ROW, status=status)], NOW)
    assert group.count == len(group.lines) == 1


def test_groups_keep_their_order_and_can_be_narrowed() -> None:
    rows = [ROW, RUNNING, replace(ROW, status=CampaignStatus.DRAFT)]
    assert [group.name for group in groups_of(rows, NOW)] == ["Running", "Waiting", "Drafts"]
    assert [group.name for group in groups_of(rows, NOW, "Drafts")] == ["Drafts"]
    assert summary_of(rows) == "1 running, 1 waiting"


def test_the_demo_model_is_free_and_a_price_is_not_said_before_it_is_known() -> None:
    demo = {AgentName.WRITER: AgentView(AgentName.WRITER, AgentStatus.RUNNING, model=DEMO_MODEL)}
    assert line_of(replace(RUNNING, executions=demo, cost_usd=0.0), NOW).cost == "free"
    assert line_of(replace(RUNNING, cost_usd=0.0), NOW).cost == "–"
