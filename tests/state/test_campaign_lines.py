"""How a campaign reads in the list."""

from collections import Counter
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
from contentflow.state.campaign_lines import (
    GROUPS,
    Bar,
    bar_of,
    groups_of,
    kept_in_place,
    line_of,
    listed,
    summary_of,
)
from contentflow.state.rows import CampaignGroup, CampaignLine
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
    line = line_of(ROW, NOW, "m")
    assert (line.title, line.kind, line.status_words) == ("Standing desks", "How-to", "Queued")
    assert (line.time, line.score, line.cost) == ("waiting 1 min 40 s", "–", "–")
    assert not line.started
    assert line.urgent
    assert line.initials == "MC"


def test_a_running_campaign_names_its_agent_and_guesses_the_time() -> None:
    line = line_of(RUNNING, NOW, "m")
    assert line.status_words == "Writer running"
    assert line.time == "about 1 min 40 s left"
    assert line.cost == "$0.014"
    assert line.agents_words.startswith("Writer: running, SEO: pending")


def test_a_late_guess_is_not_negative() -> None:
    late = replace(RUNNING, estimated_completion=NOW - timedelta(seconds=1))
    assert line_of(late, NOW, "m").time == "nearly done"


def test_an_ended_campaign_says_what_failed_and_how_long_it_took() -> None:
    row = replace(
        RUNNING,
        status=CampaignStatus.NEEDS_ATTENTION,
        executions=_with(AgentStatus.FAILED, AgentName.SEO, AgentName.GEO),
        ended_at=NOW - timedelta(seconds=20),
        overall=0,
        cost_usd=None,
    )
    line = line_of(row, NOW, "m")
    assert line.status_words == "SEO and GEO failed"
    assert line.time == "10 s, just now"
    assert (line.score, line.cost) == ("0", "unpriced")


def test_a_draft_opens_the_form() -> None:
    line = line_of(replace(ROW, status=CampaignStatus.DRAFT, topic=""), NOW, "m")
    assert line.href == "/campaigns/new?draft=a"
    assert line.title == "Untitled draft"


@pytest.mark.parametrize("status", list(CampaignStatus))
def test_every_status_has_exactly_one_group(status: CampaignStatus) -> None:
    assert sum(status in statuses for statuses in GROUPS.values()) == 1
    (group,) = groups_of([replace(ROW, status=status)], NOW, "m", {status: 1})
    assert group.count == len(group.lines) == 1


def test_groups_keep_their_order_and_say_how_many_there_are() -> None:
    rows = [ROW, RUNNING, replace(ROW, status=CampaignStatus.DRAFT)]
    counts = {CampaignStatus.QUEUED: 60, CampaignStatus.PAUSED: 2, CampaignStatus.GENERATING: 1}
    groups = groups_of(rows, NOW, "m", counts)
    assert [(group.name, group.count) for group in groups] == [
        ("Running", 1),
        ("Waiting", 62),
        ("Drafts", 0),
    ]
    assert summary_of(counts) == "1 running, 60 waiting"
    assert summary_of({}) == ""


def test_without_counts_the_rows_keep_their_order() -> None:
    rows = [replace(ROW, id="b"), replace(RUNNING, id="a")]
    (group,) = groups_of(rows, NOW, "m", None)
    assert (group.name, [line.id for line in group.lines]) == ("", ["b", "a"])
    assert groups_of([], NOW, "m", None) == []


def a_list(*rows: CampaignRow) -> list[CampaignGroup]:
    counts = Counter(row.status for row in rows)
    return groups_of([replace(row, may_edit=True) for row in rows], NOW, "m", counts)


def test_under_the_pointer_rows_change_and_do_not_move() -> None:
    first, second = replace(RUNNING, id="1"), replace(RUNNING, id="2")
    third = replace(ROW, id="3")
    shown = a_list(first, second, third)
    fresh = a_list(
        replace(first, status=CampaignStatus.COMPLETED), third, replace(RUNNING, id="new")
    )
    kept = kept_in_place(shown, fresh)
    assert [(group.name, [line.id for line in group.lines]) for group in kept] == [
        ("Running", ["1"]),
        ("Waiting", ["3"]),
    ]
    assert kept[0].lines[0].status == "completed"


def test_only_what_may_be_changed_is_chosen() -> None:
    own, others = replace(ROW, id="1"), replace(ROW, id="2", owner_id="x")
    groups = a_list(own, others)
    groups[0].lines.append(CampaignLine(id="3"))
    assert bar_of(groups, ["3", "1", "gone", "1"]) == Bar(["1"], own=True, every=False)
    assert bar_of(groups, ["1", "2"]) == Bar(["1", "2"], own=False, every=True)
    assert bar_of(groups, []) == Bar()
    assert [line.id for line in listed(groups)] == ["1", "2", "3"]


def test_an_approved_version_is_said() -> None:
    row = replace(ROW, version=5, approved_version=4)
    assert line_of(row, NOW, "m").approved == "Version 4 approved, text is at 5"
    assert line_of(ROW, NOW, "m").approved == ""


def test_the_demo_model_is_free_and_a_price_is_not_said_before_it_is_known() -> None:
    demo = {AgentName.WRITER: AgentView(AgentName.WRITER, AgentStatus.RUNNING, model=DEMO_MODEL)}
    assert line_of(replace(RUNNING, executions=demo, cost_usd=0.0), NOW, "m").cost == "free"
    assert line_of(replace(RUNNING, cost_usd=0.0), NOW, "m").cost == "–"
