"""How one campaign reads in the list: pure, from a row of the service to words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from contentflow import routes
from contentflow.campaign_search import GROUPS as GROUPS
from contentflow.campaigns import CampaignRow
from contentflow.config import DEMO_MODEL
from contentflow.names import (
    AGENT_LABELS,
    AGENT_ORDER,
    CONTENT_TYPE_LABELS,
    AgentName,
    AgentStatus,
    Priority,
)
from contentflow.names import CampaignStatus as Status
from contentflow.state import words
from contentflow.state.campaign_head import approved_words
from contentflow.state.rows import AgentMark, CampaignGroup, CampaignLine

_WORDS = {
    Status.DRAFT: "Draft",
    Status.QUEUED: "Queued",
    Status.GENERATING: "Generating",
    Status.PAUSED: "Paused",
    Status.COMPLETED: "Completed",
    Status.NEEDS_ATTENTION: "Needs attention",
    Status.FAILED: "Failed",
    Status.CANCELLED: "Cancelled",
}
_SUMMARY = {
    Status.GENERATING: "running",
    Status.NEEDS_ATTENTION: "to look at",
    Status.FAILED: "failed",
    Status.QUEUED: "waiting",
}


@dataclass
class Bar:
    """What can be done with the chosen rows; `own`: all of them are the person's."""

    ids: list[str] = field(default_factory=list)
    own: bool = False
    every: bool = False  # no other row could be chosen


def groups_of(
    rows: Iterable[CampaignRow],
    now: datetime,
    reader: str,
    counts: Mapping[Status, int] | None,
) -> list[CampaignGroup]:
    """The rows in the order of GROUPS, empty groups left out; one group without `counts`.

    `counts` has how many there are of each status, shown or not.
    """
    lines = [(row.status, line_of(row, now, reader)) for row in rows]
    if counts is None:
        return [CampaignGroup("", len(lines), [line for _, line in lines])] if lines else []
    groups = []
    for name, statuses in GROUPS.items():
        found = [line for status, line in lines if status in statuses]
        if found:
            groups.append(CampaignGroup(name, sum(counts.get(s, 0) for s in statuses), found))
    return groups


def listed(groups: Iterable[CampaignGroup]) -> list[CampaignLine]:
    """Every row."""
    return [line for group in groups for line in group.lines]


def kept_in_place(shown: list[CampaignGroup], fresh: list[CampaignGroup]) -> list[CampaignGroup]:
    """The rows as they are now, each where it stood; what is gone is left out, nothing is added."""
    now = {line.id: line for line in listed(fresh)}
    counts = {group.name: group.count for group in fresh}
    groups = []
    for group in shown:
        lines = [now[line.id] for line in group.lines if line.id in now]
        if lines:
            groups.append(CampaignGroup(group.name, counts.get(group.name, 0), lines))
    return groups


def bar_of(groups: list[CampaignGroup], ids: Iterable[str]) -> Bar:
    """The chosen rows that are still there and may be changed."""
    can = {line.id: line for line in listed(groups) if line.may_edit}
    chosen = [one for one in dict.fromkeys(ids) if one in can]
    return Bar(
        chosen,
        bool(chosen) and all(can[one].own for one in chosen),
        bool(chosen) and len(chosen) == len(can),
    )


def summary_of(counts: Mapping[Status, int]) -> str:
    """ "3 running, 1 failed, 2 waiting", or nothing when all is quiet."""
    return ", ".join(
        f"{counts[status]} {said}" for status, said in _SUMMARY.items() if counts.get(status)
    )


def line_of(row: CampaignRow, now: datetime, reader: str) -> CampaignLine:
    """One campaign in words, for the person with the id `reader`."""
    marks = _marks(row)
    draft = row.status is Status.DRAFT
    return CampaignLine(
        id=row.id,
        href=routes.edit_draft(row.id) if draft else routes.campaign(row.id),
        title=row.shown_name or "Untitled draft",
        kind=CONTENT_TYPE_LABELS[row.content_type],
        status=row.status.value,
        status_words=_status_words(row),
        started=row.started_at is not None,
        progress=row.progress,
        agents=marks,
        agents_words=", ".join(mark.words for mark in marks),
        priority=row.priority.value.capitalize(),
        urgent=row.priority is Priority.URGENT,
        owner=row.owner_name,
        initials=words.initials(row.owner_name),
        time=_time(row, now),
        score="–" if row.overall is None else str(row.overall),
        cost=_cost(row),
        approved=approved_words(row.approved_version, row.version),
        may_edit=row.may_edit,
        own=row.owner_id == reader,
    )


def _cost(row: CampaignRow) -> str:
    models = {one.model for one in row.executions.values() if one.model}
    if models == {DEMO_MODEL}:
        return "free"
    if row.started_at is None or (not models and row.cost_usd == 0):
        return "–"
    return words.money(row.cost_usd)


def _statuses(row: CampaignRow) -> dict[AgentName, AgentStatus]:
    return {agent: row.agents.get(agent, AgentStatus.PENDING) for agent in AGENT_ORDER}


def _marks(row: CampaignRow) -> list[AgentMark]:
    return [
        AgentMark(status.value, f"{AGENT_LABELS[agent]}: {status.value}")
        for agent, status in _statuses(row).items()
    ]


def _status_words(row: CampaignRow) -> str:
    statuses = _statuses(row)
    wanted = {
        Status.GENERATING: AgentStatus.RUNNING,
        Status.FAILED: AgentStatus.FAILED,
        Status.NEEDS_ATTENTION: AgentStatus.FAILED,
    }.get(row.status)
    named = [AGENT_LABELS[agent] for agent, status in statuses.items() if status is wanted]
    if not named:
        return _WORDS[row.status]
    if row.status is Status.GENERATING:
        return f"{named[0]} running"
    return f"{' and '.join(named[:2])} failed"


def _time(row: CampaignRow, now: datetime) -> str:
    if row.status is Status.GENERATING and row.estimated_completion:
        left = (row.estimated_completion - now).total_seconds()
        return f"{words.about(left)} left" if left > 0 else "nearly done"
    if row.status is Status.QUEUED:
        return "waiting " + words.duration((now - row.created_at).total_seconds())
    if row.ended_at and row.started_at:
        took = words.took((row.ended_at - row.started_at).total_seconds())
        return f"{took}, {words.ago(row.ended_at, now)}"
    return words.ago(row.created_at, now)
